package page

import (
	"html/template"

	"youfu/internal/civil"
	"youfu/internal/money"
)

// powers are the four, in the order in which money moves.
var powers = []string{"confirm", "fund", "pay", "supervise"}

// Seal is the mark of a power. It stands beside the power's name and is hidden from screen readers.
func (f *Frame) Seal(power string) template.HTML {
	return template.HTML(`<span class="seal pw ` + template.HTMLEscapeString(power) + `" aria-hidden="true">` + template.HTMLEscapeString(f.T("support.seal."+power)) + `</span>`)
}

// Yuan is an amount with its unit.
func (f *Frame) Yuan(fen money.Fen) string { return f.T("support.yuan", fen.String()) }

// supportLooks are the states of cases, criteria, accounts, payments and lists: each with shape, word (support.state.NAME) and colour. None
// is red: red is for what the machine refuses, and for what it failed to do.
var supportLooks = map[string]struct {
	tone Tone
	icon string
}{
	"waiting": {Info, "clock"}, "notice": {Info, "bell"}, "objected": {Warn, "flag"}, "granted": {OK, "check"}, "refused": {"", "minus"}, "stopped": {Warn, "pause"},
	"met": {OK, "check"}, "not_met": {"", "minus"}, "unknown": {Warn, "clock"},
	"verified": {OK, "check"}, "mismatch": {Warn, "question"}, "closed": {Warn, "cross"}, "no-account": {Warn, "question"},
	"planned": {"", ""}, "ordered": {Info, "clock"}, "paid": {OK, "check"}, "returned": {Warn, "swap"}, "alarm": {Bad, "alert"}, "late": {Warn, "clock"},
	"missing-account": {Warn, "question"},
	"seen":            {OK, "check"}, "missing": {Warn, "clock"},
	"open": {Warn, "flag"}, "upheld": {Info, "check"}, "dismissed": {"", "minus"},
	"stands": {Info, "bell"}, "over": {"", ""},
	"unfunded": {"", "clock"}, "funded": {OK, "check"},
}

// Stand is the mark of a state of support.
func (f *Frame) Stand(state string) template.HTML {
	if state == "" {
		return ""
	}
	look := supportLooks[state]
	return mark(look.tone, look.icon, f.T("support.state."+state))
}

// Signing is the end of a form whose act is signed: a key, or the password once more or a one-time code, plainly marked as the
// weak signature that it is.
type Signing struct {
	Proof Field
	Weak  string // what it does not prove
	Key   bool   // the reader holds a key that signs instead
}

// Ago is how many days lie before or after today, in words; "" for no date.
func (f *Frame) Ago(d civil.Date) string {
	n := civil.DaysBetween(f.Today, d)
	switch {
	case d.Zero():
		return ""
	case n == 0:
		return f.T("support.today")
	case n > 0:
		return f.N("support.days-left", n)
	}
	return f.N("support.days-over", -n)
}
