package district

import (
	"context"
	"errors"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
)

// State is the district as known at one seq. It must not be kept: it holds the views.
type State struct {
	Tx       *store.Tx // sees everything up to now, not only up to Seq
	Seq      store.Seq
	Practice *catalogue.Catalogue
	Tree     *place.Tree
	People   person.View
	Pages    care.Pages
}

// At calls use with the district as known at a seq; zero means now. NotFound where there is no such write yet.
func (d *District) At(ctx context.Context, seq store.Seq, use func(State) error) error {
	return d.Store.Read(ctx, func(tx *store.Tx) error { return d.at(tx, seq, use) })
}

func (d *District) at(tx *store.Tx, seq store.Seq, use func(State) error) error {
	now := tx.Known()
	if seq == 0 {
		seq = now
	}
	if seq > now || seq < 0 {
		return fault.New(fault.NotFound, "figure.no-seq", seq, now)
	}
	practice, err := d.PracticeAt(tx, seq)
	if err != nil {
		return err
	}
	tree, err := d.TreeAt(tx, seq)
	if err != nil {
		return err
	}
	for {
		if err := d.follow(tx, practice); err != nil {
			return err
		}
		err := d.Register.At(seq, func(v person.View) error {
			return d.Diary.At(seq, func(p care.Pages) error {
				return use(State{Tx: tx, Seq: seq, Practice: practice, Tree: tree, People: v, Pages: p})
			})
		})
		if !errors.Is(err, care.ErrBehind) { // else another catalogue made the diary begin anew in between
			return err
		}
	}
}

// InWrite calls use with the state before the write that the transaction is making.
func (d *District) InWrite(tx *store.Tx, use func(State) error) error { return d.at(tx, 0, use) }

// SeqOn is the last write of a day in the district's time zone: what was known at its end. NotFound where nothing was known yet.
func (d *District) SeqOn(tx *store.Tx, day civil.Date) (store.Seq, error) {
	y, m, dd := day.AddDays(1).YMD()
	seq, err := store.LastBefore(tx, dateIn(y, m, dd, d.Zone))
	if err == nil && seq == 0 { // which elsewhere means now
		err = fault.New(fault.NotFound, "district.nothing-known", day)
	}
	return seq, err
}

// Figures is the state as a source of figures.
func (s State) Figures() figure.Source { return source{s} }

type source struct{ s State }

func (x source) Seq() store.Seq { return x.s.Seq }

// fill makes v the visit of a canonical person that an entry stands for.
func (x source) fill(v *figure.Visit, e *care.Entry, n uint32) {
	v.Event, v.Person, v.On, v.Set = e.ID, n, e.On, x.s.Pages.Set(e)
	v.Site, v.Department = x.s.Pages.Bodies(e)
}

func (x source) Visits(programme, visit string, period civil.Period, use func(*figure.Visit)) {
	var v figure.Visit
	x.s.Pages.Visits(care.Name{Programme: programme, Visit: visit}, period, func(e *care.Entry) {
		x.fill(&v, e, x.s.People.Canonical(e.N))
		use(&v)
	})
}

func (x source) Later(n uint32, programme, visit string, period civil.Period, use func(*figure.Visit)) {
	var v figure.Visit
	name := care.Name{Programme: programme, Visit: visit}
	care.Each(x.s.People, x.s.Pages, n, func(e *care.Entry) {
		if period.Contains(e.On) && x.s.Pages.Kind(e) == due.KindVisit && x.s.Pages.Name(e) == name {
			x.fill(&v, e, n)
			use(&v)
		}
	})
}

func (x source) Answers(set uint32) due.Answers { return x.s.Pages.Answers(set) }

func (x source) Body(n uint16) id.ID { return x.s.Pages.Body(n) }

func (x source) Person(n uint32) due.Person {
	facts, _, _ := x.s.People.Facts(n)
	return due.Person{Sex: facts.Sex, Birth: facts.Birth, Death: facts.Death}
}

func (x source) Place(n uint32, role catalogue.PlaceRole, on civil.Date) id.ID {
	if role == catalogue.PlaceRegistered {
		return x.s.People.Place(n, person.Registered, on)
	}
	return x.s.People.Place(n, person.Resides, on)
}

// SiteOf is where an event of a person took place; zero where it has no site.
func (s State) SiteOf(n uint32, event id.ID) id.ID {
	var site id.ID
	care.Each(s.People, s.Pages, n, func(e *care.Entry) {
		if e.ID == event {
			site = s.Pages.Site(e)
		}
	})
	return site
}
