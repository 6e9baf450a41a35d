package care_test

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// clinic is a district with one village, two departments with a site each, and the programmes that are shipped.
type clinic struct {
	testing.TB
	*district.District
	ctx context.Context
	who actor.Actor
}

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai

func each(t *testing.T, test func(*clinic)) {
	testdb.Each(t, func(t *testing.T, dsn string) { test(newClinic(t, dsn, nil)) })
}

func newClinic(t testing.TB, dsn string, overlay fs.FS) *clinic {
	t.Helper()
	ctx := context.Background()
	o := district.Options{DSN: dsn, KeyFile: filepath.Join(t.TempDir(), "youfu.key"), Overlay: overlay}
	d, _, err := district.Init(ctx, o, district.Fresh{Name: "清和区"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	d.Store.SetClock(func() time.Time { return noon })
	c := &clinic{t, d, ctx, actor.Actor{Account: named("li"), Seat: named("seat"), Login: "li", Post: actor.ClinicWorker, Identity: []byte("li")}}
	c.write(func(tx *store.Tx) error { return area(tx) })
	return c
}

// named is the id of a place, department, site, person or event by a short word.
func named(word string) id.ID {
	if word == "" {
		return id.ID{}
	}
	return id.FromHash([]byte(word))
}

func area(tx *store.Tx) error {
	for _, p := range []place.Place{
		{ID: named("district"), Code: "990101000000", Name: "清和区", Level: place.District},
		{ID: named("township"), Code: "990101100000", Name: "云溪镇", Level: place.Township, Parent: named("district")},
		{ID: named("village"), Code: "990101100200", Name: "柳湾村", Level: place.Village, Parent: named("township")},
	} {
		if err := place.Put(tx, p); err != nil {
			return err
		}
	}
	for _, d := range []string{"health", "family-planning"} {
		if err := place.PutDepartment(tx, place.Department{ID: named(d), Code: d, Name: lang.Text{Zh: d, En: d}}); err != nil {
			return err
		}
		if err := place.PutSite(tx, place.Site{ID: named(d + "-site"), Code: d + "-site", Name: d, Department: named(d), Place: named("village")}); err != nil {
			return err
		}
	}
	return nil
}

func (c *clinic) write(fn func(*store.Tx) error) store.Seq {
	c.Helper()
	seq, err := c.try(fn)
	if err != nil {
		c.Fatal(err)
	}
	return seq
}

func (c *clinic) try(fn func(*store.Tx) error) (store.Seq, error) {
	r, err := c.Store.Write(c.ctx, store.Writing{Actor: c.who, ClientID: id.New(), Kind: "test", Reason: "test", LegalBasis: "test"}, fn)
	return r.Seq, err
}

// desk writes with the desk of the day.
func (c *clinic) desk(fn func(tx *store.Tx, d care.Desk, w care.Where) error) (store.Seq, error) {
	return c.try(func(tx *store.Tx) error {
		d, w, err := c.Desk(tx)
		if err != nil {
			return err
		}
		return fn(tx, d, w)
	})
}

// woman enters a woman by a short word.
func (c *clinic) woman(word, birth string) {
	c.Helper()
	b, err := civil.ParseBirth(birth)
	if err != nil {
		c.Fatal(err)
	}
	c.write(func(tx *store.Tx) error {
		book, err := person.In(tx, c.Keys)
		if err != nil {
			return err
		}
		_, err = book.Add(person.New{ID: named(word), Facts: person.Facts{Sex: "female", Birth: b}, Card: person.Card{Name: word},
			Stays: []person.Stay{{Role: person.Resides, Place: named("village")}}})
		return err
	})
}

func (c *clinic) book(fn func(*person.Book) error) store.Seq {
	c.Helper()
	return c.write(func(tx *store.Tx) error {
		b, err := person.In(tx, c.Keys)
		if err != nil {
			return err
		}
		return fn(b)
	})
}

const programme = "womens-screening"

// visit records a visit under an event's word, with answers as "findings=candida hpv=16".
func (c *clinic) visit(event, who, visit, on string, given map[string]string) care.Recorded {
	c.Helper()
	var done care.Recorded
	_, err := c.desk(func(tx *store.Tx, d care.Desk, w care.Where) (err error) {
		done, err = d.Record(tx, w, care.Visit{Event: named(event), Person: named(who), Programme: programme, Visit: visit, On: civil.MustDate(on), Site: named("health-site"), Given: given})
		return err
	})
	if err != nil {
		c.Fatalf("%s of %s on %s: %v", visit, who, on, err)
	}
	return done
}

func (c *clinic) correct(event string, rev int, on string, given map[string]string) care.Recorded {
	c.Helper()
	var done care.Recorded
	_, err := c.desk(func(tx *store.Tx, d care.Desk, w care.Where) (err error) {
		var day civil.Date
		if on != "" {
			day = civil.MustDate(on)
		}
		done, err = d.Correct(tx, w, named(event), rev, day, given)
		return err
	})
	if err != nil {
		c.Fatalf("correcting %s: %v", event, err)
	}
	return done
}

func (c *clinic) practice() *catalogue.Catalogue {
	c.Helper()
	practice, err := c.Practice(c.ctx)
	if err != nil {
		c.Fatal(err)
	}
	return practice
}

// at looks at the views as known at a seq; zero means now.
func (c *clinic) at(seq store.Seq, look func(district.State) error) {
	c.Helper()
	if err := c.District.At(c.ctx, seq, look); err != nil {
		c.Fatal(err)
	}
}

// pages writes down all that the diary says at a seq, in the order of the events' ids.
func pages(s district.State) []string {
	var all []string
	for n := uint32(1); n <= s.People.Most(); n++ {
		s.Pages.Of(n, func(e *care.Entry) {
			all = append(all, fmt.Sprint(e.ID, " ", n, " ", e.On, " ", s.Pages.Name(e), s.Pages.Kind(e), " ", s.Pages.State(e), " ", s.Pages.Site(e), " ", s.Pages.Department(e),
				" ", s.Pages.Round(e), " ", s.Pages.Key(e), " ", s.Pages.Answers(s.Pages.Set(e))))
		})
	}
	slices.Sort(all)
	return all
}

// overlay is a folder with one file.
func overlay(file, text string) fs.FS { return fstest.MapFS{file: {Data: []byte(text)}} }
