package catalogue

import "youfu/internal/lang"

// kindOf derives what a figure measures from what it touches (R1): the code tables and the words of the visits that it counts.
// Births and methods win over everything, so that no way of writing a figure hides them.
func kindOf(f *Figure) Kind {
	touched := touches(f)
	switch {
	case touched["birth"]:
		return KindBirths
	case touched["method"]:
		return KindMethods
	case touched["opinion"]:
		return KindOpinion
	case !f.Rate():
		return KindActivity
	case f.Num.Followed != nil:
		return KindQuality
	case f.Num.Where != nil && courseDecides(f):
		return KindOutcome
	}
	return KindCoverage
}

// touches is what a figure's visits speak of.
func touches(f *Figure) map[string]bool {
	all := map[string]bool{}
	addSubjects(all, f.Title)
	for _, part := range f.counts() {
		addSubjects(all, part.Title, part.Of.Programme.Title)
		addVisit(all, part.Of.Visit)
		if part.Followed != nil {
			addVisit(all, part.Followed.Visit)
		}
	}
	return all
}

// addVisit adds what a visit speaks of: what its code tables are about, and what its words name, so that no table declared to be
// about something else hides it.
func addVisit(all map[string]bool, v *Visit) {
	addSubjects(all, v.Title)
	for _, field := range v.Fields {
		addSubjects(all, field.Title)
		if field.Codes != nil {
			all[field.Codes.About] = true
			addSubjects(all, field.Codes.Title)
		}
	}
}

func addSubjects(all map[string]bool, texts ...lang.Text) {
	for _, t := range texts {
		w := wordingOf(t)
		for subject, words := range subjectWords {
			if w.first(words) != "" {
				all[subject] = true
			}
		}
	}
}

// counts are the counts that a figure is made of: itself, or the two of a rate.
func (f *Figure) counts() []*Figure {
	if f.Rate() {
		return []*Figure{f.Num, f.Den}
	}
	return []*Figure{f}
}

// courseDecides reports whether the numerator is selected by what became of people.
func courseDecides(f *Figure) bool {
	for _, name := range f.Num.Where.Names() {
		for _, field := range f.Num.Of.Visit.Fields {
			if "v."+field.ID == name && field.Codes != nil && field.Codes.About == "course" {
				return true
			}
		}
	}
	return false
}

// mayHaveTarget reports whether a target may stand beside a figure of the kind. Coverage may have one only where the programme is
// for everybody (screening); in a client programme it would be a target on uptake.
func mayHaveTarget(f *Figure) bool {
	switch f.Kind {
	case KindQuality, KindOutcome, KindTime:
		return true
	case KindCoverage:
		return f.Rate() && f.Den.Of.Programme.Reach == Population
	}
	return false
}
