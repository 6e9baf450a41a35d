package web

import (
	"net/http"

	"youfu/internal/benefit"
	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

func closingPath(scheme, period string) string { return "/closing/" + scheme + "/" + period }

// closing is the purpose in which each power signs a closing statement.
var closing = map[benefit.Power]post.Purpose{benefit.Confirm: post.PlanPayments, benefit.Fund: post.FundPayments, benefit.Pay: post.OrderPayments}

// openClosing shows the closing statement of a scheme's period: what was confirmed, where each fen of it is, and who signed that.
func openClosing(q *request) error { return q.showClosing(http.StatusOK, sent{}) }

func (q *request) showClosing(status int, s sent) error {
	c, err := q.office.OpenClosing(q.r.Context(), q.r.PathValue("scheme"), q.r.PathValue("period"))
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	s.refused = q.told(s.refused, b)
	at := closingPath(c.Scheme, c.Period)
	v := &page.ClosingShow{Frame: q.frame(q.t("support.closing.title", c.Title.In(q.lang), c.Period)), Scheme: c.Title.In(q.lang), Period: c.Period, Hash: grouped(c.Hash), Balanced: c.Balanced,
		Sums: sumsOf(c.Total), Alarms: len(c.Exceptions), Table: at + "/table", Word: at + "/word"}
	v.Path = at
	v.Crumbs = []page.Link{{Text: q.t("page.nav.payments"), Href: "/payments"}}
	for _, p := range c.Places {
		row := page.ClosingRow{Place: p.Name, SumsOf: sumsOf(p.Sums)}
		if p.Place.Code == "" {
			row.Place = q.t("support.closing.unknown")
		}
		v.Places = append(v.Places, row)
	}
	q.closingSigns(v, c, s)
	return q.show(status, v)
}

func sumsOf(s benefit.Sums) page.SumsOf {
	part := func(p benefit.Part) page.Sum { return page.Sum{Lines: p.Lines, Fen: p.Fen} }
	v := page.SumsOf{Confirmed: part(s.Confirmed), Allocated: part(s.Allocated), Ordered: part(s.Ordered), Held: part(s.Held), Paid: part(s.Paid), Returned: part(s.Returned), Pending: part(s.Pending)}
	v.Difference = page.Sum{Lines: s.Confirmed.Lines - s.Held.Lines - s.Paid.Lines - s.Returned.Lines - s.Pending.Lines, Fen: s.Confirmed.Fen - s.Held.Fen - s.Paid.Fen - s.Returned.Fen - s.Pending.Fen}
	return v
}

// closingSigns are the three signatures, those that stand and those that are to come, with the form of the reader's own.
func (q *request) closingSigns(v *page.ClosingShow, c office.Closing, s sent) {
	for i, closer := range c.Closers {
		row := page.ClosingSign{Power: string(closer.Power), Body: closer.Body.In(q.lang)}
		if closer.Sign != nil {
			row.On, row.Signer = closer.Sign.On, closer.Sign.Signer
		}
		v.Signs = append(v.Signs, row)
		if i != len(c.Signed) || !c.Balanced || !q.office.May(closing[closer.Power]) || !q.actor().Place.Zero() {
			continue
		}
		_, refused := s.of("act")
		f := &page.ClosingAct{Action: v.Path + "/" + string(closer.Power), ClientID: id.New().String(), Hash: c.Hash, Power: string(closer.Power), Signing: q.signing()}
		f.Wrong = q.refuse(refused, &f.Proof)
		v.Act = f
	}
}

// signClosing signs a closing statement by the reader's power, with the sums that the form showed.
func signClosing(q *request) error {
	values, err := q.form()
	if err != nil {
		return err
	}
	made, err := clientID(values)
	if err != nil {
		return err
	}
	scheme, period := q.r.PathValue("scheme"), q.r.PathValue("period")
	signer, err := q.signer(values)
	if err == nil && values.Get("hash") == "" {
		err = fault.New(fault.Conflict, "office.other-sums")
	}
	if err == nil {
		_, err = q.office.SignClosing(q.r.Context(), made, scheme, period, values.Get("hash"), signer)
	}
	if kept(err) {
		return q.showClosing(fault.Status(err), sent{"act", values, err})
	}
	if err != nil {
		return err
	}
	return q.redirect(closingPath(scheme, period))
}

// downloadClosing gives a closing statement as a workbook.
func downloadClosing(q *request) error {
	return q.closingFile(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
}

// downloadClosingWord gives a closing statement as Word, to be printed and sealed.
func downloadClosingWord(q *request) error {
	return q.closingFile(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
}

func (q *request) closingFile(end, kind string) error {
	c, err := q.office.OpenClosing(q.r.Context(), q.r.PathValue("scheme"), q.r.PathValue("period"))
	if err != nil {
		return err
	}
	name := "closing-" + c.Scheme + "-" + c.Period + end
	write, err := exchange.ClosingWriter(name)
	if err != nil {
		return err
	}
	q.download(kind, name)
	return write(q.w, c, q.lang)
}
