package rule

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// fact is one declared name as a rule sees it.
type fact struct {
	name     string
	kind     Type
	notAsked bool           // stands for not_asked(name): always bound
	unknown  *types.Unknown // what a missing value is; CEL carries it through every operator to the result
}

// BadFact is a value that is not of its declared type: a mistake of the caller, never of the rule.
type BadFact struct {
	Name  string
	Want  Type
	Value any
}

func (e *BadFact) Error() string {
	return fmt.Sprintf("rule: %s is a %T, declared %s", e.Name, e.Value, e.Want)
}

// activation gives CEL the facts of one evaluation, without copying them. CEL's own partial activation matches every name against
// patterns on every read and costs five times as much; a missing fact here simply has the value "unknown".
type activation struct {
	rule  *Rule
	facts Facts
}

// Parent ends CEL's search for a name.
func (a *activation) Parent() cel.Activation { return nil }

// ResolveName gives the value of a declared name.
func (a *activation) ResolveName(name string) (any, bool) {
	f, ok := a.rule.facts[name]
	if !ok {
		return nil, false
	}
	if f.notAsked {
		return types.Bool(a.facts.NotAsked[f.name]), true
	}
	if a.facts.NotAsked[name] {
		return f.unknown, true
	}
	value, ok := a.facts.Values[name]
	if !ok || value == nil {
		return f.unknown, true
	}
	return f.value(value), true
}

// value converts a Go value to the declared type; whole numbers stand for doubles too, so that 110 and 110.0 are the same.
func (f *fact) value(v any) ref.Val {
	switch x := v.(type) {
	case string:
		if f.kind == String {
			return types.String(x)
		}
	case bool:
		if f.kind == Bool {
			return types.Bool(x)
		}
	case int:
		return f.number(int64(x))
	case int64:
		return f.number(x)
	case float64:
		if f.kind == Double {
			return types.Double(x)
		}
	case []string:
		if f.kind == Strings {
			return types.NewStringList(types.DefaultTypeAdapter, x)
		}
	}
	return types.WrapErr(&BadFact{f.name, f.kind, v})
}

func (f *fact) number(n int64) ref.Val {
	switch f.kind {
	case Int:
		return types.Int(n)
	case Double:
		return types.Double(n)
	}
	return types.WrapErr(&BadFact{f.name, f.kind, n})
}

// notAskedPrefix makes the name of the boolean behind not_asked(v.x). No declared name can begin with it.
const notAskedPrefix = "not_asked."

// newFacts are the facts behind the names of a rule, in the order of their first mention.
func newFacts(names []string, vars map[string]Var) map[string]*fact {
	facts := make(map[string]*fact, len(names))
	for i, name := range names {
		asked, isNotAsked := strings.CutPrefix(name, notAskedPrefix)
		facts[name] = &fact{
			name:     asked,
			kind:     vars[asked].Type,
			notAsked: isNotAsked,
			unknown:  types.NewUnknown(int64(i+1), types.NewAttributeTrail(asked)),
		}
	}
	return facts
}
