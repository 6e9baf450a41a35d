package store

import "time"

// Moment is when a write was made; the zero time where there is no such write.
func Moment(tx *Tx, seq Seq) (time.Time, error) {
	var at int64
	found, err := tx.One(`select at from store_tx where seq = $1`, []any{seq}, &at)
	if err != nil || !found {
		return time.Time{}, err
	}
	return instant(at), nil
}
