package exchange_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/demo/bank"
	"youfu/internal/district"
	"youfu/internal/exchange"
	profile "youfu/internal/exchange/bank"
	"youfu/internal/id"
	work "youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// grant is a scheme of one step, for whoever is sixty.
const grant = `id: grant
kind: cash
title: {zh: 试行补助, en: Grant}
basis: [{title: {zh: 试行办法, en: Rules}, from: 2020-01-01}]
open: {from: 2020-01-01}
subject: self
criteria:
  - id: age
    rule: p.age >= 60
    text: {zh: 年满60周岁, en: is 60 or older}
    change: {zh: 到60周岁生日那天起就符合, en: holds from the sixtieth birthday on}
counting: {unit: year, pays: year}
starts: {at: confirmed}
ends: [{why: death}, {why: criterion-lost}]
layers:
  - id: base
    title: {zh: 基础标准, en: basic amount}
    kind: base
    level: county
    fund: grant
    basis: [{title: {zh: 试行办法, en: Rules}, from: 2020-01-01}]
    amounts: [{from: 2020-01-01, fen: 60000, per: year}]
steps:
  - {id: application, title: {zh: 申请, en: Application}, at: village}
  - {id: confirmation, title: {zh: 确认, en: Confirmation}, power: confirm, at: district, notice: {at: none}, within: 30d}
review: {every: 1y, window: [01-01, 02-28], sample: 5}
powers: {confirm: health-commission, fund: finance-bureau, pay: agent-bank, supervise: audit-office}
appeal:
  to: {zh: 行政复议机构, en: office for reconsideration}
  address: {zh: 行政复议窗口, en: reconsideration desk}
  days: 60
retention: 30y
`

// payer is a district that pays the grant, whose clock the test moves.
type payer struct {
	testing.TB
	*district.District
	ctx     context.Context
	today   civil.Date
	village id.ID
	desks   map[string]work.Office
	people  int
	keyFile string
}

// grantFS is a catalogue that has the grant.
var grantFS = fstest.MapFS{"schemes/grant.yaml": {Data: []byte(grant)}}

// official is somebody of the four bodies, or the village's worker.
type official struct {
	name string
	post actor.Post
	body string
}

var officials = []official{{"village", actor.VillageWorker, ""}, {"confirm", actor.ConfirmOfficer, "health-commission"}, {"plan", actor.ConfirmOfficer, "health-commission"},
	{"fund", actor.FundOfficer, "finance-bureau"}, {"pay", actor.PayOfficer, "agent-bank"}, {"supervise", actor.Supervisor, "audit-office"}}

func (o official) number() string { return citizenNumber("19700101", 100+slices.Index(officials, o)) }

// deskOf is the desk of an official by name; at is the village of its worker.
func deskOf(d *district.District, name string, at id.ID) work.Office {
	o := officials[slices.IndexFunc(officials, func(o official) bool { return o.name == name })]
	if o.post != actor.VillageWorker {
		at = id.ID{}
	}
	return work.Office{District: d, Route: "test", Actor: actor.Actor{Account: id.New(), Seat: id.New(), Login: o.name, Post: o.post, Body: o.body, Place: at, Identity: d.Keys.Digest(person.Number, o.number())}}
}

// noon is an instant of a day.
func noon(day civil.Date) time.Time {
	y, m, d := day.YMD()
	return time.Date(y, time.Month(m), d, 4, 0, 0, 0, time.UTC)
}

func newPayer(t testing.TB, dsn string) *payer {
	t.Helper()
	keyFile := filepath.Join(t.TempDir(), "youfu.key")
	d, _, err := district.Init(context.Background(), district.Options{DSN: dsn, KeyFile: keyFile, Overlay: grantFS}, district.Fresh{Name: "清和区"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	p := &payer{t, d, context.Background(), civil.MustDate("2026-03-02"), id.New(), map[string]work.Office{}, 0, keyFile}
	d.Store.SetClock(func() time.Time { return noon(p.today) })
	p.write(func(tx *store.Tx) error {
		root, town := id.New(), id.New()
		for _, one := range []place.Place{{ID: root, Code: "990101000000", Name: "清和区", Level: place.District}, {ID: town, Code: "990101100000", Name: "云溪镇", Level: place.Township, Parent: root},
			{ID: p.village, Code: "990101100200", Name: "柳湾村", Level: place.Village, Parent: town}} {
			if err := place.Put(tx, one); err != nil {
				return err
			}
		}
		return nil
	})
	for _, o := range officials {
		seat := post.NewSeat{Post: o.post, Body: o.body}
		if o.post == actor.VillageWorker {
			seat.Place = p.village
		}
		if _, err := d.Accounts.Add(p.ctx, actor.System, post.NewAccount{Login: o.name, CitizenNumber: o.number(), ClientID: id.New(), NewSeat: seat}); err != nil {
			t.Fatal(err)
		}
		p.desks[o.name] = deskOf(d, o.name, p.village)
	}
	return p
}

// payers runs a test on both databases.
func payers(t *testing.T, test func(*payer)) {
	testdb.Each(t, func(t *testing.T, dsn string) { test(newPayer(t, dsn)) })
}

// citizenNumber is one of a birth date and a sequence whose check character is right.
func citizenNumber(birth string, n int) string {
	head := fmt.Sprintf("%06d%s%03d", 110105+n/1000, birth, n%1000)
	for _, check := range "0123456789X" {
		if n, err := civil.ParseNumber(head + string(check)); err == nil {
			return string(n)
		}
	}
	panic(head)
}

func (p *payer) write(fn func(*store.Tx) error) {
	p.Helper()
	if _, err := p.Store.Write(p.ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, fn); err != nil {
		p.Fatal(err)
	}
}

func (p *payer) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// enter enters people of sixty and more.
func (p *payer) enter(n int) (all []id.ID) {
	p.Helper()
	birth, _ := civil.ParseBirth("1960-01-01")
	for len(all) < n {
		p.write(func(tx *store.Tx) error {
			book, err := person.In(tx, p.Keys)
			if err != nil {
				return err
			}
			for range min(2000, n-len(all)) {
				p.people++
				who := tx.ID("person", len(all))
				all = append(all, who)
				if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: "female", Birth: birth}, Card: person.Card{Name: "何秀芬"},
					Identifiers: []person.Identifier{{System: person.Number, Value: citizenNumber("19600101", p.people)}},
					Stays:       []person.Stay{{Role: person.Registered, Place: p.village}}}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return all
}

// granted are the cases of so many people, each with an account, confirmed.
func (p *payer) granted(n int) []id.ID {
	p.Helper()
	var lines []work.ApplySupport
	for i, who := range p.enter(n) {
		lines = append(lines, work.ApplySupport{Scheme: "grant", Person: who, Account: fmt.Sprint(6200000000 + p.people - n + i)})
	}
	applied, err := p.desks["village"].ApplyMany(p.ctx, work.Batch{ID: id.New()}, lines)
	p.must(err)
	var acts []work.Decision
	for _, which := range applied.Cases {
		acts = append(acts, work.Decision{Case: which, Step: "confirmation", Outcome: benefit.Passed})
	}
	acted, err := p.desks["confirm"].ActMany(p.ctx, work.Batch{ID: id.New()}, acts, p.signer())
	if err != nil || acted.Done != n {
		p.Fatalf("%d of %d confirmed, %v, %v", acted.Done, n, acted.Refused, err)
	}
	p.today = p.today.AddDays(1)
	return acted.Cases
}

func (p *payer) signer() benefit.Signer { return benefit.Password{Keys: p.Keys} }

// funded is the list of 2026 with its money.
func (p *payer) funded() work.Plan {
	p.Helper()
	plan, err := p.desks["plan"].PlanPayments(p.ctx, id.New(), "grant", "2026", p.signer())
	p.must(err)
	hash, err := hex.DecodeString(plan.ListHash)
	p.must(err)
	_, err = p.desks["fund"].FundPlan(p.ctx, id.New(), plan.ID, hash, p.signer())
	p.must(err)
	return plan
}

func (p *payer) bank(named string) *profile.Profile {
	p.Helper()
	one, err := exchange.BankOf(nil, named)
	p.must(err)
	return one
}

// order sends what may go now and writes its file.
func (p *payer) order(plan id.ID, to *profile.Profile) (work.Plan, []byte) {
	p.Helper()
	made, err := exchange.Order(p.ctx, p.desks["pay"], id.New(), plan, to, p.signer())
	p.must(err)
	return made, p.file(plan, to, made.Attempt)
}

func (p *payer) file(plan id.ID, to *profile.Profile, attempt int) []byte {
	p.Helper()
	var file bytes.Buffer
	_, err := exchange.WriteOrder(p.ctx, p.desks["pay"], &file, to, plan, attempt)
	p.must(err)
	return file.Bytes()
}

func (p *payer) answer(from *profile.Profile, file []byte) exchange.Answered {
	p.Helper()
	a, err := exchange.Answer(p.ctx, p.desks["pay"], from, bytes.NewReader(file), int64(len(file)))
	p.must(err)
	return a
}

// listen takes in all that a bank says until it is quiet.
func (p *payer) listen(b *bank.Bank, from *profile.Profile) {
	p.Helper()
	for last := p.today.AddDays(120); !b.Quiet() && p.today < last; p.today = p.today.AddDays(1) {
		for _, file := range b.Answers(p.today) {
			p.answer(from, file)
		}
	}
}

func (p *payer) plan(which id.ID) work.Plan {
	p.Helper()
	v, err := p.desks["pay"].OpenPlan(p.ctx, which)
	p.must(err)
	return v
}

// sound fails where doctor finds something.
func (p *payer) sound() {
	p.Helper()
	checks, err := p.Examine(p.ctx)
	p.must(err)
	for _, c := range checks {
		if !c.OK {
			p.Errorf("doctor: %s %v", c.Name, c.Places)
		}
	}
}
