package web

import (
	"net/url"
	"strings"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/browser"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/post"
)

// further gives the account of a login a further seat.
func (w *town) further(login string, n post.NewSeat) {
	w.Helper()
	w.password(login)
	if err := w.Accounts.AddSeat(bg, actor.System, login, n, id.New()); err != nil {
		w.Fatal(err)
	}
}

// seatsOn are the values of the buttons that choose a seat, by the post on each.
func seatsOn(a reply) map[string]string {
	found := map[string]string{}
	for _, part := range strings.Split(a.body, `name="seat" value="`)[1:] {
		value, rest, _ := strings.Cut(part, `"`)
		for _, p := range []string{"诊室医生", "审计员", "区级管理", "村专干", "登记员"} {
			if button, _, _ := strings.Cut(rest, "</button>"); strings.Contains(button, p) {
				found[p] = value
			}
		}
	}
	return found
}

// TestASeatIsChosenAtSignIn: who has several seats that hold comes no further until one is chosen; whatever is open then is open to
// that seat alone.
func TestASeatIsChosenAtSignIn(t *testing.T) {
	each(t, func(w *town) {
		w.further("clinic", post.NewSeat{Post: actor.Auditor})
		w.further("clinic", post.NewSeat{Post: actor.Registrar, From: civil.MustDate("2026-01-01"), To: civil.MustDate("2026-11-24")}) // until yesterday
		w.further("clinic", post.NewSeat{Post: actor.Manager, From: civil.MustDate("2026-11-25")})
		f := w.foreign()
		r := w.stranger()
		in := r.post("/sign-in", url.Values{"login": {"clinic"}, "password": {w.password("clinic")}, "back": {"/audit"}})
		if in.to != "/seat?back=%2Faudit" {
			w.Fatalf("signed in, to %s", in.to)
		}
		for _, route := range Routes() {
			if route.Policy == Public || beforeSeat[route.Path] {
				continue
			}
			if a := r.try(route, f); a.status != 303 || !strings.HasPrefix(a.to, "/seat") {
				w.Errorf("%s before a seat is chosen: %d to %s", route.Pattern(), a.status, a.to)
			}
		}
		seats := seatsOn(r.get(in.to))
		if len(seats) != 2 || seats["诊室医生"] == "" || seats["审计员"] == "" {
			w.Fatalf("offered: %v", seats)
		}
		if a := r.post("/seat", url.Values{"seat": {id.New().String()}}); a.status != 403 || len(seatsOn(a)) != 2 {
			w.Errorf("a seat that there is not: %d", a.status)
		}
		before := r.cookies["youfu"].Value
		if a := r.post("/seat", url.Values{"seat": {seats["审计员"]}, "back": {"/audit"}}); a.to != "/audit" {
			w.Fatalf("chosen: %d to %s", a.status, a.to)
		}
		if r.cookies["youfu"].Value == before {
			w.Error("the session goes on under the old token")
		}
		list := r.get("/audit")
		if list.status != 200 || !strings.Contains(list.body, "选用这个岗位") || r.get("/clinic").status != 403 || r.get("/event/"+f.event.String()).status != 403 {
			w.Errorf("the auditor's seat opens %d, the clinic's %d", list.status, r.get("/clinic").status)
		}
	})
}

// TestASeatIsChanged in the menu of any page; the seat before gives nothing any more, and each reading is written down under its own.
func TestASeatIsChanged(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.further("clinic", post.NewSeat{Post: actor.Auditor})
	r := w.as("clinic") // a session from before the second seat
	seats := seatsOn(r.get("/clinic"))
	if len(seats) != 2 {
		t.Fatalf("the menu offers %v", seats)
	}
	he := "/person/" + w.ids["何秀芬"].String()
	if a := r.get(he); a.status != 200 {
		t.Fatal(a.status)
	}
	if a := r.post("/seat", url.Values{"seat": {seats["审计员"]}}); a.to != "/" {
		t.Fatalf("%d to %s", a.status, a.to)
	}
	if a := r.follow("/"); a.status != 200 || !strings.Contains(a.body, "<small>审计员</small>") {
		t.Errorf("home: %d", a.status)
	}
	if a := r.get(he); a.status != 403 {
		t.Errorf("the auditor opens a person: %d", a.status)
	}
	if err := w.Accounts.EndSeat(bg, actor.System, "clinic", mustID(t, seats["审计员"]), 0, id.New()); err != nil {
		t.Fatal(err)
	}
	if a := r.get("/audit"); !strings.HasPrefix(a.to, "/sign-in") {
		t.Errorf("a seat that was taken back still opens: %d to %s", a.status, a.to)
	}
	if a := r.post("/sign-in", url.Values{"login": {"clinic"}, "password": {w.password("clinic")}}); a.to != "/" { // one seat is left
		t.Errorf("signed in, to %s", a.to)
	}
	if a := r.get("/clinic"); a.status != 200 || len(seatsOn(a)) != 0 {
		t.Errorf("one seat is offered to choose from: %d", a.status)
	}
	if a := r.get("/seat"); a.to != "/" {
		t.Errorf("nothing to choose, and yet: %d", a.status)
	}
}

// TestAFurtherSeatIsGiven on a page by an administrator.
func TestAFurtherSeatIsGiven(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.password("village")
	r := w.as("machine")
	form := r.get("/accounts/seat?login=village")
	if form.status != 200 || strings.Contains(form.body, `name="name"`) || !strings.Contains(form.body, "周德福") {
		t.Fatalf("%d %s", form.status, form.body)
	}
	given := url.Values{"client_id": {form.hidden("client_id")}, "login": {"village"}, "post": {"township-worker"}}
	if a := r.post("/accounts/seat", given); a.status != 422 || !strings.Contains(a.body, "这个岗位需要填写这一项") {
		t.Errorf("without a place: %d", a.status)
	}
	given.Set("place", yunxi)
	if a := r.post("/accounts/seat", given); a.to != "/accounts" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := r.get("/accounts/seat?login=nobody"); a.status != 404 {
		t.Errorf("a seat for nobody: %d", a.status)
	}
	if a := w.stranger().post("/sign-in", url.Values{"login": {"village"}, "password": {w.password("village")}}); a.to != "/seat" {
		t.Errorf("signed in, to %s", a.to)
	}
}

// TestSeatByKeyboard chooses and changes seats in a browser without a mouse.
func TestSeatByKeyboard(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.further("clinic", post.NewSeat{Post: actor.Manager})
	p := browser.New(t)
	signInAt(p, w, "clinic")
	p.WaitText("h1", "选择岗位")
	p.Axe()
	mark(t, p, ".seats button", "区级管理", "seat")
	tabTo(t, p, "[data-mark=seat]")
	p.Press("Enter")
	p.WaitText("h1", "数字")
	tabTo(t, p, "header details.menu summary")
	p.Press("Enter")
	p.Axe()
	mark(t, p, ".menu button[name=seat]", "诊室医生", "seat")
	tabTo(t, p, "[data-mark=seat]")
	p.Press("Enter")
	p.WaitText("h1", "今日")
	w.enter(p, "", lang.En)
	p.Width(browser.Narrow)
	p.Media("", "dark")
	p.Open(w.server.URL + "/seat")
	p.WaitText("h1", "Choose a seat")
	p.Axe()
}

func mustID(t *testing.T, s string) id.ID {
	t.Helper()
	parsed, err := id.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
