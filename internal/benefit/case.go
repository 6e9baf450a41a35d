package benefit

import (
	"slices"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Case is one person's in one scheme.
type Case struct {
	ID              id.ID
	Scheme          string // the definition's id
	Subject         id.ID  // whom the criteria are about
	Payee           id.ID  // who is paid
	SubjectIdentity []byte
	PayeeIdentity   []byte
	Place           id.ID // of the household registration when it was applied for
	AppliedOn       civil.Date
	Matters         []Matter // in order
	Documents       []Document
	Objections      []Objection
}

// Document is a paper that was seen. What it says of itself is sealed.
type Document struct {
	Kind   string     `json:"kind"`
	Rev    int        `json:"rev"`
	SeenOn civil.Date `json:"seen_on"`
	Seq    store.Seq  `json:"seq"`
	Cell   id.ID      `json:"-"`
}

// Kinds of matter.
const (
	Application = "application"
	Review      = "review"
)

// Matter is one application, or one year's review, with its appeals.
type Matter struct {
	N        int
	Kind     string
	Year     int
	Scheme   string // hash of the definition's text
	Track    string
	OpenedOn civil.Date
	Steps    []Step
	Acts     []Act    // by round, then step
	Appeals  []Appeal // by round
}

// Outcomes of an act.
const (
	Passed  = "passed"
	Refused = "refused"
)

// Act is what a power did in a case.
type Act struct {
	Seq     store.Seq  `json:"seq"`
	Round   int        `json:"round"`
	N       int        `json:"n"`
	Step    string     `json:"step"`
	Power   Power      `json:"power"`
	Body    string     `json:"body"`
	Outcome string     `json:"decision"`
	On      civil.Date `json:"on"`
	Until   civil.Date `json:"until"` // last day of a notice
	Final   bool       `json:"final"`
	Actor   []byte     `json:"-"` // identity
	Account id.ID      `json:"actor"`
	Reason  id.ID      `json:"-"` // cell
	Finding string     `json:"-"` // the assessment it rested on, canonical JSON; "" for a notice
	Signer  string     `json:"signer"`
	Digest  []byte     `json:"-"`
}

// Appeal opens another round after a refusal.
type Appeal struct {
	Round    int
	LodgedOn civil.Date
	Words    id.ID // cell
}

// Objection is what somebody says against a case under notice. It stops the clock until supervision has answered it.
type Objection struct {
	ID     id.ID
	Rev    int
	Matter int
	Round  int
	N      int // the notice
	State  string
	On     civil.Date
	Words  id.ID // cell, of this revision
}

// States of an objection.
const (
	Open      = "open"
	Upheld    = "upheld"
	Dismissed = "dismissed"
)

// State is where a matter stands.
type State string

const (
	Waiting  State = "waiting"  // for its next step
	Noticed  State = "noticed"  // a public notice stands
	Objected State = "objected" // somebody objected: the clock is stopped
	Granted  State = "granted"  // every step passed, and the last notice has run out
	Declined State = "refused"
)

// Progress is where a matter stands on a day, and which step comes next.
type Progress struct {
	State State
	Round int
	N     int  // of the next step; 0 where none comes
	Next  Step // zero where none comes
	Until civil.Date
}

// Progress says where a matter stands on a day.
func (c *Case) Progress(m *Matter, today civil.Date) Progress {
	p := Progress{State: Waiting, Round: 1, N: 1}
	if len(m.Acts) > 0 {
		last := m.Acts[len(m.Acts)-1]
		p.Round, p.N, p.Until = last.Round, last.N+1, last.Until
		switch {
		case last.Outcome == Refused && m.appealed(last.Round+1):
			p.Round, p.N = last.Round+1, 1
		case last.Outcome == Refused:
			return Progress{State: Declined, Round: last.Round}
		case last.Until >= today && !last.Until.Zero():
			p.State = Noticed
		case last.Final:
			p.State = Granted
		}
	}
	for _, o := range c.Objections {
		if o.Matter == m.N && o.State == Open {
			p.State = Objected
		}
	}
	if p.N > len(m.Steps) {
		p.N = 0
		return p
	}
	p.Next = m.Steps[p.N-1]
	return p
}

func (m *Matter) appealed(round int) bool {
	return slices.ContainsFunc(m.Appeals, func(a Appeal) bool { return a.Round == round })
}

// Last is the newest matter of a case.
func (c *Case) Last() *Matter { return &c.Matters[len(c.Matters)-1] }

// Entitling is the newest matter that was granted up to a day; nil where none was. A failed review ends what an application granted.
func (c *Case) Entitling(today civil.Date) (*Matter, *Act) {
	for i := len(c.Matters) - 1; i >= 0; i-- {
		m := &c.Matters[i]
		switch c.Progress(m, today).State {
		case Granted:
			return m, &m.Acts[len(m.Acts)-1]
		case Declined:
			return nil, nil
		}
	}
	return nil, nil
}
