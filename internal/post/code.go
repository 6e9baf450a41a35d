package post

import (
	"context"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// CodeUse is a one-time code that was accepted: whose, and for which half minute.
type CodeUse struct {
	TOTP id.ID
	Step int64
}

// Offer is a secret that was just made. It is shown once; nothing is signed with it before a code of it was given.
type Offer struct {
	ID     id.ID
	Secret string // base32
}

var (
	errCode     = fault.New(fault.Refused, "post.code-wrong")
	errCodeUsed = fault.New(fault.Refused, "post.code-used")
	errNoTOTP   = fault.New(fault.NotFound, "post.no-totp")
)

// OfferTOTP makes a secret for one-time codes of the actor's own account. The caller has asked for the password again.
//
// Errors: Conflict where the account has one-time codes already, or where this client id made the offer before.
func (a *Accounts) OfferTOTP(ctx context.Context, who actor.Actor, clientID id.ID) (Offer, error) {
	o := Offer{Secret: newSecret()}
	receipt, err := a.own(ctx, who, "post-totp-offered", nil, clientID, func(tx *store.Tx) error {
		held, err := heldTOTP(tx, who.Account)
		if err != nil {
			return err
		}
		if held.state == means.held {
			return fault.New(fault.Conflict, "post.totp-held")
		}
		o.ID = tx.ID("totp", 0)
		row := totpRow{id: o.ID, rev: 1, account: who.Account, state: means.offered, secret: tx.ID("totp-secret", 0)}
		if err := a.keys.In(tx).Put(row.secret, o.Secret, nil); err != nil {
			return err
		}
		return insertTOTP(tx, row)
	})
	if err == nil && receipt.Again {
		err = fault.New(fault.Conflict, "post.offered-before")
	}
	return o, err
}

// ConfirmTOTP begins one-time codes with the first code of an offered secret, which is used up by it.
//
// Errors: as for TakeCode; Conflict where the account has one-time codes already.
func (a *Accounts) ConfirmTOTP(ctx context.Context, who actor.Actor, offered id.ID, code, address string, clientID id.ID) error {
	var row totpRow
	err := a.d.Read(ctx, func(tx *store.Tx) (err error) {
		row, err = offeredTOTP(tx, who.Account, offered)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := a.take(ctx, who, row, code, clientID, address); err != nil {
		return err
	}
	_, err = a.own(ctx, who, "post-totp-held", offered, clientID, func(tx *store.Tx) error {
		held, err := heldTOTP(tx, who.Account)
		if err != nil {
			return err
		}
		if held.state == means.held {
			return fault.New(fault.Conflict, "post.totp-held")
		}
		row.rev, row.state = row.rev+1, means.held
		return insertTOTP(tx, row)
	})
	return err
}

// TakeCode accepts a one-time code of the actor's own account for one piece of work. It is accepted once: again for the same work, which is
// the same form sent twice, and never for another.
//
// Errors: NotFound where the account has no one-time codes; Refused "post.code-wrong", "post.code-used", and "post.code-locked" with the minutes
// to wait after too many wrong ones.
func (a *Accounts) TakeCode(ctx context.Context, who actor.Actor, code string, work id.ID, address string) (CodeUse, error) {
	var row totpRow
	err := a.d.Read(ctx, func(tx *store.Tx) (err error) {
		row, err = heldTOTP(tx, who.Account)
		return err
	})
	if err == nil && row.state != means.held {
		err = errNoTOTP
	}
	if err != nil {
		return CodeUse{}, err
	}
	return a.take(ctx, who, row, code, work, address)
}

// take holds a code against a secret under a lock-out of its own, and notes that it was used.
func (a *Accounts) take(ctx context.Context, who actor.Actor, row totpRow, code string, work id.ID, address string) (use CodeUse, err error) {
	g := a.guard(who.Login, address)
	g.login = a.keys.Digest("code", who.Login)
	var refusal error // what is refused is recorded too, so that the transaction must not fail of it
	err = a.d.Housekeep(ctx, who, func(tx *store.Tx) error {
		secret, _, err := a.keys.Get(tx, row.secret)
		if err != nil {
			return err
		}
		use = CodeUse{row.id, stepOf(secret, code, tx.Now)}
		fresh, err := unused(tx, use, work)
		if err != nil {
			return err
		}
		left, err := g.settle(tx, use.Step > 0 && fresh)
		switch {
		case err != nil:
			return err
		case left > 0:
			refusal = lockedFor("post.code-locked", left)
			return nil
		case use.Step == 0:
			refusal = errCode
			return nil
		}
		if fresh {
			fresh, err = insertCode(tx, use, work)
		}
		if !fresh {
			refusal = errCodeUsed
		}
		return err
	})
	if err == nil {
		err = refusal
	}
	return use, err
}

// unused reports whether a code may still be used for a piece of work. One that came before the last one is as good as used: its time is over.
func unused(tx *store.Tx, use CodeUse, work id.ID) (bool, error) {
	var last int64
	var by id.ID
	_, err := tx.One(`select step, work from post_code where totp = $1 order by step desc limit 1`, []any{use.TOTP}, &last, &by)
	return use.Step > last || use.Step == last && by == work, err
}

// EndTOTP takes the one-time codes of an account back: from then on it signs by password again. An owner does it by herself, who has just given a
// code; an administrator where the telephone is lost.
//
// Errors: Refused; NotFound where the account has no one-time codes.
func (a *Accounts) EndTOTP(ctx context.Context, by actor.Actor, login string, clientID id.ID) error {
	_, err := a.ending(ctx, by, "post-totp-ended", login, id.ID{}, clientID, func(tx *store.Tx, account id.ID) error {
		row, err := heldTOTP(tx, account)
		if err == nil && row.state != means.held {
			err = errNoTOTP
		}
		if err != nil {
			return err
		}
		row.rev, row.state = row.rev+1, means.ended
		return insertTOTP(tx, row)
	})
	return err
}
