package figure

import (
	"fmt"
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/place"
)

// dimension is one break-down. It numbers its codes in the order in which it meets them, so that counting touches no text.
type dimension struct {
	name   string
	read   func(*Visit) uint32
	codes  []string // by number
	number map[string]uint32
}

// world is what the codes of visits hang on.
type world struct {
	src        Source
	tree       *place.Tree
	role       catalogue.PlaceRole
	from       civil.Date // of the period
	boundaries civil.Date
}

func (w world) dimensions(names []string) ([]*dimension, error) {
	all := make([]*dimension, len(names))
	for i, name := range names {
		all[i] = w.dimension(name)
		if all[i].read == nil {
			return nil, fault.New(fault.Usage, "figure.no-dimension", name, strings.Join(catalogue.Dimensions, ", "))
		}
	}
	return all, nil
}

// dimension is the break-down of a name; it has no read where there is none.
func (w world) dimension(name string) *dimension {
	d := &dimension{name: name, number: map[string]uint32{}}
	switch name {
	case "department":
		d.read = d.byKey(func(v *Visit) int { return int(v.Department) }, func(key int) string { return w.department(uint16(key)) })
	case "site":
		d.read = d.byKey(func(v *Visit) int { return int(v.Site) }, func(key int) string { return w.site(uint16(key)).Code })
	case "township":
		d.read = w.byArea(d, place.Township)
	case "village":
		d.read = w.byArea(d, place.Village)
	case "month", "quarter", "year":
		d.read = d.byKey(func(v *Visit) int { return int(v.On - w.from) }, func(key int) string { return span(name, w.from+civil.Date(key)) })
	case "age_band":
		d.read = d.byKey(func(v *Visit) int { return band(w.src.Person(v.Person).Birth, v.On) }, bandCode)
	case "sex":
		d.read = func(v *Visit) uint32 { return d.of(w.src.Person(v.Person).Sex) }
	}
	return d
}

// of is a code's number. What nobody knows has a code too.
func (d *dimension) of(code string) uint32 {
	if code == "" {
		code = Unknown
	}
	n, ok := d.number[code]
	if !ok {
		n = uint32(len(d.codes))
		d.codes, d.number[code] = append(d.codes, code), n
	}
	return n
}

// byKey reads a code that hangs on a small number of the visit alone, and finds it once for each.
func (d *dimension) byKey(key func(*Visit) int, code func(key int) string) func(*Visit) uint32 {
	var known []uint32 // 1 + number
	return func(v *Visit) uint32 {
		k := key(v)
		for k >= len(known) {
			known = append(known, 0)
		}
		if known[k] == 0 {
			known[k] = 1 + d.of(code(k))
		}
		return known[k] - 1
	}
}

// byArea reads the area of a level in which the visit counts, under the boundaries asked for.
func (w world) byArea(d *dimension, level place.Level) func(*Visit) uint32 {
	if w.role == catalogue.PlaceSite {
		return d.byKey(func(v *Visit) int { return int(v.Site) }, func(key int) string { return w.area(w.site(uint16(key)).Place, level) })
	}
	known := map[id.ID]uint32{}
	return func(v *Visit) uint32 {
		at := w.src.Place(v.Person, w.role, v.On)
		n, ok := known[at]
		if !ok {
			n = d.of(w.area(at, level))
			known[at] = n
		}
		return n
	}
}

func (w world) department(n uint16) string {
	one, _ := w.tree.Department(w.src.Body(n))
	return one.Code
}

func (w world) site(n uint16) place.Site {
	one, _ := w.tree.Site(w.src.Body(n))
	return one
}

// area is the code of the area of a level that has a place's people under the boundaries asked for; "" where there is none.
func (w world) area(at id.ID, level place.Level) string {
	held, ok := w.tree.On(at, w.boundaries)
	if !ok {
		return ""
	}
	up, _ := w.tree.Up(held.ID, level)
	return up.Code
}

// span is the month 2026-03, the quarter 2026-Q1 or the year 2026 of a day.
func span(name string, on civil.Date) string {
	y, m, _ := on.YMD()
	switch name {
	case "month":
		return fmt.Sprintf("%04d-%02d", y, m)
	case "quarter":
		return fmt.Sprintf("%04d-Q%d", y, (m+2)/3)
	}
	return fmt.Sprintf("%04d", y)
}

// band is 1 + the number of the five-year band of an age on a day; 0 where the birth date leaves the band open, or comes later.
func band(b civil.Birth, on civil.Date) int {
	lo, hi, known := b.Age(on)
	if !known || lo < 0 || lo/5 != hi/5 {
		return 0
	}
	return 1 + lo/5
}

// bandCode is a band such as 35-39.
func bandCode(band int) string {
	if band == 0 {
		return ""
	}
	return fmt.Sprintf("%d-%d", band*5-5, band*5-1)
}

// HasDimension reports whether a break-down exists.
func HasDimension(name string) bool { return slices.Contains(catalogue.Dimensions, name) }
