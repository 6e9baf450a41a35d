package care

import (
	"encoding/json"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/rule"
)

// needs are the answers that the rules of a catalogue read, besides codes and yes or no, which are always kept.
type needs map[need]bool

type need struct {
	Name
	field string
}

func needsOf(c *catalogue.Catalogue) needs {
	all := needs{}
	for _, p := range c.Programmes {
		for _, v := range p.Visits {
			n := Name{p.ID, v.ID}
			for _, f := range v.Fields {
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

func (all needs) read(n Name, v *catalogue.Visit, r *rule.Rule) {
	if r == nil {
		return
	}
	for _, name := range r.Names() {
		field, ok := strings.CutPrefix(name, "v.")
		if !ok {
			continue
		}
		if v.Field(field) == nil { // a half of a pair
			field = strings.TrimSuffix(strings.TrimSuffix(field, "_1"), "_2")
		}
		all[need{n, field}] = true
	}
}

// add reports whether more has what all lacks, and gives both together.
func (all needs) add(more needs) (needs, bool) {
	grown := false
	both := needs{}
	for n := range all {
		both[n] = true
	}
	for n := range more {
		grown = grown || !both[n]
		both[n] = true
	}
	return both, grown
}

// keep is the part of a visit's answers that the diary keeps, as canonical JSON.
func (all needs) keep(n Name, v *catalogue.Visit, answers string) (string, error) {
	if answers == "{}" {
		return answers, nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal([]byte(answers), &given); err != nil {
		return "", err
	}
	for field := range given {
		if !all[need{n, field}] && !alwaysKept(v, field) {
			delete(given, field)
		}
	}
	kept, err := json.Marshal(given) // keys sorted, values as they stood
	return string(kept), err
}

func alwaysKept(v *catalogue.Visit, field string) bool {
	if v == nil {
		return false
	}
	f := v.Field(field)
	return f != nil && (f.Type == catalogue.TypeCode || f.Type == catalogue.TypeCodes || f.Type == catalogue.TypeBool)
}
