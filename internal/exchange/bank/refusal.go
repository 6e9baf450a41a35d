package bank

import (
	"youfu/internal/fault"
)

// Refusal is one thing that cannot be written or read: a cell of an order's line, or an answer. The others are not touched by it. It holds
// nothing of what was written there, which may name a person.
type Refusal struct {
	Row      int    // of an order, the 1-based line; else as in Answer
	EndToEnd string // "" where it is not known
	Column   string // the Value, or the name of the XML element; "" where the whole row is meant
	Code     string // stable, for scripts
	Args     []any  // of the message
}

// Key is the key of what is wrong. {0} of its text is the row; Args follow.
func (r *Refusal) Key() string { return "bank." + r.Code }

// Remedy is the key of what to do about it.
func (r *Refusal) Remedy() string { return "bank.mend-" + r.Code }

// Field is the refusal as a fault says it.
func (r *Refusal) Field() fault.Field {
	return fault.Field{Name: r.Column, Row: r.Row, Code: r.Code, Key: r.Key(), Args: r.args()}
}

func (r *Refusal) args() []any { return append([]any{r.Row}, r.Args...) }

// Error is the log's form.
func (r *Refusal) Error() string { return r.Unwrap().Error() }

// Unwrap gives the fault, of kind Invalid.
func (r *Refusal) Unwrap() error {
	return fault.New(fault.Invalid, r.Key(), r.args()...)
}
