package post

import (
	"youfu/internal/actor"
	"youfu/internal/id"
	"youfu/internal/store"
)

// accountRow is the latest revision of an account.
type accountRow struct {
	id         id.ID
	rev        int
	login      string
	name       id.ID // cell
	identity   id.ID // cell; zero where no number was given
	ended      bool
	mustChange bool // of its secret
}

func accountOf(tx *store.Tx, login string) (row accountRow, found bool, err error) {
	found, err = tx.One(`select id, rev, login, name, identity, ended from post_account where login = $1 order by rev desc limit 1`,
		[]any{login}, &row.id, &row.rev, &row.login, &row.name, &row.identity, &row.ended)
	return row, found, err
}

func accounts(tx *store.Tx) (all []accountRow, err error) {
	err = tx.Each(`select a.id, a.rev, a.login, a.name, a.identity, a.ended, coalesce(k.must_change, false)
		from post_account a left join post_secret k on k.account = a.id
		where not exists (select 1 from post_account l where l.id = a.id and l.rev > a.rev) order by a.login`, nil,
		func(scan func(...any) error) error {
			var r accountRow
			err := scan(&r.id, &r.rev, &r.login, &r.name, &r.identity, &r.ended, &r.mustChange)
			all = append(all, r)
			return err
		})
	return all, err
}

func insertAccount(tx *store.Tx, r accountRow) error {
	_, err := tx.Exec(`insert into post_account (id, rev, seq, login, name, identity, ended) values ($1, $2, $3, $4, $5, $6, $7)`,
		r.id, r.rev, tx.Seq, r.login, r.name, r.identity, r.ended)
	return err
}

func insertSeat(tx *store.Tx, account id.ID, s Seat, void bool) error {
	_, err := tx.Exec(`insert into post_seat (id, rev, seq, void, account, post, place, department, site, body, from_on, to_on)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.ID, s.rev, tx.Seq, void, account, string(s.Post), s.Place, s.Department, s.Site, s.Body, s.From, s.To)
	return err
}

// seatsOf gives an account's seats that were not taken back, the first by day first.
func seatsOf(tx *store.Tx, account id.ID) (seats []Seat, err error) {
	err = tx.Each(`select s.id, s.rev, s.post, s.place, s.department, s.site, s.body, s.from_on, s.to_on from post_seat s
		where s.account = $1 and not s.void and not exists (select 1 from post_seat l where l.id = s.id and l.rev > s.rev)
		order by s.from_on, s.id`, []any{account},
		func(scan func(...any) error) error {
			var s Seat
			err := scan(&s.ID, &s.rev, (*string)(&s.Post), &s.Place, &s.Department, &s.Site, &s.Body, &s.From, &s.To)
			seats = append(seats, s)
			return err
		})
	return seats, err
}

// adminSeat is a seat from which a living account may administer, on the days that it holds.
type adminSeat struct {
	Seat
	account id.ID
}

func adminSeats(tx *store.Tx) (seats []adminSeat, err error) {
	err = tx.Each(`select s.id, s.account, s.from_on, s.to_on from post_seat s join post_account a on a.id = s.account
		where s.post = $1 and not s.void and not a.ended
		and not exists (select 1 from post_seat l where l.id = s.id and l.rev > s.rev)
		and not exists (select 1 from post_account l where l.id = a.id and l.rev > a.rev)`, []any{string(actor.Administrator)},
		func(scan func(...any) error) error {
			var s adminSeat
			err := scan(&s.ID, &s.account, &s.From, &s.To)
			seats = append(seats, s)
			return err
		})
	return seats, err
}

func insertSecret(tx *store.Tx, account id.ID, hash hashed) error {
	_, err := tx.Exec(`insert into post_secret (account, password_hash, must_change, changed_at) values ($1, $2, $3, $4)`,
		account, hash.String(), true, tx.Now.UnixMicro())
	return err
}

func updateSecret(tx *store.Tx, account id.ID, hash hashed, mustChange bool) error {
	_, err := tx.Exec(`update post_secret set password_hash = $1, must_change = $2, changed_at = $3 where account = $4`,
		hash.String(), mustChange, tx.Now.UnixMicro(), account)
	return err
}

func deleteSecret(tx *store.Tx, account id.ID) error {
	_, err := tx.Exec(`delete from post_secret where account = $1`, account)
	return err
}

// secretOf reads an account's password hash; "" where it has none.
func secretOf(tx *store.Tx, account id.ID) (hash string, err error) {
	_, err = tx.One(`select password_hash from post_secret where account = $1`, []any{account}, &hash)
	return hash, err
}

// holdSecret reads it and locks it until the transaction ends, so that a password that is reset meanwhile opens nothing.
func holdSecret(tx *store.Tx, account id.ID) (hash string, mustChange bool, err error) {
	_, err = tx.One(`update post_secret set must_change = must_change where account = $1 returning password_hash, must_change`,
		[]any{account}, &hash, &mustChange)
	return hash, mustChange, err
}
