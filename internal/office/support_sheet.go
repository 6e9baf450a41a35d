package office

import (
	"bytes"
	"context"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/entitle"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/post"
	"youfu/internal/store"
)

// CaseSheet is a case with everything that its page shows: the same for who applied and for the officials, but for what each may do.
type CaseSheet struct {
	*Case
	Seq      store.Seq // the last write that is in it
	Practice *catalogue.Catalogue
	Words    map[id.ID]string // reasons, appeals, answers and what papers say of themselves by cell, objections by their id
	Papers   []string         // kinds of paper that the scheme asks for, in the order of the catalogue
	Tail     string           // the last characters of the account's number
	Stopped  bool             // by supervision: nothing goes on
	Posted   id.ID            // where its public notice is up; zero: none stands
	Deadline civil.Date       // by which the next step is to be done; zero: no clock runs
	Beside   []Beside         // other schemes that touch this one
	Upcoming []Upcoming
	Turn     bool  // the next step is one of the actor's power, body and place
	Bar      error // why the actor cannot do it all the same; nil where he can
}

// Upcoming is what a case is owed and no list has yet, or would be owed were it confirmed today.
type Upcoming struct {
	Period entitle.Period
	Layer  *catalogue.Layer
	Fen    money.Fen
	Parts  []entitle.Part
}

// mostUpcoming is how many payments ahead a page shows.
const mostUpcoming = 8

// OpenCaseSheet opens a case for its page. NotFound where the actor may not know of it.
func (o Office) OpenCaseSheet(ctx context.Context, which id.ID) (*CaseSheet, error) {
	if err := o.may(post.OpenCase); err != nil {
		return nil, err
	}
	var v *CaseSheet
	err := o.supported(ctx, 0, func(s supportState) error {
		c, err := s.open(which)
		if err == nil {
			v, err = s.sheet(c)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, o.opened(ctx, post.OpenCase, v.Subject.ID, which, "case")
}

func (s supportState) sheet(c *benefit.Case) (*CaseSheet, error) {
	shown, err := s.view(c)
	if err != nil {
		return nil, err
	}
	v := &CaseSheet{Case: shown, Seq: s.Seq, Practice: s.Practice, Papers: s.papersOf(shown.Scheme), Deadline: deadline(shown.Scheme, c.Last(), shown.Progress)}
	if v.Words, err = s.words(c); err != nil {
		return nil, err
	}
	if v.Stopped, err = benefit.Frozen(s.Tx, c); err != nil {
		return nil, err
	}
	_, number, err := s.desk().Account(s.Tx, c.PayeeIdentity)
	if err != nil {
		return nil, err
	}
	v.Tail = tail(number)
	if v.Beside, err = s.beside(benefit.Applying{Rules: benefit.Rules{ID: c.Scheme}, Subject: c.Subject, Payee: c.Payee, On: s.District.Today()}); err != nil {
		return nil, err
	}
	v.Beside = slices.DeleteFunc(v.Beside, func(b Beside) bool { return b.Case == c.ID })
	v.Upcoming = s.upcoming(v)
	if m := c.Last(); len(m.Acts) > 0 && v.Progress.Until >= s.District.Today() {
		v.Posted, _ = s.postedAt(v.Scheme, c, m, m.Acts[len(m.Acts)-1])
	}
	if v.Turn = s.turnOf(v.Scheme, c, v.Progress.Next); v.Turn {
		v.Bar, err = s.bar(v)
	}
	return v, err
}

// tail is what is shown of an account: its last four characters.
func tail(number string) string {
	runes := []rune(number)
	return string(runes[max(0, len(runes)-4):])
}

// papersOf are the kinds of paper that a scheme's criteria ask for.
func (s supportState) papersOf(scheme *catalogue.Scheme) (kinds []string) {
	for _, e := range s.Practice.Evidence {
		asked := slices.ContainsFunc(scheme.Criteria, func(c *catalogue.Criterion) bool {
			return slices.Contains(c.Evidence, e.ID) || slices.Contains(c.Rule.Names(), e.Fact())
		})
		if asked {
			kinds = append(kinds, e.ID)
		}
	}
	return kinds
}

// words opens what was written in a case. What somebody objected stands under the objection's id, the answer under its own cell.
func (s supportState) words(c *benefit.Case) (map[id.ID]string, error) {
	cells := map[id.ID]id.ID{} // by the key under which they stand
	for _, m := range c.Matters {
		for _, a := range m.Acts {
			cells[a.Reason] = a.Reason
		}
		for _, a := range m.Appeals {
			cells[a.Words] = a.Words
		}
	}
	for _, o := range c.Objections {
		cells[o.ID], cells[o.Words] = id.Derive(o.ID, "words", 1), o.Words
	}
	for _, d := range c.Documents {
		cells[d.Cell] = d.Cell
	}
	all := map[id.ID]string{}
	for key, cell := range cells {
		if cell.Zero() {
			continue
		}
		text, _, err := s.District.Keys.Get(s.Tx, cell)
		if err != nil {
			return nil, err
		}
		all[key] = text
	}
	return all, nil
}

// upcoming is what comes to be paid and stands on no list, from the confirmation on; before it, what would be paid from today.
func (s supportState) upcoming(v *CaseSheet) (all []Upcoming) {
	today := s.District.Today()
	e := entitle.Entitlement{Scheme: v.Scheme, Facts: s.facts(v.Case.Case, today), Confirmed: confirmedOn(v.Case.Case, today)}
	_, final := v.Entitling(today)
	switch {
	case v.Result.Verdict != assess.Met:
		return nil
	case v.Progress.State == benefit.Declined, e.Confirmed.Zero() != (final == nil): // a review took away what was granted
		return nil
	case final == nil:
		e.Confirmed = today
	}
	listed := map[string]bool{}
	for _, p := range v.Payments {
		listed[p.Layer+"/"+p.Period] = true
	}
	this := entitle.PeriodOf(v.Scheme, today)
	for p := entitle.PeriodOf(v.Scheme, begins(e)); p.From <= this.To() && len(all) < mostUpcoming; p = p.Next() {
		for _, l := range entitle.Lines(e, p).Lines {
			if !listed[l.Layer+"/"+p.String()] {
				all = append(all, Upcoming{p, v.Scheme.Layer(l.Layer), l.Fen, l.Parts})
			}
		}
	}
	return all
}

// begins is a day before which nothing is owed of an entitlement.
func begins(e entitle.Entitlement) civil.Date {
	switch at := e.Scheme.Starts; at.At {
	case catalogue.StartsDate:
		return min(e.Confirmed, at.On)
	case catalogue.StartsCriterion:
		return e.Confirmed.AddDays(-at.Back.Days).AddMonths(-12*at.Back.Years - at.Back.Months)
	}
	return e.Confirmed
}

// bar is why the actor, whose turn it is, cannot do the next step.
func (s supportState) bar(v *CaseSheet) (error, error) {
	near, err := s.near(v.Case.Case)
	if err != nil {
		return nil, err
	}
	own := bytes.Equal(s.Actor.Identity, v.SubjectIdentity) || bytes.Equal(s.Actor.Identity, v.PayeeIdentity)
	switch {
	case own:
		return fault.New(fault.Refused, "benefit.own-case"), nil
	case near != "":
		return fault.New(fault.Refused, "benefit.near."+near), nil
	case s.acted(v.Last()):
		return fault.New(fault.Refused, "benefit.acted-before"), nil
	case v.Progress.State == benefit.Noticed:
		return fault.New(fault.Conflict, "benefit.notice-stands", v.Progress.Until), nil
	case v.Progress.State == benefit.Objected:
		return fault.New(fault.Conflict, "benefit.objection-open"), nil
	case v.Stopped:
		return fault.New(fault.Conflict, "benefit.frozen"), nil
	case v.Progress.Next.Power == benefit.Confirm && v.Result.Verdict == assess.Unknown:
		return fault.New(fault.Conflict, "benefit.undecided"), nil
	}
	_, err = s.seat()
	return err, nil
}
