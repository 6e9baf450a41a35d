package benefit

import (
	"encoding/binary"
	"fmt"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// What a year's data match says of somebody who is confirmed.
const (
	Matched  = "matched"  // the register still says that every criterion holds: nobody has to come or be visited
	Doubtful = "doubtful" // it does not, or not any more: somebody looks
	Sample   = "sample"   // it does, and chance chose her: how often the match is wrong is found out so
)

// Match is one line of a year's data match.
type Match struct {
	Case  id.ID  `json:"case"`
	Found string `json:"found"`
	Code  string `json:"code"` // why it is doubtful: the first criterion that is not met, or what is missing
}

// Chosen reports whether chance chooses a case for a year's sample, of so many in a hundred. It hangs on the district's key, so that no
// official knows beforehand, and everybody finds the same afterwards.
func (d Desk) Chosen(which id.ID, year, percent int) bool {
	mac := d.Keys.MAC("benefit-sample", fmt.Appendf(nil, "%s/%d", which, year))
	return binary.BigEndian.Uint64(mac)%100 < uint64(percent)
}

// Match notes a year's data match of a scheme, and opens a review for whom it leaves doubtful and for the sample. Whom the year has already
// is passed over, so that the same asked again adds nothing. ErrNothing where nobody was left.
func (d Desk) Match(tx *store.Tx, r Rules, track string, year int, matches []Match) (added []Match, err error) {
	known := map[id.ID]bool{}
	if err := tx.Each(`select case_id from benefit_review where scheme_id = $1 and year = $2`, []any{r.ID, year}, func(scan func(...any) error) error {
		var one id.ID
		err := scan(&one)
		known[one] = true
		return err
	}); err != nil {
		return nil, err
	}
	matters(tx) // they are sent before the lines that refer to them
	for _, m := range matches {
		if known[m.Case] {
			continue
		}
		var matter any
		if m.Found != Matched {
			c, err := Load(tx, m.Case)
			if err != nil {
				return nil, err
			}
			if err := d.OpenReview(tx, c, r, track); err != nil {
				return nil, err
			}
			matter = c.Last().N + 1
		}
		if err := tx.Insert("benefit_review", "scheme_id", "year", "case_id", "seq", "found", "code", "matter").Row(r.ID, year, m.Case, tx.Seq, m.Found, m.Code, matter); err != nil {
			return nil, err
		}
		added = append(added, m)
	}
	if len(added) == 0 {
		return nil, store.ErrNothing
	}
	return added, nil
}

// Reviewed is what became of a year's review.
type Reviewed struct {
	Matched  int `json:"matched"`
	Doubtful int `json:"doubtful"`
	Sample   int `json:"sample"`
	Decided  int `json:"sample_decided"`
	Wrong    int `json:"sample_wrong"` // of the sample, refused although the match said nothing: its error rate is Wrong of Decided
}

// ReviewOf sums up a year's review of a scheme.
func ReviewOf(tx *store.Tx, scheme string, year int) (r Reviewed, err error) {
	err = tx.Each(`select v.found, (select a.outcome from benefit_act a where a.case_id = v.case_id and a.matter = v.matter and (a.final or a.outcome = 'refused') order by a.seq desc limit 1)
		from benefit_review v where v.scheme_id = $1 and v.year = $2`, []any{scheme, year}, func(scan func(...any) error) error {
		var found string
		var outcome *string
		if err := scan(&found, &outcome); err != nil {
			return err
		}
		switch found {
		case Matched:
			r.Matched++
		case Doubtful:
			r.Doubtful++
		case Sample:
			r.Sample++
			if outcome != nil {
				r.Decided++
				if *outcome == Refused {
					r.Wrong++
				}
			}
		}
		return nil
	})
	if err == nil && r == (Reviewed{}) {
		err = fault.New(fault.NotFound, "benefit.no-review", scheme, year)
	}
	return r, err
}
