package benefit

import (
	"bytes"
	"maps"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Deciding is what an official asks to do in a case.
type Deciding struct {
	Case    id.ID
	Step    string // which the official believes to come next: a decision on an older page is a conflict
	Outcome string // Passed or Refused
	Reason  string // needed to refuse
	// Result and Finding are the assessment on the day, and the record of it. A confirming act passes only what is met and refuses nothing
	// that is unknown.
	Result, Finding string
	// Near says how the official and the person belong together: "" or a code such as kin (person.Near).
	Near string
	// Workdays are the days that a notice's window is counted in.
	Workdays civil.Calendar
}

// Results of an assessment, as cli.md names them.
const (
	Met     = "met"
	NotMet  = "not_met"
	Unknown = "unknown"
)

// Act does the next step of a case's newest matter.
//
// Errors: NotFound; Conflict where another step comes next, a notice still stands, an objection is open, the case or scheme is frozen, or a
// paper is missing; Refused for a power, body, person or case that must not meet; Invalid where a refusal has no reason.
func (d Desk) Act(tx *store.Tx, s Seat, what Deciding, signer Signer) (*Case, error) {
	c, err := Load(tx, what.Case)
	if err != nil {
		return nil, err
	}
	sitting, err := d.Sitting(tx, s, signer)
	if err != nil {
		return nil, err
	}
	if err := sitting.Act(c, what); err != nil {
		return nil, err
	}
	return Load(tx, c.ID)
}

// mayAct refuses, in words, what the tables would refuse, and what they cannot see.
func (t *Sitting) mayAct(c *Case, m *Matter, p Progress, what Deciding) error {
	s, body := t.seat, ""
	if p.N > 0 {
		var err error
		if body, err = t.body(m.Scheme, p.Next.Power); err != nil {
			return err
		}
	}
	switch {
	case bytes.Equal(s.Identity, c.SubjectIdentity) || bytes.Equal(s.Identity, c.PayeeIdentity):
		return fault.New(fault.Refused, "benefit.own-case")
	case what.Near != "":
		return fault.New(fault.Refused, "benefit.near."+what.Near)
	case slices.ContainsFunc(m.Acts, func(a Act) bool { return bytes.Equal(a.Actor, s.Identity) }):
		return fault.New(fault.Refused, "benefit.acted-before")
	case p.N == 0:
		return fault.New(fault.Conflict, "benefit.nothing-next", p.State)
	case what.Step != p.Next.ID && stood(m, p.Round, what.Step): // somebody else was first
		return fault.New(fault.Conflict, "benefit.not-next", what.Step, p.Next.ID)
	case s.Power != p.Next.Power:
		return fault.New(fault.Refused, "benefit.wrong-power", p.Next.Power, s.Power)
	case s.Body != body:
		return fault.New(fault.Refused, "benefit.wrong-body", body, s.Body)
	case what.Step != p.Next.ID:
		return fault.New(fault.Conflict, "benefit.not-next", what.Step, p.Next.ID)
	case p.State == Noticed:
		return fault.New(fault.Conflict, "benefit.notice-stands", p.Until)
	case p.State == Objected:
		return fault.New(fault.Conflict, "benefit.objection-open")
	case what.Outcome != Passed && what.Outcome != Refused:
		return fault.New(fault.Usage, "benefit.bad-decision", what.Outcome)
	case what.Outcome == Refused && what.Reason == "":
		return fault.New(fault.Invalid, "benefit.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "benefit.no-reason"})
	}
	switch confirms := p.Next.Power == Confirm; {
	case confirms && what.Result == Unknown:
		return fault.New(fault.Conflict, "benefit.undecided")
	case confirms && what.Outcome == Passed && what.Result != Met:
		return fault.New(fault.Refused, "benefit.not-met")
	case t.stopped[c.ID.String()] || t.stopped[c.Scheme]:
		return fault.New(fault.Conflict, "benefit.frozen")
	}
	return nil
}

// stood reports whether a step has been done in a round.
func stood(m *Matter, round int, step string) bool {
	return slices.ContainsFunc(m.Acts, func(a Act) bool { return a.Round == round && a.Step == step })
}

func (d Desk) write(tx *store.Tx, s Seat, c *Case, m *Matter, p Progress, what Deciding, signer Signer) error {
	until := ""
	if p.Next.Days > 0 {
		until = what.Workdays.After(d.Today, p.Next.Days).String()
	}
	var reason id.ID
	if what.Reason != "" {
		reason = tx.ID("benefit-reason/"+c.ID.String(), 0)
		if err := d.Keys.In(tx).Put(reason, what.Reason, nil); err != nil {
			return err
		}
	}
	content := actContent{c.ID, m.N, p.Round, p.N, m.Scheme, m.Track, p.Next.ID, what.Outcome, what.Finding, d.Today, until, s.Identity, c.SubjectIdentity, s.Body, s.Power, m.before(), reason, tx.ClientID()}
	digest, signature, err := sign(tx, "act", content, signer)
	if err != nil {
		return err
	}
	row := actRow{Act: Act{Round: p.Round, N: p.N, Step: p.Next.ID, Power: s.Power, Body: s.Body, Outcome: what.Outcome, On: d.Today, Final: p.N == len(m.Steps), Actor: s.Identity,
		Account: s.Account, Reason: reason, Finding: what.Finding, Signer: signer.Kind(), Digest: digest}, matter: m, of: c, until: until, seat: s, days: p.Next.Days, signature: signature}
	return row.insert(tx)
}

// actContent is what is signed of an act.
type actContent struct {
	Case              id.ID
	Matter, Round, N  int
	Scheme, Track     string
	Step              string
	Outcome, Finding  string
	On                civil.Date
	Until             string
	Actor, Subject    []byte
	Body              string
	Power             Power
	Before            []byte // the digest of the act before
	ReasonCell, Write id.ID
}

// before is the digest of the act that a step follows.
func (m *Matter) before() []byte {
	if len(m.Acts) == 0 {
		return nil
	}
	return m.Acts[len(m.Acts)-1].Digest
}

type actRow struct {
	Act
	matter    *Matter
	of        *Case
	until     string
	seat      Seat
	days      int
	signature []byte
}

func (r actRow) insert(tx *store.Tx) error {
	var prevN, prevOutcome, prevUntil, appealRound, appealN, appealOutcome any
	if last := len(r.matter.Acts) - 1; last >= 0 {
		before := r.matter.Acts[last]
		if before.Round == r.Round {
			prevN, prevOutcome, prevUntil = before.N, before.Outcome, textOf(before.Until)
		} else {
			appealRound, appealN, appealOutcome = before.Round, before.N, before.Outcome
		}
	}
	var reason any
	if !r.Reason.Zero() {
		reason = r.Reason
	}
	return tx.Insert("benefit_act", "seq", "case_id", "matter", "round", "n", "scheme", "track", "step", "power", "days", "final", "outcome", "on_date", "until_on",
		"prev_n", "prev_outcome", "prev_until", "appeal_round", "appeal_n", "appeal_outcome", "subject_identity", "payee_identity", "actor", "grant_n", "sits", "body", "account",
		"reason", "finding", "digest", "signer", "signature").
		Row(tx.Seq, r.of.ID, r.matter.N, r.Round, r.N, r.matter.Scheme, r.matter.Track, r.Step, string(r.Power), r.days, r.Final, r.Outcome, r.On, r.until,
			prevN, prevOutcome, prevUntil, appealRound, appealN, appealOutcome, r.of.SubjectIdentity, r.of.PayeeIdentity, r.Actor, r.seat.N, true, r.Body, r.Account,
			reason, r.Finding, r.Digest, r.Signer, r.signature)
}

// textOf is a day as it is stored; "" for none.
func textOf(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	return d.String()
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
