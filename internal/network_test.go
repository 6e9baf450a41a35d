package internal

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// calls are what reaches another machine, by package. The program asks nobody: the one connection that it makes is to the database that its
// operator named, by the driver.
var calls = map[string][]string{
	"net":           {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "Dialer", "LookupHost", "LookupIP", "LookupAddr"},
	"net/http":      {"Get", "Head", "Post", "PostForm", "Client", "DefaultClient", "Transport", "DefaultTransport", "NewRequest", "NewRequestWithContext"},
	"crypto/tls":    {"Dial", "DialWithDialer", "Dialer"},
	"net/smtp":      {"Dial", "SendMail", "NewClient"},
	"net/rpc":       {"Dial", "DialHTTP"},
	"os/exec":       {"Command", "CommandContext"},
	"net/textproto": {"Dial"},
}

func nobodyIsCalled(t *tree) []string {
	var found []string
	for _, s := range t.program() {
		if f := family(s.pkg); f == "bench" || f == "testdb" || f == "browser" {
			continue // they measure and try the program
		}
		found = append(found, callsIn(t, s)...)
	}
	return found
}

func callsIn(t *tree, s source) (found []string) {
	named := map[string]string{} // the name that a file gives a package: its path
	for path, spec := range imports(s) {
		name := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		named[name] = path
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); ok && slices.Contains(calls[named[pkg.Name]], sel.Sel.Name) {
			found = append(found, fmt.Sprintf("%s: %s.%s reaches another machine or program: this one asks nobody", t.at(sel.Pos()), pkg.Name, sel.Sel.Name))
		}
		return true
	})
	return found
}

func TestNobodyIsCalled(t *testing.T) {
	tries(t, "nobody is called", []broken{
		{"a server", map[string]string{"internal/web/a.go": `package web; import "net/http"; var s = http.Server{}`}, nil},
		{"a client", map[string]string{"internal/web/a.go": `package web; import h "net/http"; func f() { h.Get("x") }`}, []string{"internal/web/a.go:1: h.Get"}},
		{"a dialer", map[string]string{"cmd/youfu/a.go": `package main; import "net"; var d net.Dialer`}, []string{"net.Dialer"}},
		{"a test", map[string]string{"internal/web/a_test.go": `package web; import "net/http"; func f() { http.Get("x") }`}, nil},
	})
}
