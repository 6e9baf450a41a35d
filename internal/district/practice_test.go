package district_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/report"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// folder is an overlay with one figure, which counts by the rule given.
func folder(rule string) fs.FS {
	return fstest.MapFS{"figures/local.yaml": {Data: []byte("- {id: local, title: {zh: 本区指标, en: Local figure}, count: visits, of: womens-screening/screening, where: '" + rule + "'}\n")}}
}

func (w *town) seq() store.Seq {
	w.Helper()
	seq, err := w.Store.Seq(ctx)
	if err != nil {
		w.Fatal(err)
	}
	return seq
}

// What an overlay has put into force stays without the overlay at hand, until another replaces it; and what was known then is counted by
// what was in force then.
func TestDefinitionsComeIntoForceAndStay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		w := newTown(t, dsn, folder("p.age >= 40"))
		w.person("ann", "female", "1985-03-10", "bay")
		w.person("bea", "female", "1995-03-10", "bay")
		w.visit("e1", "ann", "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": "none"})
		w.visit("e2", "bea", "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": "none"})
		before, old := w.seq(), w.figure(0, "local")
		if old.Value != 1 {
			t.Fatalf("%d", old.Value)
		}
		w.Close()

		w = w.open(nil)
		if got := w.seq(); got != before {
			t.Errorf("opening without the overlay wrote %d", got)
		}
		if r := w.figure(0, "local"); r.Value != 1 || r.Figure.Hash != old.Figure.Hash {
			t.Errorf("without the overlay at hand: %d by %s", r.Value, r.Figure.Hash)
		}
		w.Close()

		w = w.open(folder("p.age >= 30"))
		if got := w.seq(); got != before+1 {
			t.Errorf("another overlay came into force at %d, want %d", got, before+1)
		}
		if r := w.figure(0, "local"); r.Value != 2 || r.Figure.Hash == old.Figure.Hash {
			t.Errorf("under the new one: %d", r.Value)
		}
		if r := w.figure(before, "local"); r.Value != 1 || r.Figure.Hash != old.Figure.Hash {
			t.Errorf("as known before: %d by %s", r.Value, r.Figure.Hash)
		}
		w.Close()

		w = w.open(folder("p.age >= 40")) // back again: a third time in force, not the first
		if r := w.figure(0, "local"); w.seq() != before+2 || r.Value != 1 || r.Figure.Hash != old.Figure.Hash {
			t.Errorf("at %d: %d", w.seq(), r.Value)
		}
	})
}

// A figure that reads a number which no rule had read makes the diary begin anew, and old states are still told.
func TestADefinitionThatReadsMore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		w := newTown(t, dsn, nil)
		w.person("ann", "female", "1995-03-10", "bay")
		for i, bp := range []string{"120/80", "150/95"} {
			w.visit("e"+bp, "ann", "womens-screening/screening", civil.MustDate("2026-03-01").AddDays(i).String(), "health-site", map[string]string{"findings": "none", "bp": bp})
		}
		before := w.seq()
		if got := w.figure(0, "screening-visits").Value; got != 2 {
			t.Fatalf("%d", got)
		}
		other := w.open(folder("v.bp_1 >= 140"))
		for range 2 {
			for which, want := range map[string]int{"local": 1, "screening-visits": 2} {
				if r := w.figure(0, which); r.Value != want || r.Doubtful != 0 { // the program that runs on sees it too
					t.Errorf("%s: %d, %d in doubt", which, r.Value, r.Doubtful)
				}
			}
			if r := w.figure(before, "screening-visits"); r.Value != 2 {
				t.Errorf("as known before: %d", r.Value)
			}
			w = other
		}
	})
}

// What an overlay brings must fit with what stays in force of another: nothing comes into force that cannot be read afterwards.
func TestDefinitionsThatClashDoNotComeIntoForce(t *testing.T) {
	w := newTown(t, testdb.SQLite(t), os.DirFS("../../testdata/hearing"))
	before := w.seq()
	program, err := fs.ReadFile(os.DirFS("../../testdata/hearing"), "programmes/hearing-test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// The hearing programme without its second visit, which figures in force count.
	first, _, _ := strings.Cut(string(program), "  - id: referral")
	_, outcomes, _ := strings.Cut(string(program), "outcomes:")
	text := strings.ReplaceAll(first, "      - {visit: referral, within: 1mo, when: v.result in needs_referral && !v.aid}\n", "") + "outcomes:" + strings.ReplaceAll(outcomes, ", helped, declined", "")
	overlay := fstest.MapFS{"programmes/hearing-test.yaml": {Data: []byte(text)}}
	for _, code := range []string{"hearing-result", "referral-result"} {
		raw, err := fs.ReadFile(os.DirFS("../../testdata/hearing"), "codes/"+code+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		overlay["codes/"+code+".yaml"] = &fstest.MapFile{Data: raw}
	}
	o := w.options
	o.Overlay = overlay
	if d, err := district.Open(ctx, o); !fault.Is(err, fault.Invalid) || d != nil {
		t.Fatalf("%v", err)
	}
	if again := w.open(nil); again.seq() != before || again.figure(0, "hearing-tested").Value != 0 {
		t.Error("something came into force")
	}
}

// Programs that start at once bring the definitions into force once.
func TestProgramsThatStartAtOnce(t *testing.T) {
	each(t, func(w *town) {
		before := w.seq()
		var wait sync.WaitGroup
		opened := make([]*district.District, 4)
		errs := make([]error, 4)
		for i := range opened {
			wait.Go(func() {
				o := w.options
				o.Overlay = folder("p.age >= 40")
				opened[i], errs[i] = district.Open(ctx, o)
			})
		}
		wait.Wait()
		for i, err := range errs {
			if err != nil {
				w.Fatal(err)
			}
			opened[i].Close()
		}
		if got := w.seq(); got != before+1 {
			w.Errorf("%d writes, want one", got-before)
		}
	})
}

func TestWarningsNameTheDepartmentThatIsMissing(t *testing.T) {
	police := fstest.MapFS{"programmes/talks.yaml": {Data: []byte(`
id: talks
title: {zh: 讲座, en: Talks}
basis: [{title: {zh: 测试用, en: for tests}}]
reach: population
who: p.age >= 18
visits:
  - {id: talk, title: {zh: 讲座, en: Talk}, by: [education, health], fields: [{id: again, title: {zh: 还来, en: Again}, type: bool}], then: [{close: done, when: v.again}]}
outcomes: [done, declined]
retention: 15y
`)}}
	w := newTown(t, testdb.SQLite(t), police)
	all, err := w.Warnings(ctx)
	if err != nil || len(all) != 1 || all[0].Key != "district.no-department" {
		t.Fatalf("%+v %v", all, err)
	}
	if text := lang.T(lang.Zh, all[0].Key, all[0].Args...); !strings.Contains(text, "education") || !strings.Contains(text, "讲座") {
		t.Errorf("%s", text)
	}
	if all, err := newTown(t, testdb.SQLite(t), nil).Warnings(ctx); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	empty, _, err := district.Init(ctx, options(t, testdb.SQLite(t), nil), district.Fresh{})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if all, err := empty.Warnings(ctx); err != nil || len(all) != 0 {
		t.Errorf("an empty district: %+v %v", all, err)
	}
}

// A day ends where the district is.
func TestADayEndsInTheDistrictsZone(t *testing.T) {
	for zone, last := range map[string]string{"Asia/Shanghai": "2026-03-01T15:59:59Z", "America/Lima": "2026-03-02T04:59:59Z"} {
		o := options(t, testdb.SQLite(t), nil)
		d, _, err := district.Init(ctx, o, district.Fresh{Zone: zone})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		end, err := time.Parse(time.RFC3339, last)
		if err != nil {
			t.Fatal(err)
		}
		var seqs []store.Seq
		for _, at := range []time.Time{end, end.Add(time.Second)} {
			d.Store.SetClock(func() time.Time { return at })
			r, err := d.Store.Write(ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
			seqs = append(seqs, r.Seq)
		}
		err = d.Store.Read(ctx, func(tx *store.Tx) error {
			for day, want := range map[string]store.Seq{"2026-03-01": seqs[0], "2026-03-02": seqs[1], "2030-01-01": seqs[1]} {
				if got, err := d.SeqOn(tx, civil.MustDate(day)); err != nil || got != want {
					t.Errorf("%s at the end of %s: %d, want %d (%v)", zone, day, got, want, err)
				}
			}
			if got, err := d.SeqOn(tx, civil.MustDate("2001-01-01")); !fault.Is(err, fault.NotFound) {
				t.Errorf("before the district was: %d (%v)", got, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A second programme is YAML alone: it is recorded, falls due, is counted and reported by code that does not know it.
func TestAProgrammeOfAnOverlayGoesAllTheWay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		w := newTown(t, dsn, os.DirFS("../../testdata/hearing"))
		for word, birth := range map[string]string{"he": "1950-01-01", "she": "1945-06", "young": "1990-01-01"} {
			w.person(word, map[bool]string{true: "male", false: "female"}[word == "he"], birth, "pond")
		}
		if _, err := w.batch(
			care.Visit{Event: named("a"), Person: named("he"), Programme: "hearing-test", Visit: "test", On: civil.MustDate("2026-03-02"), Site: named("health-site"), Given: map[string]string{"threshold": "15", "result": "normal"}},
			care.Visit{Event: named("b"), Person: named("she"), Programme: "hearing-test", Visit: "test", On: civil.MustDate("2026-03-02"), Site: named("health-site"), Given: map[string]string{"threshold": "40", "result": "moderate", "aid": "false"}},
		); err != nil {
			t.Fatal(err)
		}
		if _, err := w.batch(care.Visit{Event: named("c"), Person: named("young"), Programme: "hearing-test", Visit: "test", On: civil.MustDate("2026-03-02"), Site: named("health-site"), Given: map[string]string{"threshold": "15", "result": "normal"}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("too young: %v", err)
		}
		var list []string
		w.at(0, func(s district.State) error {
			care.List(s.People, s.Pages, care.Scope{Programme: s.Practice.Programmes["hearing-test"], AsOf: civil.MustDate("2026-04-10")}, func(n uint32, item due.Item) {
				list = append(list, item.Key.Visit+" "+string(item.Status))
			})
			return nil
		})
		if !slices.Equal(list, []string{"referral overdue"}) {
			t.Errorf("%v", list)
		}
		for which, want := range map[string]string{"hearing-tested": "2 female=1 male=1", "hearing-loss-followed-up": "0/1 female=1"} {
			if got := short(w.figure(0, which, "sex"), "sex"); got != want {
				t.Errorf("%s: %s, want %s", which, got, want)
			}
		}
		w.at(0, func(s district.State) error {
			doc, err := report.Build(report.Order{Report: s.Practice.Reports["hearing-report"], Lang: lang.Zh, District: "清和区", Period: year2026, Made: w.Today()}, s.Evidence())
			if err != nil || len(doc.Entries) < 5 || doc.Entries[0].Num != 2 {
				t.Errorf("%+v %v", doc, err)
			}
			return nil
		})
	})
}

// batch records visits as an import does.
func (w *town) batch(visits ...care.Visit) (store.Receipt, error) {
	return w.Store.Write(ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		desk, where, err := w.Desk(tx)
		if err != nil {
			return err
		}
		return w.InWrite(tx, func(s district.State) error {
			b := desk.Batch(tx, where, s.People, s.Pages)
			for _, v := range visits {
				if err := b.Record(s.People.N(v.Person), v); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
