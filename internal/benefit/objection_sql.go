package benefit

import (
	"bytes"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Lodge notes an appeal against the refusal of a case's newest matter, which opens another round before officials who have not acted in it.
// Conflict where nothing was refused or the days to appeal are over.
func (d Desk) Lodge(tx *store.Tx, which id.ID, days int, words string) error {
	c, err := Load(tx, which)
	if err != nil {
		return err
	}
	m := c.Last()
	if c.Progress(m, d.Today).State != Declined {
		return fault.New(fault.Conflict, "benefit.nothing-refused")
	}
	refusal := m.Acts[len(m.Acts)-1]
	if last := refusal.On.AddDays(days); d.Today > last {
		return fault.New(fault.Conflict, "benefit.appeal-late", last)
	}
	cell := id.Derive(which, "appeal", 1000*m.N+refusal.Round+1)
	if err := d.Keys.In(tx).Put(cell, words, nil); err != nil {
		return err
	}
	_, err = tx.Exec(`insert into benefit_round (case_id, matter, round, seq, refused_n, refused, refused_round, lodged_on, words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		which, m.N, refusal.Round+1, tx.Seq, refusal.N, Refused, refusal.Round, d.Today, cell)
	return err
}

// Object notes what somebody says against a case whose notice stands. Conflict where none does.
func (d Desk) Object(tx *store.Tx, which id.ID, words string) (id.ID, error) {
	c, err := Load(tx, which)
	if err != nil {
		return id.ID{}, err
	}
	m := c.Last()
	p := c.Progress(m, d.Today)
	if p.State != Noticed && p.State != Objected || len(m.Acts) == 0 {
		return id.ID{}, fault.New(fault.Conflict, "benefit.no-notice")
	}
	notice := m.Acts[len(m.Acts)-1]
	one := tx.ID("objection", 0)
	cell := id.Derive(one, "words", 1)
	if err := d.Keys.In(tx).Put(cell, words, nil); err != nil {
		return one, err
	}
	_, err = tx.Exec(`insert into benefit_objection (id, rev, seq, case_id, matter, round, n, state, on_date, words) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		one, tx.Seq, which, m.N, notice.Round, notice.N, Open, d.Today, cell)
	return one, err
}

// Answer answers an objection, by supervision. One that is upheld makes the next confirming step refuse.
func (d Desk) Answer(tx *store.Tx, s Seat, which, objection id.ID, state, words string) error {
	c, err := Load(tx, which)
	if err != nil {
		return err
	}
	switch {
	case s.Power != Supervise:
		return fault.New(fault.Refused, "benefit.wrong-power", Supervise, s.Power)
	case bytes.Equal(s.Identity, c.SubjectIdentity) || bytes.Equal(s.Identity, c.PayeeIdentity):
		return fault.New(fault.Refused, "benefit.own-case")
	case state != Upheld && state != Dismissed:
		return fault.New(fault.Usage, "benefit.bad-decision", state)
	case words == "":
		return fault.New(fault.Invalid, "benefit.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "benefit.no-reason"})
	}
	for _, o := range c.Objections {
		if o.ID != objection {
			continue
		}
		if o.State != Open {
			return fault.New(fault.Conflict, "benefit.answered")
		}
		cell := id.Derive(objection, "words", 2)
		if err := d.Keys.In(tx).Put(cell, words, nil); err != nil {
			return err
		}
		_, err := tx.Exec(`insert into benefit_objection (id, rev, seq, case_id, matter, round, n, state, on_date, words, actor, power) values ($1, 2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			o.ID, tx.Seq, which, o.Matter, o.Round, o.N, state, d.Today, cell, s.Identity, string(Supervise))
		return err
	}
	return fault.New(fault.NotFound, "benefit.no-objection")
}

// What a freeze stops.
const (
	FreezeCase   = "case"
	FreezePlan   = "plan"
	FreezeScheme = "scheme"
)

// Freeze stops a case, a plan or a scheme, or lets it go on, by supervision.
func (d Desk) Freeze(tx *store.Tx, s Seat, kind, what string, frozen bool, reason string) error {
	switch {
	case s.Power != Supervise:
		return fault.New(fault.Refused, "benefit.wrong-power", Supervise, s.Power)
	case reason == "":
		return fault.New(fault.Invalid, "benefit.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "benefit.no-reason"})
	}
	rev, was := 0, false
	if _, err := tx.One(`select rev, frozen from benefit_freeze where kind = $1 and target = $2 order by rev desc limit 1`, []any{kind, what}, &rev, &was); err != nil {
		return err
	}
	if was == frozen {
		return store.ErrNothing
	}
	cell := tx.ID("freeze/"+kind+"/"+what, 0)
	if err := d.Keys.In(tx).Put(cell, reason, nil); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into benefit_freeze (kind, target, rev, seq, frozen, actor, grant_n, sits, body, power, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		kind, what, rev+1, tx.Seq, frozen, s.Identity, s.N, true, s.Body, string(s.Power), cell)
	return err
}

// Frozen reports whether a case or its scheme is stopped.
func Frozen(tx *store.Tx, c *Case) (bool, error) {
	for kind, what := range map[string]string{FreezeCase: target(c.ID), FreezeScheme: c.Scheme} {
		if stopped, err := frozen(tx, kind, what); stopped || err != nil {
			return stopped, err
		}
	}
	return false, nil
}

func frozen(tx *store.Tx, kind, what string) (stopped bool, err error) {
	_, err = tx.One(`select frozen from benefit_freeze where kind = $1 and target = $2 order by rev desc limit 1`, []any{kind, what}, &stopped)
	return stopped, err
}

// Stopped are the cases, plans and schemes that supervision has stopped, by id.
func Stopped(tx *store.Tx) (map[string]bool, error) {
	all := map[string]bool{}
	err := tx.Each(`select f.target, f.frozen from benefit_freeze f where f.rev = (select max(g.rev) from benefit_freeze g where g.kind = f.kind and g.target = f.target)`, nil,
		func(scan func(...any) error) error {
			var what string
			var frozen bool
			err := scan(&what, &frozen)
			all[what] = frozen
			return err
		})
	return all, err
}
