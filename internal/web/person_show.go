package web

import (
	"net/http"
	"slices"

	"youfu/internal/audit"
	"youfu/internal/care"
	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// openPerson shows one person: to each post what is its own.
func openPerson(q *request) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	sheet, err := q.office.Open(q.r.Context(), who)
	if err != nil {
		return err
	}
	if sheet.Person.ID != who { // an entry that turned out to be somebody else's
		return q.redirect(personPath(sheet.Person.ID))
	}
	v, err := q.personPage(sheet)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

// book is what a page needs to put ids and codes into words.
type book struct {
	tree     *place.Tree
	practice *catalogue.Catalogue
}

func (q *request) book() (b book, err error) {
	if b.tree, err = q.District.Tree(q.r.Context()); err != nil {
		return b, err
	}
	b.practice, err = q.District.Practice(q.r.Context())
	return b, err
}

func (q *request) personPage(sheet office.Sheet) (*page.PersonShow, error) {
	p, today := sheet.Person, q.District.Today()
	b, err := q.book()
	if err != nil {
		return nil, err
	}
	v := &page.PersonShow{Frame: q.frame(p.Card.Name), Name: p.Card.Name, Sex: p.Facts.Sex, Age: page.AgeOn(p.Facts.Birth, today),
		Birth: p.Facts.Birth.String(), Died: p.Facts.Death, Erased: p.Erased, ShowAction: personPath(p.ID) + "/show"}
	if p.Erased {
		v.Title = q.t("page.person.erased")
		return v, nil
	}
	if q.office.May(post.FindPerson) {
		v.Crumbs = []page.Link{{Text: q.t("page.find.title"), Href: "/find"}}
	}
	q.places(v, p, b)
	if err := q.reach(v, sheet); err != nil {
		return nil, err
	}
	if q.office.May(post.RecordVisit) && p.Facts.Death.Zero() {
		v.Record = personPath(p.ID) + "/visit"
	}
	if q.office.May(post.ApplySupport) && p.Facts.Death.Zero() {
		v.Apply = applyPath(p.ID)
	}
	v.Household = q.household(sheet, b, today)
	v.Due = q.dueRows(sheet.Due, b, today)
	if err := q.services(v, sheet, b); err != nil {
		return nil, err
	}
	for _, came := range sheet.Came {
		v.Came = append(v.Came, page.CameOn{On: came.On, Title: came.Programme.Title.In(q.lang)})
	}
	if q.office.May(post.Consent) {
		if v.Consents, err = q.wishes(sheet); err != nil {
			return nil, err
		}
	}
	v.Looks, err = q.looks(sheet.Looks)
	return v, err
}

func (q *request) places(v *page.PersonShow, p person.Person, b book) {
	today := q.District.Today()
	if stay, ok := p.Now(person.Resides, today); ok {
		v.Residence = q.t("web.person.resident")
		v.Address, v.AddressAt = b.tree.Name(stay.Place)+" "+stay.Address, stay.From
	}
	if stay, ok := p.Now(person.Registered, today); ok {
		v.Registered = b.tree.Name(stay.Place)
	}
}

// reach fills in number and phone, hidden but for the one that the address asks to be opened.
func (q *request) reach(v *page.PersonShow, sheet office.Sheet) error {
	v.Phone, v.Number = page.Masked{Mask: sheet.Phone, Show: "phone"}, page.Masked{Mask: sheet.Number, Show: "number"}
	for _, m := range []*page.Masked{&v.Phone, &v.Number} {
		if q.r.URL.Query().Get("show") != m.Show {
			continue
		}
		full, err := q.office.Reveal(q.r.Context(), sheet.Person.ID, m.Show)
		if err != nil {
			return err
		}
		m.Full = full
	}
	return nil
}

// showField comes back to a person's page with one hidden field opened.
func showField(q *request) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	form, err := q.form()
	if err != nil {
		return err
	}
	field := form.Get("show")
	if field != "phone" && field != "number" {
		return fault.New(fault.NotFound, "office.no-field")
	}
	return q.redirect(personPath(who) + "?show=" + field)
}

func (q *request) household(sheet office.Sheet, b book, today civil.Date) *page.Household {
	if len(sheet.Household) == 0 {
		return nil
	}
	h := &page.Household{Href: householdPath(sheet.Person.ID)}
	for _, r := range sheet.Household {
		h.Members = append(h.Members, q.member(r, sheet.Person.ID, b, today))
	}
	return h
}

func (q *request) member(r office.Relative, self id.ID, b book, today civil.Date) page.Member {
	m := page.Member{Name: r.Line.Name, Href: personPath(r.Line.ID), Sex: r.Line.Facts.Sex, Age: page.AgeOn(r.Line.Facts.Birth, today),
		Self: r.Line.ID == self, Relation: r.Relation}
	if table := b.practice.Codes["relation"]; table != nil {
		if code := table.Code(r.Relation); code != nil {
			m.Relation = code.Title.In(q.lang)
		}
	}
	return m
}

func (q *request) dueRows(items []due.Item, b book, today civil.Date) []page.DueRow {
	var rows []page.DueRow
	for _, item := range items {
		p := b.practice.Programmes[item.Key.Programme]
		v := p.Visit(item.Key.Visit)
		row := page.DueRow{What: q.visitTitle(p.Title, v.Title), Why: item.Why.In(q.lang), Since: item.From, Until: item.Until, State: page.State(item.Status)}
		if item.Reason == due.ReasonRecall && item.Status == due.Ready {
			row.Waited = max(civil.DaysBetween(item.From, today), 0)
		}
		if item.Opening && item.Status == due.Unknown { // what is missing is of the register, not a result
			row.State = page.NotInvited
		}
		if item.Status != due.Upcoming {
			row.Record = q.visitPath(item.Key.Person, p.ID, v.ID)
		}
		rows = append(rows, row)
	}
	return rows
}

// shortHistory is how many services a person's page shows at first.
const shortHistory = 10

func (q *request) services(v *page.PersonShow, sheet office.Sheet, b book) error {
	list := sheet.Services
	if len(list) > shortHistory && q.r.URL.Query().Get("all") == "" {
		v.AllHref, v.AllCount = personPath(sheet.Person.ID)+"?all=1", len(list)
		list = list[:shortHistory]
	}
	for _, e := range list {
		s, err := q.service(e, b)
		if err != nil {
			return err
		}
		v.Services = append(v.Services, s)
	}
	return nil
}

func (q *request) service(e care.Event, b book) (page.Service, error) {
	s := page.Service{On: e.On, Rev: e.Rev, Reason: e.Reason}
	by, err := q.official(e.By)
	if err != nil {
		return s, err
	}
	s.Where = by
	if site, ok := b.tree.Site(e.Site); ok {
		s.Where = site.Name + " · " + by
	}
	p := b.practice.Programmes[e.Programme]
	v := p.Visit(e.Visit)
	if v == nil {
		s.Title = p.Title.In(q.lang)
		return s, nil
	}
	s.Title = q.visitTitle(p.Title, v.Title)
	if e.Kind != due.KindVisit {
		s.Title, s.Rev = q.t("web.person.answer", s.Title, q.t("page.state."+string(answerState(e)))), min(e.Rev, 1)
		return s, nil
	}
	s.Href = eventPath(e.ID)
	answers, err := check.Parse(e.Answers, v)
	if err != nil {
		return s, err
	}
	for i, l := range check.Labels(v, answers, q.lang) {
		if i > 0 {
			s.Text += q.t("web.semicolon")
		}
		s.Text += q.t("web.labelled", l.Title, l.Value)
	}
	return s, nil
}

// answerState is the mark of an answer to an invitation.
func answerState(e care.Event) page.State {
	switch e.Kind {
	case due.KindDecline:
		return page.Declined
	case due.KindAsk:
		return page.NotInvited
	}
	return page.State(e.State)
}

func (q *request) looks(list []audit.Look) ([]page.Look, error) {
	var all []page.Look
	for i, l := range list {
		who, err := q.official(l.Account)
		if err != nil {
			return nil, err
		}
		look := page.Look{When: q.when(l.At), Who: who, Post: q.t("page.post." + string(l.Post)), What: q.looked(l)}
		if n := len(all); n > 0 && all[n-1].Who == look.Who && all[n-1].What == look.What && civil.On(list[i-1].At, q.District.Zone) == civil.On(l.At, q.District.Zone) {
			continue // the same again on the same day: the auditor's list has each
		}
		all = append(all, look)
	}
	return all, nil
}

// looked says what a reading was.
func (q *request) looked(l audit.Look) string {
	if l.Listed && l.People == 0 {
		return q.t("web.look.numbers")
	}
	if l.Listed {
		return q.t("web.look.list")
	}
	for _, field := range []string{"phone", "number", "visit", "form", "consent", "seat", "case", "support"} {
		if slices.Contains(l.Fields, field) {
			return q.t("web.look." + field)
		}
	}
	return q.t("web.look.page")
}
