package store

import (
	"context"
	"database/sql"

	"youfu/internal/fault"
)

// Scrub rids the files of a SQLite district of what no table holds any more, as an erasure needs it. What a row leaves is overwritten in
// its page (secure_delete), but two things are not, and are here:
//
//   - A page that was split keeps the half that moved, readable, in its unused middle: of 300 cells that were written in random order and
//     emptied, 2 to 6 stood there still. VACUUM writes every page anew.
//   - The log beside the file keeps pages as they were until it is emptied, which waits for whoever reads an earlier state.
//
// Others can read meanwhile, and wait to write: some ten seconds for a district of 360,000 people. It takes as much room on the disk as
// the file twice. On PostgreSQL it does nothing: there the server's own vacuum does, and its archived log is the operator's.
//
// Errors: Machine "store.busy" where readers did not end in time, "store.disk-full"; nothing is lost by them, and Scrub can be called again.
func (d *District) Scrub(ctx context.Context) error {
	if _, ok := d.engine.(sqlite); !ok {
		return nil
	}
	// The copy that VACUUM makes is as large as the district: in a file, not in memory.
	db, err := openSQLiteOwner(d.config.DSN, "rw", append(lasting[:len(lasting):len(lasting)], "temp_store(file)")...)
	if err != nil {
		return wrap(d.engine, err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `vacuum`); err != nil {
		return wrap(d.engine, err)
	}
	var busy, frames, moved sql.NullInt64
	err = db.QueryRowContext(ctx, `pragma wal_checkpoint(truncate)`).Scan(&busy, &frames, &moved)
	if err == nil && busy.Int64 != 0 {
		err = fault.New(fault.Machine, "store.busy")
	}
	return wrap(d.engine, err)
}
