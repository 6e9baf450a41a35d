package main

import (
	"fmt"
	"io"

	"youfu/internal/benefit/entitle"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/office"
)

type benefitReplay struct {
	ID string `arg:"" name:"case-or-payment" placeholder:"CASE|PAYMENT"`
}

func (c *benefitReplay) Help() string {
	return "Exit code 1 where an answer is another one than it was. Example: youfu benefit replay CASE --as zhou"
}

// replayJSON is a case with each of its decisions asked again.
type replayJSON struct {
	caseJSON
	Replay []replayedJSON `json:"replay"`
	Equal  bool           `json:"equal"`
}

type replayedJSON struct {
	Step  string `json:"step"`
	On    string `json:"on"`
	Seq   int64  `json:"seq"`  // the last write that was known
	Hash  string `json:"hash"` // of the scheme's text
	Was   string `json:"was"`
	Now   string `json:"now"`
	Equal bool   `json:"equal"` // down to each fact, its document and its date
}

// replayedPaymentJSON is a payment counted again.
type replayedPaymentJSON struct {
	Payment string     `json:"payment"`
	Case    string     `json:"case"`
	Scheme  string     `json:"scheme"`
	Layer   string     `json:"layer"`
	Period  string     `json:"period"`
	Seq     int64      `json:"seq"`
	Hash    string     `json:"hash"`
	Fen     money.Fen  `json:"fen"`
	Now     money.Fen  `json:"now"`
	Why     string     `json:"why,omitempty"`
	Parts   []partJSON `json:"parts"`
	Equal   bool       `json:"equal"`
}

// partJSON are the months of a payment with one amount.
type partJSON struct {
	From   entitle.Month `json:"from"`
	To     entitle.Month `json:"to"`
	Months int           `json:"months"`
	Amount money.Fen     `json:"amount"`
	Per    string        `json:"per"`
	Fen    money.Fen     `json:"fen"`
}

func (c *benefitReplay) Run(r *run) error {
	which, err := parseID(c.ID)
	if err != nil {
		return err
	}
	return r.acting("benefit replay", func(o office.Office) error {
		decided, err := o.Replay(r.ctx, which)
		if err == nil {
			return r.replayed(o, which, decided)
		}
		if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Refused) {
			return err
		}
		paid, err := o.ReplayPayment(r.ctx, which) // an id says nothing of what it names
		if err != nil {
			return err
		}
		return r.replayedPayment(paid)
	})
}

func (r *run) replayed(o office.Office, which id.ID, decided []office.Replayed) error {
	v, err := o.OpenCaseSheet(r.ctx, which)
	if err != nil {
		return err
	}
	shown := replayJSON{caseJSON: r.caseOf(v), Replay: []replayedJSON{}, Equal: true}
	for _, d := range decided {
		shown.Replay = append(shown.Replay, replayedJSON{d.Act.Step, d.Was.On.String(), int64(d.Was.Seq), d.Was.Scheme, d.Was.Result, d.Now.Result, d.Equal})
		shown.Equal = shown.Equal && d.Equal
	}
	err = r.print(shown, func(w io.Writer) {
		for _, one := range shown.Replay {
			fmt.Fprintln(w, one.On, one.Step, one.Was, one.Now, r.say(sameOrNot(one.Equal)))
		}
	})
	if err == nil && !shown.Equal {
		err = errFound
	}
	return err
}

func sameOrNot(same bool) string {
	return map[bool]string{true: "cmd.benefit-same", false: "cmd.benefit-differs"}[same]
}

func (r *run) replayedPayment(p office.ReplayedPayment) error {
	shown := replayedPaymentJSON{p.Payment.String(), p.Case.String(), p.Scheme, p.Layer, p.Period, int64(p.Seq), p.Hash, p.Was, p.Now, p.Why, []partJSON{}, p.Equal}
	for _, part := range p.Parts {
		shown.Parts = append(shown.Parts, partJSON(part))
	}
	err := r.print(shown, func(w io.Writer) {
		fmt.Fprintln(w, p.Scheme, p.Layer, p.Period, p.Was, p.Now, p.Why, r.say(sameOrNot(p.Equal)))
		for _, part := range p.Parts {
			fmt.Fprintln(w, " ", part.Words(r.lang))
		}
	})
	if err == nil && !p.Equal {
		err = errFound
	}
	return err
}
