package web

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"youfu/internal/care"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/store"
	"youfu/internal/web/page"
)

// answerForm is what a worker heard from somebody.
type answerForm struct {
	clientID id.ID
	person   id.ID
	key      string // of the invitation, beside the person
	answer   string
	note     string // of a correction: its reason
	corrects id.ID  // an answer that was recorded by mistake; zero for a first one
	rev      int
	back     *url.URL
}

func answerOf(form url.Values) (a answerForm, err error) {
	if a.clientID, err = clientID(form); err != nil {
		return a, err
	}
	if a.person, a.key, err = dueOf(form.Get("key")); err != nil {
		return a, err
	}
	a.answer, a.note, a.back = form.Get("answer"), strings.TrimSpace(form.Get("note")), local(form.Get("back"))
	event, rev, corrects := strings.Cut(form.Get("corrects"), ":")
	if !corrects {
		return a, nil
	}
	if a.corrects, err = id.Parse(event); err == nil {
		a.rev, err = strconv.Atoi(rev)
	}
	if err != nil {
		return a, fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	return a, nil
}

// dueOf reads what dueValue writes.
func dueOf(value string) (person id.ID, key string, err error) {
	who, key, _ := strings.Cut(value, "/")
	if person, err = id.Parse(who); err != nil {
		return person, "", fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	return person, key, nil
}

// recordAnswer records an answer, or corrects one, and comes back to the row.
func recordAnswer(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	a, err := answerOf(form)
	if err != nil {
		return err
	}
	receipt, err := q.respond(a)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return q.answerRefused(a, err)
	}
	if err != nil {
		return err
	}
	var done struct{ Event id.ID }
	if err := json.Unmarshal(receipt.Outcome, &done); err != nil {
		return err
	}
	return q.redirect(with(a.back, "just", done.Event.String()).String())
}

func (q *request) respond(a answerForm) (store.Receipt, error) {
	if !a.corrects.Zero() {
		return q.office.ReviseAnswer(q.r.Context(), a.clientID, a.corrects, a.rev, a.answer, "", "", a.note)
	}
	return q.office.Respond(q.r.Context(), a.clientID, care.Answer{Person: a.person, Key: a.key, Answer: a.answer, Note: a.note})
}

// answerRefused shows the list as it is now, with what was wrong and what was typed.
func (q *request) answerRefused(a answerForm, refused error) error {
	v, err := q.todayPage(a.back)
	if err != nil {
		return err
	}
	text := lang.Error(q.lang, refused)
	found := false
	for g := range v.Groups {
		for i := range v.Groups[g].Rows {
			if row := &v.Groups[g].Rows[i]; row.Href == personPath(a.person) && strings.HasSuffix(row.Key, a.key) {
				row.Open, row.Error, row.Note, found = true, text, a.note, true
			}
		}
	}
	if !found {
		v.Notices = append(v.Notices, page.Notice{Tone: page.Warn, Text: text})
	}
	return q.show(fault.Status(refused), v)
}

// recordAsked records that somebody off the list asks to be invited again. The answer that put her off the list and who writes name the
// write: the same button pressed twice is one.
func recordAsked(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	event, rest, _ := strings.Cut(form.Get("key"), "/")
	off, err := id.Parse(event)
	if err != nil {
		return fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	person, key, err := dueOf(rest)
	if err != nil {
		return err
	}
	if _, err := q.office.Respond(q.r.Context(), id.Derive(off, "asked/"+q.actor().Account.String(), 0), care.Answer{Person: person, Key: key, Answer: "asked"}); err != nil {
		return err
	}
	return q.redirect(local(form.Get("back")).String())
}

// recordAttempt records that a clinic told somebody of a follow-up: once a day for each.
func recordAttempt(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	person, key, err := dueOf(form.Get("key"))
	if err != nil {
		return err
	}
	today := id.FromHash([]byte(q.actor().Account.String() + form.Get("key") + q.District.Today().String()))
	if _, err := q.office.Respond(q.r.Context(), today, care.Answer{Person: person, Key: key, Answer: string(page.Invited)}); err != nil {
		return err
	}
	return q.redirect(local(form.Get("back")).String())
}
