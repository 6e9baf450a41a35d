package main

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"youfu/internal/exchange"
	"youfu/internal/exchange/bank"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/office"
)

type payCommand struct {
	Plan    payPlan    `cmd:"" help:"Confirm and freeze the list of a period."`
	Fund    payFund    `cmd:"" help:"Give a confirmed list its money."`
	Order   payOrder   `cmd:"" help:"Send a funded list to the bank, and write the bank's file."`
	Answer  payAnswer  `cmd:"" help:"Take in a bank's file."`
	Close   payClose   `cmd:"" help:"Sign the closing statement of a period, by one of three bodies."`
	Show    payShow    `cmd:"" help:"Where a list stands."`
	Export  payExport  `cmd:"" help:"Write every payment as a table, naming nobody."`
	Account payAccount `cmd:"" help:"The account that support is paid from."`
}

type payPlan struct {
	Scheme   string `arg:""`
	Period   string `name:"period" required:"" placeholder:"P" help:"2026, 2026-Q1 or 2026-03: whichever the scheme pays by."`
	ClientID string `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *payPlan) Help() string {
	return "Who was looked at and is not on the list is in refused, each with the reason. Example: youfu pay plan reward-assistance --period 2026 --as chen"
}

func (c *payPlan) Run(r *run) error {
	client, err := clientID(c.ClientID)
	if err != nil {
		return err
	}
	return r.acting("pay plan", func(o office.Office) error {
		signer, err := r.signer(o, client)
		if err != nil {
			return err
		}
		plan, err := o.PlanPayments(r.ctx, client, c.Scheme, c.Period, signer)
		if err != nil {
			return err
		}
		return r.print(plan, func(w io.Writer) { r.planText(w, plan) })
	})
}

func (r *run) planText(w io.Writer, p office.Plan) {
	fmt.Fprintln(w, p.ID, p.Scheme, p.Period)
	fmt.Fprintln(w, r.say("cmd.pay-list", p.Lines, p.Fen, p.ListHash))
	for state, n := range p.States {
		fmt.Fprintln(w, " ", state, n)
	}
	for _, x := range p.Refused {
		fmt.Fprintln(w, " ", r.say("cmd.pay-refused", x.Case, x.Code))
	}
	for _, h := range p.Held {
		fmt.Fprintln(w, " ", r.say("cmd.pay-held", h.Payment, h.Code))
	}
	for _, payment := range p.Exceptions {
		fmt.Fprintln(w, " ", r.say("cmd.pay-exception", payment))
	}
}

type payFund struct {
	Plan     string `arg:""`
	List     string `name:"list" placeholder:"HASH" help:"The hash of the list as you saw it; default the list's."`
	ClientID string `name:"client-id" placeholder:"UUID"`
}

func (c *payFund) Help() string { return "Example: youfu pay fund PLAN --as wu" }

func (c *payFund) Run(r *run) error {
	plan, client, err := planAndClient(c.Plan, c.ClientID)
	if err != nil {
		return err
	}
	return r.acting("pay fund", func(o office.Office) error {
		list := c.List
		if list == "" {
			seen, err := o.OpenPlan(r.ctx, plan)
			if err != nil {
				return err
			}
			list = seen.ListHash
		}
		hash, err := hex.DecodeString(list)
		if err != nil {
			return fault.New(fault.Usage, "cmd.bad-hash", list)
		}
		signer, err := r.signer(o, client)
		if err != nil {
			return err
		}
		done, err := o.FundPlan(r.ctx, client, plan, hash, signer)
		if err != nil {
			return err
		}
		return r.print(done, func(w io.Writer) { r.planText(w, done) })
	})
}

func planAndClient(plan, client string) (which, once id.ID, err error) {
	if which, err = parseID(plan); err == nil {
		once, err = clientID(client)
	}
	return which, once, err
}

type payShow struct {
	Plan string `arg:""`
}

func (c *payShow) Help() string { return "Example: youfu pay show PLAN --as zheng" }

func (c *payShow) Run(r *run) error {
	plan, err := parseID(c.Plan)
	if err != nil {
		return err
	}
	return r.acting("pay show", func(o office.Office) error {
		v, err := o.OpenPlan(r.ctx, plan)
		if err != nil {
			return err
		}
		return r.print(v, func(w io.Writer) { r.planText(w, v) })
	})
}

type payOrder struct {
	Plan     string `arg:""`
	Bank     string `name:"bank" required:"" placeholder:"PROFILE" help:"iso20022, yikatong, csv, xlsx, or one of the district's own."`
	Out      string `name:"output" short:"o" required:"" placeholder:"FILE" help:"The bank's file. Where the bank takes no more in one, the others get -2, -3 …"`
	Attempt  int    `name:"attempt" placeholder:"N" help:"Order nothing, and write the file of the N-th order again: the bank knows it by its number and pays it once."`
	ClientID string `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless: it writes the same file."`
}

func (c *payOrder) Help() string {
	return "Called again it sends what came back or was held. Example: youfu pay order PLAN --bank iso20022 -o order.xml --as zheng"
}

// orderJSON is a list with the files that were written of it.
type orderJSON struct {
	office.Plan
	Files []fileJSON `json:"files"`
}

type fileJSON struct {
	File    string    `json:"file"`
	Attempt int       `json:"attempt"`
	Lines   int       `json:"lines"`
	Fen     money.Fen `json:"fen"`
	Hash    string    `json:"sha256"`
}

func (c *payOrder) Run(r *run) error {
	plan, client, err := planAndClient(c.Plan, c.ClientID)
	if err != nil {
		return err
	}
	return r.acting("pay order", func(o office.Office) error {
		shown, err := c.send(r, o, plan, client)
		if err != nil {
			return err
		}
		return r.print(shown, func(w io.Writer) {
			r.planText(w, shown.Plan)
			for _, f := range shown.Files {
				fmt.Fprintln(w, r.say("cmd.pay-file", f.File, f.Lines, f.Fen))
			}
		})
	})
}

func (c *payOrder) send(r *run, o office.Office, plan, client id.ID) (shown orderJSON, err error) {
	account, err := o.PayingAccount(r.ctx) // which is refused to whoever may not order at all, before anything is looked up
	if err != nil {
		return shown, err
	}
	to, err := r.bank(c.Bank)
	if err != nil {
		return shown, err
	}
	if account == (office.PayingAccount{}) {
		fmt.Fprintln(r.stderr, r.say("cmd.pay-no-account"))
	}
	if c.Attempt > 0 {
		file, err := r.writeOrder(o, to, plan, c.Attempt, c.Out)
		if err != nil {
			return shown, err
		}
		shown.Files = []fileJSON{file}
		shown.Plan, err = o.OpenPlan(r.ctx, plan)
		return shown, err
	}
	signer, err := r.signer(o, client)
	if err != nil {
		return shown, err
	}
	for n := 1; n == 1 || shown.Left > 0; n++ {
		if shown.Plan, err = exchange.Order(r.ctx, o, id.Derive(client, "file", n), plan, to, signer); err != nil {
			return shown, err
		}
		file, err := r.writeOrder(o, to, plan, shown.Plan.Attempt, numbered(c.Out, n))
		if err != nil {
			return shown, err
		}
		shown.Files = append(shown.Files, file)
	}
	return shown, nil
}

// numbered is the name of the n-th file: order.xml, order-2.xml …
func numbered(path string, n int) string {
	if n == 1 {
		return path
	}
	end := filepath.Ext(path)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, end), n, end)
}

// bank is a profile by its id.
func (r *run) bank(named string) (*bank.Profile, error) {
	if r.Catalog == "" {
		return exchange.BankOf(nil, named)
	}
	return exchange.BankOf(r.overlay(), named)
}

// writeOrder writes the file of an order that was made, whole or not at all; whoever is not its owner cannot read it.
func (r *run) writeOrder(o office.Office, to *bank.Profile, plan id.ID, attempt int, path string) (fileJSON, error) {
	var file bytes.Buffer
	sent, err := exchange.WriteOrder(r.ctx, o, &file, to, plan, attempt)
	if err != nil {
		return fileJSON{}, err
	}
	if err := writeFile(path, func(w io.Writer) error { _, err := file.WriteTo(w); return err }); err != nil {
		return fileJSON{}, err
	}
	return fileJSON{path, attempt, sent.Lines, sent.Fen, hex.EncodeToString(sent.Hash[:])}, nil
}

type payAnswer struct {
	File string `arg:"" placeholder:"FILE"`
	Bank string `name:"bank" required:"" placeholder:"PROFILE"`
}

func (c *payAnswer) Help() string {
	return "The same file again changes nothing. Exit code 1 where lines could not be read; the others count all the same. Example: youfu pay answer camt053.xml --bank iso20022 --as zheng"
}

// answerJSON is what became of a bank's file. A line that is nobody's is in findings as suspense; one that could not be read is refused.
type answerJSON struct {
	Plan       *string          `json:"plan"`
	ListHash   *string          `json:"list_hash"`
	Format     string           `json:"format"`
	Lines      int              `json:"lines"`
	Fen        money.Fen        `json:"fen"` // that the file says was paid
	Findings   map[string]int   `json:"findings"`
	States     map[string]int   `json:"states"`
	Refused    []unreadableJSON `json:"refused"`
	Exceptions []string         `json:"exceptions"`
	Passed     int              `json:"passed"`
	Again      bool             `json:"again"`
}

type unreadableJSON struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

func (c *payAnswer) Run(r *run) error {
	return r.acting("pay answer", func(o office.Office) error {
		if _, err := o.PayingAccount(r.ctx); err != nil { // refused before the file is looked for
			return err
		}
		from, err := r.bank(c.Bank)
		if err != nil {
			return err
		}
		file, err := os.Open(c.File)
		if err != nil {
			return fault.New(fault.NotFound, "cmd.no-file", c.File).Because(err)
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		a, err := exchange.Answer(r.ctx, o, from, file, info.Size())
		if err != nil {
			return err
		}
		return r.printAnswer(a)
	})
}

func (r *run) printAnswer(a exchange.Answered) error {
	shown := answerJSON{Format: a.Format, Lines: a.Answers, Fen: a.Fen, Findings: a.Findings, States: a.States, Refused: []unreadableJSON{}, Exceptions: a.Exceptions, Passed: a.Passed, Again: a.Again}
	for _, x := range a.Refused {
		f := x.Field()
		shown.Refused = append(shown.Refused, unreadableJSON{x.Row, x.Column, x.Code, r.say(f.Key, f.Args...), r.say(x.Remedy(), f.Args...)})
	}
	err := r.print(shown, func(w io.Writer) {
		fmt.Fprintln(w, r.say(cmp.Or(map[bool]string{true: "cmd.pay-answered-before"}[a.Again], "cmd.pay-answered"), a.Answers))
		for finding, n := range shown.Findings {
			fmt.Fprintln(w, " ", finding, n)
		}
		for _, x := range shown.Refused {
			fmt.Fprintln(w, " ", x.Message, x.Remedy)
		}
		for _, payment := range shown.Exceptions {
			fmt.Fprintln(w, " ", r.say("cmd.pay-exception", payment))
		}
	})
	if err == nil && len(shown.Refused) > 0 {
		err = errFound
	}
	return err
}
