package main

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"youfu/internal/care"
	"youfu/internal/care/check"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
)

// visitConflict is what a refused correction prints: the revision that came in between, beside what was given.
type visitConflict struct {
	Event  string       `json:"event"`
	Theirs visitVersion `json:"theirs"`
	Yours  visitVersion `json:"yours"`
}

type visitVersion struct {
	Rev    int               `json:"rev"` // of yours: the one that it was to correct
	On     *string           `json:"on"`  // of yours null where the day was to stay
	Reason string            `json:"reason"`
	Set    map[string]string `json:"set"`
}

// conflict shows both versions and gives the refusal back. A conflict over something else than the revision has nothing to show.
func (c *visitCorrect) conflict(r *run, o office.Office, event id.ID, given map[string]string, refused error) error {
	visit, err := o.Visit(r.ctx, event)
	if err != nil {
		return errors.Join(refused, err)
	}
	now := visit.Revisions[len(visit.Revisions)-1]
	if now.Rev == c.Rev {
		return refused
	}
	theirs, err := answersOf(r, o, now)
	if err != nil {
		return errors.Join(refused, err)
	}
	both := visitConflict{event.String(), visitVersion{now.Rev, orNull(now.On.String()), now.Reason, theirs}, visitVersion{c.Rev, orNull(c.On), c.Reason, given}}
	if r.JSON {
		if err := r.print(map[string]any{"conflict": both}, nil); err != nil {
			return err
		}
	}
	return both.explained(refused)
}

// answersOf are the answers of a revision as --set takes them.
func answersOf(r *run, o office.Office, e care.Event) (map[string]string, error) {
	practice, err := o.District.Practice(r.ctx)
	if err != nil {
		return nil, err
	}
	p := practice.Programmes[e.Programme]
	if p == nil || p.Visit(e.Visit) == nil {
		return nil, fault.New(fault.NotFound, "care.no-visit", e.Programme+"/"+e.Visit)
	}
	answers, err := check.Parse(e.Answers, p.Visit(e.Visit))
	if err != nil {
		return nil, err
	}
	set := check.Given(p.Visit(e.Visit), answers)
	maps.Copy(set, e.Texts)
	return set, nil
}

// explained puts both versions under the refusal, line by line. What is printed here is written to no log.
func (v visitConflict) explained(refused error) error {
	var e *fault.Error
	if !errors.As(refused, &e) {
		return refused
	}
	line := func(name, theirs, yours string) {
		e = e.With(fault.Field{Name: name, Code: "both", Key: "cmd.both", Args: []any{v.Theirs.Rev, cmp.Or(theirs, "–"), cmp.Or(yours, "–")}})
	}
	line("on", *v.Theirs.On, *cmp.Or(v.Yours.On, v.Theirs.On))
	line("reason", v.Theirs.Reason, v.Yours.Reason)
	names := maps.Clone(v.Theirs.Set)
	maps.Copy(names, v.Yours.Set)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		line(name, v.Theirs.Set[name], v.Yours.Set[name])
	}
	return e
}
