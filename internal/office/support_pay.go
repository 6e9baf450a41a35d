package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/entitle"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/post"
)

// Plan is a list of payments as its page and command show it.
type Plan struct {
	ID         id.ID                     `json:"plan"`
	Scheme     string                    `json:"scheme"`
	Period     string                    `json:"period"`
	On         civil.Date                `json:"on"`
	ListHash   string                    `json:"list_hash"`
	Lines      int                       `json:"lines"`
	Fen        money.Fen                 `json:"fen"`
	Funded     bool                      `json:"funded"`
	States     map[benefit.LineState]int `json:"states"`
	Refused    []benefit.Refusal         `json:"refused"`
	Exceptions []string                  `json:"exceptions"`
	Held       []benefit.Held            `json:"held,omitempty"`
	Attempt    int                       `json:"attempt,omitempty"` // of the order that was just made
	Left       int                       `json:"left,omitempty"`    // lines that it had no room for
}

// Reason is why a payment has its months and its amount, as it is kept with the payment.
type Reason struct {
	Reason string         `json:"reason"` // of entitle.Line
	Why    string         `json:"why,omitempty"`
	Parts  []entitle.Part `json:"parts"`
}

// ReasonOf reads the reason that is kept with a payment.
func ReasonOf(text string) (r Reason, err error) {
	err = json.Unmarshal([]byte(text), &r)
	return r, err
}

// owing is what one case is owed for a period, or why nothing.
type owing struct {
	lines []benefit.Line
	code  string
}

// counted is a scheme being counted for a period.
type counted struct {
	supportState
	scheme   *catalogue.Scheme
	period   entitle.Period
	asOf     civil.Date // of the facts: the last day of the period, or today
	accounts map[string]benefit.BankAccount
}

func (s supportState) count(scheme *catalogue.Scheme, period string) (*counted, error) {
	p, err := entitle.ParsePeriod(scheme, period)
	if err != nil {
		return nil, err
	}
	if p.From.First() > s.today() {
		return nil, fault.New(fault.Invalid, "office.period-ahead", period)
	}
	accounts, err := benefit.Accounts(s.Tx, s.Seq)
	return &counted{s, scheme, p, min(s.today(), p.To().First().AddDays(-1)), accounts}, err
}

// owed is what a case is owed. Death ends it by the scheme's rule, and a criterion that was lost in the period with the month in which it
// was lost; what is not known is not paid.
func (c *counted) owed(one *benefit.Case) owing {
	today := c.today()
	m, final := one.Entitling(today)
	if final == nil {
		return owing{code: benefit.NotGranted}
	}
	facts := c.facts(one, c.asOf)
	e := entitle.Entitlement{Scheme: c.scheme, Facts: facts, Confirmed: confirmedOn(one, today)}
	reader := assess.NewReader()
	reader.Read(&facts, c.asOf)
	if dead := !facts.Death.Zero() && facts.Death <= c.asOf; !dead {
		switch verdict, _ := reader.Verdict(c.scheme); verdict {
		case assess.Unknown:
			return owing{code: "undecided"}
		case assess.NotMet:
			if e.Ended = c.lostOn(one, e.Confirmed); e.Ended.Zero() {
				return owing{code: benefit.Ended}
			}
			e.Why = catalogue.EndsCriterionLost
		}
	}
	owed := entitle.Lines(e, c.period)
	switch account := c.accounts[string(one.PayeeIdentity)]; {
	case len(owed.Held) > 0:
		return owing{code: "undecided"}
	case len(owed.Lines) == 0:
		return owing{code: benefit.NothingDue}
	case account.State != benefit.Verified:
		return owing{code: benefit.NoAccount}
	default:
		lines, err := c.lines(one, m, final, account, owed.Lines)
		if err != nil { // a month that cannot be written: it cannot be paid either
			return owing{code: "undecided"}
		}
		return owing{lines: lines}
	}
}

func (c *counted) lines(one *benefit.Case, m *benefit.Matter, final *benefit.Act, account benefit.BankAccount, owed []entitle.Line) ([]benefit.Line, error) {
	var all []benefit.Line
	for _, l := range owed {
		reason, err := json.Marshal(Reason{l.Reason, l.Why, l.Parts})
		if err != nil {
			return nil, err
		}
		all = append(all, benefit.Line{ID: benefit.PaymentID(one, l.Layer, c.period.String()), Case: one.ID, Matter: m.N, Round: final.Round, N: final.N, Until: final.Until,
			Identity: one.SubjectIdentity, PayeeIdentity: one.PayeeIdentity, Layer: l.Layer, Period: c.period.String(), Fund: l.Fund, Fen: l.Fen, AccountRev: account.Rev,
			Place: one.Place, Reason: string(reason)})
	}
	return all, nil
}

// confirmedOn is the day on which the case was first confirmed: by its last confirming act.
func confirmedOn(c *benefit.Case, today civil.Date) civil.Date {
	for i := range c.Matters {
		m := &c.Matters[i]
		if c.Progress(m, today).State != benefit.Granted {
			continue
		}
		for j := len(m.Acts) - 1; j >= 0; j-- {
			if m.Acts[j].Power == benefit.Confirm {
				return m.Acts[j].On
			}
		}
	}
	return 0
}

// lostOn is the last day of the month, of those in the period, at whose end the criteria still held; zero where they held at the end of
// none.
func (c *counted) lostOn(one *benefit.Case, confirmed civil.Date) (last civil.Date) {
	reader := assess.NewReader()
	for m := c.period.From; m < c.period.To() && m.Last() <= c.asOf; m++ {
		facts := c.facts(one, m.Last())
		reader.Read(&facts, m.Last())
		if verdict, _ := reader.Verdict(c.scheme); verdict == assess.Met && m.Last() >= confirmed {
			last = m.Last()
		}
	}
	return last
}

// PlanPayments confirms and freezes the list of a scheme's payments for a period.
func (o Office) PlanPayments(ctx context.Context, clientID id.ID, scheme, period string, signer benefit.Signer) (Plan, error) {
	if err := o.may(post.PlanPayments); err != nil {
		return Plan{}, err
	}
	receipt, err := o.supporting(ctx, clientID, "benefit-plan", []any{scheme, period}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		if !s.Actor.Place.Zero() {
			return fault.New(fault.Refused, "office.not-your-step", "district")
		}
		def, err := s.scheme(scheme)
		if err != nil {
			return err
		}
		lines, refusals, err := s.listOf(def, period)
		if err != nil {
			return err
		}
		p, _, err := s.desk().Plan(s.Tx, seat, district.RulesOf(def, ""), period, lines, refusals, signer)
		if err != nil {
			return err
		}
		return s.Tx.SetOutcome(p.ID)
	})
	if err != nil {
		return Plan{}, err
	}
	var plan id.ID
	if err := json.Unmarshal(receipt.Outcome, &plan); err != nil {
		return Plan{}, err
	}
	return o.OpenPlan(ctx, plan)
}

// listOf is who is to be paid for a period, and who is not, each with the reason.
func (s supportState) listOf(scheme *catalogue.Scheme, period string) ([]benefit.Line, []benefit.Refusal, error) {
	c, err := s.count(scheme, period)
	if err != nil {
		return nil, nil, err
	}
	cases, err := benefit.OfScheme(s.Tx, scheme.ID, nil)
	if err != nil {
		return nil, nil, err
	}
	stopped, err := benefit.Stopped(s.Tx)
	if err != nil {
		return nil, nil, err
	}
	var lines []benefit.Line
	var refusals []benefit.Refusal
	for _, one := range cases {
		owed := c.owed(one)
		if stopped[one.ID.String()] || stopped[scheme.ID] {
			owed = owing{code: benefit.IsFrozen}
		}
		if owed.code != "" {
			refusals = append(refusals, benefit.Refusal{Case: one.ID, Code: owed.code})
		}
		lines = append(lines, owed.lines...)
	}
	return lines, refusals, nil
}

// OpenPlan opens a list with its states.
func (o Office) OpenPlan(ctx context.Context, plan id.ID) (Plan, error) {
	if err := o.may(post.Payments); err != nil {
		return Plan{}, err
	}
	var v Plan
	err := o.supported(ctx, 0, func(s supportState) (err error) {
		v, err = s.plan(plan)
		return err
	})
	if err != nil {
		return v, err
	}
	return v, o.opened(ctx, post.Payments, id.ID{}, plan, "plan")
}

func (s supportState) plan(which id.ID) (Plan, error) {
	p, err := benefit.FindPlan(s.Tx, which)
	if err != nil {
		return Plan{}, err
	}
	v := Plan{ID: p.ID, Scheme: p.SchemeID, Period: p.Period, On: p.On, ListHash: fmt.Sprintf("%x", p.Hash), Lines: p.Lines, Fen: p.Fen, States: map[benefit.LineState]int{}, Exceptions: []string{}}
	if v.Refused, err = benefit.Refusals(s.Tx, which); err != nil {
		return v, err
	}
	if v.Funded, err = benefit.Funded(s.Tx, which); err != nil {
		return v, err
	}
	states, err := benefit.StatesOf(s.Tx, which)
	if err != nil {
		return v, err
	}
	v.States[benefit.Planned] = p.Lines - len(states)
	for payment, at := range states {
		v.States[at.State]++
		if at.Alarm || at.State == benefit.Ordered && s.overdue(at.Ordered) {
			v.Exceptions = append(v.Exceptions, payment.String())
		}
	}
	slices.Sort(v.Exceptions)
	return v, nil
}

// answerDays are the working days within which a bank answers; a payment without an answer is an alarm after them.
const answerDays = 5

func (s supportState) overdue(ordered civil.Date) bool {
	return s.District.Today() > s.Practice.Workdays.After(ordered, answerDays)
}

// Plans are the lists of all schemes, the newest first.
func (o Office) Plans(ctx context.Context) (all []Plan, err error) {
	if err := o.may(post.Payments); err != nil {
		return nil, err
	}
	err = o.supported(ctx, 0, func(s supportState) error {
		ids, err := benefit.PlanIDs(s.Tx)
		if err != nil {
			return err
		}
		for _, one := range ids {
			v, err := s.plan(one)
			if err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, o.listed(ctx, post.Payments, "plans", 0, nil)
}

// FundPlan gives a plan its money. hash is the list's, as the fund's officer saw it.
func (o Office) FundPlan(ctx context.Context, clientID, plan id.ID, hash []byte, signer benefit.Signer) (Plan, error) {
	if err := o.may(post.FundPayments); err != nil {
		return Plan{}, err
	}
	_, err := o.supporting(ctx, clientID, "benefit-funding", []any{plan, hash}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		_, err = s.desk().Fund(s.Tx, seat, plan, hash, signer)
		return err
	})
	if err != nil {
		return Plan{}, err
	}
	return o.OpenPlan(ctx, plan)
}

// ExportLine is a payment as `youfu pay export` writes it.
type ExportLine struct {
	Payment, Case id.ID
	Scheme, Layer string
	Period        string
	Fen           money.Fen
	State         benefit.LineState
	OrderedOn     civil.Date
	AnsweredOn    civil.Date
	Reason        string
}

// ExportPayments are a scheme's payments whose lists were made between two days, the second one exclusive: nobody is named.
func (o Office) ExportPayments(ctx context.Context, scheme string, from, to civil.Date) (all []ExportLine, err error) {
	if err := o.may(post.Payments); err != nil {
		return nil, err
	}
	err = o.supported(ctx, 0, func(s supportState) error {
		if _, err := s.scheme(scheme); err != nil {
			return err
		}
		payments, err := benefit.PaymentsBetween(s.Tx, scheme, from, to)
		for _, p := range payments {
			line := ExportLine{Payment: p.ID, Case: p.Case, Scheme: p.SchemeID, Layer: p.Layer, Period: p.Period, Fen: p.Fen, State: p.State, OrderedOn: p.Ordered, Reason: p.Code}
			if p.State == benefit.PaidOut || p.State == benefit.Returned {
				line.AnsweredOn = p.At.On
			}
			all = append(all, line)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, o.listed(ctx, post.Payments, "export/"+scheme, 0, nil)
}

// Powers are the bodies, and who could complete a payment alone.
type Powers struct {
	Bodies    []benefit.Holding `json:"bodies"`
	Officials []Official        `json:"officials"`
	Alone     []Alone           `json:"alone"`
}

// Official is a login that sits in a body today, and how it can sign.
type Official struct {
	Login string        `json:"login"`
	Name  string        `json:"name"`
	Body  string        `json:"body"`
	Power benefit.Power `json:"power"`
	Signs string        `json:"signs"` // the strongest kind: passkey, totp or password
	Weak  bool          `json:"weak"`
}

// Alone is somebody who could do alone what takes four bodies, and how.
type Alone struct {
	Who string `json:"who"`
	How string `json:"how"`
}

// Powers answers who holds which power and who could have acted alone.
func (o Office) Powers(ctx context.Context) (v Powers, err error) {
	if err := o.may(post.Powers); err != nil {
		return v, err
	}
	if v.Officials, err = o.officials(ctx); err != nil {
		return v, err
	}
	v.Alone = []Alone{}
	return v, o.supported(ctx, 0, func(s supportState) (err error) {
		if v.Bodies, err = benefit.Bodies(s.Tx); err != nil {
			return err
		}
		alone, err := benefit.Alone(s.Tx)
		for _, one := range alone {
			v.Alone = append(v.Alone, Alone{one.Who, one.How})
		}
		return err
	})
}

// officials are the logins that sit in a body today, by body and login.
func (o Office) officials(ctx context.Context) ([]Official, error) {
	accounts, err := o.District.Accounts.List(ctx, actor.System)
	all := []Official{}
	for _, a := range accounts {
		for _, s := range a.Seats {
			if power := powerOf[s.Post]; power != "" && s.Body != "" && !a.Ended && s.Holds(o.District.Today()) {
				signs := benefit.Best(a.Signing)
				all = append(all, Official{a.Login, a.Name, s.Body, power, signs, benefit.IsWeak(signs)})
			}
		}
	}
	slices.SortFunc(all, func(a, b Official) int { return cmp.Or(cmp.Compare(a.Body, b.Body), cmp.Compare(a.Login, b.Login)) })
	return slices.Compact(all), err
}
