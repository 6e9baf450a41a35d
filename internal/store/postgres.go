package store

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"youfu/internal/fault"
)

// postgres keeps a district in one schema. The serving login differs by district and owns nothing, so that each district has a small
// pool of its own, whose search path is the schema alone.
type postgres struct{}

const sessions = 8

func (postgres) open(ctx context.Context, c Config) (io.Closer, pools, error) {
	config, err := pgConfig(c)
	if err != nil {
		return nil, pools{}, err
	}
	if c.Login != "" {
		config.User, config.Password = c.Login, c.Password
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(2*sessions + 1)
	db.SetMaxIdleConns(2*sessions + 1)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, pools{}, err
	}
	return db, pools{writer: newPool(db, 1, false), aside: newPool(db, sessions, false), reader: newPool(db, sessions, false)}, nil
}

func pgConfig(c Config) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(c.DSN)
	if err != nil {
		return nil, fault.New(fault.Usage, "store.bad-dsn") // not the cause: it may print the password
	}
	// pg_temp last: named nowhere it would come first, and a temporary table could stand before one of the district's.
	config.RuntimeParams["search_path"] = pgx.Identifier{c.District}.Sanitize() + ", pg_temp"
	config.RuntimeParams["application_name"] = "youfu"
	return config, nil
}

func (postgres) beginWrite() string { return "begin isolation level read committed" }
func (postgres) beginRead() string  { return "begin isolation level repeatable read read only" }
func (postgres) exists() string     { return postgresDialect.exists }

func (postgres) fault(err error) error {
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	if !errors.As(err, &pg) {
		if errors.As(err, &connect) {
			return fault.New(fault.Machine, "store.no-server").Because(err)
		}
		return nil
	}
	// https://www.postgresql.org/docs/15/errcodes-appendix.html
	switch pg.Code {
	case "23505":
		return fault.New(fault.Conflict, "store.exists").Because(err)
	case "53100":
		return fault.New(fault.Machine, "store.disk-full").Because(err)
	case "40001", "40P01", "55P03", "53300":
		return fault.New(fault.Machine, "store.busy").Because(err)
	case "28000", "28P01":
		return fault.New(fault.Machine, "store.no-login").Because(err)
	case "57P01", "57P02", "57P03":
		return fault.New(fault.Machine, "store.no-server").Because(err)
	case "42P01", "3F000", "3D000":
		return fault.New(fault.NotFound, "store.no-database").Because(err)
	}
	return nil
}

func openPostgresOwner(ctx context.Context, c Config) (*sql.DB, error) {
	config, err := pgConfig(c)
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(1)
	return db, db.PingContext(ctx)
}
