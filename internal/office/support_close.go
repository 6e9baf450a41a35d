package office

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/post"
)

// Closing is the closing statement of a scheme's period, as its page, file and command show it. It names nobody.
type Closing struct {
	District   string
	Made       civil.Date // the day on which it was added up
	Scheme     string
	Title      lang.Text
	Period     string
	Hash       string // of the sums, which is what the bodies sign
	Total      benefit.Sums
	Places     []ClosingPlace // by their codes, those of which none is known last
	Balanced   bool
	Signed     []benefit.ClosingSign
	Closers    []Closer // who signs, in the order in which they do
	Exceptions []string // payments of which the bank said something that did not fit
}

// Closer is a body that signs a closing statement.
type Closer struct {
	Power benefit.Power
	Body  lang.Text
	Sign  *benefit.ClosingSign // nil: it has not signed these sums
}

// BodyName is what a body is called: as the department of its code, else as the shipped schemes call it, else by its code.
func BodyName(tree *place.Tree, code string) lang.Text {
	if d, ok := tree.DepartmentByCode(code); ok {
		return d.Name
	}
	if key := "support.body." + code; lang.Has(key) {
		return lang.Text{Zh: lang.T(lang.Zh, key), En: lang.T(lang.En, key)}
	}
	return lang.Text{Zh: code, En: code}
}

// ClosingPlace is one area of it.
type ClosingPlace struct {
	Place place.Place // zero: the household registration is not known
	Name  string      // with its township, since villages share names; "" with the place
	benefit.Sums
}

// OpenClosing adds up a scheme's period. NotFound where no list was made for it.
func (o Office) OpenClosing(ctx context.Context, scheme, period string) (v Closing, err error) {
	if err := o.may(post.Payments); err != nil {
		return v, err
	}
	if err := o.supported(ctx, 0, func(s supportState) (err error) {
		v, err = s.closing(scheme, period)
		return err
	}); err != nil {
		return v, err
	}
	return v, o.listed(ctx, post.Payments, "closing/"+scheme, 0, nil)
}

// SignClosing signs the closing statement of a scheme's period by the actor's body: confirmation, then the fund's, then the paying one. hash is
// the sums' as the official saw them; "" signs them as they are.
func (o Office) SignClosing(ctx context.Context, clientID id.ID, scheme, period, hash string, signer benefit.Signer) (Closing, error) {
	purpose := map[benefit.Power]post.Purpose{benefit.Confirm: post.PlanPayments, benefit.Fund: post.FundPayments}[powerOf[o.Actor.Post]]
	if err := o.may(cmp.Or(purpose, post.OrderPayments)); err != nil {
		return Closing{}, err
	}
	_, err := o.supporting(ctx, clientID, "benefit-closing", []any{scheme, period, hash}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		if !s.Actor.Place.Zero() {
			return fault.New(fault.Refused, "office.not-your-step", "district")
		}
		def, err := s.scheme(scheme)
		if err != nil {
			return err
		}
		if hash != "" {
			now, err := benefit.ClosingOf(s.Tx, scheme, period)
			if err != nil {
				return err
			}
			if seen, err := hex.DecodeString(hash); err != nil || !bytes.Equal(seen, now.Hash) {
				return fault.New(fault.Conflict, "office.other-sums")
			}
		}
		_, err = s.desk().Close(s.Tx, seat, district.RulesOf(def, ""), period, signer)
		return err
	})
	if err != nil {
		return Closing{}, err
	}
	return o.OpenClosing(ctx, scheme, period)
}

func (s supportState) closing(scheme, period string) (Closing, error) {
	def, err := s.scheme(scheme)
	if err != nil {
		return Closing{}, err
	}
	c, err := benefit.ClosingOf(s.Tx, scheme, period)
	if err != nil {
		return Closing{}, err
	}
	v := Closing{Made: s.District.Today(), Scheme: scheme, Title: def.Title, Period: period, Hash: hex.EncodeToString(c.Hash), Total: c.Total, Balanced: c.Balances(), Signed: c.Signed, Exceptions: []string{}}
	if v.District, err = districtName(s.Tx, s.Tree); err != nil {
		return v, err
	}
	v.Closers = s.closers(def, c.Signed)
	for _, one := range c.Places {
		row := ClosingPlace{Sums: one.Sums}
		if at, ok := s.Tree.Place(one.Place); ok {
			row.Place, row.Name = at, s.Tree.Name(at.ID)
		}
		v.Places = append(v.Places, row)
	}
	slices.SortStableFunc(v.Places, func(a, b ClosingPlace) int {
		if (a.Place.Code == "") != (b.Place.Code == "") {
			return -cmp.Compare(a.Place.Code, b.Place.Code)
		}
		return cmp.Compare(a.Place.Code, b.Place.Code)
	})
	odd, err := benefit.Odd(s.Tx, scheme, period)
	for _, payment := range odd {
		v.Exceptions = append(v.Exceptions, payment.String())
	}
	return v, err
}

// closers are the three bodies that a scheme names, or that have signed, with their signatures.
func (s supportState) closers(def *catalogue.Scheme, signed []benefit.ClosingSign) (all []Closer) {
	for _, power := range []benefit.Power{benefit.Confirm, benefit.Fund, benefit.Pay} {
		one := Closer{Power: power, Body: BodyName(s.Tree, def.Powers.Body(catalogue.Power(power)))}
		for i, sign := range signed {
			if sign.Power == power {
				one.Body, one.Sign = BodyName(s.Tree, sign.Body), &signed[i]
			}
		}
		all = append(all, one)
	}
	return all
}
