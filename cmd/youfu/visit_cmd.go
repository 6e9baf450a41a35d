package main

import (
	"fmt"
	"io"
	"strings"

	"youfu/internal/care"
	"youfu/internal/fault"
	"youfu/internal/office"
)

type visitCommand struct {
	Record  visitRecord  `cmd:"" help:"Record a visit, by the same checks as the page."`
	Correct visitCorrect `cmd:"" help:"Write the next revision of a visit; both stay."`
}

type visitRecord struct {
	Visit    string   `arg:"" placeholder:"PROGRAMME/VISIT"`
	Person   string   `name:"person" required:"" placeholder:"ID"`
	On       string   `name:"on" required:"" placeholder:"DATE"`
	Site     string   `name:"site" required:"" placeholder:"CODE"`
	Set      []string `name:"set" sep:"none" placeholder:"FIELD=VALUE" help:"An answer; several codes are separated by ;"`
	ClientID string   `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *visitRecord) Help() string {
	return "Example: youfu visit record womens-screening/screening --person ID --on 2026-11-24 --site S01 --set findings=none --set bp=120/80 --as lin"
}

// answers are the --set arguments. A field that comes twice has several codes.
func answers(set []string) (map[string]string, error) {
	all, err := pairs(set)
	if err != nil {
		return nil, err
	}
	given := map[string]string{}
	for field, values := range all {
		given[field] = strings.Join(values, ";")
	}
	return given, nil
}

func (c *visitRecord) Run(r *run) error {
	programme, visit, ok := strings.Cut(c.Visit, "/")
	if !ok {
		return fault.New(fault.Usage, "cmd.bad-visit", c.Visit)
	}
	v := care.Visit{Programme: programme, Visit: visit}
	var err error
	if v.Person, err = parseID(c.Person); err != nil {
		return err
	}
	if v.On, err = parseDate(c.On); err != nil {
		return err
	}
	if v.Given, err = answers(c.Set); err != nil {
		return err
	}
	client, err := clientID(c.ClientID)
	if err != nil {
		return err
	}
	return r.acting("visit record", func(o office.Office) error {
		if v.Site, err = r.coded(o.District, siteOf, c.Site, "cmd.no-site"); err != nil {
			return err
		}
		done, err := o.Record(r.ctx, client, v)
		if err != nil {
			return err
		}
		return r.printRecorded(done)
	})
}

func (r *run) printRecorded(done care.Recorded) error {
	return r.print(done, func(w io.Writer) {
		fmt.Fprintln(w, r.say("cmd.recorded", done.Event, done.Rev, done.Seq))
		for _, key := range done.Then {
			fmt.Fprintln(w, " ", key)
		}
	})
}

type visitCorrect struct {
	Event    string   `arg:"" placeholder:"EVENT"`
	Rev      int      `name:"rev" required:"" help:"The revision that is corrected."`
	On       string   `name:"on" placeholder:"DATE" help:"The day, where that was wrong."`
	Set      []string `name:"set" sep:"none" placeholder:"FIELD=VALUE" help:"Every answer as it should be."`
	Reason   string   `name:"reason" required:""`
	ClientID string   `name:"client-id" placeholder:"UUID"`
}

func (c *visitCorrect) Help() string {
	return "Example: youfu visit correct EVENT --rev 1 --set findings=cervicitis --reason 'typed wrong' --as lin"
}

func (c *visitCorrect) Run(r *run) error {
	event, err := parseID(c.Event)
	if err != nil {
		return err
	}
	given, err := answers(c.Set)
	if err != nil {
		return err
	}
	client, err := clientID(c.ClientID)
	if err != nil {
		return err
	}
	return r.acting("visit correct", func(o office.Office) error {
		on, err := optionalDate(c.On)
		if err != nil {
			return err
		}
		done, err := o.Correct(r.ctx, client, event, c.Rev, on, given, c.Reason)
		if fault.Is(err, fault.Conflict) {
			return c.conflict(r, o, event, given, err)
		}
		if err != nil {
			return err
		}
		return r.printRecorded(done)
	})
}
