package page

import "youfu/internal/civil"

// ApplyChoose is the schemes for which a worker may apply for a resident.
type ApplyChoose struct {
	Frame
	Person PersonLine
	Rows   []ApplyRow
	Family string // href of what her household receives
	Back   string
}

func (*ApplyChoose) template() string { return "support_choose" }

// ApplyRow is one scheme for her.
type ApplyRow struct {
	Title  string
	Href   string
	About  []ApplyAbout
	Child  bool // the scheme is about a child
	Beside []BesideRow
}

// ApplyAbout is what the register says today of her, or of one of her children.
type ApplyAbout struct {
	Name  string // of a child
	State string // met, not_met or unknown
	Lacks []string
	Case  string // href of the case that there is
	Stand string // its state
}

// ApplyForm is an application as a worker enters it.
type ApplyForm struct {
	Frame
	Person   PersonLine
	Scheme   string
	Basis    []string
	Action   string
	ClientID string
	Wrong    Wrong
	Beside   []BesideRow
	Child    *Field
	Criteria []CriterionRow // what the register says before any paper
	Papers   []PaperField
	Account  Field
	Holder   Field
	Known    AccountState
	Back     string
	On       civil.Date
}

func (*ApplyForm) template() string { return "support_apply" }
