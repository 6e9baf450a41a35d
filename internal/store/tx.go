package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
)

// Tx is one transaction. Its methods must be called by one goroutine.
//
// After a statement has failed the transaction does nothing more and cannot commit, whatever its function makes of the error: PostgreSQL
// would answer "commit" with a silent rollback, and SQLite may have rolled back already, so that each further statement would be saved by
// itself.
type Tx struct {
	Seq      Seq       // in Write: this write's number; elsewhere: the last write that this transaction sees
	Now      time.Time // one reading of the clock, UTC, microseconds
	Actor    actor.Actor
	ctx      context.Context
	district *District
	session  *session
	writing  bool // on a pool that may write
	clientID id.ID
	numbered bool // in Write
	outcome  []byte
	bulks    []*Bulk
	after    []func()
	failed   error // of the first statement that failed
}

// Known is the last write that the transaction sees as committed: in Write, the one before its own.
func (tx *Tx) Known() Seq {
	if tx.numbered {
		return tx.Seq - 1
	}
	return tx.Seq
}

// Context is the context that the transaction runs under.
func (tx *Tx) Context() context.Context { return tx.ctx }

// ID derives the n-th id of a label from the write's client id: the same write makes the same ids on any database.
func (tx *Tx) ID(label string, n int) id.ID { return id.Derive(tx.clientID, label, n) }

// ClientID is the id that the client gave the write.
func (tx *Tx) ClientID() id.ID { return tx.clientID }

// SetOutcome leaves what the write answers, also when it is sent again.
func (tx *Tx) SetOutcome(v any) error {
	raw, err := json.Marshal(v)
	tx.outcome = raw
	return err
}

// AfterCommit runs f once the transaction is durable, and never when it fails.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Exec runs a statement and gives the number of rows it touched.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if err := tx.flush(); err != nil {
		return 0, err
	}
	return tx.exec(query, args)
}

// One scans the first row of the answer into dest and reports whether there was one.
func (tx *Tx) One(query string, args []any, dest ...any) (bool, error) {
	found := false
	err := tx.Each(query, args, func(scan func(...any) error) error {
		if found {
			return nil
		}
		found = true
		return scan(dest...)
	})
	return found && err == nil, err
}

// Each calls row for every row of the answer. row must not use tx.
func (tx *Tx) Each(query string, args []any, row func(scan func(dest ...any) error) error) error {
	if err := tx.flush(); err != nil {
		return err
	}
	if err := resolve(args); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	before, after := tx.injected()
	if before != nil {
		return tx.fail(before)
	}
	rows, err := tx.session.query(tx.ctx, query, args)
	if err != nil {
		return tx.fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return tx.fail(err)
	}
	return tx.fail(after)
}

// exec sends one statement; Bulk uses it too, so it does not flush.
func (tx *Tx) exec(query string, args []any) (int64, error) {
	if err := resolve(args); err != nil {
		return 0, err
	}
	if tx.failed != nil {
		return 0, tx.failed
	}
	before, after := tx.injected()
	if before != nil {
		return 0, tx.fail(before)
	}
	n, err := tx.session.exec(tx.ctx, query, args)
	if err == nil {
		err = after
	}
	return n, tx.fail(err)
}

func (tx *Tx) fail(err error) error {
	if gone := tx.ctx.Err(); err != nil && gone != nil && !errors.Is(err, gone) { // the drivers say "interrupted" or "bad connection"
		err = fmt.Errorf("%w: %w", gone, err)
	}
	if err != nil && tx.failed == nil {
		tx.failed = err
	}
	return err
}

// resolve asks values for their database form here, so that both drivers see the same, and refuses texts that only one of the databases
// would keep.
func resolve(args []any) error {
	for i, a := range args {
		if v, ok := a.(driver.Valuer); ok {
			value, err := v.Value()
			if err != nil {
				return err
			}
			args[i] = value
		}
		if s, ok := args[i].(string); ok && (!utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0) {
			return fault.New(fault.Invalid, "store.bad-text")
		}
	}
	return nil
}
