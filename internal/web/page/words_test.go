package page

import (
	"slices"
	"strings"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/lang"
)

func TestDay(t *testing.T) {
	for _, c := range []struct {
		lang lang.Lang
		date string
		want string
	}{
		{lang.Zh, "2026-11-24", "11月24日"}, {lang.En, "2026-11-24", "24 Nov"},
		{lang.Zh, "2025-01-02", "2025年1月2日"}, {lang.En, "2025-01-02", "2 Jan 2025"},
	} {
		f := Frame{Lang: c.lang, Today: today}
		if got := f.Day(day(c.date)); got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.date, c.lang, got, c.want)
		}
	}
	if got := (&Frame{}).Day(0); got != "" {
		t.Errorf("no date is written %q", got)
	}
}

func TestLongDay(t *testing.T) {
	for l, want := range map[lang.Lang]string{lang.Zh: "2026年11月24日 星期二", lang.En: "Tuesday 24 November 2026"} {
		if got := (&Frame{Lang: l}).LongDay(today); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestYears(t *testing.T) {
	birth := func(s string) civil.Birth {
		b, err := civil.ParseBirth(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	f := Frame{Lang: lang.Zh}
	for b, want := range map[string]string{"1983-05-12": "43 岁", "1964": "61–62 岁"} {
		if got := f.Years(AgeOn(birth(b), today)); got != want {
			t.Errorf("born %s: %q, want %q", b, got, want)
		}
	}
	if got := f.Years(Age{}); got != "" {
		t.Errorf("an unknown age is written %q", got)
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 12: "12", 999: "999", 1000: "1,000", 77004: "77,004", 1234567: "1,234,567", -4500: "−4,500"} {
		if got := number(n); got != want {
			t.Errorf("%d is written %q", n, got)
		}
	}
}

// TestWordsForEveryName finds a post, state, tab or entry of the navigation without its text in either language.
func TestWordsForEveryName(t *testing.T) {
	var keys []string
	for _, p := range actor.Posts {
		keys = append(keys, "page.post."+string(p), "page.post."+string(p)+".may")
	}
	for s := range looks {
		keys = append(keys, "page.state."+string(s))
	}
	for name := range navIcons {
		keys = append(keys, "page.nav."+name, "page.foot."+name)
	}
	for _, a := range Answers {
		keys = append(keys, "page.answer."+string(a), "page.tick."+string(a))
	}
	for _, s := range steps {
		keys = append(keys, "page.step."+string(s), "page.working."+string(s))
	}
	for _, key := range keys {
		if !lang.Has(key) {
			t.Errorf("no text for %s", key)
		}
	}
}

func TestRedIsNeverAboutAPerson(t *testing.T) {
	for state, look := range looks {
		if look.tone == Bad && !slices.Contains([]State{Failed}, state) {
			t.Errorf("%s is red", state)
		}
	}
}

func TestWrongInKeepsTheOrderOfTheForm(t *testing.T) {
	wrong := WrongIn(Field{ID: "a", Label: "A", Error: "x"}, Field{ID: "b"}, Field{ID: "c", Label: "C", Error: "y"})
	if len(wrong) != 2 || wrong[0].Anchor != "f-a" || wrong[1].Text != "y" {
		t.Errorf("%v", wrong)
	}
}

func TestStepsOfAnImport(t *testing.T) {
	v := ImportShow{Step: StepResult}
	var past, now int
	for _, m := range v.Steps() {
		if m.Past {
			past++
		}
		if m.Now {
			now++
		}
	}
	if past != 2 || now != 1 {
		t.Errorf("%d past and %d now", past, now)
	}
	v.Step = StepDone
	for _, m := range v.Steps() {
		if !m.Past {
			t.Errorf("%s is not past when all is done", m.Step)
		}
	}
}

func TestTabBarFitsAPhone(t *testing.T) {
	for n := range 9 {
		f := Frame{Nav: make([]NavItem, n)}
		shown := len(f.TabBar())
		if len(f.More()) > 0 {
			shown++
		}
		if shown > tabs || len(f.TabBar())+len(f.More()) != n {
			t.Errorf("%d entries: %d tabs, %d folded away", n, shown, len(f.More()))
		}
	}
}

// TestNoTextIsForgotten finds texts of this area that no page uses any more.
func TestNoTextIsForgotten(t *testing.T) {
	computed := []string{"nav", "foot", "post", "state", "tick", "answer", "tab", "filter", "step", "working", "kind", "origin", "fault", "clinic"}
	dir, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range dir {
		raw, _ := files.ReadFile(f.Name())
		all.Write(raw)
	}
	all.WriteString(`"page.age" "page.sex.female" "page.sex.male"`) // used by words.go
	for key := range lang.Keys(lang.Zh) {
		parts := strings.Split(key, ".")
		if parts[0] != "page" || slices.Contains(computed, parts[1]) {
			continue
		}
		if !strings.Contains(all.String(), `"`+strings.TrimSuffix(key, ".one")+`"`) {
			t.Errorf("no page says %s", key)
		}
	}
}
