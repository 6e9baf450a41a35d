package web

import (
	"strings"
	"testing"

	"youfu/internal/browser"
)

// TestEnterSaves: Enter in a line of the visit's form saves it, also when the button that exchanges a pair stands above the one that saves.
func TestEnterSaves(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	p := browser.New(t)
	signInAt(p, w, "clinic")
	p.Open(w.server.URL + w.formOf("何秀芬", "screening"))
	p.Click("input[value=none]")
	p.Fill("input[name=bp_1]", "80")
	p.Fill("input[name=bp_2]", "120")
	p.Press("Enter")
	p.WaitText("#wrong", "血压")
	tabTo(t, p, "button[name=swap]")
	tabTo(t, p, "input[name=bp_2]")
	p.Press("Enter") // as it stands: refused again, and not exchanged
	p.WaitGone("form[data-sent]")
	p.WaitText("#wrong", "血压")
	if first, second := p.Value("input[name=bp_1]"), p.Value("input[name=bp_2]"); first != "80" || second != "120" {
		t.Fatalf("Enter exchanged the pair: %s/%s", first, second)
	}
	p.Fill("input[name=bp_1]", "120")
	p.Fill("input[name=bp_2]", "80")
	p.Press("Enter")
	p.WaitText(".note.ok", "已保存")
	p.WaitText("table", "120/80")

	p.Open(strings.Split(p.URL(), "?")[0] + "/correct")
	p.Fill("input[name=bp_1]", "118")
	p.Fill("#f-reason", "看错")
	p.Press("Enter")
	p.WaitText("h2", "2 个版本")
}

// TestEnterAnswersNothing: Enter in the note beside the answers of an invitation gives none of them.
func TestEnterAnswersNothing(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	p := browser.New(t)
	signInAt(p, w, "village")
	p.WaitText("h1", "今日")
	p.Click("tbody.one summary")
	p.Fill("tbody.one input[name=note]", "下午再去")
	p.Press("Enter")
	p.WaitGone("form[data-sent]")
	if p.Count(".okt") != 0 || p.Value("tbody.one input[name=note]") != "下午再去" {
		t.Error("Enter gave an answer that nobody chose")
	}
	if a := w.as("village").get("/today?state=invited"); strings.Contains(a.body, "tbody class=\"one\"") {
		t.Error("somebody counts as invited")
	}
	p.Press("Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab")
	p.Press("Enter") // a button of the row that has the keyboard does
	p.WaitText(".okt", "刚记录")
}
