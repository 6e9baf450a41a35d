package catalogue

import (
	"slices"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/rule"
)

// Reach says whom a programme may list (R24): Population may list who is eligible; Client lists only those who asked to be followed,
// to the clinic that serves them.
type Reach string

const (
	Population Reach = "population"
	Client     Reach = "client"
)

// Programme is a service, as data. See definitions.md, "Programme".
type Programme struct {
	ID        string
	Hash      string // of the loaded text; records name it
	Origin    Origin
	Title     lang.Text
	Basis     []Basis
	Reach     Reach
	Opens     civil.Date // nobody is invited for a day before; zero: no such day
	Who       *rule.Rule // who may come, over p.* alone: age and anatomy (R9)
	Recall    *Recall    // nil: one round only
	Visits    []*Visit   // the first opens a round: people are invited to it
	Outcomes  []string
	Retention civil.Duration
}

// Basis is the legal or clinical source of a programme, with the dates on which it holds; a zero date is open.
type Basis struct {
	Title    lang.Text
	From, To civil.Date
}

// Recall opens the next round so long after the visit After.
type Recall struct {
	Every civil.Duration
	After string
}

// Opening is the visit that people are invited to.
func (p *Programme) Opening() *Visit { return p.Visits[0] }

// Visit finds a visit by id; nil where there is none.
func (p *Programme) Visit(id string) *Visit {
	for _, v := range p.Visits {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// Visit is one kind of contact of a programme, with the form that is filled in.
type Visit struct {
	ID     string
	Title  lang.Text
	By     []string // codes of the departments whose sites may record it; empty: any
	Fields []*Field
	Checks []Check  // refused with this text where the rule is false
	Advice []Advice // shown while recording
	Then   []Then
}

// Field finds a field by id; nil where there is none.
func (v *Visit) Field(id string) *Field {
	for _, f := range v.Fields {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// FieldType is how a field is answered.
type FieldType string

const (
	TypeCode   FieldType = "code"   // one code of a table
	TypeCodes  FieldType = "codes"  // several codes; canonical order is the table's
	TypeNumber FieldType = "number" // a decimal within Range
	TypeBool   FieldType = "bool"   // "true" | "false"
	TypeDate   FieldType = "date"
	TypePair   FieldType = "pair" // two whole numbers, "120/80", each within Range, the first not below the second
	TypeText   FieldType = "text" // sealed, never counted, never in a rule
)

// Field is one question of a form. In rules it is v.ID: string, list of string, double, bool; a pair is v.ID_1 and v.ID_2 (doubles).
type Field struct {
	ID       string
	Title    lang.Text
	Hint     lang.Text
	Type     FieldType
	Codes    *CodeTable // for code and codes
	Unit     string
	Range    [2]float64 // inclusive; zero: none
	Required bool
	When     *rule.Rule // over p.* and fields before it; nil: always asked
}

// Vars declares the field for rules: none for a text, two for a pair.
func (f *Field) Vars() []rule.Var {
	name := "v." + f.ID
	switch f.Type {
	case TypeCode:
		return []rule.Var{{Name: name, Type: rule.String, Codes: f.Codes.All()}}
	case TypeCodes:
		return []rule.Var{{Name: name, Type: rule.Strings, Codes: f.Codes.All()}}
	case TypeNumber:
		return []rule.Var{{Name: name, Type: rule.Double}}
	case TypeBool:
		return []rule.Var{{Name: name, Type: rule.Bool}}
	case TypeDate:
		return []rule.Var{{Name: name, Type: rule.String}}
	case TypePair:
		return []rule.Var{{Name: name + "_1", Type: rule.Double}, {Name: name + "_2", Type: rule.Double}}
	}
	return nil
}

// names are the names that the field takes up among the fields of its visit.
func (f *Field) names() []string {
	names := []string{"v." + f.ID}
	if f.Type == TypePair {
		for _, v := range f.Vars() {
			names = append(names, v.Name)
		}
	}
	return names
}

// Check refuses a visit where Rule is false; unknown lets it pass.
type Check struct {
	Rule *rule.Rule
	Text lang.Text
}

// Advice is shown where When is true.
type Advice struct {
	When *rule.Rule
	Text lang.Text
}

// Then is what follows from a visit: another visit within some time, or the end of the episode with an outcome.
type Then struct {
	Visit  string // id of the visit that becomes due; "" where Close is set
	Within civil.Duration
	Close  string // an outcome, with which the round ends once nothing else of it is due; "" where Visit is set
	When   *rule.Rule
	Reason lang.Text // why, in words for the clinic; empty: the titles of the codes that the rule names
}

// CodeTable is a closed list of codes (catalog/codes).
type CodeTable struct {
	ID    string
	Hash  string // of the loaded text
	Title lang.Text
	About string // what the codes speak of, from a closed list; the constitution derives kinds from it (R1)
	Codes []Code
	Lists map[string][]string // named subsets, usable in rules by their name, such as `treatable`
}

// Code is one entry of a table.
type Code struct {
	Code  string
	Title lang.Text
	Alone bool // cannot be chosen beside others, such as "none"

	Refusal  bool     // says that the person declined; no target may stand on it (R20)
	Synonyms []string // other ways in which files write it, such as "2" and "女" for female
}

// All are the codes of the table, in its order; none for a nil table.
func (t *CodeTable) All() []string {
	if t == nil {
		return nil
	}
	codes := make([]string, len(t.Codes))
	for i, c := range t.Codes {
		codes[i] = c.Code
	}
	return codes
}

// Code finds a code; nil where there is none.
func (t *CodeTable) Code(code string) *Code {
	for i := range t.Codes {
		if t.Codes[i].Code == code {
			return &t.Codes[i]
		}
	}
	return nil
}

// Find is the code that a file means by text: a code, a title in either language, or a synonym; nil where there is none. Case and
// surrounding space do not matter.
func (t *CodeTable) Find(text string) *Code {
	text = strings.TrimSpace(text)
	if c := t.Code(text); c != nil {
		return c
	}
	for i := range t.Codes {
		c := &t.Codes[i]
		if strings.EqualFold(text, c.Title.Zh) || strings.EqualFold(text, c.Title.En) ||
			slices.ContainsFunc(c.Synonyms, func(s string) bool { return strings.EqualFold(s, text) }) {
			return c
		}
	}
	return nil
}
