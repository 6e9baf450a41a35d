package page

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"youfu/internal/browser"
	"youfu/internal/lang"
)

// office is a server with one page, which keeps what is posted to it.
type office struct {
	*httptest.Server
	mu    sync.Mutex
	posts []posted
}

type posted struct {
	path string
	form url.Values
}

// open serves v under "/" and answers a POST to a path with what answers has for it, else with v again.
func open(t *testing.T, v View, answers map[string]View) *office {
	t.Helper()
	o := &office{}
	mux := http.NewServeMux()
	mux.Handle(AssetPrefix, Assets())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		shown := v
		if r.Method == http.MethodPost {
			_ = r.ParseForm()
			o.mu.Lock()
			o.posts = append(o.posts, posted{r.URL.Path, r.PostForm})
			o.mu.Unlock()
		}
		if other, ok := answers[r.URL.Path]; ok {
			shown = other
		}
		if err := Render(w, http.StatusOK, shown); err != nil {
			t.Error(err)
		}
	})
	o.Server = httptest.NewServer(mux)
	t.Cleanup(o.Close)
	return o
}

// last is the last thing posted.
func (o *office) last() posted {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.posts) == 0 {
		return posted{}
	}
	return o.posts[len(o.posts)-1]
}

// closed is the worker's list with no row open.
func closed() *TodayList {
	v := said(lang.Zh).today()
	v.Groups[0].Rows[1].Open = false
	return v
}

const third = "#p4 " // the third row that takes an answer

func TestKeysAnswerForTheOpenRow(t *testing.T) {
	o := open(t, closed(), nil)
	p := browser.New(t)
	p.Open(o.URL)
	p.Press("3")
	if got := o.last(); got.path != "" {
		t.Fatalf("a key with no row open posted %v", got)
	}
	p.Click(third + "summary")
	p.Press("3")
	waitFor(t, o, "/today/answer")
	form := o.last().form
	if form.Get("answer") != "declined" || form.Get("key") != "key-4" || form.Get("client_id") != "0190-4" {
		t.Errorf("posted %v", form)
	}
}

// waitFor waits until something was posted to path. It asks the server and not the page, which may just be leaving.
func waitFor(t *testing.T, o *office, path string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if o.last().path == path {
			return
		}
	}
	t.Fatalf("nothing was posted to %s, but %v", path, o.last())
}

func TestDigitsInTheNoteAreANote(t *testing.T) {
	o := open(t, closed(), nil)
	p := browser.New(t)
	p.Open(o.URL)
	p.Click(third + "summary")
	p.Fill(third+"[name=note]", "5")
	if got := o.last(); got.path != "" {
		t.Fatalf("a digit in the note posted %v", got)
	}
	p.Press("Escape")
	if p.Count(third+"details[open]") != 0 {
		t.Error("Esc does not close the row")
	}
	if p.Focused() != "summary" {
		t.Errorf("after Esc the focus is on %s", p.Focused())
	}
}

func TestSlashGoesToTheSearchBox(t *testing.T) {
	v := closed()
	o := open(t, v, nil)
	p := browser.New(t)
	p.Open(o.URL)
	p.Press("/")
	if p.Focused() != "q" || p.Value("#q") != "" {
		t.Errorf("the focus is on %s, which holds %q", p.Focused(), p.Value("#q"))
	}
	v.KeysOff = true
	p.Open(o.URL)
	p.Press("/")
	if p.Focused() == "q" {
		t.Error("a key that was switched off still works")
	}
}

func TestThemeChangesAtOnceAndIsKept(t *testing.T) {
	o := open(t, closed(), nil)
	p := browser.New(t)
	p.Media("", "light")
	p.Open(o.URL + "/?x=1")
	p.Click("button.theme")
	if got := browser.Eval[string](p, `document.documentElement.dataset.theme`); got != "dark" {
		t.Errorf("the theme is %q", got)
	}
	waitFor(t, o, "/preferences")
	if got := o.last().form.Get("theme"); got != "dark" {
		t.Errorf("%q is kept", got)
	}
	if !strings.Contains(p.URL(), "x=1") {
		t.Errorf("the page was left for %s", p.URL())
	}
	p.Click(".tools .menu summary")
	p.Click(".menu button[value=system]")
	if got := browser.Eval[string](p, `document.documentElement.dataset.theme ?? "system"`); got != "system" {
		t.Errorf("after following the system the theme is %q", got)
	}
}

// preview is what the server answers while a visit is filled in.
func preview() *VisitPreview {
	l := said(lang.Zh)
	return &VisitPreview{Frame: Frame{Lang: lang.Zh, Today: today}, Asked: []string{"bleeding"}, Outlook: l.wrongVisit().Outlook}
}

func TestPreviewShowsWhatIsAskedAndWhatFollows(t *testing.T) {
	v := said(lang.Zh).visit()
	o := open(t, v, map[string]View{v.Preview: preview()})
	p := browser.New(t)
	p.Open(o.URL)
	if p.Count("#q-bleeding[hidden]") != 1 || p.Count("#q-hpv:not([hidden])") != 1 {
		t.Fatal("the form does not open as the server decided")
	}
	p.Click("input[value=cervicitis]")
	p.WaitText("#outlook", "因为：宫颈炎")
	if p.Count("#q-bleeding:not([hidden])") != 1 || p.Count("#q-hpv[hidden]") != 1 {
		t.Error("the dependent questions do not follow the answer")
	}
	if got := o.last(); got.path != v.Preview || got.form.Get("findings") != "cervicitis" || got.form.Get("client_id") != v.ClientID {
		t.Errorf("asked with %v", got)
	}
	p.Axe()
}

func TestNothingFoundStandsAlone(t *testing.T) {
	v := said(lang.Zh).visit()
	o := open(t, v, map[string]View{v.Preview: preview()})
	p := browser.New(t)
	p.Open(o.URL)
	p.Click("input[value=cervicitis]")
	p.Click("input[value=fibroid]")
	p.Click("input[value=none]")
	if n := p.Count("input[name=findings]:checked"); n != 1 {
		t.Errorf("%d findings beside none", n-1)
	}
	p.Click("input[value=bv]")
	if p.Count("input[value=none]:checked") != 0 {
		t.Error("none stays beside a finding")
	}
}

func TestSwapMendsAPair(t *testing.T) {
	v := said(lang.Zh).wrongVisit()
	o := open(t, v, map[string]View{v.Preview: preview()})
	p := browser.New(t)
	p.Open(o.URL)
	if got := p.Focused(); got != "wrong" {
		t.Errorf("the focus is on %s, not on the summary", got)
	}
	p.Click("button[name=swap]")
	if p.Value("[name=bp_1]") != "148" || p.Value("[name=bp_2]") != "92" {
		t.Errorf("swapped to %s/%s", p.Value("[name=bp_1]"), p.Value("[name=bp_2]"))
	}
}

func TestProgressIsFollowedToTheEnd(t *testing.T) {
	l := said(lang.Zh)
	running, done := l.oneImport(StepApply), l.oneImport(StepDone)
	part := &ImportProgress{Frame: running.Frame, Step: StepApply, Progress: Progress{Done: 444, Total: 508, Running: true}}
	pages := map[string]View{"/imports/1/progress": part}
	var mu sync.Mutex
	asked := 0
	mux := http.NewServeMux()
	mux.Handle(AssetPrefix, Assets())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		view := View(running)
		if v, ok := pages[r.URL.Path]; ok {
			asked++
			if view = v; asked == 2 {
				part.Over = true
			}
		} else if part.Over {
			view = done
		}
		if err := Render(w, http.StatusOK, view); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p := browser.New(t)
	p.Open(server.URL)
	p.WaitText(".work", "444 / 508")
	p.WaitText("main", "已写入登记册")
}

// TestAnswersNeedNoScript records an answer in a browser that runs none.
func TestAnswersNeedNoScript(t *testing.T) {
	o := open(t, closed(), nil)
	p := browser.New(t)
	withoutScript := func(ctx context.Context, tab *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	if _, err := chromedp.Run(p.Context(), withoutScript); err != nil {
		t.Fatal(err)
	}
	p.Open(o.URL)
	p.Click(third + "summary")
	p.Fill(third+"[name=note]", "晚上再打")
	p.Follow(third + "button[value=will-come]")
	if got := o.last(); got.form.Get("answer") != "will-come" || got.form.Get("note") != "晚上再打" {
		t.Errorf("posted %v", got)
	}
}

// TestEvidenceOpensBesideTheReport follows a figure of the report to its evidence and back.
func TestEvidenceOpensBesideTheReport(t *testing.T) {
	o := open(t, said(lang.Zh).reports()[2].view, nil)
	p := browser.New(t)
	p.Open(o.URL)
	visible := func(css string) bool {
		return browser.Eval[bool](p, `document.querySelector(%s).checkVisibility()`, css)
	}
	if visible("#e-4d") {
		t.Error("evidence is open before anybody asked")
	}
	p.Click("#k-4d")
	if !visible("#e-4d") || visible("#e-4a") {
		t.Error("the evidence of 4d is not the one that is open")
	}
	p.Axe()
	p.Click("#e-4d header a")
	if visible("#e-4d") {
		t.Error("the evidence does not close")
	}
}
