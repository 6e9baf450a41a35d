package main

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A trial kills a server in the middle of many writes, again and again, and looks at what is there afterwards. What is written and how it is
// found again are functions, so that the trial can be tried itself on a server that lies.
type trial struct {
	writers  int
	from, to time.Duration // the server is killed at a random moment between these, counted from the first write that was answered

	start func() (server *exec.Cmd, err error) // starts the server and waits until it answers
	// write makes the n-th write of the whole trial and names it: a key, under which count finds it. acknowledged says that the server
	// answered that it is done; not acknowledged and no error says that the answer never came.
	write func(n int) (key string, acknowledged bool, err error)
	count func() (map[string]int, error) // how often each key is there
	check func() error                   // whether the rest is in order
}

// tally is what is known of one key.
type tally struct{ before, acknowledged, unanswered int }

// A round is what one kill came to.
type round struct {
	acknowledged, unanswered, kept int // kept: unanswered writes that are there
}

// run does the rounds, and stops at the first that finds something wrong.
func (t *trial) run(rounds int, report func(n int, r round)) error {
	known := map[string]tally{}
	before, err := t.count()
	if err != nil {
		return err
	}
	for key, n := range before {
		known[key] = tally{before: n}
	}
	var next atomic.Int64
	for n := range rounds {
		r, err := t.round(known, &next)
		if err != nil {
			return fmt.Errorf("round %d: %w", n+1, err)
		}
		report(n+1, r)
	}
	return nil
}

func (t *trial) round(known map[string]tally, next *atomic.Int64) (round, error) {
	server, err := t.start()
	if err != nil {
		return round{}, err
	}
	written, err := t.writeUntilKilled(server, next)
	if err != nil {
		return round{}, err
	}
	var r round
	for _, w := range written {
		k := known[w.key]
		if w.acknowledged {
			k.acknowledged, r.acknowledged = k.acknowledged+1, r.acknowledged+1
		} else {
			k.unanswered, r.unanswered = k.unanswered+1, r.unanswered+1
		}
		known[w.key] = k
	}
	if r.acknowledged == 0 {
		return round{}, errors.New("nothing was acknowledged before the kill: give it more time")
	}
	if r.kept, err = t.compare(known); err != nil {
		return round{}, err
	}
	return r, t.check()
}

type written struct {
	key          string
	acknowledged bool
}

// writeUntilKilled lets the writers write, kills the server under them, and waits for both.
func (t *trial) writeUntilKilled(server *exec.Cmd, next *atomic.Int64) ([]written, error) {
	var (
		mu     sync.Mutex
		all    []written
		failed error
		dying  atomic.Bool // the server may go away from now on
		killed atomic.Bool
		group  sync.WaitGroup
		begun  = make(chan struct{}) // the first write was acknowledged, or there will be none
		begin  = sync.OnceFunc(func() { close(begun) })
	)
	for range t.writers {
		group.Go(func() {
			for !killed.Load() {
				key, acknowledged, err := t.write(int(next.Add(1) - 1))
				if err == nil && !acknowledged && !dying.Load() {
					err = fmt.Errorf("%s: the server went away before it was killed", key)
				}
				mu.Lock()
				if err != nil {
					failed = errors.Join(failed, err)
				} else {
					all = append(all, written{key, acknowledged})
				}
				mu.Unlock()
				begin()
				if err != nil || !acknowledged {
					return
				}
			}
		})
	}
	<-begun // a busy machine may take long to answer at all
	time.Sleep(t.from + rand.N(t.to-t.from+1))
	dying.Store(true)
	err := server.Process.Kill() // SIGKILL: no time to write anything
	killed.Store(true)
	group.Wait()
	server.Wait()
	return all, errors.Join(failed, err)
}

// compare holds what is there against what is known: each acknowledged write is there once, an unanswered one at most once, and nothing
// else. What is there becomes what is known.
func (t *trial) compare(known map[string]tally) (kept int, err error) {
	there, err := t.count()
	if err != nil {
		return 0, err
	}
	for _, key := range slices.Sorted(maps.Keys(known)) {
		k, n := known[key], there[key]
		switch least := k.before + k.acknowledged; {
		case n < least:
			return 0, fmt.Errorf("%s: an acknowledged write is lost: there %d times, expected %d", key, n, least)
		case n > least+k.unanswered:
			return 0, fmt.Errorf("%s: a write is there twice: %d times, expected at most %d", key, n, least+k.unanswered)
		default:
			kept += n - least
		}
		known[key] = tally{before: n}
	}
	for key := range there {
		if _, ok := known[key]; !ok {
			return 0, fmt.Errorf("%s is there, and nobody wrote it", key)
		}
	}
	return kept, nil
}
