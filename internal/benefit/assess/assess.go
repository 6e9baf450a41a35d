package assess

import (
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
)

// What the criteria that every scheme has rest on, besides the birth.
const (
	factApplied = "applied"
	factDeath   = "p.death"
)

// Result is what a scheme says of somebody on a day, with its reasons.
type Result struct {
	Verdict  Verdict
	Likely   bool // unknown, and only papers are missing
	Criteria []Criterion
}

// Criterion is what one criterion says, and what it rests on. Besides the scheme's own there are catalogue.CriterionAlive and
// catalogue.CriterionOpen, which appear where they are not met.
type Criterion struct {
	ID      string
	Verdict Verdict
	Used    []Used
	Missing []string // facts that are not known, by name; papers are in Papers
	Papers  []string // kinds of paper that were not seen
}

// Used is a fact or a paper that a criterion rests on.
type Used struct {
	Fact     string // such as p.age, or d.id_card
	Value    string // as rules see it; of a birth known to the month "59–60" where that makes a difference
	Document string // of a paper: its reference
	On       civil.Date
}

// Assess says whether somebody meets a scheme on a day, with the reasons of every criterion.
func Assess(s *catalogue.Scheme, f Facts, on civil.Date) Result {
	r := NewReader()
	r.Read(&f, on)
	return r.Assess(s)
}

// Assess says whether the person it has turned to meets a scheme, with the reasons of every criterion.
func (r *Reader) Assess(s *catalogue.Scheme) Result {
	result := Result{Verdict: Met, Criteria: make([]Criterion, 0, len(s.Criteria)+2)}
	used := make([]Used, 0, mostUsed(s))
	if v := r.alive(); v != Met {
		result.add(Criterion{ID: catalogue.CriterionAlive, Verdict: v, Used: r.life()})
	}
	if v := r.open(s); v != Met {
		result.add(Criterion{ID: catalogue.CriterionOpen, Verdict: v, Used: []Used{{Fact: factApplied, Value: r.applied().String(), On: r.applied()}}})
	}
	for _, c := range s.Criteria {
		v, missing := r.criterion(c)
		one := Criterion{ID: c.ID, Verdict: v}
		one.Used, used = r.used(c, used)
		for _, name := range missing {
			if kind, paper := r.kind(name); paper {
				one.Papers = append(one.Papers, kind)
			} else {
				one.Missing = append(one.Missing, name)
			}
		}
		result.add(one)
	}
	result.Likely = result.Verdict == Unknown && !slices.ContainsFunc(result.Criteria, func(c Criterion) bool {
		return c.Verdict == Unknown && (len(c.Missing) > 0 || len(c.Papers) == 0)
	})
	return result
}

// add counts a criterion in: one that is not met decides, one that is unknown leaves undecided.
func (r *Result) add(c Criterion) {
	r.Criteria = append(r.Criteria, c)
	if c.Verdict == NotMet || c.Verdict == Unknown && r.Verdict == Met {
		r.Verdict = c.Verdict
	}
}

func (r *Reader) applied() civil.Date {
	if r.facts.Applied.Zero() {
		return r.on
	}
	return r.facts.Applied
}

// life is what there is to say of birth and death.
func (r *Reader) life() []Used {
	if d := r.facts.Death; !d.Zero() && d <= r.on {
		return []Used{{Fact: factDeath, Value: d.String(), On: d}}
	}
	return []Used{{Fact: factBorn, Value: r.facts.Birth.String(), On: r.on}}
}

// mostUsed is how many facts and papers the criteria of a scheme can rest on.
func mostUsed(s *catalogue.Scheme) (n int) {
	for _, c := range s.Criteria {
		n += len(c.Rule.Names()) + len(c.Evidence)
	}
	return n
}

// kind is the kind of paper that a name in rules stands for.
func (r *Reader) kind(name string) (kind string, paper bool) {
	if !strings.HasPrefix(name, paperPrefix) {
		return "", false
	}
	return kept(r.kinds, name, func() string { return strings.ReplaceAll(name[len(paperPrefix):], "_", "-") }), true
}

// used are the facts that a criterion read and the papers that were seen for it. They are cut from the end of room, which has enough of it.
func (r *Reader) used(c *catalogue.Criterion, room []Used) (all, left []Used) {
	all = room[len(room):]
	for _, name := range c.Rule.Names() {
		if kind, paper := r.kind(name); paper {
			all = r.proof(all, kind)
		} else if _, known := r.rule.Values[name]; known {
			all = append(all, Used{Fact: name, Value: r.value(name), On: r.since(name)})
		}
	}
	for _, kind := range c.Evidence {
		all = r.proof(all, kind)
	}
	return all[:len(all):len(all)], all[len(all):]
}

// proof adds a paper that was seen, once.
func (r *Reader) proof(all []Used, kind string) []Used {
	d, fact := r.seen(kind), r.paper(kind)
	if d == nil || slices.ContainsFunc(all, func(u Used) bool { return u.Fact == fact }) {
		return all
	}
	return append(all, Used{Fact: fact, Value: "true", Document: d.Ref, On: d.On})
}

// since is from when a fact holds: a registration and an attribute have their own day, ages and counts that of the question.
func (r *Reader) since(name string) civil.Date {
	on := r.on
	switch {
	case strings.HasPrefix(name, "p.registered."):
		on = r.facts.Registered.Since
	case strings.HasPrefix(name, "p.resides."):
		on = r.facts.Resides.Since
	case strings.HasPrefix(name, "a."):
		for _, a := range r.facts.Attributes {
			if named := (catalogue.Attribute{ID: a.Name}); named.Fact() == name {
				on = a.On
			}
		}
	}
	if on.Zero() {
		return r.on
	}
	return on
}
