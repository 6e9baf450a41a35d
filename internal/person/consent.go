package person

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

// Purposes of a consent. The list is closed; the catalogue has what she is told of each (codes/consents.yaml).
const (
	ForContact  = "contact"   // being invited to what is open to everybody; silence leaves it as it is
	ForDisplay  = "display"   // her name in the list behind a figure; silence leaves it as it is
	ForFollowUp = "follow-up" // being followed by a client programme; silence is none (R24)
)

// States of a consent.
const (
	Given     = "given"
	Refused   = "refused"   // asked, and declined
	Withdrawn = "withdrawn" // taken back
)

var consentStates = [...]string{"", Given, Refused, Withdrawn}

func stateCode(state string) uint8 {
	for i, s := range consentStates {
		if s == state {
			return uint8(i)
		}
	}
	return 0
}

// Wishes are what somebody said last of each purpose that she was asked about, by purpose.
type Wishes map[string]Consent

// Agrees reports whether she agreed. Silence is no agreement.
func (w Wishes) Agrees(purpose string) bool { return w[purpose].State == Given }

// Objects reports whether she declined, or took her consent back. Silence is no objection.
func (w Wishes) Objects(purpose string) bool { return objection(w[purpose].State) }

func objection(state string) bool { return state == Refused || state == Withdrawn }

// later reports whether something that was said counts over what was said under another entry. Of two things said in one write it is the
// objection that counts: nobody is taken at her word where it is not clear.
func later(seq, than store.Seq, state string) bool {
	return seq > than || seq == than && objection(state)
}

// WishesOf reads what somebody said last of each purpose, under whichever of all her entries.
func WishesOf(tx *store.Tx, entries []id.ID) (Wishes, error) {
	wishes := Wishes{}
	for _, entry := range entries {
		own := Wishes{}
		err := tx.Each(`select purpose, rev, text_hash, state, seq from person_consent where person = $1 order by rev`, []any{entry},
			func(scan func(...any) error) error {
				var c Consent
				err := scan(&c.Purpose, &c.Rev, &c.TextHash, &c.State, &c.Seq)
				own[c.Purpose] = c
				return err
			})
		if err != nil {
			return nil, err
		}
		for purpose, c := range own {
			if later(c.Seq, wishes[purpose].Seq, c.State) {
				wishes[purpose] = c
			}
		}
	}
	return wishes, nil
}

// Said is what a person said last of a purpose, under whichever of her entries: Given, Refused or Withdrawn; "" where she was not asked.
func (v View) Said(n uint32, purpose string) string {
	last := v.said(n, purpose)
	for _, entry := range v.entries[n] {
		if other := v.said(entry, purpose); other.seq > 0 && later(store.Seq(other.seq), store.Seq(last.seq), consentStates[other.state]) {
			last = other
		}
	}
	return consentStates[last.state]
}

// said is what one entry said last of a purpose; the agreements of an entry stand in the order in which they were written.
func (v View) said(n uint32, purpose string) (last agreement) {
	for _, a := range v.r.agreed[n] {
		if a.purpose == purpose && a.seq <= v.seq {
			last = a
		}
	}
	return last
}

// Agrees reports whether a person's consent for a purpose stands. Silence is no agreement.
func (v View) Agrees(n uint32, purpose string) bool { return v.Said(n, purpose) == Given }

// Objects reports whether a person declined a purpose, or took her consent back. Silence is no objection.
func (v View) Objects(n uint32, purpose string) bool { return objection(v.Said(n, purpose)) }

// SetConsent records what a person agreed to, refused or took back, with the hash of the text that she was told.
func (b *Book) SetConsent(person id.ID, purpose, textHash, state string) error {
	row := id.Derive(person, "consent/"+purpose, 0)
	var rev int
	if _, err := b.tx.One(`select coalesce(max(rev), 0) from person_consent where id = $1`, []any{row}, &rev); err != nil {
		return err
	}
	_, err := b.tx.Exec(`insert into person_consent (id, rev, seq, person, purpose, text_hash, state) values ($1, $2, $3, $4, $5, $6, $7)`,
		row, rev+1, b.tx.Seq, person, purpose, textHash, state)
	return err
}
