package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func TestAssetsAreServedForGood(t *testing.T) {
	for plain := range names {
		for _, coding := range []string{"", "gzip, br"} {
			r := httptest.NewRequest("GET", AssetURL(plain), nil)
			r.Header.Set("Accept-Encoding", coding)
			w := httptest.NewRecorder()
			Assets().ServeHTTP(w, r)
			body := io.Reader(w.Body)
			if coding != "" {
				unpacked, err := gzip.NewReader(body)
				if err != nil {
					t.Fatalf("%s: %v", plain, err)
				}
				body = unpacked
			}
			got, err := io.ReadAll(body)
			if err != nil || !bytes.Equal(got, assets[names[plain]].raw) {
				t.Errorf("%s with %q: other content (%v)", plain, coding, err)
			}
			if cache := w.Header().Get("Cache-Control"); !strings.Contains(cache, "immutable") {
				t.Errorf("%s: cached as %q", plain, cache)
			}
		}
	}
}

func TestUnknownAssetIsNotFound(t *testing.T) {
	for _, path := range []string{"/assets/youfu.css", "/assets/../page.go", "/assets/"} {
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestStyleNeedsNothingFromElsewhere finds fonts, images and imports in the style sheet.
func TestStyleNeedsNothingFromElsewhere(t *testing.T) {
	for _, word := range []string{"url(", "@import", "@font-face", "http"} {
		if strings.Contains(style(), word) {
			t.Errorf("the style sheet has %s", word)
		}
	}
}

// TestDarkChangesOnlyColoursThatExist finds a colour that one theme has and the other has not.
func TestDarkChangesOnlyColoursThatExist(t *testing.T) {
	variable := regexp.MustCompile(`(--[a-z0-9]+):#`)
	has := func(name string) map[string]bool {
		set := map[string]bool{}
		for _, m := range variable.FindAllStringSubmatch(read(name), -1) {
			set[m[1]] = true
		}
		return set
	}
	light, dark := has("tokens.css"), has("dark.css")
	for name := range light {
		if !dark[name] {
			t.Errorf("%s has no dark colour", name)
		}
	}
	for name := range dark {
		if !light[name] {
			t.Errorf("%s has no light colour", name)
		}
	}
	if len(light) < 20 {
		t.Errorf("only %d colours found", len(light))
	}
}

// TestEveryIconIsDrawn follows the icons that navigation, states and templates name: one that is not drawn shows as nothing.
func TestEveryIconIsDrawn(t *testing.T) {
	drawn := map[string]bool{}
	for _, d := range drawings() {
		drawn[d[0]] = true
	}
	for name, shape := range navIcons {
		if !drawn[shape] {
			t.Errorf("%s: no icon %s", name, shape)
		}
	}
	for state, look := range looks {
		if look.icon != "" && !drawn[look.icon] {
			t.Errorf("%s: no icon %s", state, look.icon)
		}
	}
	used := regexp.MustCompile(`\{\{icon "([a-z]+)"\}\}`)
	dir, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range dir {
		raw, _ := files.ReadFile(f.Name())
		for _, m := range used.FindAllStringSubmatch(string(raw), -1) {
			if !drawn[m[1]] {
				t.Errorf("%s: no icon %s", f.Name(), m[1])
			}
		}
	}
}
