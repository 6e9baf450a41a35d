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

// Load reads a case with everything that was done in it. NotFound where there is none.
func Load(tx *store.Tx, which id.ID) (*Case, error) {
	all, err := load(tx, `c.id = $1`, which)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "benefit.no-case")
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// LoadAt reads a case as it was known at a seq: what was done and seen later is left out.
func LoadAt(tx *store.Tx, which id.ID, seq store.Seq) (*Case, error) {
	c, err := Load(tx, which)
	if err != nil {
		return nil, err
	}
	c.Documents = nil
	err = tx.Each(`select kind, rev, seen_on, seq, cell from benefit_document d where case_id = $1 and seq <= $2 and not void
		and rev = (select max(e.rev) from benefit_document e where e.case_id = d.case_id and e.kind = d.kind and e.seq <= $3) order by kind`, []any{which, seq, seq}, func(scan func(...any) error) error {
		var d Document
		err := scan(&d.Kind, &d.Rev, &d.SeenOn, &d.Seq, &d.Cell)
		c.Documents = append(c.Documents, d)
		return err
	})
	return c, err
}

// OfScheme reads every case of a scheme.
func OfScheme(tx *store.Tx, scheme string) ([]*Case, error) {
	return load(tx, `c.scheme_id = $1`, scheme)
}

// OfPerson reads the cases of an entry of the register, as the one who is paid or whom it is about.
func OfPerson(tx *store.Tx, who id.ID) ([]*Case, error) {
	return load(tx, `(c.subject = $1 or c.payee = $2)`, who, who)
}

// load reads whole tables' worth in one question each: a plan asks for every case of a scheme.
func load(tx *store.Tx, where string, args ...any) ([]*Case, error) {
	var all []*Case
	by := map[id.ID]*Case{}
	err := tx.Each(`select c.id, c.scheme_id, c.subject, c.payee, c.subject_identity, c.payee_identity, c.place, c.applied_on from benefit_case c where `+where+` order by c.seq, c.id`,
		args, func(scan func(...any) error) error {
			c := &Case{}
			err := scan(&c.ID, &c.Scheme, &c.Subject, &c.Payee, &c.SubjectIdentity, &c.PayeeIdentity, &c.Place, &c.AppliedOn)
			all, by[c.ID] = append(all, c), c
			return err
		})
	if err != nil || len(all) == 0 {
		return all, err
	}
	for _, read := range []func(*store.Tx, string, []any, map[id.ID]*Case) error{readMatters, readActs, readAppeals, readDocuments, readObjections} {
		if err := read(tx, where, args, by); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func readMatters(tx *store.Tx, where string, args []any, by map[id.ID]*Case) error {
	steps := map[string][]Step{}
	err := tx.Each(`select m.case_id, m.matter, m.kind, m.year, m.scheme, m.track, m.opened_on from benefit_matter m join benefit_case c on c.id = m.case_id
		where `+where+` order by m.case_id, m.matter`, args, func(scan func(...any) error) error {
		var which id.ID
		var m Matter
		err := scan(&which, &m.N, &m.Kind, &m.Year, &m.Scheme, &m.Track, &m.OpenedOn)
		by[which].Matters = append(by[which].Matters, m)
		steps[m.Scheme+"/"+m.Track] = nil
		return err
	})
	if err != nil {
		return err
	}
	err = tx.Each(`select scheme, track, step, power, days from benefit_step order by scheme, track, n`, nil, func(scan func(...any) error) error {
		var scheme, track string
		var s Step
		err := scan(&scheme, &track, &s.ID, (*string)(&s.Power), &s.Days)
		steps[scheme+"/"+track] = append(steps[scheme+"/"+track], s)
		return err
	})
	for _, c := range by {
		for i := range c.Matters {
			c.Matters[i].Steps = steps[c.Matters[i].Scheme+"/"+c.Matters[i].Track]
		}
	}
	return err
}

func readActs(tx *store.Tx, where string, args []any, by map[id.ID]*Case) error {
	return tx.Each(`select a.case_id, a.matter, a.seq, a.round, a.n, a.step, a.power, a.body, a.outcome, a.on_date, a.until_on, a.final, a.actor, a.account, a.reason, a.finding, a.signer, a.digest
		from benefit_act a join benefit_case c on c.id = a.case_id where `+where+` order by a.case_id, a.matter, a.round, a.n`, args, func(scan func(...any) error) error {
		var which id.ID
		var matter int
		var a Act
		var until string
		if err := scan(&which, &matter, &a.Seq, &a.Round, &a.N, &a.Step, (*string)(&a.Power), &a.Body, &a.Outcome, &a.On, &until, &a.Final, &a.Actor, &a.Account, &a.Reason, &a.Finding, &a.Signer, &a.Digest); err != nil {
			return err
		}
		if until != "" {
			var err error
			if a.Until, err = civil.Parse(until); err != nil {
				return err
			}
		}
		m := &by[which].Matters[matter-1]
		m.Acts = append(m.Acts, a)
		return nil
	})
}

func readAppeals(tx *store.Tx, where string, args []any, by map[id.ID]*Case) error {
	return tx.Each(`select r.case_id, r.matter, r.round, r.lodged_on, r.words from benefit_round r join benefit_case c on c.id = r.case_id where `+where+` order by r.case_id, r.matter, r.round`,
		args, func(scan func(...any) error) error {
			var which id.ID
			var matter int
			var a Appeal
			err := scan(&which, &matter, &a.Round, &a.LodgedOn, &a.Words)
			m := &by[which].Matters[matter-1]
			m.Appeals = append(m.Appeals, a)
			return err
		})
}

func readDocuments(tx *store.Tx, where string, args []any, by map[id.ID]*Case) error {
	return tx.Each(`select d.case_id, d.kind, d.rev, d.seen_on, d.seq, d.cell from benefit_document d join benefit_case c on c.id = d.case_id where `+where+`
		and not d.void and d.rev = (select max(e.rev) from benefit_document e where e.case_id = d.case_id and e.kind = d.kind) order by d.case_id, d.kind`,
		args, func(scan func(...any) error) error {
			var which id.ID
			var one Document
			err := scan(&which, &one.Kind, &one.Rev, &one.SeenOn, &one.Seq, &one.Cell)
			by[which].Documents = append(by[which].Documents, one)
			return err
		})
}

func readObjections(tx *store.Tx, where string, args []any, by map[id.ID]*Case) error {
	return tx.Each(`select o.case_id, o.id, o.rev, o.matter, o.round, o.n, o.state, o.on_date, o.words from benefit_objection o join benefit_case c on c.id = o.case_id where `+where+`
		and o.rev = (select max(p.rev) from benefit_objection p where p.id = o.id) order by o.seq, o.id`, args, func(scan func(...any) error) error {
		var which id.ID
		var o Objection
		err := scan(&which, &o.ID, &o.Rev, &o.Matter, &o.Round, &o.N, &o.State, &o.On, &o.Words)
		by[which].Objections = append(by[which].Objections, o)
		return err
	})
}

func year(d civil.Date) int {
	y, _, _ := d.YMD()
	return y
}

// target names a case in a freeze.
func target(which id.ID) string { return fmt.Sprint(which) }
