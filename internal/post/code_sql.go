package post

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

// totpRow is a revision of an account's one-time codes.
type totpRow struct {
	id      id.ID
	rev     int
	account id.ID
	state   string
	secret  id.ID // cell
}

const newestTOTP = `select t.id, t.rev, t.account, t.state, t.secret from post_totp t where not exists (select 1 from post_totp l where l.id = t.id and l.rev > t.rev)`

// heldTOTP is what an account holds; without a state where it holds none.
func heldTOTP(tx *store.Tx, account id.ID) (row totpRow, err error) {
	_, err = tx.One(newestTOTP+` and t.account = $1 and t.state = $2`, []any{account, means.held}, &row.id, &row.rev, &row.account, &row.state, &row.secret)
	return row, err
}

// offeredTOTP is the newest offer of an account, which must be the one that is meant. NotFound otherwise.
func offeredTOTP(tx *store.Tx, account, which id.ID) (row totpRow, err error) {
	found, err := tx.One(newestTOTP+` and t.account = $1 and t.state = $2 order by t.seq desc limit 1`, []any{account, means.offered}, &row.id, &row.rev, &row.account, &row.state, &row.secret)
	if err == nil && (!found || row.id != which) {
		err = errNoTOTP
	}
	return row, err
}

func insertTOTP(tx *store.Tx, r totpRow) error {
	_, err := tx.Exec(`insert into post_totp (id, rev, seq, account, state, secret) values ($1, $2, $3, $4, $5, $6)`, r.id, r.rev, tx.Seq, r.account, r.state, r.secret)
	return err
}

// insertCode notes that a code was used for a piece of work. false where it was used for another one meanwhile.
func insertCode(tx *store.Tx, use CodeUse, work id.ID) (bool, error) {
	if _, err := tx.Exec(`insert into post_code (totp, step, work, at) values ($1, $2, $3, $4) on conflict do nothing`, use.TOTP, use.Step, work, tx.Now.UnixMicro()); err != nil {
		return false, err
	}
	return tx.One(`select 1 from post_code where totp = $1 and step = $2 and work = $3`, []any{use.TOTP, use.Step, work}, new(int))
}
