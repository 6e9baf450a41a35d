package store

import (
	"errors"
	"sync/atomic"
)

// ErrInjected is the cause of the failure that FailAt makes.
var ErrInjected = errors.New("store: failed by a test")

// FailAt is for tests. The n-th statement, from 1, that d's writing transactions send from now on fails once: before it has any effect, or
// after it took effect, as when an answer is lost. Commits count as statements. The next call replaces this one; n = 0 takes it away.
// failed reports whether the statement was reached: a test tries n = 1, 2, … until it is not.
func FailAt(d *District, n int, before bool) (failed func() bool) {
	i := &injection{before: before}
	i.left.Store(int64(n))
	d.injection.Store(i)
	return func() bool { return n > 0 && i.left.Load() <= 0 }
}

type injection struct {
	left   atomic.Int64
	before bool
}

// injected counts a statement and gives the error to fail with before it, or after it.
func (tx *Tx) injected() (before, after error) {
	i := tx.district.injection.Load()
	if i == nil || !tx.writing || i.left.Add(-1) != 0 {
		return nil, nil
	}
	if i.before {
		return ErrInjected, nil
	}
	return nil, ErrInjected
}
