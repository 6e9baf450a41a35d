package web

import (
	"regexp"
	"strings"
	"testing"
)

var nextOf = regexp.MustCompile(`rel="next" href="([^"]+)"`)

// TestAuditIsReadToItsEnd: page after page, nothing twice; how many there are is said where it is known, at the end.
func TestAuditIsReadToItsEnd(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	village := w.as("village")
	const times = listPage + 7
	for range times {
		village.get("/person/" + w.ids["何秀芬"].String())
	}
	r, address := w.as("auditor"), "/audit?kind=open-person"
	seen, pages := 0, 0
	for ; address != "" && pages < 5; pages++ {
		a := r.get(address)
		seen += strings.Count(a.body, "周德福</b>")
		address = ""
		if m := nextOf.FindStringSubmatch(a.body); m != nil {
			address = strings.ReplaceAll(m[1], "&amp;", "&")
			if !strings.Contains(a.body, "已显示 50 条") || strings.Contains(a.body, "显示 50 /") {
				t.Errorf("page %d says how many there are, and nobody counted", pages+1)
			}
			continue
		}
		if !strings.Contains(a.body, "显示 57 / 57") || !strings.Contains(a.body, "回到开头") {
			t.Errorf("the last page does not say that it is: %s", a.body)
		}
	}
	if seen != times || pages != 2 {
		t.Errorf("%d looks on %d pages, want %d on 2", seen, pages, times)
	}
}
