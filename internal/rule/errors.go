package rule

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"

	"youfu/internal/lang"
)

// Issue is one thing wrong with a rule's source.
type Issue struct {
	Line, Column int // 1-based, within the source; the column counts characters
	Key          string
	Args         []any
}

// Errors are all things wrong with a rule's source, in the order of the source as far as one reading can find them.
type Errors []Issue

// Error is the issues in English, one a line: line:column: message.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, issue := range e {
		lines[i] = fmt.Sprintf("%d:%d: %s", issue.Line, issue.Column, lang.T(lang.En, issue.Key, issue.Args...))
	}
	return strings.Join(lines, "\n")
}

// errorsOf are CEL's own findings: syntax and types. Their text is CEL's English; its place is exact.
func errorsOf(issues *cel.Issues) Errors {
	var all Errors
	for _, e := range issues.Errors() {
		key, args := "rule.cel", []any{e.Message}
		if own, ok := strings.CutPrefix(e.Message, ownMessage); ok {
			parts := strings.Split(own, "\x00")
			key, args = parts[0], make([]any, len(parts)-1)
			for i, a := range parts[1:] {
				args[i] = a
			}
		}
		all = append(all, Issue{e.Location.Line(), e.Location.Column() + 1, key, args})
	}
	return all
}

// undeclared tells of a name that is not declared, and what may have been meant.
func undeclared(name string, known []string) Issue {
	if near := Nearest(name, known); near != "" {
		return Issue{Key: "rule.undeclared-near", Args: []any{name, near}}
	}
	return Issue{Key: "rule.undeclared", Args: []any{name}}
}

// badCode tells of a value that the fact can never have.
func badCode(code, fact string, codes []string) Issue {
	if near := Nearest(code, codes); near != "" {
		return Issue{Key: "rule.code-near", Args: []any{code, fact, near}}
	}
	return Issue{Key: "rule.code", Args: []any{code, fact, strings.Join(codes, " ")}}
}

// Nearest is the one of known that name was probably meant to be, or "" where none is near: at most a third of its letters differ.
func Nearest(name string, known []string) string {
	best, least := "", max(1, utf8.RuneCountInString(name)/3)+1
	for _, k := range known {
		if d := distance([]rune(name), []rune(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete or replace between a and b (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
