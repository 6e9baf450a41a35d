// Package cases runs the examples of practice that stand beside the definitions: it records their events as the program would, and
// compares what follows with what the case says must follow.
package cases

import (
	"fmt"
	"maps"
	"path"
	"strings"

	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
)

// Visit is a visit of a case as it was recorded, with the results that came after it among its answers.
type Visit struct {
	due.Event
	Person     catalogue.CasePerson
	Programme  *catalogue.Programme
	Kind       *catalogue.Visit
	Department string
}

// Counter counts a figure over the visits of a case: the number of a count, or numerator and denominator of a rate. A caller above
// gives it, since figures stand above care.
type Counter func(f catalogue.CaseFigure, visits []Visit) (value, num, den int, err error)

// Failure is one way in which the program does not do what a case says.
type Failure struct {
	File string
	Line int // 1-based, where the case begins
	Case string
	Key  string
	Args []any
}

// Text is "file:line: case: what is wrong".
func (f Failure) Text(l lang.Lang) string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Case, lang.T(l, f.Key, f.Args...))
}

// Run runs all cases of the files and says how many there were and what failed, in order.
func Run(c *catalogue.Catalogue, files []catalogue.CaseFile, count Counter) (cases int, failures []Failure) {
	for _, file := range files {
		p := c.Programmes[strings.TrimSuffix(path.Base(file.File), ".test.yaml")]
		if path.Dir(file.File) != "programmes" {
			p = nil
		}
		for i := range file.Cases {
			cases++
			r := &run{c: &file.Cases[i], programme: p, facts: map[whose]*due.Facts{}}
			r.play()
			r.judge(count)
			failures = append(failures, r.failures...)
		}
	}
	return cases, failures
}

// whose tells the histories of a case apart.
type whose struct {
	person    string
	programme *catalogue.Programme
}

// run is one case being run.
type run struct {
	c         *catalogue.Case
	programme *catalogue.Programme // that the case is about; nil in the cases of figures
	facts     map[whose]*due.Facts
	visits    []Visit
	failures  []Failure
}

func (r *run) fail(key string, args ...any) {
	r.failures = append(r.failures, Failure{r.c.File, r.c.Line, r.c.Name, key, args})
}

func (r *run) person(name string) catalogue.CasePerson {
	for _, p := range r.c.People {
		if p.ID == name {
			return p
		}
	}
	return catalogue.CasePerson{ID: name}
}

// of is what is known of somebody in a programme.
func (r *run) of(name string, p *catalogue.Programme) *due.Facts {
	key := whose{name, p}
	if r.facts[key] == nil {
		one := r.person(name)
		r.facts[key] = &due.Facts{
			PersonID:  id.FromHash([]byte(name)),
			Person:    due.Person{Sex: one.Sex, Birth: one.Birth, Death: one.Death, Since: one.Since},
			Followed:  one.Followed,
			NoContact: one.NoContact,
		}
	}
	return r.facts[key]
}

// play records the events in the order of the case.
func (r *run) play() {
	for i := range r.c.Events {
		e := &r.c.Events[i]
		facts := r.of(e.Person, e.Programme)
		event := due.Event{ID: id.Derive(id.FromHash([]byte(r.c.Name)), "event", i), On: e.On, Order: int64(i + 1)}
		ok := true
		switch {
		case e.Visit == nil:
			answer(&event, e, facts)
		case e.Late:
			ok = r.result(&event, e, facts)
		default:
			ok = r.visit(&event, e, facts)
		}
		if ok {
			facts.Events = append(facts.Events, event)
		}
	}
}

// visit records a visit, or fails where the form refuses it.
func (r *run) visit(event *due.Event, e *catalogue.CaseEvent, facts *due.Facts) bool {
	sheet, wrong := check.Check(e.Programme, e.Visit, facts.Person, e.On, r.today(e.On), e.Values)
	if len(wrong) > 0 {
		r.fail("check.case-event", e.Visit.ID, e.On, said(wrong))
		return false
	}
	key, was := due.Answered(e.Programme, *facts, e.Visit.ID, e.On)
	event.Kind, event.Visit, event.Round, event.Answers = due.KindVisit, e.Visit.ID, key.Round, sheet.Values
	if was {
		event.Key = key.String()
	}
	r.visits = append(r.visits, Visit{*event, r.person(e.Person), e.Programme, e.Visit, e.Department})
	return true
}

// result records what came after the last visit of its kind: its values lie over those of the visit, and must fit the form with them.
func (r *run) result(event *due.Event, e *catalogue.CaseEvent, facts *due.Facts) bool {
	var of *due.Event
	for i := range facts.Events {
		if v := &facts.Events[i]; v.Kind == due.KindVisit && v.Visit == e.Visit.ID && v.On <= e.On && (of == nil || v.On >= of.On) {
			of = v
		}
	}
	if of == nil {
		r.fail("check.case-result-alone", e.Visit.ID, e.On)
		return false
	}
	together := check.Given(e.Visit, of.Answers)
	maps.Copy(together, e.Values)
	sheet, wrong := check.Check(e.Programme, e.Visit, facts.Person, of.On, r.today(e.On), together)
	if len(wrong) > 0 {
		r.fail("check.case-event", e.Visit.ID, e.On, said(wrong))
		return false
	}
	event.Kind, event.Visit, event.Round, event.Answers = due.KindResult, e.Visit.ID, of.Round, sheet.Values
	maps.DeleteFunc(event.Answers, func(field string, _ any) bool { return !given(e, field) })
	event.Key = due.Key{Programme: e.Programme.ID, Round: of.Round, Visit: e.Visit.ID, Anchor: of.ID}.String()
	for i := range r.visits {
		if v := &r.visits[i]; v.ID == of.ID {
			v.Answers = maps.Clone(v.Answers)
			maps.Copy(v.Answers, event.Answers)
		}
	}
	return true
}

// given reports whether an event of the case gives the field, or the pair that it is a half of.
func given(e *catalogue.CaseEvent, field string) bool {
	for name, value := range e.Values {
		if value != "" && (name == field || name+"_1" == field || name+"_2" == field) {
			return true
		}
	}
	return false
}

// today is the day on which somebody records: the case's own, or else the event's.
func (r *run) today(on civil.Date) civil.Date {
	if r.c.AsOf.Zero() {
		return on
	}
	return r.c.AsOf
}

// kinds are what the answers of a case mean.
var kinds = map[string]string{
	"invited": due.KindInvite, "will-come": due.KindAttempt, "wrong-number": due.KindAttempt, "moved": due.KindAttempt,
	"declined": due.KindDecline, "asked": due.KindAsk,
}

// answer is what she said when she was asked. She was asked about an open follow-up, or else about the invitation to a round; only
// refusing the programme or all contact, and asking to be invited again, are always about invitations. What is said while nothing is
// due belongs to the last round.
func answer(event *due.Event, e *catalogue.CaseEvent, facts *due.Facts) {
	event.Kind, event.State = kinds[e.Answer], e.Answer
	wide := event.Kind == due.KindAsk
	if event.Kind == due.KindDecline {
		event.State = e.Scope
		wide = e.Scope != due.ScopeInvitation
	}
	key, asked := due.Answered(e.Programme, *facts, e.Programme.Opening().ID, e.On)
	for _, item := range due.Due(e.Programme, *facts, e.On) {
		if item.Reason == due.ReasonFollowUp && !wide {
			key, asked = item.Key, true
			break
		}
	}
	event.Visit, event.Round = key.Visit, key.Round
	if asked {
		event.Key = key.String()
		return
	}
	event.Round = 1
	for _, before := range facts.Events {
		event.Round = max(event.Round, before.Round)
	}
}

// said is refusals in words.
func said(wrong []fault.Field) lang.Text {
	var zh, en []string
	for _, f := range wrong {
		zh = append(zh, f.Name+" "+f.Code+" "+lang.T(lang.Zh, f.Key, f.Args...))
		en = append(en, f.Name+" "+f.Code+" "+lang.T(lang.En, f.Key, f.Args...))
	}
	return lang.Text{Zh: strings.Join(zh, " "), En: strings.Join(en, " ")}
}
