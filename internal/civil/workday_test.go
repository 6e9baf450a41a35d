package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWeekday(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.IntRange(int(firstDay), int(lastDay)).Draw(t, "day"))
		y, m, day := d.YMD()
		if want := (int(time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC).Weekday()) + 6) % 7; d.Weekday() != want {
			t.Fatalf("%s is day %d of the week, want %d", d, d.Weekday(), want)
		}
	})
}

func TestWorkdaysOfAYearNotKnown(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-24", 0, "2026-11-24"}, {"2026-11-24", 1, "2026-11-25"}, {"2026-11-27", 1, "2026-11-30"}, {"2026-11-28", 1, "2026-11-30"},
		{"2026-11-24", 7, "2026-12-03"}, {"2026-12-31", 5, "2027-01-07"},
	} {
		if got := (Calendar{}).After(MustDate(c.from), c.n); got.String() != c.want {
			t.Errorf("%d working days after %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
}
