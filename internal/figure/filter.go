package figure

import (
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
func (x *filter) holds(v *Visit) (in, sure bool) {
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
	x.src.Later(v.Person, x.figure.Of.Programme.ID, f.Visit.ID, period, func(later *Visit) {
		switch x.then.ask(later, x.src) {
		case rule.True:
			in = true
		case rule.Unknown:
			sure = false
		}
	})
	return in, in || sure
}

// condition is a rule over one kind of visit. What it says hangs on the answers, and, where it reads more than those, on her sex and
// age: it is asked once for each.
type condition struct {
	rule     *rule.Rule
	visit    *catalogue.Visit
	personal bool
	bySet    []rule.Verdict // 1 + verdict, by the number of the answers; 0: not asked yet
	byPerson map[personal]rule.Verdict
}

// personal is all that a rule can tell visits apart by.
type personal struct {
	set    uint32
	lo, hi int // her age; -1 and -2 where nothing is known of her birth
	sex    string
}

func newCondition(r *rule.Rule, v *catalogue.Visit) condition {
	c := condition{rule: r, visit: v, byPerson: map[personal]rule.Verdict{}}
	if r == nil {
		return c
	}
	for _, name := range r.Names() {
		f := fieldOf(v, name)
		c.personal = c.personal || f == nil || f.When != nil // whether a question was asked may hang on the person
	}
	return c
}

// fieldOf is the field whose answer, or half of it, a name is; nil for what is no answer.
func fieldOf(v *catalogue.Visit, name string) *catalogue.Field {
	for _, f := range v.Fields {
		for _, answer := range f.Vars() {
			if answer.Name == name {
				return f
			}
		}
	}
	return nil
}

func (c *condition) ask(v *Visit, src Source) rule.Verdict {
	if c.rule == nil {
		return rule.True
	}
	if c.personal {
		return c.askPerson(v, src)
	}
	for int(v.Set) >= len(c.bySet) {
		c.bySet = append(c.bySet, 0)
	}
	known := &c.bySet[v.Set]
	if *known == 0 {
		*known = 1 + c.eval(due.Person{}, v, src)
	}
	return *known - 1
}

func (c *condition) askPerson(v *Visit, src Source) rule.Verdict {
	person := src.Person(v.Person)
	key := personal{set: v.Set, lo: -1, hi: -2, sex: person.Sex}
	if lo, hi, known := person.Birth.Age(v.On); known {
		key.lo, key.hi = lo, hi
	}
	verdict, known := c.byPerson[key]
	if !known {
		verdict = c.eval(person, v, src)
		c.byPerson[key] = verdict
	}
	return verdict
}

func (c *condition) eval(person due.Person, v *Visit, src Source) rule.Verdict {
	answers := src.Answers(v.Set)
	reading := due.NewReading(person, v.On, answers)
	for _, f := range c.visit.Fields {
		if _, answered := answers[f.ID]; f.When != nil && !answered { // what was answered was asked, whatever its rule says now
			reading.Ask(f)
		}
	}
	verdict, _ := reading.Eval(c.rule)
	return verdict
}
