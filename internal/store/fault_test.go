package store

import (
	"errors"
	"fmt"
	"testing"

	sqlitedriver "github.com/ncruces/go-sqlite3/driver"

	"youfu/internal/fault"
	"youfu/internal/id"
)

// everyFault runs op with its n-th statement failing, before and after it took effect, for every n that op reaches, and then again
// without. After each, check sees what is there.
func everyFault(t *testing.T, d *District, op func() error, check func(failed bool)) {
	t.Helper()
	for _, before := range []bool{true, false} {
		n := 1
		for ; ; n++ {
			failed := FailAt(d, n, before)
			err := op()
			FailAt(d, 0, false)
			if !failed() {
				must(t, err)
				check(false)
				break
			}
			if !errors.Is(err, ErrInjected) || !fault.Is(err, fault.Machine) {
				t.Fatalf("statement %d failed, and the operation says %v", n, err)
			}
			check(true)
			must(t, op())
			check(false)
		}
		if n < 4 {
			t.Errorf("only %d statements were reached", n-1)
		}
	}
}

func TestAWriteIsWholeWhicheverStatementFails(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		const rows = 70
		var client id.ID
		afterwards := 0
		op := func() error {
			_, err := d.Write(ctx, writing(client, nil), func(tx *Tx) error {
				tx.AfterCommit(func() { afterwards++ })
				if err := PutSetting(tx, client.String(), "1"); err != nil {
					return err
				}
				cells, erasures := tx.Insert("seal_cell", "id", "key_version"), tx.Insert("seal_erasure", "cell", "seq")
				for n := range rows {
					if err := errors.Join(cells.Row(tx.ID("cell", n), 1), erasures.Row(tx.ID("cell", n), tx.Seq)); err != nil {
						return err
					}
				}
				return nil
			})
			return err
		}
		client = id.New()
		everyFault(t, d, op, func(failed bool) {
			written := count(t, d, `store_tx where client_id = $1`, client)
			for what, rows := range map[string][2]int{
				"settings": {1, count(t, d, `store_setting where name = $1`, client.String())},
				"cells":    {rows, count(t, d, `seal_cell`)},
				"erasures": {rows, count(t, d, `seal_erasure join store_tx on store_tx.seq = seal_erasure.seq where client_id = $1`, client)},
			} {
				if what != "cells" && rows[1] != written*rows[0] {
					t.Errorf("%d %s of write %v, which is there %d times", rows[1], what, client, written)
				}
			}
			if !failed && written != 1 {
				t.Errorf("sent until it said done, the write is there %d times", written)
			}
			sound(t, d)
			if !failed {
				client = id.New()
			}
		})
		if afterwards == 0 || afterwards > count(t, d, "store_tx") {
			t.Errorf("what follows a commit was done %d times", afterwards)
		}
	})
}

func TestTheOtherDoorsAreWholeWhicheverStatementFails(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		subject := 0
		insert := func(tx *Tx) error {
			for _, half := range []string{"a", "b"} {
				if _, err := tx.Exec(`insert into post_attempt (subject, failures, locked_until, last_at) values ($1, $2, 0, 0) on conflict do nothing`,
					fmt.Append(nil, half, subject), subject); err != nil {
					return err
				}
			}
			return nil
		}
		for _, op := range []func() error{
			func() error { return d.Audit(ctx, someone, insert) },
			func() error { return d.Housekeep(ctx, someone, insert) },
		} {
			everyFault(t, d, op, func(failed bool) {
				if n := count(t, d, `post_attempt where failures = $1`, subject); n != 2 && !(failed && n == 0) {
					t.Errorf("%d rows of 2", n)
				}
				if !failed {
					subject++
				}
			})
		}
	})
}

func TestReadsDoNotCountAsFaults(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		failed := FailAt(d, 1, true)
		if _, err := d.Seq(ctx); err != nil || failed() {
			t.Error("a read failed")
		}
		if _, err := put(d, id.New(), "a", "1"); !errors.Is(err, ErrInjected) || !failed() {
			t.Errorf("a write did not: %v", err)
		}
		if _, err := put(d, id.New(), "a", "1"); err != nil {
			t.Errorf("it failed twice: %v", err)
		}
	})
}

func TestErrorsOfTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		cell := id.New()
		must(t, try(d, `insert into seal_cell (id, key_version) values ($1, 1)`, cell))
		for name, test := range map[string]struct {
			statement string
			args      []any
			kind      fault.Kind
			key       string
		}{
			"primary key": {`insert into seal_cell (id, key_version) values ($1, 1)`, []any{cell}, fault.Conflict, "store.exists"},
			"unique":      {`insert into person (id, n, seq) values ($1, 1, 1), ($2, 1, 1)`, []any{id.New(), id.New()}, fault.Conflict, "store.exists"},
			"not null":    {`insert into seal_cell (id, key_version) values ($1, null)`, []any{id.New()}, fault.Machine, "store.failed"},
			"check":       {`insert into person (id, n, seq) values ($1, 0, 1)`, []any{id.New()}, fault.Machine, "store.failed"},
			"foreign key": {`insert into seal_erasure (cell, seq) values ($1, 1)`, []any{id.New()}, fault.Machine, "store.failed"},
			"wrong type":  {`insert into seal_cell (id, key_version) values ($1, 'many')`, []any{id.New()}, fault.Machine, "store.failed"},
			"not SQL":     {`insert some rows`, nil, fault.Machine, "store.failed"},
		} {
			t.Run(name, func(t *testing.T) { refused(t, try(d, test.statement, test.args...), test.kind, test.key) })
		}
		sound(t, d)
	})
}

func TestAFullDisk(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		fill := func(tx *Tx) error {
			if Postgres(c.DSN) {
				_, err := tx.Exec(`do $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`)
				return err
			}
			for n := range 100 {
				if err := PutSetting(tx, fmt.Sprint(n), fmt.Sprintf("%10000d", n)); err != nil {
					return err
				}
			}
			return nil
		}
		for range 3 {
			if !Postgres(c.DSN) {
				limitPages(t, d, 120)
			}
			_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
				if err := PutSetting(tx, "a", "1"); err != nil {
					return err
				}
				if err := fill(tx); err == nil {
					t.Error("the disk is not full")
				}
				PutSetting(tx, "b", "1") // SQLite has rolled back already: this must not be saved by itself
				return nil
			})
			refused(t, err, fault.Machine, "store.disk-full")
			if n := count(t, d, "store_setting"); n != 0 {
				t.Fatalf("%d rows stayed", n)
			}
		}
		if !Postgres(c.DSN) {
			limitPages(t, d, 1_000_000)
		}
		_, err := put(d, id.New(), "c", "1")
		must(t, err)
		sound(t, d)
	})
}

// limitPages lets the writer's file grow to this many pages, as a disk would.
func limitPages(t *testing.T, d *District, pages int) {
	t.Helper()
	s, err := d.writer.begin(ctx, "begin immediate")
	must(t, err)
	_, err = s.exec(ctx, "rollback", nil)
	must(t, err)
	must(t, s.conn.Raw(func(conn any) error {
		raw := conn.(sqlitedriver.Conn).Raw()
		raw.SetAuthorizer(nil)
		defer raw.SetAuthorizer(wall(nil))
		return raw.Exec(fmt.Sprintf("pragma max_page_count = %d", pages))
	}))
	d.writer.put(s, true)
}
