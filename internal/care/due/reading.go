package due

import (
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
	lo, hi int // her age: two neighbouring years where the birth date leaves a doubt on the day
	layers []Answers
	facts  rule.Facts
}

// NewReading reads a person on a day; later layers of answers lie over earlier ones. Answers may still be added to a layer.
func NewReading(p Person, on civil.Date, layers ...Answers) *Reading {
	r := &Reading{layers: layers, facts: rule.Facts{Values: make(map[string]any, 8)}}
	if p.Sex != "" {
		r.facts.Values[FactSex] = p.Sex
	}
	r.turn(p.Birth, on)
	return r
}

// turn moves the reading to another day.
func (r *Reading) turn(birth civil.Birth, on civil.Date) {
	var known bool
	if r.lo, r.hi, known = birth.Age(on); known {
		r.facts.Values[FactAge] = r.lo
	}
}

// read is a reading of one visit with all its questions asked that apply.
func read(v *catalogue.Visit, p Person, on civil.Date, layers ...Answers) *Reading {
	r := NewReading(p, on, layers...)
	for _, f := range v.Fields {
		if f.When != nil && f.Type != catalogue.TypeText {
			r.Ask(f)
		}
	}
	return r
}

// Ask says whether a question applies, and remembers it for the rules that follow: ask in the order of the form. A question that was
// answered counts as asked whatever its rule says now, so that correcting a birth date cannot hide a finding.
func (r *Reading) Ask(f *catalogue.Field) rule.Verdict {
	verdict, _ := r.Eval(f.When)
	if verdict != rule.False || r.answered(f) {
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

func (r *Reading) answered(f *catalogue.Field) bool {
	_, ok := r.answer(f.ID)
	return ok
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
// they disagree. A rule that stumbles, as over an answer of another type from an older definition, is unknown for want of all it reads.
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
		return rule.Unknown, rl.Names()
	}
	return v, missing
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

// bind gives the rules an answer by its dotted name, once it is there.
func (r *Reading) bind(name string) {
	field, ok := strings.CutPrefix(name, answerPrefix)
	if !ok || r.facts.Values[name] != nil {
		return
	}
	if v, ok := r.answer(field); ok {
		r.facts.Values[name] = v
	}
}
