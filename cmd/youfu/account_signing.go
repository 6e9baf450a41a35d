package main

import (
	"fmt"
	"io"

	"youfu/internal/actor"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/post"
)

type accountSigning struct {
	Login string `arg:""`
	End   string `name:"end" placeholder:"ID|totp" help:"Takes a security key back by its id, or the one-time codes: what is lost must sign no more."`

	ClientID string `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *accountSigning) Help() string {
	return "By what an account signs official acts. Its owner adds and takes back on a page; this is for what was lost. What was signed stays signed. Example: youfu account signing chen --end totp --as admin"
}

type signingJSON struct {
	Login string    `json:"login"`
	TOTP  bool      `json:"totp"`
	Keys  []keyJSON `json:"keys"`
}

type keyJSON struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Site  string `json:"site"`
}

func (c *accountSigning) Run(r *run) error {
	return r.administering(func(d *district.District, who actor.Actor) error {
		if err := c.end(r, d, who); err != nil {
			return err
		}
		all, err := d.Accounts.List(r.ctx, who)
		for _, a := range all {
			if a.Login == c.Login {
				return r.printSigning(a)
			}
		}
		if err == nil {
			err = fault.New(fault.NotFound, "post.no-such-account")
		}
		return err
	})
}

func (c *accountSigning) end(r *run, d *district.District, who actor.Actor) error {
	client, err := clientID(c.ClientID)
	switch {
	case err != nil || c.End == "":
		return err
	case c.End == "totp":
		return d.Accounts.EndTOTP(r.ctx, who, c.Login, client)
	}
	which, err := parseID(c.End)
	if err != nil {
		return err
	}
	return d.Accounts.EndKey(r.ctx, who, c.Login, which, client)
}

func (r *run) printSigning(a post.Account) error {
	shown := signingJSON{Login: a.Login, TOTP: a.Signing.TOTP, Keys: []keyJSON{}}
	for _, k := range a.Signing.Keys {
		shown.Keys = append(shown.Keys, keyJSON{k.ID.String(), k.Label, k.Site})
	}
	return r.print(shown, func(w io.Writer) {
		for _, k := range shown.Keys {
			fmt.Fprintln(w, k.ID, r.say("cmd.signs-passkey"), k.Label, k.Site)
		}
		if shown.TOTP {
			fmt.Fprintln(w, "totp", r.say("cmd.signs-totp"))
		}
		if !shown.TOTP && len(shown.Keys) == 0 {
			fmt.Fprintln(w, r.say("cmd.signs-password"))
		}
	})
}
