package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"youfu/internal/fault"
	"youfu/internal/lang"
)

// Problem is one thing wrong with a definition, and where.
type Problem struct {
	Origin  Origin
	File    string // path below the shipped catalogue or the overlay
	Line    int    // 1-based
	Column  int    // 1-based, in characters
	Key     string // message key
	Args    []any
	Excerpt string // the line, and below it a caret under the place, also under wide characters
}

// Message is what is wrong, in language l.
func (p Problem) Message(l lang.Lang) string { return lang.T(l, p.Key, p.Args...) }

// Text is "file:line:column: message" and the excerpt below it.
func (p Problem) Text(l lang.Lang) string {
	return fmt.Sprintf("%s:%d:%d: %s\n%s", p.File, p.Line, p.Column, p.Message(l), p.Excerpt)
}

// Problems are all things wrong with a catalogue, by file and line.
type Problems []Problem

// Error is the problems in English.
func (ps Problems) Error() string { return ps.Text(lang.En) }

// Text is all problems in language l.
func (ps Problems) Text(l lang.Lang) string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.Text(l)
	}
	return strings.Join(texts, "\n")
}

// Unwrap classes the problems for the edge: Invalid, exit code 1.
func (ps Problems) Unwrap() error { return fault.New(fault.Invalid, "catalogue.problems", len(ps)) }

// orNil sorts the problems and is nil where there are none.
func (ps Problems) orNil() error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Origin, b.Origin), cmp.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	return ps
}

// excerpt is a line of a file with a caret below its column. Wide characters are padded with the ideographic space, so that the
// caret stands below its character wherever those are two columns wide.
func excerpt(line string, column int) string {
	var pad strings.Builder
	for i, c := range []rune(line) {
		if i == column-1 {
			break
		}
		switch {
		case c == '\t':
			pad.WriteRune('\t')
		case isWide(c):
			pad.WriteRune('\u3000')
		default:
			pad.WriteByte(' ')
		}
	}
	return line + "\n" + pad.String() + "^"
}

func isWide(c rune) bool {
	kind := width.LookupRune(c).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
