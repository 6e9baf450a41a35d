package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"youfu/internal/fault"
)

// A migration is frozen once released: it is SQL, never the Go types of today. It says with "--! kind table" what each table it makes
// is for; from that come the triggers, the grants, and what dump, copy and doctor do with it.

//go:embed migrations/*.sql
var migrationFiles embed.FS

// TableKind is what a table is for.
type TableKind string

const (
	Record  TableKind = "record"  // only ever appended to
	Audit   TableKind = "audit"   // only ever appended to; not part of a dump's digest
	Sealed  TableKind = "sealed"  // seal_cell: its cells can be destroyed or sealed anew
	Mutable TableKind = "mutable" // sessions and the like; not part of a dump's digest
)

// Table is one table of the district.
type Table struct {
	Name string
	Kind TableKind
}

// Tables are the district's tables in the order in which they were made: a table comes after those it refers to.
func Tables() []Table {
	var all []Table
	for _, m := range migrations {
		all = append(all, m.tables...)
	}
	return all
}

type migration struct {
	number int
	name   string
	text   string
	hash   string
	tables []Table
}

var migrations = loadMigrations()

func loadMigrations() []migration {
	names, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		panic(err) // embedded: cannot fail in a built program
	}
	var all []migration
	for i, f := range names {
		raw, _ := migrationFiles.ReadFile("migrations/" + f.Name())
		sum := sha256.Sum256(raw)
		m := migration{number: i + 1, name: strings.TrimSuffix(f.Name(), ".sql"), text: string(raw), hash: hex.EncodeToString(sum[:])}
		if !strings.HasPrefix(m.name, fmt.Sprintf("%04d_", m.number)) {
			panic("store: migration out of order: " + f.Name())
		}
		for _, line := range strings.Split(m.text, "\n") {
			if words := strings.Fields(line); len(words) == 3 && words[0] == "--!" {
				m.tables = append(m.tables, Table{words[2], TableKind(words[1])})
			}
		}
		all = append(all, m)
	}
	return all
}

const migrationTable = `create table store_migration (
  number {{int}} primary key,
  name text not null,
  hash text not null,
  at {{instant}} not null
) {{strict}}`

// dialect is the few words that differ between the databases.
type dialect struct {
	words   *strings.Replacer
	appends func(table string) []string // statements that make a table append-only
}

var sqliteDialect = dialect{
	words: strings.NewReplacer("{{int}}", "integer", "{{bool}}", "integer", "{{blob}}", "blob", "{{instant}}", "integer", "{{strict}}", "strict, without rowid"),
	appends: func(table string) []string {
		var all []string
		for _, verb := range []string{"update", "delete"} {
			all = append(all, fmt.Sprintf(`create trigger %s_no_%s before %s on %s begin select raise(abort, 'append-only'); end`, table, verb, verb, table))
		}
		return all
	},
}

var postgresDialect = dialect{
	words: strings.NewReplacer("{{int}}", "bigint", "{{bool}}", "boolean", "{{blob}}", "bytea", "{{instant}}", "bigint", "{{strict}}", ""),
	appends: func(table string) []string {
		return []string{
			fmt.Sprintf(`create trigger %s_append before update or delete on %s for each row execute function store_refuse()`, table, table),
			fmt.Sprintf(`create trigger %s_keep before truncate on %s execute function store_refuse()`, table, table),
		}
	},
}

// The function runs on whichever node holds the schema (Citus), so it names no table.
const refuseFunction = `create function store_refuse() returns trigger language plpgsql as $$ begin raise exception 'append-only'; end $$`

// applied reads which migrations a database has; none where it has no migration table. It refuses a newer or a changed one.
func applied(ctx context.Context, db *sql.DB, exists string) (int, error) {
	var there bool
	if err := db.QueryRowContext(ctx, exists).Scan(&there); err != nil || !there {
		return 0, err
	}
	rows, err := db.QueryContext(ctx, `select number, hash from store_migration order by number`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var number int
		var hash string
		if err := rows.Scan(&number, &hash); err != nil {
			return 0, err
		}
		if n++; number > len(migrations) {
			return 0, fault.New(fault.Machine, "store.newer-database", number, len(migrations))
		}
		if migrations[number-1].hash != hash {
			return 0, fault.New(fault.Machine, "store.other-migration", migrations[number-1].name)
		}
	}
	return n, rows.Err()
}

// apply runs the migrations from the n-th on, each in one transaction with its own record.
func apply(ctx context.Context, db *sql.DB, d dialect, from int, before []string) error {
	for _, m := range migrations[from:] {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		statements := append([]string{}, before...)
		if m.number == 1 {
			statements = append(statements, migrationTable)
		}
		statements = append(statements, m.text)
		for _, t := range m.tables {
			if t.Kind == Record || t.Kind == Audit {
				statements = append(statements, d.appends(t.Name)...)
			}
		}
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, d.words.Replace(s)); err != nil {
				return fmt.Errorf("migration %s: %w", m.name, err)
			}
		}
		if _, err := tx.ExecContext(ctx, `insert into store_migration (number, name, hash, at) values ($1, $2, $3, $4)`,
			m.number, m.name, m.hash, time.Now().UnixMicro()); err != nil {
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (sqlite) migrate(ctx context.Context, c Config) error {
	db, err := openSQLiteOwner(c.DSN, false)
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := applied(ctx, db, `select exists (select 1 from sqlite_master where name = 'store_migration')`)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "store.no-district")
	}
	return apply(ctx, db, sqliteDialect, n, nil)
}

func (postgres) migrate(ctx context.Context, c Config) error {
	db, err := openPostgresOwner(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := applied(ctx, db, `select to_regclass('store_migration') is not null`)
	switch {
	case err != nil:
		return err
	case n == 0:
		return fault.New(fault.NotFound, "store.no-district")
	case n == len(migrations):
		return nil
	}
	before, err := citus(ctx, db)
	if err != nil {
		return err
	}
	if err := apply(ctx, db, postgresDialect, n, before); err != nil {
		return err
	}
	return grant(ctx, db, c)
}

// Create makes an empty district: the file, or the schema and the login that will serve it. The place must be empty.
func Create(ctx context.Context, c Config) error {
	if c.District == "" {
		c.District = "youfu"
	}
	if Postgres(c.DSN) {
		return wrap(postgres{}, createPostgres(ctx, c))
	}
	return wrap(sqlite{}, createSQLite(ctx, c))
}

func createSQLite(ctx context.Context, c Config) error {
	if info, err := os.Stat(c.DSN); err == nil && info.Size() > 0 {
		return fault.New(fault.Conflict, "store.file-exists", c.DSN)
	}
	file, err := os.OpenFile(c.DSN, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would let the umask decide who reads it
	if err != nil {
		return fault.New(fault.Machine, "store.no-database").Because(err)
	}
	file.Close()
	db, err := openSQLiteOwner(c.DSN, true)
	if err != nil {
		return err
	}
	defer db.Close()
	return apply(ctx, db, sqliteDialect, 0, nil)
}

func createPostgres(ctx context.Context, c Config) error {
	db, err := openPostgresOwner(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := applied(ctx, db, `select to_regclass('store_migration') is not null`)
	if err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "store.schema-exists", c.District)
	}
	before, err := citus(ctx, db)
	if err != nil {
		return err
	}
	schema := pgx.Identifier{c.District}.Sanitize()
	for _, s := range append(before, `create schema if not exists `+schema, refuseFunction) {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	if err := apply(ctx, db, postgresDialect, 0, before); err != nil {
		return err
	}
	return grant(ctx, db, c)
}

// citus gives the settings that make a schema a distributed one, where the extension is there.
func citus(ctx context.Context, db *sql.DB) ([]string, error) {
	var there bool
	err := db.QueryRowContext(ctx, `select exists (select 1 from pg_extension where extname = 'citus')`).Scan(&there)
	if err != nil || !there {
		return nil, err
	}
	return []string{`set citus.enable_schema_based_sharding = on`, `set citus.enable_unsafe_triggers = on`}, nil
}

// grant makes the serving login where it is missing and gives it, on each table, only the verbs of the table's kind.
func grant(ctx context.Context, db *sql.DB, c Config) error {
	if c.Login == "" {
		return nil
	}
	login, schema := pgx.Identifier{c.Login}.Sanitize(), pgx.Identifier{c.District}.Sanitize()
	var there bool
	if err := db.QueryRowContext(ctx, `select exists (select 1 from pg_roles where rolname = $1)`, c.Login).Scan(&there); err != nil {
		return err
	}
	var statements []string
	if !there {
		statements = append(statements, fmt.Sprintf(`create role %s login nosuperuser nocreatedb nocreaterole noinherit password '%s'`,
			login, strings.ReplaceAll(c.Password, "'", "''")))
	}
	statements = append(statements, `grant usage on schema `+schema+` to `+login, `grant select on store_migration to `+login)
	for _, t := range Tables() {
		statements = append(statements, fmt.Sprintf(`grant %s on %s to %s`, verbs[t.Kind], t.Name, login))
	}
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fault.New(fault.Machine, "store.no-grant", c.Login).Because(err)
		}
	}
	return nil
}

var verbs = map[TableKind]string{
	Record:  "select, insert",
	Audit:   "select, insert",
	Sealed:  "select, insert, update (key_version, cell, digest)",
	Mutable: "select, insert, update, delete",
}
