package office

import (
	"context"
	"encoding/json"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
)

// seat is where the actor sits in the four powers. Refused where the account's seat has no body, or its person sits in another one.
func (s supportState) seat() (benefit.Seat, error) {
	seat, err := benefit.SeatOf(s.Tx, s.Actor.Identity, s.Actor.Account)
	if err == nil && seat.Body != s.Actor.Body {
		err = fault.New(fault.Refused, "benefit.no-seat")
	}
	return seat, err
}

// official is who the actor is in the register, and the account that she is paid to herself.
type official struct {
	entries []id.ID
	account string
}

func (s supportState) official() (who official, err error) {
	if who.entries, err = person.HoldersOf(s.Tx, s.Actor.Identity); err != nil {
		return who, err
	}
	_, who.account, err = s.desk().Account(s.Tx, s.Actor.Identity)
	return who, err
}

// near says how the actor and the people of a case belong together: by the register and by their accounts.
func (s supportState) near(c *benefit.Case) (string, error) {
	who, err := s.official()
	if err != nil {
		return "", err
	}
	return s.nearTo(who, c)
}

func (s supportState) nearTo(who official, c *benefit.Case) (string, error) {
	near, err := person.Near(s.Tx, s.District.Keys, who.entries, s.entries(c.Subject, c.Payee), s.District.Today())
	if near != "" || err != nil || who.account == "" {
		return near, err
	}
	_, other, err := s.desk().Account(s.Tx, c.PayeeIdentity)
	if err == nil && who.account == other {
		return "account", nil
	}
	return "", err
}

// entries are all entries of the register that are one of the people.
func (s supportState) entries(people ...id.ID) []id.ID {
	var all []id.ID
	for _, who := range people {
		n := s.People.Canonical(s.People.N(who))
		all = append(all, s.People.ID(n))
		for _, entry := range s.People.Entries(n) {
			all = append(all, s.People.ID(entry))
		}
	}
	return all
}

// levels are the places at whose level a step is decided.
var levels = map[string]place.Level{"village": place.Village, "township": place.Township, "district": place.District}

// sitsAt refuses an official whose seat is not at the level of the step, or at another place than the case's.
func (s supportState) sitsAt(c *benefit.Case, level string) error {
	if s.Actor.Post != actor.ConfirmOfficer {
		return nil
	}
	at, _ := s.Tree.Place(s.Actor.Place)
	want := levels[level]
	if s.Actor.Place.Zero() {
		at.Level = place.District
	}
	if at.Level != want || want != place.District && !district.InChain(s.ChainOf(c.Place, s.District.Today()), s.Actor.Place) {
		return fault.New(fault.Refused, "office.not-your-step", level)
	}
	return nil
}

// Decision is what an official decides about the next step of a case.
type Decision struct {
	Case    id.ID
	Step    string
	Outcome string // benefit.Passed or benefit.Refused
	Reason  string
}

// Decide does the next step of a case: a confirming act, or the public notice that supervision puts up.
func (o Office) Decide(ctx context.Context, clientID id.ID, d Decision, signer benefit.Signer) (*Case, error) {
	if !o.May(post.Decide) && !o.May(post.Notice) {
		return nil, o.may(post.Decide)
	}
	var v *Case
	_, err := o.supporting(ctx, clientID, "benefit-act", d, func(s supportState) error {
		c, err := s.decide(d, signer)
		if err != nil {
			return err
		}
		v, err = s.view(c)
		return err
	})
	if err != nil {
		return nil, err
	}
	if v == nil { // sent again
		return o.OpenCase(ctx, d.Case)
	}
	return v, o.opened(ctx, post.OpenCase, v.Case.Subject, d.Case, "decided")
}

func (s supportState) decide(d Decision, signer benefit.Signer) (*benefit.Case, error) {
	work, err := s.deciding(signer)
	if err != nil {
		return nil, err
	}
	c, err := s.open(d.Case)
	if err != nil {
		return nil, err
	}
	if err := work.decide(c, d); err != nil {
		return nil, err
	}
	return benefit.Load(s.Tx, d.Case)
}

// deciding is the actor at work in one write.
type deciding struct {
	supportState
	sitting *benefit.Sitting
	who     official
}

func (s supportState) deciding(signer benefit.Signer) (*deciding, error) {
	seat, err := s.seat()
	if err != nil {
		return nil, err
	}
	work := &deciding{supportState: s}
	if work.sitting, err = s.desk().Sitting(s.Tx, seat, signer); err != nil {
		return nil, err
	}
	work.who, err = s.official()
	return work, err
}

// decide does the next step of a case that the actor may know of.
func (w *deciding) decide(c *benefit.Case, d Decision) error {
	scheme, err := w.schemeOf(c, c.Last())
	if err != nil {
		return err
	}
	what := benefit.Deciding{Case: d.Case, Step: d.Step, Outcome: d.Outcome, Reason: d.Reason, Workdays: w.Practice.Workdays}
	if step := scheme.Step(d.Step); step != nil {
		if err := w.sitsAt(c, step.At); err != nil {
			return err
		}
		finding, _ := w.finding(scheme, c, w.District.Today())
		raw, err := json.Marshal(finding)
		if err != nil {
			return err
		}
		what.Result, what.Finding = finding.Result, string(raw)
	}
	if what.Near, err = w.nearTo(w.who, c); err != nil {
		return err
	}
	return w.sitting.Act(c, what)
}

// See notes papers that were seen for a case, and a bank account.
func (o Office) See(ctx context.Context, clientID, which id.ID, papers map[string]string, account, holder string) (*Case, error) {
	if err := o.may(post.ApplySupport); err != nil {
		return nil, err
	}
	_, err := o.supporting(ctx, clientID, "benefit-paper", []any{which, papers, account, holder}, func(s supportState) error {
		c, err := s.open(which)
		if err != nil {
			return err
		}
		for kind, says := range papers {
			if err := s.desk().See(s.Tx, which, kind, says, s.District.Today()); err != nil {
				return err
			}
		}
		return s.putAccount(c.PayeeIdentity, c.Payee, account, holder)
	})
	if err != nil {
		return nil, err
	}
	return o.OpenCase(ctx, which)
}

// Appeal lodges an appeal against a refusal.
func (o Office) Appeal(ctx context.Context, clientID, which id.ID, words string) error {
	if err := o.may(post.OpenCase); err != nil {
		return err
	}
	_, err := o.supporting(ctx, clientID, "benefit-appeal", []any{which, words}, func(s supportState) error {
		c, err := s.open(which)
		if err != nil {
			return err
		}
		scheme, err := s.schemeOf(c, c.Last())
		if err != nil {
			return err
		}
		if words == "" {
			return fault.New(fault.Invalid, "benefit.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "benefit.no-reason"})
		}
		return s.desk().Lodge(s.Tx, which, scheme.Appeal.Days, words)
	})
	return err
}

// Object notes an objection against a case under notice.
func (o Office) Object(ctx context.Context, clientID, which id.ID, words string) error {
	if err := o.may(post.Notice); err != nil {
		return err
	}
	_, err := o.supporting(ctx, clientID, "benefit-objection", []any{which, words}, func(s supportState) error {
		_, err := s.desk().Object(s.Tx, which, words)
		return err
	})
	return err
}

// AnswerObjection answers an objection, by supervision.
func (o Office) AnswerObjection(ctx context.Context, clientID, which, objection id.ID, state, words string) error {
	if err := o.may(post.Notice); err != nil {
		return err
	}
	_, err := o.supporting(ctx, clientID, "benefit-answer", []any{which, objection, state, words}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		return s.desk().Answer(s.Tx, seat, which, objection, state, words)
	})
	return err
}

// Stop stops a case, a plan or a scheme, or lets it go on.
func (o Office) Stop(ctx context.Context, clientID id.ID, kind, what string, stopped bool, reason string) error {
	if err := o.may(post.Stop); err != nil {
		return err
	}
	_, err := o.supporting(ctx, clientID, "benefit-stop", []any{kind, what, stopped, reason}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		return s.desk().Freeze(s.Tx, seat, kind, what, stopped, reason)
	})
	return err
}

// Replayed is a past decision asked again.
type Replayed struct {
	Act   benefit.Act
	Was   Finding
	Now   Finding
	Equal bool
}

// Replay asks every confirming act of a case again, with the facts, papers and rules of its own day and write.
func (o Office) Replay(ctx context.Context, which id.ID) (all []Replayed, err error) {
	if err := o.may(post.OpenCase); err != nil {
		return nil, err
	}
	var acts []benefit.Act
	if err := o.supported(ctx, 0, func(s supportState) error {
		c, err := s.open(which)
		if err != nil {
			return err
		}
		for _, m := range c.Matters {
			acts = append(acts, m.Acts...)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for _, a := range acts {
		if a.Finding == "" {
			continue
		}
		one := Replayed{Act: a}
		if err := json.Unmarshal([]byte(a.Finding), &one.Was); err != nil {
			return nil, fault.New(fault.Machine, "office.bad-finding", a.Step).Because(err)
		}
		if err := o.supported(ctx, one.Was.Seq, func(s supportState) error { return s.again(which, &one) }); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// again assesses a case as it was known before an act.
func (s supportState) again(which id.ID, one *Replayed) error {
	c, err := benefit.LoadAt(s.Tx, which, s.Seq)
	if err != nil {
		return err
	}
	scheme, err := s.District.SchemeByHash(s.Tx, one.Was.Scheme)
	if err != nil {
		return err
	}
	one.Now, _ = s.finding(scheme, c, one.Was.On)
	was, err := json.Marshal(one.Was)
	if err != nil {
		return err
	}
	now, err := json.Marshal(one.Now)
	one.Equal = err == nil && string(was) == string(now)
	return err
}
