package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/testdb"
)

// TestMain lets the tests run this binary as another process: see child.
func TestMain(m *testing.M) {
	if run := children[os.Getenv("STORE_CHILD")]; run != nil {
		run(Config{DSN: os.Getenv("STORE_DSN"), District: "youfu", Login: os.Getenv("STORE_LOGIN"), Password: "geheim"})
		return
	}
	os.Exit(m.Run())
}

// each runs a test on every kind of database, with the configuration of a district that does not exist yet. Its login, on PostgreSQL, is
// not the owner of the database.
func each(t *testing.T, run func(t *testing.T, c Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, Config{DSN: testdb.SQLite(t), District: "youfu"}) })
	t.Run("postgres", func(t *testing.T) { run(t, postgresConfig(t)) })
}

func postgresConfig(t testing.TB) Config {
	dsn := testdb.PG(t)
	return Config{DSN: dsn, District: "youfu", Login: newLogin(t, dsn), Password: "geheim"}
}

var logins atomic.Int64

// newLogin is a name that is dropped with the test: roles belong to the whole server.
func newLogin(t testing.TB, dsn string) string {
	login := fmt.Sprintf("serving_%d_%d", os.Getpid(), logins.Add(1))
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		drop := fmt.Sprintf(`do $$ begin if exists (select 1 from pg_roles where rolname = '%s') then drop owned by %[1]s cascade; drop role %[1]s; end if; end $$`, login)
		if _, err := conn.Exec(context.Background(), drop); err != nil {
			t.Error(err)
		}
	})
	return login
}

var ctx = context.Background()

// made is a district that was just made.
func made(t testing.TB, c Config) *District {
	t.Helper()
	must(t, Create(ctx, c))
	return opened(t, c)
}

func opened(t testing.TB, c Config) *District {
	t.Helper()
	d, err := Open(ctx, c)
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks the kind and the key of an error.
func refused(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := err.(*fault.Error)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("got %v; want %s of kind %d", err, key, kind)
	}
}

// asOwner runs statements as the owner of the tables, as somebody would who has the database in his hands.
func asOwner(t testing.TB, c Config, statements ...string) {
	t.Helper()
	must(t, tryAsOwner(t, c, statements...))
}

func tryAsOwner(t testing.TB, c Config, statements ...string) error {
	t.Helper()
	db := owner(t, c)
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

func owner(t testing.TB, c Config) *sql.DB {
	t.Helper()
	var db *sql.DB
	var err error
	if Postgres(c.DSN) {
		db, err = openPostgresOwner(ctx, c)
	} else {
		db, err = openSQLiteOwner(c.DSN, "rw", lasting...)
	}
	must(t, err)
	return db
}

var someone = actor.Actor{Account: id.New(), Seat: id.New(), Login: "someone", Post: actor.Registrar}

// writing is a write of a kind that tests use.
func writing(client id.ID, request any) Writing {
	return Writing{Actor: someone, ClientID: client, Kind: "test", Request: request}
}

// put writes one setting.
func put(d *District, client id.ID, name, value string) (Receipt, error) {
	return d.Write(ctx, writing(client, []string{name, value}), func(tx *Tx) error {
		if err := tx.SetOutcome(map[string]string{"name": name}); err != nil {
			return err
		}
		return PutSetting(tx, name, value)
	})
}

// count is the number of rows that a condition finds.
func count(t testing.TB, d *District, from string, args ...any) int {
	t.Helper()
	n := 0
	must(t, d.Read(ctx, func(tx *Tx) error {
		_, err := tx.One(`select count(*) from `+from, args, &n)
		return err
	}))
	return n
}

// sound checks what holds of every district: numbers without holes, the clock at the last one, no row of a write that is not there.
func sound(t testing.TB, d *District) {
	t.Helper()
	must(t, d.Read(ctx, func(tx *Tx) error {
		var n, last, stray int
		if _, err := tx.One(`select count(*), coalesce(max(seq), 0) from store_tx`, nil, &n, &last); err != nil {
			return err
		}
		if _, err := tx.One(`select count(*) from store_setting where seq not in (select seq from store_tx)`, nil, &stray); err != nil {
			return err
		}
		if n != last || Seq(last) != tx.Seq || stray != 0 {
			t.Errorf("%d writes, the last %d, clock %d, %d rows without a write", n, last, tx.Seq, stray)
		}
		return nil
	}))
}

// kindTables are the tables of a kind.
func kindTables(kinds ...TableKind) []Table {
	var all []Table
	for _, t := range Tables() {
		for _, k := range kinds {
			if t.Kind == k {
				all = append(all, t)
			}
		}
	}
	return all
}

// fixed are the values of columns that a check or a reference to a second row asks for.
var fixed = map[string]any{
	"catalogue_in_force.origin": "shipped", "place_rev.level": "village", "person_rev.sex": "female", "person_alias.canonical": nil,
	"person_stay.role": "resides", "person_tie.kind": "parent", "person_consent.state": "given",
	"care_event.kind": "visit", "audit_exception.state": "open", "exchange_import.state": "done", "post_totp.state": "held", "post_passkey.state": "held",
}

func key(column string, n int) []byte {
	k := id.FromHash(fmt.Append(nil, column, n))
	return k[:]
}

// example is a row of a table. Row n refers to the rows n of other tables.
func example(t Table, n int) []any {
	var values []any
	for _, c := range t.Columns {
		values = append(values, exampleValue(t, c, n))
	}
	return values
}

func exampleValue(t Table, c Column, n int) any {
	if v, ok := fixed[t.Name+"."+c.Name]; ok {
		return v
	}
	if t.Name+"."+c.Name == "person_tie.b" {
		return key("person.id", 3-n) // of the two people the other
	}
	for _, r := range t.Refers {
		if i := slices.Index(r.Columns, c.Name); i >= 0 {
			j := slices.IndexFunc(Tables(), func(t Table) bool { return t.Name == r.Table })
			to, _ := Tables()[j].Column(r.To[i])
			return exampleValue(Tables()[j], to, n)
		}
	}
	switch c.Type {
	case "blob":
		return key(t.Name+"."+c.Name, n)
	case "text":
		return fmt.Sprintf("2026-01-%02d", n)
	case "bool":
		return false
	}
	return int64(n)
}

// completed are the values of a story's row, with those it leaves out.
func completed(t Table, row testdb.Row, n int) []any {
	var values []any
	for _, c := range t.Columns {
		v, said := row.Values[c.Name]
		if !said && !c.Null {
			t.Refers = nil
			switch c.Type {
			case "int":
				v = int64(1)
			case "bool":
				v = true
			default:
				v = exampleValue(t, c, n)
			}
		}
		values = append(values, v)
	}
	return values
}

// filled puts rows 1 and 2, or a story's, into every table but the clock, and the migrations' own.
func filled(t testing.TB, d *District) {
	t.Helper()
	must(t, Load(ctx, d.Config(), func(tx *Tx) (Seq, error) {
		told := testdb.Support(key("person.id", 1), key("seal_cell.id", 1))
		for _, table := range Tables() {
			var names []string
			for _, c := range table.Columns {
				names = append(names, c.Name)
			}
			for n := 1; n <= 2 && table.Name != "store_clock" && !testdb.Told(table.Name); n++ {
				if err := tx.Insert(table.Name, names...).Row(example(table, n)...); err != nil {
					return 0, err
				}
			}
			for i, row := range told {
				if row.Table == table.Name {
					if err := tx.Insert(table.Name, names...).Row(completed(table, row, i+1)...); err != nil {
						return 0, err
					}
				}
			}
		}
		return 3, nil
	}))
}
