package district

import "time"

// dateIn is the first instant of a day in a zone.
func dateIn(y, m, d int, zone *time.Location) time.Time {
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, zone)
}
