package web

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/browser"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
)

// supportSights are all pages of support in the states that matter.
func (w *town) supportSights() []sight {
	w.Helper()
	w.crowd(8, liuwan)
	cases := map[string]string{}
	at := func(name string, papers map[string]string, steps ...string) id.ID {
		w.elder(name, liuwan)
		which := w.applied("village", name, papers)
		w.acts(which, steps...)
		cases[name] = "/cases/" + which.String()
		return which
	}
	at("周福生", allPapers, everyStep...)
	at("罗老二", map[string]string{"id-card": "1101"})
	at("甲长贵", allPapers)
	refused, noticed, objected := at("甲长福", allPapers), at("甲长生", allPapers, "village-review"), at("甲长庚", allPapers, "village-review")
	signer := benefit.Password{Keys: w.Keys}
	w.must(w.office("reviewer").Decide(bg, id.New(), office.Decision{Case: at("甲长林", allPapers), Step: "village-review", Outcome: benefit.Passed}, signer))
	for _, which := range []id.ID{noticed, objected} {
		w.must(w.office("supervisor").Decide(bg, id.New(), office.Decision{Case: which, Step: "village-review-notice", Outcome: benefit.Passed}, signer))
	}
	if err := w.office("supervisor").Object(bg, id.New(), objected, "他家在镇上有房"); err != nil {
		w.Fatal(err)
	}
	w.refuse(refused)
	plan := w.listed("2027")
	he, notice := w.ids["周福生"].String(), regexp.MustCompile(`/notices/[0-9a-f-]{36}/[a-z-]+/[0-9-]+`).FindString(w.as("supervisor").get("/notices").body)
	return []sight{
		{"home-reviewer", "reviewer", "/"}, {"home-planner", "planner", "/"}, {"home-fund", "fund", "/"}, {"home-payer", "payer", "/"}, {"home-supervisor", "supervisor", "/"},
		{"cases", "village", "/cases"}, {"cases-papers", "village", "/cases?state=papers"}, {"cases-none", "township", "/cases?state=objected&scheme=childcare-subsidy"}, {"cases-officer", "reviewer", "/cases?state=yours"},
		{"case-granted", "village", cases["周福生"]}, {"case-missing", "village", cases["罗老二"]}, {"case-decide", "reviewer", cases["甲长贵"]}, {"case-refused", "village", cases["甲长福"]},
		{"case-notice", "supervisor", cases["甲长林"]}, {"case-noticed", "checker", cases["甲长生"]}, {"case-objected", "supervisor2", cases["甲长庚"]},
		{"choose", "village", "/person/" + he + "/support"}, {"apply", "village", "/person/" + w.ids["何秀芬"].String() + "/support/" + reward}, {"family", "village", "/family/" + he},
		{"notices", "supervisor", "/notices"}, {"notice", "village", notice}, {"poster", "supervisor", notice + "/poster"},
		{"payments-planner", "planner", "/payments"}, {"payments-payer", "payer", "/payments"}, {"payments-supervisor", "supervisor", "/payments"}, {"plan", "payer", plan}, {"plan-supervisor", "supervisor", plan}, {"powers", "manager", "/powers"},
		{"closing", "planner", "/closing/" + reward + "/2027"}, {"closing-manager", "manager", "/closing/" + reward + "/2027"}, {"cases-unpaid", "village", "/cases?state=unpaid"},
	}
}

func (w *town) must(_ *office.Case, err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refuse turns a case down whose facts do not hold any more.
func (w *town) refuse(which id.ID) {
	w.Helper()
	w.attribute("甲长福", "living-children", "3")
	w.must(w.office("reviewer").Decide(bg, id.New(), office.Decision{Case: which, Step: "village-review", Outcome: benefit.Refused, Reason: "现有三个子女"}, benefit.Password{Keys: w.Keys}))
}

// listed is the address of a list of payments that was funded and sent.
func (w *town) listed(period string) string {
	w.Helper()
	planner := w.as("planner")
	at := planner.post("/payments", w.signed("planner", "scheme", reward, "period", period)).to
	fund := w.as("fund")
	fund.post(at+"/fund", w.signed("fund", "hash", fund.get(at).hidden("hash")))
	w.says("the order", w.as("payer").post(at+"/order", w.signed("payer", "profile", "iso20022")), 303)
	return at
}

// TestSupportForEverybody judges the pages of support: see everybody.
func TestSupportForEverybody(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.everybody(t, w.supportSights())
}

// TestSupportShots leaves pictures of the pages of support in the folder that YOUFU_SCREENSHOTS names, for people to look at. Without it there is
// nothing to do.
func TestSupportShots(t *testing.T) {
	dir := os.Getenv("YOUFU_SCREENSHOTS")
	if dir == "" {
		return
	}
	w := newTown(t, sqliteOf(t))
	for _, s := range w.supportSights() {
		p := browser.New(t)
		for l, scheme := range map[lang.Lang]string{lang.Zh: "light", lang.En: "dark"} {
			for device, width := range map[string]int{"wide": browser.Wide, "phone": browser.Narrow} {
				w.enter(p, s.login, l)
				p.Media("", scheme)
				p.Width(width)
				p.Open(w.server.URL + s.path)
				p.Screenshot(filepath.Join(dir, s.name+"-"+string(l)+"-"+device+".png"), width)
			}
		}
	}
}

// TestSupportByKeyboard decides a case without a mouse: the officer finds it on the first page, reads it, and signs.
func TestSupportByKeyboard(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.elder("周福生", liuwan)
	w.applied("village", "周福生", allPapers)
	p := browser.New(t)
	signInAt(p, w, "reviewer")
	p.WaitText("h1", "等您办的事")
	mark(t, p, "a.who", "周福生", "case")
	tabTo(t, p, "[data-mark=case]")
	p.Press("Enter")
	p.WaitText("h1", "周福生 · 奖励扶助")
	tabTo(t, p, "input[name=decision]")
	p.Press("Space")
	tabTo(t, p, ".act button.main")
	p.Press("Enter")
	p.WaitText("#wrong", "请输入密码")
	if p.Focused() != "wrong" {
		t.Errorf("the keyboard is at %s, not at what is wrong", p.Focused())
	}
	tabTo(t, p, `#wrong a[href="#f-password"]`)
	tabTo(t, p, "#f-password")
	p.Fill("#f-password", w.password("reviewer"))
	p.Press("Enter")
	p.WaitText(".note.ok", "已办理并签名")
	p.WaitText(".matter", "周德福")
}
