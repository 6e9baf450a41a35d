package office

import (
	"context"
	"slices"

	"youfu/internal/audit"
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Find finds people within the actor's scope by what an office remembers of them.
func (o Office) Find(ctx context.Context, text string, limit int) (lines []Line, more bool, err error) {
	if err := o.may(post.FindPerson); err != nil {
		return nil, false, err
	}
	err = o.District.At(ctx, 0, func(s district.State) error {
		found, any, err := o.District.FindIn(s, text, limit, func(n uint32) bool { return o.meets(s, n) })
		if err != nil {
			return err
		}
		more = any
		for _, n := range found {
			l, err := o.line(s, n)
			if err != nil {
				return err
			}
			number, err := person.NumberOf(s.Tx, o.District.Keys, l.ID)
			if err != nil {
				return err
			}
			l.Number = MaskNumber(number)
			lines = append(lines, l)
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	// The words are not kept: they are names and numbers.
	return lines, more, o.listed(ctx, post.FindPerson, "", 0, numbers(lines))
}

func numbers(lines []Line) []uint32 {
	var all []uint32
	for _, l := range lines {
		all = append(all, l.N)
	}
	return all
}

// Sheet is what the actor may see of one person.
type Sheet struct {
	Person    person.Person
	N         uint32
	Phone     string // masked
	Number    string // masked
	Household []Relative
	Due       []due.Item   // what this actor can act on: invitations for a worker, all of it for her clinic
	Services  []care.Event // for clinics that give the programme; newest first
	Came      []Came       // for everybody else who may invite: that she came, and no more
	Answers   []care.Event // invitations and what she answered
	Wishes    []Wish       // where the actor may record them
	Looks     []audit.Look
	subjects  []audit.Subject // she and the entries that turned out to be her
}

// Relative is a member of a household; nothing of services stands here, whoever reads (R24).
type Relative struct {
	person.Member
	Line Line
}

// Came is what a village may know of a service: that she came on a day.
type Came struct {
	Programme *catalogue.Programme
	On        civil.Date
}

// Open opens a person's page. NotFound for whoever is outside the actor's scope.
func (o Office) Open(ctx context.Context, who id.ID) (Sheet, error) {
	if err := o.may(post.OpenPerson); err != nil {
		return Sheet{}, err
	}
	var sheet Sheet
	err := o.District.At(ctx, 0, func(s district.State) (err error) {
		if sheet.N, err = o.person(s, who); err != nil {
			return err
		}
		for _, n := range append([]uint32{sheet.N}, s.People.Entries(sheet.N)...) {
			sheet.subjects = append(sheet.subjects, audit.Subject{ID: s.People.ID(n), N: n})
		}
		return o.fill(s, &sheet)
	})
	if err != nil {
		return Sheet{}, err
	}
	if len(sheet.Household) > 1 { // the others of the household are named on the page too
		if err := o.listed(ctx, post.OpenHousehold, "household", 0, relatives(sheet.Household)); err != nil {
			return Sheet{}, err
		}
	}
	if !o.May(post.OpenVisit) {
		return sheet, o.opened(ctx, post.OpenPerson, sheet.Person.ID, id.ID{})
	}
	// Who looked is a clinic's to show: that a clinic opened a page often would tell a village something (R7). Asking is audited too.
	sheet.Looks, err = audit.Lately(ctx, o.District.Store, audit.Opening{Actor: o.Actor, Route: o.Route, Purpose: string(post.OpenPerson), Person: sheet.Person.ID}, looksShown,
		sheet.subjects...)
	return sheet, err
}

const looksShown = 20

func (o Office) fill(s district.State, sheet *Sheet) (err error) {
	today := o.District.Today()
	if sheet.Person, err = person.Open(s.Tx, o.District.Keys, s.People.ID(sheet.N)); err != nil || sheet.Person.Erased {
		return err
	}
	sheet.Phone, sheet.Number = MaskPhone(sheet.Person.Card.Phone), MaskNumber(numberOf(sheet.Person))
	if o.May(post.OpenHousehold) {
		if sheet.Household, err = o.household(s, sheet.Person.ID); err != nil {
			return err
		}
	}
	if o.May(post.Consent) {
		if sheet.Wishes, err = o.wishes(s, sheet.Person); err != nil {
			return err
		}
	}
	return o.services(s, sheet, today)
}

func relatives(household []Relative) []uint32 {
	var all []uint32
	for _, r := range household {
		all = append(all, r.Line.N)
	}
	slices.Sort(all)
	return all
}

// Home is a household as its page shows it.
type Home struct {
	Line    Line // the person by whom it was found
	Members []Relative
}

// Household opens the household that somebody belongs to. NotFound for whoever is outside the actor's scope; those of its members who
// are outside do not appear.
func (o Office) Household(ctx context.Context, who id.ID) (Home, error) {
	if err := o.may(post.OpenHousehold); err != nil {
		return Home{}, err
	}
	var h Home
	var seq store.Seq
	err := o.District.At(ctx, 0, func(s district.State) error {
		seq = s.Seq
		n, err := o.person(s, who)
		if err != nil {
			return err
		}
		if h.Line, err = o.line(s, n); err != nil {
			return err
		}
		h.Members, err = o.household(s, h.Line.ID)
		return err
	})
	if err != nil {
		return Home{}, err
	}
	shown := relatives(h.Members)
	if len(shown) == 0 {
		shown = []uint32{h.Line.N}
	}
	return h, o.listed(ctx, post.OpenHousehold, "household", seq, shown)
}

func (o Office) household(s district.State, who id.ID) ([]Relative, error) {
	members, err := person.Household(s.Tx, who, o.District.Today())
	if err != nil {
		return nil, err
	}
	var all []Relative
	for _, m := range members {
		n := s.People.Canonical(s.People.N(m.Person))
		if !o.meets(s, n) {
			continue
		}
		l, err := o.line(s, n)
		if err != nil {
			return nil, err
		}
		all = append(all, Relative{m, l})
	}
	return all, nil
}

// services fills in what the actor's post may know of services (R7).
func (o Office) services(s district.State, sheet *Sheet, today civil.Date) error {
	if !o.May(post.OpenVisit) && !o.May(post.Invite) {
		return nil
	}
	desk := care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}
	history, err := desk.History(s.Tx, sheet.Person.ID)
	if err != nil {
		return err
	}
	for _, e := range history {
		p := s.Practice.Programmes[e.Programme]
		switch {
		case o.serves(s, p):
			sheet.Services = append(sheet.Services, e)
		case p == nil || p.Reach != catalogue.Population || e.Visit != p.Opening().ID:
		case e.Kind == due.KindVisit && o.May(post.Invite):
			sheet.Came = append(sheet.Came, Came{p, e.On})
		case o.May(post.Invite):
			sheet.Answers = append(sheet.Answers, e)
		}
	}
	for _, programme := range s.Practice.ProgrammeIDs {
		p := s.Practice.Programmes[programme]
		var facts due.Facts
		if !care.Facts(s.People, s.Pages, sheet.N, programme, today, &facts) {
			continue
		}
		for _, item := range due.Due(p, facts, today) {
			invitation := item.Opening && p.Reach == catalogue.Population && o.May(post.Invite)
			if invitation || o.serves(s, p) {
				sheet.Due = append(sheet.Due, item)
			}
		}
	}
	return nil
}

// Reveal opens one hidden field of a person: "phone" or "number".
func (o Office) Reveal(ctx context.Context, who id.ID, field string) (string, error) {
	if err := o.may(post.OpenPerson); err != nil {
		return "", err
	}
	var found person.Person
	err := o.District.At(ctx, 0, func(s district.State) error {
		n, err := o.person(s, who)
		if err == nil {
			found, err = person.Open(s.Tx, o.District.Keys, s.People.ID(n))
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if err := o.opened(ctx, post.OpenPerson, found.ID, id.ID{}, field); err != nil {
		return "", err
	}
	switch field {
	case "phone":
		return found.Card.Phone, nil
	case "number":
		return numberOf(found), nil
	}
	return "", fault.New(fault.NotFound, "office.no-field")
}

// Masked are the masked names of people within the actor's scope, for a list that says whom something resembles; it audits whom it showed.
func (o Office) Masked(ctx context.Context, purpose post.Purpose, people []id.ID) (map[id.ID]string, error) {
	if err := o.may(purpose); err != nil {
		return nil, err
	}
	named := map[id.ID]string{}
	var shown []uint32
	var seq store.Seq
	err := o.District.At(ctx, 0, func(s district.State) error {
		seq = s.Seq
		for _, who := range people {
			n, err := o.person(s, who)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			card, _, err := person.CardOf(s.Tx, o.District.Keys, s.People.ID(n))
			if err != nil {
				return err
			}
			named[who] = MaskName(card.Name)
			shown = append(shown, n)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return named, o.Seen(ctx, purpose, "masked", seq, shown)
}
