// Package browser drives a real Chromium in tests: pages are tried as a person uses them, with styles, scripts, keyboard and the content
// security policy. One Chromium serves a test binary; each Page has its own cookies. A step that cannot be done fails the test and says
// what the page showed. Where Chromium is missing the test fails, and says how to get it; it is never skipped.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Widths, in CSS pixels, that every page is judged at.
const (
	Wide   = 1280
	Narrow = 390
	height = 900
)

// patience is how long a step may take on a busy machine before the test fails. Steps go on as soon as they can.
const patience = 30 * time.Second

// Page is one tab with its own cookies. It belongs to the goroutine of its test.
type Page struct {
	t    testing.TB
	ctx  context.Context
	mu   sync.Mutex
	said []string
}

// New opens an empty tab, which closes with the test. The test fails at its end if the page had an uncaught exception, a console error or
// something its content security policy refused, unless the test took these with Said.
func New(t testing.TB) *Page {
	t.Helper()
	chromium, err := shared()
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx}
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("browser: %v", err)
	}
	go p.listen(chromedp.Console(ctx))
	t.Cleanup(func() {
		for _, complaint := range p.Said() {
			t.Errorf("browser: the page complained: %s", complaint)
		}
	})
	p.Width(Wide)
	return p
}

func (p *Page) listen(messages func(func(chromedp.ConsoleMessage, error) bool)) {
	for m, err := range messages {
		// A refused form (422) and a page not found are "network" errors to the console, and ordinary to us.
		if err != nil || m.Source == "network" || m.Type != chromedp.ConsoleError && !m.IsException() {
			continue
		}
		p.mu.Lock()
		p.said = append(p.said, fmt.Sprintf("%s (%s:%d)", m.Text, m.URL, m.Line+1))
		p.mu.Unlock()
	}
}

// Said takes the complaints that the browser made about the pages so far.
func (p *Page) Said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	said := p.said
	p.said = nil
	return said
}

// Context is the tab, for chromedp's own actions.
func (p *Page) Context() context.Context { return p.ctx }

// run does one step within patience.
func run[T any](p *Page, step string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("browser: %s: %v\n%s", step, err, p.shown())
	}
	return value
}

// shown is the page's address and the beginning of its text, for failures.
func (p *Page) shown() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.body?.innerText ?? "").slice(0, 800)`))
	if err != nil {
		return fmt.Sprintf("(the page does not answer: %v)", err)
	}
	return text
}

// Open goes to url, waits until the page is loaded, and gives the HTTP status of the last answer.
func (p *Page) Open(url string) int {
	p.t.Helper()
	return status(run(p, "open "+url, chromedp.NavigateResponse(url)))
}

// Follow clicks on the first element that css selects, waits until the page that this opens is loaded, and gives its HTTP status.
func (p *Page) Follow(css string) int {
	p.t.Helper()
	return p.loads("follow "+css, chromedp.Click(chromedp.CSS(css)))
}

func (p *Page) loads(step string, action chromedp.Action[chromedp.Void]) int {
	p.t.Helper()
	return status(run(p, step, func(ctx context.Context, _ *chromedp.Target) (*network.Response, error) {
		return chromedp.RunResponse(ctx, action)
	}))
}

func status(r *network.Response) int {
	if r == nil {
		return 0
	}
	return int(r.Status)
}

// Click clicks on the first element that css selects, as soon as it can be seen.
func (p *Page) Click(css string) {
	p.t.Helper()
	run(p, "click "+css, chromedp.Click(chromedp.CSS(css)))
}

// Fill puts value into a field in place of what is there: text by keys, a file field by path, and dates, lists and other fields that the
// browser draws itself as a choice made in them.
func (p *Page) Fill(css, value string) {
	p.t.Helper()
	step, field := "fill "+css, chromedp.CSS(css)
	run(p, step, chromedp.WaitVisible(field))
	switch Eval[string](p, `(() => { const e = document.querySelector(%s); return e.tagName == "TEXTAREA" ? "text" : e.type })()`, css) {
	case "text", "search", "tel", "url", "email", "password", "number":
		run(p, step, chromedp.Focus(field))
		Eval[chromedp.Void](p, `document.querySelector(%s).select()`, css)
		if value == "" {
			value = kb.Backspace
		}
		run(p, step, chromedp.KeyEvent(value))
	case "file":
		run(p, step, chromedp.SetUploadFiles(field, []string{value}))
	default:
		Eval[chromedp.Void](p, `(() => {
			const e = document.querySelector(%s)
			e.focus()
			e.value = %s
			for (const kind of ["input", "change"]) e.dispatchEvent(new Event(kind, {bubbles: true}))
		})()`, css, value)
	}
	if got := p.Value(css); got != value && value != kb.Backspace && !strings.HasSuffix(got, filepath.Base(value)) {
		p.t.Fatalf("browser: %s: holds %q after %q was given\n%s", step, got, value, p.shown())
	}
}

// Value is what a field holds.
func (p *Page) Value(css string) string {
	p.t.Helper()
	return run(p, "value of "+css, chromedp.Value(chromedp.CSS(css)))
}

// Text is the text of the first element that css selects, as it is seen, once it can be seen.
func (p *Page) Text(css string) string {
	p.t.Helper()
	return run(p, "text of "+css, chromedp.Text(chromedp.CSS(css), chromedp.NodeVisible))
}

// Texts are the texts of all elements that css selects at this moment.
func (p *Page) Texts(css string) []string {
	p.t.Helper()
	return Eval[[]string](p, `Array.from(document.querySelectorAll(%s), e => e.innerText)`, css)
}

// WaitText waits until one of the elements that css selects holds want. It goes on through page loads.
func (p *Page) WaitText(css, want string) {
	p.t.Helper()
	p.until(fmt.Sprintf("wait for %q in %s", want, css),
		script(`Array.from(document.querySelectorAll(%s)).some(e => e.innerText.includes(%s))`, css, want))
}

// WaitGone waits until css selects nothing. It goes on through page loads.
func (p *Page) WaitGone(css string) {
	p.t.Helper()
	p.until("wait until there is no "+css, script(`document.readyState == "complete" && !document.querySelector(%s)`, css))
}

func (p *Page) until(step, condition string) {
	p.t.Helper()
	run(p, step, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		for {
			// An error here is a page that goes away while we ask: ask the next one.
			if done, err := chromedp.Evaluate[bool](condition)(ctx, tab); err == nil && done {
				return chromedp.Void{}, nil
			}
			select {
			case <-ctx.Done():
				return chromedp.Void{}, ctx.Err()
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
}

// keys are the keys that Press knows beside characters.
var keys = map[string]string{"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "Space": " ", "Backspace": kb.Backspace, "Delete": kb.Delete,
	"Up": kb.ArrowUp, "Down": kb.ArrowDown, "Left": kb.ArrowLeft, "Right": kb.ArrowRight, "Home": kb.Home, "End": kb.End}

// Press presses keys one after the other where the focus is: a name from "Enter Tab Escape Space Backspace Delete Up Down Left Right Home
// End", or characters; "Shift+", "Ctrl+" or "Alt+" may stand before either.
func (p *Page) Press(presses ...string) {
	p.t.Helper()
	for _, press := range presses {
		var held []chromedp.KeyOption
		key := press
		for name, modifier := range map[string]chromedp.Modifier{"Shift+": chromedp.ModifierShift, "Ctrl+": chromedp.ModifierCtrl, "Alt+": chromedp.ModifierAlt} {
			if rest, ok := strings.CutPrefix(key, name); ok {
				held, key = append(held, chromedp.KeyModifiers(modifier)), rest
			}
		}
		if named, ok := keys[key]; ok {
			key = named
		}
		run(p, "press "+press, chromedp.KeyEvent(key, held...))
	}
}

// Focused is the id of the element that has the keyboard; its tag name where it has no id.
func (p *Page) Focused() string {
	p.t.Helper()
	return Eval[string](p, `document.activeElement.id || document.activeElement.tagName.toLowerCase()`)
}

// URL is the address the page is at.
func (p *Page) URL() string {
	p.t.Helper()
	return run(p, "read the address", chromedp.Location())
}

// Count is how many elements css selects at this moment.
func (p *Page) Count(css string) int {
	p.t.Helper()
	return Eval[int](p, `document.querySelectorAll(%s).length`, css)
}

// Width sets the width of the window, in CSS pixels.
func (p *Page) Width(pixels int) {
	p.t.Helper()
	run(p, "set the width", chromedp.EmulateViewport(int64(pixels), height))
}

// Media sets what style sheets see: medium "print", "screen" or "" for the browser's own, and the preferred colour scheme "dark", "light"
// or "" for its own.
func (p *Page) Media(medium, scheme string) {
	p.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	run(p, "set the medium", func(ctx context.Context, tab *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: features})
	})
}

// Screenshot writes the whole page as a PNG to path, at the given width of the window in CSS pixels. The window is Wide afterwards.
func (p *Page) Screenshot(path string, width int) {
	p.t.Helper()
	p.Width(width)
	png := run(p, "screenshot", chromedp.FullScreenshot(100))
	p.Width(Wide)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Eval gives the value of an expression of JavaScript, waiting for it if it is a promise. Each %s becomes one of values, as a literal.
func Eval[T any](p *Page, expression string, values ...string) T {
	p.t.Helper()
	return run(p, "evaluate", chromedp.Evaluate[T](script(expression, values...), chromedp.EvalAwaitPromise))
}

// script puts values into an expression as literals: JSON is JavaScript.
func script(expression string, values ...string) string {
	literals := make([]any, len(values))
	for i, value := range values {
		literal, _ := json.Marshal(value) // a string cannot fail
		literals[i] = string(literal)
	}
	return fmt.Sprintf(expression, literals...)
}
