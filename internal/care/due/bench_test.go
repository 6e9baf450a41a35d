package due

import (
	"testing"

	"youfu/internal/civil"
)

// BenchmarkDue measures one woman on one day.
func BenchmarkDue(b *testing.B) {
	p := programmes(b)["screening"]
	yearly := []string{
		"2021-03-01 visit exam r1 findings=none hpv=negative bp=120/80 hb=120",
		"2022-03-02 visit exam r2 findings=none hpv=negative bp=120/80 hb=120",
		"2023-03-03 visit exam r3 findings=none hpv=negative bp=120/80 hb=120",
	}
	positive := append(yearly[:2:2], "2023-03-03 visit exam r3 findings=bv hpv=16 bp=120/80 hb=120")
	for _, c := range []struct {
		name   string
		birth  string
		events []string
	}{
		{"first", "1984-05-10", nil},
		{"came of age lately", "2002-05-10", nil},
		{"month of birth only", "1984-05", nil},
		{"three visits", "1984-05-10", yearly},
		{"three visits, positive", "1984-05-10", positive},
		{"three visits, month of birth only", "1984-05", yearly},
	} {
		f := Facts{Person: woman(c.birth), Events: events(b, p.ID, c.events...)}
		asOf := civil.MustDate("2024-03-05")
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Due(p, f, asOf)
			}
		})
	}
}
