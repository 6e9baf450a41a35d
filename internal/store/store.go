// Package store keeps a district: one file of SQLite, or one schema of PostgreSQL. It has three doors for writing. Write is the one
// order of everything: each call is one transaction with a number (seq) in commit order, a client-made id that makes it idempotent,
// and an actor. Audit appends who read what, without a number. Housekeep keeps sessions, lock-outs and other things that are not
// records. Read sees one consistent state.
//
// A record is never changed or removed: the databases refuse it by trigger and, on PostgreSQL, by grant as well. Content that is
// corrected gets a new revision; "as known at K" is a filter on seq.
package store

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
)

// Seq is the number of a write, in commit order, from 1.
type Seq int64

// Config says where a district is.
type Config struct {
	DSN      string // a file's path, or postgres://…
	District string // the PostgreSQL schema; "youfu" where empty
	Login    string // PostgreSQL: the login that serves and owns nothing; empty: the DSN's own
	Password string
	Secret   []byte   // keys the hashes of requests; the same for as long as the district lives
	Wall     []string // prefixes of the only tables this handle may touch; empty: all. On PostgreSQL its login has to be Admitted
	Frozen   bool     // SQLite: a file that nobody writes and that is not touched, not even by a lock, such as a backup
}

func (c Config) complete() Config {
	if c.District == "" {
		c.District = "youfu"
	}
	return c
}

// Postgres reports whether the DSN names a PostgreSQL database.
func Postgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// District is one open district. Its methods are safe for use by many goroutines.
type District struct {
	config Config
	engine engine
	db     io.Closer
	pools
	now       func() time.Time
	injection atomic.Pointer[injection]
}

// pools are a district's sessions by what they are for. Numbered writes have one session, so that they queue here, in order, and not for a
// lock of the database: each would wait for the clock row anyway, and its statements stay prepared. What has no number goes beside it on
// PostgreSQL and through the same session on SQLite, which has one writer. A pool can stand for two of them.
type pools struct{ writer, aside, reader *pool }

// engine is what differs between the databases.
type engine interface {
	open(ctx context.Context, c Config) (io.Closer, pools, error)
	// create makes an empty district, migrate brings one up to this program's version; both as the owner.
	create(ctx context.Context, c Config) error
	migrate(ctx context.Context, c Config) error
	// beginWrite and beginRead start a transaction: READ COMMITTED for writes, one unchanging state for reads.
	beginWrite() string
	beginRead() string
	exists() string          // whether there is a migration table
	byBytes(c Column) string // orders by a column's bytes, in every locale
	damage(tx *Tx) ([]string, error)
	shape(tx *Tx, table string) (columns, key []string, err error)
	guarded(tx *Tx, t Table) (bool, error)
	rights(tx *Tx) ([]string, error)
	fault(err error) error // a driver's error as a *fault.Error; nil where it is not known
}

func engineOf(dsn string) engine {
	if Postgres(dsn) {
		return postgres{}
	}
	return sqlite{}
}

// Open opens a district that exists, brings its tables up to this program's version, and refuses one of a newer program.
//
// Errors: NotFound "store.no-database" or "store.no-district"; Conflict "store.unfinished" where a copy into it was cut off; Machine.
func Open(ctx context.Context, c Config) (*District, error) {
	c = c.complete()
	e := engineOf(c.DSN)
	if err := e.migrate(ctx, c); err != nil {
		return nil, wrap(e, err)
	}
	return attach(ctx, e, c, false)
}

// Attach opens a district without migrating it: a handle with a wall, or one whose login may not change tables.
func Attach(ctx context.Context, c Config) (*District, error) {
	c = c.complete()
	return attach(ctx, engineOf(c.DSN), c, false)
}

func attach(ctx context.Context, e engine, c Config, loading bool) (*District, error) {
	db, p, err := e.open(ctx, c)
	if err != nil {
		return nil, wrap(e, err)
	}
	d := &District{config: c, engine: e, db: db, pools: p, now: time.Now}
	seq, err := d.Seq(ctx)
	if err == nil && seq < 0 && !loading {
		err = fault.New(fault.Conflict, "store.unfinished")
	}
	if err != nil && !d.there(ctx) {
		err = fault.New(fault.NotFound, "store.no-district").Because(err)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// there is false where the database can be read and holds no district.
func (d *District) there(ctx context.Context) bool {
	there := true
	err := d.in(ctx, d.reader, d.engine.beginRead(), func(tx *Tx) error {
		_, err := tx.One(d.engine.exists(), nil, &there)
		return err
	})
	return err != nil || there
}

// Close waits for running transactions and closes the district's connections.
func (d *District) Close() error {
	for _, p := range []*pool{d.writer, d.aside, d.reader} {
		p.close()
	}
	return d.db.Close()
}

// SetClock replaces the clock, for tests and for the demo's history.
func (d *District) SetClock(now func() time.Time) { d.now = now }

// Now is the district's present instant, cut to microseconds, in UTC.
func (d *District) Now() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// Config is the configuration that the district was opened with.
func (d *District) Config() Config { return d.config }

// Seq is the number of the last write.
func (d *District) Seq(ctx context.Context) (Seq, error) {
	var seq Seq
	err := d.Read(ctx, func(tx *Tx) error {
		seq = tx.Seq
		return nil
	})
	return seq, err
}

// Writing names a write.
type Writing struct {
	Actor      actor.Actor
	ClientID   id.ID  // the same id again returns the first outcome; with another Request it is a conflict
	Kind       string // such as "care-visit"; for people who read the order of writes
	Request    any    // what is asked, as canonical JSON; it is hashed, not kept
	Reason     string // why, for corrections
	LegalBasis string // for erasures
}

// Receipt is what a write gives back.
type Receipt struct {
	Seq     Seq
	At      time.Time
	Outcome []byte // JSON that fn left with tx.SetOutcome
	Again   bool   // this client id was written before: nothing new happened
}

// ErrNothing is returned by a write's function when it finds that there is nothing to write: no number is used.
var ErrNothing = errors.New("store: nothing to write")

// wrap turns a driver's error into a fault; faults and the ways of ending without one pass.
func wrap(e engine, err error) error {
	var known *fault.Error
	if err == nil || errors.Is(err, ErrNothing) || errors.Is(err, errAgain) || errors.Is(err, ErrRehearsed) || errors.As(err, &known) {
		return err
	}
	if mapped := e.fault(err); mapped != nil {
		return mapped
	}
	return fault.New(fault.Machine, "store.failed").Because(err)
}
