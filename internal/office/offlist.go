package office

import (
	"cmp"
	"context"
	"slices"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Off is somebody who is off a worker's list: she declined, or moved away. Nobody here is asked again unless she asks herself.
type Off struct {
	Line      Line
	Programme *catalogue.Programme
	State     string // Declined or Moved
	On        civil.Date
	By        id.ID // account that recorded it; zero where it is not known
	Event     id.ID // the answer
	Key       string
}

// OffList is a page of who is off the list.
type OffList struct {
	Declined, Moved int
	Total           int // of the chosen state
	First           int
	Page            []Off
}

// OffList gives who is off the list in the actor's place, the last answer first, and audits whom it showed.
func (o Office) OffList(ctx context.Context, state string, first, count int) (OffList, error) {
	if err := o.may(post.Invite); err != nil {
		return OffList{}, err
	}
	var list OffList
	var seq store.Seq
	err := o.District.At(ctx, 0, func(s district.State) error {
		seq = s.Seq
		counts := map[string]int{}
		var all []Off
		if err := o.survey(s, "", "", func(one surveyed) {
			if one.state != Declined && one.state != Moved {
				return
			}
			counts[one.state]++
			if one.state == state {
				all = append(all, one.off())
			}
		}); err != nil {
			return err
		}
		slices.SortStableFunc(all, func(a, b Off) int { return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Line.N, b.Line.N)) })
		list = OffList{Declined: counts[Declined], Moved: counts[Moved], Total: len(all), First: min(max(first, 0), len(all))}
		list.Page = all[list.First:min(list.First+count, len(all))]
		return o.nameOff(s, list.Page)
	})
	if err != nil {
		return OffList{}, err
	}
	var shown []uint32
	for _, off := range list.Page {
		shown = append(shown, off.Line.N)
	}
	return list, o.Seen(ctx, post.Invite, state, seq, shown)
}

func (one surveyed) off() Off {
	off := Off{Line: Line{N: one.n, ID: one.facts.PersonID}, Programme: one.programme, State: one.state}
	e := one.declined()
	if one.state == Moved {
		e = one.lastAttempt()
	}
	if e != nil {
		off.On, off.Event, off.Key = e.On, e.ID, e.Key
	}
	return off
}

// lastAttempt is the newest answer that says she moved away.
func (one surveyed) lastAttempt() (last *due.Event) {
	for i := range one.facts.Events {
		e := &one.facts.Events[i]
		if e.Kind == due.KindAttempt && e.State == Moved && one.invitation(e) && (last == nil || e.On >= last.On) {
			last = e
		}
	}
	return last
}

func (o Office) nameOff(s district.State, page []Off) error {
	desk := care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}
	for i := range page {
		line, err := o.line(s, page[i].Line.N)
		if err != nil {
			return err
		}
		page[i].Line = line
		if page[i].Event.Zero() {
			continue
		}
		e, err := desk.Current(s.Tx, page[i].Event)
		if err != nil {
			return err
		}
		page[i].By = e.By
	}
	return nil
}
