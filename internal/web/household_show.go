package web

import (
	"net/http"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/web/page"
)

// openHousehold shows who lives together, and nothing of what anybody was seen for (R24).
func openHousehold(q *request) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	home, err := q.office.Household(q.r.Context(), who)
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	v := &page.HouseholdShow{Frame: q.frame(q.t("page.find.household")), Address: home.Line.Address, Place: b.tree.Name(home.Line.Place), ShowAction: householdPath(who) + "/show"}
	if v.Address == "" {
		v.Address = home.Line.Name
	}
	v.Crumbs = []page.Link{{Text: q.t("page.find.title"), Href: "/find"}, {Text: home.Line.Name, Href: personPath(home.Line.ID)}}
	today := q.District.Today()
	for _, r := range home.Members {
		row := page.MemberRow{Member: q.member(r, id.ID{}, b, today), Birth: r.Line.Facts.Birth.String(), From: r.From, To: r.To, Died: r.Line.Facts.Death,
			Phone: page.Masked{Mask: r.Line.Phone, Show: r.Line.ID.String()}}
		if err := q.openPhone(&row.Phone, r.Line.ID, q.r.URL); err != nil {
			return err
		}
		if (person.Stay{From: r.From, To: r.To}).Holds(today) {
			v.Members = append(v.Members, row)
		} else {
			v.Former = append(v.Former, row)
		}
	}
	return q.show(http.StatusOK, v)
}

// showMember comes back to a household with one phone number opened.
func showMember(q *request) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	form, err := q.form()
	if err != nil {
		return err
	}
	member, err := id.Parse(form.Get("show"))
	if err != nil {
		return fault.New(fault.NotFound, "person.not-found")
	}
	return q.redirect(householdPath(who) + "?show=" + member.String())
}
