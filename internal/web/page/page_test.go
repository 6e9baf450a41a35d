package page

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"youfu/internal/lang"
)

// each draws every page of the gallery in both languages and gives it to check as text and as a tree.
func each(t *testing.T, check func(t *testing.T, text string, root *html.Node)) {
	t.Helper()
	for _, l := range lang.All {
		for _, s := range gallery(l) {
			t.Run(s.name+"."+string(l), func(t *testing.T) {
				text := string(draw(t, s.view))
				root, err := html.Parse(strings.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				check(t, text, root)
			})
		}
	}
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func elements(root *html.Node) (all []*html.Node) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func TestReady(t *testing.T) {
	if err := Ready(); err != nil {
		t.Fatal(err)
	}
}

// TestGalleryShowsEveryView keeps a new page from being forgotten by all the tests that go through the gallery.
func TestGalleryShowsEveryView(t *testing.T) {
	shown := map[string]bool{}
	for _, s := range gallery(lang.Zh) {
		shown[s.view.template()] = true
	}
	for _, v := range views {
		if !shown[v.template()] && v.template() != "visit_preview" {
			t.Errorf("%T is not in the gallery", v)
		}
	}
}

// TestViewsDoNotHideTheFrame finds a field of a view with the name of something the frame needs: the frame would draw the view's.
func TestViewsDoNotHideTheFrame(t *testing.T) {
	frame := reflect.TypeFor[*Frame]()
	taken := map[string]bool{}
	for i := range frame.NumMethod() {
		taken[frame.Method(i).Name] = true
	}
	for i := range frame.Elem().NumField() {
		taken[frame.Elem().Field(i).Name] = true
	}
	for _, v := range views {
		view := reflect.TypeOf(v).Elem()
		for i := range view.NumField() {
			if f := view.Field(i); taken[f.Name] {
				t.Errorf("%s.%s hides the frame's", view.Name(), f.Name)
			}
		}
	}
}

func TestNoMessageIsMissing(t *testing.T) {
	missing := regexp.MustCompile(`\[page\.[\w.-]*\]`)
	each(t, func(t *testing.T, text string, _ *html.Node) {
		for _, key := range missing.FindAllString(text, -1) {
			t.Errorf("no text for %s", key)
		}
	})
}

// TestEnglishPagesAreEnglish looks for Chinese outside of what is Chinese in every language: the seal and the switch.
func TestEnglishPagesAreEnglish(t *testing.T) {
	for _, s := range gallery(lang.En) {
		text := strings.NewReplacer(">优</span>", "", ">中文<", "", "zh: 妇女病普查", "", "zh: 只有诊室看得到，不进入统计", "").Replace(string(draw(t, s.view)))
		if at := regexp.MustCompile(`\p{Han}+`).FindString(text); at != "" {
			t.Errorf("%s: %q", s.name, at)
		}
	}
}

// TestPolicyHasNothingToRefuse finds inline scripts and styles, and anything that would be fetched from elsewhere.
func TestPolicyHasNothingToRefuse(t *testing.T) {
	each(t, func(t *testing.T, _ string, root *html.Node) {
		for _, n := range elements(root) {
			if n.Data == "style" || n.Data == "iframe" || n.Data == "base" || n.Data == "script" && n.FirstChild != nil {
				t.Errorf("<%s> in a page", n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					t.Errorf("<%s %s> is inline", n.Data, a.Key)
				case a.Key == "src" || a.Key == "href" || a.Key == "action" || a.Key == "formaction":
					if ok := a.Val == "" || a.Val[0] == '/' && !strings.HasPrefix(a.Val, "//") || a.Val[0] == '?' || a.Val[0] == '#' || strings.HasPrefix(a.Val, "tel:"); !ok {
						t.Errorf("<%s %s=%q> leaves the site", n.Data, a.Key, a.Val)
					}
				}
			}
		}
	})
}

func TestEveryControlHasALabel(t *testing.T) {
	each(t, func(t *testing.T, _ string, root *html.Node) {
		labelled := map[string]bool{}
		all := elements(root)
		for _, n := range all {
			if id, ok := attr(n, "for"); n.Data == "label" && ok {
				labelled[id] = true
			}
		}
		for _, n := range all {
			if n.Data != "input" && n.Data != "select" && n.Data != "textarea" {
				continue
			}
			kind, _ := attr(n, "type")
			_, hidden := attr(n, "hidden")
			if kind == "hidden" || hidden {
				continue
			}
			id, _ := attr(n, "id")
			label, _ := attr(n, "aria-label")
			if !labelled[id] && label == "" && !inside(n, "label") {
				name, _ := attr(n, "name")
				t.Errorf("<%s name=%q> has no label", n.Data, name)
			}
		}
	})
}

func inside(n *html.Node, tag string) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data == tag {
			return true
		}
	}
	return false
}

// TestReferencesMeetTheirElement follows every for, form, aria-labelledby, aria-describedby and link within the page.
func TestReferencesMeetTheirElement(t *testing.T) {
	each(t, func(t *testing.T, _ string, root *html.Node) {
		ids := map[string]int{}
		all := elements(root)
		for _, n := range all {
			if id, ok := attr(n, "id"); ok {
				ids[id]++
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("id %q stands %d times", id, n)
			}
		}
		for _, n := range all {
			for _, name := range []string{"for", "form", "aria-labelledby", "aria-describedby"} {
				refs, _ := attr(n, name)
				for _, id := range strings.Fields(refs) {
					if ids[id] == 0 {
						t.Errorf("<%s %s=%q> points at nothing", n.Data, name, id)
					}
				}
			}
			if href, _ := attr(n, "href"); strings.HasPrefix(href, "#") && n.Data == "a" && ids[href[1:]] == 0 {
				t.Errorf("link to %s, which is not on the page", href)
			}
		}
	})
}

// TestOneFilledButton keeps the rule of one filled button a page.
func TestOneFilledButton(t *testing.T) {
	each(t, func(t *testing.T, _ string, root *html.Node) {
		n := 0
		for _, e := range elements(root) {
			if class, _ := attr(e, "class"); strings.Contains(" "+class+" ", " main ") {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%d filled buttons", n)
		}
	})
}

// TestNothingIsPreselected looks at the forms as they open: an answer is given by a person, never by us.
func TestNothingIsPreselected(t *testing.T) {
	for _, v := range []View{said(lang.Zh).visit(), said(lang.Zh).consent()} {
		root, err := html.Parse(bytes.NewReader(draw(t, v)))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range elements(root) {
			if _, on := attr(n, "checked"); on {
				name, _ := attr(n, "name")
				t.Errorf("%T: %s is answered before anybody was asked", v, name)
			}
		}
	}
}

// TestWorkerSeesNoContent reads the worker's page of a woman with findings: what the clinic's page says of them is not there (R7).
func TestWorkerSeesNoContent(t *testing.T) {
	page := string(draw(t, said(lang.Zh).person("township-worker")))
	for _, word := range []string{"宫颈炎", "HPV", "治疗", "随访到期", "林晓岚"} {
		if strings.Contains(page, word) {
			t.Errorf("a worker's page says %q", word)
		}
	}
	clinic := string(draw(t, said(lang.Zh).person("clinic-worker")))
	if !strings.Contains(clinic, "宫颈炎") {
		t.Error("the clinic's page does not show what the test looks for")
	}
}

func TestTextIsEscaped(t *testing.T) {
	evil := `<script>alert(1)</script>"'`
	v := said(lang.Zh).today()
	v.Groups[0].Rows[0].Name, v.Groups[0].Rows[0].Address, v.Groups[0].Rows[0].Phone.Full = evil, evil, evil
	v.Title, v.Path, v.Query = evil, evil, evil
	if strings.Contains(string(draw(t, v)), "<script>alert") {
		t.Error("a name became markup")
	}
}

func TestRenderFailsWithoutSendingAnything(t *testing.T) {
	w := httptest.NewRecorder()
	if err := Render(w, 200, broken{}); err == nil {
		t.Fatal("an unknown view was drawn")
	}
	if w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("sent %d bytes and %v", w.Body.Len(), w.Header())
	}
}

type broken struct{}

func (broken) template() string { return "no such page" }
func (broken) layout() string   { return "frame" }

func TestRenderKeepsPagesOutOfCaches(t *testing.T) {
	w := httptest.NewRecorder()
	if err := Render(w, 403, said(lang.Zh).faults()[0].view); err != nil {
		t.Fatal(err)
	}
	if w.Code != 403 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Security-Policy") != Policy {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// full is a worker's list of n people, as large as a page gets.
func full(n int) *TodayList {
	v := said(lang.Zh).today()
	row := v.Groups[0].Rows[4] // the longest name and address
	v.Groups = v.Groups[:1]
	v.Groups[0].Rows = nil
	for i := range n {
		row.ID, row.Key, row.ClientID = fmt.Sprint("p", i), "0190f3a2-7c1e-7d43-9b55-2f6d7a8e9c01.womens-screening.3.screening.2026-10-21", "0190f3a2-7c1e-7d43-9b55-2f6d7a8e9c01"
		row.Phone = Masked{Mask: "139 •••• 4021", Show: row.ClientID}
		row.Href = "/person/" + row.ClientID
		v.Groups[0].Rows = append(v.Groups[0].Rows, row)
	}
	return v
}

// TestFirstVisitIsSmall holds a full list page with everything it needs, unpacked, to 150,000 bytes.
func TestFirstVisitIsSmall(t *testing.T) {
	total := 0
	for name, a := range assets {
		if name == names["keys.js"] {
			continue // only a form that a key signs fetches it
		}
		t.Logf("%s: %d bytes, %d packed", name, len(a.raw), len(a.small))
		total += len(a.raw)
	}
	if total > 60_000 {
		t.Errorf("assets are %d bytes, at most 60,000", total)
	}
	if script := len(assets[names["youfu.js"]].raw); script > 8_000 {
		t.Errorf("the script is %d bytes, at most 8,000", script)
	}
	page := len(draw(t, full(PageSize)))
	t.Logf("a list of %d people: %d bytes", PageSize, page)
	if page+total > 150_000 {
		t.Errorf("a first visit is %d bytes, at most 150,000", page+total)
	}
}

func BenchmarkTodayList(b *testing.B) {
	v := full(PageSize)
	for b.Loop() {
		if err := Render(httptest.NewRecorder(), 200, v); err != nil {
			b.Fatal(err)
		}
	}
}
