package page

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"youfu/internal/browser"
	"youfu/internal/lang"
)

// serve answers with the gallery's pages under /LANG/NAME, with the headers that readers get.
func serve(t *testing.T) (*httptest.Server, []string) {
	t.Helper()
	pages, addresses := map[string]View{}, []string{}
	for _, l := range lang.All {
		for _, s := range gallery(l) {
			address := "/" + string(l) + "/" + s.name
			pages[address] = s.view
			addresses = append(addresses, address)
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
	return server, addresses
}

// TestAxe judges every page of the gallery by WCAG 2.2 A and AA: Chinese on a desktop in light colours, English on a phone in dark ones.
// It also checks that no page scrolls sideways. With YOUFU_SHOTS it leaves pictures of the pages whose name contains that text.
func TestAxe(t *testing.T) {
	server, addresses := serve(t)
	p := browser.New(t)
	looks := map[string]struct {
		scheme string
		width  int
	}{"zh": {"light", browser.Wide}, "en": {"dark", browser.Narrow}}
	for _, address := range addresses {
		look := looks[address[1:3]]
		p.Media("", look.scheme)
		p.Width(look.width)
		p.Open(server.URL + address)
		p.Axe()
		if over := browser.Eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%s: %d px wider than the window", address, over)
		}
	}
}

// TestShots leaves pictures of the pages whose address contains YOUFU_SHOTS in the folder YOUFU_GALLERY.
func TestShots(t *testing.T) {
	want, dir := os.Getenv("YOUFU_SHOTS"), os.Getenv("YOUFU_GALLERY")
	if want == "" || dir == "" {
		return
	}
	server, addresses := serve(t)
	p := browser.New(t)
	for _, address := range addresses {
		if !strings.Contains(address, want) {
			continue
		}
		for _, scheme := range []string{"light", "dark"} {
			p.Media("", scheme)
			for _, width := range []int{browser.Wide, browser.Narrow} {
				p.Width(width)
				p.Open(server.URL + address)
				name := strings.ReplaceAll(address[1:], "/", "-") + "-" + scheme + "-" + map[int]string{browser.Wide: "wide", browser.Narrow: "phone"}[width]
				p.Screenshot(filepath.Join(dir, name+".png"), width)
			}
		}
	}
}
