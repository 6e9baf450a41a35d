package post

import (
	"context"
	"strings"
	"unicode/utf8"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post/passkey"
	"youfu/internal/store"
)

// HeldKey is a passkey or security key that an account holds.
type HeldKey struct {
	ID    id.ID
	Label string // by which its owner tells it from others
	passkey.Key
}

// KeyChallenge is what a new key of an account signs first. It hangs on the form, so that a form makes one key.
func (a *Accounts) KeyChallenge(account, form id.ID) []byte {
	return a.keys.MAC("passkey", append(account[:], form[:]...))
}

// AddKey notes a key that a browser made for KeyChallenge of the same client id. The caller has asked for the password again.
//
// Errors: Refused "post.passkey-bad" where the answer is not that of such a key; Invalid with the field "label"; Conflict where somebody holds the
// key.
func (a *Accounts) AddKey(ctx context.Context, who actor.Actor, label string, answer []byte, at passkey.Place, clientID id.ID) error {
	label = strings.TrimSpace(label)
	if label == "" || utf8.RuneCountInString(label) > longestName || strings.ContainsFunc(label, func(r rune) bool { return r < ' ' }) {
		return invalid([]fault.Field{field("label", "bad-label")})
	}
	key, err := passkey.Made(answer, a.KeyChallenge(who.Account, clientID), at)
	if err != nil {
		return err
	}
	_, err = a.own(ctx, who, "post-passkey", key.Credential, clientID, func(tx *store.Tx) error {
		known, err := tx.One(`select 1 from post_passkey where credential = $1`, []any{key.Credential}, new(int))
		if err == nil && known {
			err = fault.New(fault.Conflict, "post.passkey-known")
		}
		if err != nil {
			return err
		}
		row := passkeyRow{id: tx.ID("passkey", 0), rev: 1, account: who.Account, state: means.held, label: tx.ID("passkey-label", 0), key: key}
		if err := a.keys.In(tx).Put(row.label, label, nil); err != nil {
			return err
		}
		return insertPasskey(tx, row)
	})
	return err
}

// EndKey takes a key back: what it signed before stays signed, and it signs no more.
//
// Errors: Refused; NotFound where the account holds no such key.
func (a *Accounts) EndKey(ctx context.Context, by actor.Actor, login string, which, clientID id.ID) error {
	_, err := a.ending(ctx, by, "post-passkey-ended", login, which, clientID, func(tx *store.Tx, account id.ID) error {
		held, err := heldPasskeys(tx, account)
		if err != nil {
			return err
		}
		for _, row := range held {
			if row.id == which {
				row.rev, row.state = row.rev+1, means.ended
				return insertPasskey(tx, row)
			}
		}
		return fault.New(fault.NotFound, "post.no-passkey")
	})
	return err
}

// keysOf are the keys that an account holds, with their labels.
func (a *Accounts) keysOf(tx *store.Tx, account id.ID) (all []HeldKey, err error) {
	held, err := heldPasskeys(tx, account)
	if err != nil {
		return nil, err
	}
	for _, row := range held {
		label, _, err := a.keys.Get(tx, row.label)
		if err != nil {
			return nil, err
		}
		all = append(all, HeldKey{row.id, label, row.key})
	}
	return all, nil
}
