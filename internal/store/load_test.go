package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/testdb"
)

func loadTwo(tx *Tx) (Seq, error) {
	for n := int64(1); n <= 2; n++ {
		_, err := tx.Exec(`insert into store_tx (seq, at, client_id, kind, request_hash, outcome, reason, legal_basis) values ($1, 0, $2, '', $3, '', '', '')`,
			n, id.New(), []byte("x"))
		if err != nil {
			return 0, err
		}
	}
	return 2, nil
}

func TestLoadFillsAnEmptyDistrict(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		must(t, Load(ctx, c, loadTwo))
		d := opened(t, c)
		sound(t, d)
		if r, err := put(d, id.New(), "a", "1"); err != nil || r.Seq != 3 {
			t.Errorf("the next write: %+v, %v", r, err)
		}
		refused(t, Load(ctx, c, loadTwo), fault.Conflict, "store.not-empty")
		sound(t, d)
	})
}

func TestLoadRefusesADistrictInUse(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		must(t, try(d, `insert into post_attempt (subject, failures, locked_until, last_at) values ($1, 1, 0, 0)`, []byte("x")))
		refused(t, Load(ctx, c, loadTwo), fault.Conflict, "store.not-empty")
		if seq, err := opened(t, c).Seq(ctx); err != nil || seq != 0 {
			t.Errorf("the refusal left the clock at %d, %v", seq, err)
		}
	})
}

func TestALoadThatFailsIsSeenAndTakenUpAgain(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		broken := errors.New("broken")
		err := Load(ctx, c, func(tx *Tx) (Seq, error) {
			loadTwo(tx)
			return 0, broken
		})
		if !errors.Is(err, broken) {
			t.Error(err)
		}
		_, err = Open(ctx, c)
		refused(t, err, fault.Conflict, "store.unfinished")
		_, err = Attach(ctx, c)
		refused(t, err, fault.Conflict, "store.unfinished")
		must(t, Load(ctx, c, loadTwo))
		sound(t, opened(t, c))
	})
}

func TestRowsComeInTheOrderOfTheirBytes(t *testing.T) {
	names := []string{"", " ", "A", "Z", "a", "b", "z", "~", "Ä", "ä", "何", "秀", "芬", "\uffff", "𠮷"}
	test := func(t *testing.T, c Config) {
		d := made(t, c)
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			for i := range names {
				if err := PutSetting(tx, names[(i*7+3)%len(names)], "x"); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, err)
		i := slices.IndexFunc(Tables(), func(t Table) bool { return t.Name == "store_setting" })
		table := Tables()[i]
		var got []string
		must(t, d.Read(ctx, func(tx *Tx) error {
			return table.Rows(tx, table.Columns, func(values []any) error {
				got = append(got, values[0].(string))
				return nil
			})
		}))
		if !slices.Equal(got, names) {
			t.Errorf("%q", got)
		}
	}
	each(t, test)
	t.Run("postgres with a language", func(t *testing.T) {
		c := postgresConfig(t)
		asOwner(t, c, `create database lang_`+c.Login+` template template0 locale_provider icu icu_locale 'zh-CN' locale 'C'`)
		first := c
		t.Cleanup(func() { asOwner(t, first, `drop database lang_`+first.Login+` with (force)`) })
		c.DSN = strings.Replace(c.DSN, "?", "?dbname=lang_"+c.Login+"&", 1)
		var least string
		db := owner(t, c)
		defer db.Close()
		must(t, db.QueryRow(`select min(x) from (values ('Z'), ('a')) v (x)`).Scan(&least))
		if least != "a" {
			t.Fatal("the database orders by bytes: this tries nothing")
		}
		test(t, c)
	})
}

func TestSaveToMakesAWholeDistrict(t *testing.T) {
	c := Config{DSN: testdb.SQLite(t)}
	d := made(t, c)
	secret := []byte("何秀芬 was here, and is erased")
	cell := id.New()
	must(t, try(d, `insert into seal_cell (id, key_version, cell) values ($1, 1, $2)`, cell, secret))
	must(t, try(d, `update seal_cell set cell = null`))
	_, err := put(d, id.New(), "a", "1")
	must(t, err)
	path := filepath.Join(t.TempDir(), "it's a backup.db")
	inside := make(chan error)
	_, err = d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error { // while somebody writes
		if err := PutSetting(tx, "b", "1"); err != nil {
			return err
		}
		go func() { inside <- d.SaveTo(ctx, path) }()
		return <-inside
	})
	must(t, err)
	refused(t, d.SaveTo(ctx, path), fault.Conflict, "store.file-exists")
	before, err := os.ReadFile(path)
	must(t, err)
	if bytes.Contains(before, secret) {
		t.Error("what was erased is in the copy")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Error("others can read it")
	}
	copied, err := Attach(ctx, Config{DSN: path, Frozen: true})
	must(t, err)
	sound(t, copied)
	if n := count(t, copied, "store_setting"); n != 1 {
		t.Errorf("%d settings", n)
	}
	if _, err := put(copied, id.New(), "c", "1"); err == nil {
		t.Error("wrote into a frozen file")
	}
	must(t, copied.Close())
	after, err := os.ReadFile(path)
	must(t, err)
	files, _ := filepath.Glob(path + "*")
	if !bytes.Equal(before, after) || len(files) != 1 {
		t.Errorf("reading changed it, or left files: %q", files)
	}
	sound(t, opened(t, Config{DSN: path}))
	if err := made(t, postgresConfig(t)).SaveTo(ctx, path+"2"); err == nil {
		t.Error("a schema was saved as a file")
	}
}

func TestConditionSeesWhatIsWrong(t *testing.T) {
	tables := func(names ...string) string { return fmt.Sprint(names) }
	for name, test := range map[string]struct {
		sqlite, postgres []string
		get              func(Condition) []string
		want             string
	}{
		"a trigger is gone": {[]string{`drop trigger care_event_no_update`}, []string{`drop trigger care_event_append on care_event`},
			func(c Condition) []string { return c.Unguarded }, tables("care_event")},
		"another one": {[]string{`drop trigger seal_cell_no_delete`}, []string{`drop trigger seal_cell_keep on seal_cell`},
			func(c Condition) []string { return c.Unguarded }, tables("seal_cell")},
		"a trigger does nothing": {
			[]string{`drop trigger audit_open_no_delete`, `create trigger audit_open_no_delete before delete on audit_open begin select 1; end`},
			[]string{`alter table audit_open disable trigger audit_open_append`},
			func(c Condition) []string { return c.Unguarded }, tables("audit_open")},
		"a column was added": {[]string{`alter table person add column score integer`}, []string{`alter table person add column score bigint`},
			func(c Condition) []string { return c.Unlike }, tables("person")},
		"a reference leads nowhere": {[]string{`pragma foreign_keys = off`, `insert into seal_erasure values (x'01', 1)`},
			[]string{`set session_replication_role = replica`, `insert into seal_erasure values ('\x01', 1)`},
			func(c Condition) []string { return c.Damage }, tables("seal_erasure > seal_cell")},
		"a composite reference leads nowhere": {
			[]string{`pragma foreign_keys = off`, `insert into seal_cell (id, key_version) values (x'01', 1)`, `insert into care_text values (x'01', 1, '', x'01')`},
			[]string{`set session_replication_role = replica`, `insert into seal_cell (id, key_version) values ('\x01', 1)`, `insert into care_text values ('\x01', 1, '', '\x01')`},
			func(c Condition) []string { return c.Damage }, tables("care_text > care_event")},
		"rows against a check": {[]string{`pragma ignore_check_constraints = on`, `insert into person (id, n, seq) values (x'01', 0, 1)`}, nil,
			func(c Condition) []string { return c.Damage }, tables("CHECK constraint failed in person")},
		"the login got more": {nil, []string{`grant delete on person to LOGIN`, `grant create on schema youfu to LOGIN`, `grant pg_read_all_data to LOGIN`},
			func(c Condition) []string { return c.Rights }, tables("member of pg_read_all_data", "create on schema", "delete on person")},
		"the login owns a table": {nil, []string{`alter table person owner to LOGIN`},
			func(c Condition) []string { return c.Rights }, tables("owner of person", "update on person", "delete on person", "truncate on person", "trigger on person")},
		"the login is superuser": {nil, []string{`alter role LOGIN superuser`},
			func(c Condition) []string { return c.Rights }, tables("superuser", "create on schema")},
		"a migration is missing": {[]string{`delete from store_migration where number = (select max(number) from store_migration)`}, []string{`delete from store_migration where number = (select max(number) from store_migration)`},
			func(c Condition) []string { return []string{fmt.Sprint(c.Migrations)} }, tables(fmt.Sprintf("store: %d migrations of %d", len(migrations)-1, len(migrations)))},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, c Config) {
				statements := test.sqlite
				if Postgres(c.DSN) {
					statements = test.postgres
				}
				if statements == nil {
					return // this database does not let it happen
				}
				must(t, Create(ctx, c))
				for i, s := range statements {
					statements[i] = strings.ReplaceAll(s, "LOGIN", c.Login)
				}
				asOwner(t, c, statements...)
				d, err := Attach(ctx, c)
				must(t, err)
				defer d.Close()
				must(t, d.Read(ctx, func(tx *Tx) error {
					found, err := tx.Condition()
					if got := fmt.Sprint(test.get(found)); got != test.want {
						t.Errorf("found %s, want %s", got, test.want)
					}
					return err
				}))
			})
		})
	}
}
