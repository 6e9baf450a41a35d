package due

import (
	"youfu/internal/catalogue"
	"youfu/internal/civil"
)

// Answered is the due visit that a visit of hers on a day answers: the oldest open follow-up of the kind, or the invitation to a round,
// or an earlier visit of the kind that lacks a result. was is false where none was due, as when she comes of her own accord or the
// visit is written down late; the key then has no anchor. Its Round is always the one that the visit belongs to.
func Answered(p *catalogue.Programme, f Facts, visit string, on civil.Date) (key Key, was bool) {
	var again *Item
	for _, item := range Due(p, f, on) {
		switch {
		case item.Key.Visit != visit || item.Status == Upcoming:
		case item.Reason == ReasonFollowUp:
			return item.Key, true
		case item.Opening:
			key, was = item.Key, true
		case again == nil:
			again = &item
		}
	}
	opening := visit == p.Opening().ID
	if !was && again != nil {
		return again.Key, true
	}
	if !was {
		key = Key{Person: f.PersonID, Programme: p.ID, Visit: visit}
	}
	if !was || opening {
		key.Round = roundOf(f.Events, p.Opening().ID, opening, on)
	}
	return key, was
}

// roundOf is the round of a visit on a day. An opening visit begins a round after all that were opened, also when it is written down
// after later ones, unless a round of invitations alone waits for it. Any other visit belongs to the round opened last before it.
func roundOf(events []Event, opening string, opens bool, on civil.Date) int {
	var opened, waiting, before int
	var last civil.Date
	for i := range events {
		e := &events[i]
		if e.On <= on {
			waiting = max(waiting, e.Round)
		}
		if e.Kind != KindVisit || e.Visit != opening {
			continue
		}
		opened = max(opened, e.Round)
		if e.On <= on && e.On >= last {
			last, before = e.On, e.Round
		}
	}
	if opens {
		return max(opened+1, waiting)
	}
	return max(before, 1)
}
