package benefit

import (
	"fmt"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Applying is an application as it comes in.
type Applying struct {
	Rules           Rules // with the steps of the case's own track
	Track           string
	Subject, Payee  id.ID
	SubjectIdentity []byte
	PayeeIdentity   []byte
	Place           id.ID
	On              civil.Date
	Papers          map[string]string // kind of evidence: what the paper says of itself, such as its number
	N               int               // tells several applications of one write apart
}

// Apply opens a case with its first matter, or another matter in a case that was refused or ended. Conflict where the person's case in the
// scheme is still being decided, or she has what she applies for; the case's id is the error's argument.
func (d Desk) Apply(tx *store.Tx, a Applying) (*Case, error) {
	which, err := d.Enter(tx, a)
	if err != nil {
		return nil, err
	}
	return Load(tx, which)
}

// Enter is Apply for whom the case's id is enough.
func (d Desk) Enter(tx *store.Tx, a Applying) (id.ID, error) {
	var known id.ID
	found, err := tx.One(`select id from benefit_case where scheme_id = $1 and subject_identity = $2`, []any{a.Rules.ID, a.SubjectIdentity}, &known)
	if err != nil {
		return known, err
	}
	matter := 1
	if found {
		c, err := Load(tx, known)
		if err != nil {
			return known, err
		}
		if p := c.Progress(c.Last(), a.On); p.State != Declined || c.Last().Year == year(a.On) {
			return known, fault.New(fault.Conflict, "benefit.case-exists", known)
		}
		matter = c.Last().N + 1
	} else {
		known = id.Derive(tx.ClientID(), "benefit-case", a.N)
		d.Keys.In(tx) // cells are sent before the papers that refer to them
		if err := tx.Insert("benefit_case", "id", "seq", "scheme_id", "subject", "payee", "subject_identity", "payee_identity", "place", "applied_on").
			Row(known, tx.Seq, a.Rules.ID, a.Subject, a.Payee, a.SubjectIdentity, a.PayeeIdentity, a.Place, a.On); err != nil {
			return known, err
		}
	}
	for _, kind := range sortedKeys(a.Papers) {
		see := d.See
		if !found {
			see = d.seeFirst
		}
		if err := see(tx, known, kind, a.Papers[kind], a.On); err != nil {
			return known, err
		}
	}
	return known, d.open(tx, known, matter, Application, a.Rules, a.Track, a.On)
}

// OpenReview opens a year's review of a case.
func (d Desk) OpenReview(tx *store.Tx, c *Case, r Rules, track string) error {
	return d.open(tx, c.ID, c.Last().N+1, Review, r, track, d.Today)
}

func (d Desk) open(tx *store.Tx, which id.ID, matter int, kind string, r Rules, track string, on civil.Date) error {
	if err := Adopt(tx, r); err != nil {
		return err
	}
	if err := putTrack(tx, r, track); err != nil {
		return err
	}
	return matters(tx).Row(which, matter, tx.Seq, kind, year(on), r.ID, r.Hash, track, on)
}

func matters(tx *store.Tx) *store.Bulk {
	return tx.Insert("benefit_matter", "case_id", "matter", "seq", "kind", "year", "scheme_id", "scheme", "track", "opened_on")
}

// See notes a paper that was seen; seen again it is another revision.
func (d Desk) See(tx *store.Tx, which id.ID, kind, says string, on civil.Date) error {
	rev := 0
	if _, err := tx.One(`select coalesce(max(rev), 0) from benefit_document where case_id = $1 and kind = $2`, []any{which, kind}, &rev); err != nil {
		return err
	}
	return d.see(tx, which, kind, rev+1, says, on)
}

// seeFirst is See for a case that has no papers yet.
func (d Desk) seeFirst(tx *store.Tx, which id.ID, kind, says string, on civil.Date) error {
	return d.see(tx, which, kind, 1, says, on)
}

func (d Desk) see(tx *store.Tx, which id.ID, kind string, rev int, says string, on civil.Date) error {
	cell := id.Derive(which, "paper/"+kind, rev)
	if err := d.Keys.In(tx).Put(cell, says, nil); err != nil {
		return err
	}
	return tx.Insert("benefit_document", "case_id", "kind", "rev", "seq", "void", "cell", "seen_on").Row(which, kind, rev, tx.Seq, false, cell, on)
}

func year(d civil.Date) int {
	y, _, _ := d.YMD()
	return y
}

// target names a case in a freeze.
func target(which id.ID) string { return fmt.Sprint(which) }
