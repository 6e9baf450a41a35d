package internal

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// moneyed are the packages and files that count money, and moneyTables the tables that hold it.
var (
	moneyed     = []string{"internal/money/", "internal/ledger/", "internal/benefit/", "internal/exchange/bank/", "internal/exchange/payments", "internal/exchange/closing", "internal/office/support", "internal/demo/bank/", "cmd/youfu/pay_"}
	moneyTables = []string{"benefit_", "ledger_"}
)

// moneyIsWhole keeps floating point away from money: a fen is a whole number from the scheme's text to the bank's file.
func moneyIsWhole(t *tree) []string {
	var found []string
	for _, s := range t.program() {
		if slices.ContainsFunc(moneyed, func(where string) bool { return strings.HasPrefix(s.path, where) }) {
			found = append(found, floatsIn(t, s)...)
		}
	}
	for name, text := range t.texts {
		if !strings.HasPrefix(name, "internal/store/migrations/") {
			continue
		}
		for table := range strings.SplitSeq(text, "create table ") {
			for word := range strings.FieldsFuncSeq(strings.ToLower(table), func(r rune) bool { return !('a' <= r && r <= 'z') }) {
				if strings.HasPrefix(table, moneyTables[0]) || strings.HasPrefix(table, moneyTables[1]) {
					if slices.Contains([]string{"real", "float", "double", "numeric", "decimal"}, word) {
						found = append(found, fmt.Sprintf("%s: a column of %s is %s: money is whole fen", name, strings.Fields(table)[0], word))
					}
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

func floatsIn(t *tree, s source) (found []string) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		what := ""
		switch x := n.(type) {
		case *ast.Ident:
			if slices.Contains([]string{"float64", "float32", "ParseFloat", "FormatFloat", "Float64", "complex128"}, x.Name) {
				what = x.Name
			}
		case *ast.BasicLit:
			if x.Kind == token.FLOAT {
				what = x.Value
			}
		}
		if what != "" {
			found = append(found, fmt.Sprintf("%s: %s: money is whole fen", t.at(n.Pos()), what))
		}
		return true
	})
	return found
}

func TestMoneyIsWhole(t *testing.T) {
	tries(t, "money is never a float", []broken{
		{"whole", map[string]string{"internal/benefit/a.go": `package benefit; var fen int64 = 1`, "internal/chart/a.go": `package chart; var x float64 = 0.5`}, nil},
		{"a type", map[string]string{"internal/benefit/whatif/a.go": `package whatif; var yuan float64`}, []string{"float64: money is whole fen"}},
		{"a number", map[string]string{"internal/money/a.go": `package money; var rate = 0.5`}, []string{"0.5"}},
		{"a column", map[string]string{"internal/store/migrations/0099_a.sql": "create table benefit_x (fen real);\ncreate table care_x (share real);"}, []string{"a column of benefit_x is real"}},
	})
}
