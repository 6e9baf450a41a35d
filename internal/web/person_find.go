package web

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// foundMost is how many people a search names: each is opened and audited, and whoever finds more says more.
const foundMost = 20

// findPerson looks for people. A whole citizen number leads straight to its one holder: no page stands under an address that holds it.
func findPerson(q *request) error {
	text := strings.TrimSpace(q.r.URL.Query().Get("q"))
	v := &page.PersonFind{Frame: q.frame(q.t("page.find.title")), Scope: q.scopeOfFind()}
	v.Query, v.TooShort = text, text != "" && tooShort(text)
	if text == "" || v.TooShort {
		return q.show(http.StatusOK, v)
	}
	lines, more, err := q.office.Find(q.r.Context(), text, foundMost)
	if err != nil {
		return err
	}
	if number, err := civil.ParseNumber(text); err == nil {
		if len(lines) == 1 {
			return q.redirect(personPath(lines[0].ID))
		}
		v.Query, v.Path = number.Masked(), "/find"
	}
	if v.Rows, err = q.foundRows(lines); err != nil {
		return err
	}
	v.Pager = page.Pager{Shown: len(lines), Total: len(lines)}
	if more {
		v.Notices = append(v.Notices, page.Notice{Tone: page.Info, Text: q.t("web.find.more", foundMost)})
	}
	return q.show(http.StatusOK, v)
}

// tooShort reports whether a text says too little: one Chinese character is enough, of letters two, of digits four.
func tooShort(text string) bool {
	n := utf8.RuneCountInString(text)
	switch {
	case strings.Trim(text, "0123456789") == "":
		return n < 4
	case text[0] < utf8.RuneSelf:
		return n < 2
	}
	return false
}

func (q *request) foundRows(lines []office.Line) ([]page.FoundRow, error) {
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return nil, err
	}
	var rows []page.FoundRow
	for _, l := range lines {
		row := page.FoundRow{Name: l.Name, Href: personPath(l.ID), Sex: l.Facts.Sex, Age: page.AgeOn(l.Facts.Birth, q.District.Today()),
			Birth: l.Facts.Birth.String(), Place: tree.Name(l.Place), Address: l.Address, Number: l.Number, Died: l.Facts.Death}
		if q.office.May(post.OpenHousehold) {
			row.Household = householdPath(l.ID)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// scopeOfFind says whom this reader can find.
func (q *request) scopeOfFind() string {
	if q.actor().Place.Zero() {
		return q.t("web.find.district")
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return ""
	}
	return q.t("web.find.place", tree.Name(q.actor().Place))
}

func householdPath(person id.ID) string { return "/household/" + person.String() }
