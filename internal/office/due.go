package office

import (
	"context"
	"slices"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Asked is a list of due visits that somebody asks for.
type Asked struct {
	Programme string     // "" for all
	AsOf      civil.Date // zero: today
	Place     string     // code of an area; "" for all of the scope
}

// DueItem is one due visit with whom it concerns.
type DueItem struct {
	N uint32
	due.Item
}

// DueList is a list of due visits, before its people are named.
type DueList struct {
	Seq   store.Seq
	AsOf  civil.Date
	Items []DueItem
}

// Due lists what is due and this post may see: invitations to a round within a worker's place, follow-ups that her own department
// opened for a clinic (R7). Naming the people is a second step, so that only those who are shown are audited as seen: use Name.
func (o Office) Due(ctx context.Context, a Asked) (DueList, error) {
	var list DueList
	err := o.asking(ctx, a, func(s district.State, scope care.Scope) error {
		list.Seq, list.AsOf = s.Seq, scope.AsOf
		programmes := s.Practice.ProgrammeIDs
		if a.Programme != "" {
			programmes = []string{a.Programme}
		}
		for _, programme := range programmes {
			p := s.Practice.Programmes[programme]
			if p == nil {
				return fault.New(fault.NotFound, "care.no-visit", programme)
			}
			if scope.Opening && p.Reach != catalogue.Population || !scope.Opening && !o.serves(s, p) {
				continue // R24: those of a client programme are listed to their clinic alone
			}
			scope.Programme = p
			care.List(s.People, s.Pages, scope, func(n uint32, item due.Item) {
				list.Items = append(list.Items, DueItem{n, item})
			})
		}
		return nil
	})
	return list, err
}

func (o Office) asking(ctx context.Context, a Asked, use func(district.State, care.Scope) error) error {
	worker := o.May(post.Invite)
	if !worker {
		if err := o.may(post.FollowUp); err != nil {
			return err
		}
	}
	if a.AsOf.Zero() {
		a.AsOf = o.District.Today()
	}
	return o.District.At(ctx, 0, func(s district.State) error {
		scope := care.Scope{AsOf: a.AsOf, Opening: worker, Department: o.scope().Department}
		var err error
		if scope.Lives, err = o.lives(s.Tree, a.Place, worker); err != nil {
			return err
		}
		return use(s, scope)
	})
}

// lives restricts a list to an area and to the worker's place. A place outside the worker's own is refused.
func (o Office) lives(t *place.Tree, code string, worker bool) (func(id.ID) bool, error) {
	area := o.scope().Place
	if worker && area.Zero() {
		return nil, fault.New(fault.Refused, "office.refused.place") // a seat without its place reaches nobody
	}
	if code != "" {
		p, ok := t.PlaceByCode(code)
		switch {
		case worker && (!ok || !o.scope().InPlace(chain(t, p.ID)...)):
			return nil, fault.New(fault.Refused, "office.refused.place")
		case !ok:
			return nil, fault.New(fault.NotFound, "office.no-place", code)
		}
		area = p.ID
	}
	if area.Zero() {
		return nil, nil
	}
	within, known := t.Subtree(area), map[id.ID]bool{}
	today := o.District.Today()
	return func(p id.ID) bool {
		in, asked := known[p]
		if !asked { // under today's boundaries: her village may belong to another township by now
			at, ok := t.On(p, today)
			in = ok && within[at.ID]
			known[p] = in
		}
		return in
	}, nil
}

// Name opens who some people are, for a list that the actor was given, and audits that they were shown.
func (o Office) Name(ctx context.Context, purpose post.Purpose, filter string, people []uint32) (map[uint32]Line, error) {
	if err := o.may(purpose); err != nil {
		return nil, err
	}
	named := map[uint32]Line{}
	var seq store.Seq
	err := o.District.At(ctx, 0, func(s district.State) error {
		seq = s.Seq
		for _, n := range people {
			if _, done := named[n]; done || !o.meets(s, n) {
				continue
			}
			l, err := o.line(s, n)
			if err != nil {
				return err
			}
			named[n] = l
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return named, o.listed(ctx, purpose, filter, seq, keys(named))
}

func keys(named map[uint32]Line) []uint32 {
	var all []uint32
	for n := range named {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// Respond records what somebody answered to an invitation, or, for a clinic, to a follow-up.
func (o Office) Respond(ctx context.Context, clientID id.ID, a care.Answer) (store.Receipt, error) {
	worker := o.May(post.Invite)
	if !worker {
		if err := o.may(post.FollowUp); err != nil {
			return store.Receipt{}, err
		}
	}
	if a.On.Zero() {
		a.On = o.District.Today()
	}
	if !worker && a.Answer == "declined" && a.Scope == "" {
		a.Scope = due.ScopeInvitation // of this follow-up: that invitations stop too would tell a village that there was one (R7)
	}
	w := store.Writing{Actor: o.Actor, ClientID: clientID, Kind: "care-answer", Request: a}
	return o.District.Store.Write(ctx, w, func(tx *store.Tx) error {
		return o.District.InWrite(tx, func(s district.State) error {
			n, err := o.person(s, a.Person)
			if err != nil {
				return err
			}
			if err := o.mayAnswer(s, n, a, worker); err != nil {
				return err
			}
			_, err = (care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}).Respond(tx, a)
			return err
		})
	})
}

// mayAnswer holds an answer's key against the walls: a worker answers invitations to a round of people who live in his place.
func (o Office) mayAnswer(s district.State, n uint32, a care.Answer, worker bool) error {
	key, err := due.ParseKey(a.Person, a.Key)
	if err != nil {
		return err
	}
	p := s.Practice.Programmes[key.Programme]
	if p == nil {
		return fault.New(fault.NotFound, "care.no-visit", key.Programme)
	}
	if !worker {
		if o.serves(s, p) {
			return nil
		}
		return fault.New(fault.Refused, "office.refused.follow-up")
	}
	lives := o.scope().InPlace(o.chainOf(s, n, person.Resides)...)
	if p.Reach != catalogue.Population || key.Visit != p.Opening().ID || !lives {
		return fault.New(fault.Refused, "office.refused.invite")
	}
	return nil
}

// ReviseAnswer corrects an answer that the actor's post recorded.
func (o Office) ReviseAnswer(ctx context.Context, clientID, event id.ID, rev int, answer, scope, note, reason string) (store.Receipt, error) {
	if err := o.may(post.Invite); err != nil {
		return store.Receipt{}, err
	}
	request := []any{event, rev, answer, scope, note}
	w := store.Writing{Actor: o.Actor, ClientID: clientID, Kind: "care-answer-correction", Request: request, Reason: reason}
	return o.District.Store.Write(ctx, w, func(tx *store.Tx) error {
		return o.District.InWrite(tx, func(s district.State) error {
			desk := care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}
			now, err := desk.Current(tx, event)
			if err != nil {
				return err
			}
			n, err := o.person(s, now.Person)
			if err != nil {
				return fault.New(fault.NotFound, "care.no-event")
			}
			if err := o.mayAnswer(s, n, care.Answer{Person: now.Person, Key: now.Key}, true); err != nil {
				return err
			}
			return desk.ReviseAnswer(tx, event, rev, answer, scope, note)
		})
	})
}

// Seen audits that a whole list was given out.
func (o Office) Seen(ctx context.Context, purpose post.Purpose, filter string, seq store.Seq, people []uint32) error {
	slices.Sort(people)
	return o.listed(ctx, purpose, filter, seq, slices.Compact(people))
}
