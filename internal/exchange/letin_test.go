package exchange_test

import (
	"slices"
	"testing"

	"youfu/internal/exchange"
	"youfu/internal/testdb"
)

func lettingIn(j exchange.Job, rows ...int) exchange.Job {
	j.LetIn = map[int]bool{}
	for _, row := range rows {
		j.LetIn[row] = true
	}
	return j
}

// Of the held rows somebody lets some in, before or after the rest was written, once or twice: each is a person of her own, once.
func TestChosenRowsComeIn(t *testing.T) {
	n := number("1983-05-12", 28)
	file := func() exchange.Job {
		return people(he("A", "何秀芬", "citizen_number", n), he("B", "何秀芬", "birth", "1983-05-12", "sex", "2"), he("C", "何小芬", "citizen_number", n), he("", "王芳", "citizen_number", n), he("A", "何大芬"))
	}
	eachSettled(t, func(o *office) {
		first := o.apply(file())
		o.want(first, "1a 0u 4h 0r")
		for _, d := range first.Duplicates {
			if d.Earlier != 2 || d.MayComeIn() != (d.Why != exchange.SameRef) || !slices.Contains([]string{"何·芬", "王·"}, d.Who) {
				o.Errorf("%+v", d)
			}
		}
		for range 2 {
			o.apply(lettingIn(file(), 3, 5, 6, 99))
		}
		if b := o.find("B"); b.Card.Name != "何秀芬" || b.ID == o.find("A").ID {
			o.Errorf("%+v", b)
		}
		seq := o.seq()
		for _, j := range []exchange.Job{file(), lettingIn(file(), 3), lettingIn(file(), 3, 5)} {
			r := o.apply(j)
			o.want(r, "0a 3u 2h 0r")
			if len(r.LetIn) != 0 {
				o.Errorf("%v are let in again", r.LetIn)
			}
		}
		if o.seq() != seq {
			o.Error("what was let in before was written again")
		}
		if all := o.imports(); !slices.Equal(all[0].LetIn, []int{3, 5}) || all[0].ID != first.Import {
			o.Errorf("%+v", all[0])
		}
		o.want(o.apply(lettingIn(file(), 4)), "1a 3u 1h 0r")
		if all := o.imports(); !slices.Equal(all[0].LetIn, []int{3, 4, 5}) {
			o.Errorf("%+v", all[0])
		}
	})
}

func TestChosenVisitsComeIn(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	file := func() exchange.Job {
		return visitFile("V1,A,,2026-03-01,H1,none,negative,,", "V2,A,,2026-03-01,H1,none,negative,,", "V3,A,,2026-03-01,H1,none,negative,,")
	}
	o.want(o.check(lettingIn(file(), 3)), "2a 0u 1h 0r")
	o.want(o.apply(file()), "1a 0u 2h 0r")
	r := o.apply(lettingIn(file(), 4))
	o.want(r, "1a 1u 1h 0r")
	if !slices.Equal(r.LetIn, []int{4}) || len(o.visited("A")) != 2 {
		t.Errorf("%+v", r)
	}
	o.want(o.apply(lettingIn(file(), 4)), "0a 2u 1h 0r")
}
