package main

import (
	"fmt"
	"io"

	"youfu/internal/office"
)

type personConsent struct {
	ID       string `arg:""`
	Purpose  string `name:"purpose" required:"" enum:"contact,display,follow-up" help:"What for: contact (invitations), display (her name in lists behind figures), follow-up (by the clinic of a client programme)."`
	State    string `name:"state" required:"" enum:"given,refused,withdrawn" help:"What she says: given, refused or withdrawn."`
	ClientID string `name:"client-id" placeholder:"UUID" help:"Makes a repeated call harmless."`
}

func (c *personConsent) Help() string {
	return "Example: youfu person consent ID --purpose contact --state withdrawn --as chen\n\nTell her first what the page of the purpose says; the answer keeps which text that was."
}

func (c *personConsent) Run(r *run) error {
	who, err := parseID(c.ID)
	if err != nil {
		return err
	}
	client, err := clientID(c.ClientID)
	if err != nil {
		return err
	}
	return r.acting("person consent", func(o office.Office) error {
		done, err := o.SetConsent(r.ctx, client, office.Word{Person: who, Purpose: c.Purpose, State: c.State, Lang: r.lang})
		if err != nil {
			return err
		}
		return r.print(done, func(w io.Writer) { fmt.Fprintln(w, done.Purpose, done.State, done.Seq) })
	})
}
