// Package demo makes a synthetic district for people to try the program in. All people, places and findings are invented; citizen
// numbers carry the unassigned area code 999999. It is no test fixture: tests build the few people they need.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/demo/bank"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Login is one account of the demonstration.
type Login struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Post     string `json:"post"`
	Name     string `json:"-"`
	Where    string `json:"-"`
}

// Made is what was made.
type Made struct {
	People     int     `json:"people"`
	Households int     `json:"households"`
	Visits     int     `json:"visits"`
	Logins     []Login `json:"logins"`
}

// Order asks for a district. Scale 1 has about 360,000 people; the same seed gives the same people.
type Order struct {
	Scale    float64
	Seed     uint64
	Progress func(step string, done, total int) // step is a message key; may be nil
}

const peopleAtScaleOne = 360_000

// maker makes one district.
type maker struct {
	ctx      context.Context
	d        *district.District
	rand     *rand.Rand
	order    Order
	today    civil.Date
	now      time.Time // the clock of the history: writes are dated when they would have been made
	villages []village
	sites    []site
	people   []resident
	made     Made

	elders    []*elder
	staff     map[string]actor.Actor // by what the history calls them
	accounted int                    // bank accounts given
	agenda    []event                // by day
	banks     map[string]*bank.Bank  // by scheme and year
}

// Init makes an empty district with the demonstration's own scheme. Login "root" is its first administrator's.
func Init(ctx context.Context, o district.Options) (*district.District, error) {
	if o.Overlay == nil {
		o.Overlay = overlay()
	}
	d, _, err := district.Init(ctx, o, district.Fresh{Name: DistrictName, Login: "root", Demo: true})
	return d, err
}

// Make fills a district that Init made.
func Make(ctx context.Context, d *district.District, o Order) (Made, error) {
	m, err := begin(ctx, d, o)
	return m.made, err
}

func begin(ctx context.Context, d *district.District, o Order) (*maker, error) {
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	m := &maker{ctx: ctx, d: d, order: o, rand: rand.New(rand.NewPCG(o.Seed, 0x796f756675)), today: d.Today(), staff: map[string]actor.Actor{}, banks: map[string]*bank.Bank{}}
	d.Store.SetClock(func() time.Time { return m.now })
	defer d.Store.SetClock(time.Now)
	for _, step := range []func() error{m.places, m.accounts, m.register, m.support, m.screen, m.invite} {
		if err := step(); err != nil {
			return m, err
		}
	}
	return m, nil
}

// at sets the clock of the history to the morning of a day.
func (m *maker) at(day civil.Date) {
	y, month, dd := day.YMD()
	m.now = time.Date(y, time.Month(month), dd, 9, 0, 0, 0, m.d.Zone)
}

func (m *maker) write(who actor.Actor, kind string, fn func(*store.Tx) error) error {
	m.now = m.now.Add(time.Second)
	_, err := m.d.Store.Write(m.ctx, store.Writing{Actor: who, ClientID: m.id(), Kind: kind}, fn)
	return err
}

// id is the next id of the seed, so that the same seed makes the same district.
func (m *maker) id() id.ID {
	return id.FromHash(fmt.Appendf(nil, "%d/%d", m.rand.Uint64(), m.rand.Uint64()))
}

// accounts makes one login for each post, and one for each site, under which its visits are recorded.
func (m *maker) accounts() error {
	for i := range m.sites {
		s := &m.sites[i]
		seat := post.NewSeat{Post: actor.ClinicWorker, Department: s.department, Site: s.id, From: historyFrom}
		who, err := m.account(fmt.Sprintf("clinic%02d", i+1), s.doctor, "", seat, s.name, i < 2)
		if err != nil {
			return err
		}
		s.who = who
	}
	first := m.villages[slices.IndexFunc(m.villages, func(v village) bool { return v.rural })] // where support is paid, too
	for _, a := range []struct {
		login, name, where string
		seat               post.NewSeat
	}{
		{"village", "周德福", first.name, post.NewSeat{Post: actor.VillageWorker, Place: first.id}},
		{"township", "陈玉兰", first.townshipName, post.NewSeat{Post: actor.TownshipWorker, Place: first.township}},
		{"manager", "郑文博", DistrictName, post.NewSeat{Post: actor.Manager}},
		{"registrar", "李敏", DistrictName, post.NewSeat{Post: actor.Registrar}},
		{"auditor", "高远", DistrictName, post.NewSeat{Post: actor.Auditor}},
		{"administrator", "石磊", DistrictName, post.NewSeat{Post: actor.Administrator}},
	} {
		a.seat.From = historyFrom
		if _, err := m.account(a.login, a.name, "", a.seat, a.where, true); err != nil {
			return err
		}
	}
	return nil
}

// account makes an account. One that is shown has changed its first password, as its holder would.
func (m *maker) account(login, name, number string, seat post.NewSeat, where string, shown bool) (actor.Actor, error) {
	m.now = m.now.Add(time.Second)
	accounts := m.d.Accounts
	first, err := accounts.Add(m.ctx, actor.System, post.NewAccount{Login: login, Name: name, CitizenNumber: number, NewSeat: seat, ClientID: m.id()})
	if err != nil {
		return actor.Actor{}, err
	}
	credentials := post.Credentials{Login: login, Password: first}
	if !shown {
		return accounts.Authenticate(m.ctx, credentials)
	}
	token, session, err := accounts.SignIn(m.ctx, credentials)
	if err != nil {
		return actor.Actor{}, err
	}
	password := fmt.Sprintf("qinghe-%08x", rand.Uint32()) // not of the seed: whoever knows the seed must not know the passwords
	if token, err = accounts.ChangePassword(m.ctx, token, first, password); err != nil {
		return actor.Actor{}, err
	}
	m.made.Logins = append(m.made.Logins, Login{login, password, string(seat.Post), name, where})
	return session.Actor, accounts.SignOut(m.ctx, token)
}
