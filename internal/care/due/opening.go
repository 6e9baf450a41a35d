package due

import (
	"youfu/internal/civil"
	"youfu/internal/rule"
)

// opening is the invitation to the next round, if she may be invited, now or later.
func (h *history) opening() (Item, bool) {
	last, closed, round := h.closed()
	if !closed.Zero() && h.programme.Recall == nil || h.refused() {
		return Item{}, false
	}
	h.scratch.begin(nil, h.facts.Person, h.asOf)
	who := h.who(h.asOf)
	if who == rule.False {
		return Item{}, false
	}
	item := h.invitation(last, closed, round)
	if who == rule.True && item.From < h.asOf {
		item.From = h.cameOfAge(item.From)
	}
	if item.From > h.asOf {
		item.Status = Upcoming
		who = h.who(item.From)
	}
	if who == rule.Unknown {
		item.Status, item.Reason = Unknown, ReasonWhoUnknown
		_, item.Missing = h.scratch.Eval(h.programme.Who)
		item.Why = whyMissing(nil, item.Missing)
	}
	h.invited(&item, closed, round)
	return item, who != rule.False
}

// invitation is the invitation to the round after the last that is over, as far as the rule `who` does not matter.
func (h *history) invitation(last *attendance, closed civil.Date, round int) Item {
	first := h.programme.Opening()
	item := Item{
		Key:     Key{Person: h.facts.PersonID, Programme: h.programme.ID, Round: round + 1, Visit: first.ID},
		Status:  Ready,
		From:    max(h.programme.Opens, h.facts.Person.Since),
		Reason:  ReasonFirst,
		Why:     whyFirst,
		Opening: true,
		By:      first.By,
	}
	if last != nil {
		item.Key.Anchor, item.Reason, item.Why = last.ID, ReasonRecall, whyRecall
	}
	if !closed.Zero() {
		item.From = max(item.From, closed.Add(h.programme.Recall.Every))
	}
	return item
}

// who says whether she may come on a day.
func (h *history) who(on civil.Date) rule.Verdict {
	h.scratch.turn(h.facts.Person.Birth, on)
	verdict, _ := h.scratch.Eval(h.programme.Who)
	return verdict
}

// refused reports whether she is not to be invited: she took her consent back, or a refusal of the programme, or of all contact, is in
// force: neither asked nor come since. A visit on the day of the refusal does not lift it, whichever was written first: she may well
// have said so at the visit. A consent is lifted by nothing but her consent.
func (h *history) refused() bool {
	if h.facts.NoContact {
		return true
	}
	var since civil.Date
	for _, r := range h.facts.Refusals {
		if r.Scope == ScopeContact && r.On <= h.asOf {
			since = max(since, r.On)
		}
	}
	elsewhere := since
	for _, e := range h.events {
		switch {
		case e.Kind == KindDecline && e.State != ScopeInvitation:
			since = max(since, e.On)
		case e.Kind == KindAsk && e.On > elsewhere, e.Kind == KindVisit && h.opens(e.Visit) && e.On > since:
			since = 0
		}
	}
	return !since.Zero()
}

// closed is the visit that the next round counts from, the day it counts from, and the highest round that is over. A round is over
// when she came, or when she refused its invitation.
func (h *history) closed() (last *attendance, on civil.Date, round int) {
	for i := range h.visits {
		if a := &h.visits[i]; h.opens(a.Visit) {
			last, on, round = a, a.On, max(round, a.Round)
		}
	}
	for _, e := range h.events {
		if e.Kind == KindDecline && e.State == ScopeInvitation && h.aboutOpening(e) {
			on, round = max(on, e.On), max(round, e.Round)
		}
	}
	return last, on, round
}

// invited notes what became of the invitations made since the last round was over, and keeps their round.
func (h *history) invited(item *Item, closed civil.Date, round int) {
	for _, e := range h.events {
		if e.Kind != KindInvite && e.Kind != KindAttempt || !h.aboutOpening(e) || e.On <= closed && e.Round <= round {
			continue
		}
		item.Key.Round = max(item.Key.Round, e.Round)
		item.Contact, item.ContactOn = e.State, e.On
	}
}

// cameOfAge is the first day from `from` on that the rule `who` is true; `who` is true on h.asOf. The rule can become true on her
// birthdays only, so these are tried in turn. Where a birth date is not known to the day, each birthday is the last day it may be: the
// rule must hold at both ages in doubt, so it becomes true with the lower one. `from` itself where nothing is known of the birth.
func (h *history) cameOfAge(from civil.Date) civil.Date {
	earliest, latest := h.facts.Person.Birth.Earliest(), h.facts.Person.Birth.Latest()
	if earliest.Zero() {
		return from
	}
	from = max(from, earliest)
	if h.who(from) == rule.True {
		return from
	}
	for age := civil.AgeAt(latest, from) + 1; ; age++ {
		if day := birthday(latest, age); day >= h.asOf || h.who(day) == rule.True {
			return min(day, h.asOf)
		}
	}
}

// birthday is the day on which somebody completes an age.
func birthday(birth civil.Date, age int) civil.Date {
	day := birth.AddYears(age)
	if civil.AgeAt(birth, day) < age {
		day = day.AddDays(1)
	}
	return day
}
