package main

import (
	"fmt"
	"io"

	"youfu/internal/benefit"
	"youfu/internal/exchange"
	"youfu/internal/lang"
	"youfu/internal/money"
	"youfu/internal/office"
)

type payClose struct {
	Scheme   string `arg:""`
	Period   string `name:"period" required:"" placeholder:"P"`
	Check    bool   `name:"check" help:"Show the statement and sign nothing."`
	Sums     string `name:"sums" placeholder:"HASH" help:"The hash of the sums as you saw them; default as they are."`
	Out      string `name:"output" short:"o" placeholder:"FILE" help:"Also write the statement as .docx, .xlsx or .csv."`
	ClientID string `name:"client-id" placeholder:"UUID"`
}

func (c *payClose) Help() string {
	return "Confirmation signs first, then the fund's body, then the paying one, all the same sums. Managers and auditors look with --check. Example: youfu pay close reward-assistance --period 2026 --as chen"
}

// closingJSON is a closing statement in the shape of the other commands: lines and fen are what was confirmed, list_hash is of the sums.
type closingJSON struct {
	Plan       *string               `json:"plan"`
	Scheme     string                `json:"scheme"`
	Period     string                `json:"period"`
	ListHash   string                `json:"list_hash"`
	Lines      int                   `json:"lines"`
	Fen        money.Fen             `json:"fen"`
	States     map[string]int        `json:"states"`
	Refused    []benefit.Refusal     `json:"refused"`
	Exceptions []string              `json:"exceptions"`
	Balanced   bool                  `json:"balanced"`
	Total      benefit.Sums          `json:"total"`
	Places     []closingPlaceJSON    `json:"places"`
	Signed     []benefit.ClosingSign `json:"signed"`
	File       string                `json:"file,omitempty"`
}

type closingPlaceJSON struct {
	Place *string `json:"place"`
	Name  string  `json:"name"`
	benefit.Sums
}

func (c *payClose) Run(r *run) error {
	client, err := clientID(c.ClientID)
	if err != nil {
		return err
	}
	var write func(io.Writer, office.Closing, lang.Lang) error
	if c.Out != "" {
		if write, err = exchange.ClosingWriter(c.Out); err != nil { // before anything is signed
			return err
		}
	}
	return r.acting("pay close", func(o office.Office) error {
		var v office.Closing
		if c.Check {
			v, err = o.OpenClosing(r.ctx, c.Scheme, c.Period)
		} else {
			signer, err := r.signer(o, client)
			if err != nil {
				return err
			}
			if v, err = o.SignClosing(r.ctx, client, c.Scheme, c.Period, c.Sums, signer); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		if write != nil {
			if err := writeFile(c.Out, func(w io.Writer) error { return write(w, v, r.lang) }); err != nil {
				return err
			}
		}
		shown := closingOf(v, c.Out)
		return r.print(shown, func(w io.Writer) { r.closingText(w, v) })
	})
}

func closingOf(v office.Closing, file string) closingJSON {
	t := v.Total
	shown := closingJSON{Scheme: v.Scheme, Period: v.Period, ListHash: v.Hash, Lines: t.Confirmed.Lines, Fen: t.Confirmed.Fen, Refused: []benefit.Refusal{}, Exceptions: v.Exceptions, Balanced: v.Balanced, Total: t,
		States: map[string]int{string(benefit.Planned): t.Held.Lines, string(benefit.Ordered): t.Pending.Lines, string(benefit.PaidOut): t.Paid.Lines, string(benefit.Returned): t.Returned.Lines},
		Places: []closingPlaceJSON{}, Signed: append([]benefit.ClosingSign{}, v.Signed...), File: file}
	for _, p := range v.Places {
		shown.Places = append(shown.Places, closingPlaceJSON{orNull(p.Place.Code), p.Name, p.Sums})
	}
	return shown
}

func (r *run) closingText(w io.Writer, v office.Closing) {
	fmt.Fprintln(w, v.Title.In(r.lang), v.Period, v.Hash)
	for _, row := range exchange.ClosingRows(v, r.lang) {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, cell)
		}
		fmt.Fprintln(w)
	}
	for _, s := range v.Signed {
		fmt.Fprintln(w, r.say("cmd.pay-signed", s.Body, s.On))
	}
}

type payExport struct {
	Scheme string `arg:""`
	From   string `name:"from" required:"" placeholder:"DATE" help:"Lists made from this day on."`
	To     string `name:"to" required:"" placeholder:"DATE" help:"And before this one."`
	Out    string `name:"output" short:"o" required:"" placeholder:"FILE.csv"`
}

func (c *payExport) Help() string {
	return "Example: youfu pay export reward-assistance --from 2026-01-01 --to 2027-01-01 -o payments.csv --as gao"
}

func (c *payExport) Run(r *run) error {
	p, err := period(c.From, c.To)
	if err != nil {
		return err
	}
	return r.acting("pay export", func(o office.Office) error {
		lines, err := o.ExportPayments(r.ctx, c.Scheme, p.From, p.To)
		if err != nil {
			return err
		}
		if err := writeFile(c.Out, func(w io.Writer) error { return exchange.WritePayments(w, lines) }); err != nil {
			return err
		}
		var sum money.Fen
		for _, l := range lines {
			if sum, err = sum.Add(l.Fen); err != nil {
				return err
			}
		}
		return r.print(map[string]any{"file": c.Out, "lines": len(lines), "fen": sum}, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.pay-file", c.Out, len(lines), sum)) })
	})
}

type payAccount struct {
	Name     string `name:"name" help:"The office that pays, as the bank knows it."`
	Account  string `name:"account" placeholder:"N"`
	CNAPS    string `name:"cnaps" placeholder:"N" help:"Branch number of the bank, 12 digits."`
	BIC      string `name:"bic"`
	Branch   string `name:"branch" help:"The branch's name, where its number is not known."`
	ClientID string `name:"client-id" placeholder:"UUID"`
}

func (c *payAccount) Help() string {
	return "Without options it shows the account. Example: youfu pay account --name 清和区财政局 --account 9990001 --cnaps 999100000019 --as zheng"
}

func (c *payAccount) Run(r *run) error {
	client, err := clientID(c.ClientID)
	if err != nil {
		return err
	}
	given := office.PayingAccount{Name: c.Name, Account: c.Account, CNAPS: c.CNAPS, BIC: c.BIC, Branch: c.Branch}
	return r.acting("pay account", func(o office.Office) error {
		if given != (office.PayingAccount{}) {
			if err := exchange.PutPayingAccount(r.ctx, o, client, given); err != nil {
				return err
			}
		}
		a, err := o.PayingAccount(r.ctx)
		if err != nil {
			return err
		}
		return r.print(a, func(w io.Writer) { fmt.Fprintln(w, a.Name, a.Account, a.CNAPS, a.BIC, a.Branch) })
	})
}

type powersCommand struct{}

func (c *powersCommand) Help() string {
	return "Exit code 1 where somebody could complete a payment alone. Example: youfu powers --as gao"
}

func (c *powersCommand) Run(r *run) error {
	return r.acting("powers", func(o office.Office) error {
		v, err := o.Powers(r.ctx)
		if err != nil {
			return err
		}
		err = r.print(v, func(w io.Writer) {
			for _, b := range v.Bodies {
				fmt.Fprintln(w, b.Code, b.Power, b.People)
				for _, one := range v.Officials {
					if one.Body == b.Code {
						fmt.Fprintln(w, " ", one.Login, one.Name, r.say("cmd.signs-"+one.Signs))
					}
				}
			}
			for _, a := range v.Alone {
				fmt.Fprintln(w, r.say("cmd.powers-alone", a.Who, a.How))
			}
		})
		if err == nil && len(v.Alone) > 0 {
			err = errFound
		}
		return err
	})
}
