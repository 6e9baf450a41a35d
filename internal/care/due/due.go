// Package due says which visits of a programme are due to a person on a day, and how her rounds ended. It is pure: facts and a date
// go in, items come out; no clock, no database.
//
// Two kinds of item must never be confused (R7). An Opening item is an invitation to a round: it hangs on dates, age, sex and
// refusals alone, and a village worker may see it. Every other item was opened by what a visit found, and is the clinic's alone.
package due

import (
	"cmp"
	"slices"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
)

// Person is what the rules may know of a person: age and anatomy (R9), and since when and until when she can be invited at all.
type Person struct {
	Sex   string // "female", "male"; "" where it is not known
	Birth civil.Birth
	Death civil.Date
	Since civil.Date // first day living in the district; zero: always, or not known
}

// Answers are the answers of a visit by field id, typed as rules see them: string (codes, dates as YYYY-MM-DD), []string, float64,
// bool. A pair "bp" is there three times: bp as "120/80", bp_1 and bp_2 as numbers. Texts are not among them.
type Answers = map[string]any

// Kinds of event.
const (
	KindVisit   = "visit"   // she came
	KindInvite  = "invite"  // she was invited
	KindAttempt = "attempt" // somebody tried to reach her, or heard from her
	KindDecline = "decline" // she refused; State is the scope
	KindAsk     = "ask"     // she asked to be invited again, or to come
	KindResult  = "result"  // a result that came after the visit; Key names the visit, Answers lie over its answers
)

// Scopes of a refusal (R4), as State of a decline.
const (
	ScopeInvitation = "invitation" // this one: nothing until the next round
	ScopeProgramme  = "programme"  // the default: no invitation to this programme until she asks, or comes
	ScopeContact    = "contact"    // no invitation to anything until she asks, or comes
)

// Event is the current revision of one thing that happened.
type Event struct {
	ID      id.ID
	Kind    string // one of the kinds above
	Visit   string // id of the visit it is about
	On      civil.Date
	Order   int64   // seq of its writing; decides between events of one day
	Round   int     // of the episode it belongs to, from 1
	Key     string  // the due visit it answers or speaks of, as Key.String; "" where none
	State   string  // of an invite or attempt: invited, will-come, wrong-number, moved …; of a decline: the scope, "" for ScopeProgramme
	Answers Answers // of a visit or result
}

// Refusal is a refusal of all contact that was made in another programme. It holds here until she asks here, or comes to an opening
// visit here: asking for one thing is not asking for all.
type Refusal struct {
	Scope string
	On    civil.Date
}

// Facts are all that Due sees of a person. Events after the day asked about are left out there, not by the caller.
type Facts struct {
	PersonID  id.ID
	Person    Person
	Events    []Event   // of this programme, in any order
	Refusals  []Refusal // made elsewhere: only ScopeContact counts
	Followed  bool      // she asked to be followed; without it, nothing of a programme with reach client is due (R24)
	NoContact bool      // she declined to be invited, or took that consent back: no invitation until she agrees again (R6)
}

// Status is where a due visit stands on the day.
type Status string

const (
	Upcoming Status = "upcoming" // not before From
	Ready    Status = "due"
	Overdue  Status = "overdue" // after Until; an invitation never is
	Unknown  Status = "unknown" // a value is missing that must be known first
)

// Reasons why an item is there.
const (
	ReasonFirst         = "first"          // she may come for the first time
	ReasonRecall        = "recall"         // her last visit is long enough ago
	ReasonFollowUp      = "follow-up"      // a visit found something
	ReasonResultMissing = "result-missing" // a visit lacks a value that its rules read
	ReasonWhoUnknown    = "who-unknown"    // whether she may come hangs on something not known, such as her birth date
)

// Item is one visit that is due, will be, or may be.
type Item struct {
	Key       Key
	Status    Status
	From      civil.Date // first day; zero: no such day is known
	Until     civil.Date // last day in time; zero: open
	Reason    string     // one of the reasons above
	Why       lang.Text  // the reason in words; of anything but an Opening item, for the clinic alone
	Missing   []string   // names of the values that must be known first, such as v.hpv or p.age
	Opening   bool       // an invitation to a round: the posts of the place may see it
	By        []string   // departments whose sites may record it; empty: any
	Contact   string     // State of the last invite or attempt; "" where there was none
	ContactOn civil.Date
}

// Due lists what is due to a person on a day, what will be, and what waits for a value; ordered by From, visit and anchor.
//
// The dead are due nothing. An Opening item needs a rule `who` that is not false on the day (and on From, where that is later), no
// refusal in force, no consent to be invited that was taken back, and, after a visit or a refused invitation, that Recall.Every has
// passed. A follow-up is opened by a Then rule that is true of a visit's answers, and gone when she came for it on that day or later,
// or declined it; neither refusing invitations nor taking a consent back ends it, because a clinic must tell what it found. A Then rule
// that is unknown opens one item for the visit itself, until a result, a correction or a later visit of the kind brings the value.
func Due(p *catalogue.Programme, f Facts, asOf civil.Date) []Item {
	if dead := f.Person.Death; !dead.Zero() && dead <= asOf || p.Reach == catalogue.Client && !f.Followed {
		return nil
	}
	h := historyOf(p, &f, asOf)
	var items []Item
	if item, ok := h.opening(); ok {
		items = append(items, item)
	}
	for i := range h.visits {
		items = h.visits[i].followUps(items)
	}
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Key.Visit, b.Key.Visit),
			slices.Compare(a.Key.Anchor[:], b.Key.Anchor[:]), cmp.Compare(a.Key.Round, b.Key.Round))
	})
	return items
}
