package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
)

// pool is a fixed number of sessions, opened when first needed. A session keeps its prepared statements across transactions, which
// database/sql cannot do while a pool's only connection is inside a transaction.
type pool struct {
	db     *sql.DB
	keep   bool // keep prepared statements; pgx keeps its own
	slots  chan *session
	closed chan struct{}
	once   sync.Once
}

type session struct {
	conn *sql.Conn
	kept map[string]kept
}

// kept is a prepared statement and the number of values it takes.
type kept struct {
	*sql.Stmt
	values int
}

// mostStatements bounds what a session keeps. The program's statements are few and fixed; texts over the limit run unprepared.
const mostStatements = 500

var errClosed = errors.New("store: the district is closed")

func newPool(db *sql.DB, size int, keep bool) *pool {
	p := &pool{db: db, keep: keep, slots: make(chan *session, size), closed: make(chan struct{})}
	for range size {
		p.slots <- nil
	}
	return p
}

// begin takes a session and starts a transaction on it. A session that waited in the pool may have lost its server meanwhile: a fresh
// one is tried, since nothing was asked of the old one yet.
func (p *pool) begin(ctx context.Context, begin string) (*session, error) {
	s, err := p.get(ctx)
	if err != nil {
		return nil, err
	}
	settled := context.WithoutCancel(ctx)
	if s != nil {
		if _, err := s.exec(settled, begin, nil); err == nil {
			return s, nil
		}
		s.discard()
	}
	if s, err = p.connect(ctx); err != nil {
		p.slots <- nil
		return nil, err
	}
	if _, err = s.exec(settled, begin, nil); err != nil {
		p.put(s, false)
		return nil, err
	}
	return s, nil
}

// get takes a slot: a session that waited there, or nil.
func (p *pool) get(ctx context.Context) (*session, error) {
	select {
	case s := <-p.slots:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, errClosed
	}
}

func (p *pool) connect(ctx context.Context) (*session, error) {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn}
	if p.keep {
		s.kept = map[string]kept{}
	}
	return s, nil
}

// put gives a session back. A session that a failed rollback left in doubt is discarded instead.
func (p *pool) put(s *session, sound bool) {
	if !sound {
		s.discardWithin(patience)
		s = nil
	}
	p.slots <- s
}

// patience is how long the closing of a connection is waited for. Where its driver panicked inside a statement, as SQLite's does when it has no
// memory left, database/sql keeps the connection locked for ever: whoever comes next must get an error, and not wait as well.
var patience = 5 * time.Second

func (s *session) discardWithin(most time.Duration) {
	closed := make(chan struct{})
	go func() {
		s.discard()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(most):
	}
}

// close waits until every session is back.
func (p *pool) close() {
	p.once.Do(func() {
		close(p.closed)
		for range cap(p.slots) {
			if s := <-p.slots; s != nil {
				s.discard()
			}
		}
	})
}

// discard closes the connection itself: database/sql would keep it, perhaps with a transaction open.
func (s *session) discard() {
	for _, stmt := range s.kept {
		stmt.Close()
	}
	s.conn.Raw(func(any) error { return driver.ErrBadConn })
	s.conn.Close()
}

// prepared gives the kept statement for a text, nil where none is kept.
func (s *session) prepared(ctx context.Context, query string, args []any) (*sql.Stmt, error) {
	k, ok := s.kept[query]
	if !ok && (s.kept == nil || len(s.kept) >= mostStatements) {
		return nil, nil
	}
	if !ok {
		var err error
		if k.values, err = placeholders(query); err != nil {
			return nil, err
		}
		if k.Stmt, err = s.conn.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		s.kept[query] = k
	}
	if len(args) != k.values {
		return nil, fmt.Errorf("store: %d values for %d placeholders", len(args), k.values)
	}
	return k.Stmt, nil
}

// placeholders counts the values that a statement takes. The SQLite driver gives them out in the order in which $1, $2 … first stand in
// the text, and NULL where there are too few, so any other order is refused: PostgreSQL would go by the numbers.
func placeholders(query string) (int, error) {
	n := 0
	for i, c := range query {
		if c != '$' {
			continue
		}
		number := 0
		for _, d := range query[i+1:] {
			if d < '0' || d > '9' {
				break
			}
			number = 10*number + int(d-'0')
		}
		if number > n+1 {
			return 0, fmt.Errorf("store: $%d stands before $%d in %.300s", number, n+1, query)
		}
		n = max(n, number)
	}
	return n, nil
}

func (s *session) exec(ctx context.Context, query string, args []any) (int64, error) {
	stmt, err := s.prepared(ctx, query, args)
	var result sql.Result
	switch {
	case err != nil:
	case stmt != nil:
		result, err = stmt.ExecContext(ctx, args...)
	default:
		result, err = s.conn.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, fmt.Errorf("%w in %.300s", err, query)
	}
	return result.RowsAffected()
}

func (s *session) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	stmt, err := s.prepared(ctx, query, args)
	var rows *sql.Rows
	switch {
	case err != nil:
	case stmt != nil:
		rows, err = stmt.QueryContext(ctx, args...)
	default:
		rows, err = s.conn.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return nil, fmt.Errorf("%w in %.300s", err, query)
	}
	return rows, nil
}
