package exchange_test

import (
	"context"
	"strings"
	"testing"

	"youfu/internal/civil"
	"youfu/internal/exchange"
	"youfu/internal/place"
	"youfu/internal/testdb"
)

func (o *office) tree() *place.Tree {
	o.Helper()
	tree, err := o.Tree(context.Background())
	if err != nil {
		o.Fatal(err)
	}
	return tree
}

func TestPlacesComeIn(t *testing.T) {
	each(t, func(o *office) {
		lines := strings.SplitAfter(places, "\n")
		mixed := lines[0] + lines[6] + lines[3] + lines[2] + lines[4] + lines[5] + lines[1] // children before their parents
		o.want(o.check(job(exchange.Places, mixed)), "6a 0u 0h 0r")
		o.want(o.apply(job(exchange.Places, mixed)), "6a 0u 0h 0r")
		tree := o.tree()
		village, _ := tree.PlaceByCode("990101002001")
		if root, ok := tree.Root(); !ok || root.Name != "云溪区" || !tree.Within(village.ID, root.ID) || tree.Name(village.ID) != "石桥镇 东村" {
			o.Errorf("%+v", tree.Places)
		}
		seq := o.seq()
		o.want(o.apply(job(exchange.Places, mixed)), "0a 6u 0h 0r")
		o.want(o.apply(job(exchange.Places, places)), "0a 6u 0h 0r") // in another order: another file, and nothing new
		if o.seq() != seq {
			o.Error("the same places wrote again")
		}
		o.want(o.apply(job(exchange.Places, "区划代码,名称,级别,上级代码,启用日期,停用日期\n990101002001,东湾社区,村,990101002000,,\n990101001002,下村,社区,,,2026-1-1\n")), "2a 0u 0h 0r")
		tree = o.tree()
		if p, _ := tree.PlaceByCode("990101002001"); p.ID != village.ID || p.Name != "东湾社区" || p.Rev != 2 {
			o.Errorf("%+v", p)
		}
		ended, _ := tree.PlaceByCode("990101001002")
		if ended.To.String() != "2026-01-01" {
			o.Errorf("%+v", ended)
		}
		o.want(o.apply(job(exchange.Places, "code,name,from\n990101001002,新下村,2026-06-01\n")), "1a 0u 0h 0r") // the code is given to another place
		if p, _ := o.tree().PlaceByCode("990101001002"); p.ID == ended.ID || p.Name != "新下村" || p.Rev != 1 || p.Parent != ended.Parent {
			o.Errorf("%+v", p)
		}
	})
}

func TestRefusedPlaces(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	for row, want := range map[string]string{
		",村,,,,":                                 "code missing",
		"990101001003,,,,,":                      "name missing",
		"99010100100,村,,,,":                      "code bad-code",
		"99010100100X,村,,,,":                     "code bad-code",
		"9.90101001003E+11,村,,,,":                "code number-as-float",
		"990101001003,村,hamlet,,,":               "level unknown-code",
		"990101001003,村,township,,,":             "level bad-code",
		"990101003001,村,,,,":                     "parent unknown-place",
		"990101001003,村,village,990101009000,,":  "parent unknown-place",
		"990101001003,村,village,990101000000,,":  "parent bad-code",
		"990101001003,村,village,990101001001,,":  "parent bad-code",
		"990101000000,云溪区,,990101001000,,":       "parent bad-code",
		"990102000000,另一区,,,,":                   "code bad-code",
		"990101001003,村,,,2026-02-30,":           "from bad-date",
		"990101001003,村,,,2026-03-01,2026-03-01": "to out-of-range",
	} {
		r := o.check(job(exchange.Places, "code,name,level,parent,from,to\n"+row+"\n"))
		if got := refusals(r); got != "2 "+want {
			t.Errorf("%s: %s, want %s", row, got, want)
		}
		o.explained(r)
	}
	r := o.check(job(exchange.Places, "code,name\n990101001003,甲\n990101001003,乙\n990101008001,丙\n990101008000,\n"))
	if got := refusals(r); got != "3 code repeated; 4 parent unknown-place; 5 name missing" {
		t.Error(got)
	}
	o.want(r, "1a 0u 0h 3r")
	empty := newOffice(t, testdb.SQLite(t))
	r = empty.check(job(exchange.Places, "code,name\n990101000000,甲\n990102000000,乙\n"))
	if got := refusals(r); got != "3 code bad-code" {
		t.Error(got)
	}
}

func TestDepartmentsAndSites(t *testing.T) {
	eachSettled(t, func(o *office) {
		seq := o.seq()
		o.want(o.apply(job(exchange.Departments, departments)), "0a 2u 0h 0r")
		o.want(o.apply(job(exchange.Sites, sites)), "0a 2u 0h 0r")
		if o.seq() != seq {
			o.Error("the same files wrote again")
		}
		o.want(o.apply(job(exchange.Departments, "部门代码,部门名称\nhealth,卫生健康局\nfamily-planning,计生局\n")), "1a 1u 0h 0r")
		o.want(o.apply(job(exchange.Sites, "机构代码,机构名称,所属部门,所在地\nH1,镇卫生院,family-planning,\nH2,村卫生室,health,990101001001\n")), "2a 0u 0h 0r")
		tree := o.tree()
		d, _ := tree.DepartmentByCode("health")
		s, _ := tree.SiteByCode("H1")
		at, _ := tree.Place(s.Place)
		if d.Name.Zh != "卫生健康局" || d.Name.En != "Health" || s.Rev != 2 || at.Name != "柳湾镇" || s.Department == d.ID {
			o.Errorf("%+v %+v", d, s)
		}
		r := o.check(job(exchange.Departments, "code,name_zh,name_en\n,a,b\nx,,\nhealth,a,\nhealth,b,\n"))
		if got := refusals(r); got != "2 code missing; 3 name_zh missing; 5 code repeated" {
			o.Error(got)
		}
		o.explained(r)
		r = o.check(job(exchange.Sites, "code,name,department,place\n,a,health,\nx,,health,\ny,a,,\nz,a,court,\nv,a,health,990101009009\nH1,a,health,\nH1,b,health,\n"))
		if got := refusals(r); got != "2 code missing; 3 name missing; 4 department missing; 5 department unknown-code; 6 place unknown-place; 8 code repeated" {
			o.Error(got)
		}
		o.explained(r)
	})
}

// A village that goes over to another township keeps its people, and what it was until then.
func TestAVillageThatMovedKeepsItsPast(t *testing.T) {
	eachSettled(t, func(o *office) {
		before, _ := o.tree().PlaceByCode("990101002001")
		other, _ := o.tree().PlaceByCode("990101001000")
		move := job(exchange.Places, "code,name,parent,from\n990101002001,东村,990101001000,2026-01-01\n")
		o.want(o.apply(move), "1a 0u 0h 0r")
		tree := o.tree()
		after, _ := tree.PlaceByCode("990101002001")
		if after.ID == before.ID || after.Parent != other.ID {
			o.Errorf("after the move: %+v, was %+v", after, before)
		}
		for day, township := range map[string]string{"2025-12-31": "990101002000", "2026-01-01": "990101001000"} {
			at, ok := tree.On(before.ID, civil.MustDate(day))
			up, _ := tree.Up(at.ID, place.Township)
			if !ok || up.Code != township {
				o.Errorf("people of the old village are in %s on %s, want %s", up.Code, day, township)
			}
		}
		seq := o.seq()
		o.want(o.apply(job(exchange.Places, "code,name,parent,from\n990101002001,东村,990101001000,2026-01-01\n\n")), "0a 1u 0h 0r")
		if o.seq() != seq {
			o.Error("the same move wrote again")
		}
	})
}
