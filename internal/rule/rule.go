// Package rule evaluates the district's rules: CEL expressions over declared, typed, dotted facts such as p.age or v.findings. A
// fact that is declared but missing makes a rule unknown, never false; a typo is an error when the rule is loaded.
//
// The package is pure: no clock, no database. What a rule can name is what its Env declares, nothing else; what a rule can cost is
// bounded when it is compiled.
package rule

import (
	"fmt"
	"slices"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// Verdict is what a boolean rule says of some facts.
type Verdict uint8

const (
	Unknown Verdict = iota // a fact that the answer hangs on is missing
	False
	True
)

// String is the verdict in lower case, for logs and test cases.
func (v Verdict) String() string { return [...]string{"unknown", "false", "true"}[v] }

// Facts are the values a rule is evaluated on. Names that are declared but in neither map are missing. A name in both counts as
// not asked.
type Facts struct {
	Values   map[string]any  // string, bool, int, int64, float64, []string, by dotted name
	NotAsked map[string]bool // names of questions that did not apply: known, and counted as false where only they are missing
}

// Rule is a compiled boolean rule. It is immutable and safe for concurrent use.
type Rule struct {
	source   string
	program  cel.Program
	names    []string
	literals []Literal
	facts    map[string]*fact
	pool     sync.Pool // of *activation
}

// Source is the text the rule was compiled from.
func (r *Rule) Source() string { return r.source }

// Names are the declared facts that the rule refers to, in order; those it only asks not_asked() of are among them.
func (r *Rule) Names() []string { return r.names }

// Literal is a text that a rule compares a fact with, such as a code, also by way of a named list.
type Literal struct{ Fact, Value string }

// Literals are the texts that the rule compares facts with, in the order of its source, each once.
func (r *Rule) Literals() []Literal { return r.literals }

// Eval says what the rule makes of the facts. Where the answer hangs on missing facts it is Unknown and missing names them, in
// order; where all of those were merely not asked it is False. The error is a *BadFact where a value is not of its declared type,
// or what the expression ran into, such as an index out of range.
func (r *Rule) Eval(f Facts) (v Verdict, missing []string, err error) {
	a, _ := r.pool.Get().(*activation)
	if a == nil {
		a = &activation{rule: r}
	}
	a.facts = f
	out, _, err := r.program.Eval(a)
	a.facts = Facts{}
	r.pool.Put(a)
	switch o := out.(type) {
	case types.Bool:
		if o {
			return True, nil, nil
		}
		return False, nil, nil
	case *types.Unknown:
		missing = namesBehind(o, f.NotAsked)
		if len(missing) == 0 {
			return False, nil, nil
		}
		return Unknown, missing, nil
	}
	if err == nil {
		err = fmt.Errorf("rule: %q gave %v", r.source, out)
	}
	return Unknown, nil, err
}

// namesBehind are the names that made the answer unknown, without those not asked.
func namesBehind(u *types.Unknown, notAsked map[string]bool) []string {
	var names []string
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			if name := t.Variable(); !notAsked[name] {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
