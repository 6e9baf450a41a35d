package main

import (
	"fmt"
	"io"
	"strings"

	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/report"
	"youfu/internal/store"
)

type figureCommand struct {
	ID         string   `arg:""`
	From       string   `name:"from" required:"" placeholder:"DATE"`
	To         string   `name:"to" required:"" placeholder:"DATE" help:"Exclusive."`
	By         []string `name:"by" placeholder:"A,B" help:"Break-downs: department, site, township, village, month, quarter, year, age_band, sex."`
	Where      []string `name:"where" sep:"none" placeholder:"DIM=CODE" help:"Only these; a dimension may come several times."`
	AsKnownAt  string   `name:"as-known-at" placeholder:"SEQ|DATE" help:"What was known after that write, or at the end of that day."`
	Boundaries string   `name:"boundaries" placeholder:"DATE" help:"The area tree of that day; default the last day of the period."`
	Members    bool     `name:"members" help:"Also print the list behind the number."`
}

func (c *figureCommand) Help() string {
	return "Example: youfu figure women-screened --from 2026-01-01 --to 2027-01-01 --by township,month --as zheng --json"
}

type figureJSON struct {
	ID         string       `json:"id"`
	Definition string       `json:"definition"`
	Seq        store.Seq    `json:"seq"`
	From       string       `json:"from"`
	To         string       `json:"to"`
	Boundaries string       `json:"boundaries"`
	Value      *int         `json:"value,omitempty"`
	Num        *int         `json:"num,omitempty"`
	Den        *int         `json:"den,omitempty"`
	Doubtful   int          `json:"doubtful"`
	Rows       []rowJSON    `json:"rows"`
	Members    []memberJSON `json:"members,omitempty"`
	Withheld   *bool        `json:"withheld,omitempty"` // with members: whether names are missing that another cut would show
	Reason     string       `json:"withheld_reason,omitempty"`
	Message    string       `json:"message,omitempty"` // why, and how to ask instead
}

type rowJSON struct {
	By         map[string]string `json:"by"`
	Value      *int              `json:"value,omitempty"`
	Num        *int              `json:"num,omitempty"`
	Den        *int              `json:"den,omitempty"`
	Suppressed bool              `json:"suppressed"` // staff see every number; released ones hide small cells
}

type memberJSON struct {
	Person    *string `json:"person"` // null where this post may not know who it is
	Name      *string `json:"name"`
	On        *string `json:"on"`
	Month     *string `json:"month,omitempty"` // where the line says no more of the day: then place is the township
	Place     *string `json:"place"`
	Site      *string `json:"site"`
	Event     *string `json:"event,omitempty"`
	In        *bool   `json:"in,omitempty"` // of a rate: in the numerator too
	Withdrawn bool    `json:"withdrawn,omitempty"`
}

func (c *figureCommand) Run(r *run) error {
	q := office.Question{ID: c.ID, By: c.By, AsKnownAt: c.AsKnownAt, Members: c.Members}
	var err error
	if q.Period, err = period(c.From, c.To); err != nil {
		return err
	}
	if q.Where, err = wheres(c.Where); err != nil {
		return err
	}
	if q.Boundaries, err = optionalDate(c.Boundaries); err != nil {
		return err
	}
	return r.acting("figure", func(o office.Office) error {
		reply, err := o.Figure(r.ctx, q)
		if err != nil {
			return err
		}
		tree, err := o.District.Tree(r.ctx)
		if err != nil {
			return err
		}
		return r.print(replyJSON(reply, tree, r.lang), func(w io.Writer) { r.replyText(w, reply, tree) })
	})
}

// wheres reads dim=code arguments; several codes may stand in one, separated by commas.
func wheres(args []string) (map[string][]string, error) {
	all, err := pairs(args)
	for d, values := range all {
		all[d] = strings.Split(strings.Join(values, ","), ",")
	}
	return all, err
}

func replyJSON(reply office.Reply, tree *place.Tree, l lang.Lang) figureJSON {
	f := figureJSON{ID: reply.Definition.ID, Definition: reply.Definition.Hash, Seq: reply.Seq, From: reply.Period.From.String(), To: reply.Period.To.String(),
		Boundaries: reply.Boundaries.String(), Doubtful: reply.Doubtful, Rows: []rowJSON{}}
	rate := reply.Definition.Rate()
	f.Value, f.Num, f.Den = parts(rate, reply.Value, reply.Num, reply.Den)
	for _, row := range reply.Rows {
		one := rowJSON{By: row.By}
		one.Value, one.Num, one.Den = parts(rate, row.Value, row.Num, row.Den)
		f.Rows = append(f.Rows, one)
	}
	for _, m := range reply.List {
		f.Members = append(f.Members, memberOf(m, rate, tree))
	}
	if f.Members != nil {
		withheld := reply.Withheld != ""
		f.Withheld, f.Reason, f.Message = &withheld, string(reply.Withheld), reply.Withheld.Text(l)
	}
	return f
}

func memberOf(m office.Member, rate bool, tree *place.Tree) memberJSON {
	at, _ := tree.Place(m.Place)
	site, _ := tree.Site(m.Site)
	one := memberJSON{Person: orNull(m.Person.String()), Name: orNull(m.Name), On: orNull(m.On.String()), Place: orNull(at.Code), Site: orNull(site.Code),
		Event: orNull(m.Event.String()), Withdrawn: m.Withdrawn}
	if !m.Month.Zero() {
		one.Month = orNull(month(m))
	}
	if rate && !m.Person.Zero() {
		one.In = &m.In
	}
	return one
}

// month is a line's, as 2026-11.
func month(m office.Member) string { return m.Month.String()[:len("2026-11")] }

func parts(rate bool, value, num, den int) (v, n, d *int) {
	if rate {
		return nil, &num, &den
	}
	return &value, nil, nil
}

func (r *run) replyText(w io.Writer, reply office.Reply, tree *place.Tree) {
	rate := reply.Definition.Rate()
	number := func(value, num, den int) string {
		if rate {
			value = num
		}
		return report.Print(r.lang, rate, value, den)
	}
	fmt.Fprintf(w, "%s  %s\n", reply.Definition.Title.In(r.lang), number(reply.Value, reply.Num, reply.Den))
	fmt.Fprintln(w, r.say("cmd.figure-of", report.PeriodText(r.lang, reply.Period), reply.Seq, reply.Definition.Hash[:12]))
	for _, row := range reply.Rows {
		var codes []string
		for _, by := range r.Figure.By {
			codes = append(codes, row.By[by])
		}
		fmt.Fprintf(w, "  %s  %s\n", strings.Join(codes, " "), number(row.Value, row.Num, row.Den))
	}
	if reply.Withheld != "" {
		fmt.Fprintln(w, reply.Withheld.Text(r.lang))
	}
	for _, m := range reply.List {
		when, name := m.On.String(), m.Name
		if !m.Month.Zero() {
			when = month(m)
		}
		if m.Withdrawn {
			name = r.say("page.members.withdrawn")
		}
		fmt.Fprintln(w, "  ", when, tree.Name(m.Place), name, m.Person)
	}
}
