package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/store"
)

// FollowUp is one line of a clinic's list: what a visit of its department opened.
type FollowUp struct {
	Line      Line
	Item      due.Item
	Programme *catalogue.Programme
	Visit     *catalogue.Visit
	Here      bool // the visit that opened it was at the actor's own site
}

// Loops is a page of what a clinic has not closed yet, the most urgent first.
type Loops struct {
	Seq    store.Seq
	AsOf   civil.Date
	Counts map[due.Status]int // "" is all
	Total  int                // of the chosen status
	First  int
	Page   []FollowUp
	Came   []Attendance // who came to the actor's site today, the last first
}

// Attendance is a visit that was recorded.
type Attendance struct {
	Line      Line
	Programme *catalogue.Programme
	Visit     *catalogue.Visit
	Event     id.ID
	At        time.Time
	By        id.ID // account
	seq       store.Seq
}

var urgency = map[due.Status]int{due.Overdue: 0, due.Ready: 1, due.Unknown: 2, due.Upcoming: 3}

// Loops gives the follow-ups that visits of the actor's department opened, those of its own site first, and who came today; it audits
// whom it showed.
func (o Office) Loops(ctx context.Context, status due.Status, first, count int) (Loops, error) {
	if err := o.may(post.FollowUp); err != nil {
		return Loops{}, err
	}
	l := Loops{Counts: map[due.Status]int{}}
	err := o.District.At(ctx, 0, func(s district.State) error {
		l.Seq, l.AsOf = s.Seq, o.District.Today()
		all := o.followUps(s, status, &l)
		l.Total, l.First = len(all), min(max(first, 0), len(all))
		l.Page = all[l.First:min(l.First+count, len(all))]
		for i := range l.Page {
			line, err := o.line(s, l.Page[i].Line.N)
			if err != nil {
				return err
			}
			l.Page[i].Line = line
		}
		var err error
		l.Came, err = o.cameToday(s)
		return err
	})
	if err != nil {
		return Loops{}, err
	}
	var shown []uint32
	for _, f := range l.Page {
		shown = append(shown, f.Line.N)
	}
	for _, a := range l.Came {
		shown = append(shown, a.Line.N)
	}
	return l, o.Seen(ctx, post.FollowUp, string(status), l.Seq, shown)
}

func (o Office) followUps(s district.State, status due.Status, l *Loops) (all []FollowUp) {
	for _, programme := range s.Practice.ProgrammeIDs {
		p := s.Practice.Programmes[programme]
		if !o.serves(s, p) {
			continue
		}
		scope := care.Scope{Programme: p, AsOf: l.AsOf, Department: o.scope().Department}
		care.List(s.People, s.Pages, scope, func(n uint32, item due.Item) {
			l.Counts[item.Status]++
			l.Counts[""]++
			if status == "" || status == item.Status {
				here := s.SiteOf(n, item.Key.Anchor) == o.scope().Site
				all = append(all, FollowUp{Line: Line{N: n, ID: item.Key.Person}, Item: item, Programme: p, Visit: p.Visit(item.Key.Visit), Here: here})
			}
		})
	}
	slices.SortStableFunc(all, func(a, b FollowUp) int {
		return cmp.Or(cmp.Compare(urgency[a.Item.Status], urgency[b.Item.Status]), -compareBool(a.Here, b.Here),
			cmp.Compare(a.Item.From, b.Item.From), cmp.Compare(a.Line.N, b.Line.N))
	})
	return all
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// mostCame is how many of today's visits the list shows, out of the last so many that came into the diary.
const (
	mostCame   = 50
	mostRecent = 200
)

// cameToday are the visits at the actor's site today, of the programmes that its department gives.
func (o Office) cameToday(s district.State) ([]Attendance, error) {
	today := o.District.Today()
	var all []Attendance
	for _, programme := range s.Practice.ProgrammeIDs {
		p := s.Practice.Programmes[programme]
		if !o.serves(s, p) {
			continue
		}
		for _, v := range p.Visits {
			s.Pages.Visits(care.Name{Programme: p.ID, Visit: v.ID}, civil.Period{From: today, To: today.AddDays(1)}, func(e *care.Entry) {
				if s.Pages.Site(e) == o.scope().Site {
					all = append(all, Attendance{Line: Line{N: s.People.Canonical(e.N)}, Programme: p, Visit: v, Event: e.ID})
				}
			})
		}
	}
	all = all[max(0, len(all)-mostRecent):]
	if err := o.whenCame(s, all); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Attendance) int { return cmp.Compare(b.seq, a.seq) })
	all = all[:min(len(all), mostCame)]
	for i := range all {
		line, err := o.line(s, all[i].Line.N)
		if err != nil {
			return nil, err
		}
		all[i].Line = line
	}
	return all, nil
}

// whenCame reads by whom and when the visits were first recorded.
func (o Office) whenCame(s district.State, all []Attendance) error {
	desk := care.Desk{Catalogue: s.Practice, Keys: o.District.Keys}
	for i := range all {
		revisions, err := desk.Revisions(s.Tx, all[i].Event)
		if err != nil {
			return err
		}
		all[i].By, all[i].seq = revisions[0].By, revisions[0].Seq
		if all[i].At, err = store.Moment(s.Tx, revisions[0].Seq); err != nil {
			return err
		}
	}
	return nil
}
