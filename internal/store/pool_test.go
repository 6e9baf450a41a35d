package store

import (
	"testing"
	"time"
)

// A connection that database/sql never lets go of, as after a panic of its driver, keeps its slot no longer than patience lasts.
func TestALockedConnectionDoesNotKeepItsSlot(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		d, err := Open(ctx, c)
		must(t, err)
		p := d.pools.reader
		s, err := p.begin(ctx, "begin")
		must(t, err)
		free := make(chan struct{})
		locked := make(chan struct{})
		go s.conn.Raw(func(any) error {
			close(locked)
			<-free
			return nil
		})
		<-locked
		patience = 20 * time.Millisecond
		defer func() { patience = 5 * time.Second }()
		given := make(chan struct{})
		go func() {
			p.put(s, false)
			close(given)
		}()
		select {
		case <-given:
		case <-time.After(20 * time.Second):
			t.Error("the slot waits for a connection that is locked for ever")
		}
		close(free)
		must(t, d.Read(ctx, func(tx *Tx) error { _, err := tx.One(`select 1`, nil, new(int)); return err }))
		must(t, d.Close())
	})
}
