package office

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/store"
)

// CaseFilter narrows a list of cases. Zero values narrow nothing.
type CaseFilter struct {
	Scheme string
	State  benefit.State
	Place  id.ID // where the household was registered: this place and all below it
	Yours  bool  // only those whose next step is the actor's
	Papers bool  // only those that wait for a paper
	Unpaid bool  // only those that are confirmed and have no account to be paid to
	First  int   // how many are left out at the beginning
	Most   int   // 0: all
}

// CaseRow is a case in a list.
type CaseRow struct {
	Case     id.ID
	Scheme   *catalogue.Scheme // the text under which it is decided
	Subject  Line
	Payee    Line
	Place    id.ID // where the household was registered
	Progress benefit.Progress
	Since    civil.Date // the day of the last act, or of the application
	Deadline civil.Date // by which the next step is to be done; zero: no clock runs
	Yours    bool       // its next step is one of the actor's
	Papers   bool       // a paper is missing, and nothing else
	Account  string     // of who is paid: benefit.Verified, Mismatch or Closed; "" for none
	Stopped  bool       // by supervision
	of       *benefit.Case
}

// Unpaid reports whether a case is confirmed and who is paid has no account to which money can go: somebody asks her for one, or clears up in
// whose name it is.
func (r CaseRow) Unpaid() bool {
	return r.Progress.State == benefit.Granted && r.Account != benefit.Verified
}

// CaseList is a list of cases. The numbers are of all that the scheme and the place of the filter let through.
type CaseList struct {
	Rows   []CaseRow
	Total  int // of the whole filter
	States map[benefit.State]int
	Yours  int
	Papers int
	Unpaid int
}

// Cases lists the cases that the actor may know of, those with the nearest clock first.
func (o Office) Cases(ctx context.Context, f CaseFilter) (list CaseList, err error) {
	if err := o.may(post.OpenCase); err != nil {
		return list, err
	}
	var people []uint32
	var seq store.Seq
	err = o.supported(ctx, 0, func(s supportState) error {
		seq = s.Seq
		all, err := s.rows(f)
		if err != nil {
			return err
		}
		list = listOf(all, f)
		for i := range list.Rows {
			r := &list.Rows[i]
			if err := s.name(r); err != nil {
				return err
			}
			people = append(people, r.Subject.N, r.Payee.N)
		}
		return nil
	})
	if err != nil {
		return list, err
	}
	slices.Sort(people)
	return list, o.listed(ctx, post.OpenCase, f.Scheme+"/"+string(f.State), seq, slices.Compact(people))
}

// rows are all cases within the actor's reach that the scheme and the place of a filter let through, without names.
func (s supportState) rows(f CaseFilter) (all []CaseRow, err error) {
	stopped, err := benefit.Stopped(s.Tx)
	if err != nil {
		return nil, err
	}
	accounts, err := benefit.Accounts(s.Tx, s.Seq)
	if err != nil {
		return nil, err
	}
	for _, named := range s.Practice.SchemeIDs {
		if f.Scheme != "" && f.Scheme != named {
			continue
		}
		cases, err := benefit.OfScheme(s.Tx, named, func(c *benefit.Case) bool {
			return (f.Place.Zero() || district.InChain(s.ChainOf(c.Place, s.District.Today()), f.Place)) && s.meetsCase(c)
		})
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			r, err := s.row(c)
			if err != nil {
				return nil, err
			}
			r.Account = accounts[string(c.PayeeIdentity)].State
			r.Stopped = stopped[c.ID.String()] || stopped[c.Scheme]
			all = append(all, r)
		}
	}
	return all, nil
}

func (s supportState) row(c *benefit.Case) (r CaseRow, err error) {
	today, m := s.District.Today(), c.Last()
	r = CaseRow{Case: c.ID, Place: c.Place, Progress: c.Progress(m, today), Since: m.OpenedOn, of: c}
	if r.Scheme, err = s.schemeOf(c, m); err != nil {
		return r, err
	}
	if n := len(m.Acts); n > 0 {
		r.Since = m.Acts[n-1].On
	}
	r.Deadline, r.Yours = deadline(r.Scheme, m, r.Progress), s.isYours(r.Scheme, c, r.Progress)
	if r.Progress.N > 0 {
		r.Papers = assess.Assess(r.Scheme, s.facts(c, today), today).Likely
	}
	return r, nil
}

// deadline is the day by which the next step of a matter is to be done; zero where no clock runs. It counts from the step before, from the
// end of its notice, or from the application or appeal. A time-out is for somebody to look at: it decides nothing.
func deadline(scheme *catalogue.Scheme, m *benefit.Matter, p benefit.Progress) civil.Date {
	step := scheme.Step(p.Next.ID)
	if step == nil || step.Within.Zero() || p.State == benefit.Objected {
		return 0
	}
	from := m.OpenedOn
	if n := len(m.Acts); n > 0 {
		from = max(m.Acts[n-1].On, m.Acts[n-1].Until)
	}
	for _, a := range m.Appeals {
		if a.Round == p.Round && p.N == 1 {
			from = a.LodgedOn
		}
	}
	return from.Add(step.Within)
}

// isYours reports whether the next step of a case is one that the actor's post, body and place do, and that nothing holds up today. Who is
// near to the person is refused when the step is done.
func (s supportState) isYours(scheme *catalogue.Scheme, c *benefit.Case, p benefit.Progress) bool {
	return p.State == benefit.Waiting && s.turnOf(scheme, c, p.Next) && !s.acted(c.Last())
}

// powerOf is the power of each post that holds one.
var powerOf = map[actor.Post]benefit.Power{actor.ConfirmOfficer: benefit.Confirm, actor.FundOfficer: benefit.Fund, actor.PayOfficer: benefit.Pay, actor.Supervisor: benefit.Supervise}

// turnOf reports whether a step is one of the actor's power, body and place.
func (s supportState) turnOf(scheme *catalogue.Scheme, c *benefit.Case, next benefit.Step) bool {
	if next.ID == "" || powerOf[s.Actor.Post] != next.Power || scheme.Powers.Body(catalogue.Power(next.Power)) != s.Actor.Body {
		return false
	}
	step := scheme.Step(next.ID)
	return step == nil || s.sitsAt(c, step.At) == nil
}

// acted reports whether the actor has acted in a matter.
func (s supportState) acted(m *benefit.Matter) bool {
	return slices.ContainsFunc(m.Acts, func(a benefit.Act) bool { return bytes.Equal(a.Actor, s.Actor.Identity) })
}

// listOf counts cases and cuts out what a filter asks for.
func listOf(all []CaseRow, f CaseFilter) CaseList {
	list := CaseList{States: map[benefit.State]int{}}
	for _, r := range all {
		list.States[r.Progress.State]++
		if r.Yours {
			list.Yours++
		}
		if r.Papers {
			list.Papers++
		}
		if r.Unpaid() {
			list.Unpaid++
		}
	}
	all = slices.DeleteFunc(all, func(r CaseRow) bool {
		return f.State != "" && r.Progress.State != f.State || f.Yours && !r.Yours || f.Papers && !r.Papers || f.Unpaid && !r.Unpaid()
	})
	slices.SortFunc(all, func(a, b CaseRow) int {
		return cmp.Or(cmp.Compare(clock(a), clock(b)), cmp.Compare(a.Since, b.Since), bytes.Compare(a.Case[:], b.Case[:]))
	})
	list.Total = len(all)
	first := min(f.First, len(all))
	last := len(all)
	if f.Most > 0 {
		last = min(first+f.Most, last)
	}
	list.Rows = all[first:last]
	return list
}

// clock is what a case is sorted by: one without a clock comes last.
func clock(r CaseRow) civil.Date {
	if r.Deadline.Zero() {
		return 1 << 30
	}
	return r.Deadline
}

// name fills in whom a row is about.
func (s supportState) name(r *CaseRow) (err error) {
	if r.Subject, err = s.line(r.of.Subject); err != nil {
		return err
	}
	r.Payee = r.Subject
	if r.of.Payee != r.of.Subject {
		r.Payee, err = s.line(r.of.Payee)
	}
	return err
}
