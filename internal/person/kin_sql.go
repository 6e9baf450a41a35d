package person

import (
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// TieKind is what binds two people.
type TieKind string

const (
	Parent   TieKind = "parent"   // A is the parent of B, by birth, adoption or marriage
	Spouse   TieKind = "spouse"   // A and B, in any order
	Guardian TieKind = "guardian" // A is the guardian of B
)

var tieKinds = [...]TieKind{Parent, Spouse, Guardian}

// Tie is one revision of what binds two people, over half-open days; a zero date is open.
type Tie struct {
	ID       id.ID
	Rev      int
	Kind     TieKind
	A, B     id.ID
	Source   string // the paper or file that says so
	From, To civil.Date
}

// Attribute is one revision of a coded attribute of the closed vocabulary, over half-open days; a zero date is open.
type Attribute struct {
	ID         id.ID
	Rev        int
	Person     id.ID
	Name, Code string
	Source     string // the paper that says so
	From, To   civil.Date
}

// PutTie records a tie for the first time.
func (b *Book) PutTie(t Tie) error {
	return b.ties.Row(t.ID, 1, b.tx.Seq, false, t.A, t.B, string(t.Kind), t.Source, t.From, t.To)
}

// AmendTie writes the revision after Rev of a tie: its days and source. Whom it binds stays. Conflict where there is no such revision.
func (b *Book) AmendTie(t Tie) error { return b.amendTie(t, false) }

// VoidTie withdraws a tie that never was.
func (b *Book) VoidTie(t Tie) error { return b.amendTie(t, true) }

func (b *Book) amendTie(t Tie, void bool) error {
	return changed(b.tx.Exec(`insert into person_tie (id, rev, seq, void, a, b, kind, source, from_on, to_on)
		select id, rev + 1, cast($1 as bigint), cast($2 as boolean), a, b, kind, cast($3 as text), cast($4 as text), cast($5 as text)
		from person_tie where id = $6 and rev = $7`, b.tx.Seq, void, t.Source, t.From, t.To, t.ID, t.Rev))
}

// PutAttribute records an attribute for the first time; the caller has checked name and code against the catalogue.
func (b *Book) PutAttribute(a Attribute) error {
	return b.attributes.Row(a.ID, 1, b.tx.Seq, false, a.Person, a.Name, a.Code, a.Source, a.From, a.To)
}

// AmendAttribute writes the revision after Rev of an attribute: its code, days and source. Whose it is and its name stay. Conflict where
// there is no such revision.
func (b *Book) AmendAttribute(a Attribute) error { return b.amendAttribute(a, false) }

// VoidAttribute withdraws an attribute that never held.
func (b *Book) VoidAttribute(a Attribute) error { return b.amendAttribute(a, true) }

func (b *Book) amendAttribute(a Attribute, void bool) error {
	return changed(b.tx.Exec(`insert into person_attribute (id, rev, seq, void, person, name, code, source, from_on, to_on)
		select id, rev + 1, cast($1 as bigint), cast($2 as boolean), person, name, cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as text)
		from person_attribute where id = $7 and rev = $8`, b.tx.Seq, void, a.Code, a.Source, a.From, a.To, a.ID, a.Rev))
}

func changed(rows int64, err error) error {
	if err == nil && rows == 0 {
		err = fault.New(fault.Conflict, "person.changed-meanwhile")
	}
	return err
}

func (r *Register) foldTies(tx *store.Tx, put func(func())) error {
	return tx.Each(`select id, seq, void, a, b, kind, from_on, to_on from person_tie `+r.news("id, rev"), []any{r.seq, tx.Known()},
		func(scan func(...any) error) error {
			var key, a, other id.ID
			var t tie
			var kind TieKind
			if err := scan(&key, &t.seq, &t.void, &a, &other, &kind, &t.from, &t.to); err != nil {
				return err
			}
			put(func() {
				t.key, t.kind, t.a, t.b = tell(key), kindCode(kind), r.n[a], r.n[other]
				t.olderA, t.olderB = r.tie[t.a], r.tie[t.b]
				r.ties = append(r.ties, t)
				r.tie[t.a], r.tie[t.b] = uint32(len(r.ties)), uint32(len(r.ties))
			})
			return nil
		})
}

func (r *Register) foldAttributes(tx *store.Tx, put func(func())) error {
	return tx.Each(`select id, seq, void, person, name, code, from_on, to_on from person_attribute `+r.news("id, rev"), []any{r.seq, tx.Known()},
		func(scan func(...any) error) error {
			var key, p id.ID
			var a attribute
			var name, code string
			if err := scan(&key, &a.seq, &a.void, &p, &name, &code, &a.from, &a.to); err != nil {
				return err
			}
			put(func() {
				n := r.n[p]
				a.key, a.name, a.code, a.older = tell(key), r.wordCode(name), r.wordCode(code), r.attribute[n]
				r.attributes = append(r.attributes, a)
				r.attribute[n] = uint32(len(r.attributes))
			})
			return nil
		})
}
