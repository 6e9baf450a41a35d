package due

import (
	"slices"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/rule"
)

// OutcomeDeclined is the outcome of a round that she refused, in programmes that list it.
const OutcomeDeclined = "declined"

// Episode is one round of a person in a programme.
type Episode struct {
	Round    int
	OpenedBy id.ID      // the round's first opening visit; zero where she did not come
	On       civil.Date // that visit's day; without it, the day of the round's first event
	Outcome  string     // "" while it is open
	ClosedOn civil.Date
	Missing  []string // names of the values that keep it open
}

// Episodes are the rounds that something happened in up to a day, in order. An episode is closed with the outcome of the last visit
// whose closing rule is true, once nothing that its visits opened is open; a rule that is unknown closes nothing. An episode without
// such a visit is closed as declined where a refusal was the last word.
func Episodes(p *catalogue.Programme, f Facts, asOf civil.Date) []Episode {
	h := historyOf(p, &f, asOf)
	var rounds []int
	for _, e := range h.events {
		if !slices.Contains(rounds, e.Round) && e.Round > 0 {
			rounds = append(rounds, e.Round)
		}
	}
	slices.Sort(rounds)
	episodes := make([]Episode, len(rounds))
	for i, round := range rounds {
		episodes[i] = h.episode(round)
	}
	return episodes
}

func (h *history) episode(round int) Episode {
	ep := Episode{Round: round}
	ep.begin(h)
	var open []Item
	var lastVisit civil.Date
	for i := range h.visits {
		a := &h.visits[i]
		if a.Round != round {
			continue
		}
		lastVisit = a.On
		open = a.followUps(open)
		if outcome, on := a.closes(); outcome != "" {
			ep.Outcome, ep.ClosedOn = outcome, on
		}
	}
	if len(open) > 0 {
		ep.Outcome, ep.ClosedOn = "", 0
		for _, item := range open {
			ep.Missing = append(ep.Missing, item.Missing...)
		}
		slices.Sort(ep.Missing)
		ep.Missing = slices.Compact(ep.Missing)
	} else if ep.Outcome == "" && slices.Contains(h.programme.Outcomes, OutcomeDeclined) {
		ep.decline(h, lastVisit)
	}
	return ep
}

// begin finds what opened the round.
func (ep *Episode) begin(h *history) {
	opening := h.programme.Opening().ID
	for _, e := range h.events {
		if e.Round != ep.Round {
			continue
		}
		if ep.On.Zero() {
			ep.On = e.On
		}
		if e.Kind == KindVisit && e.Visit == opening {
			ep.OpenedBy, ep.On = e.ID, e.On
			return
		}
	}
}

// decline closes the round as declined where she refused after its last visit.
func (ep *Episode) decline(h *history, lastVisit civil.Date) {
	for _, e := range h.events {
		if e.Kind == KindDecline && e.Round == ep.Round && e.On >= lastVisit {
			ep.Outcome, ep.ClosedOn = OutcomeDeclined, e.On
		}
	}
}

// closes is the outcome that a visit ends its episode with, and the day on which it was known; "" where it does not.
func (a *attendance) closes() (outcome string, on civil.Date) {
	var r *Reading
	for i := range a.kind.Then {
		then := &a.kind.Then[i]
		if then.Close == "" {
			continue
		}
		if r == nil {
			r = a.reading()
		}
		if verdict, _ := r.Eval(then.When); verdict == rule.True {
			return then.Close, a.known(then.When)
		}
	}
	return "", 0
}
