package rule

import (
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"
)

// ownMessage marks an error of our own macros on its way through CEL's parser, which knows only texts.
const ownMessage = "youfu\x00"

func dotted(chain []string) string { return strings.Join(chain, ".") }

// knows reports whether name is declared, or stands for not_asked() of a declared one.
func (e *Env) knows(name string) bool {
	_, ok := e.vars[strings.TrimPrefix(name, notAskedPrefix)]
	return ok
}

// candidates are the names a mistyped one may have meant.
func (e *Env) candidates() []string {
	return append(slices.Sorted(maps.Keys(e.vars)), slices.Sorted(maps.Keys(e.lists))...)
}

// notAskedMacro turns not_asked(v.x) into a boolean that is always bound.
func (e *Env) notAskedMacro() cel.Macro {
	return cel.GlobalMacro("not_asked", 1, func(eh parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		name := dotted(chainOf(args[0]))
		if _, ok := e.vars[name]; ok {
			return eh.NewIdent(notAskedPrefix + name), nil
		}
		issue := Issue{Key: "rule.not-asked"}
		if name != "" {
			issue = undeclared(name, e.candidates())
		}
		return nil, macroError(eh, args[0], issue)
	})
}

// hasMacro refuses has(): it does not see dotted facts, so it would be quietly wrong.
func hasMacro() cel.Macro {
	return cel.GlobalMacro("has", 1, func(eh parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		return nil, macroError(eh, args[0], Issue{Key: "rule.has"})
	})
}

func macroError(eh parser.ExprHelper, at ast.Expr, issue Issue) *common.Error {
	text := ownMessage + issue.Key
	for _, a := range issue.Args {
		text += "\x00" + a.(string)
	}
	return eh.NewError(head(at).ID(), text)
}
