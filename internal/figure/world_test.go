package figure_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"youfu/catalog"
	"youfu/internal/actor"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// more are figures beside the shipped ones, so that each way of counting is there.
const more = `
- {id: women-treatable, title: {zh: 查出需要治疗的人数, en: Women who need treatment}, of: women-screened, where: "v.findings.exists(f, f in treatable)"}
- {id: share-treatable, title: {zh: 需要治疗的比例, en: Share who need treatment}, of: [women-treatable, women-screened]}
- {id: over-forty, title: {zh: 四十岁以上人次, en: Visits from forty}, count: visits, of: womens-screening/screening, where: "p.age >= 40"}
- {id: by-sex-and-age, title: {zh: 四十岁以上妇女人次, en: Visits of women from forty}, count: visits, of: womens-screening/screening, where: 'p.age >= 40 && p.sex == "female"'}
- {id: hpv-negative, title: {zh: 检测阴性人次, en: Tests that were negative}, count: visits, of: womens-screening/screening, where: 'v.hpv == "negative"'}
- {id: by-registration, title: {zh: 按户籍的人数, en: People by registration}, count: persons, of: womens-screening/screening, place: registered}
- {id: by-site, title: {zh: 按机构所在地的人次, en: Visits by the place of the site}, count: visits, of: womens-screening/screening, place: site}
- {id: looked-after, title: {zh: 有后续的人数, en: Women looked after}, of: women-treatable, followed: {visit: treatment, where: 'v.result == "treated"', within: 1mo}}
- {id: share-looked-after, title: {zh: 有后续的比例, en: Share looked after}, of: [looked-after, women-treatable]}
`

var practice = sync.OnceValue(func() *catalogue.Catalogue {
	c, _, err := catalogue.Load(catalog.FS, fstest.MapFS{"figures/more.yaml": {Data: []byte(more)}})
	if err != nil {
		panic(err)
	}
	return c
})

func figureOf(t testing.TB, id string) *catalogue.Figure {
	f := practice().Figures[id]
	if f == nil {
		t.Fatalf("no figure %s", id)
	}
	return f
}

// memory is a source of visits in memory.
type memory struct {
	people []human
	bodies []id.ID
	sets   []due.Answers
	visits []visit
}

type human struct {
	due.Person
	stays []stay
}

type stay struct {
	role     catalogue.PlaceRole
	place    string
	from, to civil.Date
}

type visit struct {
	kind string
	figure.Visit
}

func (m *memory) Seq() store.Seq { return 7 }

func (m *memory) Visits(programme, kind string, period civil.Period, use func(*figure.Visit)) {
	for i := range m.visits {
		if v := m.visits[i]; programme == "womens-screening" && v.kind == kind && period.Contains(v.On) {
			use(&v.Visit)
			v.Visit = figure.Visit{} // it was good until use returned
		}
	}
}

func (m *memory) Later(person uint32, programme, kind string, period civil.Period, use func(*figure.Visit)) {
	m.Visits(programme, kind, period, func(v *figure.Visit) {
		if v.Person == person {
			use(v)
		}
	})
}

func (m *memory) Answers(set uint32) due.Answers { return m.sets[set] }
func (m *memory) Body(n uint16) id.ID            { return m.bodies[n] }
func (m *memory) Person(n uint32) due.Person     { return m.people[n].Person }

func (m *memory) Place(n uint32, role catalogue.PlaceRole, on civil.Date) id.ID {
	for _, s := range m.people[n].stays {
		if s.role == role && (civil.Period{From: s.from, To: s.to}).Contains(on) {
			return named(s.place)
		}
	}
	return id.ID{}
}

// named is the id of a place, department or site by a short word; the zero id for none.
func named(word string) id.ID {
	if word == "" {
		return id.ID{}
	}
	return id.FromHash([]byte(word))
}

func newMemory() *memory { return &memory{bodies: make([]id.ID, 1)} }

// person enters somebody who lives in a place and is registered in another.
func (m *memory) person(sex, birth, resides, registered string) uint32 {
	h := human{Person: due.Person{Sex: sex}}
	if birth != "" {
		b, err := civil.ParseBirth(birth)
		if err != nil {
			panic(err)
		}
		h.Birth = b
	}
	h.stays = []stay{{role: catalogue.PlaceResides, place: resides}, {role: catalogue.PlaceRegistered, place: registered}}
	m.people = append(m.people, h)
	return uint32(len(m.people) - 1)
}

func (m *memory) body(word string) uint16 {
	at := slices.Index(m.bodies, named(word))
	if at < 0 {
		m.bodies = append(m.bodies, named(word))
		at = len(m.bodies) - 1
	}
	return uint16(at)
}

// visit enters a visit at a site of a department.
func (m *memory) visit(person uint32, kind, on, site string, answers due.Answers) {
	set := slices.IndexFunc(m.sets, func(a due.Answers) bool { return fmt.Sprint(a) == fmt.Sprint(answers) })
	if set < 0 {
		m.sets = append(m.sets, answers)
		set = len(m.sets) - 1
	}
	v := visit{kind: kind}
	v.Event = id.FromHash(fmt.Append(nil, len(m.visits)))
	v.Person, v.On, v.Set, v.Site, v.Department = person, civil.MustDate(on), uint32(set), m.body(site), m.body(departmentAt[site])
	m.visits = append(m.visits, v)
}

// Sites, with department and place.
var (
	departmentAt = map[string]string{"clinic": "health", "station": "family-planning"}
	placeOfSite  = map[string]string{"clinic": "Aspen", "station": "Fir"}
)

// The villages of two townships, North and South. On 1 January 2026 Birch got the new code 212; on 1 April Cedar was split into
// Cedar1, which stayed in North, and Cedar2, which came to South; on 1 July Dill and Elm became Fir.
var area = []place.Place{
	{ID: named("District"), Code: "990101000000", Level: place.District},
	{ID: named("North"), Code: "990101100000", Level: place.Township, Parent: named("District")},
	{ID: named("South"), Code: "990101101000", Level: place.Township, Parent: named("District")},
	{ID: named("Aspen"), Code: "990101100201", Level: place.Village, Parent: named("North")},
	{ID: named("Birch"), Code: "990101100202", Level: place.Village, Parent: named("North"), To: civil.MustDate("2026-01-01")},
	{ID: named("Birch212"), Code: "990101100212", Level: place.Village, Parent: named("North"), From: civil.MustDate("2026-01-01")},
	{ID: named("Cedar"), Code: "990101100203", Level: place.Village, Parent: named("North"), To: civil.MustDate("2026-04-01")},
	{ID: named("Cedar1"), Code: "990101100213", Level: place.Village, Parent: named("North"), From: civil.MustDate("2026-04-01")},
	{ID: named("Cedar2"), Code: "990101101213", Level: place.Village, Parent: named("South"), From: civil.MustDate("2026-04-01")},
	{ID: named("Dill"), Code: "990101101204", Level: place.Village, Parent: named("South"), To: civil.MustDate("2026-07-01")},
	{ID: named("Elm"), Code: "990101101205", Level: place.Village, Parent: named("South"), To: civil.MustDate("2026-07-01")},
	{ID: named("Fir"), Code: "990101101206", Level: place.Village, Parent: named("South"), From: civil.MustDate("2026-07-01")},
}

var successions = []struct{ old, heir, on string }{
	{"Birch", "Birch212", "2026-01-01"},
	{"Cedar", "Cedar1", "2026-04-01"}, {"Cedar", "Cedar2", "2026-04-01"},
	{"Dill", "Fir", "2026-07-01"}, {"Elm", "Fir", "2026-07-01"},
}

// treeOf writes the area into a district and reads it back: successions have no other way into a tree.
func treeOf(t testing.TB) *place.Tree {
	ctx, config := context.Background(), store.Config{DSN: testdb.SQLite(t)}
	if err := store.Create(ctx, config); err != nil {
		t.Fatal(err)
	}
	d, err := store.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	_, err = d.Write(ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error { return enterArea(tx) })
	if err != nil {
		t.Fatal(err)
	}
	var tree *place.Tree
	if err := d.Read(ctx, func(tx *store.Tx) error { tree, err = place.Load(tx, 0); return err }); err != nil {
		t.Fatal(err)
	}
	return tree
}

func enterArea(tx *store.Tx) error {
	for _, p := range area {
		if err := place.Put(tx, p); err != nil {
			return err
		}
	}
	for _, s := range successions {
		if err := place.Succeed(tx, named(s.old), named(s.heir), civil.MustDate(s.on)); err != nil {
			return err
		}
	}
	for _, site := range []string{"clinic", "station"} {
		department := departmentAt[site]
		if err := place.PutDepartment(tx, place.Department{ID: named(department), Code: department, Name: lang.Text{Zh: department, En: department}}); err != nil {
			return err
		}
		if err := place.PutSite(tx, place.Site{ID: named(site), Code: site, Name: site, Department: named(department), Place: named(placeOfSite[site])}); err != nil {
			return err
		}
	}
	return nil
}
