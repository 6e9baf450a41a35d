package post

import (
	"youfu/internal/id"
	"youfu/internal/post/passkey"
	"youfu/internal/store"
)

// passkeyRow is a revision of a key.
type passkeyRow struct {
	id      id.ID
	rev     int
	account id.ID
	state   string
	label   id.ID // cell
	key     passkey.Key
}

func insertPasskey(tx *store.Tx, r passkeyRow) error {
	_, err := tx.Exec(`insert into post_passkey (id, rev, seq, account, state, label, site, credential, public_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.id, r.rev, tx.Seq, r.account, r.state, r.label, r.key.Site, r.key.Credential, r.key.Public)
	return err
}

// heldPasskeys are the keys that an account holds, the first one first.
func heldPasskeys(tx *store.Tx, account id.ID) (all []passkeyRow, err error) {
	err = tx.Each(`select k.id, k.rev, k.account, k.state, k.label, k.site, k.credential, k.public_key from post_passkey k
		where k.account = $1 and k.state = $2 and not exists (select 1 from post_passkey l where l.id = k.id and l.rev > k.rev) order by k.seq, k.id`, []any{account, means.held},
		func(scan func(...any) error) error {
			var r passkeyRow
			err := scan(&r.id, &r.rev, &r.account, &r.state, &r.label, &r.key.Site, &r.key.Credential, &r.key.Public)
			all = append(all, r)
			return err
		})
	return all, err
}

// PasskeyTerm is a key with the account that held it, and from which write to which.
type PasskeyTerm struct {
	passkey.Key
	Account  id.ID
	From, To store.Seq // To is 0 where it is held still
}

// Passkeys are all keys that were ever held, by the authenticator's name for them.
func Passkeys(tx *store.Tx) (map[string]PasskeyTerm, error) {
	all := map[string]PasskeyTerm{}
	err := tx.Each(`select k.account, k.site, k.credential, k.public_key, k.seq, coalesce(e.seq, 0) from post_passkey k left join post_passkey e on e.id = k.id and e.rev = 2 where k.rev = 1`, nil,
		func(scan func(...any) error) error {
			var t PasskeyTerm
			err := scan(&t.Account, &t.Site, &t.Credential, &t.Public, &t.From, &t.To)
			all[string(t.Credential)] = t
			return err
		})
	return all, err
}
