package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"youfu/internal/fault"
	"youfu/internal/id"
)

func TestNumbersAreInCommitOrderUnderManyWriters(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		const writers, writes = 16, 12
		receipts := make([][]Receipt, writers)
		done := make(chan struct{})
		var reading sync.WaitGroup
		for range 2 {
			reading.Go(func() { watch(t, d, done) })
		}
		for _, err := range atOnce(writers, func(i int) error {
			for n := range writes {
				r, err := put(d, id.New(), fmt.Sprint(i, "/", n), "x")
				if err != nil {
					return err
				}
				receipts[i] = append(receipts[i], r)
			}
			return nil
		}) {
			must(t, err)
		}
		close(done)
		reading.Wait()
		var all []Receipt
		for _, own := range receipts {
			if !slices.IsSortedFunc(own, func(a, b Receipt) int { return int(a.Seq - b.Seq) }) {
				t.Error("one writer's numbers go down")
			}
			all = append(all, own...)
		}
		slices.SortFunc(all, func(a, b Receipt) int { return int(a.Seq - b.Seq) })
		for i, r := range all {
			if r.Seq != Seq(i+1) || i > 0 && r.At.Before(all[i-1].At) {
				t.Fatalf("write %d has number %d, at %v", i+1, r.Seq, r.At)
			}
		}
		sound(t, d)
	})
}

// watch reads until done: whoever sees write K sees every write before it, whole, and none after it.
func watch(t *testing.T, d *District, done chan struct{}) {
	for {
		select {
		case <-done:
			return
		default:
		}
		sound(t, d)
		if err := d.Read(ctx, func(tx *Tx) error {
			before := tx.Seq
			var rows int
			if _, err := tx.One(`select count(*) from store_setting`, nil, &rows); err != nil {
				return err
			}
			if Seq(rows) != before {
				return fmt.Errorf("%d rows at write %d", rows, before)
			}
			return nil
		}); err != nil {
			t.Error(err)
			return
		}
	}
}

func TestTheSameWriteAgain(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		client := id.New()
		first, err := put(d, client, "a", "1")
		must(t, err)
		again, err := d.Write(ctx, writing(client, []string{"a", "1"}), func(*Tx) error {
			t.Error("the function ran again")
			return nil
		})
		must(t, err)
		if !again.Again || again.Seq != first.Seq || !again.At.Equal(first.At) || string(again.Outcome) != `{"name":"a"}` || first.Again {
			t.Errorf("first %+v, again %+v", first, again)
		}
		_, err = put(d, client, "a", "2")
		refused(t, err, fault.Conflict, "store.client-id-reused")
		other := writing(client, []string{"a", "1"})
		other.Kind = "other"
		_, err = d.Write(ctx, other, func(*Tx) error { return nil })
		refused(t, err, fault.Conflict, "store.client-id-reused")
		_, err = put(d, id.ID{}, "a", "1")
		refused(t, err, fault.Usage, "store.no-client-id")
		if seq, _ := d.Seq(ctx); seq != 1 {
			t.Errorf("%d numbers were used", seq)
		}
		sound(t, d)
	})
}

func TestTheSameWriteManyTimesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		client := id.New()
		var lock sync.Mutex
		fresh := 0
		for _, err := range atOnce(16, func(int) error {
			r, err := put(d, client, "a", "1")
			lock.Lock()
			defer lock.Unlock()
			if !r.Again {
				fresh++
			}
			if err == nil && (r.Seq != 1 || string(r.Outcome) != `{"name":"a"}`) {
				err = fmt.Errorf("%+v", r)
			}
			return err
		}) {
			must(t, err)
		}
		if fresh != 1 {
			t.Errorf("%d of 16 were the first", fresh)
		}
		sound(t, d)
	})
}

// endings are the ways in which a write ends without being one. Each is tried after rows were written, some still waiting to be sent.
var endings = map[string]struct {
	fn   func(tx *Tx) error
	want func(r Receipt, err error) bool
}{
	"it fails": {func(*Tx) error { return fault.New(fault.Invalid, "store.bad-text") },
		func(_ Receipt, err error) bool { return fault.Is(err, fault.Invalid) }},
	"it finds nothing to do": {func(*Tx) error { return fmt.Errorf("no change: %w", ErrNothing) },
		func(r Receipt, err error) bool { return err == nil && r.Seq == 0 }},
	"it panics": {func(*Tx) error { panic("as told") }, nil},
	"a statement fails and nobody cares": {func(tx *Tx) error {
		tx.Exec(`insert into store_setting (name, seq, value) values ('bad', $1, null)`, tx.Seq)
		tx.Exec(`insert into store_setting (name, seq, value) values ('after', $1, '')`, tx.Seq)
		return nil
	}, func(_ Receipt, err error) bool { return fault.Is(err, fault.Machine) }},
	"a query fails and nobody cares": {func(tx *Tx) error {
		tx.One(`select nothing from nowhere`, nil)
		return nil
	}, func(_ Receipt, err error) bool { return err != nil }},
}

func TestAWriteThatIsNoneLeavesNoTrace(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for name, ending := range endings {
			t.Run(name, func(t *testing.T) {
				for range 2*sessions + 1 { // more often than there are sessions to lose
					r, err, panicked := writeAndEnd(d, func(tx *Tx) error {
						tx.AfterCommit(func() { t.Error("what was left for afterwards was done") })
						if _, err := tx.Exec(`insert into store_setting (name, seq, value) values ('x', $1, '')`, tx.Seq); err != nil {
							return err
						}
						if err := tx.Insert("store_setting", "name", "seq", "value").Row("y", tx.Seq, ""); err != nil {
							return err
						}
						return ending.fn(tx)
					})
					if panicked != (ending.want == nil) || !panicked && !ending.want(r, err) {
						t.Errorf("%+v, %v", r, err)
					}
				}
				if n := count(t, d, "store_setting"); n != 0 {
					t.Errorf("%d rows stayed", n)
				}
				if seq, err := d.Seq(ctx); err != nil || seq != 0 {
					t.Errorf("number %d was used, %v", seq, err)
				}
			})
		}
		if r, err := put(d, id.New(), "a", "1"); err != nil || r.Seq != 1 {
			t.Errorf("the next write: %+v, %v", r, err)
		}
		sound(t, d)
	})
}

func writeAndEnd(d *District, fn func(*Tx) error) (r Receipt, err error, panicked bool) {
	defer func() { panicked = recover() != nil }()
	r, err = d.Write(ctx, writing(id.New(), nil), fn)
	return r, err, false
}

func TestTheOtherDoorsLeaveNoTraceEither(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for name, door := range map[string]func(fn func(*Tx) error) error{
			"audit":     func(fn func(*Tx) error) error { return d.Audit(ctx, someone, fn) },
			"housekeep": func(fn func(*Tx) error) error { return d.Housekeep(ctx, someone, fn) },
		} {
			insert := func(tx *Tx, subject string) error {
				_, err := tx.Exec(`insert into post_attempt (subject, failures, locked_until, last_at) values ($1, 1, 0, 0)`, []byte(subject))
				return err
			}
			if err := door(func(tx *Tx) error {
				insert(tx, name)
				insert(tx, name)
				return nil
			}); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s with a statement that failed: %v", name, err)
			}
			if n := count(t, d, "post_attempt where subject = $1", []byte(name)); n != 0 {
				t.Errorf("%s: %d rows stayed", name, n)
			}
			must(t, door(func(tx *Tx) error { return insert(tx, name) }))
			if n := count(t, d, "post_attempt where subject = $1", []byte(name)); n != 1 {
				t.Errorf("%s: %d rows", name, n)
			}
		}
		if seq, _ := d.Seq(ctx); seq != 0 {
			t.Errorf("number %d was used", seq)
		}
	})
}

func TestWhatATransactionKnows(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		at := time.Date(2026, 3, 4, 5, 6, 7, 123456789, time.FixedZone("", 8*3600))
		d.SetClock(func() time.Time { return at })
		if _, err := put(d, id.New(), "a", "1"); err != nil {
			t.Fatal(err)
		}
		client := id.New()
		w := writing(client, nil)
		w.Reason, w.LegalBasis = "为什么", "art. 47"
		r, err := d.Write(ctx, w, func(tx *Tx) error {
			if tx.Seq != 2 || tx.Known() != 1 || tx.Actor.Login != "someone" || tx.ClientID() != client || tx.ID("x", 3) != id.Derive(client, "x", 3) {
				t.Errorf("in a write: %+v", tx)
			}
			return nil
		})
		must(t, err)
		if want := time.Date(2026, 3, 3, 21, 6, 7, 123456000, time.UTC); r.At != want || d.Now() != want {
			t.Errorf("at %v, want UTC and microseconds", r.At)
		}
		for name, door := range map[string]func(func(*Tx) error) error{
			"read":      func(fn func(*Tx) error) error { return d.Read(ctx, fn) },
			"audit":     func(fn func(*Tx) error) error { return d.Audit(ctx, someone, fn) },
			"housekeep": func(fn func(*Tx) error) error { return d.Housekeep(ctx, someone, fn) },
		} {
			must(t, door(func(tx *Tx) error {
				if tx.Seq != 2 || tx.Known() != 2 || tx.Now != r.At {
					t.Errorf("in %s: seq %d, known %d, now %v", name, tx.Seq, tx.Known(), tx.Now)
				}
				if before, err := LastBefore(tx, r.At); err != nil || before != 0 {
					t.Errorf("last before the first: %d, %v", before, err)
				}
				if before, err := LastBefore(tx, r.At.Add(time.Microsecond)); err != nil || before != 2 {
					t.Errorf("last before now: %d, %v", before, err)
				}
				return nil
			}))
		}
		if n := count(t, d, `store_tx where seq = 2 and actor = $1 and seat = $2 and kind = 'test' and reason = '为什么' and legal_basis = 'art. 47'`,
			someone.Account, someone.Seat); n != 1 {
			t.Error("the write's own row does not say what it should")
		}
	})
}

func TestAfterCommitFindsTheWriteDurableAndTheDistrictFree(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		ran := []int{}
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			tx.AfterCommit(func() {
				ran = append(ran, count(t, d, "store_setting"))
				_, err := put(d, id.New(), "afterwards", "1")
				must(t, err)
			})
			tx.AfterCommit(func() { ran = append(ran, count(t, d, "store_setting")) })
			return PutSetting(tx, "a", "1")
		})
		must(t, err)
		if !slices.Equal(ran, []int{1, 2}) {
			t.Errorf("%v", ran)
		}
	})
}

func TestACancelledCaller(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := d.Write(gone, writing(id.New(), nil), func(*Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("before the write: %v", err)
		}
		for range 2*sessions + 1 {
			leaving, cancel := context.WithCancel(ctx)
			_, err := d.Write(leaving, writing(id.New(), nil), func(tx *Tx) error {
				if err := PutSetting(tx, "a", "1"); err != nil {
					return err
				}
				cancel()
				return nil // what is left to do is the write's own row
			})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("inside the write: %v", err)
			}
		}
		endless := `with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c`
		for name, door := range map[string]func(context.Context, func(*Tx) error) error{
			"read": d.Read,
			"write": func(ctx context.Context, fn func(*Tx) error) error {
				_, err := d.Write(ctx, writing(id.New(), nil), fn)
				return err
			},
		} {
			soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			if err := door(soon, func(tx *Tx) error {
				if tx.writing {
					if err := PutSetting(tx, "a", "1"); err != nil {
						return err
					}
				}
				_, err := tx.One(endless, nil, new(int))
				return err
			}); err == nil {
				t.Errorf("in the middle of a statement of a %s: no error", name)
			}
			cancel()
		}
		if seq, err := d.Seq(ctx); err != nil || seq != 0 {
			t.Errorf("%d, %v", seq, err)
		}
		if r, err := put(d, id.New(), "a", "1"); err != nil || r.Seq != 1 || count(t, d, "store_setting") != 1 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func TestWaitingForTheWriterCanBeGivenUp(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		_, err := d.Write(ctx, writing(id.New(), nil), func(*Tx) error {
			soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			defer cancel()
			if _, err := d.Write(soon, writing(id.New(), nil), func(*Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v", err)
			}
			return nil
		})
		must(t, err)
		sound(t, d)
	})
}

func TestClosingEndsWaitingAndNotWriting(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		d, err := Open(ctx, c)
		must(t, err)
		inside, closing := make(chan struct{}), make(chan struct{})
		written := make(chan error)
		go func() {
			_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
				close(inside)
				<-closing
				return PutSetting(tx, "a", "1")
			})
			written <- err
		}()
		<-inside
		closed := make(chan error)
		go func() { closed <- d.Close() }()
		<-d.writer.closed
		close(closing)
		must(t, <-written)
		must(t, <-closed)
		if _, err := put(d, id.New(), "b", "1"); err == nil {
			t.Error("wrote after the end")
		}
		if err := d.Read(ctx, func(*Tx) error { return nil }); err == nil {
			t.Error("read after the end")
		}
		d.Close() // again: it does not hang
		if n := count(t, opened(t, c), "store_setting"); n != 1 {
			t.Errorf("the write that ran was cut off: %d", n)
		}
	})
}

func TestALostServerConnection(t *testing.T) {
	c := postgresConfig(t)
	d := made(t, c)
	for range sessions { // so that every session of both pools may have been used
		for _, err := range atOnce(sessions, func(int) error { _, err := d.Seq(ctx); return err }) {
			must(t, err)
		}
		_, err := put(d, id.New(), "a", "1")
		must(t, err)
	}
	drop := fmt.Sprintf(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '%s'`, c.Login)
	asOwner(t, c, drop)
	_, err := put(d, id.New(), "b", "1")
	must(t, err)
	for _, err := range atOnce(sessions, func(int) error { _, err := d.Seq(ctx); return err }) {
		must(t, err)
	}
	_, err = d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
		asOwner(t, c, drop)
		return PutSetting(tx, "lost", "1")
	})
	if !fault.Is(err, fault.Machine) {
		t.Errorf("in the middle of a write: %v", err)
	}
	_, err = put(d, id.New(), "c", "1")
	must(t, err)
	if n := count(t, d, `store_setting where name = 'lost'`); n != 0 {
		t.Error("half of the write was saved")
	}
	sound(t, d)
}

func TestASessionInDoubtIsNotUsedAgain(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for range 2 * sessions {
			s, err := d.writer.begin(ctx, d.engine.beginWrite())
			must(t, err)
			d.writer.put(s, false) // as when its rollback failed
		}
		_, err := put(d, id.New(), "a", "1")
		must(t, err)
	})
}

func TestAWriteIsDatedWhenItsTurnComes(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		var now atomic.Int64
		d.SetClock(func() time.Time { return time.Unix(now.Load(), 0) })
		waited := make(chan Receipt, 1)
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			go func() {
				r, err := put(d, id.New(), "b", "1")
				if err != nil {
					t.Error(err)
				}
				waited <- r
			}()
			time.Sleep(50 * time.Millisecond) // for the other to stand in line
			now.Store(1000)
			return PutSetting(tx, "a", "1")
		})
		must(t, err)
		if r := <-waited; r.Seq != 2 || r.At.Unix() != 1000 {
			t.Errorf("write %d is dated %v, before the one it waited for ended", r.Seq, r.At)
		}
	})
}
