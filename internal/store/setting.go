package store

import "time"

// Setting is the value of a district's setting as last written; "" where it was never set.
func Setting(tx *Tx, name string) (string, error) {
	var value string
	_, err := tx.One(`select value from store_setting where name = $1 order by seq desc limit 1`, []any{name}, &value)
	return value, err
}

// PutSetting writes a setting.
func PutSetting(tx *Tx, name, value string) error {
	_, err := tx.Exec(`insert into store_setting (name, seq, value) values ($1, $2, $3)`, name, tx.Seq, value)
	return err
}

// LastBefore is the last write before an instant; 0 where there is none.
func LastBefore(tx *Tx, at time.Time) (Seq, error) {
	var seq Seq
	_, err := tx.One(`select coalesce(max(seq), 0) from store_tx where at < $1`, []any{at.UnixMicro()}, &seq)
	return seq, err
}
