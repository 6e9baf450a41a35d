package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"youfu/bench/client"
)

func TestEachActIsDoneOnce(t *testing.T) {
	var mu sync.Mutex
	seen := map[int]int{}
	r, err := run(func(n int) (func() error, error) {
		return func() error {
			mu.Lock()
			defer mu.Unlock()
			seen[n]++
			if n%10 == 3 {
				return errors.New("no")
			}
			return nil
		}, nil
	}, 4, 25, time.Minute)
	if err != nil || len(r.Times) != 90 || r.Fails != 10 || r.Failed == nil || len(seen) != 100 {
		t.Errorf("%v %+v, %d acts", err, r, len(seen))
	}
}

func TestLimitStops(t *testing.T) {
	var done atomic.Int32
	act := func() error { done.Add(1); return nil }
	if r, err := run(func(int) (func() error, error) { return act, nil }, 2, 1000, -time.Second); err != nil || done.Load() != 0 || len(r.Times) != 0 {
		t.Errorf("%v: %d acts after the limit", err, done.Load())
	}
}

func TestNothingStartsIfOneIsNotReady(t *testing.T) {
	_, err := run(func(n int) (func() error, error) {
		if n == 7 {
			return nil, errors.New("no form")
		}
		return func() error { t.Error("an act began"); return nil }, nil
	}, 2, 5, time.Minute)
	if err == nil {
		t.Error("no error")
	}
}

func TestShare(t *testing.T) {
	var r outcome
	if r.share(.95) != 0 {
		t.Error("a share of nothing")
	}
	for i := 1; i <= 100; i++ {
		r.Times = append(r.Times, time.Duration(i))
	}
	for share, want := range map[float64]time.Duration{.5: 50, .95: 95, 1: 100, 0: 1, .951: 96} {
		if got := r.share(share); got != want {
			t.Errorf("share %v: %d, want %d", share, got, want)
		}
	}
}

func TestScenarios(t *testing.T) {
	var searched, visited atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sign-in", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<form action=/sign-in><input name=password></form>`)
	})
	mux.HandleFunc("POST /sign-in", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	mux.HandleFunc("GET /find", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("q") != "" {
			searched.Add(1)
		}
	})
	mux.HandleFunc("GET /person/{id}/visit/womens-screening/screening", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<form action=/visit/%s><input name=client_id value=u-%[1]s><input name=bp value=""></form>`, r.PathValue("id"))
	})
	mux.HandleFunc("POST /visit/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("client_id") != "u-"+r.PathValue("id") || r.FormValue("bp") != "120/80" {
			w.WriteHeader(422)
			return
		}
		visited.Add(1)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	people := filepath.Join(t.TempDir(), "people")
	os.WriteFile(people, []byte(strings.Repeat("p1\np2\n", 5)), 0o644)
	o := options{addr: server.URL, clients: 2, each: 5, duration: time.Minute, people: people, form: "/person/{person}/visit/womens-screening/screening"}
	o.set.Set("bp=120/80")
	for _, name := range []string{"search", "visit"} {
		if err := o.run(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if searched.Load() != 10 || visited.Load() != 10 {
		t.Errorf("%d searches, %d visits", searched.Load(), visited.Load())
	}
	o.set = client.Fields{"bp": {"1/1"}}
	if err := o.run("visit"); err == nil || err.Error() != "status 422, not 303" {
		t.Errorf("refused visits: %v", err)
	}
	o.each = 6
	if err := o.run("visit"); err == nil || !strings.Contains(err.Error(), "10 people for 12 visits") {
		t.Errorf("too few people: %v", err)
	}
}
