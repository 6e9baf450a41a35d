package main

import (
	"fmt"
	"io"

	"youfu/internal/actor"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/office"
	"youfu/internal/post"
)

type accountCommand struct {
	Add     accountAdd     `cmd:"" help:"Make an account with one seat; prints its first password."`
	Seat    accountSeat    `cmd:"" help:"Give an account a further seat; its owner chooses from which to act."`
	List    accountList    `cmd:"" help:"List accounts."`
	End     accountEnd     `cmd:"" help:"End an account; its sessions end at once."`
	Signing accountSigning `cmd:"" help:"By what an account signs official acts; takes back what was lost."`
}

type accountAdd struct {
	Login string `arg:"" help:"Login: a-z, 0-9, . - _"`
	seatFlags
	Name          string `name:"name" help:"The official's name."`
	CitizenNumber string `name:"citizen-number" placeholder:"N" help:"Tells that two logins are one person; kept as a digest and sealed."`
	ClientID      string `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *accountAdd) Help() string {
	return "Example: youfu account add lin --post clinic-worker --department health --site S01 --as admin\n\nWithout --as the command acts as the machine's operator, who holds the key file."
}

// administering acts as --as where it is given, else as whoever holds the key file and the database: the machine's operator.
func (r *run) administering(use func(*district.District, actor.Actor) error) error {
	return r.with(func(d *district.District) error {
		who := actor.System
		if r.As != "" {
			var err error
			if who, err = r.signIn(d); err != nil {
				return err
			}
		}
		if !(office.Office{Actor: who}).May(post.Administer) {
			return fault.New(fault.Refused, "office.refused.administer")
		}
		return use(d, who)
	})
}

func (c *accountAdd) Run(r *run) error {
	return r.administering(func(d *district.District, who actor.Actor) error {
		n := post.NewAccount{Login: c.Login, Name: c.Name, CitizenNumber: c.CitizenNumber}
		var err error
		if n.ClientID, err = clientID(c.ClientID); err != nil {
			return err
		}
		if n.NewSeat, err = c.seat(r, d); err != nil {
			return err
		}
		password, err := d.Accounts.Add(r.ctx, who, n)
		if err != nil {
			return err
		}
		return r.print(map[string]string{"login": c.Login, "password": password}, func(w io.Writer) {
			fmt.Fprintln(w, r.say("cmd.account-made", c.Login, password))
		})
	})
}

type accountList struct{}

type accountLine struct {
	Login string   `json:"login"`
	Name  string   `json:"name"`
	Ended bool     `json:"ended"`
	Posts []string `json:"posts"`
}

func (c *accountList) Run(r *run) error {
	return r.administering(func(d *district.District, who actor.Actor) error {
		all, err := d.Accounts.List(r.ctx, who)
		if err != nil {
			return err
		}
		lines := []accountLine{}
		for _, a := range all {
			line := accountLine{Login: a.Login, Name: a.Name, Ended: a.Ended, Posts: []string{}}
			for _, s := range a.Seats {
				line.Posts = append(line.Posts, string(s.Post))
			}
			lines = append(lines, line)
		}
		return r.print(lines, func(w io.Writer) {
			for _, l := range lines {
				fmt.Fprintln(w, l.Login, l.Name, l.Posts, map[bool]string{true: r.say("cmd.ended")}[l.Ended])
			}
		})
	})
}

type accountEnd struct {
	Login    string `arg:""`
	ClientID string `name:"client-id" placeholder:"UUID"`
}

func (c *accountEnd) Run(r *run) error {
	return r.administering(func(d *district.District, who actor.Actor) error {
		client, err := clientID(c.ClientID)
		if err != nil {
			return err
		}
		if err := d.Accounts.End(r.ctx, who, c.Login, client); err != nil {
			return err
		}
		return r.print(map[string]string{"login": c.Login}, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.account-ended", c.Login)) })
	})
}
