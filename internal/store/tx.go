package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"time"

	"youfu/internal/actor"
	"youfu/internal/id"
)

// Tx is one transaction. Its methods must be called by one goroutine.
type Tx struct {
	Seq      Seq       // in Write: this write's number; elsewhere: the last write that this transaction sees
	Now      time.Time // one reading of the clock, UTC, microseconds
	Actor    actor.Actor
	ctx      context.Context
	session  *session
	clientID id.ID
	numbered bool // in Write
	outcome  []byte
	bulks    []*Bulk
	after    []func()
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
	if err := resolve(args); err != nil {
		return 0, err
	}
	return tx.session.exec(tx.ctx, query, args)
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
	rows, err := tx.session.query(tx.ctx, query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// resolve asks values for their database form here, so that both drivers see the same.
func resolve(args []any) error {
	for i, a := range args {
		v, ok := a.(driver.Valuer)
		if !ok {
			continue
		}
		value, err := v.Value()
		if err != nil {
			return err
		}
		args[i] = value
	}
	return nil
}
