// Package whatif assesses everybody in the register under schemes as they are or might be: how many meet them, what it costs by month and
// layer, who would gain and who would lose. It writes nothing.
//
// Of people who have not applied no paper was seen, so that few of them meet a scheme. Who is Likely meets every rule as far as the register
// knows; costs count both, as if all of them applied and showed their papers.
package whatif

import (
	"cmp"
	"slices"

	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/entitle"
	"youfu/internal/benefit/facts"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/money"
	"youfu/internal/person"
	"youfu/internal/place"
)

// Source is the register as known at a write.
type Source struct {
	Look   func(func(person.View)) // gives the register, the same at each look: between two of them others can write
	Tree   *place.Tree
	Cases  map[uint32]Case                    // of people who have applied, by n
	Within func(v person.View, n uint32) bool // whom the question is about; nil: everybody
}

// Case is what is known of somebody because she has applied.
type Case struct {
	Applied   civil.Date
	Documents []assess.Document
}

// most is the largest n that the register has.
func (src Source) most() (n uint32) {
	src.Look(func(v person.View) { n = v.Most() })
	return n
}

// Standing is what a scheme says of somebody. The zero Standing is of who was not asked about.
type Standing uint8

const (
	Absent Standing = iota
	NotMet
	Unknown // something other than a paper is missing
	Likely  // unknown, and only papers are missing
	Met
)

// Eligible reports whether somebody has the support, or would with her papers.
func (s Standing) Eligible() bool { return s >= Likely }

func standing(v assess.Verdict, likely bool) Standing {
	switch {
	case likely:
		return Likely
	case v == assess.Unknown:
		return Unknown
	case v == assess.NotMet:
		return NotMet
	}
	return Met
}

// Counts are how many people stand how. Likely are among Unknown.
type Counts struct {
	Met     int `json:"met"`
	NotMet  int `json:"not_met"`
	Unknown int `json:"unknown"`
	Likely  int `json:"likely"`
}

// Standings are those of everybody under one scheme, by n.
type Standings []Standing

// Counts counts them.
func (all Standings) Counts() (c Counts) {
	for _, s := range all {
		switch s {
		case Met:
			c.Met++
		case NotMet:
			c.NotMet++
		case Likely:
			c.Likely++
			c.Unknown++
		case Unknown:
			c.Unknown++
		}
	}
	return c
}

// Change lists who would gain and who would lose by another scheme.
func Change(today, other Standings) (gain, lose []uint32) {
	for n := range today {
		switch before, after := today[n].Eligible(), other[n].Eligible(); {
		case after && !before:
			gain = append(gain, uint32(n))
		case before && !after:
			lose = append(lose, uint32(n))
		}
	}
	return gain, lose
}

// On says how everybody stands under each of the schemes on a day.
func On(src Source, on civil.Date, schemes ...*catalogue.Scheme) []Standings {
	all, most := make([]Standings, len(schemes)), src.most()
	for i := range all {
		all[i] = make(Standings, most+1)
	}
	src.each(on, func() func(uint32, *assess.Facts) {
		r := assess.NewReader()
		return func(n uint32, f *assess.Facts) {
			r.Read(f, on)
			for i, s := range schemes {
				all[i][n] = standing(r.Verdict(s))
			}
		}
	})
	return all
}

// each reads everybody whom the question is about, with her papers.
func (src Source) each(on civil.Date, begin func() func(uint32, *assess.Facts)) {
	src.Look(func(v person.View) {
		facts.Each(v, src.Tree, on, func() func(uint32, *assess.Facts) {
			use := begin()
			return func(n uint32, f *assess.Facts) {
				if src.Within == nil || src.Within(v, n) {
					f.Applied, f.Documents = src.Cases[n].Applied, src.Cases[n].Documents
					use(n, f)
				}
			}
		})
	})
}

// Cost is what falls due of a layer in a month.
type Cost struct {
	Month entitle.Month `json:"month"`
	Layer string        `json:"layer"`
	Fen   money.Fen     `json:"fen"`
}

// Costs are what falls due under each of the schemes in the months of a year, past or future, by what the register knows: of everybody who is
// eligible at the end of a month, or was when she died in it, as if she had been confirmed in the month in which that began. Whole years, and
// blocks of months paid ahead, fall due in the month in which they begin for her.
func Costs(src Source, year int, schemes ...*catalogue.Scheme) [][]Cost {
	c := &counting{Source: src, schemes: schemes, from: entitle.Month(year * 12)}
	most := src.most()
	for range schemes {
		c.since = append(c.since, make([]entitle.Month, most+1))
		c.upTo = append(c.upTo, make([]entitle.Month, most+1))
	}
	sums := make([]map[Cost]money.Fen, len(schemes))
	for i := range sums {
		sums[i] = map[Cost]money.Fen{}
	}
	for m := c.from - 1; m < c.from+12; m++ { // the December before tells who is new in January
		var workers []*worker
		src.each(m.Last(), func() func(uint32, *assess.Facts) {
			w := &worker{counting: c, reader: assess.NewReader(), month: m, sums: make([]map[string]money.Fen, len(schemes))}
			for i := range w.sums {
				w.sums[i] = map[string]money.Fen{}
			}
			workers = append(workers, w)
			return w.count
		})
		for _, w := range workers {
			for i := range w.sums {
				for layer, fen := range w.sums[i] {
					sums[i][Cost{Month: m, Layer: layer}] += fen
				}
			}
		}
	}
	return inOrder(sums)
}

func inOrder(sums []map[Cost]money.Fen) [][]Cost {
	all := make([][]Cost, len(sums))
	for i, of := range sums {
		all[i] = []Cost{}
		for c, fen := range of {
			all[i] = append(all[i], Cost{c.Month, c.Layer, fen})
		}
		slices.SortFunc(all[i], func(a, b Cost) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Layer, b.Layer)) })
	}
	return all
}

// counting is a year being counted, month by month. since and upTo are by scheme and person: the month from which she has been eligible, 0
// where she is not, and the last month that was counted. A person is one worker's within a month, so that they need no lock.
type counting struct {
	Source
	schemes     []*catalogue.Scheme
	from        entitle.Month
	since, upTo [][]entitle.Month
}

type worker struct {
	*counting
	reader *assess.Reader
	month  entitle.Month
	sums   []map[string]money.Fen // by layer
}

func (w *worker) count(n uint32, f *assess.Facts) {
	on := w.month.Last()
	if entitle.MonthOf(f.Death) == w.month {
		on = f.Death.AddDays(-1)
	}
	w.reader.Read(f, on)
	for i, s := range w.schemes {
		if !standing(w.reader.Verdict(s)).Eligible() {
			w.since[i][n] = 0
			continue
		}
		if w.since[i][n] == 0 {
			w.since[i][n] = w.month
		}
		if p := w.due(i, n); p.Months > 0 {
			e := entitle.Entitlement{Scheme: s, Facts: *f, Confirmed: w.since[i][n].First()}
			for _, l := range entitle.Lines(e, p).Lines {
				w.sums[i][l.Layer] += l.Fen
			}
		}
	}
}

// due are the months of the year that have not been counted yet: up to this one, or where whole years are counted all of them.
func (w *worker) due(i int, n uint32) entitle.Period {
	if w.month < w.from {
		return entitle.Period{}
	}
	first, last := max(w.upTo[i][n]+1, w.from), w.month
	if w.schemes[i].Counting.Unit == catalogue.ByYear {
		last = w.from + 11
	}
	w.upTo[i][n] = last
	return entitle.Period{From: first, Months: int(last-first) + 1}
}
