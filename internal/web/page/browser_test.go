package page

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"youfu/internal/browser"
	"youfu/internal/lang"
)

// serve answers with the gallery's whole pages under /LANG/NAME, with the headers that readers get, and lists the names.
func serve(t *testing.T) (base string, names []string) {
	t.Helper()
	pages := map[string]View{}
	for _, l := range lang.All {
		for _, s := range gallery(l) {
			if s.view.layout() == "fragment" {
				continue
			}
			pages["/"+string(l)+"/"+s.name] = s.view
			if l == lang.Zh {
				names = append(names, s.name)
			}
		}
	}
	mux := http.NewServeMux()
	mux.Handle(AssetPrefix, Assets())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		v, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if err := Render(w, 200, v); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL, names
}

// TestAxe judges every state of every page by WCAG 2.2 A and AA. Languages, colours and widths take turns from state to state; what
// does not take turns is that no page scrolls sideways, in either language and at either width.
func TestAxe(t *testing.T) {
	base, names := serve(t)
	p := browser.New(t)
	for i, name := range names {
		for j, l := range lang.All {
			width, scheme := browser.Wide, "light"
			if (i/2+j)%2 == 1 {
				width, scheme = browser.Narrow, "dark"
			}
			p.Media("", scheme)
			p.Width(width)
			p.Open(base + "/" + string(l) + "/" + name)
			if i%2 == j {
				p.Axe()
			}
			sideways(t, p)
			p.Width(browser.Wide + browser.Narrow - width)
			sideways(t, p)
		}
	}
}

func sideways(t *testing.T, p *browser.Page) {
	t.Helper()
	if over := browser.Eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.Errorf("%s: %d px wider than the window", p.URL(), over)
	}
}

// TestShots leaves pictures of the pages in the folder YOUFU_GALLERY: those whose names, such as zh-01-today-light-phone, match the
// regular expression YOUFU_SHOTS. They are for people to look at; without the variables there is nothing to do.
func TestShots(t *testing.T) {
	dir, want := os.Getenv("YOUFU_GALLERY"), os.Getenv("YOUFU_SHOTS")
	if dir == "" || want == "" {
		return
	}
	wanted := regexp.MustCompile(want)
	base, names := serve(t)
	p := browser.New(t)
	for _, name := range names {
		for _, l := range lang.All {
			for _, scheme := range []string{"light", "dark"} {
				for device, width := range map[string]int{"wide": browser.Wide, "phone": browser.Narrow} {
					shot := string(l) + "-" + name + "-" + scheme + "-" + device
					if !wanted.MatchString(shot) {
						continue
					}
					p.Media("", scheme)
					p.Width(width)
					p.Open(base + "/" + string(l) + "/" + name)
					p.Screenshot(filepath.Join(dir, shot+".png"), width)
				}
			}
		}
	}
}
