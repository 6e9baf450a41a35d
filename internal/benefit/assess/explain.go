package assess

import (
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/lang"
)

// Words are a criterion as somebody reads it who was never in the office.
type Words struct {
	Condition string   // what is asked
	Answer    string   // met, not met, not decided yet
	Because   []string // each fact with its value and day, each paper that was seen
	Lacks     []string // each paper and fact that must be there first
	Change    string   // what would change it; "" where it is met
}

// Explain puts one criterion of a result into words. c is the practice that the scheme belongs to.
func Explain(c *catalogue.Catalogue, s *catalogue.Scheme, one Criterion, l lang.Lang) Words {
	w := Words{Answer: lang.T(l, "assess."+one.Verdict.String())}
	if def := s.Criterion(one.ID); def != nil {
		w.Condition, w.Change = def.Text.In(l), def.Change.In(l)
	} else {
		w.Condition, w.Change = lang.T(l, "assess."+one.ID), lang.T(l, "assess."+one.ID+"-change")
	}
	if one.Verdict == Met || one.Verdict == Unknown && !undecided(s.Criterion(one.ID), one) {
		w.Change = ""
	}
	for _, u := range one.Used {
		w.Because = append(w.Because, u.words(c, l))
	}
	for _, kind := range one.Papers {
		w.Lacks = append(w.Lacks, lang.T(l, "assess.lacks-paper", title(c, paperPrefix+strings.ReplaceAll(kind, "-", "_"), l)))
	}
	for _, name := range one.Missing {
		if name == MissingRule {
			w.Lacks = append(w.Lacks, lang.T(l, "assess.lacks-rule"))
			continue
		}
		w.Lacks = append(w.Lacks, lang.T(l, "assess.lacks-fact", title(c, name, l)))
	}
	return w
}

// undecided reports whether it is the criterion itself that is not decided. Where its rule holds and a paper for it was not seen, that paper
// is all that is to be said.
func undecided(def *catalogue.Criterion, one Criterion) bool {
	return def == nil || len(one.Missing) > 0 || slices.ContainsFunc(def.Rule.Names(), func(name string) bool { return strings.HasPrefix(name, paperPrefix) })
}

func (u Used) words(c *catalogue.Catalogue, l lang.Lang) string {
	name := title(c, u.Fact, l)
	if strings.HasPrefix(u.Fact, paperPrefix) {
		return lang.T(l, "assess.paper", name, u.On)
	}
	return lang.T(l, "assess.fact", name, valueIn(c, u, l), u.On)
}

// title is what a fact, an attribute or a paper is called.
func title(c *catalogue.Catalogue, name string, l lang.Lang) string {
	switch name {
	case factApplied:
		return lang.T(l, "assess.open-day")
	case factDeath:
		return lang.T(l, "assess.death")
	}
	for _, f := range c.Facts {
		if f.ID == name {
			return f.Title.In(l)
		}
	}
	for i := range c.Attributes {
		if c.Attributes[i].Fact() == name {
			return c.Attributes[i].Title.In(l)
		}
	}
	for _, e := range c.Evidence {
		if e.Fact() == name {
			return e.Title.In(l)
		}
	}
	return name
}

// codeTables are the code tables that give some facts their codes.
var codeTables = map[string]string{"p.registered.nature": "registered-nature", "p.sex": "sex"}

// valueIn is a value with the title of its code, where it has one.
func valueIn(c *catalogue.Catalogue, u Used, l lang.Lang) string {
	switch u.Value {
	case "true":
		return lang.T(l, "assess.yes")
	case "false":
		return lang.T(l, "assess.no")
	}
	if t := c.Codes[codeTables[u.Fact]]; t != nil {
		if code := t.Code(u.Value); code != nil {
			return code.Title.In(l)
		}
	}
	for i := range c.Attributes {
		if a := &c.Attributes[i]; a.Fact() == u.Fact {
			for _, code := range a.Codes {
				if code.Code == u.Value {
					return code.Title.In(l)
				}
			}
		}
	}
	return u.Value
}

// First is the first criterion that is not met, or else the first that is unknown; "" where all are met.
func (r Result) First() string {
	for _, want := range []Verdict{NotMet, Unknown} {
		for _, c := range r.Criteria {
			if c.Verdict == want {
				return c.ID
			}
		}
	}
	return ""
}
