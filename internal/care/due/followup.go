package due

import (
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/rule"
)

// followUps adds what a visit opened, and the visit itself where it lacks a value that its rules read.
func (a *attendance) followUps(items []Item) []Item {
	var r *Reading
	var missing []string
	opened := len(items)
	settled := a.settled()
	for i := range a.kind.Then {
		then := &a.kind.Then[i]
		if settled && (then.Visit == "" || a.came(then.Visit, a.known(then.When))) {
			continue // whatever the rule says, nothing is open
		}
		if r == nil {
			r = a.reading()
		}
		verdict, lacks := r.Eval(then.When)
		if verdict == rule.Unknown {
			missing = append(missing, lacks...)
		}
		if verdict != rule.True || then.Visit == "" {
			continue
		}
		item := a.followUp(then)
		if a.came(then.Visit, item.From) || a.declined(&item) {
			continue
		}
		item.Why = a.whyOpened(then, r)
		items = append(items, item)
	}
	if len(missing) == 0 || settled {
		return items
	}
	item := a.resultMissing(missing)
	clash := slices.ContainsFunc(items[opened:], func(i Item) bool { return i.Key == item.Key })
	if clash || a.declined(&item) { // the visit itself is due again, and will bring the value
		return items
	}
	return append(items, item)
}

// followUp is the visit that a Then rule opens: from the day its answers were known.
func (a *attendance) followUp(then *catalogue.Then) Item {
	item := Item{
		Key:    Key{Person: a.facts.PersonID, Programme: a.programme.ID, Round: a.Round, Visit: then.Visit, Anchor: a.ID},
		Status: Ready,
		From:   a.known(then.When),
		Reason: ReasonFollowUp,
	}
	if !then.Within.Zero() {
		item.Until = item.From.Add(then.Within)
		if a.asOf > item.Until {
			item.Status = Overdue
		}
	}
	if v := a.programme.Visit(then.Visit); v != nil {
		item.By = v.By
	}
	a.contacted(&item)
	return item
}

func (a *attendance) resultMissing(missing []string) Item {
	slices.Sort(missing)
	item := Item{
		Key:     Key{Person: a.facts.PersonID, Programme: a.programme.ID, Round: a.Round, Visit: a.Visit, Anchor: a.ID},
		Status:  Unknown,
		From:    a.On,
		Reason:  ReasonResultMissing,
		Missing: slices.Compact(missing),
		By:      a.kind.By,
	}
	item.Why = whyMissing(a.kind, item.Missing)
	a.contacted(&item)
	return item
}

// known is the day on which all that a rule reads was known: the visit's, or that of a later result which brought a part of it.
func (a *attendance) known(rl *rule.Rule) civil.Date {
	day := a.On
	if rl == nil {
		return day
	}
	for _, result := range a.results {
		for _, name := range rl.Names() {
			field, ok := strings.CutPrefix(name, answerPrefix)
			if _, brought := result.Answers[field]; ok && brought {
				day = max(day, result.On)
			}
		}
	}
	return day
}

// settled reports whether a later visit of the same kind took the place of this one, so that a value missing here is missed no more.
func (a *attendance) settled() bool { return a.came(a.Visit, a.On) }

// came reports whether she came for a visit from a day on, after this one: any such visit answers all that was open by then. On this
// visit's own day the programme's order of visits tells which was after which, and then the order of writing.
func (a *attendance) came(visit string, from civil.Date) bool {
	for i := range a.visits {
		b := &a.visits[i]
		if b.Visit != visit || b.On < from {
			continue
		}
		if b.On > a.On || b.place > a.place || b.Order > a.Order {
			return true
		}
	}
	return false
}

// declined reports whether she declined the item, or one for the same visit when this one was already open: nobody is asked twice.
func (a *attendance) declined(item *Item) bool {
	for _, e := range a.events {
		if e.Kind != KindDecline || a.aboutOpening(e) {
			continue
		}
		key := a.key(e)
		if key.Visit == item.Key.Visit && (key.Anchor == item.Key.Anchor || item.From <= e.On) {
			return true
		}
	}
	return false
}

// contacted notes the last invite or attempt made for the item.
func (a *attendance) contacted(item *Item) {
	for _, e := range a.events {
		if e.Kind != KindInvite && e.Kind != KindAttempt {
			continue
		}
		key := a.key(e)
		if key.Visit == item.Key.Visit && key.Anchor == item.Key.Anchor && key.Round == item.Key.Round {
			item.Contact, item.ContactOn = e.State, e.On
		}
	}
}
