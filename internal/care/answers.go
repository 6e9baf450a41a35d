package care

import (
	"maps"
	"strings"

	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
)

// answerSets are the distinct answers of visits, as far as rules may read them.
type answerSets struct {
	needs   needs
	known   map[*catalogue.Catalogue]bool // whose needs are in needs
	dropped needs                         // what was not kept, and so cannot be given any more
	sets    []answerSet                   // the first is none: that of what is no visit
	at      map[setKey]uint32
	kept    []byte // the part of a visit's answers that is kept, of the visit looked at last
}

type setKey struct {
	name    uint16
	answers string
}

type answerSet struct {
	canonical string
	fields    map[string]form
	unpacked  due.Answers // nil where there were many sets before this one
}

// mostUnpacked bounds how many sets are held as rules read them, which takes about 700 bytes each. A visit without measurements has some
// hundred sets, and rules over one that has are asked once for each of them: those beyond are unpacked when they are asked for.
const mostUnpacked = 1 << 16

func newAnswerSets() answerSets {
	return answerSets{needs: needs{}, known: map[*catalogue.Catalogue]bool{}}
}

func (s *answerSets) reset() {
	s.dropped, s.sets, s.at = needs{}, make([]answerSet, 1), map[setKey]uint32{}
}

func (s *answerSets) knows(c *catalogue.Catalogue) bool { return s.known[c] }

// need makes the sets keep what the rules of a catalogue read too. It reports whether they would have to be read anew for that.
func (s *answerSets) need(c *catalogue.Catalogue) (anew bool) {
	if s.known[c] {
		return false
	}
	s.known[c] = true
	for n, fields := range needsOf(c) {
		for field, f := range fields {
			before := s.needs[n][field]
			if before == unread && s.dropped[n][field] != unread || before != unread && f > before && len(s.sets) > 1 {
				anew = true
			}
			s.needs.add(n, field, f)
		}
	}
	return anew
}

func (s *answerSets) answers(set uint32) due.Answers {
	one := &s.sets[set]
	if one.unpacked != nil || set == 0 {
		return one.unpacked
	}
	answers, _ := one.unpack() // it could be when it was numbered
	return answers
}

// unpack is a set as rules read it.
func (one *answerSet) unpack() (due.Answers, error) {
	answers, err := check.Parse(one.canonical, nil)
	for field, value := range answers {
		if pair, ok := value.(string); ok && one.fields[field] == paired {
			maps.Copy(answers, due.Pair(field, pair))
		}
	}
	return answers, err
}

// number keeps a set of answers once. Two sets are the same when they agree in everything that a rule may read.
func (s *answerSets) number(code uint16, n Name, canonical string) (uint32, error) {
	if err := s.keep(n, canonical); err != nil {
		return 0, err
	}
	if at, ok := s.at[setKey{code, string(s.kept)}]; ok { // no allocation: a look-up does not keep the string
		return at, nil
	}
	one := answerSet{canonical: string(s.kept), fields: s.needs[n]}
	answers, err := one.unpack()
	if err != nil {
		return 0, err
	}
	if len(s.sets) < mostUnpacked {
		one.unpacked = answers
	}
	at := uint32(len(s.sets))
	s.sets, s.at[setKey{code, one.canonical}] = append(s.sets, one), at
	return at, nil
}

// keep cuts out of a visit's answers what some rule may read.
func (s *answerSets) keep(n Name, canonical string) error {
	s.kept = append(s.kept[:0], '{')
	fields, dropped := s.needs[n], s.dropped[n]
	whole := members(canonical, func(field, value string) {
		if fields[field] == unread {
			if dropped[field] == unread {
				s.dropped.add(n, strings.Clone(field), read)
				dropped = s.dropped[n]
			}
			return
		}
		if len(s.kept) > 1 {
			s.kept = append(s.kept, ',')
		}
		s.kept = append(s.kept, '"')
		s.kept = append(s.kept, field...)
		s.kept = append(s.kept, '"', ':')
		s.kept = append(s.kept, value...)
	})
	s.kept = append(s.kept, '}')
	if !whole {
		return fault.New(fault.Machine, "care.bad-answers", n.Programme+"/"+n.Visit)
	}
	return nil
}

// members calls use for each member of a flat JSON object as check.Canonical writes it: no space, values that are texts, numbers, yes or
// no, or lists of texts. It reports false where the object is not of that form. It exists because unpacking a million answers into maps
// only to drop most of them takes longer than reading them from the disk.
func members(object string, use func(field, value string)) bool {
	rest, begun := strings.CutPrefix(object, "{")
	rest, ended := strings.CutSuffix(rest, "}")
	if !begun || !ended {
		return false
	}
	var ok bool
	for first := true; rest != ""; first = false {
		if !first {
			if rest, ok = strings.CutPrefix(rest, ","); !ok {
				return false
			}
		}
		field := rest[:quoted(rest)]
		if rest, ok = strings.CutPrefix(rest[len(field):], ":"); !ok || len(field) < 2 {
			return false
		}
		value := rest[:valued(rest)]
		if value == "" {
			return false
		}
		use(field[1:len(field)-1], value)
		rest = rest[len(value):]
	}
	return true
}

// quoted is the length of the JSON text that s begins with; 0 where it begins with none.
func quoted(s string) int {
	if s == "" || s[0] != '"' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// valued is the length of the value that s begins with; 0 where it begins with none.
func valued(s string) int {
	switch {
	case s == "" || s[0] == '{':
		return 0
	case s[0] == '"':
		return quoted(s)
	case s[0] != '[':
		return len(s) - len(strings.TrimLeft(s, "+-.0123456789eEtrufals")) // a number, or yes or no
	}
	for i := 1; i < len(s); {
		switch s[i] {
		case ']':
			return i + 1
		case ',':
			i++
		default:
			n := quoted(s[i:])
			if n == 0 {
				return 0
			}
			i += n
		}
	}
	return 0
}
