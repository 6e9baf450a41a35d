package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
)

// Write runs fn in the next numbered transaction. fn has no effect outside the transaction: it may be rolled back.
//
// Errors: fn's own; Conflict "store.client-id-reused" where the client id came before with another request; Machine otherwise.
func (d *District) Write(ctx context.Context, w Writing, fn func(*Tx) error) (Receipt, error) {
	if w.ClientID.Zero() {
		return Receipt{}, fault.New(fault.Usage, "store.no-client-id")
	}
	request, err := json.Marshal(w.Request)
	if err != nil {
		return Receipt{}, fault.New(fault.Machine, "store.failed").Because(err)
	}
	hash := sha256.Sum256(append([]byte(w.Kind+"\x00"), request...))
	var receipt Receipt
	err = d.in(ctx, d.writer, d.engine.beginWrite(), func(tx *Tx) error {
		tx.Actor, tx.clientID, tx.numbered = w.Actor, w.ClientID, true
		// The clock row comes first: whoever holds it commits next, so seq order is commit order, without retries.
		if _, err := tx.One(`update store_clock set seq = seq + 1 where one = 1 returning seq`, nil, &tx.Seq); err != nil {
			return err
		}
		again, err := earlier(tx, hash[:], &receipt)
		if err != nil || again {
			return errors.Join(err, errAgain)
		}
		if err := fn(tx); err != nil {
			return err
		}
		receipt = Receipt{Seq: tx.Seq, At: tx.Now, Outcome: tx.outcome}
		_, err = tx.Exec(`insert into store_tx (seq, at, actor, seat, client_id, kind, request_hash, outcome, reason, legal_basis)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tx.Seq, tx.Now.UnixMicro(), w.Actor.Account, w.Actor.Seat, w.ClientID, w.Kind, hash[:], string(tx.outcome), w.Reason, w.LegalBasis)
		return err
	})
	switch {
	case errors.Is(err, errAgain):
		return receipt, faultOf(err)
	case errors.Is(err, Nothing):
		return Receipt{}, nil
	}
	return receipt, err
}

// errAgain leaves the transaction without a trace: the write was done before.
var errAgain = errors.New("store: written before")

func faultOf(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return known
	}
	return nil
}

// earlier looks for a write under the same client id.
func earlier(tx *Tx, hash []byte, receipt *Receipt) (bool, error) {
	var (
		before  []byte
		at      int64
		outcome string
		seq     Seq
	)
	found, err := tx.One(`select seq, at, request_hash, outcome from store_tx where client_id = $1`, []any{tx.clientID}, &seq, &at, &before, &outcome)
	if err != nil || !found {
		return false, err
	}
	if !bytes.Equal(before, hash) {
		return true, fault.New(fault.Conflict, "store.client-id-reused")
	}
	*receipt = Receipt{Seq: seq, At: instant(at), Outcome: []byte(outcome), Again: true}
	return true, nil
}

// Read runs fn on one unchanging state of the district.
func (d *District) Read(ctx context.Context, fn func(*Tx) error) error {
	return d.in(ctx, d.reader, d.engine.beginRead(), func(tx *Tx) error {
		if _, err := tx.One(`select seq from store_clock where one = 1`, nil, &tx.Seq); err != nil {
			return err
		}
		return fn(tx)
	})
}

// Audit runs fn, which appends to the audit tables, and returns once they are durable. It uses no number.
func (d *District) Audit(ctx context.Context, who actor.Actor, fn func(*Tx) error) error {
	return d.unnumbered(ctx, who, fn)
}

// Housekeep runs fn, which changes what is not a record: sessions, lock-outs, uploads, the outbox.
func (d *District) Housekeep(ctx context.Context, who actor.Actor, fn func(*Tx) error) error {
	return d.unnumbered(ctx, who, fn)
}

func (d *District) unnumbered(ctx context.Context, who actor.Actor, fn func(*Tx) error) error {
	return d.in(ctx, d.writer, d.engine.beginWrite(), func(tx *Tx) error {
		tx.Actor, tx.clientID = who, id.New()
		return fn(tx)
	})
}

// in runs fn between begin and commit on a session of p. A cancelled caller still gets its session rolled back.
func (d *District) in(ctx context.Context, p *pool, begin string, fn func(*Tx) error) (err error) {
	s, err := p.get(ctx)
	if err != nil {
		return wrap(d.engine, err)
	}
	sound := false
	defer func() { p.put(s, sound) }()
	tx := &Tx{ctx: ctx, session: s, Now: d.Now()}
	settled := context.WithoutCancel(ctx)
	if _, err = s.exec(settled, begin, nil); err != nil {
		return wrap(d.engine, err)
	}
	defer func() {
		if !sound { // also when fn panics
			_, failed := s.exec(settled, "rollback", nil)
			sound = failed == nil
		}
	}()
	if err = fn(tx); err == nil {
		err = tx.flush()
	}
	if err != nil {
		return wrap(d.engine, err)
	}
	if _, err = s.exec(settled, "commit", nil); err != nil {
		return wrap(d.engine, err)
	}
	sound = true
	for _, f := range tx.after {
		f()
	}
	return nil
}

// instant is the instant of a stored count of microseconds.
func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
