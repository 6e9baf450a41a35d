// Package fault is how Youfu says no: every error that a person may see has a kind, a message key with arguments and, for forms
// and files, the fields at fault, all at once. It is translated at the edge (page, command, JSON), where one table turns a kind
// into an HTTP status or an exit code. The cause is for the log and is never shown: it may carry what the reader may not see.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of refusal an error is. The zero value is Machine: an error nobody classified is ours, not the reader's.
type Kind uint8

const (
	Machine  Kind = iota // the disk, the database, a bug: not the reader's doing
	Usage                // the command or request is not well formed
	Invalid              // well formed, but what was given is wrong; Fields say where
	Refused              // no right; tested before NotFound, so that a stranger cannot probe what exists
	NotFound             // there is no such thing, or none the reader may know of
	Conflict             // somebody else was first: another revision, another request under the same id
)

// Field is one wrong field of a form, or one wrong cell of a file.
type Field struct {
	Name string // the field's id or the column's name
	Row  int    // 1-based row of a file; 0 in forms
	Code string // a stable code for scripts, such as "bad-date"
	Key  string // message key
	Args []any
}

// Error is an error a person may read. Make one with New or one of the kinds' functions.
type Error struct {
	Kind   Kind
	Key    string // message key in package lang
	Args   []any  // must not hold a citizen number, name or phone: errors are logged
	Fields []Field
	Cause  error // for the log alone
}

// New returns an error of the kind with a message key and its arguments.
func New(kind Kind, key string, args ...any) *Error { return &Error{Kind: kind, Key: key, Args: args} }

// Because returns a copy of e with a cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// With returns a copy of e with fields added.
func (e *Error) With(fields ...Field) *Error {
	c := *e
	c.Fields = append(append([]Field{}, e.Fields...), fields...)
	return &c
}

// Error is the log's form: key, arguments, fields and cause, untranslated.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	for _, a := range e.Args {
		fmt.Fprintf(&b, " %v", a)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Key)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf is the kind of the first Error in err's chain; Machine where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Machine
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// border is what each kind becomes at the edge.
var border = map[Kind]struct{ exit, status int }{
	Machine:  {6, 500},
	Usage:    {2, 400},
	Invalid:  {1, 422},
	Refused:  {3, 403},
	NotFound: {4, 404},
	Conflict: {5, 409},
}

// Exit is the exit code of a command that ends with err: 0 done, 1 the check found something or rows were refused, 2 wrong use,
// 3 refused, 4 not found, 5 conflict, 6 the machine.
func Exit(err error) int {
	if err == nil {
		return 0
	}
	return border[KindOf(err)].exit
}

// Status is the HTTP status of a page that ends with err.
func Status(err error) int {
	if err == nil {
		return 200
	}
	return border[KindOf(err)].status
}
