package exchange

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/care"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Rest is something newer that rests on what an import wrote.
type Rest struct {
	Which id.ID     // the person, visit, place, department or site that the import wrote, and that cannot be taken back
	Why   string    // what rests on it: a reason of person.Rest, or one of those below
	By    store.Seq // the write that put that there; 0: one of several
}

// Reasons beside those of package person.
const (
	HasVisits = "visits"     // something is recorded for a person, or at a site
	HasCase   = "support"    // a case of support names her
	HasStays  = "residents"  // people are registered or live at a place
	HasSeat   = "seat"       // somebody's seat is there
	HasPlaces = "subdivided" // a place lies in it
	HasSites  = "sites"      // a site lies in a place, or belongs to a department
	IsGone    = "gone"       // what it lay in before was withdrawn meanwhile
)

// rests finds what rests on the writes of a span, ordered by what it rests on, each reason once.
func rests(s district.State, k Kind, span store.Span) ([]Rest, error) {
	var all []Rest
	var err error
	switch k {
	case People:
		all, err = onPeople(s, span)
	case Visits:
		err = care.Revised(s.Tx, span, func(event id.ID, by store.Seq) { all = append(all, Rest{event, person.LaterRevision, by}) })
	default:
		all, err = onAreas(s, span)
	}
	slices.SortFunc(all, func(a, b Rest) int {
		return cmp.Or(bytes.Compare(a.Which[:], b.Which[:]), cmp.Compare(a.Why, b.Why), cmp.Compare(a.By, b.By))
	})
	return slices.CompactFunc(all, func(a, b Rest) bool { return a.Which == b.Which && a.Why == b.Why }), err
}

func onPeople(s district.State, span store.Span) ([]Rest, error) {
	var all []Rest
	if err := person.Resting(s.Tx, span, func(r person.Rest) { all = append(all, Rest{r.Person, r.Why, r.By}) }); err != nil {
		return nil, err
	}
	entered, err := person.Entered(s.Tx, span)
	if err != nil {
		return nil, err
	}
	supported, err := benefit.People(s.Tx)
	if err != nil {
		return nil, err
	}
	for p := range entered {
		recorded := false
		s.Pages.Of(s.People.N(p), func(*care.Entry) { recorded = true })
		if recorded {
			all = append(all, Rest{Which: p, Why: HasVisits})
		}
		if supported[p] {
			all = append(all, Rest{Which: p, Why: HasCase})
		}
	}
	return all, nil
}

// onAreas is what rests on places, departments and sites.
func onAreas(s district.State, span store.Span) ([]Rest, error) {
	var all []Rest
	if err := place.Revised(s.Tx, span, func(which id.ID, by store.Seq) { all = append(all, Rest{which, person.LaterRevision, by}) }); err != nil {
		return nil, err
	}
	entered, err := place.Entered(s.Tx, span)
	if err != nil {
		return nil, err
	}
	using := map[string]map[id.ID]bool{HasPlaces: {}, HasSites: {}}
	for _, p := range s.Tree.Places {
		if !entered[p.ID] {
			using[HasPlaces][p.Parent] = true
		}
	}
	for _, one := range s.Tree.Sites {
		if !entered[one.ID] {
			using[HasSites][one.Place], using[HasSites][one.Department] = true, true
		}
	}
	for why, read := range map[string]func(*store.Tx) (map[id.ID]bool, error){HasStays: person.StayPlaces, HasVisits: care.Stations, HasSeat: post.Named} {
		if using[why], err = read(s.Tx); err != nil {
			return nil, err
		}
	}
	for _, why := range slices.Sorted(maps.Keys(using)) {
		for which := range entered {
			if using[why][which] {
				all = append(all, Rest{Which: which, Why: why})
			}
		}
	}
	return all, nil
}
