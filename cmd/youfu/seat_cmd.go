package main

import (
	"fmt"
	"io"

	"youfu/internal/actor"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/post"
)

// seatFlags say what a new seat is.
type seatFlags struct {
	Post       string `name:"post" required:"" help:"administrator, registrar, village-worker, township-worker, clinic-worker, manager, auditor, or of the four powers: confirm-officer, fund-officer, pay-officer, supervisor."`
	Place      string `name:"place" placeholder:"CODE" help:"Village or township of a worker, or of who confirms there."`
	Department string `name:"department" placeholder:"CODE" help:"Department of a clinic worker; default the site's."`
	Site       string `name:"site" placeholder:"CODE" help:"Site of a clinic worker."`
	Body       string `name:"body" placeholder:"CODE" help:"Body of the four powers."`
}

func (c *seatFlags) seat(r *run, d *district.District) (s post.NewSeat, err error) {
	s.Post, s.Body = actor.Post(c.Post), c.Body
	if s.Place, err = r.coded(d, placeOf, c.Place, "office.no-place"); err != nil {
		return s, err
	}
	if s.Department, err = r.coded(d, departmentOf, c.Department, "cmd.no-department"); err != nil {
		return s, err
	}
	if s.Site, err = r.coded(d, siteOf, c.Site, "cmd.no-site"); err != nil {
		return s, err
	}
	if s.Department.Zero() && !s.Site.Zero() {
		tree, err := d.Tree(r.ctx)
		if err != nil {
			return s, err
		}
		at, _ := tree.Site(s.Site)
		s.Department = at.Department
	}
	return s, nil
}

type accountSeat struct {
	Login string `arg:""`
	seatFlags
	ClientID string `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *accountSeat) Help() string {
	return "Example: youfu account seat lin --post manager --as admin\n\nWho has several seats acts from one at a time: commands name it with --seat, pages ask."
}

func (c *accountSeat) Run(r *run) error {
	return r.administering(func(d *district.District, who actor.Actor) error {
		client, err := clientID(c.ClientID)
		if err != nil {
			return err
		}
		n, err := c.seat(r, d)
		if err != nil {
			return err
		}
		if err := d.Accounts.AddSeat(r.ctx, who, c.Login, n, client); err != nil {
			return err
		}
		return r.print(map[string]string{"login": c.Login, "post": c.Post}, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.seat-made", c.Login, c.Post)) })
	})
}

// whichSeat is the refusal that lists an account's seats, each as the option that chooses it.
func (r *run) whichSeat(d *district.District, seats []post.Seat) error {
	tree, err := d.Tree(r.ctx)
	if err != nil {
		return err
	}
	var fields []fault.Field
	for _, s := range seats {
		where := tree.Name(s.Place)
		if site, ok := tree.Site(s.Site); ok {
			where = site.Name
		}
		fields = append(fields, fault.Field{Name: "--seat " + s.ID.String(), Code: "choose", Key: "cmd.seat", Args: []any{string(s.Post), where}})
	}
	return fault.New(fault.Refused, "cmd.choose-seat", r.As).With(fields...)
}
