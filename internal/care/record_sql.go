package care

import (
	"encoding/json"
	"strings"

	"youfu/internal/care/check"
	"youfu/internal/care/due"
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
	done := Recorded{Event: v.Event, Rev: 1, Seq: tx.Seq, Then: []string{}}
	err = d.then(tx, &done, v.Person, sheet, w.Today)
	return done, err
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

// then lists what the visit made due, from the tables as they are now.
func (d Desk) then(tx *store.Tx, done *Recorded, who id.ID, s sheetOf, today civil.Date) error {
	facts, err := d.FactsOf(tx, who, s.programme.ID)
	if err != nil {
		return err
	}
	for _, item := range due.Due(s.programme, facts, today) {
		if item.Key.Anchor == done.Event && !item.Opening {
			done.Then = append(done.Then, item.Key.String())
		}
	}
	return tx.SetOutcome(done)
}

// Correct writes the revision after rev of a visit. Conflict where somebody corrected it first.
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
	facts, err := d.FactsOf(tx, now.Person, now.Programme)
	if err != nil {
		return Recorded{}, err
	}
	v := Visit{Event: event, Person: now.Person, Programme: now.Programme, Visit: now.Visit, On: on, Site: now.Site, Given: given}
	sheet, err := d.examine(w, v, facts.Person)
	if err != nil {
		return Recorded{}, err
	}
	episode, err := d.episode(tx, now.Person, now.Programme, now.Round)
	if err != nil {
		return Recorded{}, err
	}
	if err := insertEvent(tx, row{event, rev + 1, episode, due.KindVisit, now.Visit, sheet.programme.Hash, on, now.Site, now.Department, now.Key, "", sheet.Canonical}); err != nil {
		return Recorded{}, err
	}
	if err := d.texts(tx, event, rev+1, sheet.Texts); err != nil {
		return Recorded{}, err
	}
	done := Recorded{Event: event, Rev: rev + 1, Seq: tx.Seq, Then: []string{}}
	return done, d.then(tx, &done, now.Person, sheet, w.Today)
}

// Answer is what a worker heard of an invitation or appointment.
type Answer struct {
	Event  id.ID // derived from the write where zero
	Person id.ID
	Key    string // of the due visit that she was asked about
	Answer string // invited, will-come, wrong-number, moved, declined, asked
	Scope  string // of a refusal; "programme" where empty
	On     civil.Date
	Note   string // sealed
}

// programme is the one that the answer's key names; "" for a key that names none.
func (a Answer) programme() string {
	programme, _, _ := strings.Cut(a.Key, "/")
	return programme
}

func (a Answer) texts() map[string]string {
	if a.Note == "" {
		return nil
	}
	return map[string]string{"note": a.Note}
}

// Respond records an answer. An answer to what is not due on its day is refused, so that nobody who declined is asked again.
func (d Desk) Respond(tx *store.Tx, a Answer) (id.ID, error) {
	who, err := person.Canonical(tx, a.Person)
	if err != nil {
		return id.ID{}, err
	}
	facts, err := d.FactsOf(tx, who, a.programme())
	if err != nil {
		return id.ID{}, err
	}
	if a.Event.Zero() {
		a.Event = tx.ID("event", 0)
	}
	r, key, err := d.answer(facts, a)
	if err != nil {
		return id.ID{}, err
	}
	if r.episode, err = d.episode(tx, who, key.Programme, key.Round); err != nil {
		return id.ID{}, err
	}
	return a.Event, d.answered(tx, a, r)
}

// answer holds an answer against what is due, and gives the event that it is, still without an episode.
func (d Desk) answer(facts due.Facts, a Answer) (row, due.Key, error) {
	key, err := due.ParseKey(facts.PersonID, a.Key)
	if err != nil {
		return row{}, key, fault.New(fault.Usage, "care.bad-key").Because(err)
	}
	kind, ok := answerKinds[a.Answer]
	p := d.Catalogue.Programmes[key.Programme]
	if !ok || p == nil || p.Visit(key.Visit) == nil {
		return row{}, key, fault.New(fault.NotFound, "care.no-visit", key.Programme+"/"+key.Visit)
	}
	if kind != due.KindAsk && !isDue(due.Due(p, facts, a.On), a.Key) {
		return row{}, key, fault.New(fault.Conflict, "care.not-due")
	}
	state, err := stateOf(kind, a)
	return row{event: a.Event, rev: 1, kind: kind, visit: key.Visit, definition: p.Hash, on: a.On, key: a.Key, state: state, answers: "{}"}, key, err
}

func (d Desk) answered(tx *store.Tx, a Answer, r row) error {
	if err := insertEvent(tx, r); err != nil {
		return err
	}
	if err := d.texts(tx, r.event, r.rev, a.texts()); err != nil {
		return err
	}
	return tx.SetOutcome(map[string]string{"event": r.event.String()})
}

func stateOf(kind string, a Answer) (string, error) {
	if kind != due.KindDecline {
		return a.Answer, nil
	}
	if a.Scope == "" {
		a.Scope = due.ScopeProgramme
	}
	if !scopes[a.Scope] {
		return "", fault.New(fault.Usage, "care.bad-scope")
	}
	return a.Scope, nil
}

func isDue(items []due.Item, key string) bool {
	for _, i := range items {
		if i.Key.String() == key {
			return true
		}
	}
	return false
}

// ReviseAnswer replaces an answer that was recorded by mistake; both revisions stay.
func (d Desk) ReviseAnswer(tx *store.Tx, event id.ID, rev int, answer, scope, note string) error {
	now, err := d.Current(tx, event)
	if err != nil {
		return err
	}
	kind, ok := answerKinds[answer]
	if !ok || now.Kind == due.KindVisit {
		return fault.New(fault.NotFound, "care.no-event")
	}
	if now.Rev != rev {
		return fault.New(fault.Conflict, "care.corrected-meanwhile")
	}
	a := Answer{Answer: answer, Scope: scope, Note: note}
	state, err := stateOf(kind, a)
	if err != nil {
		return err
	}
	episode, err := d.episode(tx, now.Person, now.Programme, now.Round)
	if err != nil {
		return err
	}
	return d.answered(tx, a, row{event, rev + 1, episode, kind, now.Visit, now.Definition, now.On, id.ID{}, id.ID{}, now.Key, state, "{}"})
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
