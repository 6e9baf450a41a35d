package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"youfu/internal/fault"
)

// What follows is for backup and doctor: what the database itself knows of a district.

// Condition is what is wrong with a district's database, as far as it can tell. Names are of tables, triggers, indexes and the like.
type Condition struct {
	Damage     []string // what the database's own check says: broken pages, invalid indexes
	Migrations error    // nil, or why the record of the migrations does not fit this program
	Unlike     []string // tables whose columns or key are not those of the migrations
	Unguarded  []string // tables that no longer refuse to be changed
	Rights     []string // what the serving login may do and should not (PostgreSQL)
}

// Condition inspects the database.
func (tx *Tx) Condition() (Condition, error) {
	var c Condition
	var err error
	e := tx.district.engine
	if c.Damage, err = e.damage(tx); err != nil {
		return c, err
	}
	if c.Migrations, err = tx.migrations(); err != nil {
		return c, err
	}
	for _, t := range Tables() {
		columns, key, err := e.shape(tx, t.Name)
		if err != nil {
			return c, err
		}
		var named []string
		for _, column := range t.Columns {
			named = append(named, column.Name)
		}
		if !slices.Equal(named, columns) || !slices.Equal(t.Key, key) {
			c.Unlike = append(c.Unlike, t.Name)
		}
		guarded, err := e.guarded(tx, t)
		if err != nil {
			return c, err
		}
		if !guarded {
			c.Unguarded = append(c.Unguarded, t.Name)
		}
	}
	c.Rights, err = e.rights(tx)
	return c, err
}

// migrations is why the record of the migrations does not fit this program.
func (tx *Tx) migrations() (misfit, err error) {
	n, misfit, err := tx.migrated()
	if misfit == nil && n < len(migrations) {
		misfit = fmt.Errorf("store: %d migrations of %d", n, len(migrations))
	}
	return misfit, err
}

// Outdated reports whether the district's tables are those of an earlier program, and what Open would do has yet to be done. A district of
// a newer program is refused.
func (tx *Tx) Outdated() (bool, error) {
	n, misfit, err := tx.migrated()
	return n < len(migrations), errors.Join(misfit, err)
}

func (tx *Tx) migrated() (n int, misfit, err error) {
	err = tx.Each(`select number, hash from store_migration order by number`, nil, func(scan func(...any) error) error {
		var number int
		var hash string
		if err := scan(&number, &hash); err != nil {
			return err
		}
		if n++; misfit == nil {
			misfit = fits(n, number, hash)
		}
		return nil
	})
	return n, misfit, err
}

// texts are the answers of a query for one column of text.
func (tx *Tx) texts(query string, args ...any) ([]string, error) {
	var all []string
	err := tx.Each(query, args, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		all = append(all, s)
		return err
	})
	return all, err
}

func (sqlite) damage(tx *Tx) ([]string, error) {
	all, err := tx.texts(`pragma integrity_check`)
	if err != nil {
		return nil, err
	}
	if slices.Equal(all, []string{"ok"}) {
		all = nil
	}
	return all, tx.Each(`pragma foreign_key_check`, nil, func(scan func(...any) error) error {
		var table, parent string
		var row, key any
		err := scan(&table, &row, &parent, &key)
		if line := table + " > " + parent; err == nil && !slices.Contains(all, line) {
			all = append(all, line)
		}
		return err
	})
}

func (sqlite) shape(tx *Tx, table string) (columns, key []string, err error) {
	keyed := map[int]string{}
	err = tx.Each(`pragma table_info(`+table+`)`, nil, func(scan func(...any) error) error {
		var id, notNull, pk int
		var name, kind string
		var value any
		err := scan(&id, &name, &kind, &notNull, &value, &pk)
		columns = append(columns, name)
		if pk > 0 {
			keyed[pk] = name
		}
		return err
	})
	for n := 1; n <= len(keyed); n++ {
		key = append(key, keyed[n])
	}
	return columns, key, err
}

func (sqlite) guarded(tx *Tx, t Table) (bool, error) {
	have, err := tx.texts(`select sql from sqlite_master where type = 'trigger' and tbl_name = $1`, t.Name)
	for _, want := range sqliteDialect.guards(t) {
		// SQLite keeps what stands after "create trigger".
		if !slices.ContainsFunc(have, func(s string) bool { return strings.EqualFold(s, want) }) {
			return false, err
		}
	}
	return true, err
}

// rights: whoever can open a file can do everything with it; a handle's wall is kept by the program.
func (sqlite) rights(*Tx) ([]string, error) { return nil, nil }

func (postgres) damage(tx *Tx) ([]string, error) {
	all, err := tx.texts(`select x.indexrelid::regclass::text from pg_index x join pg_class c on c.oid = x.indrelid
		where c.relnamespace = current_schema()::regnamespace and not (x.indisvalid and x.indisready)
		union all select conrelid::regclass::text || ' ' || conname from pg_constraint
		where connamespace = current_schema()::regnamespace and not convalidated`)
	if err != nil {
		return nil, err
	}
	for _, t := range Tables() {
		for _, r := range t.Refers {
			var there, same []string
			for i, name := range r.Columns {
				there = append(there, "a."+name+" is not null")
				same = append(same, "b."+r.To[i]+" = a."+name)
			}
			dangling, err := tx.One(fmt.Sprintf(`select 1 from %s a where %s and not exists (select 1 from %s b where %s) limit 1`,
				t.Name, strings.Join(there, " and "), r.Table, strings.Join(same, " and ")), nil, new(int))
			if err != nil {
				return nil, err
			}
			if dangling {
				all = append(all, t.Name+" > "+r.Table)
			}
		}
	}
	return all, nil
}

func (postgres) shape(tx *Tx, table string) (columns, key []string, err error) {
	columns, err = tx.texts(`select attname::text from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped
		order by attnum`, table)
	if err != nil {
		return nil, nil, err
	}
	key, err = tx.texts(`select a.attname::text from pg_index x, unnest(x.indkey) with ordinality k (attnum, n)
		join pg_attribute a on a.attnum = k.attnum where x.indrelid = to_regclass($1) and x.indisprimary and a.attrelid = x.indrelid
		order by k.n`, table)
	return columns, key, err
}

func (postgres) guarded(tx *Tx, t Table) (bool, error) {
	have, err := tx.texts(`select pg_get_triggerdef(t.oid) from pg_trigger t join pg_proc p on p.oid = t.tgfoid
		where t.tgrelid = to_regclass($1) and not t.tgisinternal and t.tgenabled in ('O', 'A') and p.prosrc = $2`, t.Name, refuseBody)
	for _, want := range postgresDialect.guards(t) {
		// PostgreSQL writes it in capitals, with the schema.
		words := strings.Fields(want)
		if !slices.ContainsFunc(have, func(s string) bool { return sameTrigger(strings.Fields(s), words) }) {
			return false, err
		}
	}
	return true, err
}

// sameTrigger compares the words of two definitions; the names of the table and the function may have a schema before them.
func sameTrigger(have, want []string) bool {
	return slices.EqualFunc(have, want, func(h, w string) bool {
		return strings.EqualFold(h, w) || strings.HasSuffix(h, "."+w)
	})
}

func (postgres) rights(tx *Tx) ([]string, error) {
	all, err := tx.texts(`select 'superuser' from pg_roles where rolname = current_user and (rolsuper or rolcreaterole or rolbypassrls)
		union all select 'member of ' || r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid
			where m.member = (select oid from pg_roles where rolname = current_user)
		union all select 'create on schema' where has_schema_privilege(current_schema(), 'create')
		union all select 'owner of ' || c.relname from pg_class c join pg_roles r on r.oid = c.relowner
			where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and r.rolname = current_user`)
	if err != nil || slices.Contains(all, "superuser") {
		return all, err
	}
	for _, t := range Tables() {
		for _, verb := range []string{"update", "delete", "truncate", "trigger"} {
			if strings.Contains(verbs(t)+" ", verb+" ") || strings.Contains(verbs(t)+",", verb+",") {
				continue
			}
			may, err := tx.One(`select 1 where has_table_privilege(to_regclass($1), $2)`, []any{t.Name, verb}, new(int))
			if err != nil {
				return nil, err
			}
			if may {
				all = append(all, verb+" on "+t.Name)
			}
		}
	}
	return all, nil
}

// SaveTo writes a consistent copy of a SQLite district into a new file, readable by its owner alone and safe on the disk when it returns.
// The district goes on being written meanwhile. What was erased is not in the copy, not even on unused pages; neither is what the tables
// named without hold, which are empty there.
//
// Errors: Conflict "store.file-exists"; Usage on PostgreSQL.
func (d *District) SaveTo(ctx context.Context, path string, without ...string) error {
	if _, ok := d.engine.(sqlite); !ok {
		return fault.New(fault.Usage, "store.bad-dsn")
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "store.file-exists", path)
	}
	if err != nil {
		return fault.New(fault.Machine, "store.failed").Because(err)
	}
	defer file.Close()
	db, err := openSQLiteOwner(d.config.DSN, "rw", lasting...)
	if err == nil {
		defer db.Close()
		_, err = db.ExecContext(ctx, `vacuum into $1`, path) // an empty file is what it accepts
	}
	if err == nil {
		err = emptied(ctx, path, without)
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		os.Remove(path)
	}
	return wrap(d.engine, err)
}

// emptied takes all rows out of tables of a new file that nobody uses yet; their pages are overwritten, and no journal has them.
func emptied(ctx context.Context, path string, tables []string) error {
	db, err := openSQLiteOwner(path, "rw", "journal_mode(memory)", "secure_delete(on)")
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err == nil {
			_, err = db.ExecContext(ctx, `delete from `+table)
		}
	}
	return errors.Join(err, db.Close())
}
