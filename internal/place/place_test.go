package place_test

import (
	"context"
	"slices"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// land is a district with places that tests name by a short word.
type land struct {
	*testing.T
	*store.District
	rev map[string]int
}

func each(t *testing.T, run func(l *land)) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		ctx, config := context.Background(), store.Config{DSN: dsn}
		if err := store.Create(ctx, config); err != nil {
			t.Fatal(err)
		}
		d, err := store.Open(ctx, config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		run(&land{t, d, map[string]int{}})
	})
}

func idOf(word string) id.ID {
	if word == "" {
		return id.ID{}
	}
	return id.FromHash([]byte(word))
}

func (l *land) write(fn func(*store.Tx) error) store.Seq {
	l.Helper()
	r, err := l.Write(context.Background(), store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, fn)
	if err != nil {
		l.Fatal(err)
	}
	return r.Seq
}

// row is one revision of a place: a word, its parent's, a code, and the days it holds.
type row struct {
	word, parent, code string
	level              place.Level
	from, to           civil.Date
}

func (l *land) put(rows ...row) store.Seq {
	l.Helper()
	return l.write(func(tx *store.Tx) error {
		for _, r := range rows {
			p := place.Place{ID: idOf(r.word), Rev: l.rev[r.word], Code: r.code, Name: r.word, Level: r.level, Parent: idOf(r.parent), From: r.from, To: r.to}
			if err := place.Put(tx, p); err != nil {
				return err
			}
			l.rev[r.word]++
		}
		return nil
	})
}

func (l *land) succeed(on civil.Date, pairs ...[2]string) store.Seq {
	l.Helper()
	return l.write(func(tx *store.Tx) error {
		for _, p := range pairs {
			if err := place.Succeed(tx, idOf(p[0]), idOf(p[1]), on); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *land) tree(at store.Seq) *place.Tree {
	l.Helper()
	var t *place.Tree
	if err := l.Read(context.Background(), func(tx *store.Tx) (err error) {
		t, err = place.Load(tx, at)
		return err
	}); err != nil {
		l.Fatal(err)
	}
	return t
}

// on says where the people of a place are under the boundaries of a day; "unknown" where that cannot be known.
func on(t *place.Tree, word string, day civil.Date) string {
	at, ok := t.On(idOf(word), day)
	if !ok {
		return "unknown"
	}
	return at.Name
}

var (
	spring = civil.MustDate("2026-03-01")
	autumn = civil.MustDate("2026-09-01")
)

var district = []row{
	{"云溪区", "", "110101000000", place.District, 0, 0},
	{"柳湾镇", "云溪区", "110101001000", place.Township, 0, 0},
	{"石桥镇", "云溪区", "110101002000", place.Township, 0, 0},
	{"上村", "柳湾镇", "110101001001", place.Village, 0, 0},
	{"下村", "柳湾镇", "110101001002", place.Village, 0, 0},
	{"东村", "石桥镇", "110101002001", place.Village, 0, 0},
}

func TestTree(t *testing.T) {
	each(t, func(l *land) {
		seq := l.put(district...)
		tree := l.tree(0)
		if root, ok := tree.Root(); !ok || root.Name != "云溪区" || tree.Seq != seq {
			l.Errorf("%+v at %d", root, tree.Seq)
		}
		if up, ok := tree.Up(idOf("上村"), place.Township); !ok || up.Name != "柳湾镇" {
			l.Errorf("%+v", up)
		}
		if _, ok := tree.Up(idOf("柳湾镇"), place.Village); ok {
			l.Error("a township lies in a village")
		}
		for _, c := range []struct {
			p, area string
			want    bool
		}{{"上村", "上村", true}, {"上村", "柳湾镇", true}, {"上村", "云溪区", true}, {"上村", "石桥镇", false}, {"柳湾镇", "上村", false}, {"nowhere", "云溪区", false}} {
			if tree.Within(idOf(c.p), idOf(c.area)) != c.want {
				l.Errorf("%s within %s: %v", c.p, c.area, !c.want)
			}
		}
		if got := tree.Children(idOf("柳湾镇")); !slices.Equal(got, []id.ID{idOf("上村"), idOf("下村")}) {
			l.Errorf("%v", got)
		}
		if got := tree.Subtree(idOf("柳湾镇")); len(got) != 3 || !got[idOf("下村")] || got[idOf("东村")] {
			l.Errorf("%v", got)
		}
		if got := tree.Name(idOf("上村")) + "," + tree.Name(idOf("柳湾镇")) + "," + tree.Name(idOf("nowhere")); got != "柳湾镇 上村,柳湾镇," {
			l.Error(got)
		}
		if _, ok := tree.PlaceByCode("110101001009"); ok {
			l.Error("a code that nobody has")
		}
	})
}

func TestRenamedPlaceIsTheSamePlace(t *testing.T) {
	each(t, func(l *land) {
		k := l.put(district...)
		later := l.write(func(tx *store.Tx) error {
			return place.Put(tx, place.Place{ID: idOf("上村"), Rev: 1, Code: "110101001201", Name: "上湾社区", Level: place.Village, Parent: idOf("石桥镇")})
		})
		old, now := l.tree(k), l.tree(later)
		if p, ok := old.PlaceByCode("110101001001"); !ok || p.Name != "上村" || !old.Within(p.ID, idOf("柳湾镇")) {
			l.Errorf("as known before: %+v", p)
		}
		if p, ok := now.PlaceByCode("110101001201"); !ok || p.ID != idOf("上村") || p.Rev != 2 || !now.Within(p.ID, idOf("石桥镇")) {
			l.Errorf("now: %+v", p)
		}
		if _, ok := now.PlaceByCode("110101001001"); ok {
			l.Error("the old code still stands")
		}
		if len(now.Children(idOf("柳湾镇"))) != 1 || len(now.Children(idOf("石桥镇"))) != 2 {
			l.Error("the village stands under its old parent")
		}
	})
}

func TestSplitIsUnknownAndUnionIsNot(t *testing.T) {
	each(t, func(l *land) {
		k := l.put(district...)
		ended := func(r row, day civil.Date) row { r.to = day; return r }
		l.put(ended(district[3], spring), ended(district[4], autumn), ended(district[5], autumn),
			row{"上一村", "柳湾镇", "110101001011", place.Village, spring, 0}, row{"上二村", "柳湾镇", "110101001012", place.Village, spring, 0},
			row{"合村", "石桥镇", "110101002020", place.Village, autumn, 0})
		l.succeed(spring, [2]string{"上村", "上一村"}, [2]string{"上村", "上二村"})
		l.succeed(autumn, [2]string{"下村", "合村"}, [2]string{"东村", "合村"})
		tree := l.tree(0)
		for _, c := range []struct {
			word string
			day  civil.Date
			want string
		}{
			{"上村", 0, "上村"}, {"上村", spring.AddDays(-1), "上村"}, {"上村", spring, "unknown"}, {"上村", autumn, "unknown"},
			{"上一村", spring, "上一村"}, {"上一村", spring.AddDays(-1), "上村"}, {"上二村", 0, "上二村"},
			{"下村", spring, "下村"}, {"下村", autumn, "合村"}, {"东村", autumn.AddDays(400), "合村"},
			{"合村", autumn, "合村"}, {"合村", autumn.AddDays(-1), "unknown"},
			{"云溪区", autumn, "云溪区"}, {"nowhere", autumn, "unknown"},
		} {
			if got := on(tree, c.word, c.day); got != c.want {
				l.Errorf("%s under the boundaries of %q: %s, want %s", c.word, c.day, got, c.want)
			}
		}
		if got := on(l.tree(k), "上村", autumn); got != "上村" {
			l.Errorf("before the split was known: %s", got)
		}
	})
}

func TestChainOfSuccessors(t *testing.T) {
	each(t, func(l *land) {
		l.put(district[0], district[1], row{"甲", "柳湾镇", "110101001031", place.Village, 0, spring},
			row{"乙", "柳湾镇", "110101001032", place.Village, spring, autumn}, row{"丙", "柳湾镇", "110101001033", place.Village, autumn, 0},
			row{"弃", "柳湾镇", "110101001034", place.Village, 0, spring})
		l.succeed(spring, [2]string{"甲", "乙"})
		l.succeed(autumn, [2]string{"乙", "丙"})
		tree := l.tree(0)
		for _, c := range []struct {
			word string
			day  civil.Date
			want string
		}{{"甲", autumn, "丙"}, {"甲", spring, "乙"}, {"丙", spring, "乙"}, {"丙", spring.AddDays(-1), "甲"}, {"乙", spring.AddDays(-1), "甲"}, {"弃", autumn, "弃"}} {
			if got := on(tree, c.word, c.day); got != c.want {
				l.Errorf("%s under the boundaries of %s: %s, want %s", c.word, c.day, got, c.want)
			}
		}
	})
}

func TestCodeThatIsUsedAgainIsTheNewPlace(t *testing.T) {
	each(t, func(l *land) {
		l.put(district[0], district[1], row{"新", "柳湾镇", "110101001041", place.Village, autumn, 0}, row{"旧", "柳湾镇", "110101001041", place.Village, 0, spring})
		if p, ok := l.tree(0).PlaceByCode("110101001041"); !ok || p.Name != "新" {
			l.Errorf("%+v", p)
		}
	})
}

func TestLoopInTheTreeEnds(t *testing.T) {
	each(t, func(l *land) {
		l.put(row{"甲", "乙", "110101001000", place.Township, 0, spring}, row{"乙", "甲", "110101002000", place.Township, 0, spring})
		l.succeed(spring, [2]string{"甲", "乙"}, [2]string{"乙", "甲"})
		tree := l.tree(0)
		if _, ok := tree.Up(idOf("甲"), place.District); ok || tree.Within(idOf("甲"), idOf("云溪区")) || on(tree, "甲", autumn) != "unknown" {
			l.Error("a loop leads somewhere")
		}
		if got := tree.Subtree(idOf("甲")); len(got) != 2 {
			l.Errorf("%v", got)
		}
	})
}

func TestDepartmentsAndSites(t *testing.T) {
	each(t, func(l *land) {
		l.put(district...)
		k := l.write(func(tx *store.Tx) error {
			if err := place.PutDepartment(tx, place.Department{ID: idOf("d"), Code: "health", Name: lang.Text{Zh: "卫生局", En: "Health"}}); err != nil {
				return err
			}
			return place.PutSite(tx, place.Site{ID: idOf("s"), Code: "S01", Name: "镇卫生院", Department: idOf("d"), Place: idOf("柳湾镇")})
		})
		l.write(func(tx *store.Tx) error {
			if err := place.PutDepartment(tx, place.Department{ID: idOf("d"), Rev: 1, Code: "health", Name: lang.Text{Zh: "卫生健康局", En: "Health"}}); err != nil {
				return err
			}
			return place.PutSite(tx, place.Site{ID: idOf("s"), Rev: 1, Code: "S01", Name: "镇卫生院", Department: idOf("d"), Place: idOf("石桥镇"), To: autumn})
		})
		for seq, want := range map[store.Seq]string{k: "卫生局 柳湾镇 ", 0: "卫生健康局 石桥镇 2026-09-01"} {
			tree := l.tree(seq)
			d, known := tree.DepartmentByCode("health")
			s, there := tree.SiteByCode("S01")
			at, _ := tree.Place(s.Place)
			if got := d.Name.Zh + " " + at.Name + " " + s.To.String(); !known || !there || got != want {
				l.Errorf("at %d: %s, want %s", seq, got, want)
			}
			if same, ok := tree.Department(s.Department); !ok || same.ID != d.ID {
				l.Errorf("%+v", same)
			}
			if same, ok := tree.Site(s.ID); !ok || same.Code != "S01" {
				l.Errorf("%+v", same)
			}
		}
		tree := l.tree(0)
		if _, ok := tree.SiteByCode("S02"); ok {
			l.Error("a site that nobody entered")
		}
		if _, ok := tree.DepartmentByCode("court"); ok {
			l.Error("a department that nobody entered")
		}
	})
}

func TestChanged(t *testing.T) {
	each(t, func(l *land) {
		since := l.put(district...)
		changed := func() (yes bool) {
			if err := l.Read(context.Background(), func(tx *store.Tx) (err error) {
				yes, err = place.Changed(tx, since)
				return err
			}); err != nil {
				l.Fatal(err)
			}
			return yes
		}
		l.write(func(*store.Tx) error { return nil })
		if changed() {
			l.Error("another write changed the tree")
		}
		l.succeed(spring, [2]string{"上村", "下村"})
		if !changed() {
			l.Error("a succession did not change the tree")
		}
	})
}
