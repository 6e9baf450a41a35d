package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
)

// axeFile holds axe-core as npm publishes it; the version and licence stand in its first lines.
const axeFile = "internal/web/testdata/axe.min.js"

// rules are the tags of axe-core for levels A and AA of WCAG 2.0, 2.1 and 2.2.
const rules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]`

type violation struct {
	ID, Impact, Help, HelpURL string
	Nodes                     []struct {
		Target         []any // selectors; an element in a frame or a shadow tree has more than one
		FailureSummary string
	}
}

// Axe fails the test, and goes on, for each element of the page that breaks a rule of WCAG 2.2 at level A or AA as far as a machine can
// tell.
func (p *Page) Axe() {
	p.t.Helper()
	for _, broken := range p.violations() {
		p.t.Errorf("browser: %s: %s", p.URL(), broken)
	}
}

// violations are the broken rules, one line for each element: rule, impact, selector, what to do.
func (p *Page) violations() []string {
	p.t.Helper()
	source, err := axe()
	if err != nil {
		p.t.Fatalf("browser: %v", err)
	}
	run(p, "load axe", chromedp.Evaluate[chromedp.Void](source)) // not by a script element: the page's policy would refuse that
	found := run(p, "run axe", chromedp.Evaluate[[]violation](
		`axe.run(document, {runOnly: {type: "tag", values: `+rules+`}, resultTypes: ["violations"]}).then(r => r.violations)`, chromedp.EvalAwaitPromise))
	var lines []string
	for _, v := range found {
		for _, node := range v.Nodes {
			lines = append(lines, fmt.Sprintf("%s (%s) at %v: %s. %s [%s]", v.ID, v.Impact, node.Target, v.Help,
				strings.Join(strings.Fields(node.FailureSummary), " "), v.HelpURL))
		}
	}
	return lines
}

var axe = sync.OnceValues(func() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(filepath.Join(root, axeFile))
	return string(source), err
})

// moduleRoot is the directory of go.mod: go test runs each test in the directory of its package, somewhere below.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working directory, so no %s", axeFile)
		}
		dir = up
	}
	return "", err
}
