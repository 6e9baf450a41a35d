package internal

import (
	"fmt"
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// Lengths of functions and files, in lines.
const (
	explained    = 60  // a longer function says why, in a comment that begins with "long:"
	longest      = 100 // none is longer
	longestFile  = 500
	whyLongStart = "long:"
)

func lengths(t *tree) []string {
	var found []string
	for _, s := range t.program() {
		if ast.IsGenerated(s.file) {
			continue
		}
		if n := t.fset.Position(s.file.FileEnd).Line; n > longestFile {
			found = append(found, fmt.Sprintf("%s: %d lines: split it by what it is about (aim: 400)", s.path, n))
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			n := t.fset.Position(f.End()).Line - t.fset.Position(f.Pos()).Line + 1
			switch {
			case n > longest:
				found = append(found, fmt.Sprintf("%s: %s has %d lines: split it (aim: 40, at most %d)", t.at(f.Pos()), f.Name.Name, n, longest))
			case n > explained && !saysWhyLong(s.file, f):
				found = append(found, fmt.Sprintf("%s: %s has %d lines: split it, or say why in a comment \"// long: …\"", t.at(f.Pos()), f.Name.Name, n))
			}
		}
	}
	return found
}

func saysWhyLong(file *ast.File, f *ast.FuncDecl) bool {
	for _, group := range file.Comments {
		if group != f.Doc && (group.Pos() < f.Pos() || group.End() > f.End()) {
			continue
		}
		for line := range strings.SplitSeq(group.Text(), "\n") {
			if why, ok := strings.CutPrefix(line, whyLongStart); ok && len(strings.Fields(why)) > 1 {
				return true
			}
		}
	}
	return false
}

// chinese are the files outside of lang, demo and tests that may hold Chinese, each with its reason.
var chinese = map[string]string{
	"cmd/youfu/init_cmd.go":              "a district's name as an example",
	"cmd/youfu/main.go":                  "the product's own name",
	"internal/catalogue/case_form.go":    "what each key of a case means stands beside the key, both languages in one tag",
	"internal/catalogue/constitution.go": "what an article refuses stands beside its check, in both languages",
	"internal/catalogue/forms.go":        "what each key of a definition means stands beside the key, both languages in one tag",
	"internal/catalogue/report.go":       "what a directive does stands beside it, in both languages",
	"internal/catalogue/scheme_form.go":  "what each key of a scheme means stands beside the key, both languages in one tag",
	"internal/catalogue/words.go":        "words that no definition may use",
	"cmd/youfu/pay_close.go":             "an office's name as an example",
	"internal/exchange/support_files.go": "headings and words that files of cases may have in Chinese",
	"internal/post/password.go":          "passwords that people choose first",
	"internal/web/page/words.go":         "how Chinese writes ages and dates: grammar, not messages",
}

// messagesInLang keeps texts that people see where both languages are kept equal.
func messagesInLang(t *tree) []string {
	var found []string
	for _, s := range t.program() {
		if f := family(s.pkg); f == "lang" || f == "demo" || chinese[s.path] != "" {
			continue
		}
		holding := slices.DeleteFunc(texts(s), func(x text) bool { return !strings.ContainsFunc(x.value, isChinese) })
		if n := len(holding); n > 0 { // one finding for a file: it may hold hundreds
			found = append(found, fmt.Sprintf("%s: %.40q holds Chinese, the first of %d: texts are in internal/lang/messages", t.at(holding[0].pos), holding[0].value, n))
		}
	}
	return found
}

// isChinese reports whether r is a Han character or punctuation that only Chinese text has. Other full-width signs stand in what is read,
// not in what is said.
func isChinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。、；：？！（）《》「」【】", r)
}

// marks are the words that people leave in what they mean to finish; written in pieces, so that this file has none.
var marks = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX)\b`)

func unfinished(t *tree) []string {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(t.texts)) {
		n := 0
		for line := range strings.SplitSeq(t.texts[name], "\n") {
			n++
			if mark := marks.FindString(line); mark != "" {
				found = append(found, fmt.Sprintf("%s:%d: %s: finish it, or open an issue", name, n, mark))
			}
		}
	}
	return found
}

func function(lines int, comment string) string {
	return "package a\n\n" + comment + "func f() {\n" + strings.Repeat("\tg()\n", lines-2) + "}\n"
}

func TestLengths(t *testing.T) {
	tries(t, "functions and files are short", []broken{
		{"short", map[string]string{"internal/a/a.go": function(60, "")}, nil},
		{"long", map[string]string{"internal/a/a.go": function(61, "")}, []string{"internal/a/a.go:3: f has 61 lines"}},
		{"long, with a reason", map[string]string{"internal/a/a.go": function(100, "// f does it.\n//\n// long: one table of cases\n")}, nil},
		{"long, with an empty reason", map[string]string{"internal/a/a.go": function(61, "// long:\n")}, []string{"f has 61 lines"}},
		{"too long for any reason", map[string]string{"internal/a/a.go": function(101, "// long: one table of cases\n")}, []string{"f has 101 lines"}},
		{"a reason for another", map[string]string{"internal/a/a.go": function(61, "// long: one table of cases\n\n")}, []string{"f has 61 lines"}},
		{"a file", map[string]string{"internal/a/a.go": "package a\n" + strings.Repeat("// x\n", 500)}, []string{"501 lines"}},
		{"a test", map[string]string{"internal/a/a_test.go": function(200, "")}, nil},
	})
}

func TestMessagesInLang(t *testing.T) {
	tries(t, "messages are in lang", []broken{
		{"Han", map[string]string{"internal/web/a.go": "package web\n\nvar a = `x 保存`"}, []string{`internal/web/a.go:3: "x 保存"`}},
		{"punctuation, twice", map[string]string{"internal/web/a.go": `package web; var a, b = "a，b", "a。b"`}, []string{`"a，b" holds Chinese, the first of 2`}},
		{"full-width signs may", map[string]string{"internal/web/a.go": `package web; var a = "＝＋．"`}, nil},
		{"a comment may", map[string]string{"internal/web/a.go": "package web // 保存"}, nil},
		{"lang, demo and tests may", map[string]string{"internal/lang/a.go": `package lang; var a = "保存"`, "internal/demo/a.go": `package demo; var a = "保存"`,
			"internal/web/a_test.go": `package web; var a = "保存"`}, nil},
	})
}

func TestUnfinished(t *testing.T) {
	tries(t, "nothing is left unfinished", []broken{
		{"in Go", map[string]string{"internal/web/a.go": "package web\n// TO" + "DO: later"}, []string{"internal/web/a.go:2: TO" + "DO"}},
		{"in a folder that Go does not see", map[string]string{"docs/a.md": "x\n\nFIX" + "ME", "internal/a/testdata/a.yaml": "x: X" + "XX"}, []string{"docs/a.md:3", "internal/a/testdata/a.yaml:1"}},
		{"part of a word", map[string]string{"internal/web/a.go": "package web // MASTO" + "DON X" + "XXL"}, nil},
		{"what we did not write", map[string]string{"internal/web/static/x.min.js": "TO" + "DO"}, nil},
	})
}
