package office_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// town is a small district: one district place, two townships with two villages each, two departments with a site each.
type town struct {
	*testing.T
	*district.District
	ctx context.Context
	ids map[string]id.ID // places, departments and sites by code
}

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai

func each(t *testing.T, test func(*town)) {
	testdb.Each(t, func(t *testing.T, dsn string) { test(newTown(t, dsn, nil)) })
}

func newTown(t *testing.T, dsn string, overlay fs.FS) *town {
	t.Helper()
	ctx := context.Background()
	d, _, err := district.Init(ctx, district.Options{DSN: dsn, KeyFile: filepath.Join(t.TempDir(), "youfu.key"), Overlay: overlay}, district.Fresh{Name: "清和区"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	d.Store.SetClock(func() time.Time { return noon })
	w := &town{t, d, ctx, map[string]id.ID{}}
	w.write("places", func(tx *store.Tx) error { return w.places(tx) })
	return w
}

func (w *town) places(tx *store.Tx) error {
	for _, p := range []struct {
		code, name, parent string
		level              place.Level
	}{
		{"990101000000", "清和区", "", place.District},
		{"990101100000", "云溪镇", "990101000000", place.Township},
		{"990101101000", "柳塘镇", "990101000000", place.Township},
		{"990101100200", "柳湾村", "990101100000", place.Village},
		{"990101100201", "青石村", "990101100000", place.Village},
		{"990101101200", "莲池村", "990101101000", place.Village},
		{"990101101201", "松岗村", "990101101000", place.Village},
	} {
		w.ids[p.code] = tx.ID("place/"+p.code, 0)
		if err := place.Put(tx, place.Place{ID: w.ids[p.code], Code: p.code, Name: p.name, Level: p.level, Parent: w.ids[p.parent]}); err != nil {
			return err
		}
	}
	for _, d := range []string{"health", "family-planning"} {
		w.ids[d] = tx.ID("department/"+d, 0)
		if err := place.PutDepartment(tx, place.Department{ID: w.ids[d], Code: d, Name: lang.Text{Zh: d, En: d}}); err != nil {
			return err
		}
		site := map[string]string{"health": "H1", "family-planning": "F1"}[d]
		w.ids[site] = tx.ID("site/"+site, 0)
		if err := place.PutSite(tx, place.Site{ID: w.ids[site], Code: site, Name: site, Department: w.ids[d], Place: w.ids["990101100000"]}); err != nil {
			return err
		}
	}
	return nil
}

func (w *town) write(kind string, fn func(*store.Tx) error) store.Receipt {
	w.Helper()
	r, err := w.Store.Write(w.ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: kind}, fn)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// woman enters a woman of the village.
func (w *town) woman(name, birth, village string) id.ID {
	w.Helper()
	who := id.New()
	b, err := civil.ParseBirth(birth)
	if err != nil {
		w.Fatal(err)
	}
	w.write("person", func(tx *store.Tx) error {
		book, err := person.In(tx, w.Keys)
		if err != nil {
			return err
		}
		_, err = book.Add(person.New{ID: who, Facts: person.Facts{Sex: "female", Birth: b}, Card: person.Card{Name: name, Phone: "13900004021"},
			Stays: []person.Stay{{Role: person.Resides, Place: w.ids[village], Address: "1 组 12 号"}, {Role: person.Registered, Place: w.ids[village]}}})
		return err
	})
	return who
}

func (w *town) as(post actor.Post, at string) office.Office {
	a := actor.Actor{Account: id.New(), Seat: id.New(), Login: string(post), Post: post}
	switch post {
	case actor.VillageWorker, actor.TownshipWorker:
		a.Place = w.ids[at]
	case actor.ClinicWorker:
		a.Site = w.ids[at]
		a.Department = w.ids[map[string]string{"H1": "health", "F1": "family-planning"}[at]]
	}
	return office.Office{District: w.District, Actor: a, Route: "test"}
}

const (
	village  = "990101100200"
	township = "990101100000"
)

func (w *town) visit(at string, who id.ID, visit, on string, given map[string]string) care.Recorded {
	w.Helper()
	done, err := w.as(actor.ClinicWorker, at).Record(w.ctx, id.New(), care.Visit{Person: who, Programme: "womens-screening", Visit: visit,
		On: civil.MustDate(on), Site: w.ids[at], Given: given})
	if err != nil {
		w.Fatalf("%s on %s: %v", visit, on, err)
	}
	return done
}
