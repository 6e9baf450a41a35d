package web

import (
	"net"
	"net/http"
	"strings"

	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// cookieName is the session cookie's. With the prefix a browser takes it over TLS alone, for this host alone (RFC 6265bis, 4.1.3).
func (q *request) cookieName() string {
	if q.tls(q.r) {
		return "__Host-youfu"
	}
	return "youfu"
}

// keep gives the browser a session. It ends with the browser, or when the server says so.
func (q *request) keep(token string) {
	q.setCookie(&http.Cookie{Name: q.cookieName(), Value: token, SameSite: http.SameSiteStrictMode})
}

// forget takes the session from the browser.
func (q *request) forget() {
	if q.token != "" {
		q.setCookie(&http.Cookie{Name: q.cookieName(), MaxAge: -1, SameSite: http.SameSiteStrictMode})
	}
}

// startSession shows the door; who is in already goes on.
func startSession(q *request) error {
	if _, err := q.District.Accounts.Session(q.r.Context(), q.token); err == nil {
		return q.redirect("/")
	}
	return q.show(http.StatusOK, q.doorPage("", "", local(q.r.URL.Query().Get("back")).String()))
}

func (q *request) doorPage(login, refused, back string) *page.SessionStart {
	v := &page.SessionStart{Frame: q.frame(q.t("page.sign-in.title")), Login: login, Error: refused, Back: back}
	v.Path = "/sign-in"
	for _, d := range q.DemoLogins {
		v.Logins = append(v.Logins, page.DemoLogin{Login: d.Login, Post: string(d.Post), Name: d.Name, Place: d.Place})
	}
	return v
}

// signIn opens a session with a login and a password.
func signIn(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	return q.signInAs(form.Get("login"), form.Get("password"), form.Get("back"))
}

// signInDemo opens a session of a demonstration's login.
func signInDemo(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	for _, d := range q.DemoLogins {
		if d.Login == form.Get("login") {
			return q.signInAs(d.Login, d.Password, form.Get("back"))
		}
	}
	return fault.New(fault.NotFound, "web.no-page")
}

// signInAs opens a session. What the browser brought along as its session is ended, never taken over.
func (q *request) signInAs(login, password, back string) error {
	c := post.Credentials{Login: login, Password: password, Address: q.clientAddress()}
	token, s, err := q.District.Accounts.SignIn(q.r.Context(), c)
	if fault.Is(err, fault.Refused) {
		return q.show(http.StatusForbidden, q.doorPage(login, lang.Error(q.lang, err), local(back).String()))
	}
	if err != nil {
		return err
	}
	if q.token != "" {
		if err := q.District.Accounts.SignOut(q.r.Context(), q.token); err != nil {
			return err
		}
	}
	q.keep(token)
	if s.MustChange {
		return q.redirect("/password")
	}
	if !s.Chosen() {
		return q.redirect(seatPath(local(back).String()))
	}
	return q.redirect(local(back).String())
}

// clientAddress is where a sign-in comes from, for the lock-out. The proxy in front of a secure site, on this machine, says it last in
// X-Forwarded-For; what anybody else says there counts for nothing.
func (q *request) clientAddress() string {
	host, _, err := net.SplitHostPort(q.r.RemoteAddr)
	if err != nil {
		host = q.r.RemoteAddr
	}
	forwarded := q.r.Header.Values("X-Forwarded-For")
	if ip := net.ParseIP(host); q.Secure && ip != nil && ip.IsLoopback() && len(forwarded) > 0 {
		hops := strings.Split(forwarded[len(forwarded)-1], ",")
		return strings.TrimSpace(hops[len(hops)-1])
	}
	return host
}

// signOut ends the session.
func signOut(q *request) error {
	if err := q.District.Accounts.SignOut(q.r.Context(), q.token); err != nil {
		return err
	}
	q.forget()
	return q.redirect("/sign-in")
}
