package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"youfu/internal/fault"
)

const migrationTable = `create table store_migration (
  number {{int}} primary key,
  name text not null,
  hash text not null,
  at {{instant}} not null
) {{strict}}`

// dialect is the few words that differ between the databases.
type dialect struct {
	words  *strings.Replacer
	exists string                 // whether there is a migration table
	lock   []string               // makes other programs' migrations wait until the transaction ends
	guards func(t Table) []string // statements that make a table keep what it has
}

var sqliteDialect = dialect{
	words:  strings.NewReplacer("{{int}}", "integer", "{{bool}}", "integer", "{{blob}}", "blob", "{{instant}}", "integer", "{{strict}}", "strict, without rowid"),
	exists: `select exists (select 1 from sqlite_master where name = 'store_migration')`,
	guards: func(t Table) []string {
		const form = `create trigger %s_no_%s before %s on %s begin select raise(abort, 'append-only'); end`
		update := "update"
		switch t.Kind {
		case Mutable:
			return nil
		case Sealed:
			update += " of " + strings.Join(t.Key, ", ")
		}
		return []string{fmt.Sprintf(form, t.Name, "update", update, t.Name), fmt.Sprintf(form, t.Name, "delete", "delete", t.Name)}
	},
}

var postgresDialect = dialect{
	words:  strings.NewReplacer("{{int}}", "bigint", "{{bool}}", "boolean", "{{blob}}", "bytea", "{{instant}}", "bigint", "{{strict}}", ""),
	exists: `select to_regclass('store_migration') is not null`,
	lock:   []string{`select pg_advisory_xact_lock(hashtext('youfu migrates ' || current_schemas(false)::text))`},
	guards: func(t Table) []string {
		update := "update"
		switch t.Kind {
		case Mutable:
			return nil
		case Sealed:
			update += " of " + strings.Join(t.Key, ", ")
		}
		return []string{
			fmt.Sprintf(`create trigger %s_append before delete or %s on %s for each row execute function store_refuse()`, t.Name, update, t.Name),
			fmt.Sprintf(`create trigger %s_keep before truncate on %s for each statement execute function store_refuse()`, t.Name, t.Name),
		}
	},
}

// refuseBody runs on whichever node holds the schema (Citus), so it names no table.
const refuseBody = ` begin raise exception 'append-only'; end `

const refuseFunction = `create function store_refuse() returns trigger language plpgsql as $$` + refuseBody + `$$`

// querier is a database or a transaction of it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// applied reads how many migrations a database has; none where it has no migration table. It refuses a newer or a changed one.
func applied(ctx context.Context, db querier, d dialect) (int, error) {
	var there bool
	if err := db.QueryRowContext(ctx, d.exists).Scan(&there); err != nil || !there {
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
		n++
		if err := fits(n, number, hash); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// fits refuses the n-th row of the migration table where it is not this program's n-th migration.
func fits(n, number int, hash string) error {
	if n > len(migrations) {
		return fault.New(fault.Machine, "store.newer-database", number, len(migrations))
	}
	if m := migrations[n-1]; number != n || m.hash != hash {
		return fault.New(fault.Machine, "store.other-migration", m.name)
	}
	return nil
}

// place is a database whose owner brings it up to date.
type place struct {
	*sql.DB
	dialect
	before, after []string // run around the migrations, in their transaction; after are the grants
	login         string   // to whom
}

// bring applies every migration that a place lacks, all in one transaction, each with its own record, if admit lets it with the number
// of those that it has. Of two programs that start at once one waits for the other, and then finds nothing to do.
func (p place) bring(ctx context.Context, admit func(tx querier, has int) error) error {
	tx, err := p.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := execAll(ctx, tx, p.lock); err != nil {
		return err
	}
	n, err := applied(ctx, tx, p.dialect)
	if err == nil {
		err = admit(tx, n)
	}
	if err != nil || n == len(migrations) {
		return err
	}
	if err := execAll(ctx, tx, p.before); err != nil {
		return err
	}
	for _, m := range migrations[n:] {
		if err := m.apply(ctx, tx, p.dialect); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	if err := execAll(ctx, tx, p.after); err != nil {
		return fault.New(fault.Machine, "store.no-grant", p.login).Because(err)
	}
	return tx.Commit()
}

// current reports whether a district has nothing to migrate, or why it cannot be opened.
func (p place) current(ctx context.Context) (bool, error) {
	n, err := applied(ctx, p, p.dialect)
	if err != nil {
		return false, err
	}
	return n == len(migrations), exists(p, n)
}

func exists(_ querier, has int) error {
	if has == 0 {
		return fault.New(fault.NotFound, "store.no-district")
	}
	return nil
}

func (m migration) apply(ctx context.Context, tx *sql.Tx, d dialect) error {
	var statements []string
	if m.number == 1 {
		statements = append(statements, migrationTable)
	}
	statements = append(statements, m.text)
	for _, t := range m.tables {
		if t.Kind != "" {
			statements = append(statements, d.guards(t)...)
		}
	}
	for i, s := range statements {
		statements[i] = d.words.Replace(s)
	}
	if err := execAll(ctx, tx, statements); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `insert into store_migration (number, name, hash, at) values ($1, $2, $3, $4)`,
		m.number, m.name, m.hash, time.Now().UnixMicro())
	return err
}

// execAll sends all statements at once: a new schema needs some two hundred.
func execAll(ctx context.Context, tx *sql.Tx, statements []string) error {
	_, err := tx.ExecContext(ctx, strings.Join(statements, ";\n"))
	return err
}
