package demo

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/exchange"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
)

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
