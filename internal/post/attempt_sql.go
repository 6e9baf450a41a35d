package post

import (
	"time"

	"youfu/internal/store"
)

func readAttempt(tx *store.Tx, subject []byte) (attempt, error) {
	return scanAttempt(tx, `select failures, locked_until, last_at from post_attempt where subject = $1`, subject)
}

// holdAttempt reads the row and locks it until the transaction ends; it makes the row where there is none, since only a row can be locked.
func holdAttempt(tx *store.Tx, subject []byte) (attempt, error) {
	return scanAttempt(tx, `insert into post_attempt (subject, failures, locked_until, last_at) values ($1, 0, 0, 0)
		on conflict (subject) do update set failures = post_attempt.failures returning failures, locked_until, last_at`, subject)
}

func scanAttempt(tx *store.Tx, query string, subject []byte) (attempt, error) {
	var a attempt
	var until, last int64
	_, err := tx.One(query, []any{subject}, &a.failures, &until, &last)
	a.lockedUntil, a.last = time.UnixMicro(until).UTC(), time.UnixMicro(last).UTC()
	return a, err
}

func saveAttempt(tx *store.Tx, subject []byte, a attempt) error {
	_, err := tx.Exec(`update post_attempt set failures = $1, locked_until = $2, last_at = $3 where subject = $4`,
		a.failures, a.lockedUntil.UnixMicro(), a.last.UnixMicro(), subject)
	return err
}

func dropAttempt(tx *store.Tx, subject []byte) error {
	_, err := tx.Exec(`delete from post_attempt where subject = $1`, subject)
	return err
}

// forgottenAttempts are the counts that nobody would go on from.
func forgottenAttempts(tx *store.Tx) (subjects [][]byte, err error) {
	err = tx.Each(`select subject from post_attempt where last_at < $1`, []any{tx.Now.Add(-forgetAfter - longestLock).UnixMicro()},
		func(scan func(...any) error) error {
			var subject []byte
			err := scan(&subject)
			subjects = append(subjects, subject)
			return err
		})
	return subjects, err
}
