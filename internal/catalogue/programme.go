package catalogue

import (
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
	Close  string // an outcome; "" where Visit is set
	When   *rule.Rule
	Reason lang.Text // why, in words for the clinic; empty: the titles of the codes that the rule names
}

// CodeTable is a closed list of codes (catalog/codes).
type CodeTable struct {
	ID    string
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
