// Package internal has no code of its own: its tests read the source of the whole program and keep the rules that no compiler keeps. Each
// rule is a function from a tree of files to findings, and is tried on small trees that break it.
package internal

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// tree is the source of the program.
type tree struct {
	fset  *token.FileSet
	goes  []source          // the Go files
	texts map[string]string // every file that people write, Go or not, by path
}

// source is one Go file.
type source struct {
	path string // from the root of the module
	pkg  string // its package below internal, such as "care/due"; outside of internal its directory, such as "cmd/youfu"
	test bool   // its name ends in _test.go
	file *ast.File
}

// family is the first part of a package's path: a noun of the work, with its parts.
func family(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

// written are the extensions of files that people write.
var written = []string{".go", ".sql", ".md", ".yaml", ".yml", ".html", ".css", ".js", ".ts", ".json", ".sh", ".csv", ".mod", ""}

func loadTree(root fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet(), texts: map[string]string{}}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == ".git" || name == "demo" || name == "bench/out" || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir() || !slices.Contains(written, path.Ext(name)) || strings.HasSuffix(name, ".min.js") || !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if err != nil || path.Ext(name) == "" && info.Mode()&0o111 != 0 && info.Size() > 1<<20 { // the program that `make build` leaves
			return err
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		t.texts[name] = string(text)
		if path.Ext(name) == ".go" && !slices.Contains(strings.Split(name, "/"), "testdata") {
			return t.parse(name, text)
		}
		return nil
	})
	return t, err
}

func (t *tree) parse(name string, text []byte) error {
	file, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	pkg := strings.TrimPrefix(path.Dir(name), "internal/")
	t.goes = append(t.goes, source{path: name, pkg: pkg, test: strings.HasSuffix(name, "_test.go"), file: file})
	return nil
}

// program is the Go files that are built into a program: no tests.
func (t *tree) program() []source {
	return slices.DeleteFunc(slices.Clone(t.goes), func(s source) bool { return s.test })
}

func (t *tree) at(pos token.Pos) string {
	p := t.fset.Position(pos)
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// rules are all the rules, by name.
var rules = map[string]func(*tree) []string{
	"imports point down":             importsPointDown,
	"walls stand":                    wallsStand,
	"pure packages are pure":         purePackages,
	"packages are nouns of the work": packageNames,
	"tables are touched by owners":   tableOwners,
	"migrations name their owner":    migrationOwners,
	"placeholders ascend":            placeholdersAscend,
	"functions and files are short":  lengths,
	"messages are in lang":           messagesInLang,
	"nothing is left unfinished":     unfinished,
	"nobody is called":               nobodyIsCalled,
	"money is never a float":         moneyIsWhole,
	"passwords are dear":             dearPasswords,
}

func TestRulesOfTheHouse(t *testing.T) {
	whole, err := loadTree(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(whole.goes) < 20 {
		t.Fatalf("only %d Go files: not the whole program", len(whole.goes))
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		t.Run(name, func(t *testing.T) {
			for _, finding := range rules[name](whole) {
				t.Error(finding)
			}
		})
	}
}

// broken is a small tree and what a rule must find in it; nothing for a tree that keeps the rule.
type broken struct {
	name  string
	files map[string]string
	want  []string // a part of each finding, in order
}

// tries runs a rule on small trees.
func tries(t *testing.T, rule string, cases []broken) {
	t.Helper()
	if len(cases) < 2 || !slices.ContainsFunc(cases, func(c broken) bool { return len(c.want) > 0 }) {
		t.Fatal("a rule that has never failed is no rule")
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range c.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			small, err := loadTree(files)
			if err != nil {
				t.Fatal(err)
			}
			got := rules[rule](small)
			match := slices.EqualFunc(got, c.want, func(finding, part string) bool { return strings.Contains(finding, part) })
			if !match {
				t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}
