package web

import (
	"slices"
	"strconv"

	"youfu/internal/exchange"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// acceptHeld lets chosen rows in, or all, although they look like somebody who is known. After the check it checks again, and nothing is
// written yet; after the rest was written it writes them.
func acceptHeld(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	chosen := func(row int) bool {
		return form.Get("all") != "" || slices.Contains(form["row"], strconv.Itoa(row))
	}
	return q.steer(func(u *upload, now uploadNow) {
		next := map[page.Step]page.Step{page.StepResult: page.StepCheck, page.StepDone: page.StepApply}[now.step]
		if next != "" && u.letIn(chosen) {
			u.start(q.District, q.actor(), next)
		}
	})
}

// manner is what rows of a kind are let in as: people of their own, or visits.
func manner(k exchange.Kind) string {
	if k == exchange.Visits {
		return "visits"
	}
	return "people"
}

func countIf[T any](all []T, is func(T) bool) int {
	n := 0
	for _, one := range all {
		if is(one) {
			n++
		}
	}
	return n
}

// heldRows say whom a row resembles, masked, with the way to her page.
func (q *request) heldRows(v *page.ImportShow, some []exchange.Duplicate) error {
	var people []id.ID
	for _, d := range some {
		if !slices.Contains(people, d.Person) {
			people = append(people, d.Person)
		}
	}
	named, err := q.office.Masked(q.r.Context(), post.Import, people)
	if err != nil {
		return err
	}
	for _, d := range some {
		row := page.HeldRow{Row: d.Row, Who: d.Who, Like: named[d.Person], Why: q.t("web.import.why." + d.Why), State: page.Held, MayComeIn: d.MayComeIn()}
		if row.Like != "" {
			row.Href = personPath(d.Person)
		}
		if d.Earlier != 0 {
			row.Earlier = q.t("web.import.earlier", d.Earlier)
		}
		v.Held = append(v.Held, row)
	}
	return nil
}
