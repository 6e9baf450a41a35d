package place

import (
	"cmp"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Load reads the tree as known at a seq; zero means the transaction's own.
func Load(tx *store.Tx, at store.Seq) (*Tree, error) {
	if at == 0 {
		at = tx.Seq
	}
	t := &Tree{Seq: at, heirs: map[id.ID][]heir{}, forebears: map[id.ID][]heir{}}
	for _, read := range []func(*store.Tx, store.Seq) error{t.readPlaces, t.readHeirs, t.readDepartments, t.readSites} {
		if err := read(tx, at); err != nil {
			return nil, err
		}
	}
	t.Index()
	return t, nil
}

// Each revision comes after the one it replaces, so that a map keeps the last.
func (t *Tree) readPlaces(tx *store.Tx, at store.Seq) error {
	last := map[id.ID]Place{}
	err := tx.Each(`select place, rev, void, code, name, level, parent, from_on, to_on from place_rev where seq <= $1 order by place, rev`,
		[]any{at}, func(scan func(...any) error) error {
			var p Place
			var void bool
			if err := scan(&p.ID, &p.Rev, &void, &p.Code, &p.Name, &p.Level, &p.Parent, &p.From, &p.To); err != nil {
				return err
			}
			keep(last, p.ID, p, void)
			return nil
		})
	t.Places = values(last, func(p Place) string { return p.Code })
	return err
}

func (t *Tree) readHeirs(tx *store.Tx, at store.Seq) error {
	there := map[id.ID]bool{} // a succession of what was withdrawn is none
	for _, p := range t.Places {
		there[p.ID] = true
	}
	return tx.Each(`select old, new, on_date from place_succession where seq <= $1 order by old, new`, []any{at},
		func(scan func(...any) error) error {
			var old id.ID
			var h heir
			err := scan(&old, &h.place, &h.on)
			if !there[old] || !there[h.place] {
				return err
			}
			t.heirs[old] = append(t.heirs[old], h)
			t.forebears[h.place] = append(t.forebears[h.place], heir{old, h.on})
			return err
		})
}

func (t *Tree) readDepartments(tx *store.Tx, at store.Seq) error {
	last := map[id.ID]Department{}
	err := tx.Each(`select department, rev, void, code, name_zh, name_en from place_department where seq <= $1 order by department, rev`,
		[]any{at}, func(scan func(...any) error) error {
			var d Department
			var void bool
			if err := scan(&d.ID, &d.Rev, &void, &d.Code, &d.Name.Zh, &d.Name.En); err != nil {
				return err
			}
			keep(last, d.ID, d, void)
			return nil
		})
	t.Departments = values(last, func(d Department) string { return d.Code })
	return err
}

func (t *Tree) readSites(tx *store.Tx, at store.Seq) error {
	last := map[id.ID]Site{}
	err := tx.Each(`select site, rev, void, code, name, department, place, from_on, to_on from place_site where seq <= $1 order by site, rev`,
		[]any{at}, func(scan func(...any) error) error {
			var s Site
			var void bool
			if err := scan(&s.ID, &s.Rev, &void, &s.Code, &s.Name, &s.Department, &s.Place, &s.From, &s.To); err != nil {
				return err
			}
			keep(last, s.ID, s, void)
			return nil
		})
	t.Sites = values(last, func(s Site) string { return s.Code })
	return err
}

func keep[T any](last map[id.ID]T, key id.ID, value T, void bool) {
	if void {
		delete(last, key)
		return
	}
	last[key] = value
}

func values[T any](last map[id.ID]T, code func(T) string) []T {
	all := make([]T, 0, len(last))
	for _, v := range last {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b T) int { return cmp.Compare(code(a), code(b)) })
	return all
}

// Index makes the look-ups of a tree that was put together by hand.
func (t *Tree) Index() {
	t.byID, t.byCode, t.children = map[id.ID]int{}, map[string]int{}, map[id.ID][]id.ID{}
	t.department, t.site = map[id.ID]int{}, map[id.ID]int{}
	for i, p := range t.Places {
		t.byID[p.ID] = i
		if j, taken := t.byCode[p.Code]; !taken || t.Places[j].From < p.From {
			t.byCode[p.Code] = i
		}
		if !p.Parent.Zero() {
			t.children[p.Parent] = append(t.children[p.Parent], p.ID)
		}
	}
	for i, d := range t.Departments {
		t.department[d.ID] = i
	}
	for i, s := range t.Sites {
		t.site[s.ID] = i
	}
}

// Changed reports whether a tree of an earlier state is out of date.
func Changed(tx *store.Tx, since store.Seq) (bool, error) {
	var there bool
	_, err := tx.One(`select exists (select 1 from place_rev where seq > $1) or exists (select 1 from place_succession where seq > $1)
		or exists (select 1 from place_department where seq > $1) or exists (select 1 from place_site where seq > $1)`, []any{since}, &there)
	return there, err
}

// Put writes a revision of a place: the first where Rev is 0, else the one after Rev.
func Put(tx *store.Tx, p Place) error {
	return tx.Insert("place_rev", "place", "rev", "seq", "void", "code", "name", "level", "parent", "from_on", "to_on").
		Row(p.ID, p.Rev+1, tx.Seq, false, p.Code, p.Name, string(p.Level), p.Parent, p.From, p.To)
}

// Succeed records that a place's people belong to another from a day on. Several heirs record a split.
func Succeed(tx *store.Tx, old, heir id.ID, on civil.Date) error {
	_, err := tx.Exec(`insert into place_succession (old, new, on_date, seq) values ($1, $2, $3, $4)`, old, heir, on, tx.Seq)
	return err
}

// PutDepartment writes a revision of a department.
func PutDepartment(tx *store.Tx, d Department) error {
	return tx.Insert("place_department", "department", "rev", "seq", "void", "code", "name_zh", "name_en").
		Row(d.ID, d.Rev+1, tx.Seq, false, d.Code, d.Name.Zh, d.Name.En)
}

// PutSite writes a revision of a site.
func PutSite(tx *store.Tx, s Site) error {
	return tx.Insert("place_site", "site", "rev", "seq", "void", "code", "name", "department", "place", "from_on", "to_on").
		Row(s.ID, s.Rev+1, tx.Seq, false, s.Code, s.Name, s.Department, s.Place, s.From, s.To)
}
