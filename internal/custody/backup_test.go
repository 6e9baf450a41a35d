package custody

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func TestABackupIsOneWholeFile(t *testing.T) {
	each(t, func(t *testing.T, c store.Config) {
		keys := newKeys(t)
		filled(t, c, keys, 5, 30)
		d := attached(t, c)
		folder := t.TempDir()
		path := filepath.Join(folder, "2026-11-24 备份.db")
		must(t, Backup(ctx, d, path))
		files, err := os.ReadDir(folder)
		must(t, err)
		info, err := os.Stat(path)
		must(t, err)
		if len(files) != 1 || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", files, info.Mode())
		}
		raw, err := os.ReadFile(path)
		must(t, err)
		if bytes.Contains(raw, []byte("PRIVATE")) || bytes.Contains(raw, []byte(c.Password)) && c.Password != "" {
			t.Error("a secret of the key file is in the backup")
		}
		refused(t, Backup(ctx, d, path), fault.Conflict, "store.file-exists")
		want := dumpOf(t, c, keys)
		for name, to := range map[string]store.Config{"sqlite": {DSN: testdb.SQLite(t)}, "postgres": postgres(t)} {
			must(t, Restore(ctx, path, to))
			if got := dumpOf(t, to, keys); got.Digest != want.Digest || got.Seq != want.Seq {
				t.Errorf("restored into %s: %+v, want %+v", name, got, want)
			}
			restored := attached(t, to)
			whole(t, restored, keys)
			everything(t, d, restored)
		}
		after, err := os.ReadFile(path)
		must(t, err)
		if files, _ := os.ReadDir(folder); !bytes.Equal(raw, after) || len(files) != 1 {
			t.Errorf("restoring changed the backup, or left files: %v", files)
		}
	})
}

// TestNobodyIsSignedInAtABackup: sessions and failed sign-ins are neither in a backup's rows nor anywhere in its bytes, nor in what is
// restored from a file that has them.
func TestNobodyIsSignedInAtABackup(t *testing.T) {
	each(t, func(t *testing.T, c store.Config) {
		must(t, store.Create(ctx, c))
		d := attached(t, c)
		var secrets [][]byte
		for range 200 {
			token, subject := make([]byte, 32), make([]byte, 32)
			rand.Read(token)
			rand.Read(subject)
			secrets = append(secrets, token, subject)
			must(t, d.Housekeep(ctx, someone, func(tx *store.Tx) error {
				_, err := tx.Exec(`insert into post_session (token_hash, account, created_at, seen_at, expires_at) values ($1, $2, 0, 0, 0)`, token, subject)
				if err == nil {
					_, err = tx.Exec(`insert into post_attempt (subject, failures, locked_until, last_at) values ($1, 1, 0, 0)`, subject)
				}
				return err
			}))
		}
		path := filepath.Join(t.TempDir(), "a.db")
		must(t, Backup(ctx, d, path))
		raw, err := os.ReadFile(path)
		must(t, err)
		for i, s := range secrets {
			if bytes.Contains(raw, s) || bytes.Contains(raw, s[:16]) {
				t.Fatalf("secret %d is in the backup", i)
			}
		}
		must(t, asOwner(t, store.Config{DSN: path}, `insert into post_session (token_hash, account, created_at, seen_at, expires_at) values (x'01', x'01', 0, 0, 0)`,
			`insert into post_attempt (subject, failures, locked_until, last_at) values (x'01', 1, 0, 0)`))
		to := store.Config{DSN: testdb.SQLite(t)}
		must(t, Restore(ctx, path, to))
		for _, of := range []*store.District{d, attached(t, to)} {
			must(t, of.Read(ctx, func(tx *store.Tx) error {
				var sessions, attempts int
				if _, err := tx.One(`select count(*) from post_session`, nil, &sessions); err != nil {
					return err
				}
				_, err := tx.One(`select count(*) from post_attempt`, nil, &attempts)
				if want := map[bool]int{true: 200}[of == d]; sessions != want || attempts != want {
					t.Errorf("%d sessions, %d failed sign-ins, want %d", sessions, attempts, want)
				}
				return err
			}))
		}
	})
}

func TestWhereABackupCannotGo(t *testing.T) {
	each(t, func(t *testing.T, c store.Config) {
		must(t, store.Create(ctx, c))
		d := attached(t, c)
		for _, leftover := range []string{"", "-wal", "-journal"} {
			path := filepath.Join(t.TempDir(), "a.db")
			must(t, os.WriteFile(path+leftover, nil, 0o600))
			refused(t, Backup(ctx, d, path), fault.Conflict, "store.file-exists")
		}
		folder := t.TempDir()
		path := filepath.Join(folder, "a.db")
		must(t, os.WriteFile(path+".part", []byte("half"), 0o600))
		refused(t, Backup(ctx, d, path), fault.Conflict, "custody.part")
		must(t, os.Remove(path+".part"))
		if err := Backup(ctx, d, filepath.Join(folder, "no folder", "a.db")); err == nil {
			t.Error("written into a folder that is not there")
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := Backup(gone, d, path); err == nil {
			t.Error("written for somebody who left")
		}
		if files, _ := os.ReadDir(folder); len(files) != 0 {
			t.Errorf("left behind: %v", files)
		}
		must(t, Backup(ctx, d, path))
	})
}

func TestADamagedDistrictIsNotBackedUp(t *testing.T) {
	each(t, func(t *testing.T, c store.Config) {
		must(t, store.Create(ctx, c))
		d := attached(t, c)
		statement := `insert into seal_erasure (cell, seq) values (X'01', 1)`
		if store.Postgres(c.DSN) {
			statement = `insert into seal_erasure (cell, seq) values ('\x01', 1)`
		}
		tamper(t, c, statement)
		folder := t.TempDir()
		if err := Backup(ctx, d, filepath.Join(folder, "a.db")); !fault.Is(err, fault.Machine) {
			t.Errorf("%v", err)
		}
		if files, _ := os.ReadDir(folder); len(files) != 0 {
			t.Errorf("left behind: %v", files)
		}
	})
}

// backedUp is a backup of a district with some content.
func backedUp(t *testing.T, seed uint64) string {
	t.Helper()
	c := store.Config{DSN: testdb.SQLite(t)}
	filled(t, c, newKeys(t), seed, 30)
	path := filepath.Join(t.TempDir(), "backup.db")
	must(t, Backup(ctx, attached(t, c), path))
	return path
}

func TestADamagedBackupIsRefused(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, path string){
		"missing": func(t *testing.T, path string) { must(t, os.Remove(path)) },
		"empty":   func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) },
		"cut off": func(t *testing.T, path string) {
			info, err := os.Stat(path)
			must(t, err)
			must(t, os.Truncate(path, info.Size()/2))
		},
		"overwritten in the middle": func(t *testing.T, path string) {
			raw, err := os.ReadFile(path)
			must(t, err)
			for at := len(raw) / 3; at < len(raw)/3+20_000; at++ {
				raw[at] ^= 0x5a
			}
			must(t, os.WriteFile(path, raw, 0o600))
		},
		"not a database": func(t *testing.T, path string) {
			must(t, os.WriteFile(path, bytes.Repeat([]byte("a letter "), 1000), 0o600))
		},
		"another program's database": func(t *testing.T, path string) {
			must(t, os.Remove(path))
			must(t, asOwner(t, store.Config{DSN: path}, `create table something (a)`))
		},
		"of a newer program": func(t *testing.T, path string) {
			must(t, asOwner(t, store.Config{DSN: path}, `insert into store_migration select 1000, name, hash, at from store_migration where number = 1`))
		},
		"without a table": func(t *testing.T, path string) {
			must(t, asOwner(t, store.Config{DSN: path}, `pragma foreign_keys = off`, `drop table care_text`))
		},
		"with a row that refers to nothing": func(t *testing.T, path string) {
			must(t, asOwner(t, store.Config{DSN: path}, `pragma foreign_keys = off`, `insert into seal_erasure values (x'01', 1)`))
		},
		"in use": func(t *testing.T, path string) { must(t, os.WriteFile(path+"-wal", []byte("pages"), 0o600)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := backedUp(t, 11)
			damage(t, path)
			to := store.Config{DSN: testdb.SQLite(t)}
			err := Restore(ctx, path, to)
			if err == nil {
				t.Fatal("restored")
			}
			t.Log(err)
			if _, err := os.Stat(to.DSN); err == nil {
				t.Error("something was made of it")
			}
		})
	}
}

func TestAnOlderBackupIsBroughtUpToDate(t *testing.T) {
	path, to := backedUp(t, 11), store.Config{DSN: testdb.SQLite(t)}
	newest, err := filepath.Glob("../store/migrations/*.sql")
	must(t, err)
	text, err := os.ReadFile(newest[len(newest)-1]) // Glob sorts
	must(t, err)
	drop := []string{`delete from store_migration where number = (select max(number) from store_migration)`}
	for _, made := range regexp.MustCompile(`(?m)^create table (\w+)`).FindAllStringSubmatch(string(text), -1) {
		drop = slices.Insert(drop, 1, `drop table `+made[1]) // those that refer to others stand behind them
	}
	if len(drop) == 1 {
		t.Fatal("the newest migration makes no table: let the test take back what it makes")
	}
	must(t, asOwner(t, store.Config{DSN: path}, drop...))
	before, err := os.ReadFile(path)
	must(t, err)
	must(t, Restore(ctx, path, to))
	d := attached(t, to)
	must(t, d.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Condition()
		if c.Migrations != nil || len(c.Unlike) > 0 {
			t.Errorf("%+v", c)
		}
		return err
	}))
	after, err := os.ReadFile(path)
	must(t, err)
	if files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); !bytes.Equal(before, after) || len(files) != 1 {
		t.Errorf("the backup was changed, or files were left: %q", files)
	}
}

func TestRestoringNeedsAnEmptyPlace(t *testing.T) {
	path := backedUp(t, 11)
	each(t, func(t *testing.T, to store.Config) {
		must(t, store.Create(ctx, to))
		settings(t, attached(t, to), 1)
		refused(t, Restore(ctx, path, to), fault.Conflict, "store.not-empty")
		if seq, err := attached(t, to).Seq(ctx); err != nil || seq != 1 {
			t.Errorf("%d, %v", seq, err)
		}
	})
}
