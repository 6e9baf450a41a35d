package main

import (
	"fmt"
	"io"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
)

type benefitCommand struct {
	Apply        benefitApply        `cmd:"" help:"Enter an application for a resident."`
	See          benefitSee          `cmd:"" help:"Note papers that were seen, or a bank account."`
	Act          benefitAct          `cmd:"" help:"Do the next step of a case: a confirming act, or the public notice."`
	Appeal       benefitAppeal       `cmd:"" help:"Lodge an appeal against a refusal."`
	Object       benefitObject       `cmd:"" help:"Note an objection against a case under notice."`
	Answer       benefitAnswer       `cmd:"" help:"Answer an objection."`
	Show         benefitShow         `cmd:"" help:"Open a case."`
	Replay       benefitReplay       `cmd:"" help:"Ask past decisions, or a past payment, again: with the facts, papers, rules and amounts of their day."`
	Applications benefitApplications `cmd:"" help:"Enter many applications from a spreadsheet."`
	Acts         benefitActs         `cmd:"" help:"Do the next steps of many cases from a spreadsheet."`
}

// papersOf are --evidence arguments.
func papersOf(args []string) (map[string]string, error) {
	all, err := pairs(args)
	if err != nil {
		return nil, err
	}
	papers := map[string]string{}
	for kind, says := range all {
		papers[kind] = strings.Join(says, "; ")
	}
	return papers, nil
}

type benefitApply struct {
	Scheme   string   `arg:""`
	Person   string   `name:"person" required:"" placeholder:"ID" help:"Who applies and is paid."`
	Child    string   `name:"child" placeholder:"ID" help:"Whom it is about, in schemes for children."`
	Evidence []string `name:"evidence" sep:"none" placeholder:"KIND=REF" help:"A paper that was seen, and what it says of itself, such as its number."`
	Account  string   `name:"account" placeholder:"N" help:"Her bank account."`
	Holder   string   `name:"holder" placeholder:"NAME" help:"Whom the bank names, where that is not herself."`
	ClientID string   `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *benefitApply) Help() string {
	return "A missing paper is no refusal: the case waits for it. Example: youfu benefit apply reward-assistance --person ID --evidence id-card=seen --evidence household-book=seen --account 6217… --as zhou"
}

func (c *benefitApply) Run(r *run) error {
	a := office.ApplySupport{Scheme: c.Scheme, Account: c.Account, Holder: c.Holder}
	var err error
	if a.Person, err = parseID(c.Person); err != nil {
		return err
	}
	if c.Child != "" {
		if a.Child, err = parseID(c.Child); err != nil {
			return err
		}
	}
	if a.Papers, err = papersOf(c.Evidence); err != nil {
		return err
	}
	client, err := clientID(c.ClientID)
	if err != nil {
		return err
	}
	return r.acting("benefit apply", func(o office.Office) error {
		done, err := o.Apply(r.ctx, client, a)
		if err != nil {
			return err
		}
		for _, b := range done.Beside {
			fmt.Fprintln(r.stderr, r.say("cmd.benefit-beside", b.Text.In(r.lang), b.Case))
		}
		return r.openCase(o, done.Case)
	})
}

type benefitSee struct {
	Case     string   `arg:""`
	Evidence []string `name:"evidence" sep:"none" placeholder:"KIND=REF"`
	Account  string   `name:"account" placeholder:"N"`
	Holder   string   `name:"holder" placeholder:"NAME" help:"Whom the bank names, where that is not the payee."`
	ClientID string   `name:"client-id" placeholder:"UUID"`
}

func (c *benefitSee) Help() string {
	return "Example: youfu benefit see CASE --evidence cohort-record=2004-17 --account 6217… --as zhou"
}

func (c *benefitSee) Run(r *run) error {
	papers, err := papersOf(c.Evidence)
	if err != nil {
		return err
	}
	if len(papers) == 0 && c.Account == "" {
		return fault.New(fault.Usage, "cmd.benefit-see-nothing")
	}
	return r.inCase("benefit see", c.Case, c.ClientID, func(o office.Office, client, which id.ID) error {
		_, err := o.See(r.ctx, client, which, papers, c.Account, c.Holder)
		return err
	})
}

// decisions are the words for a decision that commands take.
var decisions = map[string]string{"passed": benefit.Passed, "pass": benefit.Passed, "confirm": benefit.Passed, "confirmed": benefit.Passed,
	"refused": benefit.Refused, "refuse": benefit.Refused}

type benefitAct struct {
	Case     string `arg:""`
	Step     string `arg:"" help:"The step that comes next, such as village-review or village-review-notice."`
	Decision string `name:"decision" required:"" placeholder:"passed|refused" help:"passed (confirm) or refused (refuse)."`
	Reason   string `name:"reason" help:"Needed to refuse."`
	ClientID string `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *benefitAct) Help() string {
	return "The password that is given signs the act; whoever has one-time codes gives one as well. Example: youfu benefit act CASE township-check --decision passed --as chen"
}

func (c *benefitAct) Run(r *run) error {
	outcome, known := decisions[c.Decision]
	if !known {
		return fault.New(fault.Usage, "benefit.bad-decision", c.Decision)
	}
	return r.inCase("benefit act", c.Case, c.ClientID, func(o office.Office, client, which id.ID) error {
		signer, err := r.signer(o, client)
		if err != nil {
			return err
		}
		_, err = o.Decide(r.ctx, client, office.Decision{Case: which, Step: c.Step, Outcome: outcome, Reason: c.Reason}, signer)
		return err
	})
}

type benefitAppeal struct {
	Case     string `arg:""`
	Reason   string `name:"reason" required:"" help:"What the person says against the refusal."`
	ClientID string `name:"client-id" placeholder:"UUID"`
}

func (c *benefitAppeal) Help() string {
	return "It goes to officials who have not acted in the case. Example: youfu benefit appeal CASE --reason 'the household book was read wrong' --as zhou"
}

func (c *benefitAppeal) Run(r *run) error {
	return r.inCase("benefit appeal", c.Case, c.ClientID, func(o office.Office, client, which id.ID) error {
		return o.Appeal(r.ctx, client, which, c.Reason)
	})
}

type benefitObject struct {
	Case     string `arg:""`
	Reason   string `name:"reason" required:"" help:"What was said; who said it need not be written down."`
	ClientID string `name:"client-id" placeholder:"UUID"`
}

func (c *benefitObject) Help() string {
	return "An objection stops the clock until it is answered. Example: youfu benefit object CASE --reason 'has a pension' --as feng"
}

func (c *benefitObject) Run(r *run) error {
	return r.inCase("benefit object", c.Case, c.ClientID, func(o office.Office, client, which id.ID) error {
		return o.Object(r.ctx, client, which, c.Reason)
	})
}

type benefitAnswer struct {
	Case      string `arg:""`
	Objection string `arg:"" help:"Its id, as the case shows it."`
	Decision  string `name:"decision" required:"" enum:"upheld,dismissed" help:"upheld or dismissed."`
	Reason    string `name:"reason" required:""`
	ClientID  string `name:"client-id" placeholder:"UUID"`
}

func (c *benefitAnswer) Help() string {
	return "Example: youfu benefit answer CASE OBJECTION --decision dismissed --reason 'there is no such pension' --as feng"
}

func (c *benefitAnswer) Run(r *run) error {
	objection, err := parseID(c.Objection)
	if err != nil {
		return err
	}
	return r.inCase("benefit answer", c.Case, c.ClientID, func(o office.Office, client, which id.ID) error {
		return o.AnswerObjection(r.ctx, client, which, objection, c.Decision, c.Reason)
	})
}

type benefitShow struct {
	Case string `arg:""`
}

func (c *benefitShow) Help() string { return "Example: youfu benefit show CASE --as zhou" }

func (c *benefitShow) Run(r *run) error {
	return r.inCase("benefit show", c.Case, "", func(office.Office, id.ID, id.ID) error { return nil })
}

// inCase does something with a case, and then prints the case.
func (r *run) inCase(route, which, client string, do func(o office.Office, client, which id.ID) error) error {
	one, err := parseID(which)
	if err != nil {
		return err
	}
	once, err := clientID(client)
	if err != nil {
		return err
	}
	return r.acting(route, func(o office.Office) error {
		if err := do(o, once, one); err != nil {
			return err
		}
		return r.openCase(o, one)
	})
}

func (r *run) openCase(o office.Office, which id.ID) error {
	v, err := o.OpenCaseSheet(r.ctx, which)
	if err != nil {
		return err
	}
	shown := r.caseOf(v)
	return r.print(shown, func(w io.Writer) { r.caseText(w, v, shown) })
}
