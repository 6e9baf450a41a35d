package demo

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

//go:embed catalogue
var files embed.FS

// overlay is the district's own catalogue.
func overlay() fs.FS {
	own, err := fs.Sub(files, "catalogue")
	if err != nil {
		panic(err) // it is embedded
	}
	return own
}

// The schemes that the demonstration pays: the district's own, for two whole years, and the national one, where everything is still open.
const (
	ownScheme      = "family-reward"
	nationalScheme = "reward-assistance"
)

// paidPeople are the different people whom the district's own scheme pays within two years.
const paidPeople = 576

const (
	ofVillage = 24 // people of one village who are paid, at most
	deaths    = 6  // of people who were paid in the first year
)

// elder is somebody whom support may be for.
type elder struct {
	person    id.ID
	facts     person.Facts
	card      person.Card
	village   int
	childless bool // no notice is put up (R8)
}

func (e *elder) dead() bool { return !e.facts.Death.Zero() }

// applied is an elder's case.
type applied struct {
	*elder
	which id.ID
}

// event is what happens in the history beside the visits.
type event struct {
	on civil.Date
	do func() error
}

// planEvent puts something into the history. What would happen after today does not.
func (m *maker) planEvent(on civil.Date, do func() error) {
	i, _ := slices.BinarySearchFunc(m.agenda, on+1, func(e event, on civil.Date) int { return cmp.Compare(e.on, on) })
	m.agenda = slices.Insert(m.agenda, i, event{on, do})
}

// until lets everything happen up to and on a day.
func (m *maker) until(day civil.Date) error {
	for len(m.agenda) > 0 && m.agenda[0].on <= day {
		next := m.agenda[0]
		m.agenda = m.agenda[1:]
		m.at(next.on)
		if err := next.do(); err != nil {
			return err
		}
	}
	return nil
}

// support plans two years of payments and what is under way today.
func (m *maker) support() error {
	y, _, _ := historyFrom.YMD()
	first, _ := civil.Of(y+1, 1, 8)
	m.chooseElders(first)
	if err := m.officers(); err != nil {
		return err
	}
	var paid, open []*elder // of every village some of both
	for i, e := range m.elders {
		if i%8 == 7 || len(paid) == paidPeople {
			open = append(open, e)
		} else {
			paid = append(paid, e)
		}
	}
	old, young := paid[:len(paid)*13/24], paid[len(paid)*13/24:]
	granted := m.course(ownScheme, first, old)
	m.planEvent(first.AddDays(120), func() error { return m.pay(ownScheme, y+1, "iso20022", 60) })
	m.planEvent(first.AddDays(345), func() error { return m.die(old) })
	second := first.AddYears(1)
	m.planEvent(second.AddDays(2), func() error { return m.review(ownScheme, second, *granted) })
	m.course(ownScheme, second, young)
	m.planEvent(second.AddDays(120), func() error { return m.pay(ownScheme, y+2, "yikatong", 60) })
	m.underWay(open, second)
	return nil
}

// underWay is what is not finished today: payments that raised alarms, lists that wait for money or for the bank, and cases at every step.
func (m *maker) underWay(open []*elder, day civil.Date) {
	groups := [18][]*elder{} // every second is paid, the others are spread over the turns
	for i, e := range open {
		groups[i%18] = append(groups[i%18], e)
	}
	var paid []*elder
	for i := 1; i < len(groups); i += 2 {
		paid = append(paid, groups[i]...)
	}
	m.course(nationalScheme, day.AddDays(20), paid)
	y, _, _ := day.YMD()
	m.planEvent(day.AddDays(150), func() error { return m.misbehave(nationalScheme, y) })
	m.planEvent(m.today.AddDays(-30), func() error {
		if _, err := m.confirmed(nationalScheme, y+1); err != nil { // the bank's turn
			return err
		}
		_, err := m.list(ownScheme, y+1) // the fund's
		return err
	})
	// Each officer's turn, and each notice while it stands.
	var noticed *[]applied
	for i, days := range []int{3, 33, 19, 12, 34, 40, 55, 56, 62} {
		cases := m.course(nationalScheme, m.today.AddDays(-days), groups[2*i])
		if days == 19 {
			noticed = cases
		}
	}
	m.planEvent(m.today.AddDays(-2), func() error { return m.object(*noticed) })
}

// object notes an objection against a case under notice.
func (m *maker) object(cases []applied) error {
	i := slices.IndexFunc(cases, func(c applied) bool { return !c.childless })
	if i < 0 {
		return nil
	}
	return m.desk("supervisor2").Object(m.ctx, m.id(), cases[i].which, "据我了解，他的户口前年已经迁走了。")
}

// chooseElders are the rural people who meet the schemes on a day, so many of each village.
func (m *maker) chooseElders(on civil.Date) {
	taken := map[int]int{}
	m.elders = slices.DeleteFunc(m.elders, func(e *elder) bool {
		birth := e.facts.Birth.Date
		meets := birth.AddYears(60) <= on && birth >= civil.MustDate("1933-01-01") && taken[e.village] < ofVillage
		if meets {
			taken[e.village]++
		}
		return !meets
	})
	m.elders = m.elders[:min(len(m.elders), paidPeople*8/7+20)]
}

func (m *maker) desk(name string) office.Office {
	return office.Office{District: m.d, Actor: m.staff[name], Route: "demo"}
}

func (m *maker) signer() benefit.Signer { return benefit.Password{Keys: m.d.Keys} }

// stages are the steps of both schemes: after how many days, and whose they are.
var stages = []struct {
	after     int
	step, who string
	notice    bool
}{
	{12, "village-review", "reviewer", false}, {13, "village-review-notice", "supervisor1", true},
	{34, "township-check", "checker", false}, {35, "township-check-notice", "supervisor2", true},
	{56, "confirmation", "confirmer", false}, {57, "confirmation-notice", "supervisor3", true},
}

// course takes people from the application to the confirmation, as far as today allows. The list fills as they apply.
func (m *maker) course(scheme string, from civil.Date, people []*elder) *[]applied {
	cases := &[]applied{}
	m.planEvent(from, func() (err error) {
		*cases, err = m.apply(scheme, people)
		return err
	})
	for _, s := range stages {
		m.planEvent(from.AddDays(s.after), func() error { return m.act(*cases, s.step, s.who, s.notice) })
	}
	return cases
}

// byOffice groups cases by the office that they go to: a village's, a township's, or the one of that name.
func (m *maker) byOffice(who string, people []*elder) map[string][]int {
	all := map[string][]int{}
	for i, e := range people {
		name := who
		switch v := m.villages[e.village]; who {
		case "reviewer":
			name += "-" + v.id.String()
		case "checker", "worker":
			name += "-" + v.township.String()
		}
		all[name] = append(all[name], i)
	}
	return all
}

func (m *maker) apply(scheme string, people []*elder) (all []applied, err error) {
	papers := map[string]string{"id-card": "原件已看", "household-book": "原件已看"}
	if scheme == nationalScheme {
		papers["cohort-record"] = "乡镇档案"
	}
	fresh := civil.On(m.now, m.d.Zone) > m.today.AddDays(-7)
	groups := m.byOffice("worker", people)
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		which := groups[name]
		var lines []office.ApplySupport
		for _, i := range which {
			line := office.ApplySupport{Scheme: scheme, Person: people[i].person, Papers: maps.Clone(papers), Account: m.bankAccount()}
			if fresh && i%3 == 2 { // to be asked for
				delete(line.Papers, "household-book")
			}
			lines = append(lines, line)
		}
		done, err := m.desk(name).ApplyMany(m.ctx, office.Batch{ID: m.id()}, lines)
		if err != nil {
			return nil, err
		}
		if len(done.Refused) > 0 {
			return nil, done.Refused[0].Why
		}
		for i, one := range done.Cases {
			all = append(all, applied{people[which[i]], one})
		}
	}
	return all, nil
}

// bankAccount is an account that nobody has yet.
func (m *maker) bankAccount() string {
	m.accounted++
	return fmt.Sprintf("62179901%011d", m.accounted)
}

// act takes cases a step further. Who has died is refused it: support ended with the death.
func (m *maker) act(cases []applied, step, who string, notice bool) error {
	var some []applied
	var people []*elder
	for _, c := range cases {
		if !notice || !c.childless {
			some, people = append(some, c), append(people, c.elder)
		}
	}
	groups := m.byOffice(who, people)
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		which := groups[name]
		var lines []office.Decision
		for _, i := range which {
			line := office.Decision{Case: some[i].which, Step: step, Outcome: benefit.Passed}
			if some[i].dead() {
				line.Outcome, line.Reason = benefit.Refused, "已去世"
			}
			lines = append(lines, line)
		}
		done, err := m.desk(name).ActMany(m.ctx, office.Batch{ID: m.id()}, lines, m.signer())
		if err != nil {
			return err
		}
		if len(done.Refused) > 0 {
			return fmt.Errorf("demo: %s by %s: %w", step, who, done.Refused[0].Why)
		}
	}
	return nil
}

// review asks the register about everybody who is paid, and takes the sample that chance chose through the steps again, without notices.
func (m *maker) review(scheme string, from civil.Date, granted []applied) error {
	matches, err := m.desk("planner").MatchScheme(m.ctx, m.id(), scheme)
	if err != nil {
		return err
	}
	again := slices.DeleteFunc(slices.Clone(granted), func(a applied) bool {
		return !slices.ContainsFunc(matches, func(one benefit.Match) bool { return one.Case == a.which && one.Found != benefit.Matched })
	})
	for _, s := range stages {
		if !s.notice {
			m.planEvent(from.AddDays(s.after), func() error {
				err := m.act(again, s.step, s.who, false)
				again = slices.DeleteFunc(again, func(a applied) bool { return a.dead() })
				return err
			})
		}
	}
	return nil
}

// die notes that a few of some people have died, as the registrar does from the civil registry's list: men, who come to no examination.
func (m *maker) die(people []*elder) error {
	people = slices.DeleteFunc(slices.Clone(people), func(e *elder) bool { return e.facts.Sex != "male" })
	people = people[:min(deaths, len(people))]
	return m.write(actor.System, "deaths", func(tx *store.Tx) error {
		book, err := person.In(tx, m.d.Keys)
		if err != nil {
			return err
		}
		for i, e := range people {
			e.facts.Death = civil.On(m.now, m.d.Zone).AddDays(-10 - i)
			if err := book.Revise(e.person, 1, e.facts, e.card); err != nil {
				return err
			}
		}
		return nil
	})
}
