package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/id"
	"youfu/internal/post"
)

// foreign are ids that none of the workers' seats reaches: a woman of another township, a visit of hers that another department recorded,
// and her application for support.
type foreign struct {
	person, event, support, place id.ID
	name                          string
}

func (w *town) foreign() foreign {
	done := w.visit("station", "陆青", "screening", "2026-11-10", map[string]string{"findings": "bv", "hpv": "16"})
	return foreign{w.ids["陆青"], done.Event, w.applied("lianchi", "陆青", nil), w.ids[lianchi], "陆青"}
}

// address fills a route's path with foreign ids.
func (f foreign) address(path string) string {
	return strings.NewReplacer("{person}", f.person.String(), "{event}", f.event.String(), "{programme}", screening, "{visit}", "treatment", "{figure}", "women-screened",
		"{report}", "work-report", "{purpose}", "contact", "{kind}", "programme", "{id}", screening, "{file}", "nothing.css", "{$}", "", "{import}", f.event.String(),
		"{case}", f.support.String(), "{objection}", f.event.String(), "{plan}", f.event.String(), "{place}", f.place.String(), "{scheme}", reward, "{until}", "2026-12-03", "{attempt}", "1", "{period}", "2020").Replace(path)
}

// body is a form that would do what the route does, to the foreign woman.
func (f foreign) body() url.Values {
	due := f.person.String() + "/" + screening + "/1/screening/-"
	return url.Values{"client_id": {id.New().String()}, "key": {due}, "show": {f.person.String()}, "answer": {"declined"}, "back": {"/today"}, "rev": {"1"}, "reason": {"x"},
		"on": {"2026-11-24"}, "result": {"treated"}, "login": {"nobody"}, "reset": {"nobody"}}
}

// expected is the status that a login must get from a route with foreign ids. What is not listed for it is 403.
var expected = map[string]map[string]int{
	"GET /find": {"*": 200}, "GET /person/{person}": {"village": 404, "township": 404, "clinic": 200, "registrar": 200},
	"GET /person/{person}/consent/{purpose}": {"village": 404, "township": 404, "clinic": 200, "registrar": 200}, "POST /person/{person}/show": {"*": 404},
	"POST /person/{person}/consent/{purpose}": {"village": 404, "township": 404, "clinic": 422, "registrar": 422}, // without an answer
	"GET /household/{person}":                 {"village": 404, "township": 404, "registrar": 200}, "POST /household/{person}/show": {"*": 303},
	"GET /today": {"*": 200}, "GET /today/sheet": {"*": 200}, "GET /today/off": {"*": 200}, "POST /today/answer": {"*": 404}, "POST /today/again": {"*": 400},
	"POST /today/phone": {"*": 303}, "GET /clinic": {"*": 200}, "POST /today/attempt": {"*": 409},
	"GET /person/{person}/visit": {"*": 200}, "GET /person/{person}/visit/{programme}/{visit}": {"*": 200},
	"POST /person/{person}/visit/{programme}/{visit}": {"*": 422}, "POST /person/{person}/visit/{programme}/{visit}/preview": {"*": 200}, // no site was given
	"GET /event/{event}": {"*": 200}, "GET /event/{event}/correct": {"*": 403}, "POST /event/{event}/correct": {"*": 403}, "POST /event/{event}/correct/preview": {"*": 403},
	"GET /figures": {"*": 200}, "GET /figures/{figure}": {"*": 200}, "GET /figures/{figure}/export": {"*": 200}, "GET /figures/{figure}/members": {"*": 200},
	"GET /reports": {"*": 200}, "GET /reports/{report}": {"*": 200}, "GET /reports/{report}/word": {"*": 200}, "GET /reports/{report}/page": {"*": 200},
	"GET /accounts": {"*": 200}, "POST /accounts": {"*": 404}, "GET /accounts/add": {"*": 200}, "POST /accounts/add": {"*": 422}, "GET /accounts/seat": {"*": 404}, "POST /accounts/seat": {"*": 404}, "GET /audit": {"*": 200},
	"GET /catalogue": {"*": 200}, "GET /catalogue/{kind}/{id}": {"*": 200}, "GET /machine": {"*": 200}, "POST /machine": {"*": 303}, "GET /machine/progress": {"*": 200},
	"GET /verify": {"*": 200}, "POST /verify": {"*": 400},
	"GET /imports": {"*": 200}, "POST /imports": {"*": 400}, "GET /imports/{import}": {"*": 404}, "GET /imports/{import}/progress": {"*": 404}, "GET /imports/{import}/refused": {"*": 404},
	"POST /imports/{import}/again": {"*": 404}, "POST /imports/{import}/accept": {"*": 404}, "POST /imports/{import}/undo": {"*": 404}, "POST /imports/{import}/apply": {"*": 404}, "POST /imports/{import}/stop": {"*": 404}, "POST /imports/{import}/resume": {"*": 404}, "POST /imports/{import}/cancel": {"*": 404},
	"GET /cases": {"*": 200}, "GET /cases/{case}": {"*": 404, "confirmer": 200, "supervisor": 200}, "POST /cases/{case}/appeal": {"*": 404, "confirmer": 422, "supervisor": 422},
	"POST /cases/{case}/decide": {"reviewer": 404, "confirmer": 422}, "POST /cases/{case}/notice": {"*": 422}, "POST /cases/{case}/paper": {"*": 404}, // without a password, without a paper
	"POST /cases/{case}/objection": {"*": 422}, "POST /cases/{case}/objection/{objection}": {"*": 422}, "POST /cases/{case}/stop": {"*": 422},
	"GET /family/{person}": {"*": 403, "village": 404, "township": 404}, "GET /person/{person}/support": {"*": 404}, "GET /person/{person}/support/{scheme}": {"*": 404}, "POST /person/{person}/support/{scheme}": {"*": 404},
	"GET /notices": {"*": 200}, "POST /notices": {"*": 422}, "GET /notices/{place}/{scheme}/{until}": {"*": 404}, "GET /notices/{place}/{scheme}/{until}/poster": {"*": 404},
	"GET /payments": {"*": 200}, "POST /payments": {"*": 422}, "POST /payments/stop": {"*": 404}, "GET /payments/{plan}": {"*": 404}, "POST /payments/{plan}/fund": {"*": 404},
	"POST /payments/{plan}/order": {"*": 404}, "POST /payments/{plan}/stop": {"*": 404}, "GET /powers": {"*": 200}, "POST /payments/answers": {"*": 400}, "POST /payments/account": {"*": 422}, "GET /payments/{plan}/file/{attempt}": {"*": 404},
	"GET /closing/{scheme}/{period}": {"*": 404}, "GET /closing/{scheme}/{period}/table": {"*": 404}, "GET /closing/{scheme}/{period}/word": {"*": 404}, "POST /closing/{scheme}/{period}/confirm": {"*": 404}, "POST /closing/{scheme}/{period}/fund": {"*": 404}, "POST /closing/{scheme}/{period}/pay": {"*": 404},
	"GET /{$}": {"*": 303, "reviewer": 200, "confirmer": 200, "fund": 200, "payer": 200, "supervisor": 200}, "GET /seat": {"*": 303}, "POST /seat": {"*": 403}, "GET /password": {"*": 200}, "GET /signing": {"*": 200}, "POST /signing/codes": {"*": 422}, "POST /signing/key": {"*": 422}, "POST /signing/key/end": {"*": 422}, "POST /signing/codes/confirm": {"*": 404}, "POST /signing/codes/end": {"*": 422}, "POST /password": {"*": 422}, "POST /sign-out": {"*": 303},
}

// mayName are the logins whose pages may name the foreign woman: the register's keeper, a clinic, through whose door anybody may come, and who
// decides or supervises in the whole district.
var mayName = []string{"registrar", "clinic", "confirmer", "supervisor"}

// TestEachPostGetsOnlyItsOwn drives every route as every post, with the ids of somebody else's.
func TestEachPostGetsOnlyItsOwn(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	f := w.foreign()
	logins := []string{"village", "township", "clinic", "manager", "registrar", "auditor", "machine", "reviewer", "confirmer", "fund", "payer", "supervisor"}
	posts := map[actor.Post]bool{}
	for _, login := range logins {
		posts[seats[login].post] = true
		r := w.as(login)
		for _, route := range Routes() {
			if route.Policy == Public || route.Path == "/sign-out" {
				continue
			}
			want := 403
			if route.Policy == SignedIn || post.May(actor.Actor{Post: seats[login].post}, route.Purpose) {
				if want = expected[route.Pattern()][login]; want == 0 {
					want = expected[route.Pattern()]["*"]
				}
			}
			a := r.try(route, f)
			if a.status != want {
				w.Errorf("%s as %s: %d, want %d", route.Pattern(), login, a.status, want)
			}
			if a.status < 300 && strings.Contains(a.body, f.name) && !slices.Contains(mayName, login) {
				w.Errorf("%s as %s names somebody out of its reach", route.Pattern(), login)
			}
		}
	}
	for _, p := range actor.Posts {
		if !posts[p] {
			w.Errorf("no login of post %s was tried", p)
		}
	}
}

func (r *reader) try(route Route, f foreign) reply {
	if route.Method == http.MethodPost {
		return r.post(f.address(route.Path), f.body())
	}
	return r.get(f.address(route.Path))
}

// TestNobodyAndFirstPasswords: without a session, and before a first password is changed, every route leads to a door.
func TestNobodyAndFirstPasswords(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	f := w.foreign()
	fresh := w.stranger()
	if a := fresh.post("/sign-in", url.Values{"login": {"manager"}, "password": {w.firstPassword("manager")}, "back": {"/figures"}}); a.to != "/password" {
		t.Errorf("a first password leads to %s", a.to)
	}
	for _, route := range Routes() {
		if route.Policy == Public {
			continue
		}
		if a := w.stranger().try(route, f); a.status != 303 || !strings.HasPrefix(a.to, "/sign-in") {
			t.Errorf("%s as nobody: %d to %s", route.Pattern(), a.status, a.to)
		}
		if beforeChange[route.Path] {
			continue
		}
		if a := fresh.try(route, f); a.status != 303 || a.to != "/password" {
			t.Errorf("%s before the first password is changed: %d to %s", route.Pattern(), a.status, a.to)
		}
	}
}

// TestRoutesSayWhy: a route that does not say who may come and why is not served.
func TestRoutesSayWhy(t *testing.T) {
	whole := route{Route: Route{"GET", "/x", ByPost, post.Home}, handle: openHome}
	s := &site{}
	if _, err := s.mux([]route{whole}); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*route){
		"has no policy": func(r *route) { r.Policy = "" }, "has no purpose": func(r *route) { r.Purpose = "" }, "does nothing": func(r *route) { r.handle = nil },
		"is GET or POST": func(r *route) { r.Method = "PUT" }, "is public for a purpose": func(r *route) { r.Policy = Public },
	} {
		spoiled := whole
		spoil(&spoiled)
		if _, err := s.mux([]route{spoiled}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.mux([]route{whole, whole}); err == nil {
		t.Error("two routes of one pattern were served")
	}
	if demo, plain := len(table(true)), len(table(false)); demo != plain+1 {
		t.Errorf("%d routes in a demonstration, %d without", demo, plain)
	}
}
