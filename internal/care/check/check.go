// Package check holds what was filled in for a visit against its form: every field, the rules between them, and whether the person may
// come at all. All that is wrong is told at once. It is pure: what comes out is the canonical form that is stored, or refusals.
package check

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/rule"
)

// Answers are the answers of a visit, typed as rules see them.
type Answers = due.Answers

// Codes of refusals, stable for scripts.
const (
	Missing     = "missing"
	UnknownCode = "unknown-code"
	BadDate     = "bad-date"
	FutureDate  = "future-date"
	OutOfRange  = "out-of-range"
	NotEligible = "not-eligible"
	Failed      = "check-failed"
	BadText     = "bad-text"
)

// Names of what is not a field of the form, in refusals.
const (
	FieldPerson = "person"
	FieldOn     = "on"
)

// Sheet is a visit as it was filled in.
type Sheet struct {
	Values    Answers           // without texts
	Canonical string            // Values as JSON: sorted keys, codes in their table's order, shortest numbers, pairs as "120/80"
	Texts     map[string]string // answers to fields of type text, to be sealed
	NotAsked  []string          // fields that do not apply, in order
	Advice    []lang.Text       // what the definition says to these answers
}

// Check holds a visit on a day against its definition. given has the answers as text by field id: several codes separated by ";", a
// pair as "120/80", or its numbers under id_1 and id_2; empty means no answer. The refusals stand in the order of the form, those of
// rules between fields last; with any, the sheet shows what could be read but is not to be stored.
//
// Whom the programme is not meant for is refused; where that cannot be told, for want of a birth date, care comes before the register.
// The age counts for the opening visit alone: what a visit opened is not taken from a woman who has grown too old meanwhile.
func Check(p *catalogue.Programme, v *catalogue.Visit, person due.Person, on, today civil.Date, given map[string]string) (Sheet, []fault.Field) {
	f := &form{visit: v, given: given, sheet: Sheet{Values: Answers{}, Texts: map[string]string{}}}
	f.reading = due.NewReading(person, on, f.sheet.Values)
	f.day(person, on, today)
	whose := person
	if v != p.Opening() {
		whose.Birth = civil.Birth{}
	}
	if verdict, _ := due.NewReading(whose, on).Eval(p.Who); verdict == rule.False {
		f.refuse(FieldPerson, NotEligible, "check.not-eligible", p.Title)
	}
	used := map[string]bool{}
	for _, field := range v.Fields {
		f.field(field, used)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !used[name] && trim(given[name]) != "" {
			f.refuse(name, UnknownCode, "check.no-field", v.Title)
		}
	}
	f.rules()
	return f.sheet, f.wrong
}

// form is a visit being checked.
type form struct {
	visit   *catalogue.Visit
	given   map[string]string
	reading *due.Reading
	sheet   Sheet
	wrong   []fault.Field
}

func (f *form) refuse(name, code, key string, args ...any) {
	f.wrong = append(f.wrong, fault.Field{Name: name, Code: code, Key: key, Args: args})
}

// day refuses a day that the visit cannot have been on.
func (f *form) day(person due.Person, on, today civil.Date) {
	switch birth := person.Birth.Earliest(); {
	case on.Zero():
		f.refuse(FieldOn, Missing, "check.no-day")
	case on > today:
		f.refuse(FieldOn, FutureDate, "check.future")
	case on < birth:
		f.refuse(FieldOn, Failed, "check.before-birth")
	case !person.Death.Zero() && on > person.Death:
		f.refuse(FieldOn, Failed, "check.after-death")
	}
}

// field reads one field and marks the names of given that it used.
func (f *form) field(field *catalogue.Field, used map[string]bool) {
	raw := trim(f.given[field.ID])
	used[field.ID] = true
	if field.Type == catalogue.TypePair {
		raw = f.pair(field.ID, raw, used)
	}
	applies := rule.True
	if field.When != nil {
		if applies = f.reading.Ask(field); applies == rule.False {
			f.sheet.NotAsked = append(f.sheet.NotAsked, field.ID)
		}
	}
	switch {
	case raw == "" && field.Required && applies == rule.True:
		f.refuse(field.ID, Missing, "check.required")
	case raw == "":
	case applies == rule.False:
		f.refuse(field.ID, Failed, "check.not-asked")
	case field.Type == catalogue.TypeText:
		f.text(field, raw)
	default:
		f.read(field, narrow(raw))
	}
}

// pair joins the halves of a pair that came under two names.
func (f *form) pair(id, whole string, used map[string]bool) string {
	first, second := trim(f.given[id+"_1"]), trim(f.given[id+"_2"])
	used[id+"_1"], used[id+"_2"] = true, true
	if first == "" && second == "" {
		return whole
	}
	if whole != "" {
		f.refuse(id, Failed, "check.pair-twice")
		return whole
	}
	return first + "/" + second
}

// rules holds the answers that could be read against the rules between them; what is missing lets a check pass.
func (f *form) rules() {
	for _, c := range f.visit.Checks {
		if verdict, _ := f.reading.Eval(c.Rule); verdict == rule.False {
			f.refuse(f.firstRead(c.Rule), Failed, "check.rule", c.Text)
		}
	}
	for _, a := range f.visit.Advice {
		if verdict, _ := f.reading.Eval(a.When); verdict == rule.True {
			f.sheet.Advice = append(f.sheet.Advice, a.Text)
		}
	}
	f.sheet.Canonical = canonical(f.visit, f.sheet.Values)
}

// firstRead is the first field of the form that a rule reads, where the page shows the refusal; FieldPerson where it reads none.
func (f *form) firstRead(r *rule.Rule) string {
	for _, field := range f.visit.Fields {
		for _, v := range field.Vars() {
			if _, reads := slices.BinarySearch(r.Names(), v.Name); reads {
				return field.ID
			}
		}
	}
	return FieldPerson
}

// canonical is the stored form of answers.
func canonical(v *catalogue.Visit, answers Answers) string {
	stored := maps.Clone(answers)
	for _, field := range v.Fields {
		if field.Type == catalogue.TypePair {
			delete(stored, field.ID+"_1")
			delete(stored, field.ID+"_2")
		}
	}
	text, err := json.Marshal(stored)
	if err != nil { // strings, numbers that were read from digits, booleans and lists of strings
		panic("check: " + err.Error())
	}
	return string(text)
}

// trim cuts the spaces around what was typed, the wide one of Chinese keyboards among them.
func trim(s string) string { return strings.TrimSpace(s) }

// narrow turns the wide letters, digits and signs of Chinese keyboards into the usual ones (Unicode block FF01 to FF5E).
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
