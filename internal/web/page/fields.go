package page

// FieldType is how a question is answered; the names are those of the catalogue's fields.
type FieldType string

const (
	TypeCode   FieldType = "code"   // one of Options
	TypeCodes  FieldType = "codes"  // any of Options
	TypeNumber FieldType = "number" // a decimal, with Unit
	TypeBool   FieldType = "bool"   // yes or no: values "true" and "false"
	TypeDate   FieldType = "date"
	TypePair   FieldType = "pair"   // two whole numbers: controls ID_1 and ID_2
	TypeText   FieldType = "text"   // free text, several lines
	TypeLine   FieldType = "line"   // one line; Input says of what kind
	TypeChoose FieldType = "choose" // one of many Options, folded
	TypeFile   FieldType = "file"
)

// Field is one question of a form. Nothing is preselected: what is in Values was typed or chosen by the reader, or stands in the
// revision that is being corrected.
type Field struct {
	ID       string // the control's name
	Label    string
	Hint     string
	Type     FieldType
	Input    string // of a Line: the input's type ("password", "tel"); "" is text
	Auto     string // of a Line: the autocomplete attribute
	Unit     string
	Parts    [2]string // of a pair: what each number is
	Options  []Option
	Values   []string // as typed; a pair has two
	Optional bool
	Last     string // the last value, shown beside; "" where there is none
	LastOn   string // when that was, "上次 2025-10-21"
	Because  string // of a question that depends on others: why it is asked
	Depends  bool   // whether it is asked hangs on what is filled in above
	Hidden   bool   // it depends, and is not asked as things stand
	Error    string // what is wrong and how to mend it
	Swap     bool   // of a pair: the two numbers seem to be swapped; offers a button (name "swap", value ID)
}

// Value is the first value; "" where nothing was entered.
func (f Field) Value() string { return f.at(0) }

// Second is a pair's second value.
func (f Field) Second() string { return f.at(1) }

func (f Field) at(i int) string {
	if i < len(f.Values) {
		return f.Values[i]
	}
	return ""
}

// Has reports whether v was chosen.
func (f Field) Has(v string) bool {
	for _, have := range f.Values {
		if have == v {
			return true
		}
	}
	return false
}

// Grouped reports whether the field has several controls, which need a legend instead of a label.
func (f Field) Grouped() bool {
	return f.Type == TypeCode || f.Type == TypeCodes || f.Type == TypeBool || f.Type == TypePair
}

// Anchor is the id of the field's first control: where its line of the error summary leads.
func (f Field) Anchor() string { return "f-" + f.ID }

// Described is the control's aria-describedby: the hint, then the error.
func (f Field) Described() string {
	switch {
	case f.Hint != "" && f.Error != "":
		return f.Anchor() + "-hint " + f.Anchor() + "-error"
	case f.Hint != "":
		return f.Anchor() + "-hint"
	case f.Error != "":
		return f.Anchor() + "-error"
	}
	return ""
}

// Wrong is the summary of what is wrong in a form: it stands on top, has the focus, and leads to each field in the same words.
type Wrong []Mistake

// Mistake is one line of the summary.
type Mistake struct {
	Anchor string // of the field; "" for what is wrong with the form as a whole
	Label  string
	Text   string
}

// WrongIn collects the errors of the fields.
func WrongIn(fields ...Field) Wrong {
	var wrong Wrong
	for _, f := range fields {
		if f.Error != "" {
			wrong = append(wrong, Mistake{Anchor: f.Anchor(), Label: f.Label, Text: f.Error})
		}
	}
	return wrong
}
