package post

import (
	"time"

	"youfu/internal/id"
	"youfu/internal/store"
)

// sessionRow is a session with its account as it is now.
type sessionRow struct {
	found   bool
	account accountRow
	seen    time.Time
	expires time.Time
}

func sessionOf(tx *store.Tx, key []byte) (r sessionRow, err error) {
	var seen, expires int64
	a := &r.account
	r.found, err = tx.One(`select o.seen_at, o.expires_at, a.id, a.rev, a.login, a.name, a.identity, a.ended, k.must_change
		from post_session o
		join post_account a on a.id = o.account
		join post_secret k on k.account = a.id
		where o.token_hash = $1 and not exists (select 1 from post_account l where l.id = a.id and l.rev > a.rev)`, []any{key},
		&seen, &expires, &a.id, &a.rev, &a.login, &a.name, &a.identity, &a.ended, &a.mustChange)
	r.seen, r.expires = time.UnixMicro(seen).UTC(), time.UnixMicro(expires).UTC()
	return r, err
}

// startSession opens a session for as long as one can last.
func startSession(tx *store.Tx, account, seat id.ID) (token string, err error) {
	return addSession(tx, account, seat, tx.Now.Add(sessionLife))
}

func addSession(tx *store.Tx, account, seat id.ID, expires time.Time) (token string, err error) {
	token, key := newToken(seat)
	now := tx.Now.UnixMicro()
	_, err = tx.Exec(`insert into post_session (token_hash, account, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $5)`,
		key, account, now, now, expires.UnixMicro())
	return token, err
}

func touchSession(tx *store.Tx, key []byte) error {
	_, err := tx.Exec(`update post_session set seen_at = $1 where token_hash = $2`, tx.Now.UnixMicro(), key)
	return err
}

func deleteSession(tx *store.Tx, key []byte) (int64, error) {
	return tx.Exec(`delete from post_session where token_hash = $1`, key)
}

func deleteSessions(tx *store.Tx, account id.ID) error {
	_, err := tx.Exec(`delete from post_session where account = $1`, account)
	return err
}

// endedSessions are the sessions that are over by the clock.
func endedSessions(tx *store.Tx) (keys [][]byte, err error) {
	err = tx.Each(`select token_hash from post_session where expires_at <= $1 or seen_at <= $2`,
		[]any{tx.Now.UnixMicro(), tx.Now.Add(-sessionIdle).UnixMicro()},
		func(scan func(...any) error) error {
			var key []byte
			err := scan(&key)
			keys = append(keys, key)
			return err
		})
	return keys, err
}
