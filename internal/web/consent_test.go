package web

import (
	"net/url"
	"strings"
	"testing"

	"youfu/internal/browser"
	"youfu/internal/id"
)

// said sends what somebody says of a purpose, from the page that asks.
func (r *reader) said(name, purpose, answer string) reply {
	r.Helper()
	at := consentPath(r.ids[name], purpose)
	return r.post(at, r.get(at).consent(answer))
}

// consent is the form of a page that asks, answered.
func (a reply) consent(answer string) url.Values {
	form := url.Values{"client_id": {a.hidden("client_id")}, "told": {a.hidden("told")}, "was": {a.hidden("was")}}
	if answer != "" {
		form.Set("answer", answer)
	}
	return form
}

// lists are the pages on which a worker is shown who may be invited.
var lists = []string{"/today", "/today?state=not-invited", "/today?state=will-come", "/today/sheet", "/today/off", "/today/off?state=declined", "/today/off?state=moved"}

// She says at the village that she is not to be invited, and is on no list, page or print from then on; her page says so to whoever may
// open it, and to her clinic by whom it was written down.
func TestConsentIsRecordedOnAPage(t *testing.T) {
	each(t, func(w *town) {
		he := w.ids["何秀芬"]
		village, clinic := w.as("village"), w.as("clinic")
		if a := village.get("/today"); !strings.Contains(a.body, "何秀芬") {
			w.Fatal("she is not on the list from the start")
		}
		at := consentPath(he, "contact")
		asked := village.get(at)
		for _, want := range []string{"没问过", "同意", "不同意", "别的服务和待遇照旧", "说明编号"} {
			if !strings.Contains(asked.body, want) {
				w.Errorf("the page does not say %s", want)
			}
		}
		if strings.Contains(asked.body, " checked") {
			w.Error("an answer is preselected")
		}
		if a := village.post(at, asked.consent("")); a.status != 422 || !strings.Contains(a.body, `id="wrong"`) || strings.Contains(a.body, " checked") {
			w.Errorf("without an answer: %d", a.status)
		}
		for range 2 { // the same button pressed twice
			if a := village.post(at, asked.consent("no")); a.status != 303 || a.to != personPath(he)+"#consents" {
				w.Errorf("%d to %s: %s", a.status, a.to, a.body)
			}
		}
		for login, reader := range map[string]*reader{"village": village, "township": w.as("township")} {
			for _, list := range lists {
				if a := reader.get(list); a.status != 200 || strings.Contains(a.body, "何秀芬") || strings.Contains(a.body, he.String()) {
					w.Errorf("%s as %s: %d, and she is on it", list, login, a.status)
				}
			}
			if a := reader.get(personPath(he)); strings.Contains(a.body, "周德福</p>") != (login == "village") || !strings.Contains(a.body, "不同意") {
				w.Errorf("her page as %s does not say what she said and, to him alone, that he wrote it down: %s", login, a.body)
			}
		}
		if a := clinic.get(personPath(he)); !strings.Contains(a.body, "2026-11-24 · 周德福</p>") {
			w.Error("the clinic does not see who wrote it down")
		}
		if a := clinic.get(personPath(he) + "/visit"); !strings.Contains(a.body, "/visit/"+screening+"/screening") {
			w.Error("she may no longer come")
		}
		if a := clinic.said("何秀芬", "contact", "yes"); a.status != 303 {
			w.Fatalf("she agrees again: %d", a.status)
		}
		if a := village.get("/today"); !strings.Contains(a.body, "何秀芬") {
			w.Error("she agreed again, and is on no list")
		}
		if a := village.said("何秀芬", "contact", "no"); a.status != 303 || !strings.Contains(village.get(personPath(he)).body, "已撤回") {
			w.Errorf("what she agreed to and declines is not taken back: %d", a.status)
		}
	})
}

// What a client programme agreed with her is the clinic's alone; a text that was changed is read again before it is answered.
func TestConsentPagesOfEachPost(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	he := w.ids["何秀芬"]
	if a := w.as("clinic").said("何秀芬", "follow-up", "yes"); a.status != 303 {
		t.Fatalf("the clinic: %d", a.status)
	}
	for login, sees := range map[string]bool{"clinic": true, "village": false, "township": false, "registrar": false} {
		r := w.as(login)
		if a := r.get(personPath(he)); strings.Contains(a.body, "继续随访") != sees || !strings.Contains(a.body, "名单里写姓名") {
			t.Errorf("%s sees follow-up: %v, want %v", login, !sees, sees)
		}
		want := 200
		if !sees {
			want = 404
		}
		if a := r.get(consentPath(he, "follow-up")); a.status != want {
			t.Errorf("%s opens it: %d, want %d", login, a.status, want)
		}
		if a := r.get(consentPath(he, "police")); a.status != 404 {
			t.Errorf("%s: a purpose that there is not: %d", login, a.status)
		}
	}
	village := w.as("village")
	form := village.get(consentPath(he, "display")).consent("yes")
	form.Set("told", strings.Repeat("0", 64))
	if a := village.post(consentPath(he, "display"), form); a.status != 409 || !strings.Contains(a.body, "说明的文字刚刚改过") {
		t.Errorf("an answer to another text: %d", a.status)
	}
	form.Set("client_id", id.New().String())
	form.Set("answer", "perhaps")
	if a := village.post(consentPath(he, "display"), form); a.status != 422 {
		t.Errorf("an answer that there is not: %d", a.status)
	}
	if a := village.get(personPath(he)); strings.Count(a.body, "没问过") != 2 {
		t.Error("something was recorded all the same")
	}
}

// TestConsentByKeyboard records a consent in a real browser without a mouse, on a desktop and on a phone.
func TestConsentByKeyboard(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	p := browser.New(t)
	signInAt(p, w, "village")
	for _, width := range []int{browser.Wide, browser.Narrow} {
		p.Width(width)
		p.Open(w.server.URL + personPath(w.ids["何秀芬"]))
		mark(t, p, ".wishes a", "邀请", "ask")
		tabTo(t, p, "[data-mark=ask]")
		p.Press("Enter")
		p.WaitText("h1", "邀请")
		p.Axe()
		if over := browser.Eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("at %d px the page is %d px too wide", width, over)
		}
		tabTo(t, p, "button.main")
		p.Press("Enter")
		p.WaitText("#wrong", "请选她怎么说")
		p.Axe()
		answer := "no"
		if width == browser.Narrow {
			answer = "yes"
		}
		tabTo(t, p, "input[name=answer]")
		p.Press("Space")
		if answer == "no" {
			p.Press("Down")
		}
		tabTo(t, p, "button.main")
		p.Press("Enter")
		p.WaitText("#consents", "同意与意愿")
		p.WaitText(".wishes li", map[string]string{"no": "不同意", "yes": "同意"}[answer])
		p.WaitText(".wishes li", "周德福")
		p.Axe()
	}
}
