package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// fail answers with the page of an error: what happened in the reader's words, who may see it, and what to do instead. Whoever is not
// signed in is sent to the door.
func (q *request) fail(err error) {
	if errors.Is(err, post.NoSession) {
		q.toDoor()
		return
	}
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		err = fault.New(fault.Invalid, "web.too-long", tooLong.Limit>>20)
	}
	status := fault.Status(err)
	if status == http.StatusInternalServerError {
		reference := id.New().String()
		if !errors.Is(err, context.Canceled) {
			q.Log.Error("failed", "reference", reference, "route", q.route.Pattern(), "error", err)
		}
		q.machineFault(status, reference)
		return
	}
	v := &page.Fault{Frame: q.frame(q.t("web.fault-title")), Status: status, Text: lang.Error(q.lang, err)}
	if status == http.StatusForbidden {
		v.Who = q.whoMay()
	}
	v.Instead = q.instead()
	if err := q.show(status, v); err != nil {
		q.Log.Error("no fault page", "error", err)
	}
}

// machineFault answers without asking the database anything: it may be what failed.
func (q *request) machineFault(status int, reference string) {
	f := page.Frame{Lang: q.lang, Today: q.District.Today(), Title: q.t("web.fault-title"), Path: "/", District: q.name, Theme: preference(q.r, themeCookie)}
	if err := q.show(status, &page.Fault{Frame: f, Status: status, Reference: reference}); err != nil {
		q.Log.Error("no fault page", "error", err)
	}
}

// toDoor sends somebody who is not signed in to the sign-in page, which leads back to where a page was asked for.
func (q *request) toDoor() {
	to := &url.URL{Path: "/sign-in"}
	if q.r.Method == http.MethodGet && q.r.URL.Path != "/" {
		to = with(to, "back", path(q.r.URL))
	}
	q.forget()
	_ = q.redirect(to.String()) // a redirect does not fail
}

// whoMay names the posts that pursue the route's purpose.
func (q *request) whoMay() string {
	if q.route.Policy != ByPost {
		return ""
	}
	var posts []string
	for _, p := range actor.Posts {
		if post.May(actor.Actor{Post: p}, q.route.Purpose) {
			posts = append(posts, q.t("page.post."+string(p)))
		}
	}
	return strings.Join(posts, q.t("web.and"))
}

// instead is what this reader can see: the ways of her own post.
func (q *request) instead() []page.Link {
	var links []page.Link
	for _, item := range q.nav() {
		links = append(links, page.Link{Text: q.t("page.nav." + item.Name), Href: item.Href})
	}
	return links[:min(len(links), 3)]
}

// missing answers addresses that no route has.
func missing(*request) error { return fault.New(fault.NotFound, "web.no-page") }
