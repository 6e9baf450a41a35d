package web

import (
	"net/http"
	"net/url"
	"slices"

	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/web/page"
)

// kinds are the kinds of definitions that the page lists, in its order.
var kinds = []string{catalogue.DefProgramme, catalogue.DefFigure, catalogue.DefReport, catalogue.DefCodes}

// listCatalogue shows the practice in force.
func listCatalogue(q *request) error {
	all, seq, err := q.office.Definitions(q.r.Context())
	if err != nil {
		return err
	}
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return err
	}
	v := &page.CatalogueList{Frame: q.frame(q.t("page.nav.catalogue")), Seq: int64(seq)}
	for _, kind := range kinds {
		group := page.DefinitionGroup{Kind: kind}
		for _, d := range all {
			if d.Kind == kind {
				group.Rows = append(group.Rows, page.DefinitionRow{ID: d.ID, Title: q.definitionTitle(practice, d), Href: definitionPath(d.Kind, d.ID), Hash: d.Hash[:12], Origin: string(d.Origin)})
			}
		}
		if len(group.Rows) > 0 {
			v.Groups = append(v.Groups, group)
		}
	}
	return q.show(http.StatusOK, v)
}

func definitionPath(kind, id string) string {
	return "/catalogue/" + url.PathEscape(kind) + "/" + url.PathEscape(id)
}

// definitionTitle is what a definition is called.
func (q *request) definitionTitle(c *catalogue.Catalogue, d catalogue.Definition) string {
	var title lang.Text
	switch d.Kind {
	case catalogue.DefProgramme:
		title = c.Programmes[d.ID].Title
	case catalogue.DefFigure:
		title = c.Figures[d.ID].Title
	case catalogue.DefCodes:
		title = c.Codes[d.ID].Title
	case catalogue.DefReport:
		return q.reportTitle(c.Reports[d.ID])
	}
	return title.In(q.lang)
}

// openDefinition shows one definition with its text.
func openDefinition(q *request) error {
	all, _, err := q.office.Definitions(q.r.Context())
	if err != nil {
		return err
	}
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return err
	}
	kind, id := q.r.PathValue("kind"), q.r.PathValue("id")
	i := slices.IndexFunc(all, func(d catalogue.Definition) bool { return d.Kind == kind && d.ID == id && slices.Contains(kinds, kind) })
	if i < 0 {
		return fault.New(fault.NotFound, "web.no-page")
	}
	d := all[i]
	v := &page.CatalogueShow{Frame: q.frame(q.definitionTitle(practice, d)), Kind: d.Kind, ID: d.ID, Hash: d.Hash[:12], Origin: string(d.Origin), Text: d.Text,
		Facts: []page.Fact{{Name: q.t("page.origin." + string(d.Origin)), Text: d.ID, Mono: true}, {Name: "SHA-256", Text: d.Hash, Mono: true}}}
	v.Crumbs = []page.Link{{Text: q.t("page.nav.catalogue"), Href: "/catalogue"}}
	return q.show(http.StatusOK, v)
}
