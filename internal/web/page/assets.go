package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// AssetPrefix is where Assets must be served.
const AssetPrefix = "/assets/"

// asset is one file that pages refer to, ready to send in both codings.
type asset struct {
	kind       string
	raw, small []byte
}

// assets by their hashed name; names by their plain one. They never change under a name, so browsers keep them for good.
var assets, names = pack()

func pack() (map[string]asset, map[string]string) {
	all, hashed := map[string]asset{}, map[string]string{}
	for name, content := range map[string]string{"youfu.css": style(), "youfu.js": read("youfu.js"), "keys.js": read("keys.js"), "icons.svg": sprite(), "seal.svg": read("seal.svg")} {
		sum := sha256.Sum256([]byte(content))
		ext := path.Ext(name)
		unique := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		hashed[name] = unique
		all[unique] = asset{kind: kinds[ext], raw: []byte(content), small: squeeze(content)}
	}
	return all, hashed
}

var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

func read(name string) string {
	raw, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // embedded: cannot fail in a built program
	}
	return string(raw)
}

// style puts the style sheet together. The dark colours are written once and used twice: where the system is dark and the reader
// has not chosen light, and where the reader has chosen dark.
func style() string {
	dark := read("dark.css")
	return read("tokens.css") +
		"@media (prefers-color-scheme:dark){:root:not([data-theme=light]){" + dark + "}}\n" +
		":root[data-theme=dark]{" + dark + "}\n" +
		read("base.css") + read("frame.css") + read("parts.css") + read("forms.css") + read("pages.css") + read("support.css") + read("phone.css") + read("print.css")
}

// drawings are the icons: icons.txt has a name and the inside of a 24 by 24 drawing per line.
func drawings() (list [][2]string) {
	for line := range strings.Lines(read("icons.txt")) {
		if name, drawing, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			list = append(list, [2]string{name, drawing})
		}
	}
	return list
}

// sprite makes one SVG of all icons.
func sprite() string {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, d := range drawings() {
		b.WriteString(`<symbol id="` + d[0] + `" viewBox="0 0 24 24">` + d[1] + `</symbol>`)
	}
	b.WriteString(`</svg>`)
	return b.String()
}

func squeeze(content string) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid and a Buffer does not fail
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	return b.Bytes()
}

// AssetURL is the address of an asset; it panics on a name that does not exist, which Ready reports.
func AssetURL(name string) string {
	unique, ok := names[name]
	if !ok {
		panic("page: no asset " + name)
	}
	return AssetPrefix + unique
}

// icon refers to a drawing of the sprite. Icons stand beside words and are hidden from screen readers.
func icon(name string) template.HTML {
	if name == "" {
		return ""
	}
	return template.HTML(`<svg class="i" aria-hidden="true"><use href="` + AssetURL("icons.svg") + "#" + template.HTMLEscapeString(name) + `"/></svg>`)
}

// Assets serves the assets below AssetPrefix.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets[strings.TrimPrefix(r.URL.Path, AssetPrefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		body := a.raw
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.small
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // a reader who went away is no fault of ours
	})
}
