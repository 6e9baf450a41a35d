package store

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/testdb"
)

// withMigrations runs f as a program that knows these migrations.
func withMigrations(t *testing.T, known []migration, f func()) {
	t.Helper()
	all := migrations
	migrations = known
	defer func() { migrations = all }()
	f()
}

func TestADistrictIsMadeOnceAndOpenedAgain(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		_, err := Open(ctx, c)
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("before it was made: %v", err)
		}
		d := made(t, c)
		if _, err := put(d, id.New(), "a", "1"); err != nil {
			t.Fatal(err)
		}
		if err := Create(ctx, c); !fault.Is(err, fault.Conflict) {
			t.Errorf("made again: %v", err)
		}
		if seq, err := opened(t, c).Seq(ctx); err != nil || seq != 1 {
			t.Errorf("opened again: %d, %v", seq, err)
		}
	})
}

func TestTwoMakersAtOnceMakeOneDistrict(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		errs := atOnce(4, func(int) error { return Create(ctx, c) })
		conflicts := 0
		for _, err := range errs {
			if fault.Is(err, fault.Conflict) {
				conflicts++
			} else if err != nil {
				t.Error(err)
			}
		}
		if conflicts != 3 {
			t.Errorf("%d of 4 were told that it is there: %v", conflicts, errs)
		}
		sound(t, opened(t, c))
	})
}

// atOnce runs f n times at once.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wait sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wait.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wait.Wait()
	return errs
}

func TestTwoOpenersAtOnceMigrateOnce(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		withMigrations(t, migrations[:3], func() {
			if _, err := put(made(t, c), id.New(), "a", "1"); err != nil {
				t.Fatal(err)
			}
		})
		var lock sync.Mutex
		var all []*District
		for _, err := range atOnce(4, func(int) error {
			d, err := Open(ctx, c)
			if err == nil {
				lock.Lock()
				defer lock.Unlock()
				all = append(all, d)
			}
			return err
		}) {
			must(t, err)
		}
		for _, d := range all {
			if n := count(t, d, "store_migration"); n != len(migrations) {
				t.Errorf("%d migrations are recorded of %d", n, len(migrations))
			}
			if n := count(t, d, "exchange_import"); n != 0 { // the last migration's table, as the serving login
				t.Error(n)
			}
			must(t, d.Close())
		}
	})
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		withMigrations(t, migrations[:3], func() { made(t, c) })
		bad := migration{number: 5, name: "0005_bad", hash: "x", text: "create table bad_one (a {{int}}); create table bad_one (a {{int}});"}
		withMigrations(t, append(slices.Clip(migrations[:4]), bad), func() {
			if _, err := Open(ctx, c); fault.KindOf(err) != fault.Machine {
				t.Error(err)
			}
		})
		withMigrations(t, migrations[:3], func() {
			d := opened(t, c)
			if n := count(t, d, "store_migration"); n != 3 {
				t.Errorf("%d migrations are recorded", n)
			}
			if err := tryAsOwner(t, c, `select 1 from place_rev`); err == nil {
				t.Error("the fourth migration stayed without the fifth")
			}
		})
		opened(t, c)
	})
}

func TestAnotherProgramsDatabaseIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ tamper, key string }{
		"newer":           {`insert into store_migration (number, name, hash, at) select 1000, name, hash, at from store_migration where number = 1`, "store.newer-database"},
		"changed":         {`update store_migration set hash = 'x' where number = 2`, "store.other-migration"},
		"with a hole":     {`delete from store_migration where number = 3`, "store.other-migration"},
		"not a district":  {`delete from store_migration`, "store.no-district"},
		"without a clock": {`delete from store_clock`, "store.not-a-database"},
		"half copied":     {`update store_clock set seq = -1`, "store.unfinished"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, c Config) {
				must(t, Create(ctx, c))
				asOwner(t, c, test.tamper)
				_, err := Open(ctx, c)
				f, ok := err.(*fault.Error)
				if !ok || f.Key != test.key {
					t.Errorf("got %v, want %s", err, test.key)
				}
			})
		})
	}
}

func TestMissingAndForeignFiles(t *testing.T) {
	dir := t.TempDir()
	open := func(name string) error {
		d, err := Open(ctx, Config{DSN: filepath.Join(dir, name)})
		if err == nil {
			d.Close()
		}
		return err
	}
	refused(t, open("missing.db"), fault.NotFound, "store.no-database")
	if _, err := os.Stat(filepath.Join(dir, "missing.db")); err == nil {
		t.Error("opening made a file")
	}
	must(t, os.WriteFile(filepath.Join(dir, "letter.docx"), []byte("PK\x03\x04, and then something that is no database, for longer than one page of one"), 0o600))
	refused(t, open("letter.docx"), fault.Machine, "store.not-a-database")
	must(t, os.WriteFile(filepath.Join(dir, "empty.db"), nil, 0o600))
	refused(t, open("empty.db"), fault.NotFound, "store.no-district")
	refused(t, Create(ctx, Config{DSN: filepath.Join(dir, "letter.docx")}), fault.Conflict, "store.file-exists")
	must(t, Create(ctx, Config{DSN: filepath.Join(dir, "empty.db")}))
	if err := Create(ctx, Config{DSN: filepath.Join(dir, "no folder", "a.db")}); err == nil {
		t.Error("made in a folder that is not there")
	}
	info, err := os.Stat(filepath.Join(dir, "empty.db"))
	must(t, err)
	must(t, Create(ctx, Config{DSN: filepath.Join(dir, "fresh.db")}))
	if fresh, err := os.Stat(filepath.Join(dir, "fresh.db")); err != nil || fresh.Mode().Perm() != 0o600 || info.Mode().Perm() != 0o600 {
		t.Error("others can read the file")
	}
}

func TestPostgresAddresses(t *testing.T) {
	dsn := testdb.PG(t)
	_, err := Open(ctx, Config{DSN: "postgres://a:b@localhost:port/x"})
	refused(t, err, fault.Usage, "store.bad-dsn")
	_, err = Open(ctx, Config{DSN: "postgres://youfu@/postgres?host=/nowhere"})
	refused(t, err, fault.Machine, "store.no-server")
	_, err = Open(ctx, Config{DSN: dsn + "&dbname=not_there"})
	refused(t, err, fault.NotFound, "store.no-database")
	_, err = Open(ctx, Config{DSN: dsn})
	refused(t, err, fault.NotFound, "store.no-district")
	must(t, Create(ctx, Config{DSN: dsn}))
	_, err = Attach(ctx, Config{DSN: dsn, Login: "not_there"})
	refused(t, err, fault.Machine, "store.no-login")
	asOwner(t, Config{DSN: dsn, District: "taken"}, `create schema taken`, `create table taken.something (a int)`)
	refused(t, Create(ctx, Config{DSN: dsn, District: "taken"}), fault.Conflict, "store.schema-exists")
}

func TestTheOwnerNeedsToMakeRolesAndNoMore(t *testing.T) {
	c := postgresConfig(t)
	owning := newLogin(t, c.DSN)
	asOwner(t, c, `create role `+owning+` login`, `do $$ begin execute 'grant create on database ' || current_database() || ' to `+owning+`'; end $$`)
	humble := c
	humble.DSN = strings.Replace(c.DSN, "youfu@", owning+"@", 1)
	refused(t, Create(ctx, humble), fault.Machine, "store.no-grant")
	_, err := Open(ctx, humble)
	refused(t, err, fault.NotFound, "store.no-district")
	asOwner(t, c, `alter role `+owning+` createrole`)
	d := made(t, humble)
	if _, err := put(d, id.New(), "a", "1"); err != nil {
		t.Error(err)
	}
	must(t, d.Read(ctx, func(tx *Tx) error {
		found, err := tx.Condition()
		if len(found.Unlike)+len(found.Unguarded)+len(found.Damage)+len(found.Rights) > 0 || found.Migrations != nil {
			t.Errorf("%+v", found)
		}
		return err
	}))
}

func TestTablesAreReadOutOfTheMigrations(t *testing.T) {
	if n := len(Tables()); n < 30 {
		t.Fatalf("only %d tables", n)
	}
	seen := map[string]bool{}
	for _, table := range Tables() {
		if len(table.Key) == 0 || len(table.Columns) == 0 || table.Kind == "" {
			t.Errorf("%+v", table)
		}
		for _, k := range table.Key {
			if _, ok := table.Column(k); !ok {
				t.Errorf("%s: its key %s is none of its columns", table.Name, k)
			}
		}
		for _, r := range table.Refers {
			if !seen[r.Table] && r.Table != table.Name {
				t.Errorf("%s comes before %s, to which it refers", table.Name, r.Table)
			}
		}
		seen[table.Name] = true
	}
	each(t, func(t *testing.T, c Config) { // and the database agrees
		must(t, made(t, c).Read(ctx, func(tx *Tx) error {
			found, err := tx.Condition()
			if len(found.Unlike)+len(found.Unguarded)+len(found.Damage)+len(found.Rights) > 0 || found.Migrations != nil {
				t.Errorf("%+v", found)
			}
			return err
		}))
	})
}

func TestWhatAMigrationMustNotSay(t *testing.T) {
	for name, text := range map[string]string{
		"a table without a kind":    "create table a (\n  b {{int}} primary key\n);",
		"a type that is not shared": "--! record a\ncreate table a (\n  b integer primary key\n);",
		"a line nobody understands": "--! record a\ncreate table a (\n  b {{int}} primary key,\n  exclude using gist (b with =)\n);",
	} {
		if tables, err := tablesOf(text); err == nil {
			t.Errorf("%s: read as %v", name, tables)
		}
	}
	tables, err := tablesOf("--! mutable a\ncreate table a (\n  b {{int}} primary key,\n  c text references d (e)\n);\nalter table f add column g {{instant}};")
	must(t, err)
	if len(tables) != 2 || tables[0].Kind != Mutable || !slices.Equal(tables[0].Key, []string{"b"}) || tables[0].Refers[0].Table != "d" ||
		tables[1].Columns[0] != (Column{"g", "instant", true}) || tables[0].Columns[0].Null || !tables[0].Columns[1].Null {
		t.Errorf("%+v", tables)
	}
}

func TestAColumnThatWasAddedLaterBelongsToItsTable(t *testing.T) {
	later := migration{number: 10, tables: []Table{{Name: "person", Columns: []Column{{Name: "later", Type: "text"}}}}}
	withMigrations(t, append(slices.Clip(migrations), later), func() {
		for _, table := range Tables() {
			if _, ok := table.Column("later"); ok != (table.Name == "person") {
				t.Errorf("%s: %v", table.Name, ok)
			}
		}
	})
	for _, table := range Tables() {
		if _, ok := table.Column("later"); ok {
			t.Error("the column stayed")
		}
	}
}
