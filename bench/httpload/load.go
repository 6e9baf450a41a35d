package main

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// A scenario gets the n-th act ready, from 0; the act itself is what is measured.
type scenario func(n int) (act func() error, err error)

// An outcome is what a load came to.
type outcome struct {
	Took   time.Duration   // from the first act's start to the last one's end
	Times  []time.Duration // of the acts that succeeded, ascending
	Fails  int
	Failed error // the first act's error that failed; nil when none did
}

// run lets clients do each acts, one after the other, and stops after limit: acts that have begun end.
func run(acts scenario, clients, each int, limit time.Duration) (outcome, error) {
	ready := make([][]func() error, clients)
	for c := range ready {
		for i := range each {
			act, err := acts(c*each + i)
			if err != nil {
				return outcome{}, err
			}
			ready[c] = append(ready[c], act)
		}
	}
	var (
		mu    sync.Mutex
		group sync.WaitGroup
		r     outcome
	)
	start := time.Now()
	for _, own := range ready {
		group.Go(func() {
			times, fails, failed := loop(own, start.Add(limit))
			mu.Lock()
			defer mu.Unlock()
			r.Times, r.Fails = append(r.Times, times...), r.Fails+fails
			if r.Failed == nil {
				r.Failed = failed
			}
		})
	}
	group.Wait()
	r.Took = time.Since(start)
	slices.Sort(r.Times)
	return r, nil
}

func loop(acts []func() error, until time.Time) (times []time.Duration, fails int, failed error) {
	for _, act := range acts {
		start := time.Now()
		if start.After(until) {
			break
		}
		if err := act(); err != nil {
			fails++
			if failed == nil {
				failed = err
			}
			continue
		}
		times = append(times, time.Since(start))
	}
	return times, fails, failed
}

// share is the time within which the given share of the acts was done, by nearest rank; 0 where none was.
func (r outcome) share(part float64) time.Duration {
	if len(r.Times) == 0 {
		return 0
	}
	rank := int(part*float64(len(r.Times)) + 0.999999)
	return r.Times[min(max(rank, 1), len(r.Times))-1]
}

// String is the result for people.
func (r outcome) String() string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("done %d  failed %d  in %.1f s  rate %.0f/s\np50 %.1f ms  p95 %.1f ms  max %.1f ms",
		len(r.Times), r.Fails, r.Took.Seconds(), float64(len(r.Times))/r.Took.Seconds(), ms(r.share(.5)), ms(r.share(.95)), ms(r.share(1)))
}
