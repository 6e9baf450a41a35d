package person

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

// Rest is something newer that rests on what some writes put into the register.
type Rest struct {
	Person id.ID
	Why    string // later-revision, later-record, merged, tie, attribute, consent
	By     store.Seq
}

// Reasons why writes cannot be taken back.
const (
	LaterRevision = "later-revision" // somebody revised since what they wrote
	LaterRecord   = "later-record"   // a number, stay or household of somebody whom they entered came by another write
	IsMerged      = "merged"         // somebody whom they entered turned out to be somebody else, or somebody else to be her
	HasTie        = "tie"
	HasAttribute  = "attribute"
	HasConsent    = "consent"
)

// tables are the register's tables of revisions of what one person has, as imports write them.
var tables = [...]string{"person_identifier", "person_stay", "person_member"}

// TakeBack takes back what a write put into the register, and gives the number of records. Whom it entered is withdrawn: she is known as
// of then, and afterwards not. Who was erased since stays erased. It does not ask whether anything rests on the write: Resting does.
func (b *Book) TakeBack(of store.Seq) (int64, error) {
	records, err := b.tx.Exec(`insert into person_rev (person, rev, seq, void, card, sex, birth, death)
		select b.person, l.rev + 1, cast($1 as bigint), b.void, b.card, b.sex, b.birth, b.death
		from (select person, min(rev) as first from person_rev where seq = $2 group by person) t
		join person_rev b on b.person = t.person and b.rev = t.first - 1
		join person_rev l on l.person = t.person and l.rev = (select max(m.rev) from person_rev m where m.person = t.person) and not l.void`, b.tx.Seq, of)
	if err != nil {
		return 0, err
	}
	withdrawn, err := b.withdraw(of)
	records += withdrawn
	for _, table := range tables {
		if err != nil {
			break
		}
		var some int64
		some, err = b.tx.TakeBack(table, of)
		records += some
	}
	return records, err
}

// withdraw withdraws whom a write entered.
func (b *Book) withdraw(of store.Seq) (int64, error) {
	type entry struct {
		id  id.ID
		rev int
	}
	var entered []entry
	err := b.tx.Each(`select r.person, r.rev from person p join person_rev r on r.person = p.id
		where p.seq = $1 and not r.void and r.rev = (select max(m.rev) from person_rev m where m.person = p.id) order by p.n`, []any{of}, func(scan func(...any) error) error {
		var e entry
		err := scan(&e.id, &e.rev)
		entered = append(entered, e)
		return err
	})
	for _, e := range entered {
		if err != nil {
			break
		}
		card := ownCard(e.id, e.rev+1)
		if err = b.cells.Put(card, "{}", nil); err == nil {
			err = b.revisions.Row(e.id, e.rev+1, b.tx.Seq, true, card, "", nil, nil)
		}
	}
	return int64(len(entered)), err
}

// ownCard is the cell of a revision's own card.
func ownCard(person id.ID, rev int) id.ID { return beneath(person, "card", rev) }

// isWithdrawn tells, of a void revision, whether the entry was withdrawn or erased: an erased one keeps the emptied card of the revision
// before, a withdrawn one has a card of its own, which says nothing.
func isWithdrawn(person id.ID, rev int, void bool, card id.ID) bool {
	return void && card == ownCard(person, rev)
}

// Resting finds what rests on the writes of a span. Erasing somebody does not count: it can be neither waited for nor undone.
func Resting(tx *store.Tx, s store.Span, use func(Rest)) error {
	err := tx.Overtaken("person_rev", "person", s, func(p id.ID, by store.Seq, void bool) {
		if !void {
			use(Rest{p, LaterRevision, by})
		}
	})
	for _, table := range tables {
		if err == nil {
			err = tx.Overtaken(table, "person", s, func(p id.ID, by store.Seq, _ bool) { use(Rest{p, LaterRevision, by}) })
		}
	}
	if err != nil {
		return err
	}
	entered, err := Entered(tx, s)
	if err != nil || len(entered) == 0 {
		return err
	}
	for _, others := range [...]struct{ why, query string }{
		{LaterRecord, ofEntered(`person_identifier`, `id`, `person`)}, {LaterRecord, ofEntered(`person_stay`, `id`, `person`)}, {LaterRecord, ofEntered(`person_member`, `id`, `person`)},
		{HasTie, ofEntered(`person_tie`, `id`, `a`)}, {HasTie, ofEntered(`person_tie`, `id`, `b`)}, {HasAttribute, ofEntered(`person_attribute`, `id`, `person`)},
		{HasConsent, `select r.person, r.seq from person_consent r join person p on p.id = r.person where p.seq >= $1 and p.seq <= $2 order by r.person, r.rev`},
		{IsMerged, ofMerged(`person`)}, {IsMerged, ofMerged(`canonical`)},
	} {
		if err := tx.Each(others.query, []any{s.First, s.Last}, func(scan func(...any) error) error {
			var p id.ID
			var by store.Seq
			err := scan(&p, &by)
			if entered[p] && !s.Among(by) && !s.Settled(by) {
				use(Rest{p, others.why, by})
			}
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// ofEntered selects who came into the register in a span and has something in a table, with the write that first put it there.
func ofEntered(table, thing, whose string) string {
	return `select r.` + whose + `, r.seq from ` + table + ` r join person p on p.id = r.` + whose + ` where p.seq >= $1 and p.seq <= $2 and r.rev = 1
		and not (select l.void from ` + table + ` l where l.` + thing + ` = r.` + thing + ` order by l.rev desc limit 1) order by r.` + whose + `, r.seq, r.` + thing
}

// ofMerged selects who came into the register in a span and is part of a merge that stands, by the one side of it or the other.
func ofMerged(side string) string {
	return `select r.` + side + `, r.seq from person_alias r join person p on p.id = r.` + side + ` where p.seq >= $1 and p.seq <= $2 and r.canonical is not null
		and r.rev = (select max(l.rev) from person_alias l where l.person = r.person) order by r.` + side + `, r.seq, r.person`
}

// Entered are the people who came into the register by the writes of a span.
func Entered(tx *store.Tx, s store.Span) (map[id.ID]bool, error) {
	entered := map[id.ID]bool{}
	err := tx.Each(`select id, seq from person where seq >= $1 and seq <= $2`, []any{s.First, s.Last}, func(scan func(...any) error) error {
		var p id.ID
		var by store.Seq
		err := scan(&p, &by)
		if s.Among(by) {
			entered[p] = true
		}
		return err
	})
	return entered, err
}

// StayPlaces are the places at which somebody stays or stayed.
func StayPlaces(tx *store.Tx) (map[id.ID]bool, error) {
	places := map[id.ID]bool{}
	err := tx.Each(`select distinct s.place from person_stay s where not s.void and s.rev = (select max(t.rev) from person_stay t where t.id = s.id)`, nil,
		func(scan func(...any) error) error {
			var p id.ID
			err := scan(&p)
			places[p] = true
			return err
		})
	return places, err
}
