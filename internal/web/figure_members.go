package web

import (
	"net/http"
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/report"
	"youfu/internal/web/page"
)

// openMembers shows the list behind a number, as far as the reader may know it.
func openMembers(q *request) error {
	a, err := q.askedOf(q.r.URL)
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	question := a.question(q, q.r.PathValue("figure"))
	question.Members, question.First, question.Count = true, after(q.r.URL), listPage
	r, err := q.office.Figure(q.r.Context(), question)
	if err != nil {
		return err
	}
	f := q.frame(r.Definition.Title.In(q.lang))
	f.Crumbs = []page.Link{{Text: q.t("page.nav.figures"), Href: "/figures"}, {Text: r.Definition.Title.In(q.lang), Href: q.figureHref(a, r.Definition.ID)}}
	v := &page.FigureMembers{Frame: f, Figure: r.Definition.Title.In(q.lang), Href: q.figureHref(a, r.Definition.ID), Slice: q.slice(a, b),
		Size: q.sizeOf(r, func(string) string { return "" }), Seq: int64(r.Seq), Pager: pager(q.r.URL, min(question.First, r.Total), len(r.List), r.Total)}
	v.Cols.Coarse = len(r.List) > 0
	for _, m := range r.List {
		row := q.memberRow(m, b)
		v.Cols.Place, v.Cols.On, v.Cols.Site, v.Cols.Open = v.Cols.Place || row.Place != "", v.Cols.On || row.On != "", v.Cols.Site || row.Site != "", v.Cols.Open || row.Open != ""
		v.Cols.Coarse = v.Cols.Coarse && !m.Month.Zero()
		v.Rows = append(v.Rows, row)
	}
	if r.Withheld != "" {
		v.Notices = append(v.Notices, page.Notice{Tone: page.Info, Text: r.Withheld.Text(q.lang), Link: q.wider(a, r, b)})
	}
	return q.show(http.StatusOK, v)
}

// wider leads to the smallest cut around this one whose list may name people; nil where none would.
func (q *request) wider(a figureAsk, r office.Reply, b book) *page.Link {
	if r.Withheld != office.WithheldDays && r.Withheld != office.WithheldFiner && r.Withheld != office.WithheldMoment {
		return nil
	}
	last := a.period.To.AddDays(-1)
	a.period = civil.Period{From: firstOfMonth(a.period.From), To: firstOfMonth(last).AddMonths(1)}
	where := map[string][]string{}
	for d, codes := range a.where {
		if office.Coarse(d) {
			where[d] = codes
		}
	}
	if len(where["township"]) == 0 {
		where["township"] = b.townshipsOf(a.where["village"])
	}
	a.where = where
	return &page.Link{Text: q.t("web.members.wider"), Href: a.members(q, r.Definition.ID, "", "", "", "")}
}

// townshipsOf are the townships of villages, each once.
func (b book) townshipsOf(villages []string) (codes []string) {
	for _, code := range villages {
		village, _ := b.tree.PlaceByCode(code)
		if up, ok := b.tree.Up(village.ID, place.Township); ok && !slices.Contains(codes, up.Code) {
			codes = append(codes, up.Code)
		}
	}
	return codes
}

func firstOfMonth(on civil.Date) civil.Date {
	y, m, _ := on.YMD()
	first, _ := civil.Of(y, m, 1)
	return first
}

func (q *request) figureHref(a figureAsk, id string) string {
	return figurePath(id) + "?" + with(with(a.address, "part", ""), "after", "").RawQuery
}

func (q *request) memberRow(m office.Member, b book) page.MemberOf {
	row := page.MemberOf{Name: m.Name, Place: b.tree.Name(m.Place), On: m.On.String(), Withdrawn: m.Withdrawn}
	if !m.Month.Zero() {
		row.On = m.Month.String()[:len("2026-11")]
	}
	if row.Name == "" {
		row.Name = q.t("web.members.unnamed")
	}
	if row.Place == "" {
		row.Place = q.t("district.unknown")
	}
	if site, ok := b.tree.Site(m.Site); ok {
		row.Site = site.Name
	}
	if !m.Event.Zero() { // a clinic's own: it may open her page and the visit
		row.Href, row.Open = personPath(m.Person), eventPath(m.Event)
	}
	return row
}

// slice says in words of which part of the district and when.
func (q *request) slice(a figureAsk, b book) string {
	parts := []string{report.PeriodText(q.lang, a.period)}
	for _, d := range catalogue.Dimensions {
		for _, code := range a.where[d] {
			parts = append(parts, b.codeName(q, d, code))
		}
	}
	if a.onlyIn {
		parts = append(parts, q.t("web.figure.num"))
	}
	return strings.Join(parts, " · ")
}

// codeName is what a code of a break-down is called.
func (b book) codeName(q *request, dimension, code string) string {
	switch dimension {
	case "department":
		if d, ok := b.tree.DepartmentByCode(code); ok {
			return d.Name.In(q.lang)
		}
	case "site":
		if s, ok := b.tree.SiteByCode(code); ok {
			return s.Name
		}
	case "township", "village":
		if p, ok := b.tree.PlaceByCode(code); ok {
			return b.tree.Name(p.ID)
		}
	case "sex":
		return q.t("district.sex-" + code)
	}
	if code == "unknown" {
		return q.t("district.unknown")
	}
	return code
}
