package web

import (
	"net/http"
	"runtime/debug"
	"time"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/web/page"
)

// Bounds of a request's body, in bytes.
const (
	mostForm   = 1 << 20  // a form: the longest note has 4,000 characters, each sent as up to nine bytes
	mostReport = 16 << 20 // a Word file to be verified
	mostSheet  = 64 << 20 // a spreadsheet to be imported
)

// shielded puts around every answer what no handler may forget: the security policy, refusal of what another site sends, compression, the
// log, and a page with a reference instead of a panic.
func (s *site) shielded(inner http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{ResponseWriter: w, status: http.StatusOK}
		start := time.Now()
		s.protect(a.Header(), r)
		func() {
			defer s.rescue(a, r)
			if err := sameSite(cross, r); err != nil {
				q := &request{site: s, w: a, r: r, route: &nowhere, lang: languageOf(r)}
				q.fail(err)
				return
			}
			inner.ServeHTTP(a, r)
		}()
		size, err := a.send(r)
		s.Log.Info("request", "method", r.Method, "route", r.Pattern, "status", a.status, "ms", float64(time.Since(start).Microseconds())/1000, "bytes", size, "gone", err != nil)
	})
}

// protect sets the headers that every answer carries (OWASP ASVS 5.0, 3.4).
func (s *site) protect(h http.Header, r *http.Request) {
	h.Set("Content-Security-Policy", page.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if s.tls(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// tls reports whether the reader came over TLS, to us or to the proxy in front.
func (s *site) tls(r *http.Request) bool { return s.Secure || r.TLS != nil }

// sameSite refuses what another site's page sends, and what does not say where it comes from: every browser of the last years does.
func sameSite(cross *http.CrossOriginProtection, r *http.Request) error {
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	silent := r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == ""
	if err := cross.Check(r); err != nil || !safe && silent {
		return fault.New(fault.Refused, "web.cross-origin").Because(err)
	}
	return nil
}

// rescue turns a panic into a page with a reference; what happened goes to the log alone.
func (s *site) rescue(a *answer, r *http.Request) {
	what := recover()
	if what == nil {
		return
	}
	a.discard()
	s.protect(a.Header(), r)
	reference := id.New().String()
	s.Log.Error("panic", "reference", reference, "route", r.Pattern, "panic", what, "stack", string(debug.Stack()))
	q := &request{site: s, w: a, r: r, route: &nowhere, lang: languageOf(r)}
	q.machineFault(http.StatusInternalServerError, reference)
}
