package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"youfu/internal/web/page"
)

// TestOtherSitesAreRefused: what does not come from a page of ours changes nothing.
func TestOtherSitesAreRefused(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	for name, c := range map[string]struct {
		header http.Header
		want   int
	}{
		"silent":               {http.Header{}, 403},
		"another origin":       {http.Header{"Origin": {"https://evil.example"}}, 403},
		"no origin to tell":    {http.Header{"Origin": {"null"}}, 403},
		"another site":         {http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403},
		"a sister site":        {http.Header{"Sec-Fetch-Site": {"same-site"}}, 403},
		"lies about the site":  {http.Header{"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}}, 403},
		"our own page":         {http.Header{"Origin": {w.server.URL}}, 303},
		"our page, as fetched": {http.Header{"Sec-Fetch-Site": {"same-origin"}}, 303},
	} {
		r := w.as("village")
		r.header = c.header
		if a := r.post("/sign-out", nil); a.status != c.want {
			t.Errorf("%s: %d, want %d", name, a.status, c.want)
		}
		if in := r.get("/today").status == 200; in != (c.want == 403) {
			t.Errorf("%s: signed in is %v afterwards", name, in)
		}
	}
}

// TestEveryAnswerIsShielded: pages, refusals, redirects, files and faults carry the headers.
func TestEveryAnswerIsShielded(t *testing.T) {
	w := newTown(t, sqliteOf(t)).lively()
	manager := w.as("manager")
	silent := w.stranger()
	silent.header = http.Header{}
	for name, a := range map[string]reply{
		"page": manager.get("/figures"), "redirect": w.stranger().get("/today"), "refusal": manager.get("/today"), "missing": w.stranger().get("/no/such"),
		"sign-in": w.stranger().get("/sign-in"), "asset": w.stranger().get(page.AssetURL("youfu.css")), "no asset": w.stranger().get("/assets/x"), "word": manager.get("/reports/work-report/word"),
		"csv": manager.get("/figures/women-screened/export"), "cross-origin": silent.post("/sign-in", nil),
	} {
		if got := a.header.Get("Content-Security-Policy"); got != page.Policy {
			t.Errorf("%s: policy %q", name, got)
		}
		if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %v", name, a.header)
		}
		if cached := strings.HasPrefix(a.header.Get("Cache-Control"), "public"); cached != (name == "asset") || !cached && a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: cache %q", name, a.header.Get("Cache-Control"))
		}
		if a.header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: strict transport over plain HTTP", name)
		}
	}
	if strings.Contains(page.Policy, "unsafe") || !strings.HasPrefix(page.Policy, "default-src 'none'") {
		t.Error(page.Policy)
	}
}

// TestSecureSite: over TLS the cookie is bound to the host, and the browser keeps to TLS.
func TestSecureSite(t *testing.T) {
	w := newTownWith(t, sqliteOf(t), Options{Secure: true})
	r := w.as("village")
	c := r.cookies["__Host-youfu"]
	if c == nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 {
		t.Errorf("cookie %+v", c)
	}
	if a := r.get("/today"); a.status != 200 || a.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%d %v", a.status, a.header)
	}
	v := newTown(t, sqliteOf(t))
	r = v.stranger()
	r.post("/sign-in", url.Values{"login": {"village"}, "password": {v.password("village")}})
	plain := r.cookies["youfu"]
	if plain == nil || plain.Secure || !plain.HttpOnly || plain.SameSite != http.SameSiteStrictMode {
		t.Errorf("cookie over plain HTTP %+v", plain)
	}
}

// TestPanicIsAPage: what panics is answered with a page that names a reference and nothing else; the log has the rest.
func TestPanicIsAPage(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	s := &site{Options: Options{District: w.District, Log: newLog(w)}}
	server := httptest.NewServer(s.shielded(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("X-Half", "done")
		rw.Write([]byte("half a page of 何秀芬"))
		panic("何秀芬 in a panic")
	})))
	defer server.Close()
	w.server = server
	a := w.stranger().get("/anything")
	reference := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).FindString(a.body)
	if a.status != 500 || reference == "" || strings.Contains(a.body, "何秀芬") || a.header.Get("X-Half") != "" || a.header.Get("Content-Security-Policy") != page.Policy {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if !strings.Contains(w.logged.String(), reference) || !strings.Contains(w.logged.String(), "in a panic") {
		t.Errorf("the log says %s", w.logged)
	}
}

// TestLogNamesNobody: the log says which route was asked for, never for whom.
func TestLogNamesNobody(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("registrar")
	r.get("/find?q=" + url.QueryEscape("何秀芬"))
	r.get("/person/" + w.ids["何秀芬"].String())
	r.post("/person/"+w.ids["何秀芬"].String()+"/show", url.Values{"show": {"phone"}})
	log := w.logged.String()
	if !strings.Contains(log, `route="GET /person/{person}"`) {
		t.Errorf("the log says %s", log)
	}
	for _, secret := range []string{w.ids["何秀芬"].String(), "何", "%E4%BD%95", "registrar", "127.0.0.1", "?"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q: %s", secret, log)
		}
	}
}

// TestBodiesAreBounded: what is too long for a form is refused before it is read.
func TestBodiesAreBounded(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("village")
	if a := r.post("/today/answer", url.Values{"note": {strings.Repeat("a", mostForm)}}); a.status != 422 || !strings.Contains(a.body, "1 MB") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestAnswersAreCompressed, and say so.
func TestAnswersAreCompressed(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	for accepts, want := range map[string]string{"gzip, br": "gzip", "identity": "", "br": ""} {
		r := w.as("village")
		r.header.Set("Accept-Encoding", accepts)
		if a := r.get("/today"); a.header.Get("Content-Encoding") != want || (want != "") != strings.Contains(a.header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: %v", accepts, a.header)
		}
	}
}
