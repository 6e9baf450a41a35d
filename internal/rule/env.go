package rule

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
)

// Type is the type of a fact.
type Type uint8

const (
	String Type = iota // also a code, and a date as YYYY-MM-DD, whose order is the order of the text
	Bool
	Int
	Double
	Strings // a list of codes
)

// String is the type's name as people write it.
func (t Type) String() string {
	return [...]string{"string", "bool", "int", "double", "list(string)"}[t]
}

func (t Type) cel() *cel.Type {
	return [...]*cel.Type{cel.StringType, cel.BoolType, cel.IntType, cel.DoubleType, cel.ListType(cel.StringType)}[t]
}

// Var declares a fact.
type Var struct {
	Name  string // dotted, such as p.age
	Type  Type
	Codes []string // all values it can have; a rule that compares it with another is refused. Empty: any
}

// Env is what rules of one kind may refer to. It is immutable and safe for concurrent use.
type Env struct {
	env   *cel.Env
	vars  map[string]Var
	lists map[string][]string
}

// Bounds of a rule, so that one written into an overlay cannot slow the district down.
const (
	maxSource = 2000   // bytes
	maxCost   = 100000 // CEL's cost units at worst; a unit takes 10 to 50 ns, an ordinary rule needs under 100
	maxList   = 64     // entries that a list without declared codes is taken to have
	maxString = 32     // characters that a string fact is taken to have
)

// NewEnv declares facts and named lists of codes. The error tells of a name that is declared twice or is not a dotted identifier.
func NewEnv(vars []Var, lists map[string][]string) (*Env, error) {
	e := &Env{vars: make(map[string]Var, len(vars)), lists: lists}
	opts := []cel.EnvOption{
		cel.ClearMacros(),
		cel.Macros(cel.AllMacro, cel.ExistsMacro, cel.ExistsOneMacro, cel.MapMacro, cel.FilterMacro),
		cel.Macros(e.notAskedMacro(), hasMacro()),
		cel.CrossTypeNumericComparisons(true),
	}
	for _, v := range vars {
		if _, twice := e.vars[v.Name]; twice || !isName(v.Name) || strings.HasPrefix(v.Name, notAskedPrefix) {
			return nil, fmt.Errorf("rule: cannot declare %q", v.Name)
		}
		e.vars[v.Name] = v
		opts = append(opts, cel.Variable(v.Name, v.Type.cel()), cel.Variable(notAskedPrefix+v.Name, cel.BoolType))
	}
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		if _, twice := e.vars[name]; twice || !isName(name) {
			return nil, fmt.Errorf("rule: cannot declare %q", name)
		}
		list := types.NewStringList(types.DefaultTypeAdapter, lists[name])
		opts = append(opts, cel.Constant(name, Strings.cel(), list))
	}
	var err error
	e.env, err = cel.NewEnv(opts...)
	return e, err
}

// isName reports whether s is a dotted identifier.
func isName(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		for i, c := range part {
			letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return true
}

// Compile makes a rule of its source. An error is an Errors: all that is wrong with the source, each with its place.
func (e *Env) Compile(src string) (*Rule, error) {
	if len(src) > maxSource {
		return nil, Errors{{Line: 1, Column: 1, Key: "rule.long", Args: []any{len(src), maxSource}}}
	}
	parsed, issues := e.env.Parse(src)
	if issues.Err() != nil {
		return nil, errorsOf(issues)
	}
	in := e.inspect(parsed.NativeRep())
	if len(in.errs) > 0 {
		return nil, in.errs
	}
	checked, issues := e.env.Check(parsed)
	if issues.Err() != nil {
		return nil, errorsOf(issues)
	}
	if !checked.OutputType().IsExactType(cel.BoolType) {
		return nil, Errors{{Line: 1, Column: 1, Key: "rule.not-boolean", Args: []any{checked.OutputType().String()}}}
	}
	if err := e.affordable(checked); err != nil {
		return nil, err
	}
	program, err := e.env.Program(checked, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fmt.Errorf("rule: planning %q: %w", src, err)
	}
	return &Rule{
		source: src, program: program, names: publicNames(in.names), literals: in.codes, facts: newFacts(in.names, e.vars),
	}, nil
}

// publicNames are the declared names behind names, sorted.
func publicNames(names []string) []string {
	var public []string
	for _, name := range names {
		public = append(public, strings.TrimPrefix(name, notAskedPrefix))
	}
	slices.Sort(public)
	return slices.Compact(public)
}

// affordable refuses a rule that could cost too much on the largest facts that its declarations allow. Bounding it here keeps
// evaluation free of counting.
func (e *Env) affordable(checked *cel.Ast) error {
	estimate, err := e.env.EstimateCost(checked, sizes{e})
	if err != nil {
		return fmt.Errorf("rule: cost: %w", err)
	}
	if estimate.Max > maxCost {
		return Errors{{Line: 1, Column: 1, Key: "rule.costly"}}
	}
	return nil
}

// sizes tells CEL's estimator how large the facts can be.
type sizes struct{ env *Env }

// EstimateSize bounds a declared fact, and the entries of a list fact.
func (s sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	if len(node.Path()) == 0 {
		return nil
	}
	if node.Type().Kind() != types.ListKind {
		return &cost.SizeEstimate{Max: maxString}
	}
	entries := uint64(maxList)
	if codes := s.env.vars[node.Path()[0]].Codes; len(codes) > 0 {
		entries = uint64(len(codes))
	}
	return &cost.SizeEstimate{Max: entries, Elem: &cost.SizeEstimate{Max: maxString}}
}

// EstimateCallCost leaves the cost of functions to CEL.
func (s sizes) EstimateCallCost(_, _ string, _ *cost.AstNode, _ []cost.AstNode) *cost.CallEstimate {
	return nil
}
