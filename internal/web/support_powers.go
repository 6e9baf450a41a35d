package web

import (
	"net/http"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/web/page"
)

// openPowers shows who holds which power, and answers from the data who could have acted alone.
func openPowers(q *request) error {
	held, err := q.office.Powers(q.r.Context())
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	v := &page.PowersShow{Frame: q.frame(q.t("page.nav.powers"))}
	people, err := q.sitting(b)
	if err != nil {
		return err
	}
	for _, power := range benefit.Powers {
		for _, h := range held.Bodies {
			if h.Power == power {
				v.Rows = append(v.Rows, page.PowerRow{Power: string(power), Body: q.bodyName(b, h.Code), Code: h.Code, Count: h.People, People: people[h.Code]})
			}
		}
	}
	for _, one := range held.Alone {
		row := page.AloneRow{Who: one.Who, How: q.t("support.powers." + one.How)}
		if plan, err := id.Parse(one.Who); err == nil {
			row.Who, row.Href = q.t("support.powers.plan"), planPath(plan)
		}
		v.Alone = append(v.Alone, row)
	}
	return q.show(http.StatusOK, v)
}

// sitting are the officials who sit in each body today, each once: whoever confirms in many villages with the first of them and how many more.
func (q *request) sitting(b book) (map[string][]page.OfficialRow, error) {
	accounts, err := q.District.Accounts.List(q.r.Context(), actor.System)
	if err != nil {
		return nil, err
	}
	all := map[string][]page.OfficialRow{}
	today := q.District.Today()
	for _, a := range accounts {
		at := map[string]int{} // her row, by the body
		seen := map[string]bool{}
		for _, s := range a.Seats {
			if s.Body == "" || powerOf[s.Post] == "" || a.Ended || !s.Holds(today) {
				continue
			}
			where := s.Body + "/" + s.Place.String()
			if seen[where] {
				continue
			}
			seen[where] = true
			if i, there := at[s.Body]; there {
				all[s.Body][i].More++
				continue
			}
			at[s.Body] = len(all[s.Body])
			all[s.Body] = append(all[s.Body], page.OfficialRow{Name: a.Name, Post: q.t("page.post." + string(s.Post)), Place: b.tree.Name(s.Place), Signs: benefit.Best(a.Signing)})
		}
	}
	return all, nil
}
