package figure

import (
	"strings"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/rule"
)

// filter decides whether a visit belongs to a figure's set.
type filter struct {
	figure *catalogue.Figure
	src    Source
	where  condition
	then   condition
}

func newFilter(f *catalogue.Figure, src Source) *filter {
	x := &filter{figure: f, src: src, where: newCondition(f.Where, f.Of.Visit)}
	if f.Followed != nil {
		x.then = newCondition(f.Followed.Where, f.Followed.Visit)
	}
	return x
}

// holds reports whether the visit is in the set, and whether that is sure: where a value that the definition reads is missing, the
// visit is left out and said to be doubtful.
func (x *filter) holds(v Visit) (in, sure bool) {
	switch x.where.ask(v, x.src) {
	case rule.False:
		return false, true
	case rule.Unknown:
		return false, false
	}
	f := x.figure.Followed
	if f == nil {
		return true, true
	}
	sure = true
	period := civil.Period{From: v.On, To: v.On.Add(f.Within).AddDays(1)} // both days included
	x.src.Later(v.Person, x.figure.Of.Programme.ID, f.Visit.ID, period, func(later Visit) {
		switch x.then.ask(later, x.src) {
		case rule.True:
			in = true
		case rule.Unknown:
			sure = false
		}
	})
	return in, in || sure
}

// condition is a rule over one kind of visit. Where it reads nothing of the person, equal answers are asked once.
type condition struct {
	rule    *rule.Rule
	visit   *catalogue.Visit
	ofVisit bool
	known   map[uint32]rule.Verdict
}

func newCondition(r *rule.Rule, v *catalogue.Visit) condition {
	c := condition{rule: r, visit: v, known: map[uint32]rule.Verdict{}}
	if r == nil {
		return c
	}
	c.ofVisit = true
	for _, name := range r.Names() {
		field, answer := strings.CutPrefix(name, "v.")
		f := v.Field(field)
		if !answer || f == nil || f.When != nil { // whether a question was asked may hang on the person
			c.ofVisit = false
		}
	}
	return c
}

func (c condition) ask(v Visit, src Source) rule.Verdict {
	if c.rule == nil {
		return rule.True
	}
	if c.ofVisit {
		if verdict, ok := c.known[v.Set]; ok {
			return verdict
		}
	}
	reading := due.NewReading(src.Person(v.Person), v.On, v.Answers)
	for _, f := range c.visit.Fields {
		if f.When != nil && f.Type != catalogue.TypeText {
			reading.Ask(f)
		}
	}
	verdict, _ := reading.Eval(c.rule)
	if c.ofVisit {
		c.known[v.Set] = verdict
	}
	return verdict
}
