package cases

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/lang"
)

// judge compares what followed with what the case says.
func (r *run) judge(count Counter) {
	if r.c.DueGiven {
		r.judgeDue()
	}
	if r.c.Closed != "" {
		r.judgeClosed()
	}
	for i := range r.c.Checks {
		r.judgeCheck(&r.c.Checks[i])
	}
	for _, f := range r.c.Figures {
		r.judgeFigure(f, count)
	}
}

// programmes are those that the case is about.
func (r *run) programmes() []*catalogue.Programme {
	if r.programme != nil {
		return []*catalogue.Programme{r.programme}
	}
	var all []*catalogue.Programme
	for _, e := range r.c.Events {
		if !slices.Contains(all, e.Programme) {
			all = append(all, e.Programme)
		}
	}
	return all
}

// found is a due visit of somebody in the case, in the words of the case.
type found struct {
	catalogue.CaseDue
	wanted bool
}

func (r *run) judgeDue() {
	var items []found
	for _, p := range r.programmes() {
		for _, person := range r.c.People {
			for _, i := range due.Due(p, *r.of(person.ID, p), r.c.AsOf) {
				items = append(items, found{CaseDue: catalogue.CaseDue{
					Person: person.ID, Visit: i.Key.Visit, Status: string(i.Status), From: i.From, Until: i.Until, Reason: i.Reason,
				}})
			}
		}
	}
	var missing, unexpected []string
	for _, want := range exactFirst(r.c.Due) {
		i := slices.IndexFunc(items, func(f found) bool { return !f.wanted && fits(want, f.CaseDue) })
		if i < 0 {
			missing = append(missing, written(want))
			continue
		}
		items[i].wanted = true
	}
	for _, f := range items {
		if !f.wanted {
			unexpected = append(unexpected, written(f.CaseDue))
		}
	}
	if len(missing) > 0 {
		r.fail("check.case-due-missing", r.c.AsOf, strings.Join(missing, "; "))
	}
	if len(unexpected) > 0 {
		r.fail("check.case-due-unexpected", r.c.AsOf, strings.Join(unexpected, "; "))
	}
}

// exactFirst puts what says more before what says less, so that the latter does not take what only the former can be.
func exactFirst(wanted []catalogue.CaseDue) []catalogue.CaseDue {
	says := func(d catalogue.CaseDue) (n int) {
		for _, given := range []bool{!d.From.Zero(), !d.Until.Zero(), d.Reason != ""} {
			if given {
				n++
			}
		}
		return n
	}
	return slices.SortedStableFunc(slices.Values(wanted), func(a, b catalogue.CaseDue) int { return cmp.Compare(says(b), says(a)) })
}

// fits reports whether a due visit is one that the case wants; what the case leaves out is not compared.
func fits(want, got catalogue.CaseDue) bool {
	_, visit, of := strings.Cut(want.Visit, "/")
	if !of {
		visit = want.Visit
	}
	return want.Person == got.Person && visit == got.Visit && want.Status == got.Status &&
		(want.From.Zero() || want.From == got.From) && (want.Until.Zero() || want.Until == got.Until) &&
		(want.Reason == "" || want.Reason == got.Reason)
}

func written(d catalogue.CaseDue) string {
	s := fmt.Sprintf("{person: %s, visit: %s, status: %s", d.Person, d.Visit, d.Status)
	if !d.From.Zero() {
		s += ", from: " + d.From.String()
	}
	if !d.Until.Zero() {
		s += ", until: " + d.Until.String()
	}
	if d.Reason != "" {
		s += ", reason: " + d.Reason
	}
	return s + "}"
}

// judgeClosed looks at the last round of the case's first person.
func (r *run) judgeClosed() {
	for _, p := range r.programmes() {
		episodes := due.Episodes(p, *r.of(r.c.People[0].ID, p), r.c.AsOf)
		got := "none"
		if len(episodes) > 0 {
			got = cmp.Or(episodes[len(episodes)-1].Outcome, "open")
		}
		if got != r.c.Closed {
			r.fail("check.case-closed", r.c.Closed, got)
		}
	}
}

func (r *run) judgeCheck(k *catalogue.CaseCheck) {
	e := &k.Event
	if e.Visit == nil {
		r.fail("check.case-no-visit", e.On)
		return
	}
	sheet, wrong := check.Check(e.Programme, e.Visit, r.of(e.Person, e.Programme).Person, e.On, r.today(e.On), e.Values)
	want, got := make([]string, len(k.Refused)), make([]string, len(wrong))
	for i, refusal := range k.Refused {
		want[i] = strings.TrimSpace(refusal.Field + " " + refusal.Code)
	}
	for i, f := range wrong {
		got[i] = strings.TrimSpace(fieldOf(e.Visit, f) + " " + f.Code)
	}
	slices.Sort(want)
	slices.Sort(got)
	switch {
	case slices.Equal(want, got):
	case len(want) == 0:
		r.fail("check.case-refused", e.Visit.ID, e.On, said(wrong))
	case len(got) == 0:
		r.fail("check.case-accepted", e.Visit.ID, e.On, strings.Join(want, "; "))
	default:
		r.fail("check.case-refused-otherwise", e.Visit.ID, e.On, strings.Join(want, "; "), said(wrong))
	}
	r.judgeAdvice(k, sheet.Advice)
}

// fieldOf is the field of the form that a refusal is about; "" where it is about the person or the day.
func fieldOf(v *catalogue.Visit, f fault.Field) string {
	if v.Field(f.Name) == nil {
		return ""
	}
	return f.Name
}

// judgeAdvice compares the advice shown with what the case names; a case that names none asks nothing.
func (r *run) judgeAdvice(k *catalogue.CaseCheck, shown []lang.Text) {
	if len(k.Advice) == 0 {
		return
	}
	left := slices.Clone(shown)
	for _, words := range k.Advice {
		i := slices.IndexFunc(left, func(t lang.Text) bool { return strings.Contains(t.Zh, words) || strings.Contains(t.En, words) })
		if i < 0 {
			r.fail("check.case-advice-missing", words)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, t := range left {
		r.fail("check.case-advice-unexpected", t)
	}
}

func (r *run) judgeFigure(f catalogue.CaseFigure, count Counter) {
	value, num, den, err := count(f, r.visits)
	if err != nil {
		r.fail("check.case-figure-failed", f.Figure.ID, err)
		return
	}
	for _, n := range []struct {
		name string
		want *int
		got  int
	}{{"value", f.Value, value}, {"num", f.Num, num}, {"den", f.Den, den}} {
		if n.want != nil && *n.want != n.got {
			r.fail("check.case-figure", f.Figure.ID, f.From, f.To, n.name, *n.want, n.got)
		}
	}
}
