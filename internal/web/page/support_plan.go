package page

import (
	"html/template"

	"youfu/internal/civil"
	"youfu/internal/money"
)

// PlanList is the lists of payments.
type PlanList struct {
	Frame
	Rows  []PlanRow
	Make  *PlanMake   // for who confirms lists
	Take  *AnswerForm // for who pays
	Taken *AnswersTaken
	Payer *PayerForm
	Stops []StopForm // for supervision: each scheme, as a whole
}

func (*PlanList) template() string { return "support_plans" }

// PlanRow is one list.
type PlanRow struct {
	Href    string
	Scheme  string
	Period  string
	On      civil.Date
	Lines   int
	Fen     money.Fen
	Funded  bool
	Stages  []Stage
	Alarms  int
	Refused int
}

// Stage is how many lines stand somewhere. Its State chooses word and colour.
type Stage struct {
	State string
	Lines int
	Share int // of all lines, in thousandths, so that the bar's parts add up
	Href  string
}

// PlanMake is the form that confirms and freezes the list of a period.
type PlanMake struct {
	Action   string
	ClientID string
	Wrong    Wrong
	Fields   []Field
	Signing
}

// AnswerForm takes a bank's file.
type AnswerForm struct {
	Action string
	Wrong  Wrong
	Fields []Field
}

// AnswersTaken is what a bank's file brought.
type AnswersTaken struct {
	Again       bool // the file was read before
	Facts       []Fact
	Exceptions  int // payments that somebody has to look at
	Unread      []string
	UnreadCount int
}

// PayerForm notes the account that support is paid from.
type PayerForm struct {
	Action   string
	ClientID string
	Known    bool // one is noted
	Wrong    Wrong
	Fields   []Field
}

// PlanShow is one list of payments: its stage, the three equal lists, whose turn each exception is, and what is not on it.
type PlanShow struct {
	Frame
	Scheme  string
	Period  string
	Lines   int
	Fen     money.Fen
	Stopped bool
	Powers  []PowerStage
	Equal   []ListHash // what each power acted on
	Same    bool
	Bar     template.HTML
	Stages  []Stage
	Alarms  int
	AllHref string
	Tab     string // the stage that the table shows; "" all
	Rows    []LineRow
	Pager   Pager
	Refused []RefusedGroup
	Held    []RefusedGroup
	Act     *PlanAct
	Turn    string // whose it is, where it is not the reader's
	Files   []Link // the bank's files
	Stop    *StopForm
	Closing string // the closing statement
}

func (*PlanShow) template() string { return "support_plan" }

// PowerStage is what one power has done with the list.
type PowerStage struct {
	Power string
	Body  string
	Done  bool
	What  string // 576 lines, 345,600.00 yuan, 2 without an answer
	By    string
	On    civil.Date
	Note  string
}

// ListHash is the list that a power acted on.
type ListHash struct {
	Power string
	Hash  string
}

// LineRow is one payment of the list.
type LineRow struct {
	Name  string
	Href  string
	Place string
	Layer string
	Fen   money.Fen
	State string
	On    civil.Date
	Code  string // what the bank said, in words where the profile knows them
	Marks []string
	Next  string // what comes next, and
	Power string // whose it is
}

// RefusedGroup is the cases that are not on the list for one reason.
type RefusedGroup struct {
	Reason string
	Hint   string // what would change it
	Count  int
	Rows   []RefusedRowOf
}

// RefusedRowOf is one of them.
type RefusedRowOf struct {
	Name  string
	Href  string
	Place string
}

// PlanAct is the act of the reader's power: funding the list, or sending it to the bank.
type PlanAct struct {
	Name     string // "fund", "order", "again": chooses the words
	Action   string
	ClientID string
	Hash     string
	Sum      money.Fen
	Count    int
	Wrong    Wrong
	Fields   []Field
	Signing
}

// StopForm stops a case, a list or a scheme, or lets it go on.
type StopForm struct {
	Action   string
	ClientID string
	Hidden   []Pair
	What     string // "case", "plan", "scheme": chooses the words
	Title    string // of a scheme
	Stopped  bool
	Wrong    Wrong
	Reason   Field
}
