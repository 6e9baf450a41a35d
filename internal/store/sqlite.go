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

func (sqlite) open(_ context.Context, c Config) (io.Closer, pools, error) {
	writer, err := openServing(c, false)
	if err != nil {
		return nil, pools{}, err
	}
	reader, err := openServing(c, true)
	if err != nil {
		writer.Close()
		return nil, pools{}, err
	}
	one := newPool(writer, 1, true)
	return closers{writer, reader}, pools{writer: one, aside: one, reader: newPool(reader, readers, true)}, nil
}

// openServing opens connections that touch what c.Wall allows; those for reading change nothing.
func openServing(c Config, reading bool) (*sql.DB, error) {
	mode := "rw"
	pragmas := []string{"query_only(" + map[bool]string{true: "on", false: "off"}[reading] + ")"}
	if c.Frozen {
		mode = "ro&immutable=1"
	} else {
		pragmas = append(pragmas, lasting...)
	}
	if len(c.Wall) > 0 && !reading {
		pragmas = append(pragmas, "cache_size(-65536)") // in KiB: a list of payments is written and looked up in no order of its own
	}
	db, err := driver.Open(sqliteName(c.DSN, mode, pragmas...), func(conn *sqlite3.Conn) error { return conn.SetAuthorizer(wall(c.Wall)) })
	if err == nil {
		db.SetMaxOpenConns(readers)
		db.SetMaxIdleConns(readers)
	}
	return db, err
}

type closers []io.Closer

func (all closers) Close() error {
	var errs []error
	for _, c := range all {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// lasting are the settings that say how the file is written.
var lasting = []string{"journal_mode(wal)", "synchronous(full)", "secure_delete(on)"}

func sqliteName(path, mode string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}}
	// recursive_triggers: without it "insert or replace" removes a row and asks no trigger.
	for _, pragma := range append([]string{"busy_timeout(20000)", "foreign_keys(on)", "recursive_triggers(on)", "temp_store(memory)",
		"cache_size(-4000)", "trusted_schema(off)"}, pragmas...) {
		q.Add("_pragma", pragma)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=" + mode + "&" + q.Encode()
}

func (sqlite) beginWrite() string { return "begin immediate" }
func (sqlite) beginRead() string  { return "begin" }
func (sqlite) exists() string     { return sqliteDialect.exists }

// wall refuses, on a serving connection, every change of the schema, other files, and tables outside the allow-list.
func wall(prefixes []string) func(sqlite3.AuthorizerActionCode, string, string, string, string) sqlite3.AuthorizerReturnCode {
	return func(action sqlite3.AuthorizerActionCode, name, value, _, _ string) sqlite3.AuthorizerReturnCode {
		ok := false
		switch action {
		case sqlite3.AUTH_SELECT, sqlite3.AUTH_FUNCTION, sqlite3.AUTH_TRANSACTION, sqlite3.AUTH_SAVEPOINT, sqlite3.AUTH_RECURSIVE:
			ok = true
		case sqlite3.AUTH_READ:
			ok = allowed(prefixes, name) || descriptive[name]
		case sqlite3.AUTH_UPDATE:
			ok = allowed(prefixes, name)
		case sqlite3.AUTH_INSERT, sqlite3.AUTH_DELETE:
			ok = allowed(prefixes, name) && name != "store_clock"
		case sqlite3.AUTH_PRAGMA:
			ok = inspecting[name] || value == "" && name == "query_only" // which the driver reads
		}
		if ok {
			return sqlite3.AUTH_OK
		}
		return sqlite3.AUTH_DENY
	}
}

// descriptive are the tables that say what the database is: they can be read.
var descriptive = map[string]bool{"sqlite_master": true, "sqlite_schema": true, "store_migration": true}

// inspecting are the pragmas that doctor uses. None of them changes anything.
var inspecting = map[string]bool{"integrity_check": true, "foreign_key_check": true, "table_info": true}

// allowed reports whether a wall lets through to a table. Every write needs the clock and its own row.
func allowed(prefixes []string, table string) bool {
	if strings.HasPrefix(table, "sqlite_") || descriptive[table] {
		return false
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

// openSQLiteOwner opens the one connection that may change the schema.
func openSQLiteOwner(path, mode string, pragmas ...string) (*sql.DB, error) {
	db, err := driver.Open(sqliteName(path, mode, pragmas...))
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
