package store

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/jackc/pgx/v5"

	"youfu/internal/fault"
)

// Create makes an empty district: the file, or the schema and the login that will serve it. The place must be empty.
//
// Errors: Conflict "store.file-exists" or "store.schema-exists".
func Create(ctx context.Context, c Config) error {
	c = c.complete()
	e := engineOf(c.DSN)
	return wrap(e, e.create(ctx, c))
}

func (sqlite) create(ctx context.Context, c Config) (err error) {
	taken := fault.New(fault.Conflict, "store.file-exists", c.DSN)
	file, err := os.OpenFile(c.DSN, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite would let the umask decide who reads it
	switch {
	case errors.Is(err, fs.ErrExist):
		if info, err := os.Stat(c.DSN); err != nil || info.Size() > 0 {
			return taken
		}
	case err != nil:
		return fault.New(fault.Machine, "store.no-database").Because(err)
	default:
		file.Close()
		defer func() {
			if err != nil && !fault.Is(err, fault.Conflict) { // another program may have made its district in this file
				os.Remove(c.DSN)
			}
		}()
	}
	p, err := sqlitePlace(c.DSN, "rwc", lasting...)
	if err != nil {
		return err
	}
	defer p.Close()
	return p.bring(ctx, func(_ querier, has int) error {
		if has > 0 {
			return taken
		}
		return nil
	})
}

func (sqlite) migrate(ctx context.Context, c Config) error {
	look, err := sqlitePlace(c.DSN, "rw") // without the lasting settings: the file may be somebody else's
	if err != nil {
		return err
	}
	defer look.Close()
	if current, err := look.current(ctx); err != nil || current {
		return err
	}
	p, err := sqlitePlace(c.DSN, "rw", lasting...)
	if err != nil {
		return err
	}
	defer p.Close()
	return p.bring(ctx, exists)
}

func sqlitePlace(path, mode string, pragmas ...string) (place, error) {
	db, err := openSQLiteOwner(path, mode, pragmas...)
	return place{DB: db, dialect: sqliteDialect}, err
}

func (postgres) create(ctx context.Context, c Config) error {
	p, err := postgresPlace(ctx, c)
	if err != nil {
		return err
	}
	defer p.Close()
	p.before = append(p.before, `create schema if not exists `+pgx.Identifier{c.District}.Sanitize(), refuseFunction)
	return p.bring(ctx, func(tx querier, _ int) error {
		var taken bool
		err := tx.QueryRowContext(ctx, `select exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where n.nspname = $1)`, c.District).Scan(&taken)
		if err == nil && taken {
			return fault.New(fault.Conflict, "store.schema-exists", c.District)
		}
		return err
	})
}

func (postgres) migrate(ctx context.Context, c Config) error {
	p, err := postgresPlace(ctx, c)
	if err != nil {
		return err
	}
	defer p.Close()
	if current, err := p.current(ctx); err != nil || current {
		return err
	}
	return p.bring(ctx, exists)
}

// postgresPlace is a schema with the settings that make it a distributed one, where Citus is there, and the grants of its login.
func postgresPlace(ctx context.Context, c Config) (place, error) {
	db, err := openPostgresOwner(ctx, c)
	if err != nil {
		return place{}, err
	}
	p := place{DB: db, dialect: postgresDialect, after: grants(c), login: c.Login}
	var citus bool
	if err := db.QueryRowContext(ctx, `select exists (select 1 from pg_extension where extname = 'citus')`).Scan(&citus); err != nil {
		db.Close()
		return place{}, err
	}
	if citus {
		p.before = []string{`set citus.enable_schema_based_sharding = on`, `set citus.enable_unsafe_triggers = on`}
	}
	return p, nil
}
