package care

import (
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/rule"
)

// needs are the answers that the rules of some catalogues may read. Codes and yes or no are always among them: they are few, and a
// figure that asks for them may be written any day.
type needs map[Name]map[string]form

// form is how an answer is read.
type form uint8

const (
	unread form = iota
	read
	paired // also by its two halves
)

func needsOf(c *catalogue.Catalogue) needs {
	all := needs{}
	for _, p := range c.Programmes {
		for _, v := range p.Visits {
			n := Name{p.ID, v.ID}
			for _, f := range v.Fields {
				switch f.Type {
				case catalogue.TypeCode, catalogue.TypeCodes, catalogue.TypeBool:
					all.add(n, f.ID, read)
				}
				all.read(n, v, f.When)
			}
			for _, t := range v.Then {
				all.read(n, v, t.When)
			}
		}
	}
	for _, f := range c.Figures {
		if f.Rate() {
			continue
		}
		all.read(Name{f.Of.Programme.ID, f.Of.Visit.ID}, f.Of.Visit, f.Where)
		if f.Followed != nil {
			all.read(Name{f.Of.Programme.ID, f.Followed.Visit.ID}, f.Followed.Visit, f.Followed.Where)
		}
	}
	return all
}

// read adds what a rule reads of a visit.
func (all needs) read(n Name, v *catalogue.Visit, r *rule.Rule) {
	if r == nil {
		return
	}
	for _, name := range r.Names() {
		field, ok := strings.CutPrefix(name, "v.")
		if !ok {
			continue
		}
		if v.Field(field) != nil {
			all.add(n, field, read)
			continue
		}
		field = strings.TrimSuffix(strings.TrimSuffix(field, "_1"), "_2") // a half of a pair
		all.add(n, field, paired)
	}
}

func (all needs) add(n Name, field string, f form) {
	if all[n] == nil {
		all[n] = map[string]form{}
	}
	all[n][field] = max(all[n][field], f)
}
