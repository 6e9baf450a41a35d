package district_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

var ctx = context.Background()

// town is a small district: two townships with a village each, two departments with a site each.
type town struct {
	testing.TB
	*district.District
	options district.Options
	now     time.Time
}

// noon is 12:00 in Shanghai.
var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

func each(t *testing.T, test func(*town)) {
	testdb.Each(t, func(t *testing.T, dsn string) { test(newTown(t, dsn, nil)) })
}

func options(t testing.TB, dsn string, overlay fs.FS) district.Options {
	return district.Options{DSN: dsn, KeyFile: filepath.Join(t.TempDir(), "youfu.key"), Overlay: overlay}
}

func newTown(t testing.TB, dsn string, overlay fs.FS) *town {
	t.Helper()
	return townOf(t, options(t, dsn, overlay))
}

func townOf(t testing.TB, o district.Options) *town {
	t.Helper()
	d, _, err := district.Init(ctx, o, district.Fresh{Name: "清和区"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	w := &town{t, d, o, noon}
	d.Store.SetClock(func() time.Time { return w.now })
	w.write(func(tx *store.Tx) error { return area(tx) })
	return w
}

// open opens the town once more, as another program would.
func (w *town) open(overlay fs.FS) *town {
	w.Helper()
	o := w.options
	o.Overlay = overlay
	d, err := district.Open(ctx, o)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { d.Close() })
	again := &town{w.TB, d, o, w.now}
	d.Store.SetClock(func() time.Time { return again.now })
	return again
}

// named is the id of something by a short word.
func named(word string) id.ID {
	if word == "" {
		return id.ID{}
	}
	return id.FromHash([]byte(word))
}

func area(tx *store.Tx) error {
	for _, p := range []place.Place{
		{ID: named("district"), Code: "990101000000", Name: "清和区", Level: place.District},
		{ID: named("cloud"), Code: "990101100000", Name: "云溪镇", Level: place.Township, Parent: named("district")},
		{ID: named("willow"), Code: "990101101000", Name: "柳塘镇", Level: place.Township, Parent: named("district")},
		{ID: named("bay"), Code: "990101100200", Name: "柳湾村", Level: place.Village, Parent: named("cloud")},
		{ID: named("pond"), Code: "990101101200", Name: "莲池村", Level: place.Village, Parent: named("willow")},
	} {
		if err := place.Put(tx, p); err != nil {
			return err
		}
	}
	for _, d := range []string{"health", "family-planning"} {
		if err := place.PutDepartment(tx, place.Department{ID: named(d), Code: d, Name: lang.Text{Zh: map[string]string{"health": "卫生部门", "family-planning": "计生部门"}[d], En: d}}); err != nil {
			return err
		}
		if err := place.PutSite(tx, place.Site{ID: named(d + "-site"), Code: d + "-site", Name: d + "-site", Department: named(d), Place: named("bay")}); err != nil {
			return err
		}
	}
	return nil
}

func (w *town) write(fn func(*store.Tx) error) store.Seq {
	w.Helper()
	r, err := w.Store.Write(ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, fn)
	if err != nil {
		w.Fatal(err)
	}
	return r.Seq
}

// person enters somebody by a short word, who is also the name.
func (w *town) person(word, sex, birth, village string) {
	w.Helper()
	w.write(func(tx *store.Tx) error { return w.enter(tx, word, sex, birth, village) })
}

func (w *town) enter(tx *store.Tx, word, sex, birth, village string) error {
	b, err := civil.ParseBirth(birth)
	if err != nil {
		return err
	}
	book, err := person.In(tx, w.Keys)
	if err != nil {
		return err
	}
	_, err = book.Add(person.New{ID: named(word), Facts: person.Facts{Sex: sex, Birth: b}, Card: person.Card{Name: word, Phone: "13900004021"},
		Identifiers: []person.Identifier{{System: person.Ref, Value: word}},
		Stays:       []person.Stay{{Role: person.Resides, Place: named(village), Address: "1 组 12 号"}}})
	return err
}

// visit records a visit of a programme, as programme/visit, under an event's word.
func (w *town) visit(event, who, what, on, site string, given map[string]string) care.Recorded {
	w.Helper()
	var done care.Recorded
	programme, visit, _ := cut(what)
	w.write(func(tx *store.Tx) error {
		desk, where, err := w.Desk(tx)
		if err != nil {
			return err
		}
		done, err = desk.Record(tx, where, care.Visit{Event: named(event), Person: named(who), Programme: programme, Visit: visit, On: civil.MustDate(on), Site: named(site), Given: given})
		return err
	})
	return done
}

func cut(what string) (programme, visit string, ok bool) {
	for i := range what {
		if what[i] == '/' {
			return what[:i], what[i+1:], true
		}
	}
	return what, "", false
}

func (w *town) correct(event string, rev int, given map[string]string) store.Seq {
	w.Helper()
	return w.write(func(tx *store.Tx) error {
		desk, where, err := w.Desk(tx)
		if err != nil {
			return err
		}
		_, err = desk.Correct(tx, where, named(event), rev, 0, given)
		return err
	})
}

func (w *town) at(seq store.Seq, look func(district.State) error) {
	w.Helper()
	if err := w.District.At(ctx, seq, look); err != nil {
		w.Fatal(err)
	}
}

var year2026 = civil.Period{From: civil.MustDate("2026-01-01"), To: civil.MustDate("2027-01-01")}

// figure computes a figure over 2026 as known at a seq; zero means now.
func (w *town) figure(seq store.Seq, which string, by ...string) (r figure.Result) {
	w.Helper()
	w.at(seq, func(s district.State) (err error) {
		r, err = figure.Compute(figure.Query{Figure: s.Practice.Figures[which], Period: year2026, By: by, Members: true}, s.Figures(), s.Tree)
		return err
	})
	return r
}

// short is a result as "value" or "num/den", and its rows.
func short(r figure.Result, by ...string) string {
	text := fmt.Sprint(r.Value)
	if r.Figure.Rate() {
		text = fmt.Sprintf("%d/%d", r.Num, r.Den)
	}
	for _, row := range r.Rows {
		text += " "
		for _, d := range by {
			text += row.By[d] + "="
		}
		text += fmt.Sprint(max(row.Value, row.Den))
	}
	return text
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
