package custody

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // "pgx"
	"github.com/ncruces/go-sqlite3/driver"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// TestMain lets the tests run this binary as another process, and asks for fewer random cases: each copies whole districts.
func TestMain(m *testing.M) {
	if os.Getenv("CUSTODY_CHILD") != "" {
		child()
		return
	}
	if err := flag.Set("rapid.checks", "4"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var ctx = context.Background()

var someone = actor.Actor{Account: id.New(), Login: "someone", Post: actor.Registrar}

// each runs a test on every kind of database, with the configuration of a district that does not exist yet.
func each(t *testing.T, run func(t *testing.T, c store.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, store.Config{DSN: testdb.SQLite(t)}) })
	t.Run("postgres", func(t *testing.T) { run(t, postgres(t)) })
}

var logins atomic.Int64

func postgres(t testing.TB) store.Config {
	c := store.Config{DSN: testdb.PG(t), District: "youfu", Login: fmt.Sprintf("custody_%d_%d", os.Getpid(), logins.Add(1)), Password: "geheim"}
	t.Cleanup(func() {
		drop := fmt.Sprintf(`do $$ begin if exists (select 1 from pg_roles where rolname = '%s') then drop owned by %[1]s cascade; drop role %[1]s; end if; end $$`, c.Login)
		must(t, asOwner(t, c, drop))
	})
	return c
}

// owner opens a database as somebody would who has it in his hands.
func owner(t testing.TB, c store.Config) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", c.DSN+"&search_path=youfu")
	if !store.Postgres(c.DSN) {
		db, err = driver.Open("file:" + c.DSN + "?_pragma=busy_timeout(20000)")
	}
	must(t, err)
	db.SetMaxOpenConns(1)
	return db
}

func asOwner(t testing.TB, c store.Config, statements ...string) error {
	t.Helper()
	db := owner(t, c)
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			return fmt.Errorf("%w in %s", err, s)
		}
	}
	return nil
}

// tamper runs statements with nothing in their way, and puts everything back in its way afterwards.
func tamper(t testing.TB, c store.Config, statements ...string) {
	t.Helper()
	if store.Postgres(c.DSN) {
		must(t, asOwner(t, c, append([]string{`set session_replication_role = replica`}, statements...)...))
		return
	}
	db := owner(t, c)
	defer db.Close()
	var triggers []string
	rows, err := db.Query(`select name, sql from sqlite_master where type = 'trigger'`)
	must(t, err)
	var undo []string
	for rows.Next() {
		var name, text string
		must(t, rows.Scan(&name, &text))
		triggers, undo = append(triggers, `drop trigger `+name), append(undo, text)
	}
	must(t, rows.Err())
	all := append([]string{`pragma foreign_keys = off`, `pragma ignore_check_constraints = on`}, triggers...)
	for _, s := range append(append(all, statements...), undo...) {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err, s)
		}
	}
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

func newKeys(t testing.TB) *seal.Keys {
	t.Helper()
	keys, err := seal.NewKeys(seal.NewFile())
	must(t, err)
	return keys
}

func attached(t testing.TB, c store.Config) *store.District {
	t.Helper()
	d, err := store.Attach(ctx, c)
	must(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func dumpOf(t testing.TB, c store.Config, keys *seal.Keys) Digest {
	t.Helper()
	d, err := store.Attach(ctx, c)
	must(t, err)
	defer d.Close()
	digest, err := Dump(ctx, d, keys)
	must(t, err)
	return digest
}

// whole fails where doctor finds anything.
func whole(t testing.TB, d *store.District, keys *seal.Keys) {
	t.Helper()
	checks, err := Doctor(ctx, d, keys)
	must(t, err)
	for _, c := range checks {
		if !c.OK {
			t.Errorf("doctor: %s: %v", c.Name, c.Args)
		}
	}
}

// filled makes a district of random rows that keep every rule: constraints, references, numbers, revisions, erasures.
func filled(t testing.TB, c store.Config, keys *seal.Keys, seed uint64, most int) {
	t.Helper()
	g := &generator{rand: rand.New(rand.NewPCG(seed, seed)), keys: keys, rows: map[string][]map[string]any{}}
	g.writes = 1 + g.rand.IntN(most)
	for _, table := range store.Tables() {
		if !testdb.Told(table.Name) {
			g.table(table, most)
		}
	}
	g.support()
	must(t, store.Create(ctx, c))
	must(t, store.Load(ctx, c, func(tx *store.Tx) (store.Seq, error) {
		for _, table := range store.Tables() {
			var names []string
			for _, column := range table.Columns {
				names = append(names, column.Name)
			}
			for _, row := range g.rows[table.Name] {
				var values []any
				for _, name := range names {
					values = append(values, row[name])
				}
				if err := tx.Insert(table.Name, names...).Row(values...); err != nil {
					return 0, err
				}
			}
		}
		return store.Seq(g.writes), nil
	}))
}

type generator struct {
	rand   *rand.Rand
	keys   *seal.Keys
	writes int
	rows   map[string][]map[string]any
}

// oneOf are the values that checks allow.
var oneOf = map[string][]any{
	"catalogue_in_force.origin": {"shipped", "overlay"}, "place_rev.level": {"district", "township", "village"}, "person_rev.sex": {"", "male", "female"},
	"person_stay.role": {"registered", "resides"}, "person_tie.kind": {"parent", "spouse", "guardian"}, "person_consent.state": {"given", "refused", "withdrawn"},
	"care_event.kind": {"visit", "invite", "attempt", "decline", "ask", "result"}, "audit_exception.state": {"open", "kept", "changed"},
	"post_totp.state": {"offered", "held", "ended"}, "post_passkey.state": {"held", "ended"},
	"exchange_import.state": {"running", "done"}, "seal_cell.key_version": {int64(seal.Version)}, "person_stay.from_on": {nil, "2026-01-01"}, "person_stay.to_on": {nil, "2026-01-01"},
}

var words = []any{"", " ", "x", "何秀芬", "𠮷\t\n'\"\\", "ᠮᠣᠩᠭᠣᠯ", strings.Repeat("长", 3000), "0", "null"}

func (g *generator) pick(values []any) any { return values[g.rand.IntN(len(values))] }

func (g *generator) table(t store.Table, most int) {
	n := g.rand.IntN(most + 1)
	switch t.Name {
	case "store_clock":
		return
	case "store_tx":
		n = g.writes
	case "seal_erasure": // exactly for the cells that are empty
		for _, cell := range g.rows["seal_cell"] {
			if cell["cell"] == nil {
				g.rows[t.Name] = append(g.rows[t.Name], map[string]any{"cell": cell["id"], "seq": int64(1 + g.rand.IntN(g.writes))})
			}
		}
		return
	}
	for i := range n {
		if row, ok := g.row(t, i, n); ok {
			g.rows[t.Name] = append(g.rows[t.Name], row)
		}
	}
}

func (g *generator) row(t store.Table, i, n int) (map[string]any, bool) {
	row := map[string]any{}
	for _, c := range t.Columns {
		row[c.Name] = g.value(t, c, i, n)
	}
	for _, r := range t.Refers {
		others := g.rows[r.Table]
		if len(others) == 0 {
			if c, _ := t.Column(r.Columns[0]); !c.Null {
				return nil, false
			}
			row[r.Columns[0]] = nil
			continue
		}
		other := others[g.rand.IntN(len(others))]
		for j, name := range r.Columns {
			row[name] = other[r.To[j]]
		}
	}
	if cell := map[string]string{"post_totp": "secret", "post_passkey": "label"}[t.Name]; cell != "" && len(g.rows["post_account"]) > 0 { // no other row shares the cells of accounts
		row[cell] = g.rows["post_account"][0]["name"]
	}
	if len(t.Key) == 2 && t.Key[1] == "rev" { // a new thing, or the next revision of the last one
		row["rev"] = int64(1)
		if made := g.rows[t.Name]; len(made) > 0 && g.rand.IntN(2) == 0 {
			last := made[len(made)-1]
			row[t.Key[0]], row["rev"] = last[t.Key[0]], last["rev"].(int64)+1
		} else if slices.ContainsFunc(made, func(old map[string]any) bool { return fmt.Sprint(old[t.Key[0]]) == fmt.Sprint(row[t.Key[0]]) }) {
			return nil, false // person_alias: its key is a reference
		}
	}
	if t.Kind == store.Sealed {
		row["cell"] = nil
		if g.rand.IntN(4) > 0 {
			row["cell"] = g.keys.Seal(id.ID(row["id"].([]byte)), g.pick(words).(string))
		} else {
			row["digest"] = nil
		}
	}
	return row, g.keeps(t.Name, row)
}

// keeps is what the tables' checks ask of two columns at once.
func (g *generator) keeps(table string, row map[string]any) bool {
	same := func(a, b string) bool { return fmt.Sprint(row[a]) == fmt.Sprint(row[b]) }
	switch table {
	case "care_event":
		return row["kind"] != "visit" || row["site"] != nil
	case "person_alias":
		return !same("person", "canonical")
	case "person_tie":
		return !same("a", "b")
	}
	return true
}

// unique are columns that must not repeat, besides keys.
var unique = []string{"person.n", "care_episode.round", "store_tx.client_id", "post_account.login", "person_consent.purpose", "post_passkey.credential"}

func (g *generator) value(t store.Table, c store.Column, i, n int) any {
	name := t.Name + "." + c.Name
	alone := slices.Contains(t.Key, c.Name) || slices.Contains(unique, name)
	switch values, fixed := oneOf[name]; {
	case fixed:
		return g.pick(values)
	case c.Null && g.rand.IntN(3) == 0:
		return nil
	case c.Name == "seq" && t.Name == "store_tx":
		return int64(i + 1)
	case c.Name == "seq":
		return int64(1 + i*g.writes/n) // later revisions are written later
	case c.Type == "blob" && alone:
		return g.bytes(16)
	case c.Type == "blob":
		return g.bytes(g.rand.IntN(40))
	case c.Type == "text" && alone:
		return fmt.Sprint(g.rand.IntN(10), g.pick([]any{"", "何", "Z", "a", "𠮷"}), i)
	case c.Type == "text":
		return g.pick(words)
	case c.Type == "bool":
		return g.rand.IntN(2) == 0
	case alone:
		return int64(i + 1)
	}
	return g.pick([]any{int64(0), int64(1), int64(-1), int64(math.MaxInt64), int64(math.MinInt64), g.rand.Int64()})
}

func (g *generator) bytes(n int) []byte {
	raw := make([]byte, n)
	for i := range raw {
		raw[i] = byte(g.rand.IntN(256))
	}
	return raw
}

func TestTheGeneratorFillsEveryTable(t *testing.T) {
	c, keys := store.Config{DSN: testdb.SQLite(t)}, newKeys(t)
	filled(t, c, keys, 6, 30)
	d := attached(t, c)
	whole(t, d, keys)
	must(t, d.Read(ctx, func(tx *store.Tx) error {
		for _, table := range store.Tables() {
			some, err := tx.One(`select 1 from `+table.Name+` limit 1`, nil, new(int))
			if err != nil || !some {
				t.Errorf("%s is empty, %v", table.Name, err)
			}
		}
		return nil
	}))
}
