package demo

import (
	"fmt"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/store"
)

// Invented names. 9901 is no province: the codes are nobody's.
const (
	DistrictName = "清和区" // what the demonstration is called
	districtCode = "990101000000"
)

var townships = []struct {
	code, name string
	share      int // of the district's people, in thousandths
}{
	{"001", "杏林街道", 130}, {"002", "文昌街道", 140}, {"003", "北苑街道", 120}, {"100", "云溪镇", 75}, {"101", "柳塘镇", 72}, {"102", "石桥镇", 84},
	{"103", "南浦镇", 67}, {"104", "青禾镇", 74}, {"105", "双河镇", 86}, {"106", "东渡镇", 70}, {"200", "白鹭乡", 44}, {"201", "松岗乡", 38},
}

var villageNames = []string{"柳湾", "青石", "莲池", "松岗", "桥头", "南坪", "大塘", "新田", "竹林", "古井", "上坝", "下坝", "梅岭", "杨树", "石门", "白沙"}

// The twenty-nine departments of the district; two of them have stations where women are examined.
var departments = []struct{ code, zh, en string }{
	{"health", "区卫生局", "Health Bureau"}, {"family-planning", "区计生局", "Family Planning Bureau"}, {"education", "区教育局", "Education Bureau"},
	{"civil-affairs", "区民政局", "Civil Affairs Bureau"}, {"police", "公安分局", "Police"}, {"finance", "区财政局", "Finance Bureau"},
	{"audit", "区审计局", "Audit Office"}, {"labour", "区劳动和社会保障局", "Labour and Social Security"}, {"construction", "区建设局", "Construction Bureau"},
	{"commerce", "工商分局", "Commerce Administration"}, {"statistics", "区统计局", "Statistics Bureau"}, {"justice", "区司法局", "Justice Bureau"},
	{"agriculture", "区农业局", "Agriculture Bureau"}, {"forestry", "区林业局", "Forestry Bureau"}, {"water", "区水利局", "Water Bureau"},
	{"culture", "区文化局", "Culture Bureau"}, {"broadcasting", "区广电局", "Broadcasting"}, {"science", "区科技局", "Science Bureau"},
	{"planning", "区发展和改革局", "Development and Reform"}, {"personnel", "区人事局", "Personnel Bureau"}, {"land", "国土分局", "Land Bureau"},
	{"transport", "区交通局", "Transport Bureau"}, {"environment", "环保分局", "Environment"}, {"taxation", "地税分局", "Taxation"},
	{"food-drug", "食品药品监管分局", "Food and Drug"}, {"women", "区妇联", "Women's Federation"}, {"youth", "团区委", "Youth League"},
	{"union", "区总工会", "Trade Union"}, {"association", "区计生协会", "Family Planning Association"},
}

type village struct {
	id, township       id.ID
	name, townshipName string
	rural              bool
	people             int
	site               int // the station that its women go to first
}

type site struct {
	id, department id.ID
	name, doctor   string
	who            actor.Actor
}

// historyFrom is the day on which the demonstration's records begin.
var historyFrom = civil.MustDate("2023-12-01")

func (m *maker) places() error {
	m.order.Progress("demo.places", 0, 1)
	m.at(historyFrom)
	m.now = m.now.Add(-1)
	err := m.write(actor.System, "places", func(tx *store.Tx) error {
		root := tx.ID("place", 0)
		if err := place.Put(tx, place.Place{ID: root, Code: districtCode, Name: DistrictName, Level: place.District}); err != nil {
			return err
		}
		byCode := map[string]id.ID{}
		for i, d := range departments {
			byCode[d.code] = tx.ID("department", i)
			if err := place.PutDepartment(tx, place.Department{ID: byCode[d.code], Code: d.code, Name: lang.Text{Zh: d.zh, En: d.en}}); err != nil {
				return err
			}
		}
		for i := range townships {
			if err := m.township(tx, root, i, byCode); err != nil {
				return err
			}
		}
		return m.hospitals(tx, byCode["health"])
	})
	m.order.Progress("demo.places", 1, 1)
	return err
}

func (m *maker) township(tx *store.Tx, root id.ID, i int, department map[string]id.ID) error {
	t := townships[i]
	at := tx.ID("township", i)
	if err := place.Put(tx, place.Place{ID: at, Code: "990101" + t.code + "000", Name: t.name, Level: place.Township, Parent: root}); err != nil {
		return err
	}
	station := site{id: tx.ID("station", i), department: department["family-planning"], name: t.name[:len(t.name)-3] + "服务站", doctor: m.name(i%2 == 0)}
	if t.name[len(t.name)-6:] == "街道" {
		station.name = t.name[:len(t.name)-6] + "服务站"
	}
	if err := place.PutSite(tx, place.Site{ID: station.id, Code: fmt.Sprintf("S%02d", i+1), Name: station.name, Department: station.department, Place: at}); err != nil {
		return err
	}
	m.sites = append(m.sites, station)
	rural, first, suffix := t.code >= "100", 200, "村"
	if !rural {
		first, suffix = 1, "社区"
	}
	count := 8 + t.share/12
	total := float64(peopleAtScaleOne) * m.order.Scale * float64(t.share) / 1000
	for v := range min(count, len(villageNames)) {
		one := village{id: tx.ID("village", i*100+v), township: at, name: villageNames[v] + suffix, townshipName: t.name, rural: rural, site: i}
		one.people = int(total / float64(min(count, len(villageNames))))
		if err := place.Put(tx, place.Place{ID: one.id, Code: fmt.Sprintf("990101%s%03d", t.code, first+v), Name: one.name, Level: place.Village, Parent: at}); err != nil {
			return err
		}
		m.villages = append(m.villages, one)
	}
	return nil
}

// hospitals give the same examinations as the stations, for whoever prefers to go there.
func (m *maker) hospitals(tx *store.Tx, health id.ID) error {
	for i, name := range []string{"区妇幼保健院", "区人民医院", "区中医院"} {
		one := site{id: tx.ID("hospital", i), department: health, name: name, doctor: m.name(false)}
		if err := place.PutSite(tx, place.Site{ID: one.id, Code: fmt.Sprintf("H%02d", i+1), Name: name, Department: health}); err != nil {
			return err
		}
		m.sites = append(m.sites, one)
	}
	// The first two sites get the logins that are shown: one of each department.
	m.sites[1], m.sites[len(townships)] = m.sites[len(townships)], m.sites[1]
	for i := range m.villages {
		switch m.villages[i].site {
		case 1:
			m.villages[i].site = len(townships)
		}
	}
	return nil
}
