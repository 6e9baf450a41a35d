package office

import (
	"context"
	"path/filepath"
	"strconv"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/facts"
	"youfu/internal/benefit/whatif"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

// SchemeQuestion asks how people stand under a scheme on a day, and what it costs in the year of that day.
type SchemeQuestion struct {
	Scheme string
	AsOf   civil.Date // zero: today; past and future days are asked of the register as it is known now
	Person id.ID      // this one alone; zero: everybody in reach
	All    bool       // also name those who do not meet it, with their reasons
	File   string     // of a changed scheme
	Text   []byte     // its text; nil: the scheme in force
}

// SchemeAnswer is how people stand under a scheme, and what it costs.
type SchemeAnswer struct {
	Practice *catalogue.Catalogue
	Scheme   *catalogue.Scheme // that was asked about: in force, or changed
	AsOf     civil.Date
	Seq      store.Seq
	Counts   whatif.Counts
	Cost     []whatif.Cost
	Today    *SchemeToday     // beside a changed scheme, the one in force
	People   []AssessedPerson // for the confirming body, or where one person was asked about
}

// SchemeToday is the scheme in force beside a changed one, and how many would gain and lose by the change.
type SchemeToday struct {
	Hash       string
	Counts     whatif.Counts
	Cost       []whatif.Cost
	Gain, Lose int
}

// Changes of somebody's standing by a changed scheme.
const (
	Gains = "gains"
	Loses = "loses"
)

// AssessedPerson is somebody's result, with the reasons.
type AssessedPerson struct {
	Person id.ID
	N      uint32
	Result assess.Result
	Change string // Gains, Loses or ""
}

// asking is a question being answered.
type asking struct {
	Office
	SchemeQuestion
	answer   *SchemeAnswer
	schemes  []*catalogue.Scheme // the one that was asked about; beside a changed one that in force
	source   whatif.Source
	standing []whatif.Standings
}

// AssessScheme says how people stand under a scheme and what it costs, also under a changed one. It writes nothing but the audit.
//
// Numbers are for every post that may see schemes: of its own place where its seat has one. Who it is stands there for the confirming body
// alone, or where one person in the actor's reach was asked about. Errors: Refused; NotFound for a scheme that there is not and a person out
// of reach; catalogue.Problems where the changed scheme cannot be read or breaks the constitution.
func (o Office) AssessScheme(ctx context.Context, q SchemeQuestion) (*SchemeAnswer, error) {
	purpose := post.Schemes
	if err := o.may(purpose); err != nil {
		return nil, err
	}
	if !q.Person.Zero() {
		purpose = post.Candidates
		if err := o.may(purpose); err != nil {
			return nil, err
		}
	}
	if q.AsOf.Zero() {
		q.AsOf = o.District.Today()
	}
	a := &asking{Office: o, SchemeQuestion: q, answer: &SchemeAnswer{AsOf: q.AsOf}}
	if err := o.supported(ctx, 0, a.begin); err != nil {
		return nil, err
	}
	a.standing = whatif.On(a.source, q.AsOf, a.schemes...)
	a.count()
	shown := a.people()
	return a.answer, o.Seen(ctx, purpose, a.filter(), a.answer.Seq, shown)
}

// begin reads what the question needs of the district. What follows looks at the register alone, in many short looks, so that nobody waits.
func (a *asking) begin(s supportState) error {
	scheme, err := s.scheme(a.Scheme)
	if err != nil {
		return err
	}
	a.schemes = []*catalogue.Scheme{scheme}
	if a.Text != nil {
		changed, err := s.Practice.TryScheme(filepath.Base(a.File), a.Text)
		if err != nil {
			return err
		}
		if changed.ID != scheme.ID {
			return fault.New(fault.Invalid, "office.other-scheme", changed.ID, scheme.ID)
		}
		a.schemes = []*catalogue.Scheme{changed, scheme}
	}
	a.answer.Practice, a.answer.Scheme, a.answer.Seq = s.Practice, a.schemes[0], s.Seq
	register, seq := s.District.Register, s.Seq
	a.source = whatif.Source{Tree: s.Tree, Within: a.within(s), Look: func(use func(person.View)) {
		register.At(seq, func(v person.View) error { use(v); return nil })
	}}
	if a.source.Cases, err = casesOf(s, scheme.ID); err != nil || a.Person.Zero() {
		return err
	}
	n, err := s.inReach(a.Person)
	a.source.Within = func(_ person.View, one uint32) bool { return one == n }
	return err
}

// within is whom the actor's numbers are about: who is registered or lives in the place of the seat, or everybody where the seat has none.
func (a *asking) within(s supportState) func(person.View, uint32) bool {
	if a.Actor.Place.Zero() {
		return nil
	}
	today := s.District.Today()
	inside := map[id.ID]bool{}
	for _, p := range s.Tree.Places {
		at, ok := s.Tree.On(p.ID, today)
		inside[p.ID] = ok && s.Tree.Within(at.ID, a.Actor.Place)
	}
	return func(v person.View, n uint32) bool {
		return inside[v.Place(n, person.Registered, today)] || inside[v.Place(n, person.Resides, today)]
	}
}

// inReach finds somebody whom the actor may ask about; one out of reach does not exist for him.
func (s supportState) inReach(who id.ID) (uint32, error) {
	n := s.People.Canonical(s.People.N(who))
	_, _, known := s.People.Facts(n)
	scope, today, reach := s.scope(), s.District.Today(), false
	for _, role := range []person.Role{person.Registered, person.Resides} {
		for _, p := range s.ChainOf(s.People.Place(n, role, today), today) {
			reach = reach || scope.InPlace(p.ID)
		}
	}
	if n == 0 || !known || !reach && !scope.District {
		return 0, fault.New(fault.NotFound, "person.not-found")
	}
	return n, nil
}

// casesOf are the papers and the days of application of those who have applied.
func casesOf(s supportState, scheme string) (map[uint32]whatif.Case, error) {
	cases, err := benefit.OfScheme(s.Tx, scheme, nil)
	all := make(map[uint32]whatif.Case, len(cases))
	for _, c := range cases {
		one := whatif.Case{Applied: c.AppliedOn}
		for _, d := range c.Documents {
			one.Documents = append(one.Documents, assess.Document{Kind: d.Kind, Ref: d.Cell.String(), On: d.SeenOn})
		}
		all[s.People.Canonical(s.People.N(c.Subject))] = one
	}
	return all, err
}

// count fills in the numbers.
func (a *asking) count() {
	year, _, _ := a.AsOf.YMD()
	costs := whatif.Costs(a.source, year, a.schemes...)
	a.answer.Counts, a.answer.Cost = a.standing[0].Counts(), costs[0]
	if len(a.schemes) == 1 {
		return
	}
	gain, lose := whatif.Change(a.standing[1], a.standing[0])
	a.answer.Today = &SchemeToday{a.schemes[1].Hash, a.standing[1].Counts(), costs[1], len(gain), len(lose)}
}

// names reports whether the actor may know who stands how: the body that confirms does.
func (a *asking) names() bool {
	return !a.Person.Zero() || a.Actor.Post == actor.ConfirmOfficer && a.Actor.Body == a.schemes[len(a.schemes)-1].Powers.Confirm
}

// people names those who meet the scheme or may, or whose standing changes, each with the reasons.
func (a *asking) people() (shown []uint32) {
	if !a.names() {
		return nil
	}
	a.source.Look(func(v person.View) {
		facts, r := facts.NewReader(v, a.source.Tree, a.AsOf), assess.NewReader()
		for n := range a.standing[0] {
			one := AssessedPerson{N: uint32(n), Change: a.change(n)}
			if !a.lists(n, one.Change) {
				continue
			}
			f, _ := facts.Read(one.N)
			f.Applied, f.Documents = a.source.Cases[one.N].Applied, a.source.Cases[one.N].Documents
			r.Read(&f, a.AsOf)
			one.Person, one.Result = v.ID(one.N), r.Assess(a.schemes[0])
			a.answer.People, shown = append(a.answer.People, one), append(shown, one.N)
		}
	})
	return shown
}

func (a *asking) change(n int) string {
	if len(a.schemes) == 1 {
		return ""
	}
	switch now, changed := a.standing[1][n].Eligible(), a.standing[0][n].Eligible(); {
	case changed && !now:
		return Gains
	case now && !changed:
		return Loses
	}
	return ""
}

// lists reports whether somebody stands in the list: under a changed scheme those whose standing changes, else those who meet it or may.
func (a *asking) lists(n int, change string) bool {
	switch standing := a.standing[0][n]; {
	case standing == whatif.Absent:
		return false
	case a.All || !a.Person.Zero():
		return true
	case len(a.schemes) > 1:
		return change != ""
	default:
		return standing != whatif.NotMet
	}
}

// filter says for the audit what was asked.
func (a *asking) filter() string {
	text := a.Scheme + " " + a.AsOf.String()
	if a.Text != nil {
		text += " changed " + a.schemes[0].Hash[:12]
	}
	return text + " people=" + strconv.FormatBool(a.names())
}
