package catalogue

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"youfu/internal/rule"
)

// source is the text of one file, with the means to point into it.
type source struct {
	origin Origin
	file   string
	lines  []string
	report *Problems
	rules  []placedRule // what was compiled from this file, for the constitution
}

// placedRule is a rule and where it stands.
type placedRule struct {
	node *yaml.Node
	rule *rule.Rule
}

func newSource(origin Origin, file string, text []byte, report *Problems) *source {
	lines := strings.Split(lineBreaks.Replace(string(text)), "\n")
	return &source{origin: origin, file: file, lines: lines, report: report}
}

// lineBreaks are those that YAML knows.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// problem notes what is wrong at a place, or at the last line where the place is the end of the file.
func (s *source) problem(line, column int, key string, args ...any) {
	line = max(1, min(line, len(s.lines)))
	*s.report = append(*s.report, Problem{s.origin, s.file, line, column, key, args, excerpt(s.lines[line-1], column)})
}

// at notes what is wrong with a node.
func (s *source) at(n *yaml.Node, key string, args ...any) { s.problem(n.Line, n.Column, key, args...) }

// isText reports whether the file is text that a database can hold, and says so where it is not.
func (s *source) isText(raw []byte) bool {
	ok := utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0
	if !ok {
		s.problem(1, 1, "catalogue.encoding")
	}
	return ok
}

// parse reads the file as one YAML document; nil where it cannot.
func (s *source) parse(text []byte) *yaml.Node {
	if !s.isText(text) {
		return nil
	}
	var document yaml.Node
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err == nil {
		err = loader.Load(&document)
	}
	if err == io.EOF {
		s.problem(1, 1, "catalogue.empty")
		return nil
	}
	if err == nil && loader.Load(new(yaml.Node)) != io.EOF {
		s.problem(1, 1, "catalogue.documents")
		return nil
	}
	if err != nil {
		line, column, message := 1, 1, err.Error()
		var e *yaml.LoadError
		if errors.As(err, &e) {
			line, column, message = max(1, e.Mark.Line), max(1, e.Mark.Column), e.Message
		}
		s.problem(line, column, "catalogue.yaml", message)
		return nil
	}
	return document.Content[0]
}

// rule notes what is wrong with a rule, each issue at its place in the file.
func (s *source) rule(n *yaml.Node, err error) {
	var issues rule.Errors
	if !errors.As(err, &issues) {
		s.at(n, "rule.cel", err.Error())
		return
	}
	for _, issue := range issues {
		line, column := s.within(n, issue.Line, issue.Column)
		s.problem(line, column, issue.Key, issue.Args...)
	}
}

// within finds the place in the file of a place within a scalar's value. YAML folds, quotes and indents, but keeps the characters
// that are not space in order: so the k-th of those in the value is the k-th in the file.
func (s *source) within(n *yaml.Node, line, column int) (int, int) {
	skip := 0
	for i, text := range strings.Split(n.Value, "\n") {
		runes := []rune(text)
		if i == line-1 {
			runes = runes[:min(column-1, len(runes))]
		}
		if i < line {
			skip += visible(runes)
		}
	}
	at := place{n.Line, n.Column}
	switch n.Style &^ yaml.TaggedStyle {
	case yaml.LiteralStyle, yaml.FoldedStyle:
		at = place{n.Line + 1, 1} // below the | or >
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		at.column++
	}
	at = s.walk(at, skip, n.Style)
	return at.line, at.column
}

type place struct{ line, column int }

func visible(runes []rune) (n int) {
	for _, c := range runes {
		if !unicode.IsSpace(c) {
			n++
		}
	}
	return n
}

// walk passes over skip characters that are not space, and over the space after them.
func (s *source) walk(at place, skip int, style yaml.Style) place {
	for line := at.line; line <= len(s.lines); line++ {
		runes := []rune(s.lines[line-1])
		first := 0
		if line == at.line {
			first = at.column - 1
		}
		escaped := false
		for i := first; i < len(runes); i++ {
			escaped = !escaped && isEscape(runes, i, style)
			if unicode.IsSpace(runes[i]) || escaped {
				continue
			}
			if skip == 0 {
				return place{line, i + 1}
			}
			skip--
		}
	}
	return at
}

// isEscape reports whether the character at i only escapes the next, as in \" or ”.
func isEscape(runes []rune, i int, style yaml.Style) bool {
	if i+1 >= len(runes) {
		return false
	}
	switch style &^ yaml.TaggedStyle {
	case yaml.DoubleQuotedStyle:
		return runes[i] == '\\'
	case yaml.SingleQuotedStyle:
		return runes[i] == '\'' && runes[i+1] == '\''
	}
	return false
}
