package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/store"
	"youfu/internal/web/page"
)

// request is one request on its way: who asks, through which door, in which language.
type request struct {
	*site
	w         http.ResponseWriter
	r         *http.Request
	route     *route
	token     string // of the session; "" for nobody
	session   post.Session
	office    office.Office
	preparing *benefit.Prepare // where the request asks what its form would sign
	lang      lang.Lang
}

// door opens a route: session, policy, handler, and the page of whatever went wrong.
func (s *site) door(rt *route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := rt.upload
		if limit == 0 {
			limit = mostForm
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		if r.Header.Get(prepareHeader) != "" {
			r = r.WithContext(store.Rehearse(r.Context()))
		}
		q := &request{site: s, w: w, r: r, route: rt, lang: languageOf(r)}
		q.office = office.Office{District: s.District, Route: rt.Pattern()}
		stay, err := q.enter()
		if err == nil && stay {
			err = rt.handle(q)
		}
		if errors.Is(err, store.ErrRehearsed) {
			err = q.sayPrepared()
		}
		if err != nil {
			q.fail(err)
		}
	})
}

// enter finds out who asks and holds the route's policy against it. stay is false where the answer was given already.
func (q *request) enter() (stay bool, err error) {
	if cookie, err := q.r.Cookie(q.cookieName()); err == nil {
		q.token = cookie.Value
	}
	if q.route.Policy == Public {
		if q.route == &nowhere { // a page that says where to go instead
			q.session, _ = q.District.Accounts.Session(q.r.Context(), q.token)
			q.office.Actor = q.session.Actor
		}
		return true, nil
	}
	if q.session, err = q.District.Accounts.Session(q.r.Context(), q.token); err != nil {
		return false, err
	}
	q.office.Actor = q.session.Actor
	if q.session.MustChange && !beforeChange[q.route.Path] {
		return false, q.redirect("/password")
	}
	if !q.session.MustChange && !q.session.Chosen() && !beforeSeat[q.route.Path] {
		back := "/"
		if q.r.Method == http.MethodGet {
			back = path(q.r.URL)
		}
		return false, q.redirect(seatPath(back))
	}
	if q.route.Policy == ByPost && !q.office.May(q.route.Purpose) {
		return false, fault.New(fault.Refused, "office.refused."+string(q.route.Purpose))
	}
	return true, nil
}

// beforeChange are the pages that stay open while a first password waits to be changed.
var beforeChange = map[string]bool{"/password": true, "/sign-out": true}

// t is the text under a key in the reader's language.
func (q *request) t(key string, args ...any) string { return lang.T(q.lang, key, args...) }

// actor is who asks.
func (q *request) actor() actor.Actor { return q.session.Actor }

// show draws a page.
func (q *request) show(status int, v page.View) error { return page.Render(q.w, status, v) }

// redirect sends the reader on with GET.
func (q *request) redirect(to string) error {
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}

// pathID reads an id from the address. Whatever is no id names nothing.
func (q *request) pathID(name, missing string) (id.ID, error) {
	found, err := id.Parse(q.r.PathValue(name))
	if err != nil {
		return id.ID{}, fault.New(fault.NotFound, missing)
	}
	return found, nil
}

// form reads the body's form. Usage where it is none, or too long.
func (q *request) form() (url.Values, error) {
	if err := q.r.ParseForm(); err != nil {
		return nil, fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	return q.r.PostForm, nil
}

// clientID is the id that the page made for its form: the same form sent twice is one write.
func clientID(form url.Values) (id.ID, error) {
	made, err := id.Parse(form.Get("client_id"))
	if err != nil || made.Zero() {
		return id.ID{}, fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	return made, nil
}

// local is an address within this site, or the first page where it is none: a form must not send its reader elsewhere.
func local(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(address, `\`) {
		return &url.URL{Path: "/"}
	}
	return u
}

// with is an address with a parameter set, or left out where the value is empty.
func with(u *url.URL, name, value string) *url.URL {
	changed := *u
	values := changed.Query()
	if value == "" {
		values.Del(name)
	} else {
		values.Set(name, value)
	}
	changed.RawQuery = values.Encode()
	return &changed
}

// passing are the parameters that speak of a moment: they do not belong to a page's own address.
var passing = []string{"just", "show", "saved"}

// path is the address of a page, as a language switch comes back to it.
func path(u *url.URL) string {
	plain := &url.URL{Path: u.Path, RawQuery: u.RawQuery}
	if u.RawQuery != "" {
		for _, name := range passing {
			plain = with(plain, name, "")
		}
	}
	return plain.String()
}

// after is where a list goes on: a number of lines that were shown before.
func after(u *url.URL) int {
	n, err := strconv.Atoi(u.Query().Get("after"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// listPage is how many people a list shows at once.
const listPage = 50

// pager moves through a list of which [first, first+shown) is on the page.
func pager(at *url.URL, first, shown, total int) page.Pager {
	p := page.Pager{Shown: first + shown, Total: total}
	here, _ := url.Parse(path(at))
	if first > 0 {
		p.Back = with(here, "after", "").String()
	}
	if rest := total - first - shown; rest > 0 {
		p.Next, p.NextCount = with(here, "after", strconv.Itoa(first+shown)).String(), min(rest, listPage)
	}
	return p
}

// clock is the time of day in the district's zone.
func (q *request) clock(at time.Time) string { return at.In(q.District.Zone).Format("15:04") }

// when is the time of day of what was today, else the date.
func (q *request) when(at time.Time) string {
	if civil.On(at, q.District.Zone) == q.District.Today() {
		return q.t("web.today.at", q.clock(at))
	}
	return at.In(q.District.Zone).Format("2006-01-02")
}

// moment is a date and time in the district's zone.
func (q *request) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(q.District.Zone).Format("2006-01-02 15:04")
}
