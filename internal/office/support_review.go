package office

import (
	"context"
	"encoding/json"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
)

// MatchScheme is a year's review by exception: the register is asked first about everybody who is confirmed, and a review is opened only
// for whom it leaves doubtful and for a sample that chance chooses. Asked again it adds who was confirmed meanwhile.
func (o Office) MatchScheme(ctx context.Context, clientID id.ID, scheme string) (added []benefit.Match, err error) {
	if err := o.may(post.PlanPayments); err != nil {
		return nil, err
	}
	receipt, err := o.supporting(ctx, clientID, "benefit-review", scheme, func(s supportState) error {
		if _, err := s.seat(); err != nil {
			return err
		}
		if !s.Actor.Place.Zero() {
			return fault.New(fault.Refused, "office.not-your-step", "district")
		}
		def, err := s.scheme(scheme)
		if err != nil {
			return err
		}
		matches, err := s.match(def)
		if err != nil {
			return err
		}
		today := s.District.Today()
		y, _, _ := today.YMD()
		track := quiet(def)
		if added, err = s.desk().Match(s.Tx, district.RulesOf(def, track), track, y, matches); err != nil {
			return err
		}
		return s.Tx.SetOutcome(added)
	})
	if err == nil && receipt.Again {
		err = json.Unmarshal(receipt.Outcome, &added)
	}
	return added, err
}

// quiet is the track of a review: its steps without notices. Who was put up when she was confirmed is not put up every year.
func quiet(s *catalogue.Scheme) string {
	n := 0
	for _, step := range s.Steps {
		if step.Power != "" {
			n++
		}
	}
	return strings.Repeat("0", n)
}

// match asks the register about everybody who is confirmed in a scheme and is not being reviewed.
func (s supportState) match(def *catalogue.Scheme) ([]benefit.Match, error) {
	cases, err := benefit.OfScheme(s.Tx, def.ID, nil)
	if err != nil {
		return nil, err
	}
	today := s.District.Today()
	y, _, _ := today.YMD()
	reader := assess.NewReader()
	var all []benefit.Match
	for _, c := range cases {
		m, _ := c.Entitling(today)
		if m == nil || m.N != c.Last().N || c.Last().Year == y {
			continue
		}
		facts := s.facts(c, today)
		reader.Read(&facts, today)
		one := benefit.Match{Case: c.ID, Found: benefit.Matched}
		if verdict, _ := reader.Verdict(def); verdict != assess.Met {
			one.Found, one.Code = benefit.Doubtful, reader.Assess(def).First()
		} else if s.desk().Chosen(c.ID, y, def.Review.Sample) {
			one.Found = benefit.Sample
		}
		all = append(all, one)
	}
	return all, nil
}

// ReviewOf sums up a year's review, with the sample's error rate.
func (o Office) ReviewOf(ctx context.Context, scheme string, year int) (r benefit.Reviewed, err error) {
	if err := o.may(post.Payments); err != nil {
		return r, err
	}
	return r, o.supported(ctx, 0, func(s supportState) (err error) {
		r, err = benefit.ReviewOf(s.Tx, scheme, year)
		return err
	})
}

// Recover takes a step by which money that was paid wrongly comes back, or is left out of hardship.
func (o Office) Recover(ctx context.Context, clientID, payment id.ID, r benefit.Recovery, reason string) error {
	purpose := post.FundPayments
	if r.Kind == benefit.Found {
		purpose = post.PlanPayments
	}
	if err := o.may(purpose); err != nil {
		return err
	}
	_, err := o.supporting(ctx, clientID, "benefit-recovery", []any{payment, r, reason}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		return s.desk().Recover(s.Tx, seat, payment, r, reason)
	})
	return err
}
