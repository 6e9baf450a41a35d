package browser

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const form = `<!doctype html><html lang="zh-CN"><head><title>t</title>
<style>body { background: white } @media print { body { background: rgb(1, 2, 3) } }
@media (prefers-color-scheme: dark) { body { background: black; color: white } }</style></head>
<body><main><h1>登记</h1><form method="post" action="/save" enctype="multipart/form-data">
<label>姓名 <input id="name" name="name" value="旧"></label>
<label>日期 <input id="on" name="on" type="date"></label>
<label>机构 <select id="site" name="site"><option value=""></option><option value="s1">一</option></select></label>
<label>备注 <textarea id="note" name="note">原来的</textarea></label>
<label>文件 <input id="file" name="file" type="file"></label>
<button id="save">保存</button></form></main></body></html>`

// site is a small server with what a page of ours has: a form, an answer that refuses, a redirect, a cookie, a strict policy.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(w http.ResponseWriter, status int, html string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
		w.WriteHeader(status)
		fmt.Fprint(w, html)
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { page(w, 200, form) })
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		r.ParseMultipartForm(1 << 20)
		status := 200
		if r.FormValue("name") == "" {
			status = 422
		}
		files := ""
		if f := r.MultipartForm.File["file"]; len(f) > 0 {
			files = f[0].Filename
		}
		page(w, status, fmt.Sprintf("<p id=got>%s|%s|%s|%s|%s</p>", r.FormValue("name"), r.FormValue("on"), r.FormValue("site"), r.FormValue("note"), files))
	})
	mux.HandleFunc("GET /cookie", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("seen")
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
		page(w, 200, fmt.Sprintf("<p>%v</p>", err == nil))
	})
	mux.HandleFunc("GET /moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	mux.HandleFunc("GET /late", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<p id=p>before</p><script>setTimeout(() => p.innerText = "after", 300)</script>`)
	})
	mux.HandleFunc("GET /inline", func(w http.ResponseWriter, r *http.Request) { page(w, 200, `<p>refused</p><script>1</script>`) })
	mux.HandleFunc("GET /throws", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `<p>x</p><script>noSuchThing()</script>`) })
	mux.HandleFunc("GET /bad", func(w http.ResponseWriter, r *http.Request) {
		page(w, 200, `<!doctype html><html><head><title>t</title></head><body><main><h1>h</h1><input id="unnamed"><p style="color:#ccc;background:#fff">pale</p></main></body></html>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestFormIsFilledAndSent(t *testing.T) {
	at := site(t)
	p := New(t)
	if status := p.Open(at + "/"); status != 200 {
		t.Fatalf("status %d", status)
	}
	file := filepath.Join(t.TempDir(), "people.csv")
	os.WriteFile(file, []byte("x"), 0o644)
	p.Fill("#name", "万俟 Li")
	p.Fill("#on", "2026-03-09")
	p.Fill("#site", "s1")
	p.Fill("#note", "")
	p.Fill("#file", file)
	if status := p.Follow("#save"); status != 200 {
		t.Errorf("status %d", status)
	}
	if got, want := p.Text("#got"), "万俟 Li|2026-03-09|s1||people.csv"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !strings.HasSuffix(p.URL(), "/save") {
		t.Errorf("at %s", p.URL())
	}
}

func TestStatusOfARefusalIsSeen(t *testing.T) {
	at := site(t)
	p := New(t)
	p.Open(at + "/")
	p.Fill("#name", "")
	if status := p.Follow("#save"); status != 422 {
		t.Errorf("status %d", status)
	}
	if status := p.Open(at + "/nowhere"); status != 404 {
		t.Errorf("status %d", status)
	}
	if status := p.Open(at + "/moved"); status != 200 || p.URL() != at+"/" {
		t.Errorf("status %d at %s", status, p.URL())
	}
}

func TestPagesShareNoCookies(t *testing.T) {
	at := site(t)
	a, b := New(t), New(t)
	a.Open(at + "/cookie")
	a.Open(at + "/cookie")
	b.Open(at + "/cookie")
	if a.Text("p") != "true" || b.Text("p") != "false" {
		t.Errorf("a has the cookie: %s; b: %s", a.Text("p"), b.Text("p"))
	}
}

func TestKeyboard(t *testing.T) {
	p := New(t)
	p.Open(site(t) + "/")
	p.Press("Tab")
	if p.Focused() != "name" {
		t.Errorf("focus on %s", p.Focused())
	}
	p.Press("Ctrl+a", "new", "Tab", "Shift+Tab")
	if p.Focused() != "name" || p.Value("#name") != "new" {
		t.Errorf("focus on %s, name %q", p.Focused(), p.Value("#name"))
	}
	p.Press("Enter")
	p.WaitText("#got", "new|")
}

func TestWaitTextSeesWhatComesLater(t *testing.T) {
	p := New(t)
	p.Open(site(t) + "/late")
	p.WaitText("p", "after")
	if got := p.Texts("p"); !slices.Equal(got, []string{"after"}) || p.Count("p") != 1 {
		t.Errorf("texts %q", got)
	}
	p.WaitGone("#missing")
}

func TestMediaAndScreenshot(t *testing.T) {
	p := New(t)
	p.Open(site(t) + "/")
	background := func() string { return Eval[string](p, `getComputedStyle(document.body).backgroundColor`) }
	p.Media("", "dark")
	if got := background(); got != "rgb(0, 0, 0)" {
		t.Errorf("dark: %s", got)
	}
	p.Media("print", "light")
	if got := background(); got != "rgb(1, 2, 3)" {
		t.Errorf("print: %s", got)
	}
	path := filepath.Join(t.TempDir(), "shots", "form.png")
	p.Screenshot(path, Narrow)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil || picture.Bounds().Dx() != Narrow {
		t.Errorf("%v, %v", picture.Bounds(), err)
	}
	if wide := Eval[int](p, `innerWidth`); wide != Wide {
		t.Errorf("width %d after a screenshot", wide)
	}
}

func TestComplaintsAreHeard(t *testing.T) {
	for path, want := range map[string]string{"/inline": "Content Security Policy", "/throws": "noSuchThing is not defined"} {
		t.Run(path, func(t *testing.T) {
			p := New(t)
			p.Open(site(t) + path)
			p.Text("p")
			var said []string
			for range 100 { // the message comes by its own way, a moment after the page
				if said = append(said, p.Said()...); len(said) > 0 {
					break
				}
				time.Sleep(50 * time.Millisecond)
			}
			if len(said) != 1 || !strings.Contains(said[0], want) {
				t.Errorf("said %q", said)
			}
		})
	}
}

func TestAxeFindsWhatIsWrongAndNothingElse(t *testing.T) {
	p := New(t)
	at := site(t)
	p.Open(at + "/")
	p.Axe()
	p.Open(at + "/bad")
	found := strings.Join(p.violations(), "\n")
	for _, want := range []string{"color-contrast (serious) at [p]", "html-has-lang", "label (critical) at [#unnamed]"} {
		if !strings.Contains(found, want) {
			t.Errorf("axe did not say %q, but:\n%s", want, found)
		}
	}
}

func TestMissingChromiumNamesTheRemedy(t *testing.T) {
	if _, err := find([]string{"no-such-program"}); err == nil || !strings.Contains(err.Error(), "make test") {
		t.Errorf("%v", err)
	}
}
