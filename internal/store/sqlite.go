package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"youfu/internal/fault"
)

// sqlite keeps a district in one file. A commit is on the disk before it is answered (synchronous=FULL); the pages that a record
// leaves are overwritten (secure_delete), for erasure; what a query spills stays in memory.
type sqlite struct{}

const readers = 4

func (sqlite) open(ctx context.Context, c Config) (io.Closer, *pool, *pool, error) {
	db, err := driver.Open(sqliteName(c.DSN, "rw"), func(conn *sqlite3.Conn) error { return conn.SetAuthorizer(wall(c.Wall)) })
	if err != nil {
		return nil, nil, nil, err
	}
	db.SetMaxOpenConns(readers + 1)
	db.SetMaxIdleConns(readers + 1)
	return db, newPool(db, 1, true), newPool(db, readers, true), nil
}

func sqliteName(path, mode string) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}}
	for _, pragma := range []string{"busy_timeout(20000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)",
		"secure_delete(on)", "temp_store(memory)", "cache_size(-8000)", "trusted_schema(off)"} {
		q.Add("_pragma", pragma)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (sqlite) beginWrite() string { return "begin immediate" }
func (sqlite) beginRead() string  { return "begin" }

// wall refuses, on a serving connection, every change of the schema, other files, and tables outside the allow-list.
func wall(prefixes []string) func(sqlite3.AuthorizerActionCode, string, string, string, string) sqlite3.AuthorizerReturnCode {
	return func(action sqlite3.AuthorizerActionCode, name, _, _, _ string) sqlite3.AuthorizerReturnCode {
		switch action {
		case sqlite3.AUTH_SELECT, sqlite3.AUTH_FUNCTION, sqlite3.AUTH_TRANSACTION, sqlite3.AUTH_SAVEPOINT, sqlite3.AUTH_RECURSIVE:
			return sqlite3.AUTH_OK
		case sqlite3.AUTH_READ, sqlite3.AUTH_INSERT, sqlite3.AUTH_UPDATE, sqlite3.AUTH_DELETE:
			if allowed(prefixes, name) {
				return sqlite3.AUTH_OK
			}
		case sqlite3.AUTH_PRAGMA:
			if harmlessPragmas[name] {
				return sqlite3.AUTH_OK
			}
		}
		return sqlite3.AUTH_DENY
	}
}

// harmlessPragmas are those that the driver and doctor use; none of them changes what is stored.
var harmlessPragmas = map[string]bool{"busy_timeout": true, "journal_mode": true, "synchronous": true, "foreign_keys": true,
	"secure_delete": true, "temp_store": true, "cache_size": true, "trusted_schema": true, "query_only": true,
	"integrity_check": true, "quick_check": true, "foreign_key_check": true, "optimize": true}

func allowed(prefixes []string, table string) bool {
	if strings.HasPrefix(table, "sqlite_") {
		return table == "sqlite_schema" || table == "sqlite_master"
	}
	if len(prefixes) == 0 || table == "store_clock" || table == "store_tx" {
		return true
	}
	for _, p := range prefixes {
		if strings.HasPrefix(table, p) {
			return true
		}
	}
	return false
}

func (sqlite) fault(err error) error {
	switch {
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fault.New(fault.Machine, "store.busy").Because(err)
	case errors.Is(err, sqlite3.FULL):
		return fault.New(fault.Machine, "store.disk-full").Because(err)
	case errors.Is(err, sqlite3.CONSTRAINT_UNIQUE), errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY):
		return fault.New(fault.Conflict, "store.exists").Because(err)
	case errors.Is(err, sqlite3.CANTOPEN):
		return fault.New(fault.NotFound, "store.no-database").Because(err)
	case errors.Is(err, sqlite3.NOTADB), errors.Is(err, sqlite3.CORRUPT):
		return fault.New(fault.Machine, "store.not-a-database").Because(err)
	}
	return nil
}

func openSQLiteOwner(path string, create bool) (*sql.DB, error) {
	mode := "rw"
	if create {
		mode = "rwc"
	}
	db, err := driver.Open(sqliteName(path, mode))
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
