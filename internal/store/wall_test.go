package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/id"
)

// try runs one statement through a serving handle and reports whether it was refused.
func try(d *District, statement string, args ...any) error {
	return d.Housekeep(ctx, someone, func(tx *Tx) error {
		_, err := tx.Exec(statement, args...)
		return err
	})
}

func TestRecordsCannotBeChanged(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		d, err := Attach(ctx, c)
		must(t, err)
		filled(t, d)
		defer d.Close()
		db := owner(t, c)
		defer db.Close()
		for _, table := range kindTables(Record, Audit) {
			before := count(t, d, table.Name)
			attempts := []string{
				fmt.Sprintf(`update %s set %s = %s`, table.Name, table.Columns[0].Name, table.Columns[0].Name),
				fmt.Sprintf(`delete from %s`, table.Name),
			}
			if Postgres(c.DSN) {
				attempts = append(attempts, `truncate `+table.Name+` cascade`)
			}
			for _, last := range table.Columns[1:] {
				attempts = append(attempts, fmt.Sprintf(`update %s set %s = %s`, table.Name, last.Name, last.Name))
			}
			for _, attempt := range attempts {
				if try(d, attempt) == nil {
					t.Errorf("serving: %s", attempt)
				}
				if _, err := db.Exec(attempt); err == nil || !strings.Contains(err.Error(), "append-only") {
					t.Errorf("as the owner: %s: %v", attempt, err)
				}
			}
			if n := count(t, d, table.Name); n != before || n == 0 {
				t.Errorf("%s has %d rows of %d", table.Name, n, before)
			}
		}
	})
}

func TestReplacingIsChanging(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		_, err := put(d, id.New(), "a", "first")
		must(t, err)
		attempts := []string{`insert into store_setting (name, seq, value) values ('a', 1, 'second') on conflict (name, seq) do update set value = 'second'`}
		if !Postgres(c.DSN) {
			attempts = append(attempts, `insert or replace into store_setting (name, seq, value) values ('a', 1, 'second')`,
				`update or replace store_setting set value = 'second'`, `replace into store_setting (name, seq, value) values ('a', 1, 'second')`)
		}
		for _, attempt := range attempts {
			if try(d, attempt) == nil {
				t.Errorf("serving: %s", attempt)
			}
			if tryAsOwner(t, c, attempt) == nil {
				t.Errorf("as the owner: %s", attempt)
			}
		}
		if n := count(t, d, `store_setting where value = 'first'`); n != 1 {
			t.Error("the setting was replaced")
		}
	})
}

func TestSealedCellsCanBeEmptiedAndNotRemoved(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		must(t, try(d, `insert into seal_cell (id, key_version, cell) values ($1, 1, $2)`, id.New(), []byte("x")))
		for _, attempt := range []string{`delete from seal_cell`, `update seal_cell set id = id`} {
			if try(d, attempt) == nil {
				t.Errorf("serving: %s", attempt)
			}
			if err := tryAsOwner(t, c, attempt); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("as the owner: %s: %v", attempt, err)
			}
		}
		must(t, try(d, `update seal_cell set cell = null, digest = null`))
	})
}

func TestTheClockCannotBeTakenAway(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for _, attempt := range []string{`delete from store_clock`, `insert into store_clock (one, seq) values (2, 1)`, `update store_clock set one = 2`} {
			if try(d, attempt) == nil {
				t.Error(attempt)
			}
		}
		sound(t, d)
	})
}

func TestReadingChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for _, attempt := range []string{
			`insert into store_setting (name, seq, value) values ('a', 1, 'b')`, `update store_clock set seq = 7`, `delete from post_session`,
		} {
			if err := d.Read(ctx, func(tx *Tx) error {
				_, err := tx.Exec(attempt)
				return err
			}); err == nil {
				t.Error(attempt)
			}
		}
		sound(t, d)
	})
}

func TestServingCannotChangeTheSchema(t *testing.T) {
	both := []string{
		`create table mine (a integer)`, `create view mine as select 1 as a`, `create index mine on store_tx (at)`, `drop table post_session`,
		`alter table store_tx add column mine integer`, `alter table store_tx rename to mine`, `drop index person_rev_seq`,
		`insert into store_migration (number, name, hash, at) values (1000, '', '', 0)`, `delete from store_migration`,
	}
	only := map[bool][]string{
		false: {
			`create temp table mine (a integer)`, `create trigger mine after insert on store_tx begin select 1; end`, `drop trigger store_tx_no_update`,
			`attach 'other.db' as other`, `vacuum into 'other.db'`, `vacuum`, `reindex`, `analyze`, `pragma writable_schema = on`,
			`pragma foreign_keys = off`, `pragma ignore_check_constraints = on`, `pragma journal_mode = off`, `pragma synchronous = off`,
			`pragma query_only = off`, `pragma user_version = 7`, `pragma secure_delete = off`,
			`update sqlite_master set sql = ''`, `delete from sqlite_master`, `select load_extension('x')`,
			`create virtual table mine using fts5(a)`,
		},
		true: {
			`create schema mine`, `create role mine`, `create function mine() returns int language sql as 'select 1'`,
			`alter table store_tx disable trigger all`, `alter table store_tx disable trigger store_tx_append`, `drop trigger store_tx_append on store_tx`,
			`create trigger mine before insert on store_tx for each row execute function store_refuse()`, `drop function store_refuse cascade`,
			`create or replace function store_refuse() returns trigger language plpgsql as 'begin return new; end'`,
			`set session_replication_role = replica`, `set role youfu`, `set session authorization youfu`, `alter role current_user superuser`, `copy store_tx to '/tmp/mine'`,
			`copy store_tx to program 'cat'`, `create table public.mine (a integer)`, `create extension if not exists plpython3u`,
			`drop schema youfu cascade`, `reassign owned by youfu to current_user`, `alter system set fsync = off`,
		},
	}
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for _, attempt := range append(slices.Clone(both), only[Postgres(c.DSN)]...) {
			if err := try(d, attempt); err == nil {
				t.Errorf("serving: %s", attempt)
			}
		}
		if Postgres(c.DSN) {
			try(d, fmt.Sprintf(`grant delete, truncate on store_tx to %s`, c.Login)) // PostgreSQL only warns
		}
		must(t, d.Read(ctx, func(tx *Tx) error {
			found, err := tx.Condition()
			if len(found.Unlike)+len(found.Unguarded)+len(found.Damage)+len(found.Rights) > 0 || found.Migrations != nil {
				t.Errorf("%+v", found)
			}
			return err
		}))
		_, err := put(d, id.New(), "a", "1")
		must(t, err)
		sound(t, d)
	})
}

func TestATemporaryTableHidesNothing(t *testing.T) {
	c := postgresConfig(t)
	d := made(t, c)
	_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
		if _, err := tx.Exec(`create temp table store_setting (name text, seq bigint, value text)`); err != nil {
			return err
		}
		return PutSetting(tx, "a", "1")
	})
	must(t, err)
	if n := count(t, d, "youfu.store_setting"); n != 1 {
		t.Error("the setting went into the temporary table")
	}
}

func TestAWall(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		_, err := put(d, id.New(), "a", "1")
		must(t, err)
		asOwner(t, c, `create view place_view as select name from store_setting`)
		walled := c
		walled.Wall = []string{"place", "seal"}
		if Postgres(c.DSN) {
			walled.Login = newLogin(t, c.DSN)
			must(t, Admit(ctx, walled))
			must(t, Admit(ctx, walled)) // at each start
		} else {
			asOwner(t, c, `create trigger place_trigger after insert on place_succession begin insert into post_secret values (new.old, '', 0, 0); end`)
		}
		behind, err := Attach(ctx, walled)
		must(t, err)
		defer behind.Close()
		for _, attempt := range []string{`select count(*) from store_setting`, `select count(*) from place_view`, `select count(*) from person`,
			`select count(*) from place_rev, care_event`, `select (select name from store_setting limit 1)`} {
			if err := behind.Read(ctx, func(tx *Tx) error {
				_, err := tx.One(attempt, nil, new(any))
				return err
			}); err == nil {
				t.Error(attempt)
			}
		}
		for _, attempt := range []string{`insert into store_setting (name, seq, value) values ('b', 1, '')`, `delete from post_session`,
			`insert into place_department (department, rev, seq, void, code, name_zh, name_en) select $1, 1, seq, 1=0, name, '', '' from store_setting`} {
			var args []any
			if strings.Contains(attempt, "$1") {
				args = []any{id.New()}
			}
			if try(behind, attempt, args...) == nil {
				t.Error(attempt)
			}
		}
		if !Postgres(c.DSN) {
			if try(behind, `insert into place_succession (old, new, on_date, seq) values ($1, $2, '', 1)`, id.New(), id.New()) == nil {
				t.Error("a trigger reached over the wall")
			}
		}
		r, err := behind.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			return tx.Insert("place_department", "department", "rev", "seq", "void", "code", "name_zh", "name_en").Row(id.New(), 1, tx.Seq, false, "c", "", "")
		})
		if err != nil || r.Seq != 2 || count(t, behind, "place_department") != 1 {
			t.Errorf("inside the wall: %+v, %v", r, err)
		}
	})
}

func TestTwoDistrictsDoNotSeeEachOther(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		other := c
		if Postgres(c.DSN) {
			other.District, other.Login = "other", newLogin(t, c.DSN)
		} else {
			other.DSN += ".other"
		}
		a, b := made(t, c), made(t, other)
		client := id.New()
		for n, d := range []*District{a, b, a} {
			r, err := put(d, client, fmt.Sprint("only in ", d == a), "1") // the same client id is another write in another district
			if err != nil || r.Seq != 1 || r.Again != (n == 2) {
				t.Fatalf("%+v, %v", r, err)
			}
		}
		_, err := put(b, id.New(), "second", "1")
		must(t, err)
		for d, want := range map[*District]Seq{a: 1, b: 2} {
			if seq, err := d.Seq(ctx); err != nil || seq != want || count(t, d, "store_setting where name = $1", fmt.Sprint("only in ", d != a)) != 0 {
				t.Errorf("%d writes, %v", seq, err)
			}
			sound(t, d)
		}
		if Postgres(c.DSN) {
			for _, attempt := range []string{`select 1 from youfu.store_tx`, `set search_path = youfu`, `insert into youfu.store_setting values ('x', 1, '')`} {
				if err := try(b, attempt); err == nil && !strings.HasPrefix(attempt, "set") {
					t.Errorf("from the other district: %s", attempt)
				}
			}
			refused(t, Create(ctx, other), fault.Conflict, "store.schema-exists")
		}
	})
}

func TestWhatOpensOneDistrictOpensNoOther(t *testing.T) {
	c := postgresConfig(t)
	made(t, c)
	other := c
	other.District, other.Login = "other", newLogin(t, c.DSN)
	made(t, other)
	other.Login = c.Login
	if _, err := Attach(ctx, other); err == nil {
		t.Error("one district's login opened the other")
	}
}

// Several cells at once are put through a wall that hides who refers to them: the database must not have to look.
func TestAWallLetsManyRowsThrough(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		if !Postgres(c.DSN) { // there a login of its own is the wall
			c.Wall = []string{"seal_", "store_"}
		}
		d, err := Attach(ctx, c)
		must(t, err)
		defer d.Close()
		const many = 3 * rowsPerStatement / 2
		_, err = d.Write(ctx, Writing{Actor: someone, ClientID: id.New(), Kind: "cells"}, func(tx *Tx) error {
			for i := range many {
				if err := tx.Insert("seal_cell", "id", "key_version", "cell", "digest").Row(tx.ID("cell", i), 1, []byte("x"), nil); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, err)
		if n := count(t, d, "seal_cell"); n != many {
			t.Errorf("%d cells", n)
		}
	})
}
