package office

import (
	"cmp"
	"context"
	"slices"
	"strings"

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

// States of an invitation on a worker's list. Whoever declined or moved away is off it.
const (
	NotInvited = "not-invited"
	Invited    = "invited"
	WillCome   = "will-come"
	ToCheck    = "to-check" // the number is wrong, or whether she may come hangs on something not known
	Declined   = "declined"
	Moved      = "moved"
)

// Walk asks for a page of the list of who may be invited.
type Walk struct {
	Programme    string // "" for all
	Place        string // code of an area; "" for all of the actor's place
	State        string // one of the states above; "" for all that are on the list
	First, Count int    // which of them; Count 0: all
	Just         id.ID  // an answer that the actor recorded a moment ago: whom it concerns is shown with it, also where she is now off the list
}

// Invitation is one line of the list.
type Invitation struct {
	Line      Line
	Item      due.Item
	Programme *catalogue.Programme
	State     string
	Last      civil.Date // the day she last came to the round's visit; zero: never
	Just      *care.Event
	place     place.Place
	address   string
}

// Round is a page of the list, in walking order: by village, and within it by address.
type Round struct {
	Seq          store.Seq
	AsOf         civil.Date
	Place        place.Place   // the actor's
	Villages     []place.Place // of the actor's place, in order of code
	Programmes   []*catalogue.Programme
	Counts       map[string]int // by state, whatever Walk.State is; "" is all on the list
	InVillage    map[id.ID]int  // of the chosen state
	Total        int            // of the chosen state
	First        int
	Invitations  []Invitation
	NextUpcoming civil.Date // where the list is empty: when the next invitation is due; zero: none is
	shown        []uint32
}

// Village is the place that groups an invitation.
func (i Invitation) Village() place.Place { return i.place }

// Round gives who may be invited in the actor's place, page by page, and audits whom it showed.
func (o Office) Round(ctx context.Context, w Walk) (Round, error) {
	if err := o.may(post.Invite); err != nil {
		return Round{}, err
	}
	r := Round{Counts: map[string]int{}, InVillage: map[id.ID]int{}, First: max(w.First, 0)}
	err := o.District.At(ctx, 0, func(s district.State) error {
		r.Seq, r.AsOf = s.Seq, o.District.Today()
		r.Place, _ = s.Tree.Place(o.scope().Place)
		for _, p := range s.Tree.Places {
			if p.Level == place.Village && p.Holds(r.AsOf) && s.Tree.Within(p.ID, r.Place.ID) {
				r.Villages = append(r.Villages, p)
			}
		}
		all, err := o.invitations(s, w, &r)
		if err != nil {
			return err
		}
		if err := o.walk(s, all, w, &r); err != nil {
			return err
		}
		return o.nameRound(s, &r)
	})
	if err != nil {
		return Round{}, err
	}
	return r, o.listed(ctx, post.Invite, w.filter(), r.Seq, r.shown)
}

// filter says for the audit what was asked.
func (w Walk) filter() string {
	return strings.Join(slices.DeleteFunc([]string{w.Programme, w.Place, w.State}, func(part string) bool { return part == "" }), " ")
}

// surveyed is one person whom a programme may invite, now or later, or whom it no longer asks.
type surveyed struct {
	n         uint32
	programme *catalogue.Programme
	facts     *due.Facts // holds until the next one
	item      *due.Item  // her invitation; nil where she is not to be invited
	state     string     // "" where she is neither on the list nor off it by her own word
}

// survey goes through the people who live in an area of the actor's place. Programmes that list only their own clients are left out
// (R24), nothing but invitations is looked at (R7), and whoever does not let herself be invited is on no list, not even that of those who
// declined (R6).
func (o Office) survey(s district.State, programme, area string, use func(surveyed)) error {
	lives, err := o.lives(s.Tree, area, true)
	if err != nil {
		return err
	}
	if programme != "" && s.Practice.Programmes[programme] == nil {
		return fault.New(fault.NotFound, "care.no-visit", programme)
	}
	today := o.District.Today()
	programmes := populationProgrammes(s, programme)
	var facts due.Facts
	for n := uint32(1); n <= s.People.Most(); n++ {
		if s.People.Canonical(n) != n || !lives(s.People.Place(n, person.Resides, today)) {
			continue
		}
		for _, p := range programmes {
			if care.Facts(s.People, s.Pages, n, p.ID, today, &facts) && !facts.NoContact {
				one := surveyed{n: n, programme: p, facts: &facts, item: opening(p, facts, today)}
				one.state = one.stateOn(today)
				use(one)
			}
		}
	}
	return nil
}

func populationProgrammes(s district.State, only string) []*catalogue.Programme {
	var all []*catalogue.Programme
	for _, programme := range s.Practice.ProgrammeIDs {
		if p := s.Practice.Programmes[programme]; p.Reach == catalogue.Population && (only == "" || only == programme) {
			all = append(all, p)
		}
	}
	return all
}

func opening(p *catalogue.Programme, facts due.Facts, on civil.Date) *due.Item {
	for _, item := range due.Due(p, facts, on) {
		if item.Opening {
			return &item
		}
	}
	return nil
}

// stateOn is where she stands. A contact that was made before she came to live here says nothing of her here.
func (one surveyed) stateOn(today civil.Date) string {
	item := one.item
	if item == nil || item.Status == due.Upcoming {
		if item == nil && one.declined() != nil {
			return Declined
		}
		return ""
	}
	if item.ContactOn < one.facts.Person.Since {
		item.Contact = ""
	}
	switch {
	case item.Contact == "moved":
		return Moved
	case item.Contact == "wrong-number", item.Status == due.Unknown:
		return ToCheck
	case item.Contact == "":
		return NotInvited
	}
	return item.Contact
}

// declined is the refusal of an invitation by which she is not asked any more; nil where there is none. What she refused of a follow-up
// is the clinic's to know.
func (one surveyed) declined() *due.Event {
	if !one.facts.Person.Death.Zero() {
		return nil
	}
	var last *due.Event
	for i := range one.facts.Events {
		e := &one.facts.Events[i]
		if (last == nil || e.On > last.On || e.On == last.On && e.Order > last.Order) && (e.Kind == due.KindDecline || e.Kind == due.KindVisit || e.Kind == due.KindAsk) {
			last = e
		}
	}
	if last == nil || last.Kind != due.KindDecline || !one.invitation(last) {
		return nil
	}
	return last
}

// invitation reports whether an event speaks of an invitation to a round, not of a visit that already was.
func (one surveyed) invitation(e *due.Event) bool {
	key, err := due.ParseKey(one.facts.PersonID, e.Key)
	if err != nil || key.Visit != one.programme.Opening().ID {
		return false
	}
	for i := range one.facts.Events {
		if anchor := &one.facts.Events[i]; anchor.ID == key.Anchor && anchor.Round >= key.Round {
			return false
		}
	}
	return true
}

// lastCame is the day on which she last came to the round's visit.
func (one surveyed) lastCame() (last civil.Date) {
	for _, e := range one.facts.Events {
		if e.Kind == due.KindVisit && e.Visit == one.programme.Opening().ID {
			last = max(last, e.On)
		}
	}
	return last
}

// invitations are all that are on the list, and the counts beside it.
func (o Office) invitations(s district.State, w Walk, r *Round) (all []Invitation, err error) {
	just, err := o.justAnswered(s, w.Just)
	if err != nil {
		return nil, err
	}
	today := o.District.Today()
	r.Programmes = populationProgrammes(s, "")
	err = o.survey(s, w.Programme, w.Place, func(one surveyed) {
		isJust := just != nil && one.facts.PersonID == just.Person && one.programme.ID == just.Programme
		if one.state != "" {
			r.Counts[one.state]++
		}
		if one.item != nil && one.item.Status == due.Upcoming && one.state == "" && (r.NextUpcoming.Zero() || one.item.From < r.NextUpcoming) {
			r.NextUpcoming = one.item.From
		}
		on := one.state != "" && one.state != Declined && one.state != Moved
		if on {
			r.Counts[""]++
		}
		if !isJust && (!on || w.State != "" && w.State != one.state) {
			return
		}
		i := Invitation{Line: Line{N: one.n, ID: one.facts.PersonID}, Programme: one.programme, State: one.state, Last: one.lastCame()}
		if one.item != nil {
			i.Item = *one.item
		}
		if isJust {
			i.Just = just
		}
		i.place, _ = s.Tree.Place(s.People.Place(one.n, person.Resides, today))
		all = append(all, i)
	})
	return all, err
}

// justAnswered is an answer that this account recorded today; nil where there is none such.
func (o Office) justAnswered(s district.State, event id.ID) (*care.Event, error) {
	if event.Zero() {
		return nil, nil
	}
	e, err := (care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}).Current(s.Tx, event)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case e.By != o.Actor.Account || e.On != o.District.Today() || e.Kind == due.KindVisit:
		return nil, nil
	}
	return &e, nil
}

// longestVillage is how many people of a village are put in order of address; in a longer one they stand in order of the register.
const longestVillage = 500

// walk puts the list in walking order and cuts the page out of it.
func (o Office) walk(s district.State, all []Invitation, w Walk, r *Round) error {
	byVillage := func(a, b Invitation) int {
		return cmp.Or(cmp.Compare(a.place.Code, b.place.Code), cmp.Compare(a.Line.N, b.Line.N))
	}
	slices.SortStableFunc(all, byVillage)
	r.Total = len(all)
	last := len(all)
	if w.Count > 0 {
		last = min(r.First+w.Count, len(all))
	}
	r.First = min(r.First, len(all))
	for begin := 0; begin < len(all); {
		end := begin
		for end < len(all) && all[end].place.ID == all[begin].place.ID {
			end++
		}
		r.InVillage[all[begin].place.ID] = end - begin
		if begin < last && end > r.First && end-begin <= longestVillage {
			if err := o.byAddress(s, all[begin:end]); err != nil {
				return err
			}
		}
		begin = end
	}
	r.Invitations = all[r.First:last]
	return nil
}

func (o Office) byAddress(s district.State, village []Invitation) error {
	for i := range village {
		address, err := person.AddressOf(s.Tx, o.District.Keys, village[i].Line.ID, o.District.Today())
		if err != nil {
			return err
		}
		village[i].address = address
	}
	slices.SortStableFunc(village, func(a, b Invitation) int { return compareAddresses(a.address, b.address) })
	return nil
}

// nameRound opens who the people of the page are.
func (o Office) nameRound(s district.State, r *Round) error {
	for i := range r.Invitations {
		line, err := o.line(s, r.Invitations[i].Line.N)
		if err != nil {
			return err
		}
		r.Invitations[i].Line = line
		r.shown = append(r.shown, line.N)
	}
	slices.Sort(r.shown)
	r.shown = slices.Compact(r.shown)
	return nil
}

// compareAddresses orders address lines as one walks: numbers by their value, the rest by bytes; no address comes last.
func compareAddresses(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(len(b), len(a))
	}
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
		if na > 0 && nb > 0 {
			if c := compareNumbers(a[:na], b[:nb]); c != 0 {
				return c
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// compareNumbers compares runs of digits by value, however long.
func compareNumbers(a, b string) int {
	for len(a) > 1 && a[0] == '0' {
		a = a[1:]
	}
	for len(b) > 1 && b[0] == '0' {
		b = b[1:]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
