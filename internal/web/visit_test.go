package web

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"youfu/internal/id"
)

func (w *town) formOf(name, visit string) string {
	return "/person/" + w.ids[name].String() + "/visit/" + screening + "/" + visit
}

// filled is a form of a screening as a clinic fills it in.
func (w *town) filled(site string, answers url.Values) url.Values {
	form := url.Values{"client_id": {id.New().String()}, "on": {"2026-11-24"}, "site": {w.ids[site].String()}}
	for name, values := range answers {
		form[name] = values
	}
	return form
}

// TestVisitFormSaysWhatIsWrong: every wrong field at once, each with its link, in the same words, and what was typed is still there.
func TestVisitFormSaysWhatIsWrong(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("clinic")
	for name, c := range map[string]struct {
		person, site string
		answers      url.Values
		want, not    []string
	}{
		"nothing":         {"何秀芬", "H1", nil, []string{`href="#f-findings"`, "有 1 处要改"}, []string{" checked"}},
		"none and more":   {"何秀芬", "H1", url.Values{"findings": {"none", "bv"}}, []string{`href="#f-findings"`, `value="bv" checked`, `value="none" id="f-findings" checked`}, nil},
		"pair swapped":    {"何秀芬", "H1", url.Values{"findings": {"none"}, "bp_1": {"80"}, "bp_2": {"120"}}, []string{`href="#f-bp"`, `name="swap" value="bp"`, `value="80"`}, nil},
		"half a pair":     {"何秀芬", "H1", url.Values{"findings": {"none"}, "bp_1": {"120"}}, []string{`href="#f-bp"`}, []string{`name="swap"`}},
		"several":         {"何秀芬", "H1", url.Values{"on": {"2026-12-24"}, "bp_1": {"x"}, "bp_2": {"1"}, "note": {"写了很多"}}, []string{`href="#f-on"`, `href="#f-findings"`, `href="#f-bp"`, "有 3 处", "写了很多"}, nil},
		"no day":          {"何秀芬", "H1", url.Values{"on": {""}, "findings": {"none"}}, []string{`href="#f-on"`}, nil},
		"unknown site":    {"何秀芬", "H1", url.Values{"site": {"x"}, "findings": {"none"}}, []string{`href="#f-site"`}, nil},
		"not for her age": {"蒙桂香", "H1", url.Values{"findings": {"none"}, "on": {"2030-01-01"}}, []string{`href="#f-on"`}, nil},
		"not for a man":   {"何志强", "H1", url.Values{"findings": {"none"}}, []string{"有 1 处"}, nil},
		"markup":          {"何秀芬", "H1", url.Values{"note": {`"><script>alert(1)</script>`}}, []string{"&lt;script&gt;"}, []string{"<script>alert"}},
	} {
		form := w.filled(c.site, c.answers)
		a := r.post(w.formOf(c.person, "screening"), form)
		if a.status != 422 || !strings.Contains(a.body, `id="wrong"`) || !strings.Contains(a.body, form.Get("client_id")) {
			t.Errorf("%s: %d to %s", name, a.status, a.to)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s: no %s in %s", name, want, a.body[strings.Index(a.body, "<main"):])
			}
		}
		for _, not := range c.not {
			if strings.Contains(a.body, not) {
				t.Errorf("%s: %s", name, not)
			}
		}
	}
	if a := r.get("/clinic"); !strings.Contains(a.body, "今天还没有登记") {
		t.Error("a refused form was recorded")
	}
}

// TestVisitFormSwaps the halves of a pair without saving, as the button asks where there is no script.
func TestVisitFormSwaps(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("clinic")
	form := w.filled("H1", url.Values{"findings": {"none"}, "bp_1": {"80"}, "bp_2": {"120"}, "swap": {"bp"}})
	a := r.post(w.formOf("何秀芬", "screening"), form)
	if a.status != 422 || !strings.Contains(a.body, `name="bp_1" value="120"`) || strings.Contains(a.body, `id="wrong"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	form.Set("bp_1", "120")
	form.Set("bp_2", "80")
	form.Del("swap")
	if a := r.post(w.formOf("何秀芬", "screening"), form); a.status != 303 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestHiddenQuestionIsNotAnswered: what was chosen before the question was hidden is not sent along.
func TestHiddenQuestionIsNotAnswered(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("clinic")
	young := w.formOf("罗小满", "screening") // 29: HPV is asked from 35
	if a := r.get(young); !strings.Contains(a.body, `id="q-hpv" data-when="hpv" hidden`) {
		t.Errorf("the question is shown: %s", a.body)
	}
	if a := r.get(w.formOf("何秀芬", "screening")); !strings.Contains(a.body, `id="q-hpv" data-when="hpv">`) {
		t.Errorf("the question is hidden from whom it is asked: %s", a.body)
	}
	saved := r.post(young, w.filled("H1", url.Values{"findings": {"none"}, "hpv": {"16"}}))
	if saved.status != 303 {
		t.Fatalf("%d %s", saved.status, saved.body)
	}
	if a := r.get(saved.to); strings.Contains(a.body, "16") && strings.Contains(a.body, "阴道镜") {
		t.Errorf("the hidden answer was recorded: %s", a.body)
	}
}

// TestOneFormOneVisit: the same form twice is one visit; another form under its id is a conflict.
func TestOneFormOneVisit(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("clinic")
	form := w.filled("H1", url.Values{"findings": {"none"}, "hpv": {"negative"}})
	at := w.formOf("何秀芬", "screening")
	first, second := r.post(at, form), r.post(at, form)
	if first.status != 303 || second.to != first.to {
		t.Errorf("%d to %s, then %d to %s", first.status, first.to, second.status, second.to)
	}
	form.Set("hpv", "16")
	if a := r.post(at, form); a.status != 409 {
		t.Errorf("another form under the same id: %d", a.status)
	}
	if list := r.get("/clinic"); strings.Count(list.body, "何秀芬</a>") != 1 {
		t.Errorf("recorded twice: %s", list.body)
	}
}

// TestTwoCorrections: of two who correct the same revision, the second sees both and decides.
func TestTwoCorrections(t *testing.T) {
	each(t, func(w *town) {
		done := w.visit("clinic", "何秀芬", "screening", "2026-11-20", map[string]string{"findings": "bv", "hpv": "negative", "bp": "120/80"})
		at := "/event/" + done.Event.String() + "/correct"
		one, two := w.as("clinic"), w.as("clinic2") // the same department's other site
		form := func(page reply, finding, reason string) url.Values {
			return url.Values{"client_id": {page.hidden("client_id")}, "rev": {page.hidden("rev")}, "on": {"2026-11-20"}, "findings": {finding}, "hpv": {"negative"}, "bp_1": {"120"}, "bp_2": {"80"}, "reason": {reason}}
		}
		page1, page2 := one.get(at), two.get(at)
		if a := one.post(at, form(page1, "candida", "看错")); a.status != 303 {
			w.Fatalf("%d %s", a.status, a.body)
		}
		a := two.post(at, form(page2, "cervicitis", "重看"))
		if a.status != 409 || !strings.Contains(a.body, "有人先更正成了第 2 版") || !strings.Contains(a.body, "念珠菌") || !strings.Contains(a.body, `value="cervicitis" checked`) || a.hidden("rev") != "2" {
			w.Fatalf("the second correction: %d %s", a.status, a.body)
		}
		if b := two.post(at, form(a, "cervicitis", "重看")); b.status != 303 {
			w.Errorf("after seeing both: %d %s", b.status, b.body)
		}
		if shown := one.get("/event/" + done.Event.String()); !strings.Contains(shown.body, "3 个版本") {
			w.Errorf("versions: %s", shown.body)
		}
		if a := w.as("station").get(at); a.status != 403 || !strings.Contains(a.body, "请由登记的部门更正") {
			w.Errorf("another department corrects: %d", a.status)
		}
	})
}

// TestTwoCorrectionsAtOnce: whichever comes in first, the other's page shows it.
func TestTwoCorrectionsAtOnce(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	done := w.visit("clinic", "何秀芬", "screening", "2026-11-20", map[string]string{"findings": "bv", "hpv": "negative"})
	at := "/event/" + done.Event.String() + "/correct"
	readers := []*reader{w.as("clinic"), w.as("clinic2")}
	for rev := 1; rev <= 5; rev++ {
		answers := make(chan reply, len(readers))
		for i, r := range readers {
			form := url.Values{"client_id": {id.New().String()}, "rev": {strconv.Itoa(rev)}, "on": {[]string{"2026-11-19", "2026-11-18"}[i]}, "findings": {"candida"}, "hpv": {"negative"}, "reason": {"重看"}}
			go func() { answers <- r.post(at, form) }()
		}
		one, two := <-answers, <-answers
		if one.status == 409 {
			one, two = two, one
		}
		if one.status != 303 || two.status != 409 || !strings.Contains(two.body, "有人先更正成了第") || two.hidden("rev") != strconv.Itoa(rev+1) {
			t.Fatalf("revision %d: %d and %d, which shows no other version", rev, one.status, two.status)
		}
		for _, day := range []string{"2026-11-19", "2026-11-18"} {
			if !strings.Contains(two.body, "<td>"+day+"</td>") {
				t.Errorf("revision %d: the day %s is not beside the other", rev, day)
			}
		}
	}
}

// TestSavedGoneBackSavedAgain: who goes back in the browser and sends something else sees her own version as the one in between, and can
// save on top of it.
func TestSavedGoneBackSavedAgain(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	done := w.visit("clinic", "何秀芬", "screening", "2026-11-20", map[string]string{"findings": "bv", "hpv": "negative"})
	at := "/event/" + done.Event.String() + "/correct"
	r := w.as("clinic")
	form := url.Values{"client_id": {r.get(at).hidden("client_id")}, "rev": {"1"}, "on": {"2026-11-20"}, "findings": {"candida"}, "hpv": {"negative"}, "reason": {"重看"}}
	if a := r.post(at, form); a.status != 303 {
		t.Fatalf("%d", a.status)
	}
	form.Set("findings", "cervicitis")
	a := r.post(at, form)
	if a.status != 409 || !strings.Contains(a.body, "念珠菌") {
		t.Fatalf("%d %s", a.status, a.body)
	}
	form.Set("client_id", a.hidden("client_id"))
	form.Set("rev", a.hidden("rev"))
	if a := r.post(at, form); a.status != 303 {
		t.Errorf("sent again: %d", a.status)
	}
}

// TestChooseVisit lists what this department gives, what is due first said so, and to nobody what is not meant for them.
func TestChooseVisit(t *testing.T) {
	w := newTown(t, sqliteOf(t)).lively()
	r := w.as("clinic")
	if a := r.get("/person/" + w.ids["何秀芬"].String() + "/visit"); !strings.Contains(a.body, "治疗</a>") || !strings.Contains(a.body, "到期") {
		t.Errorf("%s", a.body)
	}
	if a := r.get("/person/" + w.ids["何志强"].String() + "/visit"); strings.Contains(a.body, screening) {
		t.Errorf("a man is offered: %s", a.body)
	}
}
