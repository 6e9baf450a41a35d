package custody

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// child copies, as another process, from CUSTODY_CHILD to CUSTODY_TO.
func child() {
	from, err := store.Attach(ctx, store.Config{DSN: os.Getenv("CUSTODY_CHILD")})
	if err == nil {
		err = Copy(ctx, from, store.Config{DSN: os.Getenv("CUSTODY_TO"), District: "youfu", Login: os.Getenv("CUSTODY_LOGIN"), Password: "geheim"})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// settings writes many rows.
func settings(t testing.TB, d *store.District, rows int) {
	t.Helper()
	_, err := d.Write(ctx, store.Writing{Actor: someone, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		bulk := tx.Insert("store_setting", "name", "seq", "value")
		for n := range rows {
			if err := bulk.Row(fmt.Sprint(n), tx.Seq, "value"); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
}

func TestAKilledCopyIsRefusedAndTakenUp(t *testing.T) {
	from, keys := store.Config{DSN: testdb.SQLite(t)}, newKeys(t)
	must(t, store.Create(ctx, from))
	source := attached(t, from)
	settings(t, source, 60_000)
	each(t, func(t *testing.T, to store.Config) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "CUSTODY_CHILD="+from.DSN, "CUSTODY_TO="+to.DSN, "CUSTODY_LOGIN="+to.Login)
		must(t, cmd.Start())
		for !loading(t, to) {
			time.Sleep(time.Millisecond)
		}
		must(t, cmd.Process.Kill())
		cmd.Wait()
		_, err := store.Open(ctx, to)
		refused(t, err, fault.Conflict, "store.unfinished")
		must(t, Copy(ctx, source, to))
		if got, want := dumpOf(t, to, keys), dumpOf(t, from, keys); got.Digest != want.Digest {
			t.Error("the copy that was taken up is another")
		}
		whole(t, attached(t, to), keys)
	})
}

// loading reports whether a copy into a place has begun.
func loading(t *testing.T, c store.Config) bool {
	if _, err := os.Stat(c.DSN); err != nil && !store.Postgres(c.DSN) {
		return false
	}
	db := owner(t, c)
	defer db.Close()
	var seq int
	return db.QueryRow(`select seq from store_clock`).Scan(&seq) == nil && seq < 0
}

func TestWhereACopyCannotGo(t *testing.T) {
	from := store.Config{DSN: testdb.SQLite(t)}
	must(t, store.Create(ctx, from))
	source := attached(t, from)
	settings(t, source, 1)
	each(t, func(t *testing.T, to store.Config) {
		must(t, Copy(ctx, source, to))
		before := dumpOf(t, to, newKeys(t))
		refused(t, Copy(ctx, source, to), fault.Conflict, "store.not-empty")
		refused(t, Copy(ctx, attached(t, to), to), fault.Conflict, "store.not-empty")
		if after := dumpOf(t, to, newKeys(t)); after.Digest != before.Digest {
			t.Error("the refusal changed something")
		}
	})
	foreign := postgres(t)
	must(t, asOwner(t, foreign, `create schema youfu`, `create table youfu.something (a int)`))
	refused(t, Copy(ctx, source, foreign), fault.Conflict, "store.schema-exists")
	letter := testdb.SQLite(t)
	must(t, os.WriteFile(letter, []byte("a letter, which is not a database, however long one looks at it; nor is this a page of one"), 0o600))
	if err := Copy(ctx, source, store.Config{DSN: letter}); err == nil {
		t.Error("a letter was taken for an empty place")
	}
	if raw, err := os.ReadFile(letter); err != nil || string(raw[:8]) != "a letter" {
		t.Error("the letter is gone")
	}
}

func TestACopyOfADistrictInUse(t *testing.T) {
	each(t, func(t *testing.T, from store.Config) {
		keys := newKeys(t)
		must(t, store.Create(ctx, from))
		d := attached(t, from)
		settings(t, d, 1000)
		must(t, d.Housekeep(ctx, someone, func(tx *store.Tx) error {
			_, err := tx.Exec(`insert into post_session (token_hash, account, created_at, seen_at, expires_at) values ($1, $1, 0, 0, 0)`, []byte("x"))
			return err
		}))
		stop, written := make(chan struct{}), make(chan error)
		go func() {
			for {
				select {
				case <-stop:
					written <- nil
					return
				default:
				}
				if _, err := d.Write(ctx, store.Writing{Actor: someone, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
					return store.PutSetting(tx, "n", fmt.Sprint(tx.Seq))
				}); err != nil {
					written <- err
					return
				}
			}
		}()
		to := store.Config{DSN: testdb.SQLite(t)}
		must(t, Copy(ctx, d, to))
		close(stop)
		must(t, <-written)
		copied := attached(t, to)
		whole(t, copied, keys)
		must(t, copied.Read(ctx, func(tx *store.Tx) error {
			some, err := tx.One(`select 1 from post_session`, nil, new(int))
			if some {
				t.Error("somebody is signed in at the copy")
			}
			if value, err := store.Setting(tx, "n"); err != nil || tx.Seq > 1 && value != fmt.Sprint(tx.Seq) {
				t.Errorf("the copy shows write %q at %d, %v", value, tx.Seq, err)
			}
			return err
		}))
	})
}

func TestACopyThatIsCancelled(t *testing.T) {
	from := store.Config{DSN: testdb.SQLite(t)}
	must(t, store.Create(ctx, from))
	source := attached(t, from)
	settings(t, source, 20_000)
	each(t, func(t *testing.T, to store.Config) {
		leaving, cancel := context.WithCancel(ctx)
		done := make(chan error)
		go func() { done <- Copy(leaving, source, to) }()
		for !loading(t, to) {
			time.Sleep(time.Millisecond)
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		_, err := store.Open(ctx, to)
		refused(t, err, fault.Conflict, "store.unfinished")
	})
}

func TestACopyIsReadBack(t *testing.T) {
	from, to := store.Config{DSN: testdb.SQLite(t)}, postgres(t)
	must(t, store.Create(ctx, from))
	source := attached(t, from)
	settings(t, source, 3)
	must(t, store.Create(ctx, to))
	must(t, asOwner(t, to, `create function youfu.improve() returns trigger language plpgsql as 'begin new.value := ''better''; return new; end'`,
		`create trigger improve before insert on youfu.store_setting for each row when (new.name = '1') execute function youfu.improve()`))
	refused(t, Copy(ctx, source, to), fault.Machine, "custody.differs")
}

func TestACopyThatArrivesOtherwise(t *testing.T) {
	c := store.Config{DSN: testdb.SQLite(t)}
	must(t, store.Create(ctx, c))
	d := attached(t, c)
	settings(t, d, 3)
	sent := map[string]TableDigest{}
	must(t, d.Read(ctx, func(tx *store.Tx) error {
		for _, table := range store.Tables() {
			sum, err := wholeTable(tx, table, func([]any) error { return nil })
			if err != nil {
				return err
			}
			sent[table.Name] = sum
		}
		return nil
	}))
	must(t, arrived(ctx, c, sent))
	tamper(t, c, `update store_setting set value = 'other' where name = '1'`)
	refused(t, arrived(ctx, c, sent), fault.Machine, "custody.differs")
}
