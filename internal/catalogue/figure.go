package catalogue

import (
	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/rule"
)

// Kind is what a figure measures. It is derived from what the figure counts, never declared (R1), and decides whether a target
// may stand beside it.
type Kind string

const (
	KindActivity Kind = "activity" // how much was done
	KindCoverage Kind = "coverage" // how many of those it is for were reached
	KindQuality  Kind = "quality"  // how often what should follow did follow
	KindOutcome  Kind = "outcome"  // how it ended for people
	KindMoney    Kind = "money"
	KindTime     Kind = "time"
	KindOpinion  Kind = "opinion" // what people said
	KindBirths   Kind = "births"  // births and pregnancies: never a target
	KindMethods  Kind = "methods" // contraceptive methods and those who use them: never a target
)

// Count is what a figure counts.
type Count string

const (
	CountPersons Count = "persons" // each person once in every row and once in the total
	CountVisits  Count = "visits"
	CountCases   Count = "cases" // visits too, named so where each stands for one case of illness or need
)

// PlaceRole says which place of a person or visit the break-downs by township and village use.
type PlaceRole string

const (
	PlaceResides    PlaceRole = "resides"    // where the person lived on the visit's date
	PlaceRegistered PlaceRole = "registered" // where the household was registered on that date
	PlaceSite       PlaceRole = "site"       // where the visit took place
)

// Figure is an indicator: a set of persons or visits whose size is the number, or a rate of two such sets.
type Figure struct {
	ID    string
	Hash  string // of the loaded text; documents name it
	Title lang.Text

	Origin Origin
	Note   lang.Text // how to read it; may be empty

	// A count.
	Count    Count      // "" for a rate
	Of       Source     // the visits that are counted
	Where    *rule.Rule // over p.* and v.* of the visit; nil: every visit
	Followed *Followed  // nil: whatever came after
	Place    PlaceRole

	// A rate: numerator and denominator, the first a subset of the second; nil for a count.
	Num, Den *Figure

	Target   *float64 // of a rate, 0 to 1; nil: none
	Kind     Kind
	Additive bool // whether rows of different places, sites or times may be added up; never so for persons
}

// Rate reports whether f is a rate.
func (f *Figure) Rate() bool { return f.Num != nil }

// Source names the visits of a programme that a figure counts.
type Source struct {
	Programme *Programme
	Visit     *Visit
}

// Followed keeps only visits after which another visit of the same person in the same programme came in time: from the day of the
// counted visit to Within after it, both days included.
type Followed struct {
	Visit  *Visit
	Where  *rule.Rule // over p.* and v.* of the following visit, p.age on its date; nil: any
	Within civil.Duration
}
