package catalogue

import (
	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/money"
	"youfu/internal/rule"
)

// Scheme is support in cash, as data: whom it is for, what it pays from which fund, which steps and powers decide, and where to appeal.
// Amounts are whole fen; nothing of a scheme is a floating-point number.
type Scheme struct {
	ID        string
	Hash      string // of the loaded text; records name it
	Origin    Origin
	Title     lang.Text
	Kind      string // SchemeCash: the one kind that is carried out
	Basis     []Basis
	Open      civil.Period // applications are taken on these days; who was confirmed keeps what she has after the end
	Subject   Subject
	Criteria  []*Criterion // all must hold
	Counting  Counting
	Starts    Starts
	Ends      []End // death is always among them
	Layers    []*Layer
	Steps     []*Step // the first is the application, the last is confirmed at the district
	Review    Review
	Powers    Powers
	Beside    []Beside
	Appeal    Appeal
	Retention civil.Duration
}

// SchemeCash is the kind of schemes that pay money.
const SchemeCash = "cash"

// Subject is whom the criteria of a scheme are about.
type Subject string

const (
	SubjectSelf  Subject = "self"  // the applicant
	SubjectChild Subject = "child" // a child; a parent or guardian applies, and the applicant's or the child's account is paid
)

// Criterion is one condition of a scheme, which explains itself.
type Criterion struct {
	ID       string
	Rule     *rule.Rule // over p.*, a.* and d.*
	Text     lang.Text  // the condition in words
	Change   lang.Text  // what would change the answer
	Evidence []string   // kinds of paper that must have been seen before the criterion counts as met
}

// Criteria that every scheme has without saying so.
const (
	CriterionAlive = "alive" // born, and not dead
	CriterionOpen  = "open"  // applied for while the scheme took applications
)

// factBorn is the day of birth as rules see it. It is compared by order alone: of a birth known to the month the two ends are asked.
const factBorn = "p.born"

// Layer kinds.
const (
	LayerBase  = "base"
	LayerTopUp = "top_up"
)

// Layer is a part of the amount with its own fund. The layers whose rule holds add up.
type Layer struct {
	ID      string
	Title   lang.Text
	Kind    string // LayerBase or LayerTopUp
	Level   string // national | province | city | county
	Fund    string // code of the fund that pays it
	Basis   []Basis
	When    *rule.Rule // over p.*, a.* and d.*; nil: always
	Amounts []Amount   // in order, without overlap; what lies between two pays nothing
}

// What an amount is for.
const (
	PerMonth = "month"
	PerYear  = "year"
	PerOnce  = "once"
)

// Amount is what a layer pays over some days. Its borders are first days of a month, or of a year where whole years are counted.
type Amount struct {
	civil.Period
	Fen money.Fen
	Per string
}

// Units and periods of payment.
const (
	ByMonth   = "month"
	ByQuarter = "quarter"
	ByYear    = "year"
)

// Counting says in what a scheme counts and pays.
type Counting struct {
	Unit   string // ByMonth: whole months, first and last included; ByYear: whole calendar years
	Pays   string // the period of one payment: ByMonth, ByQuarter or ByYear
	Births []Span // which months are owed where that hangs on the subject's birth; none: it does not
	Ahead  int    // > 0: months are owed in blocks of so many from the first, each in the period in which it begins
}

// Span is the months owed to those born in a period: Count months, beginning First months after the month of birth.
type Span struct {
	Born         civil.Period
	First, Count int
}

// When entitlement begins.
const (
	StartsConfirmed = "confirmed" // with the confirmation
	StartsCriterion = "criterion" // with the month in which the criteria came to hold
	StartsDate      = "date"      // with a day that the scheme names
)

// Starts says with which month, or year, entitlement begins.
type Starts struct {
	At    string
	On    civil.Date     // of StartsDate
	Back  civil.Duration // of StartsCriterion: at most so long before the confirmation
	After int            // so many months later than the month itself; 0: the month itself counts
}

// Why entitlement ends.
const (
	EndsDeath         = "death"
	EndsMovedAway     = "moved-away"
	EndsCriterionLost = "criterion-lost"
)

// What is the last that is owed.
const (
	ThroughMonth = "month" // the month, or where whole years are counted the year, in which it happened
	ThroughBlock = "block" // the block of months that had begun
)

// End is one reason why entitlement ends, and what is still owed.
type End struct {
	Why     string
	Through string
}

// Step is one step of a case.
type Step struct {
	ID     string
	Title  lang.Text
	Power  Power  // PowerConfirm; "" for the application
	At     string // village | township | district
	Notice Notice
	Within civil.Duration // from the step before; zero: no clock
}

// NoticeNone says that a step puts up no public notice.
const NoticeNone = "none"

// Notice is a public notice that follows a step.
type Notice struct {
	At       string     // village | township | district, or NoticeNone
	Days     int        // working days that it stands at least; 0 for none
	NoneWhen *rule.Rule // no notice for cases of which this holds, or is unknown; nil: for none
}

// Review is the check of those who are confirmed.
type Review struct {
	Every  civil.Duration
	Window [2]MonthDay // first and last day of the year on which reviews are made; may pass over the new year
	Sample int         // percent of cases that are looked at by chance, 1 to 100
}

// MonthDay is a day that every year has.
type MonthDay struct{ Month, Day int }

// Power is one of the four powers over a scheme's money, each held by another body.
type Power string

const (
	PowerConfirm   Power = "confirm"   // who is eligible
	PowerFund      Power = "fund"      // money
	PowerPay       Power = "pay"       // paying out
	PowerSupervise Power = "supervise" // public supervision
)

// Powers are the codes of the bodies that hold the powers: all four, and all different.
type Powers struct{ Confirm, Fund, Pay, Supervise string }

// Body is the code of the body that holds a power.
func (p Powers) Body(power Power) string {
	switch power {
	case PowerConfirm:
		return p.Confirm
	case PowerFund:
		return p.Fund
	case PowerPay:
		return p.Pay
	case PowerSupervise:
		return p.Supervise
	}
	return ""
}

// How two schemes get on.
const (
	BesideWarn   = "warn"   // somebody looks at it
	BesideRefuse = "refuse" // one excludes the other
)

// Beside says how the scheme gets on with another one. Schemes that do not name each other are received side by side.
type Beside struct {
	Scheme string
	How    string // BesideWarn or BesideRefuse
	Text   lang.Text
}

// Appeal is where and until when to appeal (R14).
type Appeal struct {
	To      lang.Text
	Address lang.Text
	Days    int // from the day on which the decision was told, within which to appeal
}

// Base reports whether the layer is part of the basic amount.
func (l *Layer) Base() bool { return l.Kind == LayerBase }

// Layer finds a layer by id; nil where there is none.
func (s *Scheme) Layer(id string) *Layer {
	for _, l := range s.Layers {
		if l.ID == id {
			return l
		}
	}
	return nil
}

// Criterion finds a criterion by id; nil where there is none.
func (s *Scheme) Criterion(id string) *Criterion {
	for _, c := range s.Criteria {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Step finds a step by id; nil where there is none.
func (s *Scheme) Step(id string) *Step {
	for _, t := range s.Steps {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// End finds why entitlement may end; nil where the scheme does not end for that reason.
func (s *Scheme) End(why string) *End {
	for i := range s.Ends {
		if s.Ends[i].Why == why {
			return &s.Ends[i]
		}
	}
	return nil
}

// Clash says how two schemes get on, whichever of them names the other; where both do, refusing is stronger. nil: side by side.
func (c *Catalogue) Clash(a, b string) *Beside {
	var found *Beside
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		s := c.Schemes[pair[0]]
		if s == nil {
			continue
		}
		for i := range s.Beside {
			if one := &s.Beside[i]; one.Scheme == pair[1] && (found == nil || one.How == BesideRefuse && found.How == BesideWarn) {
				found = one
			}
		}
	}
	return found
}
