package web

import (
	"net/url"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/web/page"
)

// showPhone comes back to a list with one phone number opened.
func showPhone(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	person, err := id.Parse(form.Get("show"))
	if err != nil {
		return fault.New(fault.NotFound, "person.not-found")
	}
	back := with(local(form.Get("back")), "show", person.String())
	back.Fragment = rowAnchor(person)
	return q.redirect(back.String())
}

// openPhone opens the one number that the address asks for. That it was opened is in the audit.
func (q *request) openPhone(m *page.Masked, person id.ID, at *url.URL) error {
	if at.Query().Get("show") != person.String() {
		return nil
	}
	full, err := q.office.Reveal(q.r.Context(), person, "phone")
	m.Full = full
	return err
}
