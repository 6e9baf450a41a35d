package web

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"youfu/internal/care"
	"youfu/internal/care/check"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/web/page"
)

// correctionForm is a revision as it was filled in.
type correctionForm struct {
	clientID id.ID
	rev      int // the revision that was corrected
	on       string
	given    map[string]string
	reason   string
	swap     string
}

// correcting is a visit that is being corrected, with its definition.
type correcting struct {
	office.Visit
	now       care.Event
	programme *catalogue.Programme
	kind      *catalogue.Visit
	book      book
}

// corrected opens the visit that the address names. Refused where another department recorded it: that one corrects it.
func (q *request) corrected() (c correcting, err error) {
	event, err := q.pathID("event", "care.no-event")
	if err != nil {
		return c, err
	}
	if c.Visit, err = q.office.Visit(q.r.Context(), event); err != nil {
		return c, err
	}
	if !c.Mine {
		return c, fault.New(fault.Refused, "office.refused.correct")
	}
	if c.book, err = q.book(); err != nil {
		return c, err
	}
	c.now = c.Revisions[len(c.Revisions)-1]
	c.programme, c.kind, err = kindOf(c.book, c.now.Programme, c.now.Visit)
	return c, err
}

// given is what stands in a revision, as a form shows it.
func (c correcting) given() (map[string]string, error) {
	answers, err := check.Parse(c.now.Answers, c.kind)
	if err != nil {
		return nil, err
	}
	given := check.Given(c.kind, answers)
	maps.Copy(given, c.now.Texts)
	return given, nil
}

func correctionOf(kind *catalogue.Visit, form url.Values) (f correctionForm, err error) {
	if f.clientID, err = clientID(form); err != nil {
		return f, err
	}
	if f.rev, err = strconv.Atoi(form.Get("rev")); err != nil {
		return f, fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	f.on, f.given, f.reason, f.swap = form.Get("on"), givenOf(kind, form), strings.TrimSpace(form.Get("reason")), form.Get("swap")
	if f.swap != "" {
		swap(f.given, f.swap)
	}
	return f, nil
}

// askCorrection shows the form filled from the revision in force.
func askCorrection(q *request) error {
	c, err := q.corrected()
	if err != nil {
		return err
	}
	given, err := c.given()
	if err != nil {
		return err
	}
	view, err := q.correctionPage(c, correctionForm{clientID: id.New(), rev: c.now.Rev, on: c.now.On.String(), given: given}, nil)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, view)
}

// correctEvent writes the next revision. Where somebody else was first, the form comes back with what they wrote beside what was typed.
func correctEvent(q *request) error {
	c, err := q.corrected()
	if err != nil {
		return err
	}
	form, err := q.form()
	if err != nil {
		return err
	}
	f, err := correctionOf(c.kind, form)
	if err != nil {
		return err
	}
	if f.swap == "" {
		if err = q.correct(c, f); err == nil {
			return q.redirect(eventPath(c.now.ID) + "?saved=1")
		}
		if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return q.correctAgain(c, f, err)
}

// correctAgain shows the form with what was typed, to be sent once more: after a conflict on top of the revision that came in between,
// and as a new request.
func (q *request) correctAgain(c correcting, f correctionForm, refused error) (err error) {
	if fault.Is(refused, fault.Conflict) {
		f.clientID = id.New()
		if c, err = q.corrected(); err != nil { // it may have come in after we looked
			return err
		}
	}
	view, err := q.correctionPage(c, f, refused)
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if refused != nil {
		status = fault.Status(refused)
	}
	return q.show(status, view)
}

func (q *request) correct(c correcting, f correctionForm) error {
	on, err := civil.Parse(f.on)
	if err != nil {
		return fault.New(fault.Invalid, "care.visit-refused", c.kind.Title).With(fault.Field{Name: "on", Code: check.BadDate, Key: "check.no-day"})
	}
	if hasDependent(c.kind, f.given) {
		sheet, _, _, err := q.office.Preview(q.r.Context(), c.visit(on, f.given))
		if err != nil {
			return err
		}
		drop(f.given, sheet.NotAsked)
	}
	_, err = q.office.Correct(q.r.Context(), f.clientID, c.now.ID, f.rev, on, f.given, f.reason)
	return err
}

func (c correcting) visit(on civil.Date, given map[string]string) care.Visit {
	return care.Visit{Person: c.now.Person, Programme: c.now.Programme, Visit: c.now.Visit, On: on, Site: c.now.Site, Given: given}
}

func (q *request) correctionPage(c correcting, f correctionForm, refused error) (*page.VisitRecord, error) {
	on, _ := civil.Parse(f.on) // refused at its field when it is sent
	outlook, notAsked, err := q.outlook(q.r.Context(), c.programme, c.visit(on, f.given))
	if err != nil {
		return nil, err
	}
	revisions, err := q.revisions(c.Visit)
	if err != nil {
		return nil, err
	}
	last := revisions[len(revisions)-1]
	at := eventPath(c.now.ID) + "/correct"
	view := &page.VisitRecord{Frame: q.frame(q.visitTitle(c.programme.Title, c.kind.Title)), Person: personLine(c.Line, c.book.tree, q.District.Today()),
		Programme: c.programme.Title.In(q.lang), Visit: c.kind.Title.In(q.lang), Version: c.programme.Hash[:8], Action: at, Preview: at + "/preview", ClientID: f.clientID.String(),
		On:   page.Field{ID: "on", Label: q.t("page.visit.on"), Type: page.TypeDate, Values: []string{f.on}},
		Site: q.heldSite(c), By: q.actor().Name, Fields: q.fieldsOf(c.kind, f.given, notAsked), Outlook: outlook, Back: eventPath(c.now.ID),
		Correcting: &page.Correcting{Rev: c.now.Rev, By: last.By, At: last.At,
			Reason: page.Field{ID: "reason", Label: q.t("web.correct.reason"), Hint: q.t("web.correct.reason-hint"), Type: page.TypeLine, Values: []string{f.reason}}}}
	view.Path = at
	if refused != nil {
		view.Wrong = q.refuse(refused, fieldsIn(view)...)
	}
	if f.rev != c.now.Rev {
		view.Correcting.Other, err = q.newer(c, f, last)
	}
	return view, err
}

// heldSite is where the visit was: a correction does not move it.
func (q *request) heldSite(c correcting) page.Field {
	name := c.now.Site.String()
	if site, ok := c.book.tree.Site(c.now.Site); ok {
		name = site.Name
	}
	return page.Field{ID: "site", Label: q.t("page.visit.site"), Type: page.TypeChoose, Values: []string{c.now.Site.String()},
		Options: []page.Option{{Value: c.now.Site.String(), Text: name}}}
}

// newer is the revision that came in between, beside what was typed here.
func (q *request) newer(c correcting, f correctionForm, last page.Revision) (*page.Newer, error) {
	n := &page.Newer{Rev: last.Rev, By: last.By, At: last.At, Reason: last.Reason}
	theirs, err := c.given()
	if err != nil {
		return nil, err
	}
	compare := func(label, theirs, yours string) {
		n.Rows = append(n.Rows, page.AnswerRow{Label: label, Values: []string{theirs, yours}, Changed: theirs != yours})
	}
	compare(q.t("page.visit.on"), c.now.On.String(), f.on)
	for _, field := range c.kind.Fields {
		compare(field.Title.In(q.lang), q.spoken(field, theirs), q.spoken(field, f.given))
	}
	return n, nil
}

// spoken is what was typed into a field, in words.
func (q *request) spoken(f *catalogue.Field, given map[string]string) string {
	values := valuesOf(f, given)
	for i, value := range values {
		if f.Codes != nil {
			if code := f.Codes.Code(value); code != nil {
				values[i] = code.Title.In(q.lang)
			}
		}
	}
	if f.Type == catalogue.TypePair {
		return strings.Trim(strings.Join(values, "/"), "/")
	}
	return strings.Join(values, q.t("web.and"))
}

// previewCorrection answers while a correction is filled in.
func previewCorrection(q *request) error {
	c, err := q.corrected()
	if err != nil {
		return err
	}
	form, err := q.form()
	if err != nil {
		return err
	}
	f, err := correctionOf(c.kind, form)
	if err != nil {
		return err
	}
	on, _ := civil.Parse(f.on) // refused at its field when it is sent
	return q.preview(c.programme, c.kind, c.visit(on, f.given))
}
