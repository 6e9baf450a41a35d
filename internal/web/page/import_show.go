package page

// ImportList is the form to start an import, and the imports so far.
type ImportList struct {
	Frame
	Action   string
	ClientID string
	Wrong    Wrong
	Kind     Field // places, departments, sites, people, visits of a programme
	File     Field
	Rows     []ImportRow
	Pager    Pager
}

func (*ImportList) template() string { return "import_list" }

// ImportRow is one import.
type ImportRow struct {
	File  string
	Href  string
	Kind  string
	At    string
	By    string
	Rows  int
	State State // Running, Stopped, Done, Held, Failed
}

// Step is where an import stands.
type Step string

const (
	StepChoose Step = "choose"
	StepCheck  Step = "check"  // being read and checked
	StepResult Step = "result" // checked; the reader decides
	StepApply  Step = "apply"  // being written
	StepDone   Step = "done"
	StepUndo   Step = "undo" // being taken back, or taken back
)

// steps in their order.
var steps = []Step{StepChoose, StepCheck, StepResult, StepApply, StepDone}

// ImportShow is one import at any of its steps. Nothing is written before StepApply.
type ImportShow struct {
	Frame
	File       string
	Kind       string
	At         string
	By         string
	Step       Step
	Progress   Progress
	Stop       *Act // pause what is running
	Resume     *Act
	Apply      *Act      // write what was accepted
	Undo       *UndoForm // take the whole import back
	Rests      []RestRow // why it is not taken back: what rests on it
	RestsN     int
	Cancel     *Act
	Before     string // that the same file came before, and what of it is out of date; "" where neither is so
	Again      *Act   // let it stand over what came after it
	Counts     Counts
	Tabs       []Tab // refused, held
	Refused    []RefusedRow
	RefusedN   int
	Download   string   // the refused rows as a file, to be mended and sent again
	Unknown    []string // columns that were not recognised; they are not imported
	Unread     []Unread // what else of the file is not read
	Held       []HeldRow
	Accept     *Act   // let in the rows that are ticked
	AcceptAll  string // the text of the button that lets in all
	AcceptHint string // what ticking does
	Seq        int64
	Pager      Pager
}

func (*ImportShow) template() string { return "import_show" }

// Steps are the steps with the place of this import among them.
func (v *ImportShow) Steps() []StepMark {
	var marks []StepMark
	past := true
	for _, s := range steps {
		now := s == v.Step
		past = past && !now
		marks = append(marks, StepMark{Step: s, Past: past || v.Step == StepDone, Now: now && v.Step != StepDone})
	}
	return marks
}

// StepMark is one step as drawn.
type StepMark struct {
	Step      Step
	Past, Now bool
}

// Counts are what the check found.
type Counts struct {
	Rows, Accepted, Unchanged, Held, Refused int
}

// Progress is a long piece of work. Total 0 means that nobody knows yet how much there is.
type Progress struct {
	Of          string // key of the text "3 of 8 rows"; that one where empty
	Done, Total int
	Left        string // "约剩 8 秒"
	Poll        string // href that answers with an ImportProgress
	Running     bool
}

// ImportProgress is the progress alone, for the script to ask for; Over makes it load the page anew.
type ImportProgress struct {
	Frame
	Step     Step
	Progress Progress
	Over     bool
}

func (*ImportProgress) template() string { return "import_progress" }
func (*ImportProgress) layout() string   { return "fragment" }

// RefusedRow is one wrong cell.
type RefusedRow struct {
	Row    int
	Who    string // masked
	Column string
	Value  string // masked
	Reason string
	Remedy string
}

// HeldRow is a row that may be somebody who is known already.
type HeldRow struct {
	Row       int
	Who       string // masked
	Like      string // whom it resembles, masked
	Href      string
	Earlier   string // "row 12", where that row of the file resembles it; ""
	Why       string
	State     State // Held, or Done where it was decided
	MayComeIn bool  // it can be ticked
}

// UndoForm asks why a whole import is taken back.
type UndoForm struct {
	Action string
	Reason Field
	Wrong  Wrong
}

// RestRow is something newer that rests on an import.
type RestRow struct {
	What string // whom or what the import brought, masked
	Href string
	Why  string
	Seq  int64 // the write; 0: one of several
}

// Unit is the key of the text that says how far it is.
func (p Progress) Unit() string {
	if p.Of == "" {
		return "page.working.of"
	}
	return p.Of
}

// Unread is what of a file is not read: columns without a heading, further sheets, all but the first row of merged cells
// with what it means.
type Unread struct {
	Title, Hint string
	Names       []string
}
