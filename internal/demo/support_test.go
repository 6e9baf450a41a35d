package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/office"
)

// The district's own scheme pays 576 different people 600 yuan for each of two years, through a bank that misbehaves: what the bank credited
// says so too, the closing statements balance and are signed by three bodies, and doctor finds nothing.
func TestTwoYearsArePaidToTheFen(t *testing.T) {
	ctx := context.Background()
	d, err := Init(ctx, district.Options{DSN: filepath.Join(t.TempDir(), "demo.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	m, err := begin(ctx, d, Order{Scale: 0.08, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	paid := map[string]map[string]int64{} // fen by case, of which a person has one, and period
	lines, err := m.desk("planner").ExportPayments(ctx, ownScheme, civil.MustDate("2024-01-01"), civil.MustDate("2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	credited := map[string]int64{}
	for _, year := range []int{2024, 2025} {
		b := m.banks[fmt.Sprint(ownScheme, year)]
		for ref, fen := range b.Credited() {
			credited[ref.String()] = fen
		}
		c, err := m.desk("bank").OpenClosing(ctx, ownScheme, fmt.Sprint(year))
		if err != nil || !c.Balanced || len(c.Signed) != 3 || c.Total.Paid.Fen != c.Total.Confirmed.Fen || c.Total.Pending.Lines != 0 || len(c.Exceptions) != 0 {
			t.Errorf("%d: %+v, %v", year, c, err)
		}
	}
	for _, l := range lines {
		if l.State != benefit.PaidOut {
			t.Errorf("%s of %s is %s", l.Payment, l.Period, l.State)
		}
		who := paid[l.Case.String()]
		if who == nil {
			who = map[string]int64{}
			paid[l.Case.String()] = who
		}
		who[l.Period] += int64(l.Fen)
		var byBank int64
		for attempt := range 30 {
			byBank += credited[benefit.EndToEnd(l.Payment, attempt).String()]
		}
		if byBank != int64(l.Fen) {
			t.Errorf("%s of %s: %d fen by our books, %d by the bank's", l.Payment, l.Period, l.Fen, byBank)
		}
	}
	years := map[int]int{}
	for who, periods := range paid {
		years[len(periods)]++
		for period, fen := range periods {
			if fen != 60000 {
				t.Errorf("%s has %d fen for %s", who, fen, period)
			}
		}
	}
	if len(paid) != paidPeople || years[1] != paidPeople*11/24+deaths || years[2] != paidPeople*13/24-deaths {
		t.Errorf("%d people paid, by years %v", len(paid), years)
	}
	sent := 0
	for _, b := range m.banks {
		sent += len(b.Balances())
	}
	if sent <= len(paid) {
		t.Errorf("%d accounts: the bank refused none, so nothing was tried", sent)
	}
	m.everyOfficerHasWork(t)
	checks, err := d.Examine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			t.Errorf("doctor: %s %v", c.Name, c.Places)
		}
	}
}

// everyOfficerHasWork fails where one of the logins that are shown would find nothing to do.
func (m *maker) everyOfficerHasWork(t *testing.T) {
	t.Helper()
	first := m.villages[m.elders[0].village]
	for _, name := range []string{"reviewer-" + first.id.String(), "checker-" + first.township.String(), "confirmer", "supervisor1", "supervisor2", "supervisor3"} {
		list, err := m.desk(name).Cases(m.ctx, office.CaseFilter{Yours: true})
		if err != nil || list.Total == 0 {
			t.Errorf("%s has nothing to do: %v", name, err)
		}
	}
	list, err := m.desk("supervisor1").Cases(m.ctx, office.CaseFilter{State: benefit.Objected})
	if err != nil || list.Total == 0 {
		t.Errorf("no objection waits: %v", err)
	}
	plans, err := m.desk("bank").Plans(m.ctx)
	if err != nil {
		t.Fatal(err)
	}
	var fund, send, alarm int
	for _, p := range plans {
		fund += count(!p.Funded)
		send += count(p.Funded && p.States[benefit.Planned] > 0)
		alarm += count(len(p.Exceptions) > 0)
	}
	if fund == 0 || send == 0 || alarm == 0 {
		t.Errorf("%d lists wait for money, %d for the bank, %d raised alarms", fund, send, alarm)
	}
}
