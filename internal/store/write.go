package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
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
	mac := hmac.New(sha256.New, d.config.Secret) // keyed: a plain hash of a short form could be found by trying
	mac.Write([]byte(w.Kind + "\x00"))
	mac.Write(request)
	hash := mac.Sum(nil)
	var receipt Receipt
	err = d.in(ctx, d.writer, d.engine.beginWrite(), func(tx *Tx) error {
		tx.Actor, tx.clientID, tx.numbered = w.Actor, w.ClientID, true
		// The clock row comes first: whoever holds it commits next, so seq order is commit order, without retries. The clock is read
		// again under its lock: the instants of writes are in the order of their numbers.
		if err := tx.clock(`update store_clock set seq = seq + 1 where one = 1 returning seq`); err != nil {
			return err
		}
		tx.Now = d.Now()
		again, err := earlier(tx, hash, &receipt)
		if err != nil {
			return err
		}
		if again {
			return errAgain
		}
		if err := fn(tx); err != nil {
			return err
		}
		if rehearsing(ctx) {
			return cmp.Or(tx.flush(), ErrRehearsed)
		}
		receipt = Receipt{Seq: tx.Seq, At: tx.Now, Outcome: tx.outcome}
		_, err = tx.Exec(`insert into store_tx (seq, at, actor, seat, client_id, kind, request_hash, outcome, reason, legal_basis)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tx.Seq, tx.Now.UnixMicro(), w.Actor.Account, w.Actor.Seat, w.ClientID, w.Kind, hash, string(tx.outcome), w.Reason, w.LegalBasis)
		return err
	})
	switch {
	case err == errAgain:
		return receipt, nil
	case errors.Is(err, ErrNothing):
		return Receipt{}, nil
	case err != nil:
		return Receipt{}, err
	}
	return receipt, nil
}

// ErrRehearsed is the error of a write that did all that it was to do, and was rolled back.
var ErrRehearsed = errors.New("store: rehearsed")

type rehearsal struct{}

// Rehearse gives a context in which every write is tried and nothing is written: a write that would have succeeded ends with ErrRehearsed.
func Rehearse(ctx context.Context) context.Context { return context.WithValue(ctx, rehearsal{}, true) }

func rehearsing(ctx context.Context) bool { return ctx.Value(rehearsal{}) != nil }

// errAgain ends a transaction whose write was done before: it leaves no trace.
var errAgain = errors.New("store: written before")

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
		return false, fault.New(fault.Conflict, "store.client-id-reused")
	}
	*receipt = Receipt{Seq: seq, At: instant(at), Outcome: []byte(outcome), Again: true}
	return true, nil
}

// clock reads the number of the last write; in Write it moves it on.
func (tx *Tx) clock(query string) error {
	found, err := tx.One(query, nil, &tx.Seq)
	if err == nil && !found {
		return fault.New(fault.Machine, "store.not-a-database")
	}
	return err
}

const lastWrite = `select seq from store_clock where one = 1`

// Read runs fn on one unchanging state of the district.
func (d *District) Read(ctx context.Context, fn func(*Tx) error) error {
	return d.in(ctx, d.reader, d.engine.beginRead(), func(tx *Tx) error {
		if err := tx.clock(lastWrite); err != nil {
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
	return d.in(ctx, d.aside, d.engine.beginWrite(), func(tx *Tx) error {
		tx.Actor, tx.clientID = who, id.New()
		if err := tx.clock(lastWrite); err != nil {
			return err
		}
		return fn(tx)
	})
}

// in runs fn between begin and commit on a session of p, and what fn left for afterwards once the session is back.
func (d *District) in(ctx context.Context, p *pool, begin string, fn func(*Tx) error) error {
	tx := &Tx{ctx: ctx, district: d, writing: p != d.reader, Now: d.Now()}
	if err := tx.run(p, begin, fn); err != nil {
		return wrap(d.engine, err)
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// run ends every transaction that it begins: a cancelled caller still gets its session rolled back, and so does a function that panics.
func (tx *Tx) run(p *pool, begin string, fn func(*Tx) error) (err error) {
	if tx.session, err = p.begin(tx.ctx, begin); err != nil {
		return err
	}
	settled := context.WithoutCancel(tx.ctx)
	sound := false
	defer func() {
		if !sound {
			_, failed := tx.session.exec(settled, "rollback", nil)
			sound = failed == nil
		}
		p.put(tx.session, sound)
	}()
	if err = fn(tx); err == nil {
		err = tx.flush()
	}
	if err != nil {
		return err
	}
	tx.ctx = settled
	_, err = tx.exec("commit", nil) // refused where a statement failed
	sound = err == nil
	return err
}

// instant is the instant of a stored count of microseconds.
func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
