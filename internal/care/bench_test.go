package care_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

var many = flag.Int("visits", 100_000, "visits of the benchmarks' district")

// eight is a visit with eight answers, of which two figures read a number and a pair.
var eight = fstest.MapFS{
	"programmes/checkup.yaml": {Data: []byte(`
id: checkup
title: {zh: 体检, en: Check-up}
basis: [{title: {zh: 测试用, en: for tests}}]
reach: population
who: p.age >= 18
recall: {every: 1y, after: check}
visits:
  - id: check
    title: {zh: 检查, en: Check}
    fields:
      - {id: a, title: {zh: 甲, en: A}, type: codes, codes: gynae-finding}
      - {id: b, title: {zh: 乙, en: B}, type: code, codes: hpv-result}
      - {id: c, title: {zh: 丙, en: C}, type: code, codes: treatment-result}
      - {id: d, title: {zh: 丁, en: D}, type: bool}
      - {id: e, title: {zh: 戊, en: E}, type: number, range: [0, 300]}
      - {id: f, title: {zh: 己, en: F}, type: number, range: [0, 300]}
      - {id: bp, title: {zh: 血压, en: Pressure}, type: pair, range: [40, 300]}
      - {id: g, title: {zh: 庚, en: G}, type: date}
    then: [{close: normal, when: v.d}]
outcomes: [normal, declined]
retention: 15y
`)},
	"figures/checkup.yaml": {Data: []byte(`
- {id: checked, title: {zh: 体检人数, en: People checked}, count: persons, of: checkup/check}
- {id: checks, title: {zh: 体检人次, en: Checks}, count: visits, of: checkup/check}
- {id: high, title: {zh: 血压偏高人次, en: High pressure}, count: visits, of: checkup/check, where: "v.bp_1 >= 140"}
`)},
}

// crowd fills a clinic with visits, five to a person, by bulk inserts.
func crowd(b *testing.B, dsn string) *clinic {
	b.Helper()
	c := newClinic(b, dsn, eight)
	hash := c.practice().Programmes["checkup"].Hash
	r := rand.New(rand.NewPCG(1, 2))
	const perWrite = 2000
	for first := 0; first < *many/5; first += perWrite {
		c.write(func(tx *store.Tx) error {
			book, err := person.In(tx, c.Keys)
			if err != nil {
				return err
			}
			for n := first; n < min(first+perWrite, *many/5); n++ {
				if err := fivefold(tx, book, r, n, hash); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return c
}

func fivefold(tx *store.Tx, book *person.Book, r *rand.Rand, n int, hash string) error {
	who := id.Derive(named("crowd"), "person", n)
	birth := civil.Birth{Date: civil.MustDate("1950-01-01").AddDays(r.IntN(18000)), Precision: civil.PrecisionDay}
	if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: "female", Birth: birth}, Card: person.Card{Name: fmt.Sprint("w", n)},
		Stays: []person.Stay{{Role: person.Resides, Place: named("village")}}}); err != nil {
		return err
	}
	episodes := tx.Insert("care_episode", "id", "seq", "person", "programme", "round")
	events := tx.Insert("care_event", "id", "rev", "seq", "void", "episode", "kind", "visit", "definition", "on_date", "site", "department", "due_key", "state", "answers")
	for round := range 5 {
		episode, on := id.Derive(who, "episode", round), civil.MustDate("2021-01-01").AddDays(round*365+r.IntN(300))
		if err := episodes.Row(episode, tx.Seq, who, "checkup", round+1); err != nil {
			return err
		}
		if err := events.Row(id.Derive(who, "event", round), 1, tx.Seq, false, episode, due.KindVisit, "check", hash, on, named("health-site"), named("health"), "", "", answersOf(r, on)); err != nil {
			return err
		}
	}
	return nil
}

func answersOf(r *rand.Rand, on civil.Date) string {
	one := func(list ...string) string { return list[r.IntN(len(list))] }
	raw, err := json.Marshal(map[string]any{"a": []string{one("none", "candida", "bv", "fibroid")}, "b": one("negative", "16", "invalid"), "c": one("treated", "referred"), "d": r.IntN(2) == 0,
		"e": float64(r.IntN(3000)) / 10, "f": float64(r.IntN(300)), "bp": fmt.Sprintf("%d/%d", 100+r.IntN(60), 60+r.IntN(35)), "g": on.String()})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkColdLoad folds the diary from nothing: what the first page after a start waits for. What follows from it stands at Diary.
func BenchmarkColdLoad(b *testing.B) {
	for _, kind := range []struct {
		name string
		dsn  func(testing.TB) string
	}{{"sqlite", testdb.SQLite}, {"postgres", testdb.PG}} {
		b.Run(kind.name, func(b *testing.B) {
			begun := time.Now()
			c := crowd(b, kind.dsn(b))
			filled := time.Since(begun)
			if err := c.Store.Read(c.ctx, func(tx *store.Tx) error { return c.Register.FollowTx(tx) }); err != nil {
				b.Fatal(err)
			}
			var diary *care.Diary
			before := heap()
			for b.Loop() {
				diary = care.NewDiary(c.practice())
				if err := c.Store.Read(c.ctx, func(tx *store.Tx) error { return diary.Follow(tx, c.Register, c.practice()) }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(*many), "ns/visit")
			b.ReportMetric(float64(heap()-before)/float64(*many), "heap-B/visit")
			b.ReportMetric(float64(filled.Microseconds())/float64(*many), "fill-µs/visit")
			runtime.KeepAlive(diary)
		})
	}
}

// BenchmarkDistrictFigures computes figures as a page does, from diary and register.
func BenchmarkDistrictFigures(b *testing.B) {
	c := crowd(b, testdb.SQLite(b))
	for _, q := range []struct {
		figure string
		by     []string
	}{{"checks", nil}, {"checked", nil}, {"high", nil}, {"checks", []string{"month"}}, {"checked", []string{"township"}}, {"checks", []string{"age_band"}}} {
		b.Run(fmt.Sprint(q.figure, q.by), func(b *testing.B) {
			c.at(0, func(s district.State) error {
				asked := figure.Query{Figure: s.Practice.Figures[q.figure], Period: civil.Period{From: civil.MustDate("2021-01-01"), To: civil.MustDate("2027-01-01")}, By: q.by}
				for b.Loop() {
					if _, err := figure.Compute(asked, s.Figures(), s.Tree); err != nil {
						return err
					}
				}
				return nil
			})
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(*many), "ns/visit")
		})
	}
}
