package care

import (
	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

const eventColumns = `select v.id, v.rev, v.seq, v.void, e.person, e.programme, e.round, v.kind, v.visit, v.definition, v.on_date,
	v.site, v.department, v.due_key, v.state, v.answers, t.actor, coalesce(t.reason, '')
	from care_event v join care_episode e on e.id = v.episode left join store_tx t on t.seq = v.seq `

func scanEvent(scan func(...any) error) (Event, error) {
	var e Event
	err := scan(&e.ID, &e.Rev, &e.Seq, &e.Void, &e.Person, &e.Programme, &e.Round, &e.Kind, &e.Visit, &e.Definition, &e.On,
		&e.Site, &e.Department, &e.Key, &e.State, &e.Answers, &e.By, &e.Reason)
	return e, err
}

func events(tx *store.Tx, query string, args ...any) ([]Event, error) {
	var all []Event
	err := tx.Each(eventColumns+query, args, func(scan func(...any) error) error {
		e, err := scanEvent(scan)
		all = append(all, e)
		return err
	})
	return all, err
}

const newest = ` and v.rev = (select max(w.rev) from care_event w where w.id = v.id)`

// Current is the newest revision of an event. NotFound where there is none.
func (d Desk) Current(tx *store.Tx, event id.ID) (Event, error) {
	all, err := events(tx, `where v.id = $1`+newest, event)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "care.no-event")
	}
	if err != nil {
		return Event{}, err
	}
	return all[0], nil
}

// Revisions are all revisions of an event, the first one first.
func (d Desk) Revisions(tx *store.Tx, event id.ID) ([]Event, error) {
	return events(tx, `where v.id = $1 order by v.rev`, event)
}

// History is everything recorded for a person, newest day first, each event in its newest revision; void ones are left out.
func (d Desk) History(tx *store.Tx, who id.ID) ([]Event, error) {
	entries, err := entriesOf(tx, who)
	if err != nil {
		return nil, err
	}
	var all []Event
	for _, entry := range entries {
		some, err := events(tx, `where e.person = $1`+newest+` and not v.void order by v.on_date desc, v.seq desc, v.id`, entry)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Visits calls use for every visit in its newest revision, straight from the tables. use must not use tx.
func (d Desk) Visits(tx *store.Tx, use func(Event) error) error {
	return tx.Each(eventColumns+`where v.kind = 'visit' and not v.void`+newest, nil, func(scan func(...any) error) error {
		e, err := scanEvent(scan)
		if err != nil {
			return err
		}
		return use(e)
	})
}

// OpenTexts reads the sealed texts of a revision.
func (d Desk) OpenTexts(tx *store.Tx, e *Event) error {
	type text struct {
		name string
		cell id.ID
	}
	var texts []text
	err := tx.Each(`select name, cell from care_text where event = $1 and rev = $2`, []any{e.ID, e.Rev}, func(scan func(...any) error) error {
		var t text
		err := scan(&t.name, &t.cell)
		texts = append(texts, t)
		return err
	})
	if err != nil {
		return err
	}
	e.Texts = map[string]string{}
	for _, t := range texts {
		if e.Texts[t.name], _, err = d.Keys.Get(tx, t.cell); err != nil {
			return err
		}
	}
	return nil
}

func entriesOf(tx *store.Tx, who id.ID) ([]id.ID, error) {
	merged, err := person.EntriesOf(tx, who)
	return append([]id.ID{who}, merged...), err
}

// FactsOf is what due reads of one person and one programme, from the tables. NotFound where there is no such person.
func (d Desk) FactsOf(tx *store.Tx, who id.ID, programme string) (due.Facts, error) {
	facts := due.Facts{PersonID: who}
	coded, since, erased, err := person.FactsOf(tx, who)
	if err != nil {
		return facts, err
	}
	if erased {
		return facts, fault.New(fault.NotFound, "person.not-found")
	}
	facts.Person = due.Person{Sex: coded.Sex, Birth: coded.Birth, Death: coded.Death, Since: since}
	entries, err := entriesOf(tx, who)
	if err != nil {
		return facts, err
	}
	wishes, err := person.WishesOf(tx, entries)
	if err != nil {
		return facts, err
	}
	facts.Followed, facts.NoContact = wishes.Agrees(person.ForFollowUp), wishes.Objects(person.ForContact)
	for _, entry := range entries {
		if err := d.addEvents(tx, entry, programme, &facts); err != nil {
			return facts, err
		}
	}
	return facts, nil
}

// addEvents adds what was recorded under one entry, and her refusals of all contact wherever they were said. Every revision is read and
// the newest kept here: planning the question in SQL costs PostgreSQL more than the rows do.
func (d Desk) addEvents(tx *store.Tx, entry id.ID, programme string, facts *due.Facts) error {
	revisions := map[id.ID]Event{}
	var order []id.ID
	err := tx.Each(`select v.id, v.rev, v.seq, v.void, e.programme, e.round, v.kind, v.visit, v.on_date, v.due_key, v.state, v.answers
		from care_episode e join care_event v on v.episode = e.id where e.person = $1`, []any{entry}, func(scan func(...any) error) error {
		var e Event
		if err := scan(&e.ID, &e.Rev, &e.Seq, &e.Void, &e.Programme, &e.Round, &e.Kind, &e.Visit, &e.On, &e.Key, &e.State, &e.Answers); err != nil {
			return err
		}
		before, seen := revisions[e.ID]
		if !seen {
			order = append(order, e.ID)
		}
		if e.Rev > before.Rev {
			revisions[e.ID] = e
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, event := range order {
		switch e := revisions[event]; {
		case e.Void:
		case e.Programme == programme:
			one, err := d.dueEvent(e)
			if err != nil {
				return err
			}
			facts.Events = append(facts.Events, one)
		case e.Kind == due.KindDecline && e.State == due.ScopeContact:
			facts.Refusals = append(facts.Refusals, due.Refusal{Scope: due.ScopeContact, On: e.On})
		}
	}
	return nil
}

func (d Desk) dueEvent(e Event) (due.Event, error) {
	one := due.Event{ID: e.ID, Kind: e.Kind, Visit: e.Visit, On: e.On, Order: int64(e.Seq), Round: e.Round, Key: e.Key, State: e.State}
	if e.Kind != due.KindVisit {
		return one, nil
	}
	p := d.Catalogue.Programmes[e.Programme]
	if p == nil || p.Visit(e.Visit) == nil {
		return one, nil
	}
	var err error
	one.Answers, err = check.Parse(e.Answers, p.Visit(e.Visit))
	return one, err
}

// DueFor is what is due for one person in every programme on a day.
func (d Desk) DueFor(tx *store.Tx, who id.ID, asOf civil.Date) ([]due.Item, error) {
	var all []due.Item
	for _, programme := range d.Catalogue.ProgrammeIDs {
		facts, err := d.FactsOf(tx, who, programme)
		if err != nil {
			return nil, err
		}
		all = append(all, due.Due(d.Catalogue.Programmes[programme], facts, asOf)...)
	}
	return all, nil
}

// Strays counts events whose revisions do not all stand in one episode of one person and programme: none, unless something is broken.
func Strays(tx *store.Tx) (int, error) {
	var n int
	_, err := tx.One(`select count(*) from (select 1 as x from care_event v join care_episode e on e.id = v.episode
		group by v.id having count(distinct e.person) > 1 or count(distinct e.programme) > 1) strays`, nil, &n)
	return n, err
}
