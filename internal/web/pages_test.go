package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"youfu/internal/lang"
)

// lively gives the town some history: visits with and without findings, in two departments, one of them corrected.
func (w *town) lively() *town {
	w.Helper()
	w.visit("clinic", "何秀芬", "screening", "2026-11-02", map[string]string{"findings": "cervicitis", "hpv": "negative", "bp": "120/80", "note": "复查"})
	w.visit("clinic", "罗小满", "screening", "2026-11-24", map[string]string{"findings": "none"})
	w.visit("clinic", "沈月娥", "screening", "2026-10-01", map[string]string{"findings": "candida", "hpv": "negative"})
	w.visit("clinic", "沈月娥", "treatment", "2026-10-08", map[string]string{"result": "treated"})
	w.visit("clinic", "方爱珍", "screening", "2026-11-20", map[string]string{"findings": "none"}) // the HPV result is missing
	w.visit("station", "梁春燕", "screening", "2026-03-02", map[string]string{"findings": "bv;fibroid", "hpv": "16"})
	w.visit("station", "陆青", "screening", "2025-05-06", map[string]string{"findings": "none", "hpv": "negative"})
	return w
}

// pagesOf are the pages of each login that a person would open, besides those that a list leads to.
var pagesOf = map[string][]string{
	"village":  {"/today", "/today?state=not-invited", "/today/sheet", "/today/off", "/today/off?state=moved", "/find", "/find?q=何", "/find?q=xxzz", "/password"},
	"township": {"/today", "/today?village=" + qingshi, "/today/sheet?village=" + liuwan},
	"clinic":   {"/clinic", "/clinic?status=overdue", "/find?q=hexiufen", "/figures", "/figures/women-screened", "/figures/women-screened/members", "/figures/treatment-completed?by=site"},
	"manager": {"/figures", "/figures/women-screened", "/figures/women-screened?by=month&from=2024-01-01&to=2026-12-31", "/figures/treatment-completed?by=department",
		"/figures/women-screened/members", "/figures/treatment-completed/members?part=in", "/reports", "/reports/work-report", "/reports/work-report?from=2025-01-01&to=2026-12-31&as_known_at=2026-11-24"},
	"registrar": {"/find?q=何秀芬"},
	"auditor":   {"/audit", "/figures", "/reports/work-report"},
	"machine":   {"/accounts", "/accounts?post=clinic-worker", "/accounts/add", "/catalogue", "/catalogue/programme/womens-screening", "/catalogue/figure/women-screened", "/catalogue/report/work-report", "/machine"},
}

var (
	hrefOf   = regexp.MustCompile(`(?:href|action)="(/[^"#]*)`)
	unworded = regexp.MustCompile(`\[[a-z]+\.[a-z0-9.-]+\]|ZgotmplZ|%!|&lt;nil&gt;`)
)

// TestPagesOpen opens every page of every post and all that it leads to, in both languages: each link works, each text is there.
func TestPagesOpen(t *testing.T) {
	w := newTown(t, sqliteOf(t)).lively()
	for login, pages := range pagesOf {
		r := w.as(login)
		for _, l := range lang.All {
			r.cookies[langCookie] = &http.Cookie{Name: langCookie, Value: string(l)}
			seen := map[string]bool{}
			queue := slices.Clone(pages)
			for i := 0; i < len(queue) && i < 120; i++ {
				a := r.get(escaped(queue[i]))
				if a.status != 200 {
					t.Errorf("%s %s (%s): %d to %s", login, queue[i], l, a.status, a.to)
					continue
				}
				if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
					continue
				}
				if bad := unworded.FindString(a.body); bad != "" {
					t.Errorf("%s %s (%s) says %s", login, queue[i], l, bad)
				}
				if len(a.body) > 150<<10 {
					t.Errorf("%s %s: %d bytes", login, queue[i], len(a.body))
				}
				for _, m := range hrefOf.FindAllStringSubmatch(a.body, -1) {
					to := strings.ReplaceAll(m[1], "&amp;", "&")
					if shape := ids.ReplaceAllString(to, "ID"); !seen[shape] && !strings.Contains(a.body, `method="post" action="`+m[1]+`"`) && to != "/" {
						seen[shape] = true
						queue = append(queue, to)
					}
				}
			}
		}
	}
}

var ids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// escaped is an address as a browser sends it.
func escaped(address string) string {
	path, query, _ := strings.Cut(address, "?")
	if query == "" {
		return path
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return address
	}
	return path + "?" + values.Encode()
}
