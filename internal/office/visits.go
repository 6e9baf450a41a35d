package office

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"youfu/internal/care"
	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Record records a visit at a site of the actor's own department.
func (o Office) Record(ctx context.Context, clientID id.ID, v care.Visit) (care.Recorded, error) {
	if err := o.may(post.RecordVisit); err != nil {
		return care.Recorded{}, err
	}
	w := store.Writing{Actor: o.Actor, ClientID: clientID, Kind: "care-visit", Request: v}
	return o.recorded(o.District.Store.Write(ctx, w, func(tx *store.Tx) error {
		desk, where, err := o.District.Desk(tx)
		if err != nil {
			return err
		}
		if err := o.maySite(where, v.Site); err != nil {
			return err
		}
		_, err = desk.Record(tx, where, v)
		return err
	}))
}

// maySite refuses sites of other departments. An unknown site is left to the form, which says so.
func (o Office) maySite(w care.Where, site id.ID) error {
	at, ok := w.Tree.Site(site)
	if ok && at.Department != o.scope().Department {
		return fault.New(fault.Refused, "office.refused.site")
	}
	return nil
}

func (o Office) recorded(r store.Receipt, err error) (care.Recorded, error) {
	if err != nil {
		return care.Recorded{}, err
	}
	var done care.Recorded
	return done, json.Unmarshal(r.Outcome, &done)
}

// Correct writes the next revision of a visit that a site of the actor's own department recorded.
//
// Errors: Refused where another department recorded it that shares the programme and so the register; NotFound where the actor may not
// know of it; Invalid with every wrong field; Conflict where somebody corrected the revision first: Visit shows both.
func (o Office) Correct(ctx context.Context, clientID, event id.ID, rev int, on civil.Date, given map[string]string, reason string) (care.Recorded, error) {
	if err := o.may(post.RecordVisit); err != nil {
		return care.Recorded{}, err
	}
	if reason == "" {
		return care.Recorded{}, fault.New(fault.Invalid, "office.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "office.no-reason"})
	}
	w := store.Writing{Actor: o.Actor, ClientID: clientID, Kind: "care-correction", Request: []any{event, rev, on, given}, Reason: reason}
	return o.recorded(o.District.Store.Write(ctx, w, func(tx *store.Tx) error {
		desk, where, err := o.District.Desk(tx)
		if err != nil {
			return err
		}
		now, err := desk.Current(tx, event)
		if err != nil {
			return err
		}
		if !o.serves(district.State{Tree: where.Tree}, desk.Catalogue.Programmes[now.Programme]) {
			return fault.New(fault.NotFound, "care.no-event")
		}
		if now.Department != o.scope().Department {
			return fault.New(fault.Refused, "office.refused.correct")
		}
		_, err = desk.Correct(tx, where, event, rev, on, given)
		return err
	}))
}

// Visit is one visit with all its revisions, for a clinic that gives the programme.
type Visit struct {
	Line      Line
	Revisions []care.Event // the first one first
	At        []time.Time  // when each was written
	Mine      bool         // recorded by the actor's own department, which alone corrects it
	Then      []due.Item   // what it opened and is still open
}

// Visit opens a visit with its revisions and texts. NotFound where the actor's department does not give the programme.
func (o Office) Visit(ctx context.Context, event id.ID) (Visit, error) {
	if err := o.may(post.OpenVisit); err != nil {
		return Visit{}, err
	}
	var v Visit
	err := o.District.At(ctx, 0, func(s district.State) (err error) {
		desk := care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}
		if v.Revisions, err = desk.Revisions(s.Tx, event); err != nil {
			return err
		}
		if len(v.Revisions) == 0 || !o.serves(s, s.Practice.Programmes[v.Revisions[0].Programme]) {
			return fault.New(fault.NotFound, "care.no-event")
		}
		v.Mine = v.Revisions[0].Department == o.scope().Department
		for i := range v.Revisions {
			if err := desk.OpenTexts(s.Tx, &v.Revisions[i]); err != nil {
				return err
			}
			at, err := store.Moment(s.Tx, v.Revisions[i].Seq)
			if err != nil {
				return err
			}
			v.At = append(v.At, at)
		}
		return o.visited(s, &v)
	})
	if err != nil {
		return Visit{}, err
	}
	return v, o.opened(ctx, post.OpenVisit, v.Revisions[0].Person, event, "visit")
}

// visited opens whom a visit was of, and what it opened.
func (o Office) visited(s district.State, v *Visit) error {
	first := v.Revisions[0]
	n, err := o.person(s, first.Person)
	if err != nil {
		return err
	}
	if v.Line, err = o.line(s, n); err != nil {
		return err
	}
	var facts due.Facts
	if !care.Facts(s.People, s.Pages, n, first.Programme, o.District.Today(), &facts) {
		return nil
	}
	for _, item := range due.Due(s.Practice.Programmes[first.Programme], facts, o.District.Today()) {
		if item.Key.Anchor == first.ID && !item.Opening {
			v.Then = append(v.Then, item)
		}
	}
	return nil
}

// Offer is a visit that could be recorded for somebody.
type Offer struct {
	Programme *catalogue.Programme
	Visit     *catalogue.Visit
	Due       *due.Item // nil: not due, but whoever comes may be seen
	Not       string    // message key of why it cannot be recorded; "" where it can
}

// Offers are the visits that the actor's department gives, for one person. NotFound for whoever is outside the actor's scope.
func (o Office) Offers(ctx context.Context, who id.ID) (line Line, offers []Offer, err error) {
	if err := o.may(post.RecordVisit); err != nil {
		return line, nil, err
	}
	err = o.District.At(ctx, 0, func(s district.State) error {
		n, err := o.person(s, who)
		if err != nil {
			return err
		}
		if line, err = o.line(s, n); err != nil {
			return err
		}
		for _, programme := range s.Practice.ProgrammeIDs {
			if p := s.Practice.Programmes[programme]; o.serves(s, p) {
				offers = append(offers, o.offersOf(s, n, p)...)
			}
		}
		return nil
	})
	if err != nil {
		return line, nil, err
	}
	return line, offers, o.opened(ctx, post.RecordVisit, line.ID, id.ID{}, "offers")
}

func (o Office) offersOf(s district.State, n uint32, p *catalogue.Programme) (offers []Offer) {
	today := o.District.Today()
	own, _ := s.Tree.Department(o.scope().Department)
	var facts due.Facts
	if !care.Facts(s.People, s.Pages, n, p.ID, today, &facts) {
		return nil
	}
	items := due.Due(p, facts, today)
	for _, v := range p.Visits {
		if len(v.By) > 0 && !slices.Contains(v.By, own.Code) {
			continue
		}
		offer := Offer{Programme: p, Visit: v}
		if _, wrong := check.Check(p, v, facts.Person, today, today, nil); slices.ContainsFunc(wrong, func(f fault.Field) bool { return f.Code == check.NotEligible }) {
			offer.Not = "check.not-eligible"
		}
		for i := range items {
			if items[i].Key.Visit == v.ID && (offer.Due == nil || offer.Due.Status == due.Upcoming) {
				offer.Due = &items[i]
			}
		}
		offers = append(offers, offer)
	}
	return offers
}

// Form is what a visit form needs of a person: what is due, and what was answered last time.
type Form struct {
	Person due.Person
	Line   Line
	Last   *care.Event // the newest earlier visit of the kind; nil where there is none
	Due    []due.Item
}

// Form opens a person for a visit form. NotFound where the programme is not given by the actor's department.
func (o Office) Form(ctx context.Context, who id.ID, programme, visit string) (Form, error) {
	if err := o.may(post.RecordVisit); err != nil {
		return Form{}, err
	}
	var f Form
	err := o.District.At(ctx, 0, func(s district.State) error {
		p := s.Practice.Programmes[programme]
		if p == nil || p.Visit(visit) == nil || !o.serves(s, p) {
			return fault.New(fault.NotFound, "care.no-visit", programme+"/"+visit)
		}
		n, err := o.person(s, who)
		if err != nil {
			return err
		}
		if f.Line, err = o.line(s, n); err != nil {
			return err
		}
		var facts due.Facts
		care.Facts(s.People, s.Pages, n, programme, o.District.Today(), &facts)
		f.Person, f.Due = facts.Person, due.Due(p, facts, o.District.Today())
		history, err := (care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}).History(s.Tx, f.Line.ID)
		for _, e := range history {
			if e.Kind == due.KindVisit && e.Programme == programme && e.Visit == visit && f.Last == nil {
				f.Last = &e
			}
		}
		return err
	})
	if err != nil {
		return Form{}, err
	}
	return f, o.opened(ctx, post.RecordVisit, f.Line.ID, id.ID{}, "form")
}

// Preview checks a form as it is being filled in, without writing: what is wrong so far, what is advised, what would follow.
func (o Office) Preview(ctx context.Context, v care.Visit) (check.Sheet, []fault.Field, []due.Item, error) {
	if err := o.may(post.RecordVisit); err != nil {
		return check.Sheet{}, nil, nil, err
	}
	var sheet check.Sheet
	var wrong []fault.Field
	var then []due.Item
	err := o.District.At(ctx, 0, func(s district.State) error {
		p := s.Practice.Programmes[v.Programme]
		if p == nil || p.Visit(v.Visit) == nil || !o.serves(s, p) {
			return fault.New(fault.NotFound, "care.no-visit", v.Programme+"/"+v.Visit)
		}
		n, err := o.person(s, v.Person)
		if err != nil {
			return err
		}
		var facts due.Facts
		care.Facts(s.People, s.Pages, n, v.Programme, v.On, &facts)
		sheet, wrong = check.Check(p, p.Visit(v.Visit), facts.Person, v.On, o.District.Today(), v.Given)
		anchor := id.New()
		facts.Events = append(facts.Events, due.Event{ID: anchor, Kind: due.KindVisit, Visit: v.Visit, On: v.On, Order: int64(s.Seq) + 1, Round: 1, Answers: sheet.Values})
		for _, item := range due.Due(p, facts, v.On) {
			if item.Key.Anchor == anchor {
				then = append(then, item)
			}
		}
		return nil
	})
	return sheet, wrong, then, err
}
