package due

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/rule"
)

var firstDay, lastDay = civil.MustDate("2018-01-01"), civil.MustDate("2026-12-31")

func drawDay(t *rapid.T, label string) civil.Date {
	return civil.Date(rapid.IntRange(int(firstDay), int(lastDay)).Draw(t, label))
}

func drawPerson(t *rapid.T) Person {
	birth := civil.Birth{
		Date:      civil.MustDate("1950-01-01").AddDays(rapid.IntRange(0, 62*365).Draw(t, "birth")),
		Precision: rapid.SampledFrom([]civil.Precision{civil.PrecisionDay, civil.PrecisionDay, civil.PrecisionMonth, civil.PrecisionYear}).Draw(t, "precision"),
	}
	p := Person{Sex: rapid.SampledFrom([]string{"female", "female", "female", "male", ""}).Draw(t, "sex"), Birth: birth}
	if rapid.Bool().Draw(t, "moved") {
		p.Since = drawDay(t, "since")
	}
	return p
}

// drawAnswers draws what an exam found; a positive one opens a follow-up at any age.
func drawAnswers(t *rapid.T, visit string) Answers {
	if visit != "exam" {
		return Answers{"result": rapid.SampledFrom([]string{"treated", "again", "declined"}).Draw(t, "result")}
	}
	a := Answers{"findings": rapid.SampledFrom([][]string{{"none"}, {"bv"}, {"bv", "fibroid"}, {"fibroid"}}).Draw(t, "findings")}
	if hpv := rapid.SampledFrom([]string{"", "negative", "16"}).Draw(t, "hpv"); hpv != "" {
		a["hpv"] = hpv
	}
	return a
}

// drawEvents draws a history as the register would write it: each event speaks of something that was due on its day.
func drawEvents(t *rapid.T, f *Facts) {
	screening := screeningOf(t)
	days := rapid.SliceOfN(rapid.IntRange(int(firstDay), int(lastDay)), 0, 8).Draw(t, "days")
	slices.Sort(days)
	for i, day := range days {
		e := Event{ID: nth(i + 1), On: civil.Date(day), Order: int64(i + 1)}
		e.Kind = rapid.SampledFrom([]string{KindVisit, KindVisit, KindVisit, KindInvite, KindAttempt, KindDecline, KindAsk}).Draw(t, "kind")
		e.Visit = rapid.SampledFrom([]string{"exam", "exam", "treatment", "colposcopy"}).Draw(t, "visit")
		key, was := Answered(screening, *f, e.Visit, e.On)
		if e.Round = key.Round; was {
			e.Key = key.String()
		}
		switch e.Kind {
		case KindVisit:
			e.Answers = drawAnswers(t, e.Visit)
		case KindDecline:
			e.State = rapid.SampledFrom([]string{"", ScopeInvitation, ScopeProgramme, ScopeContact}).Draw(t, "scope")
		case KindInvite:
			e.State = "invited"
		}
		f.Events = append(f.Events, e)
	}
}

func drawFacts(t *rapid.T) Facts {
	f := Facts{PersonID: nth(99), Person: drawPerson(t)}
	drawEvents(t, &f)
	return f
}

func screeningOf(t *rapid.T) *catalogue.Programme {
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return c.Programmes["screening"]
}

func openings(items []Item) (some []Item) {
	for _, i := range items {
		if i.Opening {
			some = append(some, i)
		}
	}
	return some
}

func invited(items []Item) bool {
	return slices.ContainsFunc(items, func(i Item) bool { return i.Opening && i.Status != Upcoming })
}

func TestDueIsPureAndOrderIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		before := slices.Clone(f.Events)
		want := Due(p, f, asOf)
		if !reflect.DeepEqual(f.Events, before) {
			t.Fatal("Due changed the events")
		}
		shuffled := f
		shuffled.Events = slices.Clone(f.Events)
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(shuffled.Events), func(i, j int) {
			shuffled.Events[i], shuffled.Events[j] = shuffled.Events[j], shuffled.Events[i]
		})
		if got := Due(p, shuffled, asOf); !reflect.DeepEqual(got, want) {
			t.Fatalf("shuffled:\n%s\nwant\n%s", shown(got), shown(want))
		}
		if got, want := Episodes(p, shuffled, asOf), Episodes(p, f, asOf); !reflect.DeepEqual(got, want) {
			t.Fatalf("shuffled: %v, want %v", got, want)
		}
	})
}

func TestWhatIsLaterChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		past := f
		past.Events = slices.DeleteFunc(slices.Clone(f.Events), func(e Event) bool { return e.On > asOf })
		if got, want := Due(p, f, asOf), Due(p, past, asOf); !reflect.DeepEqual(got, want) {
			t.Fatalf("with later events:\n%s\nwithout\n%s", shown(got), shown(want))
		}
	})
}

func TestDecliningNeverInvites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		before := Due(p, f, asOf)
		on := drawDay(t, "declined")
		scope := rapid.SampledFrom([]string{"", ScopeInvitation, ScopeProgramme, ScopeContact}).Draw(t, "scope of the decline")
		key, _ := Answered(p, f, "exam", on)
		f.Events = append(f.Events, Event{ID: nth(50), Kind: KindDecline, Visit: "exam", On: on, Order: 50, Round: key.Round, State: scope})
		after := Due(p, f, asOf)
		if len(openings(after)) > len(openings(before)) || invited(after) && !invited(before) {
			t.Fatalf("declining %q on %s added an invitation:\n%s\nbefore\n%s", scope, on, shown(after), shown(before))
		}
		follow := func(items []Item) int { return len(items) - len(openings(items)) }
		if follow(after) != follow(before) {
			t.Fatalf("refusing invitations changed what the clinic must tell:\n%s\nbefore\n%s", shown(after), shown(before))
		}
		if scope != ScopeInvitation && on == asOf && len(openings(after)) > 0 {
			t.Fatalf("invited on the day of the refusal:\n%s", shown(after))
		}
	})
}

// A consent to be invited that was taken back ends invitations and touches nothing else: not what the clinic must tell, not how a round
// ended, not the round of the visit for which she comes all the same; whether a client programme may follow her is a consent of its own.
func TestNoContactEndsInvitationsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		f.Followed = rapid.Bool().Draw(t, "followed")
		withdrawn := f
		withdrawn.NoContact = true
		want := slices.DeleteFunc(Due(p, f, asOf), func(i Item) bool { return i.Opening })
		if got := Due(p, withdrawn, asOf); !slices.EqualFunc(got, want, func(a, b Item) bool { return reflect.DeepEqual(a, b) }) {
			t.Fatalf("without her consent:\n%s\nwant\n%s", shown(got), shown(want))
		}
		if got, want := Episodes(p, withdrawn, asOf), Episodes(p, f, asOf); !reflect.DeepEqual(got, want) {
			t.Fatalf("rounds ended as %v, want %v", got, want)
		}
		visit := rapid.SampledFrom([]string{"exam", "treatment", "colposcopy"}).Draw(t, "comes for")
		with, _ := Answered(p, f, visit, asOf)
		if without, _ := Answered(p, withdrawn, visit, asOf); without.Round != with.Round {
			t.Fatalf("she comes for %s: round %d, with her consent %d", visit, without.Round, with.Round)
		}
		unfollowed := f
		unfollowed.Followed = false
		if got, want := Due(p, unfollowed, asOf), Due(p, f, asOf); !reflect.DeepEqual(got, want) {
			t.Fatalf("a screening's list hangs on being followed:\n%s\nwant\n%s", shown(got), shown(want))
		}
	})
}

func TestNobodyOutsideWhoIsInvited(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		lo, hi, _ := f.Person.Birth.Age(asOf)
		for _, i := range openings(Due(p, f, asOf)) {
			if f.Person.Sex == "male" || hi < 20 || lo >= 65 {
				t.Fatalf("aged %d to %d: %s", lo, hi, shown([]Item{i}))
			}
			may, _ := NewReading(f.Person, max(asOf, i.From)).Eval(p.Who)
			if (may == rule.True) != (i.Status != Unknown) || may == rule.False {
				t.Fatalf("who is %s: %s", may, shown([]Item{i}))
			}
			if i.Status == Ready {
				if may, _ := NewReading(f.Person, i.From).Eval(p.Who); may != rule.True {
					t.Fatalf("who is %s on From: %s", may, shown([]Item{i}))
				}
			}
			if i.Status == Overdue || !i.Until.Zero() {
				t.Fatalf("an invitation with a limit: %s", shown([]Item{i}))
			}
		}
	})
}

// TestFromIsTheFirstDay compares From with a search through every day.
func TestFromIsTheFirstDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), Facts{Person: drawPerson(t)}, drawDay(t, "asOf")
		for _, i := range openings(Due(p, f, asOf)) {
			if i.Status != Ready {
				continue
			}
			day := max(p.Opens, f.Person.Since)
			for who, _ := NewReading(f.Person, day).Eval(p.Who); who != rule.True; who, _ = NewReading(f.Person, day).Eval(p.Who) {
				day = day.AddDays(1)
			}
			if i.From != day {
				t.Fatalf("%s, by search from %s", shown([]Item{i}), day)
			}
		}
	})
}

func TestNoInvitationBeforeTheIntervalHasPassed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		for _, e := range f.Events {
			if e.Kind == KindVisit && e.Visit == "exam" && e.On <= asOf && asOf < e.On.Add(p.Recall.Every) && slices.ContainsFunc(Due(p, f, asOf),
				func(i Item) bool { return i.Opening && i.Status == Ready }) {
				t.Fatalf("examined on %s:\n%s", e.On, shown(Due(p, f, asOf)))
			}
		}
	})
}

func TestAMissingResultIsNeverSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		asked := rapid.SampledFrom([]string{"findings", "hpv"}).Draw(t, "missing")
		f.Person.Birth = woman("1980-01-01").Birth // of an age to be asked everything
		answers := Answers{"findings": []string{"none"}, "hpv": "negative"}
		delete(answers, asked)
		f.Events = append(slices.DeleteFunc(f.Events, func(e Event) bool { return e.On >= asOf || e.Kind == KindDecline }),
			Event{ID: nth(50), Kind: KindVisit, Visit: "exam", On: asOf, Order: 50, Round: 9, Answers: answers})
		var open []Item
		for _, i := range Due(p, f, asOf) {
			if i.Key.Anchor == nth(50) && !i.Opening {
				open = append(open, i)
			}
		}
		if len(open) != 1 || open[0].Reason != ReasonResultMissing || !slices.Contains(open[0].Missing, "v."+asked) {
			t.Fatalf("without %s:\n%s", asked, shown(open))
		}
		if last := Episodes(p, f, asOf); last[len(last)-1].Outcome != "" {
			t.Fatalf("closed without %s: %v", asked, last)
		}
	})
}

func TestCorrectingAFindingRemovesTheFollowUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		for n, e := range f.Events {
			if e.Kind != KindVisit || e.Visit != "exam" {
				continue
			}
			f.Events[n].Answers = Answers{"findings": []string{"none"}, "hpv": "negative"}
			if i := slices.IndexFunc(Due(p, f, asOf), func(i Item) bool { return !i.Opening && i.Key.Anchor == e.ID }); i >= 0 {
				t.Fatalf("corrected to none:\n%s", shown(Due(p, f, asOf)))
			}
		}
	})
}

// TestInvitationsDoNotTellResults is R7: what a village worker may see is the same whatever the exams found.
func TestInvitationsDoNotTellResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		want := openings(Due(p, f, asOf))
		other := f
		other.Events = slices.Clone(f.Events)
		for i := range other.Events {
			if other.Events[i].Kind == KindVisit {
				other.Events[i].Answers = drawAnswers(t, other.Events[i].Visit)
			}
		}
		if got := openings(Due(p, other, asOf)); !reflect.DeepEqual(got, want) {
			t.Fatalf("with other results:\n%s\nwant\n%s", shown(got), shown(want))
		}
	})
}

func TestKeysAreUniqueAndFollowUpsHaveTheirVisit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f, asOf := screeningOf(t), drawFacts(t), drawDay(t, "asOf")
		seen := map[Key]bool{}
		visits := map[id.ID]Event{}
		for _, e := range f.Events {
			if e.Kind == KindVisit {
				visits[e.ID] = e
			}
		}
		for _, i := range Due(p, f, asOf) {
			e := visits[i.Key.Anchor]
			if seen[i.Key] || !i.Opening && (e.On.Zero() || i.Key.Round != e.Round || i.From < e.On) {
				t.Fatalf("%s\nof %+v", shown([]Item{i}), e)
			}
			seen[i.Key] = true
			if back, err := ParseKey(i.Key.Person, i.Key.String()); back != i.Key || err != nil {
				t.Fatalf("%s reads as %v, %v", i.Key, back, err)
			}
		}
	})
}
