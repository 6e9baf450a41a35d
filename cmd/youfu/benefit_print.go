package main

import (
	"fmt"
	"io"

	"youfu/internal/benefit"
	"youfu/internal/district"
	"youfu/internal/money"
	"youfu/internal/office"
)

// caseJSON is a case as commands print it.
type caseJSON struct {
	Case       string          `json:"case"`
	Matter     int             `json:"matter"`
	State      string          `json:"state"` // waiting, noticed, objected, granted or refused
	Scheme     string          `json:"scheme"`
	Person     string          `json:"person"`
	Subject    string          `json:"subject"` // whom the criteria are about: the person herself, or her child
	AppliedOn  string          `json:"applied_on"`
	Result     string          `json:"result"` // of the criteria, today
	Next       *nextJSON       `json:"next"`   // null where no step comes
	AppealBy   *string         `json:"appeal_by"`
	Account    *string         `json:"account"` // verified, mismatch or closed
	Criteria   []criterionJSON `json:"criteria"`
	Acts       []actJSON       `json:"acts"`
	Objections []objectionJSON `json:"objections"`
	Payments   []paymentJSON   `json:"payments"`
}

type nextJSON struct {
	Step  string  `json:"step"`
	Power string  `json:"power"`
	At    string  `json:"at"`
	After *string `json:"after"` // the last day of the notice that stands
}

type actJSON struct {
	Matter   int     `json:"matter"`
	Round    int     `json:"round"`
	Step     string  `json:"step"`
	Power    string  `json:"power"`
	Body     string  `json:"body"`
	Actor    string  `json:"actor"` // the account
	Decision string  `json:"decision"`
	On       string  `json:"on"`
	Until    *string `json:"until"`
	Signer   string  `json:"signer"`
	Seq      int64   `json:"seq"`
}

type objectionJSON struct {
	Objection string `json:"objection"`
	State     string `json:"state"`
	On        string `json:"on"`
}

type paymentJSON struct {
	Payment   string    `json:"payment"`
	Plan      string    `json:"plan"`
	Layer     string    `json:"layer"`
	Period    string    `json:"period"`
	Fen       money.Fen `json:"fen"`
	State     string    `json:"state"`
	OrderedOn *string   `json:"ordered_on"`
	Code      string    `json:"code,omitempty"` // the bank's, of a return
	Alarm     bool      `json:"alarm,omitempty"`
}

func (r *run) caseOf(v *office.CaseSheet) caseJSON {
	shown := caseJSON{Case: v.ID.String(), Matter: v.Last().N, State: string(v.Progress.State), Scheme: v.Case.Case.Scheme, Person: v.Payee.ID.String(), Subject: v.Subject.ID.String(),
		AppliedOn: v.AppliedOn.String(), Result: v.Result.Verdict.String(), AppealBy: orNull(v.Appeal.String()), Account: orNull(v.Account.State),
		Criteria: []criterionJSON{}, Acts: []actJSON{}, Objections: []objectionJSON{}, Payments: []paymentJSON{}}
	if p := v.Progress; p.N > 0 {
		level := district.RulesOf(v.Case.Scheme, v.Last().Track).Steps[p.N-1].Level
		shown.Next = &nextJSON{p.Next.ID, string(p.Next.Power), level, orNull(p.Until.String())}
	}
	about := &office.SchemeAnswer{Practice: v.Practice, Scheme: v.Case.Scheme}
	for _, c := range v.Result.Criteria {
		shown.Criteria = append(shown.Criteria, criterionOf(about, c, r.lang))
	}
	for _, m := range v.Matters {
		for _, a := range m.Acts {
			shown.Acts = append(shown.Acts, actOf(m.N, a))
		}
	}
	for _, o := range v.Objections {
		shown.Objections = append(shown.Objections, objectionJSON{o.ID.String(), o.State, o.On.String()})
	}
	for _, p := range v.Payments {
		shown.Payments = append(shown.Payments, paymentJSON{p.ID.String(), p.Plan.String(), p.Layer, p.Period, p.Fen, string(p.State), orNull(p.Ordered.String()), p.Code, p.Alarm})
	}
	return shown
}

func actOf(matter int, a benefit.Act) actJSON {
	return actJSON{matter, a.Round, a.Step, string(a.Power), a.Body, a.Account.String(), a.Outcome, a.On.String(), orNull(a.Until.String()), a.Signer, int64(a.Seq)}
}

func (r *run) caseText(w io.Writer, v *office.CaseSheet, c caseJSON) {
	fmt.Fprintln(w, c.Case, v.Case.Scheme.Title.In(r.lang), v.Subject.Name, c.State)
	if c.Next != nil {
		fmt.Fprintln(w, r.say("cmd.benefit-next", c.Next.Step, c.Next.Power))
	}
	for _, one := range c.Criteria {
		fmt.Fprintf(w, "  %s %s\n", one.Result, one.Text)
		if one.Change != "" {
			fmt.Fprintln(w, "    "+one.Change)
		}
	}
	for _, a := range c.Acts {
		fmt.Fprintln(w, " ", a.On, a.Step, a.Decision, a.Body)
	}
	for _, o := range c.Objections {
		fmt.Fprintln(w, " ", o.On, r.say("cmd.benefit-objection"), o.Objection, o.State)
	}
	for _, p := range c.Payments {
		fmt.Fprintln(w, " ", p.Period, p.Layer, p.Fen, p.State)
	}
	if c.AppealBy != nil {
		fmt.Fprintln(w, r.say("cmd.benefit-appeal", *c.AppealBy))
	}
}
