package main

import (
	"fmt"
	"io"
	"path/filepath"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/demo"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/store"
	"youfu/internal/web"
)

type demoCommand struct {
	Make demoMake `cmd:"" default:"withargs" help:"Make a synthetic district."`
	Bank demoBank `cmd:"" help:"Have an invented bank answer an order file, and misbehave as real ones do."`
}

type demoMake struct {
	Scale float64 `name:"scale" default:"0.1" help:"1 has about 360,000 people."`
	Seed  uint64  `name:"seed" default:"1" help:"The same seed makes the same district."`
	Serve string  `name:"serve" placeholder:"ADDR" help:"Go on serving, on this address."`
}

func (c *demoMake) Help() string {
	return "Example: youfu demo --db demo.db --serve 127.0.0.1:8080\n\nEverything in it is invented."
}

type demoJSON struct {
	demo.Made
	Report  string `json:"report"`
	Address string `json:"address,omitempty"`
}

func (c *demoMake) Run(r *run) error {
	d, err := demo.Init(r.ctx, r.options())
	if err != nil {
		return err
	}
	defer d.Close()
	step, draw := "", func(int, int) {}
	made, err := demo.Make(r.ctx, d, demo.Order{Scale: c.Scale, Seed: c.Seed, Progress: func(now string, done, total int) {
		if now != step {
			if step != "" {
				r.progressDone()
			}
			step, draw = now, r.progress(r.say(now))
		}
		draw(done, total)
	}})
	r.progressDone()
	if err != nil {
		return err
	}
	shown := demoJSON{Made: made, Report: "report.docx", Address: c.Serve}
	if !store.Postgres(r.DB) { // beside the database file
		shown.Report = filepath.Join(filepath.Dir(r.DB), shown.Report)
	}
	if err := c.report(r, d, made, shown.Report); err != nil {
		return err
	}
	if err := r.print(shown, func(w io.Writer) { r.demoText(w, shown) }); err != nil || c.Serve == "" {
		return err
	}
	return r.serve(d, c.Serve, false, loginsOf(made))
}

// report writes the work report of the three years, as the manager would.
func (c *demoMake) report(r *run, d *district.District, made demo.Made, path string) error {
	y, _, _ := d.Today().YMD()
	from, _ := civil.Of(y-2, 1, 1)
	who, err := managerOf(r, d, made)
	if err != nil {
		return err
	}
	doc, err := office.Office{District: d, Actor: who, Route: "demo"}.Report(r.ctx, "work-report", civil.Period{From: from, To: d.Today().AddDays(1)}, "", r.lang)
	if err != nil {
		return err
	}
	return writeFile(path, func(w io.Writer) error { return doc.WriteDocx(w, d.Keys) })
}

func managerOf(r *run, d *district.District, made demo.Made) (actor.Actor, error) {
	for _, l := range made.Logins {
		if l.Post == string(actor.Manager) {
			return d.Accounts.Authenticate(r.ctx, post.Credentials{Login: l.Login, Password: l.Password})
		}
	}
	return actor.Actor{}, fault.New(fault.NotFound, "office.refused.report")
}

func (r *run) demoText(w io.Writer, made demoJSON) {
	fmt.Fprintln(w, r.say("cmd.demo-made", made.People, made.Households, made.Visits))
	for _, l := range made.Logins {
		fmt.Fprintf(w, "  %-14s %s  %s · %s\n", l.Login, l.Password, r.say("page.post."+l.Post), l.Where)
	}
	fmt.Fprintln(w, r.say("cmd.demo-report", made.Report))
	if made.Address != "" {
		fmt.Fprintln(w, r.say("cmd.demo-address", made.Address))
	}
}

func loginsOf(made demo.Made) []web.DemoLogin {
	var all []web.DemoLogin
	for _, l := range made.Logins {
		all = append(all, web.DemoLogin{Login: l.Login, Password: l.Password, Post: actor.Post(l.Post), Name: l.Name, Place: l.Where})
	}
	return all
}
