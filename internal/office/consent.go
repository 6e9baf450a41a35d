package office

import (
	"context"
	"slices"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Wish is one purpose of a consent with what somebody said of it.
type Wish struct {
	Purpose  *catalogue.Consent
	State    string     // person.Given, Refused or Withdrawn; "" where she was not asked
	On       civil.Date // the day on which it was recorded; only for a clinic, and for who recorded it
	By       id.ID      // account that recorded it; likewise
	Reworded bool       // the text that she was told is no longer the one in force
}

// wishes are the purposes that the actor's post may know of, in the order of the catalogue. What a client programme agreed with her is
// the clinic's alone: that she was asked at all would tell (R24). Others do not learn when and by whom the rest was recorded: a clinic
// may have done so when she came for a treatment (R7).
func (o Office) wishes(s district.State, p person.Person) ([]Wish, error) {
	var all []Wish
	for i := range s.Practice.Consents {
		w := Wish{Purpose: &s.Practice.Consents[i]}
		if !o.knowsOf(w.Purpose.ID) {
			continue
		}
		if said := slices.IndexFunc(p.Consents, func(c person.Consent) bool { return c.Purpose == w.Purpose.ID }); said >= 0 {
			c := p.Consents[said]
			w.State, w.Reworded = c.State, !inForce(w.Purpose, c.TextHash)
			if o.scope().Clinical || c.By == o.Actor.Account {
				at, err := store.Moment(s.Tx, c.Seq)
				if err != nil {
					return nil, err
				}
				w.On, w.By = civil.On(at, o.District.Zone), c.By
			}
		}
		all = append(all, w)
	}
	return all, nil
}

func (o Office) knowsOf(purpose string) bool {
	return purpose != person.ForFollowUp || o.scope().Clinical
}

// inForce reports whether a hash names the text in force, in one of its languages.
func inForce(c *catalogue.Consent, hash string) bool {
	return slices.ContainsFunc(lang.All, func(l lang.Lang) bool { return c.TextHash(l) == hash })
}

// Wish opens one purpose of one person, for the page that asks her. NotFound for whoever is outside the actor's scope, and for a purpose
// that there is not, or of which the actor's post does not know.
func (o Office) Wish(ctx context.Context, who id.ID, purpose string) (line Line, w Wish, err error) {
	if err := o.may(post.Consent); err != nil {
		return line, w, err
	}
	err = o.District.At(ctx, 0, func(s district.State) error {
		n, _, err := o.asked(s, who, purpose)
		if err != nil {
			return err
		}
		if line, err = o.line(s, n); err != nil {
			return err
		}
		p, err := person.Open(s.Tx, o.District.Keys, line.ID)
		if err != nil {
			return err
		}
		all, err := o.wishes(s, p)
		for _, one := range all {
			if one.Purpose.ID == purpose {
				w = one
			}
		}
		return err
	})
	if err != nil {
		return Line{}, Wish{}, err
	}
	return line, w, o.opened(ctx, post.Consent, line.ID, id.ID{}, "consent")
}

// asked finds the person and the purpose of a consent, as far as the actor's post may know of both.
func (o Office) asked(s district.State, who id.ID, purpose string) (uint32, *catalogue.Consent, error) {
	n, err := o.person(s, who)
	if err != nil {
		return 0, nil, err
	}
	c := s.Practice.Consent(purpose)
	if c == nil || !o.knowsOf(purpose) {
		return 0, nil, fault.New(fault.NotFound, "office.no-purpose", purpose)
	}
	switch facts, erased, _ := s.People.Facts(n); {
	case erased:
		return 0, nil, fault.New(fault.NotFound, "person.not-found")
	case !facts.Death.Zero():
		return 0, nil, fault.New(fault.Conflict, "office.consent-dead") // an adult alone decides (R5), and what she said last stays
	}
	return n, c, nil
}

// Word is what somebody says of a purpose.
type Word struct {
	Person   id.ID
	Purpose  string
	State    string // person.Given, Refused or Withdrawn
	TextHash string // of the text that she was told; "" for the one in force in Lang
	Lang     lang.Lang
}

// Said is what became of a Word.
type Said struct {
	Person  id.ID     `json:"person"`
	Purpose string    `json:"purpose"`
	State   string    `json:"state"`
	Seq     store.Seq `json:"seq"`
}

// SetConsent records what somebody says of a purpose. It holds at once, everywhere, and changes nothing else: no benefit, and no
// other service. Conflict where the text that she was told is no longer in force: she answers what stands there now.
func (o Office) SetConsent(ctx context.Context, clientID id.ID, w Word) (Said, error) {
	if err := o.may(post.Consent); err != nil {
		return Said{}, err
	}
	if !slices.Contains([]string{person.Given, person.Refused, person.Withdrawn}, w.State) {
		return Said{}, fault.New(fault.Invalid, "office.consent-which").With(fault.Field{Name: "answer", Code: "missing", Key: "office.consent-which"})
	}
	write := store.Writing{Actor: o.Actor, ClientID: clientID, Kind: "person-consent", Request: w}
	r, err := o.District.Store.Write(ctx, write, func(tx *store.Tx) error {
		return o.District.InWrite(tx, func(s district.State) error {
			n, purpose, err := o.asked(s, w.Person, w.Purpose)
			if err != nil {
				return err
			}
			if w.TextHash == "" {
				w.TextHash = purpose.TextHash(w.Lang)
			}
			if !inForce(purpose, w.TextHash) {
				return fault.New(fault.Conflict, "office.consent-reworded")
			}
			book, err := person.In(tx, o.District.Keys)
			if err != nil {
				return err
			}
			return book.SetConsent(s.People.ID(n), w.Purpose, w.TextHash, w.State)
		})
	})
	return Said{w.Person, w.Purpose, w.State, r.Seq}, err
}
