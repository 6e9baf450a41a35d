package page

import (
	"youfu/internal/civil"
	"youfu/internal/money"
)

// CaseShow is a case: one page for who applied and for the officials.
type CaseShow struct {
	Frame
	Name      string
	Person    string // href; "" for who may not open her page
	Family    string // href of what her household receives
	Age       Age
	About     string // the child whom it is about
	Scheme    string
	Place     string
	AppliedOn civil.Date
	State     string
	Headline  string // where it stands
	Clock     string // until when, and whose turn
	ClockOver bool
	Got       int // payments credited
	GotFen    money.Fen
	AsOf      string // the facts and the text of the scheme that the explanation goes by
	Criteria  []CriterionRow
	Papers    []PaperRow
	Account   AccountState
	Matters   []MatterRows
	Notice    *NoticeRow
	Objects   []ObjectionRow
	Paid      []PaidRow
	Upcoming  []UpcomingRow
	Expected  bool // upcoming is what would come, were it confirmed now
	Beside    []BesideRow
	Legal     []string // what the scheme rests on
	Appeal    AppealBox
	Act       *CaseAct
	Bar       string // why the reader, whose turn it is, cannot act
	Turn      string // whose turn it is
	TurnPower string
	Add       *PaperForm
	Object    *ObjectForm
	Stop      *StopForm
}

func (*CaseShow) template() string { return "support_case" }

// CriterionRow is one criterion: what is asked, the answer, what it rests on, and what would change it.
type CriterionRow struct {
	Condition string
	State     string
	Because   []string
	Lacks     []string
	Change    string
}

// PaperRow is a kind of paper that the scheme asks for.
type PaperRow struct {
	Title string
	State string // "seen" or "missing"
	On    civil.Date
	Says  string
}

// AccountState is where the money goes.
type AccountState struct {
	State string
	Tail  string
	Hint  string
}

// MatterRows are the acts of one application or one year's review, by time.
type MatterRows struct {
	Title string
	Open  bool // not folded
	Rows  []ActRow
	Next  *ActRow // what comes; drawn hollow
}

// ActRow is one act.
type ActRow struct {
	On     civil.Date
	Title  string // the step
	Power  string
	Body   string
	By     string
	Result string // in words
	Until  civil.Date
	Reason string
	Signer string // by what kind of signature
	Mark   string // the last characters of the act's digest
}

// NoticeRow is a notice that stands.
type NoticeRow struct {
	Href  string
	Until civil.Date
}

// ObjectionRow is one objection.
type ObjectionRow struct {
	On     civil.Date
	Words  string
	State  string
	Answer string
	Form   *AnswerObjection // for supervision, while it is open
}

// AnswerObjection is the form that answers one.
type AnswerObjection struct {
	Action   string
	ClientID string
	Hidden   []Pair
	Decision Field
	Words    Field
	Wrong    Wrong
}

// PaidRow is one payment.
type PaidRow struct {
	Period string
	Layer  string
	Fen    money.Fen
	State  string
	On     civil.Date
	Reason []string
	Code   string // why the bank sent it back
}

// UpcomingRow is what comes to be paid.
type UpcomingRow struct {
	Period string
	Layer  string
	Fen    money.Fen
	Reason []string
}

// BesideRow is another scheme that touches this one.
type BesideRow struct {
	Title  string
	Text   string
	Href   string
	Refuse bool
}

// AppealBox says where and until when to appeal (R14).
type AppealBox struct {
	Until    civil.Date // zero: nothing was refused
	To       string
	Address  string
	Days     int
	Action   string // "" where no appeal can be lodged now
	ClientID string
	Wrong    Wrong
	Words    Field
	Lodged   []AppealRow
}

// AppealRow is an appeal that was lodged.
type AppealRow struct {
	On    civil.Date
	Words string
}

// CaseAct is the form of the next step.
type CaseAct struct {
	Action    string
	ClientID  string
	Step      string // code
	Title     string
	Power     string
	Notice    bool // it puts up a public notice
	Days      int  // of the notice
	Uncounted int  // year whose holidays are not known; 0: they are
	Wrong     Wrong
	Fields    []Field
	Signing
}

// PaperForm notes papers that were seen, and an account.
type PaperForm struct {
	Action   string
	ClientID string
	Wrong    Wrong
	Papers   []PaperField
	Account  Field
	Holder   Field
}

// PaperField is a kind of paper with what it says of itself.
type PaperField struct {
	Kind  string
	Title string
	Seen  bool
	Says  string
}

// ObjectForm notes what somebody says against a case under notice.
type ObjectForm struct {
	Action   string
	ClientID string
	Wrong    Wrong
	Words    Field
}
