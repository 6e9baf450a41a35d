package demo

import (
	"fmt"
	"strings"
	"time"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/store"
)

// planned is one visit of the history.
type planned struct {
	n     uint32
	on    civil.Date
	visit string
	given map[string]string
}

const programme = "womens-screening"

// screen makes three years of visits, month by month, each site's under its own account.
func (m *maker) screen() error {
	var women []resident
	for _, r := range m.people {
		if r.female && r.birth.AddYears(20) <= m.today && m.today < r.birth.AddYears(67) {
			women = append(women, r)
		}
	}
	calendar := m.calendar(women)
	for end := weekOf(historyFrom); end < m.today.AddDays(7); end = end.AddDays(7) {
		if err := m.until(min(end, m.today)); err != nil {
			return err
		}
		for s := range m.sites {
			list := calendar[slot{end, s}]
			for len(list) > 0 {
				size := min(len(list), 500)
				if err := m.record(s, min(end, m.today), list[:size]); err != nil {
					return err
				}
				list = list[size:]
			}
		}
		m.order.Progress("demo.visits", int(min(end, m.today)-historyFrom), int(m.today-historyFrom))
	}
	return m.ctx.Err()
}

// slot is a site's week: its visits are written together, at the end of it.
type slot struct {
	end  civil.Date
	site int
}

// weekOf is the last day of a day's week. 0001-01-01, day 1, was a Monday.
func weekOf(day civil.Date) civil.Date { return day.AddDays((7 - int(day)%7) % 7) }

func (m *maker) enter(all map[slot][]planned, at int, p planned) {
	week := slot{weekOf(p.on), at}
	all[week] = append(all[week], p)
}

// seasons is how the examinations spread over a year: spring and autumn, when the stations call.
var seasons = [12]int{5, 4, 9, 12, 14, 9, 6, 5, 10, 13, 8, 5}

// calendar plans who comes when and where. About three in ten of those who may come do so each year.
func (m *maker) calendar(women []resident) map[slot][]planned {
	all := map[slot][]planned{}
	firstYear, _, _ := historyFrom.AddDays(40).YMD()
	lastYear, _, _ := m.today.YMD()
	for _, w := range women {
		keen := m.rand.Float64()
		for y := firstYear; y <= lastYear; y++ {
			if m.rand.Float64() > 0.12+0.5*keen {
				continue
			}
			day := m.workday(y)
			if age := civil.AgeAt(w.birth, day); day > m.today || age < 20 || age > 64 {
				continue
			}
			m.plan(all, w, day)
		}
	}
	return all
}

func (m *maker) workday(year int) civil.Date {
	draw, month := m.rand.IntN(100), 0
	for draw >= seasons[month] {
		draw -= seasons[month]
		month++
	}
	day, _ := civil.Of(year, month+1, 1+m.rand.IntN(28))
	if weekday := int(day) % 7; weekday == 0 || weekday == 6 {
		day = day.AddDays(2)
	}
	return day
}

// plan enters an examination and what follows from it.
func (m *maker) plan(all map[slot][]planned, w resident, day civil.Date) {
	at := m.villages[w.village].site
	if m.rand.IntN(100) < 30 {
		at = m.hospital()
	}
	given, treatable, colposcopy := m.findings(civil.AgeAt(w.birth, day))
	m.enter(all, at, planned{w.n, day, "screening", given})
	if treatable && m.rand.IntN(100) < 94 {
		m.followUp(all, w, day.AddDays(1+m.rand.IntN(13)), at, "treatment")
	}
	if colposcopy && m.rand.IntN(100) < 85 {
		m.followUp(all, w, day.AddDays(5+m.rand.IntN(24)), m.hospital(), "colposcopy")
	}
}

// hospital is one of the health department's sites.
func (m *maker) hospital() int {
	for {
		if s := m.rand.IntN(len(m.sites)); !strings.HasSuffix(m.sites[s].name, "服务站") {
			return s
		}
	}
}

func (m *maker) followUp(all map[slot][]planned, w resident, day civil.Date, at int, visit string) {
	if day > m.today {
		return
	}
	result := "treated"
	switch draw := m.rand.IntN(100); {
	case draw < 2:
		result = "declined"
	case draw < 6:
		result = "referred"
	}
	m.enter(all, at, planned{w.n, day, visit, map[string]string{"result": result}})
}

// findings draws what an examination finds. The shares are invented; they only make lists of a plausible length.
func (m *maker) findings(age int) (given map[string]string, treatable, colposcopy bool) {
	found := "none"
	switch draw := m.rand.IntN(1000); {
	case draw < 20:
		found = "trichomonas"
	case draw < 45:
		found = "candida"
	case draw < 65:
		found = "bv"
	case draw < 100:
		found = "cervicitis"
	case draw < 108:
		found = "cervicitis;bv"
	case draw < 112:
		found = "condyloma"
	case draw < 170:
		found = "fibroid"
	case draw < 190:
		found = "other-benign"
	case draw < 191:
		found = "suspected-malignancy"
	}
	treatable = found != "none" && found != "fibroid" && found != "other-benign" && found != "suspected-malignancy"
	given = map[string]string{"findings": found, "bp": fmt.Sprintf("%d/%d", 100+m.rand.IntN(50), 60+m.rand.IntN(35))}
	colposcopy = found == "suspected-malignancy"
	if age >= 35 && m.rand.IntN(200) > 0 { // one in two hundred is still waited for
		given["hpv"] = "negative"
		switch draw := m.rand.IntN(1000); {
		case draw < 12:
			given["hpv"], colposcopy = "16", true
		case draw < 18:
			given["hpv"], colposcopy = "18", true
		case draw < 75:
			given["hpv"] = "other-high-risk"
		}
	}
	return given, treatable, colposcopy
}

func (m *maker) record(s int, day civil.Date, list []planned) error {
	m.at(day)
	m.now = m.now.Add(8 * time.Hour)
	return m.write(m.sites[s].who, "care-visits", func(tx *store.Tx) error {
		return m.d.InWrite(tx, func(state district.State) error {
			desk := care.Desk{Catalogue: state.Practice, Keys: m.d.Keys}
			batch := desk.Batch(tx, care.Where{Tree: state.Tree, Today: day}, state.People, state.Pages)
			for i, p := range list {
				err := batch.Record(p.n, care.Visit{Event: tx.ID("event", i), Person: state.People.ID(p.n), Programme: programme, Visit: p.visit,
					On: p.on, Site: m.sites[s].id, Given: p.given})
				if err != nil {
					return err
				}
				m.made.Visits++
			}
			return nil
		})
	})
}

// invite makes the answers of this autumn's round: most are still to be asked.
func (m *maker) invite() error {
	m.order.Progress("demo.invitations", 0, 1)
	type asked struct {
		n      uint32
		key    string
		answer string
		on     civil.Date
	}
	var list []asked
	err := m.d.At(m.ctx, 0, func(s district.State) error {
		scope := care.Scope{Programme: s.Practice.Programmes[programme], AsOf: m.today, Opening: true}
		care.List(s.People, s.Pages, scope, func(n uint32, item due.Item) {
			answer := ""
			switch draw := m.rand.IntN(100); {
			case item.Status != due.Ready:
			case draw < 9:
				answer = "invited"
			case draw < 12:
				answer = "will-come"
			case draw < 14:
				answer = "declined"
			case draw < 15:
				answer = "wrong-number"
			}
			if answer != "" {
				list = append(list, asked{n, item.Key.String(), answer, max(item.From, m.today.AddDays(-m.rand.IntN(30)))})
			}
		})
		return nil
	})
	if err != nil {
		return err
	}
	m.at(m.today.AddDays(-1))
	for first := 0; first < len(list); first += 500 {
		some := list[first:min(first+500, len(list))]
		err := m.write(actor.System, "care-answers", func(tx *store.Tx) error {
			return m.d.InWrite(tx, func(state district.State) error {
				desk := care.Desk{Catalogue: state.Practice, Keys: m.d.Keys}
				batch := desk.Batch(tx, care.Where{Tree: state.Tree, Today: m.today}, state.People, state.Pages)
				for i, a := range some {
					if err := batch.Respond(a.n, care.Answer{Event: tx.ID("event", i), Key: a.key, Answer: a.answer, On: a.on}); err != nil {
						return err
					}
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
		m.order.Progress("demo.invitations", first+len(some), len(list))
	}
	return nil
}
