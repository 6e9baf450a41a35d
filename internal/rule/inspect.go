package rule

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// inspection reads a parsed rule before CEL checks its types: it finds the names (and says which are meant where one is
// mistyped), refuses codes that a fact can never have, and turns whole numbers that meet a double into doubles.
type inspection struct {
	env   *Env
	tree  *ast.AST
	bound map[string]string // names bound by exists() and its like, with the fact they run over ("": another list)
	names []string
	seen  map[string]bool
	codes []Literal
	errs  Errors
}

func (e *Env) inspect(tree *ast.AST) *inspection {
	in := &inspection{env: e, tree: tree, bound: map[string]string{}, seen: map[string]bool{}}
	root := ast.NavigateAST(tree)
	in.bind(root)
	in.visit(root)
	return in
}

// bind collects the names that the rule itself binds.
func (in *inspection) bind(e ast.NavigableExpr) {
	if e.Kind() == ast.ComprehensionKind {
		c := e.AsComprehension()
		in.bound[c.AccuVar()] = ""
		in.bound[c.IterVar()] = in.fact(c.IterRange())
	}
	for _, child := range e.Children() {
		in.bind(child)
	}
}

func (in *inspection) visit(e ast.NavigableExpr) {
	if chain := chainOf(e); chain != nil {
		in.name(e, chain)
		return
	}
	if e.Kind() == ast.CallKind {
		call := e.AsCall()
		if args := call.Args(); len(args) == 2 && isComparison(call.FunctionName()) {
			in.compare(args[0], args[1])
			in.compare(args[1], args[0])
		}
		in.widen(call)
	}
	for _, child := range e.Children() {
		in.visit(child)
	}
}

// chainOf is the dotted name that e spells, in parts; nil where e is something else.
func chainOf(e ast.Expr) []string {
	switch e.Kind() {
	case ast.IdentKind:
		return []string{e.AsIdent()}
	case ast.SelectKind:
		if s := e.AsSelect(); !s.IsTestOnly() {
			if head := chainOf(s.Operand()); head != nil {
				return append(head, s.FieldName())
			}
		}
	}
	return nil
}

// head is the first identifier of a dotted name, or e itself.
func head(e ast.Expr) ast.Expr {
	for e.Kind() == ast.SelectKind {
		e = e.AsSelect().Operand()
	}
	return e
}

// name notes a dotted name, or reports one that is not declared.
func (in *inspection) name(e ast.Expr, chain []string) {
	full := dotted(chain)
	if _, local := in.bound[chain[0]]; local {
		return
	}
	if _, list := in.env.lists[full]; list {
		return
	}
	if !in.env.knows(full) {
		in.report(e, undeclared(full, in.env.candidates()))
		return
	}
	if !in.seen[full] {
		in.seen[full] = true
		in.names = append(in.names, full)
	}
}

func isComparison(operator string) bool {
	return operator == operators.Equals || operator == operators.NotEquals || operator == operators.In
}

// compare notes the literals of b that the fact a is compared with, and refuses those that it can never equal.
func (in *inspection) compare(a, b ast.Expr) {
	fact := in.fact(a)
	if fact == "" {
		return
	}
	switch {
	case b.Kind() == ast.ListKind:
		for _, element := range b.AsList().Elements() {
			in.compareLiteral(fact, element)
		}
	case chainOf(b) != nil:
		for _, code := range in.env.lists[dotted(chainOf(b))] {
			in.compareCode(fact, b, code)
		}
	default:
		in.compareLiteral(fact, b)
	}
}

func (in *inspection) compareLiteral(fact string, literal ast.Expr) {
	if literal.Kind() != ast.LiteralKind {
		return
	}
	if code, ok := literal.AsLiteral().(types.String); ok {
		in.compareCode(fact, literal, string(code))
	}
}

func (in *inspection) compareCode(fact string, at ast.Expr, code string) {
	codes := in.env.vars[fact].Codes
	if len(codes) > 0 && !slices.Contains(codes, code) {
		in.report(at, badCode(code, fact, codes))
		return
	}
	if l := (Literal{fact, code}); !slices.Contains(in.codes, l) {
		in.codes = append(in.codes, l)
	}
}

// fact is the declared fact that e names, or runs over; "" where e is something else.
func (in *inspection) fact(e ast.Expr) string {
	name := dotted(chainOf(e))
	if over, local := in.bound[name]; local {
		return over
	}
	if _, declared := in.env.vars[name]; declared {
		return name
	}
	return ""
}

// widen makes 110 into 110.0 where it meets a double, since CEL has no operator over both: nobody who writes v.hb == 110 means
// anything else.
func (in *inspection) widen(call ast.CallExpr) {
	args := call.Args()
	if len(args) != 2 || !isNumeric(call.FunctionName()) {
		return
	}
	for i, a := range args {
		if !in.isDouble(args[1-i]) {
			continue
		}
		if a.Kind() == ast.ListKind {
			for _, element := range a.AsList().Elements() {
				widenLiteral(element)
			}
		}
		widenLiteral(a)
	}
}

func isNumeric(operator string) bool {
	switch operator {
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals,
		operators.Add, operators.Subtract, operators.Multiply, operators.Divide:
		return true
	}
	return isComparison(operator)
}

func widenLiteral(e ast.Expr) {
	if e.Kind() != ast.LiteralKind {
		return
	}
	if n, ok := e.AsLiteral().(types.Int); ok {
		e.SetKindCase(ast.NewExprFactory().NewLiteral(e.ID(), types.Double(n)))
	}
}

func (in *inspection) isDouble(e ast.Expr) bool {
	switch e.Kind() {
	case ast.LiteralKind:
		_, ok := e.AsLiteral().(types.Double)
		return ok
	case ast.CallKind:
		call := e.AsCall()
		if call.FunctionName() == "double" {
			return true
		}
		if !isNumeric(call.FunctionName()) {
			return false
		}
		for _, a := range call.Args() {
			if in.isDouble(a) {
				return true
			}
		}
	}
	v, ok := in.env.vars[dotted(chainOf(e))]
	return ok && v.Type == Double
}

// report places an issue where the expression begins; CEL places a.b at its dot.
func (in *inspection) report(at ast.Expr, issue Issue) {
	place := in.tree.SourceInfo().GetStartLocation(head(at).ID())
	issue.Line, issue.Column = place.Line(), place.Column()+1
	in.errs = append(in.errs, issue)
}
