package office_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

// says records what somebody says of a purpose, and gives the write.
func (w *town) says(o office.Office, who id.ID, purpose, state string) office.Said {
	w.Helper()
	done, err := o.SetConsent(w.ctx, id.New(), office.Word{Person: who, Purpose: purpose, State: state, Lang: lang.Zh})
	if err != nil {
		w.Fatal(err)
	}
	return done
}

// listings are the ids of everybody on any list that a worker can ask for.
func (w *town) listings(o office.Office) map[id.ID]string {
	w.Helper()
	on := map[id.ID]string{}
	for _, day := range []string{"2026-11-24", "2027-11-24", "2024-01-01"} {
		list, err := o.Due(w.ctx, office.Asked{AsOf: civil.MustDate(day)})
		if err != nil {
			w.Fatal(err)
		}
		for _, item := range list.Items {
			on[item.Key.Person] = "due " + day
		}
	}
	for _, state := range []string{"", office.NotInvited, office.Invited, office.WillCome, office.ToCheck} {
		r, err := o.Round(w.ctx, office.Walk{State: state})
		if err != nil {
			w.Fatal(err)
		}
		for _, i := range r.Invitations {
			on[i.Line.ID] = "round " + state
		}
	}
	for _, state := range []string{office.Declined, office.Moved} {
		off, err := o.OffList(w.ctx, state, 0, 100)
		if err != nil {
			w.Fatal(err)
		}
		for _, one := range off.Page {
			on[one.Line.ID] = "off " + state
		}
	}
	return on
}

// Nobody is on any list of invitations who took back her consent, under whichever of her entries, whatever was recorded of her before;
// nothing else changes by it.
func TestWhoTakesHerConsentBackIsOnNoListOfInvitations(t *testing.T) {
	each(t, func(w *town) {
		worker, village, clinic, manager := w.as(actor.TownshipWorker, township), w.as(actor.VillageWorker, village), w.as(actor.ClinicWorker, "H1"), w.as(actor.Manager, "")
		ready, declined, moved, ill := w.woman("何秀芬", "1983-05-12", "990101100200"), w.woman("许桂兰", "1975-09-30", "990101100200"),
			w.woman("罗小满", "1997-03-08", "990101100200"), w.woman("方爱珍", "1979-11-06", "990101100200")
		entry, still := w.woman("何秀芬", "1983-05-12", "990101100200"), w.woman("姚凤琴", "1974-04-02", "990101100200")
		w.write("merge", func(tx *store.Tx) error {
			book, err := person.In(tx, w.Keys)
			if err != nil {
				return err
			}
			return book.Merge(entry, ready)
		})
		for who, answer := range map[id.ID]string{declined: "declined", moved: "moved"} {
			if _, err := worker.Respond(w.ctx, id.New(), care.Answer{Person: who, Key: "womens-screening/1/screening/-", Answer: answer}); err != nil {
				w.Fatal(err)
			}
		}
		w.visit("H1", ill, "screening", "2025-10-02", map[string]string{"findings": "candida", "hpv": "negative"})
		all := []id.ID{ready, declined, moved, ill, still}
		before := w.listings(worker)
		for _, who := range all {
			if before[who] == "" {
				w.Fatalf("%v is on no list from the start: the test shows nothing", who)
			}
		}
		follow := w.due(clinic)
		numbers := w.numbers(manager)

		// Whatever door she comes to: the village, the clinic, the register; and under the entry that turned out to be hers.
		w.says(village, entry, person.ForContact, person.Withdrawn)
		w.says(clinic, declined, person.ForContact, person.Refused)
		w.says(w.as(actor.Registrar, ""), moved, person.ForContact, person.Withdrawn)
		w.says(worker, ill, person.ForContact, person.Withdrawn)
		for _, o := range []office.Office{worker, village} {
			on := w.listings(o)
			for _, who := range all[:4] {
				if on[who] != "" || on[entry] != "" {
					w.Errorf("%s: %v is still on the list %q", o.Actor.Post, who, on[who])
				}
			}
			if on[still] == "" {
				w.Error("somebody else is off the list too")
			}
			sheet, err := o.Open(w.ctx, ready)
			if err != nil || len(sheet.Due) != 0 {
				w.Errorf("her page still invites her: %+v, %v", sheet.Due, err)
			}
		}
		if _, err := worker.Respond(w.ctx, id.New(), care.Answer{Person: ready, Key: "womens-screening/1/screening/-", Answer: "invited"}); !fault.Is(err, fault.Conflict) {
			w.Errorf("she was invited all the same: %v", err)
		}
		if got := w.due(clinic); len(follow) != 1 || !reflect.DeepEqual(got, follow) {
			w.Errorf("what the clinic must tell: %+v, it was %+v", got, follow)
		}
		if got := w.numbers(manager); got != numbers {
			w.Errorf("numbers: %s, they were %s", got, numbers)
		}
		_, offers, err := clinic.Offers(w.ctx, ready)
		if err != nil || !slices.ContainsFunc(offers, func(o office.Offer) bool { return o.Visit.ID == "screening" && o.Not == "" }) {
			w.Errorf("she may no longer come: %+v, %v", offers, err)
		}
		w.visit("H1", ready, "screening", "2026-11-24", map[string]string{"findings": "none", "hpv": "negative"})
		w.says(worker, ready, person.ForContact, person.Given)
		if on := w.listings(worker); on[ready] == "" {
			w.Error("she agreed again, and is on no list")
		}
	})
}

// numbers are all figures of the year, in one line.
func (w *town) numbers(o office.Office) (all string) {
	w.Helper()
	for _, f := range []string{"women-screened", "screening-visits", "treatment-needed", "treatment-completed", "common-disease-treated", "treatment-declined"} {
		r := w.figure(o, office.Question{ID: f, Period: civil.Period{From: civil.MustDate("2020-01-01"), To: civil.MustDate("2027-01-01")}, By: []string{"village", "month"}})
		all += fmt.Sprint(f, r.Value, r.Num, r.Den, r.Doubtful)
		for _, row := range r.Rows {
			all += fmt.Sprint(row.By, row.Value, row.Num, row.Den)
		}
	}
	return all
}

// Her line in a list says that she does not let her name stand there, and nothing that tells who she is; to a manager and to her own
// clinic, now and as known before she said so; the numbers stay.
func TestNameThatIsNotToBeShown(t *testing.T) {
	each(t, func(w *town) {
		var women []id.ID
		for i := range 7 {
			who := w.woman(fmt.Sprintf("何%c芬", '一'+i), "1983-05-12", village)
			w.visit("H1", who, "screening", "2026-09-15", map[string]string{"findings": "candida", "hpv": "negative"})
			women = append(women, who)
		}
		manager, clinic := w.as(actor.Manager, ""), w.as(actor.ClinicWorker, "H1")
		q := office.Question{ID: "women-screened", Members: true}
		named := func(o office.Office, q office.Question) (people []id.ID, withdrawn int) {
			w.Helper()
			r := w.figure(o, q)
			if len(r.List) != 7 || r.Value != 7 || r.Total != 7 {
				w.Errorf("%d lines of %d, the number is %d", len(r.List), r.Total, r.Value)
			}
			for _, m := range r.List {
				if m.Withdrawn {
					withdrawn++
					if m.Name != "" || !m.Person.Zero() || !m.Event.Zero() || !m.On.Zero() || !m.Site.Zero() || m.Place != w.ids[township] {
						w.Errorf("the line tells who she is: %+v", m)
					}
				}
				if !m.Person.Zero() {
					people = append(people, m.Person)
				}
			}
			return people, withdrawn
		}
		for _, o := range []office.Office{manager, clinic} {
			if people, withdrawn := named(o, q); len(people) != 7 || withdrawn != 0 {
				w.Fatalf("%s: before, %d are named and %d not", o.Actor.Post, len(people), withdrawn)
			}
		}
		before := w.figure(clinic, q).Seq
		w.says(w.as(actor.VillageWorker, village), women[2], person.ForDisplay, person.Withdrawn)
		past := q
		past.AsKnownAt = fmt.Sprint(before)
		found := office.Question{ID: "treatment-needed", Members: true}
		for name, c := range map[string]struct {
			o office.Office
			q office.Question
		}{"a manager": {manager, q}, "her clinic": {clinic, q}, "her clinic, as known before": {clinic, past}, "her clinic, of what was found": {clinic, found}} {
			people, withdrawn := named(c.o, c.q)
			if withdrawn != 1 || len(people) != 6 || slices.Contains(people, women[2]) {
				w.Errorf("%s: %d named, %d withdrawn", name, len(people), withdrawn)
			}
		}
		if people, withdrawn := named(manager, past); len(people)+withdrawn != 0 {
			w.Errorf("a manager, as known before: %d named, %d withdrawn", len(people), withdrawn)
		}
		if people, withdrawn := named(manager, found); len(people)+withdrawn != 0 {
			w.Errorf("a manager, of what was found: %d named, %d withdrawn", len(people), withdrawn)
		}
		w.says(clinic, women[2], person.ForDisplay, person.Given)
		if people, withdrawn := named(manager, q); len(people) != 7 || withdrawn != 0 {
			w.Errorf("she agreed again: %d named, %d withdrawn", len(people), withdrawn)
		}
	})
}

// Who may record what, and of whom: a foreign woman does not exist, what a client programme agreed with her is the clinic's alone.
func TestWhoRecordsAConsent(t *testing.T) {
	each(t, func(w *town) {
		mine, foreign := w.woman("何秀芬", "1983-05-12", village), w.woman("方爱珍", "1979-02-03", "990101101200")
		worker, clinic, registrar := w.as(actor.VillageWorker, village), w.as(actor.ClinicWorker, "H1"), w.as(actor.Registrar, "")
		for name, c := range map[string]struct {
			o       office.Office
			who     id.ID
			purpose string
			state   string
			hash    string
			kind    fault.Kind
		}{
			"a manager":                        {w.as(actor.Manager, ""), mine, person.ForContact, person.Withdrawn, "", fault.Refused},
			"the auditor":                      {w.as(actor.Auditor, ""), mine, person.ForContact, person.Withdrawn, "", fault.Refused},
			"the administrator, an unknown id": {w.as(actor.Administrator, ""), id.New(), person.ForContact, person.Withdrawn, "", fault.Refused},
			"a worker, of a foreign woman":     {worker, foreign, person.ForContact, person.Withdrawn, "", fault.NotFound},
			"a worker, of an unknown id":       {worker, id.New(), person.ForContact, person.Withdrawn, "", fault.NotFound},
			"a worker, of a client programme":  {worker, mine, person.ForFollowUp, person.Given, "", fault.NotFound},
			"the registrar, of one":            {registrar, mine, person.ForFollowUp, person.Given, "", fault.NotFound},
			"a purpose that there is not":      {clinic, mine, "police", person.Given, "", fault.NotFound},
			"an answer that there is not":      {clinic, mine, person.ForContact, "perhaps", "", fault.Invalid},
			"a text that is no longer told":    {clinic, mine, person.ForContact, person.Given, "00ff", fault.Conflict},
		} {
			_, err := c.o.SetConsent(w.ctx, id.New(), office.Word{Person: c.who, Purpose: c.purpose, State: c.state, TextHash: c.hash, Lang: lang.Zh})
			if !fault.Is(err, c.kind) {
				w.Errorf("%s: %v", name, err)
			}
			if c.state == person.Given || c.purpose != person.ForContact {
				continue
			}
			if _, _, err := c.o.Wish(w.ctx, c.who, c.purpose); !fault.Is(err, c.kind) && c.kind != fault.Invalid {
				w.Errorf("%s opens the page: %v", name, err)
			}
		}
		w.says(clinic, mine, person.ForFollowUp, person.Given)
		w.says(clinic, mine, person.ForDisplay, person.Given)
		if sheet, err := worker.Open(w.ctx, mine); err != nil || len(sheet.Wishes) != 2 || sheet.Wishes[1].State != person.Given || sheet.Wishes[1].On != 0 || !sheet.Wishes[1].By.Zero() {
			w.Errorf("a worker learns when a clinic recorded it (R7): %+v, %v", sheet.Wishes, err)
		}
		w.says(worker, mine, person.ForDisplay, person.Withdrawn)
		for _, c := range []struct {
			o    office.Office
			want []string
		}{{clinic, []string{"contact ", "display withdrawn", "follow-up given"}}, {worker, []string{"contact ", "display withdrawn"}}, {registrar, []string{"contact ", "display withdrawn"}}} {
			sheet, err := c.o.Open(w.ctx, mine)
			if err != nil {
				w.Fatal(err)
			}
			var got []string
			for _, wish := range sheet.Wishes {
				got = append(got, wish.Purpose.ID+" "+wish.State)
				shown := c.o.Actor.Post != actor.Registrar // who neither is a clinic nor recorded it
				if wish.State != "" && ((wish.On == civil.MustDate("2026-11-24")) != shown || wish.By.Zero() == shown || wish.Reworded) {
					w.Errorf("%+v", wish)
				}
			}
			if !slices.Equal(got, c.want) {
				w.Errorf("%s sees %v, want %v", c.o.Actor.Post, got, c.want)
			}
		}
		if _, wish, err := worker.Wish(w.ctx, mine, person.ForDisplay); err != nil || wish.State != person.Withdrawn || wish.By != worker.Actor.Account {
			w.Errorf("%+v, %v", wish, err)
		}
	})
}

// A form sent twice is one word; the dead and the erased say nothing any more.
func TestAConsentSentTwice(t *testing.T) {
	each(t, func(w *town) {
		who, worker, client := w.woman("何秀芬", "1983-05-12", village), w.as(actor.VillageWorker, village), id.New()
		word := office.Word{Person: who, Purpose: person.ForContact, State: person.Withdrawn, Lang: lang.Zh}
		one, err := worker.SetConsent(w.ctx, client, word)
		if err != nil {
			w.Fatal(err)
		}
		w.says(worker, who, person.ForContact, person.Given)
		if two, err := worker.SetConsent(w.ctx, client, word); err != nil || two != one {
			w.Errorf("sent again: %+v, %v; first %+v", two, err, one)
		}
		if items := w.due(worker); len(items) != 1 || items[0].Reason != due.ReasonFirst {
			w.Errorf("what she said last does not hold: %+v", items)
		}
		w.write("death", func(tx *store.Tx) error {
			book, err := person.In(tx, w.Keys)
			if err != nil {
				return err
			}
			return book.Revise(who, 1, person.Facts{Sex: "female", Birth: civil.Birth{}, Death: civil.MustDate("2026-11-20")}, person.Card{Name: "何秀芬"})
		})
		word.State = person.Given
		if _, err := worker.SetConsent(w.ctx, id.New(), word); !fault.Is(err, fault.Conflict) {
			w.Errorf("of somebody who died: %v", err)
		}
	})
}
