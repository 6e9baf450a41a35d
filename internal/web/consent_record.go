package web

import (
	"net/http"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/web/page"
)

// consentStates are the marks of what somebody said of a purpose.
var consentStates = map[string]page.State{"": page.NotAsked, person.Given: page.Agreed, person.Refused: page.Refused, person.Withdrawn: page.Withdrawn}

// Answers to a consent.
const (
	answerYes = "yes"
	answerNo  = "no"
)

func consentPath(who id.ID, purpose string) string { return personPath(who) + "/consent/" + purpose }

// wishes are what somebody said of each purpose that the reader's post may know of.
func (q *request) wishes(sheet office.Sheet) ([]page.Consent, error) {
	var all []page.Consent
	for _, w := range sheet.Wishes {
		by, err := q.official(w.By)
		if err != nil {
			return nil, err
		}
		c := page.Consent{Title: w.Purpose.Title.In(q.lang), State: consentStates[w.State], On: w.On, By: by}
		switch {
		case w.State == "":
			c.Text = w.Purpose.Unasked.In(q.lang)
		case w.Reworded:
			c.Text = q.t("web.consent.reworded")
		}
		if sheet.Person.Facts.Death.Zero() {
			c.Change = consentPath(sheet.Person.ID, w.Purpose.ID)
		}
		all = append(all, c)
	}
	return all, nil
}

// askConsent shows what she is told, and asks.
func askConsent(q *request) error {
	v, err := q.consentPage(id.New())
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

// recordConsent records her answer. Where the text was changed meanwhile, the page comes back with the new one: she answers what it says.
func recordConsent(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	client, err := clientID(form)
	if err != nil {
		return err
	}
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	word := office.Word{Person: who, Purpose: q.r.PathValue("purpose"), State: consentState(form.Get("answer"), form.Get("was")), TextHash: form.Get("told"), Lang: q.lang}
	_, refused := q.office.SetConsent(q.r.Context(), client, word)
	if refused == nil {
		return q.redirect(personPath(who) + "#consents")
	}
	if !fault.Is(refused, fault.Invalid) && !fault.Is(refused, fault.Conflict) {
		return refused
	}
	v, err := q.consentPage(id.New()) // it was not written; and what stands may be another's answer by now
	if err != nil {
		return err
	}
	v.Answer.Error = lang.Error(q.lang, refused)
	v.Wrong = page.WrongIn(v.Answer)
	return q.show(fault.Status(refused), v)
}

func (q *request) consentPage(client id.ID) (*page.ConsentRecord, error) {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return nil, err
	}
	line, w, err := q.office.Wish(q.r.Context(), who, q.r.PathValue("purpose"))
	if err != nil {
		return nil, err
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return nil, err
	}
	told := w.Purpose.TextHash(q.lang)
	v := &page.ConsentRecord{Frame: q.frame(q.t("web.consent.title", w.Purpose.Title)), Person: personLine(line, tree, q.District.Today()), Purpose: w.Purpose.Title.In(q.lang),
		Text: w.Purpose.Text.In(q.lang), Version: q.t("web.consent.version", told[:8]), Told: told, Was: w.State, State: consentStates[w.State],
		Action: consentPath(line.ID, w.Purpose.ID), ClientID: client.String(), Back: personPath(line.ID),
		Answer: page.Field{ID: "answer", Label: q.t("web.consent.answer"), Type: page.TypeCode,
			Options: []page.Option{{Value: answerYes, Text: q.t("web.consent.yes")}, {Value: answerNo, Text: q.t("web.consent.no")}}}}
	v.Crumbs = []page.Link{{Text: line.Name, Href: personPath(line.ID)}}
	return v, nil
}

// consentState is what an answer says: who agreed before takes that back. "" for no answer.
func consentState(answer, before string) string {
	switch {
	case answer == answerYes:
		return person.Given
	case answer != answerNo:
		return ""
	case before == person.Given:
		return person.Withdrawn
	}
	return person.Refused
}
