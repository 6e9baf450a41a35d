package office

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/person"
	"youfu/internal/post"
)

// LineFilter narrows the lines of a list of payments. Zero values narrow nothing.
type LineFilter struct {
	State benefit.LineState
	Alarm bool // only what somebody has to look at
	First int  // how many are left out at the beginning
	Most  int  // 0: all
}

// PlanSheet is a list of payments with everything that its page shows. It names people masked: whoever must know whom a line pays reads
// the bank's file, or opens the case.
type PlanSheet struct {
	Plan
	Scheme  *catalogue.Scheme // the text by which it was counted
	Acts    []benefit.PlanAct
	Stopped bool // by supervision: the list, or its scheme
	Rows    []LineRow
	Total   int // of the filter
	Goes    int // lines that are neither with the bank nor credited: an order would send them, unless something holds them
	GoesFen money.Fen
	Out     []RefusedRow
}

// LineRow is one payment.
type LineRow struct {
	benefit.Line
	benefit.At
	Case id.ID // zero for whom the actor may not open it
	Name string
	Late bool   // the bank has not answered within the days that it has
	Held string // why it stayed behind when the list was last sent
}

// RefusedRow is a case that was looked at for the list and is not on it.
type RefusedRow struct {
	Code  string
	Case  id.ID // zero for whom the actor may not open it
	Name  string
	Place id.ID
}

// OpenPlanSheet opens a list of payments for its page. NotFound where there is none.
func (o Office) OpenPlanSheet(ctx context.Context, plan id.ID, f LineFilter) (v PlanSheet, err error) {
	if err := o.may(post.Payments); err != nil {
		return v, err
	}
	var people []uint32
	err = o.supported(ctx, 0, func(s supportState) (err error) {
		if v.Plan, err = s.plan(plan); err != nil {
			return err
		}
		p, err := benefit.FindPlan(s.Tx, plan)
		if err != nil {
			return err
		}
		if v.Scheme, err = s.District.SchemeByHash(s.Tx, p.Scheme); err != nil {
			return err
		}
		if v.Acts, err = benefit.Trail(s.Tx, plan); err != nil {
			return err
		}
		stopped, err := benefit.Stopped(s.Tx)
		if err != nil {
			return err
		}
		v.Stopped = stopped[plan.String()] || stopped[p.SchemeID]
		if err := s.heldBack(&v); err != nil {
			return err
		}
		people, err = s.lineRows(&v, f)
		return err
	})
	if err != nil {
		return v, err
	}
	slices.Sort(people)
	return v, o.listed(ctx, post.Payments, "plan/"+string(f.State), 0, slices.Compact(people))
}

// lineRows fills in the lines that a filter lets through and who is not on the list, and gives whom they are about.
func (s supportState) lineRows(v *PlanSheet, f LineFilter) (people []uint32, err error) {
	lines, err := benefit.Payables(s.Tx, v.Plan.ID)
	if err != nil {
		return nil, err
	}
	states, err := benefit.StatesOf(s.Tx, v.Plan.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		r := LineRow{Line: l, At: benefit.At{State: benefit.Planned}}
		if at, sent := states[l.ID]; sent {
			r.At = at
		}
		r.Late = r.State == benefit.Ordered && s.overdue(r.Ordered)
		if r.State == benefit.Planned || r.State == benefit.Returned {
			v.Goes, v.GoesFen = v.Goes+1, v.GoesFen+r.Fen // a part of the list's sum, which has its place in 64 bits
		}
		if f.State != "" && r.State != f.State || f.Alarm && !r.Alarm && !r.Late && r.State != benefit.Returned {
			continue
		}
		v.Rows = append(v.Rows, r)
	}
	slices.SortFunc(v.Rows, func(a, b LineRow) int {
		return cmp.Or(cmp.Compare(s.codeOf(a.Place), s.codeOf(b.Place)), bytes.Compare(a.ID[:], b.ID[:]))
	})
	v.Total = len(v.Rows)
	first := min(f.First, len(v.Rows))
	last := len(v.Rows)
	if f.Most > 0 {
		last = min(first+f.Most, last)
	}
	v.Rows = v.Rows[first:last]
	for i := range v.Rows {
		r := &v.Rows[i]
		for _, h := range v.Held {
			if h.Payment == r.Line.ID {
				r.Held = h.Code
			}
		}
		n, name, err := s.payeeName(r.Line.Case)
		if err != nil {
			return nil, err
		}
		r.Name, people = name, append(people, n)
		if s.May(post.OpenCase) {
			r.Case = r.Line.Case
		}
	}
	return s.refusedRows(v, people)
}

// heldBack finds, of a list that was sent, what stayed behind and why.
func (s supportState) heldBack(v *PlanSheet) error {
	sent := slices.ContainsFunc(v.Acts, func(a benefit.PlanAct) bool { return a.Power == benefit.Pay })
	if !sent || v.States[benefit.Planned] == 0 {
		return nil
	}
	hold, err := s.holds(v.Plan.ID)
	if err != nil {
		return err
	}
	lines, err := benefit.Payables(s.Tx, v.Plan.ID)
	if err != nil {
		return err
	}
	states, err := benefit.StatesOf(s.Tx, v.Plan.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if states[l.ID].Attempt > 0 {
			continue
		}
		why, err := hold(l)
		if err != nil {
			return err
		}
		if why != "" {
			v.Held = append(v.Held, benefit.Held{Payment: l.ID, Code: why})
		}
	}
	return nil
}

// codeOf is what lists are sorted by: areas by their code, never a ranking.
func (s supportState) codeOf(at id.ID) string {
	p, _ := s.Tree.Place(at)
	return p.Code
}

func (s supportState) payeeName(which id.ID) (n uint32, masked string, err error) {
	payee, err := benefit.PayeeOf(s.Tx, which)
	if err != nil {
		return 0, "", err
	}
	n = s.People.Canonical(s.People.N(payee))
	card, _, err := person.CardOf(s.Tx, s.District.Keys, s.People.ID(n))
	return n, MaskName(card.Name), err
}

// mostRefused is how many of the cases that are not on a list its page names; the others are counted by their reason.
const mostRefused = 200

func (s supportState) refusedRows(v *PlanSheet, people []uint32) ([]uint32, error) {
	for _, one := range v.Refused[:min(len(v.Refused), mostRefused)] {
		c, err := benefit.Load(s.Tx, one.Case)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		n, name, err := s.payeeName(one.Case)
		if err != nil {
			return nil, err
		}
		r := RefusedRow{Code: one.Code, Name: name, Place: c.Place}
		if s.May(post.OpenCase) && s.meetsCase(c) {
			r.Case = c.ID
		}
		v.Out, people = append(v.Out, r), append(people, n)
	}
	slices.SortFunc(v.Out, func(a, b RefusedRow) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(s.codeOf(a.Place), s.codeOf(b.Place)), cmp.Compare(a.Name, b.Name))
	})
	return people, nil
}

// StoppedSchemes are the schemes that supervision has stopped as a whole.
func (o Office) StoppedSchemes(ctx context.Context) (all map[string]bool, err error) {
	if err := o.may(post.Stop); err != nil {
		return nil, err
	}
	err = o.supported(ctx, 0, func(s supportState) (err error) {
		all, err = benefit.Stopped(s.Tx)
		return err
	})
	return all, err
}
