package post

import (
	"context"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// means are the states of what an account signs by.
var means = struct{ offered, held, ended string }{"offered", "held", "ended"}

// Signing is by what an account can sign beside its password.
type Signing struct {
	TOTP bool
	Keys []HeldKey // passkeys and security keys, the first one first
}

// Signing tells by what an account can sign.
func (a *Accounts) Signing(ctx context.Context, account id.ID) (s Signing, err error) {
	err = a.d.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = a.signing(tx, account)
		return err
	})
	return s, err
}

func (a *Accounts) signing(tx *store.Tx, account id.ID) (s Signing, err error) {
	row, err := heldTOTP(tx, account)
	if err != nil {
		return s, err
	}
	s.TOTP = row.state == means.held
	s.Keys, err = a.keysOf(tx, account)
	return s, err
}

// own is a write by somebody to her own account.
func (a *Accounts) own(ctx context.Context, who actor.Actor, kind string, request any, clientID id.ID, fn func(*store.Tx) error) (store.Receipt, error) {
	return a.d.Write(ctx, store.Writing{Actor: who, ClientID: clientID, Kind: kind, Request: request}, func(tx *store.Tx) error {
		row, found, err := accountOf(tx, who.Login)
		if err == nil && (!found || row.ended || row.id != who.Account) {
			err = fault.New(fault.NotFound, "post.no-such-account")
		}
		if err != nil {
			return err
		}
		return fn(tx)
	})
}

// ending is a write that takes back by what an account signs: by its owner, or by an administrator.
func (a *Accounts) ending(ctx context.Context, by actor.Actor, kind, login string, which, clientID id.ID, fn func(*store.Tx, id.ID) error) (store.Receipt, error) {
	if by.Login != login {
		if err := mayAdminister(by); err != nil {
			return store.Receipt{}, err
		}
	}
	request := struct {
		Login string
		Which id.ID
	}{login, which}
	return a.d.Write(ctx, store.Writing{Actor: by, ClientID: clientID, Kind: kind, Request: request}, func(tx *store.Tx) error {
		row, found, err := accountOf(tx, login)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "post.no-such-account")
		}
		if err != nil {
			return err
		}
		return fn(tx, row.id)
	})
}

// Identities are the digests of the natural persons behind the accounts, by account. Accounts without a citizen number are not among them.
func Identities(tx *store.Tx, keys *seal.Keys) (map[id.ID][]byte, error) {
	rows, err := accounts(tx)
	if err != nil {
		return nil, err
	}
	all := make(map[id.ID][]byte, len(rows))
	for _, row := range rows {
		_, number, err := open(tx, keys, row)
		if err != nil {
			return nil, err
		}
		if number != "" {
			all[row.id] = keys.Digest(numberKind, string(number))
		}
	}
	return all, nil
}

// CodesUsed are all one-time codes that were ever accepted, each with the account that it was of.
func CodesUsed(tx *store.Tx) (map[CodeUse]id.ID, error) {
	all := map[CodeUse]id.ID{}
	err := tx.Each(`select c.totp, c.step, t.account from post_code c join post_totp t on t.id = c.totp and t.rev = 1`, nil, func(scan func(...any) error) error {
		var use CodeUse
		var account id.ID
		err := scan(&use.TOTP, &use.Step, &account)
		all[use] = account
		return err
	})
	return all, err
}
