package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"youfu/internal/id"
)

// benched is a town of a thousand more women, and somebody signed in.
func benched(b *testing.B, login string) (*town, *http.Cookie, http.Handler) {
	b.Helper()
	w := newTown(b, sqliteOf(b))
	w.crowd(1000, qingshi)
	return w, &http.Cookie{Name: "youfu", Value: w.session(login)}, w.server.Config.Handler
}

// ask makes one request without a network between.
func ask(b *testing.B, h http.Handler, session *http.Cookie, method, path string, form url.Values, want int) {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.AddCookie(session)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		b.Errorf("%s: %d", path, w.Code)
	}
}

// BenchmarkVisit records a visit by eight clients at once: session, check, durable write, redirect.
func BenchmarkVisit(b *testing.B) {
	w, session, h := benched(b, "clinic")
	people := w.more
	var n atomic.Int64
	b.SetParallelism(4) // of two cores: eight clients
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			who := people[int(n.Add(1))%len(people)]
			form := url.Values{"client_id": {id.New().String()}, "on": {"2026-11-24"}, "site": {w.ids["H1"].String()}, "findings": {"none"}, "hpv": {"negative"}}
			ask(b, h, session, "POST", "/person/"+who.String()+"/visit/"+screening+"/screening", form, 303)
		}
	})
}

// BenchmarkPages draws the pages that people open most.
func BenchmarkPages(b *testing.B) {
	for _, c := range []struct{ login, path string }{
		{"township", "/today"}, {"township", "/find?q=jia"}, {"clinic", "/clinic"}, {"clinic", "/person/{who}"}, {"clinic", "/person/{who}/visit/" + screening + "/screening"}, {"manager", "/figures/women-screened"}, {"manager", "/reports/work-report"},
	} {
		b.Run(c.login+" "+c.path, func(b *testing.B) {
			w, session, h := benched(b, c.login)
			path := strings.ReplaceAll(c.path, "{who}", w.ids["何秀芬"].String())
			for b.Loop() {
				ask(b, h, session, "GET", path, nil, 200)
			}
		})
	}
}
