package civil

import "testing"

func TestCalendar(t *testing.T) {
	var c Calendar
	for day, worked := range map[string]bool{"2031-10-01": false, "2031-10-02": false, "2031-10-03": false, "2031-10-05": true} {
		if !c.Put(MustDate(day), worked) {
			t.Errorf("%s is not taken", day)
		}
	}
	if c.Put(MustDate("2031-10-05"), false) || !c.Put(MustDate("2031-10-05"), true) {
		t.Error("a day is announced twice, differently")
	}
	for _, x := range []struct {
		from string
		n    int
		want string
	}{{"2031-09-30", 1, "2031-10-05"}, {"2031-09-30", 3, "2031-10-07"}, {"2031-10-03", 0, "2031-10-03"}, {"2030-09-30", 1, "2030-10-01"}} {
		if got := c.After(MustDate(x.from), x.n); got.String() != x.want {
			t.Errorf("%d after %s: %s, want %s", x.n, x.from, got, x.want)
		}
	}
	if !c.Knows(MustDate("2031-01-01")) || c.Knows(MustDate("2030-12-31")) {
		t.Error("which years are known")
	}
}
