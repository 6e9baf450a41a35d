package assess

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/rule"
)

// Names of the facts that hang on a birth, which may be known to a month or a year only.
const (
	factAge    = "p.age"
	factBorn   = "p.born"
	factBefore = "p.age_before_year"
	factMother = "p.mother_age"
)

const paperPrefix = "d."

// Reader holds the facts of one person on one day ready for the rules of many schemes. It is used again for the next person, so that a
// million people cost no memory. It is not safe for concurrent use.
type Reader struct {
	facts *Facts
	on    civil.Date
	rule  rule.Facts
	doubt [2]doubt // her own birth, that of the mother

	names map[string]string  // kind of paper → its name in rules
	kinds map[string]string  // and back
	trait map[string]string  // attribute → its name in rules
	codes map[string]any     // codes as rules see them, made once for all people
	dates map[civil.Date]any // and dates
}

// doubt is a birth that may have been on several days.
type doubt struct {
	birth civil.Birth
	names []string // the facts that hang on it
	open  bool     // they differ between the first and the last day
}

// NewReader is a reader of nobody: Read begins.
func NewReader() *Reader {
	r := &Reader{rule: rule.Facts{Values: make(map[string]any, 32)}, names: map[string]string{}, kinds: map[string]string{}, trait: map[string]string{}, codes: map[string]any{}, dates: map[civil.Date]any{}}
	r.doubt[0].names, r.doubt[1].names = []string{factAge, factBorn, factBefore}, []string{factMother}
	return r
}

// Read turns to somebody on a day. The facts must not change while they are read.
func (r *Reader) Read(f *Facts, on civil.Date) {
	r.facts, r.on = f, on
	v := r.rule.Values
	clear(v)
	if f.Sex != "" {
		v["p.sex"] = r.code(f.Sex)
	}
	r.doubt[0].birth, r.doubt[1].birth = f.Birth, f.Mother
	for i := range r.doubt {
		d := &r.doubt[i]
		first, last := d.birth.Earliest(), d.birth.Latest()
		if d.open = first != last; !last.Zero() {
			r.bind(i, last)
		}
	}
	r.belongs(f)
	if f.Children.Known {
		v["p.living_children"] = f.Children.N
	}
	if f.Daughters.Known {
		v["p.living_daughters"] = f.Daughters.N
	}
	for _, a := range f.Attributes {
		v[r.attribute(a.Name)] = r.code(a.Code)
	}
	for _, d := range f.Documents {
		if d.On <= on {
			v[r.paper(d.Kind)] = true
		}
	}
}

func (r *Reader) belongs(f *Facts) {
	v := r.rule.Values
	if f.Registered.Known {
		v["p.registered.here"] = f.Registered.Here
		if f.Registered.Nature != "" {
			v["p.registered.nature"] = r.code(f.Registered.Nature)
		}
		if !f.Registered.Since.Zero() {
			v["p.registered.since"] = r.date(f.Registered.Since)
		}
	}
	if f.Resides.Known {
		v["p.resides.here"] = f.Resides.Here
	}
}

// bind gives the facts that hang on a birth their values, were it on that day.
func (r *Reader) bind(i int, born civil.Date) {
	v := r.rule.Values
	if i == 1 {
		v[factMother] = civil.AgeAt(born, r.on)
		return
	}
	year, _, _ := r.on.YMD()
	before, _ := civil.Of(year-1, 12, 31)
	v[factAge], v[factBefore] = civil.AgeAt(born, r.on), civil.AgeAt(born, before)
	v[factBorn] = r.date(born)
}

// code gives a code as rules see it.
func (r *Reader) code(code string) any { return kept(r.codes, code, func() any { return code }) }

// date gives a date as rules see it.
func (r *Reader) date(d civil.Date) any { return kept(r.dates, d, func() any { return d.String() }) }

// paper is the name of a kind of paper in rules.
func (r *Reader) paper(kind string) string {
	return kept(r.names, kind, func() string { return catalogue.Evidence{ID: kind}.Fact() })
}

func (r *Reader) attribute(name string) string {
	return kept(r.trait, name, func() string { return (&catalogue.Attribute{ID: name}).Fact() })
}

// kept makes a value once. What is kept is as much as there are days of birth and codes, whatever the number of people.
func kept[K comparable, V any](all map[K]V, key K, make func() V) V {
	v, ok := all[key]
	if !ok {
		v = make()
		all[key] = v
	}
	return v
}

// eval asks a rule, at both ends of a birth that is in doubt: where they disagree, it is the birth that is missing.
func (r *Reader) eval(rl *rule.Rule) (rule.Verdict, []string) { return r.evalFrom(rl, 0) }

func (r *Reader) evalFrom(rl *rule.Rule, i int) (rule.Verdict, []string) {
	for ; i < len(r.doubt); i++ {
		d := &r.doubt[i]
		if !d.open {
			continue
		}
		at := slices.IndexFunc(rl.Names(), func(name string) bool { return slices.Contains(d.names, name) })
		if at < 0 {
			continue
		}
		young, missing := r.evalFrom(rl, i+1)
		r.bind(i, d.birth.Earliest())
		old, missingToo := r.evalFrom(rl, i+1)
		r.bind(i, d.birth.Latest())
		if young == old && young != rule.Unknown {
			return young, nil
		}
		missing = slices.Concat(missing, missingToo)
		if young != old {
			missing = append(missing, rl.Names()[at])
		}
		slices.Sort(missing)
		return rule.Unknown, slices.Compact(missing)
	}
	verdict, missing, err := rl.Eval(r.rule)
	if err != nil {
		return rule.Unknown, stumbled(err)
	}
	return verdict, missing
}

// MissingRule stands among what is missing where a rule ran into an error: it is the rule that must be put right.
const MissingRule = "rule"

// stumbled is what must be put right before a rule can be evaluated: a fact of another type, or else the rule.
func stumbled(err error) []string {
	if bad := (*rule.BadFact)(nil); errors.As(err, &bad) {
		return []string{bad.Name}
	}
	return []string{MissingRule}
}

// seen finds a paper that was seen by the day: the latest of its kind.
func (r *Reader) seen(kind string) *Document {
	var last *Document
	for i := range r.facts.Documents {
		if d := &r.facts.Documents[i]; d.Kind == kind && d.On <= r.on && (last == nil || d.On > last.On) {
			last = d
		}
	}
	return last
}

// criterion asks one criterion. Where it is unknown, missing names the facts that it lacks, papers among them.
func (r *Reader) criterion(c *catalogue.Criterion) (Verdict, []string) {
	switch verdict, missing := r.eval(c.Rule); verdict {
	case rule.False:
		return NotMet, nil
	case rule.Unknown:
		return Unknown, missing
	}
	var missing []string
	for _, kind := range c.Evidence {
		if r.seen(kind) == nil {
			missing = append(missing, r.paper(kind))
		}
	}
	if len(missing) > 0 {
		return Unknown, missing
	}
	return Met, nil
}

// quickly asks one criterion without saying what is missing: papers says that it is papers alone.
func (r *Reader) quickly(c *catalogue.Criterion) (v Verdict, papers bool) {
	switch verdict, missing := r.eval(c.Rule); verdict {
	case rule.False:
		return NotMet, false
	case rule.Unknown:
		return Unknown, onlyPapers(missing)
	}
	for _, kind := range c.Evidence {
		if r.seen(kind) == nil {
			return Unknown, true
		}
	}
	return Met, false
}

// alive says whether she was born by the day and had not died.
func (r *Reader) alive() Verdict {
	f := r.facts
	switch {
	case !f.Death.Zero() && f.Death <= r.on, f.Birth.Earliest() > r.on:
		return NotMet
	case f.Birth.Latest() > r.on:
		return Unknown
	}
	return Met
}

// open says whether the scheme takes applications of the day on which she applied.
func (r *Reader) open(s *catalogue.Scheme) Verdict {
	applied := r.facts.Applied
	if applied.Zero() {
		applied = r.on
	}
	if s.Open.Contains(applied) {
		return Met
	}
	return NotMet
}

// Verdict says whether she meets a scheme, without reasons: it stops at the first criterion that is not met. likely tells of an unknown
// that every rule holds as far as the register knows, and only papers are missing.
func (r *Reader) Verdict(s *catalogue.Scheme) (v Verdict, likely bool) {
	alive := r.alive()
	if alive == NotMet || r.open(s) == NotMet {
		return NotMet, false
	}
	v, likely = alive, alive == Met
	for _, c := range s.Criteria {
		switch one, papers := r.quickly(c); one {
		case NotMet:
			return NotMet, false
		case Unknown:
			v, likely = Unknown, likely && papers
		}
	}
	return v, likely && v == Unknown
}

func onlyPapers(missing []string) bool {
	return len(missing) > 0 && !slices.ContainsFunc(missing, func(name string) bool { return !strings.HasPrefix(name, paperPrefix) })
}

// Holds says whether a rule of a scheme, such as that of a layer, holds; no rule always does.
func (r *Reader) Holds(rl *rule.Rule) (v Verdict, missing []string) {
	if rl == nil {
		return Met, nil
	}
	switch verdict, missing := r.eval(rl); verdict {
	case rule.True:
		return Met, nil
	case rule.False:
		return NotMet, nil
	default:
		return Unknown, missing
	}
}

// value is a fact in words; where a birth is in doubt, both ends.
func (r *Reader) value(name string) string {
	for i := range r.doubt {
		d := &r.doubt[i]
		if !d.open || !slices.Contains(d.names, name) {
			continue
		}
		if name == factBorn {
			return d.birth.String()
		}
		last := word(r.rule.Values[name])
		r.bind(i, d.birth.Earliest())
		first := word(r.rule.Values[name])
		r.bind(i, d.birth.Latest())
		if first != last {
			return last + "–" + first
		}
		return last
	}
	return word(r.rule.Values[name])
}

func word(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case int:
		return strconv.Itoa(x)
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}
