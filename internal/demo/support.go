package demo

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/demo/bank"
	"youfu/internal/exchange"
	profile "youfu/internal/exchange/bank"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/post"
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

// officers makes accounts for the officers of the four bodies, and for whoever enters applications. In each township one person reviews for
// all its villages, with a seat in each; only the first village has a reviewer of its own, whose login is shown.
func (m *maker) officers() error {
	confirms := func(at id.ID) post.NewSeat {
		return post.NewSeat{Post: actor.ConfirmOfficer, Body: "health-commission", Place: at, From: historyFrom}
	}
	reviewers, seen := map[id.ID]string{}, map[id.ID]bool{} // logins by township; places
	for _, e := range m.elders {
		v := m.villages[e.village]
		if !seen[v.township] {
			if err := m.officer("checker-"+v.township.String(), confirms(v.township), v.townshipName, len(seen) == 0); err != nil {
				return err
			}
			if err := m.officer("worker-"+v.township.String(), post.NewSeat{Post: actor.TownshipWorker, Place: v.township}, v.townshipName, false); err != nil {
				return err
			}
		}
		switch shown := len(seen) == 0; {
		case seen[v.id]:
		case shown || reviewers[v.township] == "":
			login := "reviewer"
			if !shown {
				login = fmt.Sprintf("reviewer%02d", len(m.staff))
				reviewers[v.township] = login
			}
			if err := m.officer("reviewer-"+v.id.String(), confirms(v.id), v.name, shown); err != nil {
				return err
			}
		default:
			if err := m.d.Accounts.AddSeat(m.ctx, actor.System, reviewers[v.township], confirms(v.id), m.id()); err != nil {
				return err
			}
		}
		seen[v.township], seen[v.id] = true, true
	}
	if err := m.seatReviewers(); err != nil {
		return err
	}
	for _, o := range []struct {
		name string
		post actor.Post
		body string
	}{
		{"confirmer", actor.ConfirmOfficer, "health-commission"}, {"planner", actor.ConfirmOfficer, "health-commission"},
		{"finance", actor.FundOfficer, "finance-bureau"}, {"bank", actor.PayOfficer, "agent-bank"},
		{"supervisor1", actor.Supervisor, "audit-office"}, {"supervisor2", actor.Supervisor, "audit-office"}, {"supervisor3", actor.Supervisor, "audit-office"},
	} {
		if err := m.officer(o.name, post.NewSeat{Post: o.post, Body: o.body}, DistrictName, true); err != nil {
			return err
		}
	}
	return exchange.PutPayingAccount(m.ctx, m.desk("bank"), m.id(), office.PayingAccount{Name: "清和区财政局惠民补贴专户", Account: "1700000000000001", Branch: "清和农村商业银行"})
}

// officer makes the account of one officer, who is known to the history by a name. Its login is the role in it, with a number where it is not
// shown.
func (m *maker) officer(name string, seat post.NewSeat, where string, shown bool) error {
	n := len(m.staff)
	login, _, _ := strings.Cut(name, "-")
	if !shown {
		login = fmt.Sprintf("%s%02d", login, n)
	}
	seat.From = historyFrom
	number := withCheck(fmt.Sprintf("999999197001%02d%03d", 1+n%28, 900+n/28))
	who, err := m.account(login, m.name(n%2 == 0), number, seat, where, shown)
	m.staff[name] = who
	return err
}

// seatReviewers lets the history act from the further seats of those who have several.
func (m *maker) seatReviewers() error {
	all, err := m.d.Accounts.List(m.ctx, actor.System)
	if err != nil {
		return err
	}
	for _, who := range slices.Collect(maps.Values(m.staff)) {
		i := slices.IndexFunc(all, func(a post.Account) bool { return a.ID == who.Account })
		for _, seat := range all[i].Seats {
			who.Seat, who.Place = seat.ID, seat.Place
			m.staff["reviewer-"+seat.Place.String()] = who
		}
	}
	return nil
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

// list is the confirmed list of a year; without lines where nobody is to be paid, as in a district of a few hundred people.
func (m *maker) list(scheme string, year int) (office.Plan, error) {
	plan, err := m.desk("planner").PlanPayments(m.ctx, m.id(), scheme, fmt.Sprint(year), m.signer())
	if fault.Is(err, fault.Invalid) {
		return office.Plan{}, nil
	}
	return plan, err
}

// confirmed is the list of a year with its money.
func (m *maker) confirmed(scheme string, year int) (office.Plan, error) {
	plan, err := m.list(scheme, year)
	if err != nil || plan.Lines == 0 {
		return plan, err
	}
	hash, err := hex.DecodeString(plan.ListHash)
	if err != nil {
		return plan, err
	}
	return m.desk("finance").FundPlan(m.ctx, m.id(), plan.ID, hash, m.signer())
}

// run is a list on its way through a bank.
type run struct {
	*maker
	scheme string
	year   int
	plan   id.ID
	to     *profile.Profile
	bank   *bank.Bank
	whole  bool // until everything is paid
}

// pay pays a year's list through a bank that misbehaves in every way but two: it loses no payment and gets no amount wrong.
func (m *maker) pay(scheme string, year int, named string, often int) error {
	to, err := exchange.BankOf(nil, named)
	if err != nil {
		return err
	}
	o := bank.All(to, often)
	o.Lost, o.WrongAmount = 0, 0
	return m.start(scheme, year, to, o, true)
}

// misbehave pays a year's list once, through a bank that does everything wrong.
func (m *maker) misbehave(scheme string, year int) error {
	to, err := exchange.BankOf(nil, "iso20022")
	if err != nil {
		return err
	}
	return m.start(scheme, year, to, bank.All(to, 120), false)
}

func (m *maker) start(scheme string, year int, to *profile.Profile, o bank.Options, whole bool) error {
	plan, err := m.confirmed(scheme, year)
	if err != nil || plan.Lines == 0 {
		return err
	}
	b := bank.New(m.order.Seed, o)
	m.banks[fmt.Sprint(scheme, year)] = b
	return (&run{m, scheme, year, plan.ID, to, b, whole}).send()
}

// send orders what may go now, and hears the bank from then on.
func (r *run) send() error {
	made, err := exchange.Order(r.ctx, r.desk("bank"), r.id(), r.plan, r.to, r.signer())
	if fault.Is(err, fault.Conflict) { // nothing is left to send
		return r.close()
	}
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if _, err := exchange.WriteOrder(r.ctx, r.desk("bank"), &file, r.to, r.plan, made.Attempt); err != nil {
		return err
	}
	for range 5 { // the same file again, until the bank says that it has it
		if err = r.bank.Take(file.Bytes()); !errors.Is(err, bank.ErrTimeOut) {
			break
		}
	}
	if err != nil && !errors.Is(err, bank.ErrTimeOut) {
		return err
	}
	r.listen(civil.On(r.now, r.d.Zone).AddDays(1))
	return nil
}

// listen takes in what the bank says on a day, and on those after it.
func (r *run) listen(day civil.Date) {
	r.planEvent(day, func() error {
		for _, file := range r.bank.Answers(day) {
			if _, err := exchange.Answer(r.ctx, r.desk("bank"), r.to, bytes.NewReader(file), int64(len(file))); err != nil {
				return err
			}
		}
		switch {
		case !r.bank.Quiet():
			r.listen(day.AddDays(1))
		case r.whole:
			return r.again(day)
		}
		return nil
	})
}

// again has everybody whose account the bank doubts give another one, and sends what came back a week later.
func (r *run) again(day civil.Date) error {
	for _, name := range slices.Sorted(maps.Keys(r.staff)) {
		desk := r.desk(name)
		if desk.Actor.Post != actor.TownshipWorker {
			continue
		}
		doubtful, err := desk.Cases(r.ctx, office.CaseFilter{Scheme: r.scheme, Unpaid: true})
		if err != nil {
			return err
		}
		for _, c := range doubtful.Rows {
			if _, err := desk.See(r.ctx, r.id(), c.Case, nil, r.bankAccount(), ""); err != nil {
				return err
			}
		}
	}
	r.planEvent(day.AddDays(7), r.send)
	return nil
}

// close has the three bodies sign the closing statement.
func (r *run) close() error {
	for _, who := range []string{"planner", "finance", "bank"} {
		if _, err := r.desk(who).SignClosing(r.ctx, r.id(), r.scheme, fmt.Sprint(r.year), "", r.signer()); err != nil {
			return err
		}
	}
	return nil
}
