package page

import (
	"fmt"
	"html/template"
	"strings"

	qr "github.com/piglig/go-qr"
)

// quiet is how many empty modules surround a code (ISO/IEC 18004).
const quiet = 4

// Code is a QR code that says a text: black on white in either theme, a picture within the page, so that nothing is fetched from elsewhere.
// A quarter of it may be soiled. The error tells of a text that is too long.
func Code(text string) (template.HTML, error) {
	code, err := qr.EncodeText(text, qr.Quartile)
	if err != nil {
		return "", fmt.Errorf("page: no code: %w", err)
	}
	size := code.Size()
	var dark strings.Builder
	for y := range size {
		for x := range size {
			if code.Module(x, y) {
				fmt.Fprintf(&dark, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	whole := size + 2*quiet
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`,
		whole, whole, template.HTMLEscapeString(text), whole, whole, dark.String())), nil
}
