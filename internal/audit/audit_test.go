package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

var (
	ctx     = context.Background()
	worker  = actor.Actor{Account: id.New(), Seat: id.New(), Login: "worker", Name: "何秀芬", Post: actor.TownshipWorker}
	clinic  = actor.Actor{Account: id.New(), Seat: id.New(), Login: "clinic", Post: actor.ClinicWorker}
	auditor = actor.Actor{Account: id.New(), Login: "auditor", Post: actor.Auditor}
)

// each runs a test on both databases, under a clock that goes on by a second with every reading.
func each(t *testing.T, run func(t *testing.T, d *store.District)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, dsn string) { run(t, district(t, dsn)) })
}

func district(t testing.TB, dsn string) *store.District {
	t.Helper()
	if err := store.Create(ctx, store.Config{DSN: dsn}); err != nil {
		t.Fatal(err)
	}
	d, err := store.Open(ctx, store.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	var ticks atomic.Int64
	d.SetClock(func() time.Time { return time.Unix(1_795_000_000+ticks.Add(1), 0) })
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
		t.Errorf("error %v, want %s", err, key)
	} else if !lang.Has(e.Key) {
		t.Errorf("no text for %s", e.Key)
	}
}

// told is a look in a few words.
func told(looks []Look) (all []string) {
	for _, l := range looks {
		what := "opened"
		if l.Listed {
			what = fmt.Sprintf("list of %d", l.People)
		}
		all = append(all, fmt.Sprintf("%s %s %s for %s", l.Post, l.Route, what, l.Purpose))
	}
	return all
}

func wantLooks(t *testing.T, looks []Look, all ...string) {
	t.Helper()
	if got := told(looks); !slices.Equal(got, all) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(all, "\n  "))
	}
	if !slices.IsSortedFunc(looks, func(a, b Look) int { return b.At.Compare(a.At) }) {
		t.Error("not the newest first")
	}
}

func TestWhoLookedAtAPerson(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		she, merged, other := Subject{id.New(), 7}, Subject{id.New(), 70_000}, Subject{id.New(), 8}
		visit := id.New()
		must(t, Query(ctx, d, Listing{Actor: worker, Route: "GET /today", Purpose: "invite", Filter: "state=due", Seq: 12, People: []uint32{9, 8, 7, 7}}))
		must(t, Query(ctx, d, Listing{Actor: worker, Route: "GET /people", Purpose: "find-person", People: []uint32{8}}))
		must(t, Open(ctx, d, Opening{Actor: worker, Route: "GET /people/{id}", Purpose: "open-person", Person: she.ID, Fields: []string{"phone", "number"}}))
		must(t, Open(ctx, d, Opening{Actor: clinic, Route: "GET /visits/{id}", Purpose: "open-visit", Person: merged.ID, Record: visit}))
		must(t, Both(ctx, d, Listing{Actor: clinic, Route: "GET /figures/{id}/members", Purpose: "figure-members", People: []uint32{70_000, 1}},
			Opening{Actor: clinic, Route: "GET /figures/{id}/members", Purpose: "figure-members", Person: other.ID}))

		asks := Opening{Actor: auditor, Route: "GET /audit/people/{id}", Purpose: "audit"}
		looks, err := Who(ctx, d, asks, 0, she, merged)
		must(t, err)
		wantLooks(t, looks,
			"clinic-worker GET /figures/{id}/members list of 2 for figure-members",
			"clinic-worker GET /visits/{id} opened for open-visit",
			"township-worker GET /people/{id} opened for open-person",
			"township-worker GET /today list of 3 for invite")
		phone, list := looks[2], looks[3]
		if !slices.Equal(phone.Fields, []string{"phone", "number"}) || phone.Person != she.ID || phone.Account != worker.Account || phone.Seat != worker.Seat {
			t.Errorf("%+v", phone)
		}
		if looks[1].Record != visit || len(looks[1].Fields) != 0 || list.Filter != "state=due" || list.Seq != 12 {
			t.Errorf("%+v\n%+v", looks[1], list)
		}

		looks, err = Who(ctx, d, asks, 2, other) // of the two newest that there are
		must(t, err)
		wantLooks(t, looks,
			"clinic-worker GET /figures/{id}/members opened for figure-members",
			"township-worker GET /people list of 1 for find-person")

		looks, err = Who(ctx, d, asks, 0, she) // the auditor's own question is there now
		must(t, err)
		wantLooks(t, looks,
			"auditor GET /audit/people/{id} opened for audit",
			"township-worker GET /people/{id} opened for open-person",
			"township-worker GET /today list of 3 for invite")
		looks, err = Who(ctx, d, asks, 0, Subject{id.New(), 1_000})
		must(t, err)
		wantLooks(t, looks)
	})
}

func TestLatelyReadsTheNewestListsAlone(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		she := Subject{id.New(), 7}
		must(t, Query(ctx, d, Listing{Actor: worker, Route: "old", Purpose: "invite", People: []uint32{7}}))
		must(t, Open(ctx, d, Opening{Actor: clinic, Route: "old", Purpose: "open-visit", Person: she.ID}))
		must(t, d.Audit(ctx, worker, func(tx *store.Tx) error {
			for range lately - 1 {
				if err := (Listing{Actor: worker, People: []uint32{8}}).Write(tx); err != nil {
					return err
				}
			}
			return nil
		}))
		lists := func() (n int) {
			looks, err := Lately(ctx, d, Opening{Actor: auditor, Route: "asks"}, 10, she)
			must(t, err)
			for _, l := range looks {
				if l.Listed {
					n++
				}
			}
			if opened := slices.ContainsFunc(looks, func(l Look) bool { return !l.Listed && l.Route == "old" }); !opened {
				t.Error("an opened record is missing")
			}
			return n
		}
		if lists() != 1 {
			t.Error("the list is among the newest, and is missing")
		}
		must(t, Query(ctx, d, Listing{Actor: worker, People: []uint32{9}}))
		if lists() != 0 {
			t.Error("a list beyond the newest was searched")
		}
		looks, err := Who(ctx, d, Opening{Actor: auditor}, 10, she)
		must(t, err)
		if !slices.ContainsFunc(looks, func(l Look) bool { return l.Listed && l.Route == "old" }) {
			t.Error("Who forgets")
		}
	})
}

func TestTheAuditorReadsInPages(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		start := d.Now()
		for i := range 6 {
			must(t, Query(ctx, d, Listing{Actor: worker, Route: fmt.Sprint("list ", i), Purpose: "invite", People: []uint32{1}}))
			must(t, Open(ctx, d, Opening{Actor: clinic, Route: fmt.Sprint("page ", i), Purpose: "open-visit", Person: id.New()}))
		}
		end := d.Now()
		reads := Listing{Actor: auditor, Route: "GET /audit", Purpose: "audit"}
		var routes []string
		page := Page{Size: 5}
		for {
			looks, err := List(ctx, d, reads, Filter{From: start, To: end}, page)
			must(t, err)
			if len(looks) == 0 {
				break
			}
			for _, l := range looks {
				routes = append(routes, l.Route)
			}
			page.Before = looks[len(looks)-1]
		}
		if got := strings.Join(routes, ","); got != "page 5,list 5,page 4,list 4,page 3,list 3,page 2,list 2,page 1,list 1,page 0,list 0" {
			t.Error(got)
		}
		for name, test := range map[string]struct {
			f    Filter
			want int
		}{
			"an account":            {Filter{Account: clinic.Account, To: end}, 6},
			"a purpose":             {Filter{Purpose: "invite", To: end}, 6},
			"both":                  {Filter{Account: clinic.Account, Purpose: "invite", To: end}, 0},
			"nobody":                {Filter{Account: id.New()}, 0},
			"before all":            {Filter{To: start}, 0},
			"the auditor's own too": {Filter{Account: auditor.Account}, 4}, // the four pages above; this very reading is the newest, and comes next time
		} {
			looks, err := List(ctx, d, Listing{Actor: worker, Route: "another", Purpose: "audit"}, test.f, Page{})
			must(t, err)
			if len(looks) != test.want {
				t.Errorf("%s: %d looks, want %d: %v", name, len(looks), test.want, told(looks))
			}
		}
		looks, err := List(ctx, d, reads, Filter{}, Page{Size: 1 << 30})
		must(t, err)
		if len(looks) != 12+4+6 {
			t.Errorf("%d looks", len(looks))
		}
	})
}

// Many looks at one instant are told apart by their ids: none is lost between two pages, none comes twice.
func TestPagesOfOneInstant(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		now := d.Now()
		d.SetClock(func() time.Time { return now })
		for range 7 {
			must(t, Both(ctx, d, Listing{Actor: worker}, Opening{Actor: worker}, Opening{Actor: worker}))
		}
		seen := map[id.ID]bool{}
		page := Page{Size: 4}
		for range 100 {
			looks, err := List(ctx, d, Listing{Actor: auditor}, Filter{Account: worker.Account}, page)
			must(t, err)
			if len(looks) == 0 {
				break
			}
			for _, l := range looks {
				if seen[l.ID] {
					t.Fatal("a look came twice")
				}
				seen[l.ID] = true
			}
			page.Before = looks[len(looks)-1]
		}
		if len(seen) != 21 {
			t.Errorf("%d looks of 21", len(seen))
		}
	})
}

// Without a row there is no page: every way to record fails where nobody could answer for the reading, and gives nothing.
func TestNobodyReadsUnseen(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		nobody := actor.Actor{Post: actor.Auditor}
		must(t, Open(ctx, d, Opening{Actor: worker, Person: worker.Seat}))
		want(t, Query(ctx, d, Listing{Actor: nobody}), fault.Refused, "audit.nobody")
		want(t, Open(ctx, d, Opening{Actor: actor.System}), fault.Refused, "audit.nobody")
		want(t, Both(ctx, d, Listing{Actor: worker, Route: "half"}, Opening{}), fault.Refused, "audit.nobody")
		looks, err := List(ctx, d, Listing{Actor: nobody}, Filter{}, Page{})
		want(t, err, fault.Refused, "audit.nobody")
		wantLooks(t, looks)
		looks, err = Who(ctx, d, Opening{Actor: nobody}, 0, Subject{ID: worker.Seat})
		want(t, err, fault.Refused, "audit.nobody")
		wantLooks(t, looks)
		looks, err = Who(ctx, d, Opening{Actor: nobody}, 0)
		want(t, err, fault.Refused, "audit.nobody")
		wantLooks(t, looks)
		if looks, err = List(ctx, d, Listing{Actor: auditor}, Filter{}, Page{}); err != nil || len(looks) != 1 { // nor half of Both
			t.Errorf("%v, %v", told(looks), err)
		}
		done, cancel := context.WithCancel(ctx)
		cancel()
		if Query(done, d, Listing{Actor: worker}) == nil {
			t.Error("a reading that was given up counts as recorded")
		}
	})
}

// A page that writes records its reading in the same transaction: both or neither.
func TestReadingWithinAWrite(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		write := func(fail error) error {
			_, err := d.Write(ctx, store.Writing{Actor: clinic, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
				return errors.Join(Opening{Actor: clinic, Route: "POST /visits"}.Write(tx), Listing{Actor: clinic, Route: "POST /visits"}.Write(tx), fail)
			})
			return err
		}
		must(t, write(nil))
		if write(fault.New(fault.Invalid, "audit.settled")) == nil {
			t.Error("written")
		}
		looks, err := List(ctx, d, Listing{Actor: auditor}, Filter{}, Page{})
		if err != nil || len(looks) != 2 {
			t.Errorf("%v, %v", told(looks), err)
		}
	})
}

func TestTheAuditCannotBeChanged(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		must(t, Both(ctx, d, Listing{Actor: worker}, Opening{Actor: worker}))
		for _, statement := range []string{
			`update audit_query set people = 0`, `delete from audit_query`, `update audit_open set fields = '[]'`, `delete from audit_open`,
		} {
			if err := d.Audit(ctx, worker, func(tx *store.Tx) error { _, err := tx.Exec(statement); return err }); err == nil {
				t.Errorf("%s went through", statement)
			}
		}
	})
}

func TestAFilterKeepsNoNameAndNoNumber(t *testing.T) {
	for filter, want := range map[string]string{
		"":                                   "",
		"place=110105001001 state=due":       "place=110105001001 state=due",
		"from=2026-03-01 to=2026-06-30":      "from=2026-03-01 to=2026-06-30",
		"q=何秀芬":                              "q=*",
		"q=何秀芬 state=due":                    "q=* state=due",
		"q=13800138000":                      "q=*",
		"q=11010519491231002X":               "q=*X",
		"q=110105491231002":                  "q=*",
		"q=0138":                             "q=0138", // the tail of a phone number: ten thousand people share it
		"a\x00b\nc":                          "a*b*c",
		"bad\xff":                            "bad*",
		strings.Repeat("x", 2*longestFilter): strings.Repeat("x", longestFilter),
		strings.Repeat("名1", longestFilter) + "x": strings.Repeat("*1", longestFilter/2),
	} {
		if got := blot(filter); got != want {
			t.Errorf("%q is kept as %q, want %q", filter, got, want)
		}
	}
}

func benchmark(b *testing.B, run func(b *testing.B, d *store.District)) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": testdb.SQLite, "postgres": testdb.PG} {
		b.Run(name, func(b *testing.B) {
			d := district(b, dsn(b))
			b.ReportAllocs()
			run(b, d)
		})
	}
}

// BenchmarkBoth is what a page with a list of 50 people and two opened records pays, durable.
func BenchmarkBoth(b *testing.B) {
	people := make([]uint32, 50)
	for i := range people {
		people[i] = uint32(1 + i*7_001)
	}
	benchmark(b, func(b *testing.B, d *store.District) {
		for b.Loop() {
			must(b, Both(ctx, d, Listing{Actor: worker, Route: "GET /today", Purpose: "invite", People: people},
				Opening{Actor: worker, Person: worker.Seat}, Opening{Actor: worker, Person: worker.Seat}))
		}
	})
}

// BenchmarkWho asks about somebody nobody looked at, so that all of 20,000 lists of 50 are read; Lately reads 2,000 of them.
func BenchmarkWho(b *testing.B)    { benchmarkLooks(b, Who) }
func BenchmarkLately(b *testing.B) { benchmarkLooks(b, Lately) }

func benchmarkLooks(b *testing.B, who func(context.Context, *store.District, Opening, int, ...Subject) ([]Look, error)) {
	benchmark(b, func(b *testing.B, d *store.District) {
		must(b, d.Audit(ctx, worker, func(tx *store.Tx) error {
			for i := range 20_000 {
				people := make([]uint32, 50)
				for j := range people {
					people[j] = uint32(1 + (i*31+j*7_001)%360_000)
				}
				if err := (Listing{Actor: worker, People: people}).Write(tx); err != nil {
					return err
				}
			}
			return nil
		}))
		for b.Loop() {
			looks, err := who(ctx, d, Opening{Actor: auditor}, 0, Subject{id.New(), 400_000})
			must(b, err)
			if len(looks) != 0 {
				b.Fatal(looks)
			}
		}
	})
}
