package care

import (
	"encoding/json"
	"slices"

	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
)

// Record checks and writes a visit. Invalid with all wrong fields at once; NotFound for an unknown programme, visit or person.
func (d Desk) Record(tx *store.Tx, w Where, v Visit) (Recorded, error) {
	who, err := person.Canonical(tx, v.Person)
	if err != nil {
		return Recorded{}, err
	}
	v.Person = who
	facts, err := d.FactsOf(tx, v.Person, v.Programme)
	if err != nil {
		return Recorded{}, err
	}
	sheet, err := d.examine(w, v, facts.Person)
	if err != nil {
		return Recorded{}, err
	}
	if v.Event.Zero() {
		v.Event = tx.ID("event", 0)
	}
	key, round := answers(sheet.programme, facts, v)
	if err := d.write(tx, v, sheet, round, key); err != nil {
		return Recorded{}, err
	}
	return outcome(tx, w, sheet.programme, with(facts, sheet.event(tx, v.Event, v.On, round, key)), v.Event, 1)
}

// examine holds a visit against its definition, the site's department, and the person's facts.
func (d Desk) examine(w Where, v Visit, who due.Person) (sheetOf, error) {
	p, ok := d.Catalogue.Programmes[v.Programme]
	if !ok || p.Visit(v.Visit) == nil {
		return sheetOf{}, fault.New(fault.NotFound, "care.no-visit", v.Programme+"/"+v.Visit)
	}
	s := sheetOf{programme: p, visit: p.Visit(v.Visit)}
	var fields []fault.Field
	s.site, fields = siteFor(w, s.visit.By, v.Site, v.On)
	var wrong []fault.Field
	s.Sheet, wrong = check.Check(p, s.visit, who, v.On, w.Today, v.Given)
	if fields = append(wrong, fields...); len(fields) > 0 {
		return s, fault.New(fault.Invalid, "care.visit-refused", s.visit.Title).With(fields...)
	}
	return s, nil
}

// siteFor finds the site and refuses one that is not open on the day or whose department does not give this visit.
func siteFor(w Where, by []string, at id.ID, on civil.Date) (site place.Site, wrong []fault.Field) {
	site, ok := w.Tree.Site(at)
	if !ok {
		return site, []fault.Field{{Name: "site", Code: "unknown-site", Key: "care.unknown-site"}}
	}
	if (!site.From.Zero() && on < site.From) || (!site.To.Zero() && on >= site.To) {
		return site, []fault.Field{{Name: "site", Code: "unknown-site", Key: "care.site-closed", Args: []any{site.Name, on}}}
	}
	department, _ := w.Tree.Department(site.Department)
	for _, code := range by {
		if code == department.Code {
			return site, nil
		}
	}
	if len(by) == 0 {
		return site, nil
	}
	return site, []fault.Field{{Name: "site", Code: "unknown-site", Key: "care.site-not-for", Args: []any{site.Name, department.Name}}}
}

func (d Desk) write(tx *store.Tx, v Visit, s sheetOf, round int, key string) error {
	episode, err := d.episode(tx, v.Person, v.Programme, round)
	if err != nil {
		return err
	}
	if err := insertEvent(tx, row{v.Event, 1, episode, due.KindVisit, v.Visit, s.programme.Hash, v.On, s.site.ID, s.site.Department, key, "", s.Canonical}); err != nil {
		return err
	}
	return d.texts(tx, v.Event, 1, s.Texts)
}

// episode finds or begins a round.
func (d Desk) episode(tx *store.Tx, who id.ID, programme string, round int) (id.ID, error) {
	fresh := episodes(tx) // asked for before any event's: waiting rows are sent in the order of the tables' first asking
	var found id.ID
	if _, err := tx.One(`select id from care_episode where person = $1 and programme = $2 and round = $3`, []any{who, programme, round}, &found); err != nil || !found.Zero() {
		return found, err
	}
	found = episodeID(who, programme, round)
	return found, fresh.Row(found, tx.Seq, who, programme, round)
}

func episodeID(who id.ID, programme string, round int) id.ID {
	return id.Derive(who, "episode/"+programme, round)
}

func episodes(tx *store.Tx) *store.Bulk {
	return tx.Insert("care_episode", "id", "seq", "person", "programme", "round")
}

type row struct {
	event      id.ID
	rev        int
	episode    id.ID
	kind       string
	visit      string
	definition string
	on         civil.Date
	site       id.ID
	department id.ID
	key        string
	state      string
	answers    string
}

func insertEvent(tx *store.Tx, r row) error {
	return tx.Insert("care_event", "id", "rev", "seq", "void", "episode", "kind", "visit", "definition", "on_date", "site", "department", "due_key", "state", "answers").
		Row(r.event, r.rev, tx.Seq, false, r.episode, r.kind, r.visit, r.definition, r.on, r.site, r.department, r.key, r.state, r.answers)
}

func (d Desk) texts(tx *store.Tx, event id.ID, rev int, texts map[string]string) error {
	for name, text := range texts {
		cell := id.Derive(event, "text/"+name, rev)
		if err := d.Keys.In(tx).Put(cell, text, nil); err != nil {
			return err
		}
		if err := tx.Insert("care_text", "event", "rev", "name", "cell").Row(event, rev, name, cell); err != nil {
			return err
		}
	}
	return nil
}

// event is a checked visit as due reads it.
func (s sheetOf) event(tx *store.Tx, event id.ID, on civil.Date, round int, key string) due.Event {
	return due.Event{ID: event, Kind: due.KindVisit, Visit: s.visit.ID, On: on, Order: int64(tx.Seq), Round: round, Key: key, Answers: s.Values}
}

// with are the facts once an event stands in them, in place of its earlier revision. They are computed and not read again: whatever the
// write holds waits for each question that it asks the database.
func with(facts due.Facts, event due.Event) due.Facts {
	facts.Events = slices.DeleteFunc(slices.Clone(facts.Events), func(e due.Event) bool { return e.ID == event.ID })
	facts.Events = append(facts.Events, event)
	return facts
}

// outcome is what a write answers, with what the visit made due.
func outcome(tx *store.Tx, w Where, p *catalogue.Programme, facts due.Facts, event id.ID, rev int) (Recorded, error) {
	done := Recorded{Event: event, Rev: rev, Seq: tx.Seq, Then: []string{}}
	for _, item := range due.Due(p, facts, w.Today) {
		if item.Key.Anchor == event && !item.Opening {
			done.Then = append(done.Then, item.Key.String())
		}
	}
	return done, tx.SetOutcome(done)
}

// Correct writes the revision after rev of a visit. What rested on the visit as it was gets an exception. Conflict where somebody
// corrected it first.
func (d Desk) Correct(tx *store.Tx, w Where, event id.ID, rev int, on civil.Date, given map[string]string) (Recorded, error) {
	now, err := d.Current(tx, event)
	if err != nil {
		return Recorded{}, err
	}
	if now.Kind != due.KindVisit || now.Void {
		return Recorded{}, fault.New(fault.NotFound, "care.no-event")
	}
	if now.Rev != rev {
		return Recorded{}, fault.New(fault.Conflict, "care.corrected-meanwhile")
	}
	if on.Zero() {
		on = now.On
	}
	who, err := person.Canonical(tx, now.Person)
	if err != nil {
		return Recorded{}, err
	}
	before, err := d.FactsOf(tx, who, now.Programme)
	if err != nil {
		return Recorded{}, err
	}
	v := Visit{Event: event, Person: who, Programme: now.Programme, Visit: now.Visit, On: on, Site: now.Site, Given: given}
	sheet, err := d.examine(w, v, before.Person)
	if err != nil {
		return Recorded{}, err
	}
	if err := d.revise(tx, now, on, sheet); err != nil {
		return Recorded{}, err
	}
	after := with(before, sheet.event(tx, event, on, now.Round, now.Key))
	if err := d.except(tx, sheet.programme, before, after, event); err != nil {
		return Recorded{}, err
	}
	return outcome(tx, w, sheet.programme, after, event, rev+1)
}

// revise writes the next revision of a visit. It stays in its episode, and with the entry of the register that it was recorded for.
func (d Desk) revise(tx *store.Tx, now Event, on civil.Date, s sheetOf) error {
	episode, err := d.episode(tx, now.Person, now.Programme, now.Round)
	if err != nil {
		return err
	}
	if err := insertEvent(tx, row{now.ID, now.Rev + 1, episode, due.KindVisit, now.Visit, s.programme.Hash, on, now.Site, now.Department, now.Key, "", s.Canonical}); err != nil {
		return err
	}
	return d.texts(tx, now.ID, now.Rev+1, s.Texts)
}

// Labels are a visit's answers in words.
func (d Desk) Labels(e Event, l lang.Lang) ([]check.Label, error) {
	p := d.Catalogue.Programmes[e.Programme]
	if p == nil || p.Visit(e.Visit) == nil {
		var raw map[string]any
		return nil, json.Unmarshal([]byte(e.Answers), &raw)
	}
	answers, err := check.Parse(e.Answers, p.Visit(e.Visit))
	if err != nil {
		return nil, err
	}
	return check.Labels(p.Visit(e.Visit), answers, l), nil
}
