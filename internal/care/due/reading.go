package due

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/rule"
)

// Names of the facts about a person that rules can read.
const (
	FactAge = "p.age" // completed years on the rule's date
	FactSex = "p.sex"
)

// answerPrefix begins the name of an answer in rules.
const answerPrefix = "v."

// Reading is what rules see of a person on a day and of the answers of one visit. A Reading is not safe for concurrent use.
type Reading struct {
	lo, hi int              // her age: two neighbouring years where the birth date leaves a doubt on the day
	visit  *catalogue.Visit // asked as far as rules want to know; nil where Ask is called field by field
	layers []Answers
	facts  rule.Facts
}

// NewReading reads a person on a day; later layers of answers lie over earlier ones. Answers may still be added to a layer.
func NewReading(p Person, on civil.Date, layers ...Answers) *Reading {
	r := &Reading{}
	r.begin(nil, p, on)
	r.layers = layers
	return r
}

// begin makes a reading of another visit, or of none, out of one that is done with.
func (r *Reading) begin(v *catalogue.Visit, p Person, on civil.Date) {
	r.visit, r.layers = v, r.layers[:0]
	if r.facts.Values == nil {
		r.facts.Values = make(map[string]any, 8)
	}
	clear(r.facts.Values)
	clear(r.facts.NotAsked)
	if p.Sex != "" {
		r.facts.Values[FactSex] = p.Sex
	}
	r.turn(p.Birth, on)
}

// turn moves the reading to another day.
func (r *Reading) turn(birth civil.Birth, on civil.Date) {
	var known bool
	if r.lo, r.hi, known = birth.Age(on); known {
		r.facts.Values[FactAge] = r.lo
	}
}

// Ask says whether a question applies, and remembers it for the rules that follow: ask in the order of the form, and before the answer
// is there.
func (r *Reading) Ask(f *catalogue.Field) rule.Verdict {
	verdict, _ := r.Eval(f.When)
	if verdict != rule.False {
		return verdict
	}
	if r.facts.NotAsked == nil {
		r.facts.NotAsked = make(map[string]bool, 2)
	}
	if f.Type == catalogue.TypePair {
		r.facts.NotAsked[answerPrefix+f.ID+"_1"], r.facts.NotAsked[answerPrefix+f.ID+"_2"] = true, true
	} else {
		r.facts.NotAsked[answerPrefix+f.ID] = true
	}
	return verdict
}

// Pair is the three forms of an answer of two numbers, "120/80"; the form that was written alone where it is not two numbers.
func Pair(field, value string) Answers {
	first, second, _ := strings.Cut(value, "/")
	a, errA := strconv.ParseFloat(first, 64)
	b, errB := strconv.ParseFloat(second, 64)
	if errA != nil || errB != nil {
		return Answers{field: value}
	}
	return Answers{field: value, field + "_1": a, field + "_2": b}
}

func (r *Reading) answer(field string) (any, bool) {
	for _, layer := range slices.Backward(r.layers) {
		if v, ok := layer[field]; ok && v != nil {
			return v, true
		}
	}
	return nil, false
}

// Eval evaluates a rule; no rule at all is true. Where the age is in doubt the rule is evaluated at both ages, and unknown only where
// they disagree. A rule that stumbles over an answer of another type, from an older definition, is unknown for want of that answer; one
// that stumbles otherwise, for want of all it reads.
func (r *Reading) Eval(rl *rule.Rule) (v rule.Verdict, missing []string) {
	if rl == nil {
		return rule.True, nil
	}
	for _, name := range rl.Names() {
		r.bind(name)
	}
	v, missing, err := rl.Eval(r.facts)
	if err == nil && r.lo != r.hi && slices.Contains(rl.Names(), FactAge) {
		v, missing, err = r.evalOlder(rl, v, missing)
	}
	if err != nil {
		return rule.Unknown, stumbled(rl, err)
	}
	return v, missing
}

// stumbled is what must be put right before a rule can be evaluated.
func stumbled(rl *rule.Rule, err error) []string {
	if bad := (*rule.BadFact)(nil); errors.As(err, &bad) {
		return []string{bad.Name}
	}
	return rl.Names()
}

// evalOlder evaluates a rule at the greater age, and joins what it says with the verdict at the lesser.
func (r *Reading) evalOlder(rl *rule.Rule, young rule.Verdict, missing []string) (rule.Verdict, []string, error) {
	r.facts.Values[FactAge] = r.hi
	old, missingToo, err := rl.Eval(r.facts)
	r.facts.Values[FactAge] = r.lo
	if old == young && old != rule.Unknown {
		return old, nil, err
	}
	missing = slices.Concat(missing, missingToo)
	if old != young {
		missing = append(missing, FactAge)
	}
	slices.Sort(missing)
	return rule.Unknown, slices.Compact(missing), err
}

// bind gives the rules an answer by its dotted name, once it is there, or finds out whether it was asked for. What was answered was
// asked, whatever its rule says now, so that correcting a birth date cannot hide a finding.
func (r *Reading) bind(name string) {
	field, ok := strings.CutPrefix(name, answerPrefix)
	if !ok || r.facts.Values[name] != nil || r.facts.NotAsked[name] {
		return
	}
	if v, ok := r.answer(field); ok {
		r.facts.Values[name] = v
		return
	}
	if f := fieldOf(r.visit, name); f != nil && f.When != nil {
		r.Ask(f)
	}
}
