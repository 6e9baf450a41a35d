package civil

// Calendar is what the State Council announces of a year: the days off, and the days of a weekend that are worked for them. A year of which
// it holds no day is not known, and counts Monday to Friday; so does every year of the zero Calendar.
type Calendar struct {
	days  map[Date]bool // whether an announced day is worked
	years map[int]bool
}

// Put adds an announced day. It reports false where the day is there already and was announced otherwise.
func (c *Calendar) Put(d Date, worked bool) bool {
	if before, there := c.days[d]; there {
		return before == worked
	}
	if c.days == nil {
		c.days, c.years = map[Date]bool{}, map[int]bool{}
	}
	year, _, _ := d.YMD()
	c.days[d], c.years[year] = worked, true
	return true
}

// Works reports whether a day is a working day.
func (c Calendar) Works(d Date) bool {
	if worked, announced := c.days[d]; announced {
		return worked
	}
	return d.Weekday() <= 4
}

// After is the n-th working day after d.
func (c Calendar) After(d Date, n int) Date {
	for ; n > 0; n-- {
		for d = d.AddDays(1); !c.Works(d); {
			d = d.AddDays(1)
		}
	}
	return d
}

// Knows reports whether the year of a day was announced.
func (c Calendar) Knows(d Date) bool {
	year, _, _ := d.YMD()
	return c.years[year]
}
