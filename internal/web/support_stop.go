package web

import (
	"net/url"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/web/page"
)

// stopForm stops a case, a list or a scheme, or lets it go on. field names the control of the reason.
func (q *request) stopForm(what, field, action string, stopped bool, s sent) *page.StopForm {
	typed, refused := s.of("stop")
	f := &page.StopForm{Action: action, ClientID: id.New().String(), What: what, Stopped: stopped,
		Reason: page.Field{ID: field, Label: q.t("support.stop.reason"), Type: page.TypeText, Values: typed[field]}}
	if stopped {
		f.Hidden = []page.Pair{{Name: "lift", Value: "1"}}
	}
	f.Wrong = q.refuse(refused, &f.Reason)
	return f
}

// stop does what a form of stopForm asks for.
func (q *request) stop(made id.ID, kind, what, field string, values url.Values) error {
	if values.Get(field) == "" {
		return wrongField(field, "benefit.no-reason")
	}
	return q.office.Stop(q.r.Context(), made, kind, what, values.Get("lift") == "", values.Get(field))
}

// stopCase stops a case, or lets it go on.
func stopCase(q *request) error {
	return q.sendCase("stop", "stop", func(which, made id.ID, values url.Values) error {
		return q.stop(made, benefit.FreezeCase, which.String(), "why", values)
	})
}
