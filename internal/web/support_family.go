package web

import (
	"net/http"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

func familyPath(person id.ID) string { return "/family/" + person.String() }

// openFamily shows what a household receives and is due, and nothing else of it (R24).
func openFamily(q *request) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	f, err := q.office.Family(q.r.Context(), who)
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	v := &page.FamilyShow{Frame: q.frame(q.t("support.family.title", f.Line.Name)), Name: f.Line.Name, Home: householdPath(f.Line.ID)}
	v.Crumbs = []page.Link{{Text: f.Line.Name, Href: personPath(f.Line.ID)}}
	for _, m := range f.Members {
		member := q.familyMember(m, b)
		for _, c := range m.Cases {
			for _, p := range c.Payments {
				if p.State == benefit.PaidOut {
					v.Total += p.Fen
				}
			}
		}
		v.Members = append(v.Members, member)
	}
	return q.show(http.StatusOK, v)
}

func (q *request) familyMember(m office.FamilyMember, b book) page.FamilyMember {
	member := page.FamilyMember{Name: m.Line.Name, Href: personPath(m.Line.ID), Age: page.AgeOn(m.Line.Facts.Birth, q.District.Today())}
	if table := b.practice.Codes["relation"]; table != nil {
		if code := table.Code(m.Relation); code != nil {
			member.Relation = code.Title.In(q.lang)
		}
	}
	if q.office.May(post.ApplySupport) && m.Line.Facts.Death.Zero() {
		member.Apply = applyPath(m.Line.ID)
	}
	for _, c := range m.Cases {
		one := page.FamilyCase{Href: casePath(c.ID), Scheme: c.Scheme.Title.In(q.lang), State: q.caseState(c.Progress, false), Paid: q.paidRows(c), Upcoming: q.upcomingRows(c), Expected: c.Progress.State != benefit.Granted}
		if c.Subject.ID != c.Payee.ID {
			one.About = c.Subject.Name
		}
		member.Cases = append(member.Cases, one)
	}
	return member
}
