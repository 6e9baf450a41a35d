package internal

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers are the packages from top to bottom: each imports only from layers below its own. A package's parts stand in its layer.
var layers = [][]string{
	{"cmd", "bench"},
	{"web"},
	{"demo"},
	{"portal", "exchange", "field"},
	{"office"},
	{"district"},
	{"report"},
	{"figure"},
	{"duty", "voice"},
	{"benefit", "ledger", "notary"},
	{"care", "mec", "stock"},
	{"catalogue"},
	{"person", "place", "post", "audit"},
	{"custody"},
	{"seal", "rule"},
	{"store"},
	{"civil", "money", "actor", "lang", "chart"},
	{"fault", "id"},
	{"testdb", "browser"},
}

// beside are the imports inside a layer that are allowed, each with its reason.
var beside = []struct{ from, to, reason string }{
	{"benefit", "ledger", "what is funded, ordered and paid moves money"},
	{"benefit", "notary", "each act writes its commitment in its own transaction"},
}

// walls are imports that must not be, whether directly or through other packages.
var walls = []struct{ from, to, reason string }{
	{"benefit", "care", "R2: benefits never depend on contraception or its refusal, so service records are not within their reach"},
	{"benefit", "mec", "R2: medical eligibility is no fact for benefits"},
	{"benefit", "stock", "R2: what was dispensed is no fact for benefits"},
	{"portal", "care", "public pages read released data only"},
	{"portal", "mec", "public pages read released data only"},
	{"portal", "person", "public pages read released data only"},
	{"*", "testdb", "it is for tests"},
	{"*", "browser", "it is for tests"},
}

// pure are the packages that compute from their arguments alone: the same facts and date give the same answer, in a test and in ten years.
var pure = []string{"care/due", "care/check", "benefit/assess", "benefit/entitle", "rule", "mec", "civil", "money"}

// impure are the imports that pure packages must do without; a pattern that ends in / means everything below.
// database/sql/driver, which says how a value is stored, and log/slog, which says how it is logged, reach nothing.
var impure = []string{"database/sql", "net", "net/", "os", "os/", "io/ioutil", "log", "math/rand", "math/rand/", "crypto/rand", "youfu/internal/store"}

// clocks are the functions of package time that read the clock or wait for it.
var clocks = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}

// noNouns say nothing about the work; what is put into such a package belongs to one that does.
var noNouns = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "service", "services", "manager", "managers", "misc", "shared", "base"}

// imports are the imports of a file, each with its position.
func imports(s source) map[string]*ast.ImportSpec {
	all := map[string]*ast.ImportSpec{}
	for _, spec := range s.file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		all[name] = spec
	}
	return all
}

// ours is the package below internal that an import names.
func ours(name string) (pkg string, ok bool) { return strings.CutPrefix(name, "youfu/internal/") }

func layerOf(pkg string) int {
	return slices.IndexFunc(layers, func(layer []string) bool { return slices.Contains(layer, family(pkg)) })
}

func importsPointDown(t *tree) []string {
	var found []string
	for _, s := range t.program() {
		from := layerOf(s.pkg)
		if from < 0 {
			if s.pkg != "catalog" { // the practice as data: it embeds itself and imports nothing
				found = append(found, fmt.Sprintf("%s: package %s has no place in layers (arch_test.go)", s.path, s.pkg))
			}
			continue
		}
		named := imports(s)
		for _, name := range slices.Sorted(maps.Keys(named)) {
			pkg, ok := ours(name)
			if !ok || family(pkg) == family(s.pkg) {
				continue
			}
			if to := layerOf(pkg); to < from || to == from && !isBeside(s.pkg, pkg) {
				found = append(found, fmt.Sprintf("%s: %s must not import %s, which does not stand below it", t.at(named[name].Pos()), s.pkg, pkg))
			}
		}
	}
	return found
}

func isBeside(from, to string) bool {
	for _, b := range beside {
		if b.from == family(from) && b.to == family(to) {
			return true
		}
	}
	return false
}

func wallsStand(t *tree) []string {
	direct := map[string][]string{} // what each package imports of ours
	for _, s := range t.program() {
		for name := range imports(s) {
			if pkg, ok := ours(name); ok && !slices.Contains(direct[s.pkg], pkg) {
				direct[s.pkg] = append(direct[s.pkg], pkg)
			}
		}
	}
	var found []string
	for _, w := range walls {
		for _, pkg := range slices.Sorted(maps.Keys(direct)) {
			if family(pkg) == w.to || w.from != "*" && family(pkg) != w.from {
				continue
			}
			if way := wayTo(direct, pkg, w.to, nil); way != nil {
				found = append(found, fmt.Sprintf("%s: %s", strings.Join(way, " imports "), w.reason))
			}
		}
	}
	return found
}

// wayTo is the chain of imports from a package to a family; nil where there is none.
func wayTo(direct map[string][]string, from, to string, seen []string) []string {
	for _, next := range slices.Sorted(slices.Values(direct[from])) {
		if family(next) == to {
			return []string{from, next}
		}
		if slices.Contains(seen, next) {
			continue
		}
		seen = append(seen, next)
		if rest := wayTo(direct, next, to, seen); rest != nil {
			return append([]string{from}, rest...)
		}
	}
	return nil
}

func purePackages(t *tree) []string {
	var found []string
	for _, s := range t.program() {
		if !slices.ContainsFunc(pure, func(p string) bool { return s.pkg == p || strings.HasPrefix(s.pkg, p+"/") }) {
			continue
		}
		named := imports(s)
		for _, name := range slices.Sorted(maps.Keys(named)) {
			if slices.ContainsFunc(impure, func(p string) bool { return name == p || strings.HasSuffix(p, "/") && strings.HasPrefix(name, p) }) {
				found = append(found, fmt.Sprintf("%s: %s is pure and must not import %s", t.at(named[name].Pos()), s.pkg, name))
			}
		}
		if _, ok := named["time"]; ok {
			found = append(found, clockReadings(t, s)...)
		}
	}
	return found
}

func clockReadings(t *tree, s source) []string {
	var found []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains(clocks, selector.Sel.Name) {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == "time" {
			found = append(found, fmt.Sprintf("%s: %s is pure and must not call time.%s: it is given the date", t.at(selector.Pos()), s.pkg, selector.Sel.Name))
		}
		return true
	})
	return found
}

func dearPasswords(t *tree) (found []string) {
	for _, s := range t.program() {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok && x.Sel.Name == "HashCheaply" {
				found = append(found, fmt.Sprintf("%s: HashCheaply is for tests", t.at(x.Pos())))
			}
			return true
		})
	}
	return found
}

func packageNames(t *tree) []string {
	var found []string
	seen := map[string]bool{}
	for _, s := range t.goes {
		for _, name := range []string{path.Base(s.pkg), strings.TrimSuffix(s.file.Name.Name, "_test")} {
			if slices.Contains(noNouns, name) && !seen[s.pkg] {
				seen[s.pkg] = true
				found = append(found, fmt.Sprintf("%s: %q says nothing about the work", s.path, name))
			}
		}
	}
	return found
}

func TestImportsPointDown(t *testing.T) {
	tries(t, "imports point down", []broken{
		{"down", map[string]string{
			"internal/care/a.go":     `package care; import ("youfu/internal/care/due"; "youfu/internal/person"; "os")`,
			"internal/care/due/a.go": `package due; import "youfu/internal/civil"`,
			"cmd/youfu/a.go":         `package main; import "youfu/internal/web"`,
		}, nil},
		{"up", map[string]string{"internal/civil/date.go": "package civil\n\nimport \"youfu/internal/care\""},
			[]string{"internal/civil/date.go:3: civil must not import care"}},
		{"a part imports up", map[string]string{"internal/care/due/a.go": `package due; import "youfu/internal/web/page"`},
			[]string{"care/due must not import web/page"}},
		{"beside", map[string]string{"internal/duty/a.go": `package duty; import "youfu/internal/voice"`}, []string{"duty must not import voice"}},
		{"a test may", map[string]string{"internal/civil/a_test.go": `package civil; import "youfu/internal/care"`}, nil},
		{"no place", map[string]string{"internal/novelty/a.go": `package novelty`}, []string{"novelty has no place"}},
	})
}

func TestWallsStand(t *testing.T) {
	tries(t, "walls stand", []broken{
		{"direct", map[string]string{"internal/benefit/a.go": `package benefit; import "youfu/internal/care/due"`}, []string{"benefit imports care/due: R2"}},
		{"through another", map[string]string{
			"internal/portal/a.go":   `package portal; import "youfu/internal/district"`,
			"internal/district/a.go": `package district; import ("youfu/internal/store"; "youfu/internal/person")`,
			"internal/store/a.go":    `package store; import "youfu/internal/fault"`,
		}, []string{"portal imports district imports person: public pages"}},
		{"test driver in the program", map[string]string{"cmd/youfu/a.go": `package main; import "youfu/internal/testdb"`}, []string{"cmd/youfu imports testdb: it is for tests"}},
		{"test driver in a test", map[string]string{"internal/web/a_test.go": `package web; import "youfu/internal/browser"`}, nil},
		{"kept", map[string]string{"internal/benefit/a.go": `package benefit; import "youfu/internal/person"`}, nil},
	})
}

func TestPurePackages(t *testing.T) {
	tries(t, "pure packages are pure", []broken{
		{"reads", map[string]string{"internal/care/check/a.go": `package check; import ("net/http"; "os")`},
			[]string{"care/check is pure and must not import net/http", "must not import os"}},
		{"clock", map[string]string{"internal/civil/a.go": "package civil\nimport \"time\"\nvar now = time.Now\nvar x = time.Duration(1)"},
			[]string{"internal/civil/a.go:3: civil is pure and must not call time.Now"}},
		{"others may", map[string]string{"internal/care/a.go": `package care; import ("database/sql"; "time"); var now = time.Now`}, nil},
		{"how a value is stored", map[string]string{"internal/civil/a.go": `package civil; import "database/sql/driver"`}, nil},
		{"tests may", map[string]string{"internal/rule/a_test.go": `package rule; import "os"`}, nil},
	})
}

func TestPackageNames(t *testing.T) {
	tries(t, "packages are nouns of the work", []broken{
		{"folder", map[string]string{"internal/care/helpers/a.go": `package due`}, []string{`"helpers" says nothing`}},
		{"clause", map[string]string{"internal/care/due/a_test.go": `package util_test`}, []string{`"util" says nothing`}},
		{"kept", map[string]string{"internal/care/due/a.go": `package due`}, nil},
	})
}

// TestPasswordsAreDear: what makes them cheap is for tests.
func TestPasswordsAreDear(t *testing.T) {
	tries(t, "passwords are dear", []broken{
		{"in the product", map[string]string{"internal/web/a.go": "package web\nimport \"youfu/internal/post\"\nfunc init() { post.HashCheaply() }"}, []string{"internal/web/a.go:3: HashCheaply is for tests"}},
		{"in a test", map[string]string{"internal/web/a_test.go": `package web; import "youfu/internal/post"; func init() { post.HashCheaply() }`}, nil},
	})
}
