package web

import (
	"errors"
	"net/http"
	"net/url"

	"youfu/internal/audit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// beforeSeat are the pages that stay open while somebody with several seats has not chosen one.
var beforeSeat = map[string]bool{"/seat": true, "/sign-out": true}

// seatPath is where a seat is chosen, before going on to an address.
func seatPath(back string) string {
	to := &url.URL{Path: "/seat"}
	if back != "/" {
		to = with(to, "back", back)
	}
	return to.String()
}

// seats are the reader's seats where she has several to choose from; else none.
func (q *request) seats(tree *place.Tree) []page.SeatRow {
	if len(q.session.Seats) < 2 {
		return nil
	}
	var rows []page.SeatRow
	for _, s := range q.session.Seats {
		rows = append(rows, page.SeatRow{Value: s.ID.String(), Post: q.t("page.post." + string(s.Post)), Place: q.seatName(tree, s), Current: s.ID == q.actor().Seat})
	}
	return rows
}

// askSeat shows the seats to choose from. Who has one only has nothing to choose.
func askSeat(q *request) error {
	if q.session.Chosen() && len(q.session.Seats) == 1 {
		return q.redirect("/")
	}
	return q.showSeats(http.StatusOK, local(q.r.URL.Query().Get("back")).String(), nil)
}

func (q *request) showSeats(status int, back string, refused error) error {
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return err
	}
	v := &page.SeatChoose{Frame: q.frame(q.t("page.seat.title")), Name: q.actor().Name, Back: back, Rows: q.seats(tree)}
	v.Path = seatPath(back)
	if refused != nil {
		v.Error = lang.Error(q.lang, refused)
	}
	return q.show(status, v)
}

// chooseSeat goes on from a seat. The auditor sees when somebody took which seat; what she does in it is written down under it.
func chooseSeat(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	back := local(form.Get("back")).String()
	seat, _ := id.Parse(form.Get("seat")) // what names no seat is refused as one that does not hold
	token, s, err := q.District.Accounts.Switch(q.r.Context(), q.token, seat)
	if fault.Is(err, fault.Refused) && !errors.Is(err, post.NoSession) {
		return q.showSeats(http.StatusForbidden, back, err)
	}
	if err != nil {
		return err
	}
	q.keep(token)
	taken := audit.Opening{Actor: s.Actor, Route: q.route.Pattern(), Purpose: string(post.OwnAccount), Record: seat, Fields: []string{"seat"}}
	if err := audit.Open(q.r.Context(), q.District.Store, taken); err != nil {
		return err
	}
	return q.redirect(back)
}
