package main

import (
	"fmt"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/office"
)

// signer is whoever acts: she has just given her password, and a one-time code for this piece of work where she has codes.
func (r *run) signer(o office.Office, work id.ID) (benefit.Signer, error) {
	can, err := o.District.Accounts.Signing(r.ctx, o.Actor.Account)
	if err != nil || !can.TOTP {
		return benefit.Password{Keys: o.District.Keys}, err
	}
	code := r.TOTP
	if code == "" {
		fmt.Fprint(r.stderr, r.say("cmd.totp"))
		if code, err = r.line(); err != nil {
			return nil, err
		}
	}
	use, err := o.District.Accounts.TakeCode(r.ctx, o.Actor, code, work, "")
	return benefit.Code{Keys: o.District.Keys, Use: use}, err
}
