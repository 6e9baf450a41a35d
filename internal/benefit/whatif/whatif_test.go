package whatif_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"youfu/catalog"
	"youfu/internal/actor"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/whatif"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func idOf(word string) id.ID { return id.FromHash([]byte(word)) }

func day(s string) civil.Date {
	if s == "" {
		return 0
	}
	return civil.MustDate(s)
}

// resident is somebody of a small village, registered there; of lists her children.
type resident struct {
	word, sex, birth, death string
	of                      []string
	away                    civil.Period // registered elsewhere
}

// village enters residents and gives the register as known afterwards.
func village(t *testing.T, residents []resident, use func(whatif.Source, func(string) uint32)) {
	t.Helper()
	ctx, config := context.Background(), store.Config{DSN: testdb.SQLite(t)}
	if err := store.Create(ctx, config); err != nil {
		t.Fatal(err)
	}
	d, err := store.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	keys, err := seal.NewKeys(seal.NewFile())
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Write(ctx, store.Writing{Actor: actor.Actor{Login: "x", Account: id.New(), Identity: []byte("x")}, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		return enter(tx, keys, residents)
	})
	r := person.NewRegister()
	if err == nil {
		err = r.Follow(ctx, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	tree := &place.Tree{Places: []place.Place{{ID: idOf("district"), Code: "1", Level: place.District}, {ID: idOf("village"), Code: "2", Level: place.Village, Parent: idOf("district")}}}
	tree.Index()
	r.At(0, func(v person.View) error {
		use(whatif.Source{Look: func(look func(person.View)) { look(v) }, Tree: tree}, func(word string) uint32 { return v.N(idOf(word)) })
		return nil
	})
}

func enter(tx *store.Tx, keys *seal.Keys, residents []resident) error {
	b, err := person.In(tx, keys)
	if err != nil {
		return err
	}
	for _, r := range residents {
		f := person.Facts{Sex: r.sex, Death: day(r.death)}
		f.Birth, _ = civil.ParseBirth(r.birth)
		stays := []person.Stay{{Role: person.Registered, Place: idOf("village"), Nature: "agricultural", To: r.away.From}}
		if !r.away.To.Zero() {
			stays = append(stays, person.Stay{Role: person.Registered, Place: idOf("village"), Nature: "agricultural", From: r.away.To})
		}
		if _, err := b.Add(person.New{ID: idOf(r.word), Facts: f, Card: person.Card{Name: r.word}, Stays: stays}); err != nil {
			return err
		}
	}
	for _, r := range residents {
		for i, child := range r.of {
			if err := b.PutTie(person.Tie{ID: id.Derive(idOf(r.word), "tie", i), Kind: person.Parent, A: idOf(r.word), B: idOf(child), Source: "book"}); err != nil {
				return err
			}
		}
	}
	return nil
}

func practice(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, _, err := catalogue.Load(catalog.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// hamlet has one of each kind whom a cost can depend on.
var hamlet = []resident{
	{"old", "female", "1950-01-01", "", []string{"grown"}, civil.Period{}},
	{"autumn", "male", "1966-09-10", "", []string{"grown"}, civil.Period{}}, // sixty in September 2026
	{"dying", "female", "1955-01-01", "2026-05-10", []string{"grown"}, civil.Period{}},
	{"gone", "female", "1955-01-01", "2025-12-31", []string{"grown"}, civil.Period{}},
	{"young", "male", "1967-01-01", "", []string{"grown"}, civil.Period{}},
	{"alone", "female", "1950-01-01", "", nil, civil.Period{}}, // the register knows of no child
	{"grown", "male", "1985-01-01", "", nil, civil.Period{}},
	{"bereaved", "female", "1977-03-05", "", []string{"lost"}, civil.Period{}}, // 49 in March 2026
	{"lost", "male", "2000-01-01", "2020-01-01", nil, civil.Period{}},
	{"toddler", "male", "2023-07-01", "", nil, civil.Period{}},
	{"baby", "female", "2025-06-15", "", nil, civil.Period{}},
	{"new", "female", "2026-03-20", "", nil, civil.Period{}},
}

func said(costs []whatif.Cost) string {
	var all []string
	for _, c := range costs {
		all = append(all, fmt.Sprintf("%s %s %d", c.Month, c.Layer, c.Fen))
	}
	return strings.Join(all, ", ")
}

func TestCosts(t *testing.T) {
	c := practice(t)
	village(t, hamlet, func(src whatif.Source, n func(string) uint32) {
		costs := whatif.Costs(src, 2026, c.Schemes["reward-assistance"], c.Schemes["childcare-subsidy"], c.Schemes["special-assistance"])
		for i, want := range []string{
			// old and dying in January; autumn when he is sixty. Who died the day before the year, who is too young and of whom no child is known: none.
			"2026-01 national 192000, 2026-09 national 96000",
			// The toddler's last seven months; the block of the baby that begins in June, and that of the new child.
			"2026-01 national 210000, 2026-03 national 360000, 2026-06 national 360000",
			// Four other parents of a child who might have a disability card, and the bereaved mother from the month in which she is 49. The month of
			// the death counts.
			"2026-01 disabled 184000, 2026-02 disabled 184000, 2026-03 bereaved 59000, 2026-03 disabled 184000, 2026-04 bereaved 59000, 2026-04 disabled 184000, " +
				"2026-05 bereaved 59000, 2026-05 disabled 184000, 2026-06 bereaved 59000, 2026-06 disabled 138000, 2026-07 bereaved 59000, 2026-07 disabled 138000, " +
				"2026-08 bereaved 59000, 2026-08 disabled 138000, 2026-09 bereaved 59000, 2026-09 disabled 138000, 2026-10 bereaved 59000, 2026-10 disabled 138000, " +
				"2026-11 bereaved 59000, 2026-11 disabled 138000, 2026-12 bereaved 59000, 2026-12 disabled 138000",
		} {
			if got := said(costs[i]); got != want {
				t.Errorf("scheme %d:\n%s\nwant\n%s", i, got, want)
			}
		}
		if got := said(whatif.Costs(src, 2005, c.Schemes["reward-assistance"])[0]); got != "" {
			t.Errorf("in 2005 nobody here was sixty: %s", got)
		}
		if got := said(whatif.Costs(src, 2011, c.Schemes["reward-assistance"])[0]); got != "2011-01 national 72000" {
			t.Errorf("in 2011: %s", got)
		}
		if got := said(whatif.Costs(src, 2027, c.Schemes["reward-assistance"])[0]); got != "2027-01 national 288000" {
			t.Errorf("in 2027: %s", got)
		}
	})
}

// Widening the age lets some gain and nobody lose; asking for more, the other way about; and nothing is written by asking.
func TestWhoGainsAndWhoLoses(t *testing.T) {
	c := practice(t)
	raw, _ := catalog.FS.ReadFile("schemes/reward-assistance.yaml")
	changed := func(old, new string) *catalogue.Scheme {
		s, err := c.TryScheme("changed.yaml", []byte(strings.Replace(string(raw), old, new, 1)))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	village(t, hamlet, func(src whatif.Source, n func(string) uint32) {
		today := c.Schemes["reward-assistance"]
		wider, narrower := changed("p.age >= 60", "p.age >= 58"), changed("p.age >= 60", "p.age >= 74")
		all := whatif.On(src, day("2026-01-01"), today, wider, narrower)
		if got, want := all[0].Counts(), (whatif.Counts{NotMet: 9, Unknown: 3, Likely: 2}); got != want {
			t.Errorf("today: %+v, want %+v", got, want)
		}
		gain, lose := whatif.Change(all[0], all[1])
		if !reflect.DeepEqual(gain, []uint32{n("autumn"), n("young")}) || lose != nil {
			t.Errorf("wider: %v gain, %v lose", gain, lose)
		}
		gain, lose = whatif.Change(all[0], all[2])
		if !reflect.DeepEqual(lose, []uint32{n("dying")}) || gain != nil {
			t.Errorf("narrower: %v gain, %v lose", gain, lose)
		}
		dearer := whatif.Costs(src, 2026, today, changed("{from: 2012-01-01, fen: 96000, per: year}", "{from: 2012-01-01, to: 2026-01-01, fen: 96000, per: year}\n      - {from: 2026-01-01, fen: 120000, per: year}"))
		if said(dearer[1]) == said(dearer[0]) {
			t.Error("another amount costs the same")
		}
		src.Within = func(_ person.View, one uint32) bool { return one == n("old") }
		if got := whatif.On(src, day("2026-01-01"), today)[0]; got.Counts() != (whatif.Counts{Unknown: 1, Likely: 1}) || got[n("young")] != whatif.Absent {
			t.Errorf("of one alone: %+v", got.Counts())
		}
		src.Cases = map[uint32]whatif.Case{n("old"): {Applied: day("2025-01-01"), Documents: []assess.Document{
			{Kind: "id-card", On: day("2025-01-01")}, {Kind: "household-book", On: day("2025-01-01")}, {Kind: "cohort-record", On: day("2025-01-01")}}}}
		if got := whatif.On(src, day("2026-01-01"), today)[0][n("old")]; got != whatif.Met || !got.Eligible() {
			t.Errorf("with her papers: %v", got)
		}
	})
}

// Who comes back begins anew: the months between are not owed. What is paid once is paid when it begins, and not again each year.
func TestBeginnings(t *testing.T) {
	c := practice(t)
	raw, _ := catalog.FS.ReadFile("schemes/reward-assistance.yaml")
	once, err := c.TryScheme("changed.yaml", []byte(strings.Replace(string(raw), "{from: 2012-01-01, fen: 96000, per: year}", "{from: 2012-01-01, fen: 96000, per: year}\n"+
		"  - {id: welcome, title: {zh: 一次性, en: once}, kind: top_up, level: county, fund: own, basis: [{title: {zh: 本地办法, en: local rules}}], amounts: [{from: 2012-01-01, fen: 500, per: once}]}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	back := resident{"back", "female", "1970-01-01", "", []string{"child"}, civil.Period{From: day("2026-03-01"), To: day("2026-06-15")}}
	village(t, append([]resident{back, {word: "child", sex: "male", birth: "1995-01-01"}}, hamlet...), func(src whatif.Source, n func(string) uint32) {
		src.Within = func(_ person.View, one uint32) bool { return one == n("back") }
		var months []string
		for _, c := range whatif.Costs(src, 2026, c.Schemes["special-assistance"])[0] {
			months = append(months, c.Month.String()[5:])
		}
		if got := strings.Join(months, " "); got != "01 02 06 07 08 09 10 11 12" {
			t.Errorf("who came back in June: %s", got)
		}
		src.Within = nil
		if got := said(whatif.Costs(src, 2026, once)[0]); got != "2026-01 national 192000, 2026-09 national 96000, 2026-09 welcome 500" {
			t.Errorf("once: %s", got)
		}
	})
}
