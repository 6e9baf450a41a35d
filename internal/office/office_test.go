package office_test

import (
	"fmt"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
)

var year = civil.Period{From: civil.MustDate("2026-01-01"), To: civil.MustDate("2027-01-01")}

func (w *town) figure(o office.Office, q office.Question) office.Reply {
	w.Helper()
	if q.Period == (civil.Period{}) {
		q.Period = year
	}
	r, err := o.Figure(w.ctx, q)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *town) due(o office.Office) []office.DueItem {
	w.Helper()
	list, err := o.Due(w.ctx, office.Asked{Programme: "womens-screening"})
	if err != nil {
		w.Fatal(err)
	}
	return list.Items
}

// TestTheThread walks from an invitation to a figure and a correction, as known before and after.
func TestTheThread(t *testing.T) {
	each(t, func(w *town) {
		who := w.woman("何秀芬", "1983-05-12", village)
		worker, clinic, manager := w.as(actor.TownshipWorker, township), w.as(actor.ClinicWorker, "H1"), w.as(actor.Manager, "")

		items := w.due(worker)
		if len(items) != 1 || items[0].Reason != due.ReasonFirst || items[0].Status != due.Ready {
			w.Fatalf("due for the worker: %+v", items)
		}
		if _, err := worker.Respond(w.ctx, id.New(), care.Answer{Person: who, Key: items[0].Key.String(), Answer: "will-come"}); err != nil {
			w.Fatal(err)
		}
		if got := w.due(worker)[0].Contact; got != "will-come" {
			w.Errorf("contact is %q", got)
		}

		done := w.visit("H1", who, "screening", "2026-11-20", map[string]string{"findings": "cervicitis", "hpv": "negative", "bp": "120/80", "note": "复查"})
		if len(done.Then) != 1 {
			w.Fatalf("then: %v", done.Then)
		}
		if items := w.due(clinic); len(items) != 1 || items[0].Key.Visit != "treatment" || items[0].Until != civil.MustDate("2026-12-04") {
			w.Errorf("due for the clinic: %+v", items)
		}
		if other := w.due(w.as(actor.ClinicWorker, "F1")); len(other) != 0 {
			w.Errorf("another department sees follow-ups that it did not open: %+v", other)
		}
		for _, item := range w.due(worker) {
			if !item.Opening || item.Status == due.Ready {
				w.Errorf("after the visit the worker sees %+v", item)
			}
		}

		before := w.figure(manager, office.Question{ID: "treatment-needed"})
		if before.Value != 1 {
			w.Errorf("treatment-needed = %d", before.Value)
		}
		if _, err := clinic.Correct(w.ctx, id.New(), done.Event, 1, 0, map[string]string{"findings": "none", "hpv": "negative"}, "抄错"); err != nil {
			w.Fatal(err)
		}
		if now := w.figure(manager, office.Question{ID: "treatment-needed"}); now.Value != 0 {
			w.Errorf("after the correction treatment-needed = %d", now.Value)
		}
		if old := w.figure(manager, office.Question{ID: "treatment-needed", AsKnownAt: fmt.Sprint(before.Seq)}); old.Value != 1 {
			w.Errorf("as known at %d treatment-needed = %d", before.Seq, old.Value)
		}
		v, err := clinic.Visit(w.ctx, done.Event)
		if err != nil || len(v.Revisions) != 2 || v.Revisions[0].Texts["note"] != "复查" {
			w.Errorf("revisions: %+v, %v", v, err)
		}
		if _, err := clinic.Correct(w.ctx, id.New(), done.Event, 1, 0, map[string]string{"findings": "none"}, "又改"); !fault.Is(err, fault.Conflict) {
			w.Errorf("a second correction of revision 1: %v", err)
		}
	})
}

func TestAWriteSentTwiceIsDoneOnce(t *testing.T) {
	each(t, func(w *town) {
		who, clinic, client := w.woman("何秀芬", "1983-05-12", village), w.as(actor.ClinicWorker, "H1"), id.New()
		v := care.Visit{Person: who, Programme: "womens-screening", Visit: "screening", On: civil.MustDate("2026-11-20"), Site: w.ids["H1"],
			Given: map[string]string{"findings": "none", "hpv": "negative"}}
		one, err := clinic.Record(w.ctx, client, v)
		if err != nil {
			w.Fatal(err)
		}
		two, err := clinic.Record(w.ctx, client, v)
		if err != nil || two.Event != one.Event || two.Seq != one.Seq {
			w.Errorf("sent again: %+v, %v; first %+v", two, err, one)
		}
		v.Given = map[string]string{"findings": "candida", "hpv": "negative"}
		if _, err := clinic.Record(w.ctx, client, v); !fault.Is(err, fault.Conflict) {
			w.Errorf("another visit under the same id: %v", err)
		}
		if n := w.figure(w.as(actor.Manager, ""), office.Question{ID: "screening-visits"}).Value; n != 1 {
			w.Errorf("%d visits", n)
		}
	})
}

func TestEachPostMeetsOnlyItsOwn(t *testing.T) {
	each(t, func(w *town) {
		mine, foreign := w.woman("何秀芬", "1983-05-12", village), w.woman("方爱珍", "1979-02-03", "990101101200")
		seen := w.visit("H1", mine, "screening", "2026-11-20", map[string]string{"findings": "candida", "hpv": "negative"})
		worker := w.as(actor.VillageWorker, village)
		if _, err := worker.Open(w.ctx, mine); err != nil {
			w.Errorf("own woman: %v", err)
		}
		if _, err := worker.Open(w.ctx, foreign); !fault.Is(err, fault.NotFound) {
			w.Errorf("a foreign woman: %v", err)
		}
		if found, _, err := worker.Find(w.ctx, "fang", 10); err != nil || len(found) != 0 {
			w.Errorf("found in another township: %v, %v", found, err)
		}
		refused := func(what string, err error) {
			w.Helper()
			if !fault.Is(err, fault.Refused) {
				w.Errorf("%s: %v", what, err)
			}
		}
		_, err := worker.Visit(w.ctx, seen.Event)
		refused("a worker opens a visit", err)
		_, err = worker.Figure(w.ctx, office.Question{ID: "women-screened", Period: year})
		refused("a worker's figure", err)
		_, err = worker.Due(w.ctx, office.Asked{Place: "990101101200"})
		refused("a worker lists another village", err)
		admin := w.as(actor.Administrator, "")
		_, err = admin.Open(w.ctx, mine)
		refused("the administrator opens a woman", err)
		_, err = admin.Open(w.ctx, id.New())
		refused("the administrator probes an id", err)
		_, _, err = admin.Find(w.ctx, "he", 10)
		refused("the administrator searches", err)
		_, err = w.as(actor.Manager, "").Due(w.ctx, office.Asked{})
		refused("a manager's due list", err)
		_, err = w.as(actor.ClinicWorker, "F1").Figure(w.ctx, office.Question{ID: "women-screened", Period: year, Where: map[string][]string{"department": {"health"}}})
		refused("another department's figure", err)
		_, err = w.as(actor.ClinicWorker, "F1").Record(w.ctx, id.New(), care.Visit{Person: mine, Programme: "womens-screening", Visit: "treatment",
			On: civil.MustDate("2026-11-22"), Site: w.ids["H1"], Given: map[string]string{"result": "treated"}})
		refused("recording at another department's site", err)
	})
}

// A village learns of a woman that she came, and nothing that tells a finding from none (R7).
func TestPositiveAndNegativeLookAlikeToTheVillage(t *testing.T) {
	each(t, func(w *town) {
		ill, well := w.woman("何秀芬", "1983-05-12", village), w.woman("许桂兰", "1983-05-12", village)
		w.visit("H1", ill, "screening", "2026-11-20", map[string]string{"findings": "candida", "hpv": "16"})
		w.visit("H1", well, "screening", "2026-11-20", map[string]string{"findings": "none", "hpv": "negative"})
		w.visit("H1", ill, "treatment", "2026-11-22", map[string]string{"result": "treated"})
		worker := w.as(actor.VillageWorker, village)
		a, err := worker.Open(w.ctx, ill)
		if err != nil {
			w.Fatal(err)
		}
		b, err := worker.Open(w.ctx, well)
		if err != nil {
			w.Fatal(err)
		}
		if len(a.Services)+len(b.Services)+len(a.Looks)+len(b.Looks) != 0 {
			w.Error("a village sees services or who looked")
		}
		if len(a.Came) != 1 || len(b.Came) != 1 || a.Came[0] != b.Came[0] {
			w.Errorf("came: %v and %v", a.Came, b.Came)
		}
		if len(a.Due) != 1 || len(b.Due) != 1 || a.Due[0].From != b.Due[0].From || a.Due[0].Status != b.Due[0].Status || a.Due[0].Key.Round != b.Due[0].Key.Round {
			w.Errorf("due: %+v and %+v", a.Due, b.Due)
		}
	})
}

// A manager's list that rests on what a visit found names nobody, however many stand on it.
func TestAClinicalListNamesNobodyToAManager(t *testing.T) {
	each(t, func(w *town) {
		var who id.ID
		for i := range 6 {
			who = w.woman(fmt.Sprintf("何%c芬", '一'+i), "1983-05-12", village)
			w.visit("H1", who, "screening", "2026-09-20", map[string]string{"findings": "candida", "hpv": "negative"})
			w.visit("H1", who, "treatment", "2026-09-22", map[string]string{"result": "treated"})
		}
		manager, clinic := w.as(actor.Manager, ""), w.as(actor.ClinicWorker, "H1")
		plain := w.figure(manager, office.Question{ID: "women-screened", Members: true})
		if len(plain.List) != 6 || plain.List[0].Name == "" || !plain.List[0].Event.Zero() {
			w.Errorf("women-screened to a manager: %+v", plain.List)
		}
		for _, figure := range []string{"treatment-needed", "treatment-completed", "treatment-done", "common-disease-treated"} {
			r := w.figure(manager, office.Question{ID: figure, Members: true})
			if len(r.List) != 6 || r.Withheld != office.WithheldFound {
				w.Errorf("%s: %d lines, %q", figure, len(r.List), r.Withheld)
			}
			for _, m := range r.List {
				if m != (office.Member{Place: w.ids[township], Month: civil.MustDate("2026-09-01")}) {
					w.Errorf("%s names somebody to a manager: %+v", figure, m)
				}
			}
		}
		if mine := w.figure(clinic, office.Question{ID: "treatment-needed", Members: true}); len(mine.List) != 6 || mine.List[5].Person.Zero() || mine.List[5].Name == "" {
			w.Errorf("treatment-needed to her clinic: %+v", mine.List)
		}
		if other := w.figure(w.as(actor.ClinicWorker, "F1"), office.Question{ID: "treatment-needed", Members: true}); other.Value != 0 || len(other.List) != 0 {
			w.Errorf("treatment-needed to another clinic: %+v", other)
		}
	})
}

// Declining ends the asking until she asks (R4), and leaves the clinic's duty to tell what it found.
func TestWhoDeclinesIsNotAskedAgain(t *testing.T) {
	each(t, func(w *town) {
		who := w.woman("何秀芬", "1983-05-12", village)
		worker := w.as(actor.VillageWorker, village)
		key := w.due(worker)[0].Key.String()
		if _, err := worker.Respond(w.ctx, id.New(), care.Answer{Person: who, Key: key, Answer: "declined"}); err != nil {
			w.Fatal(err)
		}
		if items := w.due(worker); len(items) != 0 {
			w.Errorf("still on the list: %+v", items)
		}
		if _, err := worker.Respond(w.ctx, id.New(), care.Answer{Person: who, Key: key, Answer: "invited"}); !fault.Is(err, fault.Conflict) {
			w.Errorf("asked again: %v", err)
		}
		if _, err := worker.Respond(w.ctx, id.New(), care.Answer{Person: who, Key: key, Answer: "asked"}); err != nil {
			w.Fatal(err)
		}
		if items := w.due(worker); len(items) != 1 {
			w.Errorf("she asked, and is not on the list: %+v", items)
		}
	})
}

func TestEveryReadingIsAudited(t *testing.T) {
	each(t, func(w *town) {
		who := w.woman("何秀芬", "1983-05-12", village)
		worker, clinic := w.as(actor.VillageWorker, village), w.as(actor.ClinicWorker, "H1")
		for range 3 {
			if _, err := worker.Open(w.ctx, who); err != nil {
				w.Fatal(err)
			}
		}
		if _, err := worker.Reveal(w.ctx, who, "phone"); err != nil {
			w.Fatal(err)
		}
		list, err := worker.Due(w.ctx, office.Asked{})
		if err != nil {
			w.Fatal(err)
		}
		if _, err := worker.Name(w.ctx, post.Invite, "", []uint32{list.Items[0].N}); err != nil {
			w.Fatal(err)
		}
		sheet, err := clinic.Open(w.ctx, who)
		if err != nil {
			w.Fatal(err)
		}
		opened, listed, phone := 0, 0, 0
		for _, l := range sheet.Looks {
			switch {
			case l.Listed:
				listed++
			case len(l.Fields) > 0 && l.Fields[0] == "phone":
				phone++
			default:
				opened++
			}
		}
		if opened != 3 || listed != 1 || phone != 1 {
			w.Errorf("audited: %d opened, %d listed, %d phone; %+v", opened, listed, phone, sheet.Looks)
		}
	})
}

// TestWhoCorrects: the department that recorded a visit does; the other of the programme shares the register, sees it and is told whose it
// is; to a third there is no such visit.
func TestWhoCorrects(t *testing.T) {
	each(t, func(w *town) {
		who := w.woman("何秀芬", "1983-05-12", village)
		done := w.visit("H1", who, "screening", "2026-11-20", map[string]string{"findings": "none", "hpv": "negative"})
		third := w.as(actor.ClinicWorker, "H1")
		third.Actor.Department, third.Actor.Site = id.New(), id.New()
		for name, c := range map[string]struct {
			office.Office
			event id.ID
			want  fault.Kind
		}{
			"other department of the programme": {w.as(actor.ClinicWorker, "F1"), done.Event, fault.Refused},
			"third department":                  {third, done.Event, fault.NotFound},
			"no such visit":                     {w.as(actor.ClinicWorker, "F1"), id.New(), fault.NotFound},
			"village":                           {w.as(actor.VillageWorker, village), done.Event, fault.Refused},
			"village, no such visit":            {w.as(actor.VillageWorker, village), id.New(), fault.Refused},
		} {
			if _, err := c.Correct(w.ctx, id.New(), c.event, 1, 0, map[string]string{"findings": "candida"}, "看错"); !fault.Is(err, c.want) {
				w.Errorf("%s: %v", name, err)
			}
		}
		if v, err := w.as(actor.ClinicWorker, "H1").Visit(w.ctx, done.Event); err != nil || len(v.Revisions) != 1 {
			w.Errorf("revisions: %+v, %v", v, err)
		}
	})
}
