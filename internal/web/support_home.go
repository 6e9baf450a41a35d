package web

import (
	"net/http"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// powerOf are the four powers by the posts that hold them.
var powerOf = map[actor.Post]benefit.Power{actor.ConfirmOfficer: benefit.Confirm, actor.FundOfficer: benefit.Fund, actor.PayOfficer: benefit.Pay, actor.Supervisor: benefit.Supervise}

// power is the reader's; "" for who holds none.
func (q *request) power() benefit.Power { return powerOf[q.actor().Post] }

// queueMost is how much of each kind of work the first page shows.
const queueMost = 12

// showSupportHome shows what waits for the reader's power, at her place.
func showSupportHome(q *request) error {
	b, err := q.book()
	if err != nil {
		return err
	}
	v := &page.SupportHome{Frame: q.frame(q.t("support.home.title")), Place: seatPlace(b.tree, q.actor(), q)}
	if v.Place == "" {
		v.Place = q.bodyName(b, q.actor().Body)
	}
	if q.office.May(post.OpenCase) {
		if err := q.caseQueues(v, b); err != nil {
			return err
		}
	}
	if q.power() != benefit.Supervise && (q.power() != benefit.Confirm || q.actor().Place.Zero()) {
		if err := q.planQueues(v); err != nil {
			return err
		}
	}
	return q.show(http.StatusOK, v)
}

// caseQueues are the cases that wait for a step of the reader, and for supervision the objections that wait for an answer.
func (q *request) caseQueues(v *page.SupportHome, b book) error {
	add := func(name, href string, f office.CaseFilter) error {
		f.Most = queueMost
		list, err := q.office.Cases(q.r.Context(), f)
		v.Queues = append(v.Queues, page.Queue{Name: name, Count: list.Total, Href: href, Cases: q.caseRows(list.Rows, b)})
		return err
	}
	if q.power() == benefit.Confirm {
		return add("yours", "/cases?state=yours", office.CaseFilter{Yours: true})
	}
	if err := add("put", "/notices", office.CaseFilter{Yours: true}); err != nil {
		return err
	}
	return add("objected", "/cases?state=objected", office.CaseFilter{State: benefit.Objected})
}

// planQueues are the lists of payments that wait for the reader's power.
func (q *request) planQueues(v *page.SupportHome) error {
	plans, err := q.office.Plans(q.r.Context())
	if err != nil {
		return err
	}
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return err
	}
	add := func(name string, wanted func(office.Plan) bool) {
		queue := page.Queue{Name: name, Href: "/payments"}
		for _, p := range plans {
			if !wanted(p) {
				continue
			}
			if queue.Count++; len(queue.Plans) < queueMost {
				queue.Plans = append(queue.Plans, q.planRow(p, practice))
			}
		}
		v.Queues = append(v.Queues, queue)
	}
	switch q.power() {
	case benefit.Fund:
		add("fund", func(p office.Plan) bool { return !p.Funded })
	case benefit.Pay:
		add("order", sendable)
		add("alarm", func(p office.Plan) bool { return len(p.Exceptions) > 0 })
	case benefit.Confirm:
		add("plans", func(office.Plan) bool { return true })
	}
	return nil
}

// sendable reports whether a list has lines that can go to the bank now: funded, and never sent, held or returned.
func sendable(p office.Plan) bool {
	return p.Funded && p.States[benefit.Planned]+p.States[benefit.Returned] > 0
}
