package web

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"youfu/internal/actor"
	"youfu/internal/browser"
	"youfu/internal/lang"
	"youfu/internal/post"
)

// tabTo presses Tab until the element that css selects has the keyboard, as somebody without a mouse would.
func tabTo(t testing.TB, p *browser.Page, css string) {
	t.Helper()
	for range 120 {
		if browser.Eval[bool](p, `document.activeElement.matches(%s)`, css) {
			return
		}
		p.Press("Tab")
	}
	t.Fatalf("the keyboard does not reach %s on %s", css, p.URL())
}

// mark gives an element an id by the text in it, so that the keyboard can be led there.
func mark(t testing.TB, p *browser.Page, css, text, name string) {
	t.Helper()
	if !browser.Eval[bool](p, `(() => { const e = [...document.querySelectorAll(%s)].find(e => e.innerText.includes(%s)); if (e) e.dataset.mark = %s; return !!e })()`, css, text, name) {
		t.Fatalf("no %s with %q on %s", css, text, p.URL())
	}
}

func signInAt(p *browser.Page, w *town, login string) {
	w.enter(p, "", lang.Zh)
	p.Open(w.server.URL + "/sign-in")
	p.Fill("#login", login)
	p.Press("Tab")
	p.Fill("#password", w.password(login))
	p.Press("Enter")
	p.WaitGone("#password")
}

// TestThreadByKeyboard does the day's work in a real browser without a mouse: an answer on the list with one key, a visit with a finding,
// its follow-up, its correction.
func TestThreadByKeyboard(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	p := browser.New(t)
	signInAt(p, w, "township")
	p.WaitText("h1", "今日")
	mark(t, p, "tbody.one", "何秀芬", "row")
	tabTo(t, p, "[data-mark=row] summary")
	p.Press("Enter", "2") // the row opens; 2 is "will come"
	p.WaitText(".okt", "刚记录")
	p.WaitText("tbody.one", "会来")
	if id := browser.Eval[string](p, `document.querySelector(".okt").closest("tbody").id`); !strings.HasSuffix(p.URL(), "#"+id) {
		t.Errorf("the page is at %s, not at the row %s", p.URL(), id)
	}

	leave(t, p)
	signInAt(p, w, "clinic")
	p.WaitText("h1", "今日")
	p.Press("/")
	if p.Focused() != "q" {
		t.Errorf("the slash leads to %s", p.Focused())
	}
	p.Fill("#q", "hexiufen")
	p.Press("Enter")
	p.WaitText("a.who", "何秀芬")
	mark(t, p, "a.who", "何秀芬", "her")
	tabTo(t, p, "[data-mark=her]")
	p.Press("Enter")
	p.WaitText(".ident h1", "何秀芬")
	tabTo(t, p, ".ident .acts a.main")
	p.Press("Enter")
	p.WaitText("h1", "登记服务")
	mark(t, p, "ul.picks a", "检查", "screening")
	tabTo(t, p, "[data-mark=screening]")
	p.Press("Enter")
	p.WaitText("h1", "检查")
	record(t, p)
	correctIt(t, p)
}

func leave(t testing.TB, p *browser.Page) {
	t.Helper()
	tabTo(t, p, "header details.menu summary")
	p.Press("Enter")
	tabTo(t, p, "button.out")
	p.Press("Enter")
	p.WaitText("h1", "登录")
}

// record fills in and saves a screening that finds something.
func record(t testing.TB, p *browser.Page) {
	t.Helper()
	tabTo(t, p, "input[value=none]")
	p.Press("Space")
	tabTo(t, p, "input[value=cervicitis]")
	p.Press("Space") // something was seen after all: "nothing found" goes by itself
	if p.Count("input[value=none]:checked") != 0 {
		t.Error("nothing found stands beside a finding")
	}
	p.WaitText("#outlook", "治疗")
	tabTo(t, p, "input[name=hpv]")
	p.Press("Space")
	tabTo(t, p, "input[name=bp_1]")
	p.Press("8", "0", "Tab", "1", "2", "0")
	tabTo(t, p, "button.main")
	p.Press("Enter")
	p.WaitText("#wrong", "血压")
	if p.Focused() != "wrong" {
		t.Errorf("the keyboard is at %s, not at what is wrong", p.Focused())
	}
	tabTo(t, p, `#wrong a[href="#f-bp"]`)
	tabTo(t, p, "button[name=swap]")
	p.Press("Space")
	if p.Value("input[name=bp_1]") != "120" || p.Count("input[value=cervicitis]:checked") != 1 {
		t.Error("the halves did not change places, or what was typed is gone")
	}
	tabTo(t, p, "button.main")
	p.Press("Enter")
	p.WaitText(".note.ok", "已保存")
	p.WaitText("#follows, section", "治疗")
}

// correctIt corrects the visit that is shown, and finds both versions and the follow-up gone.
func correctIt(t testing.TB, p *browser.Page) {
	t.Helper()
	event := strings.Split(p.URL(), "?")[0]
	mark(t, p, "nav.side a", "今日", "list")
	tabTo(t, p, "[data-mark=list]")
	p.Press("Enter")
	p.WaitText("table.loops", "妇女病普查 · 治疗")
	p.Open(event + "/correct")
	tabTo(t, p, "input[value=none]")
	p.Press("Space")
	tabTo(t, p, "#f-reason")
	p.Fill("#f-reason", "看错标本")
	tabTo(t, p, "button.main")
	p.Press("Enter")
	p.WaitText("h2", "2 个版本")
	p.WaitText("table.versions", "宫颈炎")
	p.WaitText("table.versions", "未见异常")
	mark(t, p, "nav.side a", "今日", "list")
	tabTo(t, p, "[data-mark=list]")
	p.Press("Enter")
	p.WaitText("h2", "没有等着的随访")
}

// sight is a page that people look at, as somebody.
type sight struct{ name, login, path string }

// sights are all pages of the town in the states that matter.
func (w *town) sights() []sight {
	w.Helper()
	w.lively()
	he, event := w.ids["何秀芬"].String(), w.visit("clinic", "许桂兰", "screening", "2026-11-23", map[string]string{"findings": "bv", "hpv": "other-high-risk", "bp": "150/95", "note": "请她下周来"}).Event
	if _, err := w.office("clinic").Correct(bg, event, event, 1, 0, map[string]string{"findings": "candida", "hpv": "other-high-risk", "bp": "150/95"}, "看错标本"); err != nil {
		w.Fatal(err)
	}
	worker := w.as("township")
	for name, answer := range map[string]string{"贾生女": "invited", "杜丽君": "will-come", "汤文秀": "wrong-number", "姚凤琴": "declined"} {
		worker.answer(worker.get("/today"), name, answer)
	}
	registrar := w.as("registrar")
	checked := registrar.upload("people", "people.csv", peopleFile).to
	registrar.settled(checked)
	w.further("double", post.NewSeat{Post: actor.Manager})
	undecided := w.stranger()
	undecided.post("/sign-in", url.Values{"login": {"double"}, "password": {w.password("double")}})
	w.sessions["double"] = undecided.cookies["youfu"].Value
	return []sight{
		{"sign-in", "", "/sign-in"}, {"password", "village", "/password"}, {"today", "township", "/today"}, {"today-filtered", "village", "/today?state=will-come"}, {"sheet", "township", "/today/sheet"},
		{"off", "village", "/today/off"}, {"find", "township", "/find?q=" + url.QueryEscape("何")}, {"find-none", "township", "/find?q=zzzz"}, {"person-worker", "village", "/person/" + he},
		{"person-phone", "village", "/person/" + he + "?show=phone"}, {"household", "township", "/household/" + he}, {"clinic", "clinic", "/clinic"}, {"person", "clinic", "/person/" + he},
		{"consent", "village", "/person/" + he + "/consent/contact"}, {"consent-clinic", "clinic", "/person/" + he + "/consent/follow-up"},
		{"choose", "clinic", "/person/" + he + "/visit"}, {"visit", "clinic", w.formOf("何秀芬", "screening")}, {"treatment", "clinic", w.formOf("何秀芬", "treatment")}, {"event", "clinic", "/event/" + event.String()},
		{"correct", "clinic", "/event/" + event.String() + "/correct"}, {"figures", "manager", "/figures"}, {"figure", "manager", "/figures/women-screened?from=2025-01-01&to=2026-12-31"},
		{"rate", "manager", "/figures/treatment-completed?by=department"}, {"members", "manager", "/figures/women-screened/members"}, {"members-clinic", "clinic", "/figures/treatment-needed/members"},
		{"reports", "manager", "/reports"}, {"report", "manager", "/reports/work-report"}, {"verify", "manager", "/verify"}, {"imports", "registrar", "/imports"}, {"import", "registrar", checked}, {"accounts", "machine", "/accounts"}, {"account-add", "machine", "/accounts/add"},
		{"account-seat", "machine", "/accounts/seat?login=village"}, {"seat", "double", "/seat"}, {"audit", "auditor", "/audit"}, {"catalogue", "machine", "/catalogue"}, {"definition", "machine", "/catalogue/programme/womens-screening"}, {"machine", "machine", "/machine"},
		{"refused", "village", "/figures"}, {"missing", "manager", "/no/such/page"},
	}
}

// enter puts a session into a browser.
func (w *town) enter(p *browser.Page, login string, l lang.Lang) {
	w.Helper()
	cookies := map[string]string{langCookie: string(l)}
	if login != "" {
		cookies["youfu"] = w.session(login)
	}
	ctx, cancel := context.WithTimeout(p.Context(), time.Minute)
	defer cancel()
	for name, value := range cookies {
		_, err := chromedp.Run(ctx, func(ctx context.Context, tab *chromedp.Target) (cdp.Empty, error) {
			return cdp.Call(ctx, tab, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: w.server.URL})
		})
		if err != nil {
			w.Fatal(err)
		}
	}
}

// session is a session of a login, the same for each who asks.
func (w *town) session(login string) string {
	w.Helper()
	if w.sessions[login] == "" {
		w.sessions[login] = w.as(login).cookies["youfu"].Value
	}
	return w.sessions[login]
}

// TestPagesForEverybody judges every page: see everybody.
func TestPagesForEverybody(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.everybody(t, w.sights())
}

// everybody judges pages by WCAG 2.2 A and AA, in Chinese on a desktop and in English on a phone, the other way round in the dark. In both
// languages and at both widths none scrolls sideways, none complains about the security policy, and the first visit of a page costs at most
// 150 kB. A page is loaded once for each language; width and colours change under it.
func (w *town) everybody(t *testing.T, sights []sight) {
	for _, l := range lang.All {
		p := browser.New(t)
		width := map[lang.Lang]int{lang.Zh: browser.Wide, lang.En: browser.Narrow}[l]
		for _, s := range sights {
			w.enter(p, s.login, l)
			p.Width(width)
			p.Open(w.server.URL + s.path)
			p.Axe()
			p.Width(browser.Wide + browser.Narrow - width)
			inDark(t, p, s.name)
			for _, width := range []int{browser.Narrow, browser.Wide} {
				p.Width(width)
				if over := browser.Eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					t.Errorf("%s at %d px is %d px too wide", s.name, width, over)
				}
			}
			if cost := browser.Eval[int](p, `performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource")).reduce((n, e) => n + e.encodedBodySize, 0)`); cost > 150<<10 {
				t.Errorf("%s costs %d bytes", s.name, cost)
			}
			if s.login == "" {
				continue
			}
			if hosts := browser.Eval[int](p, `performance.getEntriesByType("resource").filter(e => !e.name.startsWith(location.origin)).length`); hosts > 0 {
				t.Errorf("%s asks another host", s.name)
			}
		}
	}
}

// inDark judges the page's dark colours; nothing else of a page changes with them.
func inDark(t testing.TB, p *browser.Page, name string) {
	t.Helper()
	p.Media("", "dark")
	judge(t, p, name+" in the dark", `["color-contrast", "link-in-text-block"]`)
	p.Media("", "light")
}

// judge asks axe again about a page that it has judged before, as it looks now.
func judge(t testing.TB, p *browser.Page, name, rules string) {
	t.Helper()
	for _, broken := range browser.Eval[[]string](p, `axe.run(document, {runOnly: `+rules+`, resultTypes: ["violations"]})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + " at " + n.target + ": " + n.failureSummary)))`) {
		t.Errorf("%s (%s): %s", name, p.URL(), broken)
	}
}
