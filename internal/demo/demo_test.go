package demo

import (
	"context"
	"path/filepath"
	"testing"

	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/figure"
)

func made(t testing.TB, scale float64, seed uint64) (*district.District, Made) {
	t.Helper()
	ctx := context.Background()
	d, err := Init(ctx, district.Options{DSN: filepath.Join(t.TempDir(), "demo.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	m, err := Make(ctx, d, Order{Scale: scale, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	return d, m
}

func counts(t *testing.T, d *district.District) map[string]int {
	t.Helper()
	all := map[string]int{}
	err := d.At(context.Background(), 0, func(s district.State) error {
		for _, id := range s.Practice.FigureIDs {
			r, err := figure.Compute(figure.Query{Figure: s.Practice.Figures[id], Period: civil.Period{From: historyFrom, To: d.Today().AddDays(1)}}, s.Figures(), s.Tree)
			if err != nil {
				return err
			}
			all[id] = r.Value + r.Den
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheSameSeedMakesTheSameDistrict(t *testing.T) {
	a, one := made(t, 0.005, 7)
	b, two := made(t, 0.005, 7)
	if one.People != two.People || one.Households != two.Households || one.Visits != two.Visits || len(one.Logins) != len(two.Logins) {
		t.Errorf("made %+v and %+v", one, two)
	}
	first, second := counts(t, a), counts(t, b)
	for id, n := range first {
		if second[id] != n {
			t.Errorf("%s: %d and %d", id, n, second[id])
		}
	}
	if one.People < 1500 || one.Visits < 400 || first["women-screened"] == 0 || first["treatment-needed"] == 0 {
		t.Errorf("too little to look at: %+v, %v", one, first)
	}
	_, other := made(t, 0.005, 8)
	if other.Visits == one.Visits && other.Households == one.Households {
		t.Error("another seed makes the same district")
	}
}

func TestEveryPostHasALogin(t *testing.T) {
	_, m := made(t, 0.001, 1)
	seen := map[string]bool{}
	for _, l := range m.Logins {
		seen[l.Post] = true
	}
	if len(seen) != 11 {
		t.Errorf("posts with a login: %v", seen)
	}
}

// BenchmarkMake makes the district of `make demo`: 36,000 people.
func BenchmarkMake(b *testing.B) {
	for b.Loop() {
		_, m := made(b, 0.1, 1)
		b.ReportMetric(float64(m.People), "people/op")
		b.ReportMetric(float64(m.Visits), "visits/op")
	}
}
