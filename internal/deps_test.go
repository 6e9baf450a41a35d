package internal

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write internal/deps.txt anew")

// depsFile lists every module that is linked into the program, direct or not: each is somebody else's code that reads clients' data, so a
// new one is seen in review.
const depsFile = "deps.txt"

func TestDependenciesAreListed(t *testing.T) {
	if _, err := os.Stat("../cmd/youfu"); os.IsNotExist(err) {
		return // no program, no dependencies
	}
	got := linked(t, "../cmd/youfu")
	if *update {
		if err := os.WriteFile(depsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(depsFile)
	if err != nil {
		t.Fatal(err)
	}
	if added, gone := difference(got, string(want)); len(added)+len(gone) > 0 {
		t.Errorf("linked but not listed: %q; listed but not linked: %q. If that is meant: make generate", added, gone)
	}
}

// linked is a line "module version" for each module with a package in the program of dir.
func linked(t *testing.T, dir string) string {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", dir)
	list.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64") // what we release, whatever the machine
	var said bytes.Buffer
	list.Stderr = &said
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	lines := strings.Fields(strings.ReplaceAll(string(out), " ", "@"))
	slices.Sort(lines)
	return strings.ReplaceAll(strings.Join(slices.Compact(lines), "\n"), "@", " ") + "\n"
}

// difference is the lines of got that want lacks, and the other way round.
func difference(got, want string) (added, gone []string) {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range g {
		if !slices.Contains(w, line) {
			added = append(added, line)
		}
	}
	for _, line := range w {
		if !slices.Contains(g, line) {
			gone = append(gone, line)
		}
	}
	return added, gone
}

func TestLinkedModulesAreFound(t *testing.T) {
	if got := linked(t, "./testdb"); !strings.Contains(got, "\ngithub.com/jackc/pgx/v5 v5.") || strings.Contains(got, "youfu") || strings.Contains(got, "rapid") {
		t.Errorf("modules of testdb: %s", got)
	}
}

func TestDifference(t *testing.T) {
	added, gone := difference("a 1\nb 2\n", "a 1\nb 1\nc 1\n")
	if !slices.Equal(added, []string{"b 2"}) || !slices.Equal(gone, []string{"b 1", "c 1"}) {
		t.Errorf("added %q, gone %q", added, gone)
	}
}
