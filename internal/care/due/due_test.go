package due

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
)

var load = sync.OnceValues(func() (*catalogue.Catalogue, error) {
	c, _, err := catalogue.Load(os.DirFS("testdata/catalog"), nil)
	return c, err
})

// programmes are the definitions in testdata.
func programmes(t testing.TB) map[string]*catalogue.Programme {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return c.Programmes
}

func nth(n int) id.ID { return id.ID{15: byte(n)} }

// event reads "DAY KIND[:STATE] [VISIT] [rN] [key=ROUND/VISIT/N] [field=value…]". Events are numbered from 1: N, their ids and their
// order. Values are typed by their look: a list where the field is findings.
func event(t testing.TB, programme string, n int, line string) Event {
	t.Helper()
	words := strings.Fields(line)
	e := Event{ID: nth(n), On: civil.MustDate(words[0]), Order: int64(n), Round: 1, Answers: Answers{}}
	e.Kind, e.State, _ = strings.Cut(words[1], ":")
	for _, w := range words[2:] {
		name, value, answer := strings.Cut(w, "=")
		switch {
		case name == "key":
			part := strings.Split(value, "/")
			round, _ := strconv.Atoi(part[0])
			anchor, _ := strconv.Atoi(part[2])
			e.Key, e.Visit, e.Round = Key{Programme: programme, Round: round, Visit: part[1], Anchor: nth(anchor)}.String(), part[1], round
		case !answer && len(w) == 2 && w[0] == 'r':
			e.Round = int(w[1] - '0')
		case !answer:
			e.Visit = w
		case name == "findings":
			e.Answers[name] = strings.Split(value, "+")
		case value == "true" || value == "false":
			e.Answers[name] = value == "true"
		case name == "bp":
			e.Answers = merged(e.Answers, Pair(name, value))
		case name == "hb":
			e.Answers[name], _ = strconv.ParseFloat(value, 64)
		default:
			e.Answers[name] = value
		}
	}
	return e
}

func merged(a, b Answers) Answers {
	for k, v := range b {
		a[k] = v
	}
	return a
}

func events(t testing.TB, programme string, lines ...string) []Event {
	t.Helper()
	all := make([]Event, len(lines))
	for i, line := range lines {
		all[i] = event(t, programme, i+1, line)
	}
	return all
}

// shown is "STATUS VISIT FROM..UNTIL REASON rROUND aN", then what is missing and the last contact.
func shown(items []Item) string {
	var lines []string
	for _, i := range items {
		s := fmt.Sprintf("%s %s %s..%s %s r%d a%d", i.Status, i.Key.Visit, i.From, i.Until, i.Reason, i.Key.Round, i.Key.Anchor[15])
		if len(i.Missing) > 0 {
			s += " lacks " + strings.Join(i.Missing, ",")
		}
		if i.Contact != "" {
			s += fmt.Sprintf(" %s %s", i.Contact, i.ContactOn)
		}
		lines = append(lines, s)
	}
	return strings.Join(lines, "\n")
}

func woman(birth string) Person {
	b, err := civil.ParseBirth(birth)
	if err != nil {
		b = civil.Birth{}
	}
	return Person{Sex: "female", Birth: b}
}

type dueCase struct {
	name   string
	person Person
	events []string
	asOf   string
	want   string // lines of shown
}

func (c dueCase) run(t *testing.T, p *catalogue.Programme, f Facts) {
	t.Helper()
	f.PersonID, f.Person, f.Events = nth(99), c.person, events(t, p.ID, c.events...)
	items := Due(p, f, civil.MustDate(c.asOf))
	if got := shown(items); got != c.want {
		t.Errorf("%s on %s:\n%s\nwant\n%s", c.name, c.asOf, got, c.want)
	}
	for _, i := range items {
		if i.Key.Person != nth(99) || i.Key.Programme != p.ID || i.Why == (lang.Text{}) {
			t.Errorf("%s: incomplete item %+v", c.name, i)
		}
	}
}

func TestInvitations(t *testing.T) {
	p := programmes(t)["screening"]
	of40, since := woman("1984-05-10"), woman("1984-05-10")
	since.Since = civil.MustDate("2023-06-01")
	dead := woman("1984-05-10")
	dead.Death = civil.MustDate("2024-01-10")
	normal := "2024-03-01 visit exam findings=none hpv=negative"
	for _, c := range []dueCase{
		{"never came", of40, nil, "2024-01-01", "due exam 2020-01-01.. first r1 a0"},
		{"before the programme opens", of40, nil, "2019-12-31", "upcoming exam 2020-01-01.. first r1 a0"},
		{"moved here", since, nil, "2024-01-01", "due exam 2023-06-01.. first r1 a0"},
		{"moves here later", since, nil, "2023-05-31", "upcoming exam 2023-06-01.. first r1 a0"},
		{"a man", Person{Sex: "male", Birth: of40.Birth}, nil, "2024-01-01", ""},
		{"the day before her twentieth birthday", woman("2003-07-08"), nil, "2023-07-07", ""},
		{"her twentieth birthday", woman("2003-07-08"), nil, "2023-07-08", "due exam 2023-07-08.. first r1 a0"},
		{"came of age a while ago", woman("2001-02-28"), nil, "2024-07-08", "due exam 2021-02-28.. first r1 a0"},
		{"born on a leap day", woman("2004-02-29"), nil, "2024-02-29", "due exam 2024-02-29.. first r1 a0"},
		{"born on a leap day, common year", woman("2004-02-29"), nil, "2025-07-01", "due exam 2024-02-29.. first r1 a0"},
		{"the last day before 65", woman("1959-07-08"), nil, "2024-07-07", "due exam 2020-01-01.. first r1 a0"},
		{"65", woman("1959-07-08"), nil, "2024-07-08", ""},
		{"dead", dead, nil, "2024-01-10", ""},
		{"not dead yet", dead, nil, "2024-01-09", "due exam 2020-01-01.. first r1 a0"},

		{"year of birth, old enough either way", woman("2003"), nil, "2024-01-01", "due exam 2023-12-31.. first r1 a0"},
		{"month of birth, in doubt", woman("2003-07"), nil, "2023-07-15", "unknown exam 2020-01-01.. who-unknown r1 a0 lacks p.age"},
		{"month of birth, too young either way", woman("2003-07"), nil, "2023-06-30", ""},
		{"month of birth, since her last possible birthday", woman("2003-07"), nil, "2023-08-01", "due exam 2023-07-31.. first r1 a0"},
		{"no birth", woman(""), nil, "2024-01-01", "unknown exam 2020-01-01.. who-unknown r1 a0 lacks p.age"},
		{"no sex", Person{Birth: of40.Birth}, nil, "2024-01-01", "unknown exam 2020-01-01.. who-unknown r1 a0 lacks p.sex"},
		{"neither, but too old", Person{Birth: woman("1940").Birth}, nil, "2024-01-01", ""},

		{"came", of40, []string{normal}, "2024-03-01", "upcoming exam 2025-03-01.. recall r2 a1"},
		{"not yet a year", of40, []string{normal}, "2025-02-28", "upcoming exam 2025-03-01.. recall r2 a1"},
		{"a year later", of40, []string{normal}, "2025-03-01", "due exam 2025-03-01.. recall r2 a1"},
		{"never overdue", of40, []string{normal}, "2040-03-01", "due exam 2025-03-01.. recall r2 a1"},
		{"before she came", of40, []string{normal}, "2024-02-29", "due exam 2020-01-01.. first r1 a0"},
		{"leap day", of40, []string{"2024-02-29 visit exam findings=none hpv=negative"}, "2025-02-28", "due exam 2025-02-28.. recall r2 a1"},
		{"64 when the next round opens", woman("1960-03-02"), []string{normal}, "2024-04-01", "upcoming exam 2025-03-01.. recall r2 a1"},
		{"65 when the next round opens", woman("1959-07-08"), []string{"2023-09-01 visit exam findings=none hpv=negative"}, "2024-04-01", ""},
		{"screened before 20, by exception", woman("2004-06-01"), []string{"2022-01-01 visit exam findings=none"}, "2024-06-02", "due exam 2024-06-01.. recall r2 a1"},
		{"latest of several, written late", of40, []string{"2024-03-01 visit exam r1 findings=none hpv=negative", "2023-02-01 visit exam r2 findings=none hpv=negative"}, "2024-04-01",
			"upcoming exam 2025-03-01.. recall r3 a1"},

		{"invited", of40, []string{"2024-01-02 invite:invited exam r1", "2024-01-05 attempt:will-come exam r1"}, "2024-02-01", "due exam 2020-01-01.. first r1 a0 will-come 2024-01-05"},
		{"invited to the round before", of40, []string{"2024-01-02 invite:invited exam r1", normal}, "2025-04-01", "due exam 2025-03-01.. recall r2 a2"},
		{"invited to this round", of40, []string{normal, "2025-03-02 invite:invited key=2/exam/1"}, "2025-04-01", "due exam 2025-03-01.. recall r2 a1 invited 2025-03-02"},
		{"invited to the next round at the visit", of40, []string{normal, "2024-03-01 invite:invited key=2/exam/1"}, "2024-04-01", "upcoming exam 2025-03-01.. recall r2 a1 invited 2024-03-01"},
		{"invited to a later round, as after a visit that was taken back", of40, []string{normal, "2025-03-02 invite:invited key=3/exam/1"}, "2025-04-01", "due exam 2025-03-01.. recall r3 a1 invited 2025-03-02"},
		{"invited, then an old visit is written down", of40, []string{"2024-01-02 invite:invited key=1/exam/0", "2021-01-01 visit exam r1 findings=none hpv=negative"}, "2024-02-01",
			"due exam 2022-01-01.. recall r2 a2 invited 2024-01-02"},
		{"an answer about an appointment", of40, []string{"2024-03-01 visit exam findings=none hpv=negative", "2025-04-01 attempt:moved key=1/treatment/1"}, "2025-04-01", "due exam 2025-03-01.. recall r2 a1"},
	} {
		c.run(t, p, Facts{})
	}
}

func TestRefusals(t *testing.T) {
	p := programmes(t)["screening"]
	of40 := woman("1984-05-10")
	normal := "2023-03-01 visit exam findings=none hpv=negative"
	for _, c := range []dueCase{
		{"this invitation", of40, []string{"2024-01-05 decline:invitation key=1/exam/0"}, "2024-01-05", "upcoming exam 2025-01-05.. first r2 a0"},
		{"this invitation, a round later", of40, []string{"2024-01-05 decline:invitation key=1/exam/0"}, "2025-01-05", "due exam 2025-01-05.. first r2 a0"},
		{"this invitation after a visit", of40, []string{normal, "2024-04-05 decline:invitation key=2/exam/1"}, "2024-12-01", "upcoming exam 2025-04-05.. recall r3 a1"},
		{"this invitation, then she came", of40, []string{"2024-01-05 decline:invitation key=1/exam/0", "2024-02-05 visit exam findings=none hpv=negative"}, "2024-12-01", "upcoming exam 2025-02-05.. recall r2 a2"},
		{"programme, by default", of40, []string{"2024-01-05 decline exam"}, "2030-01-05", ""},
		{"programme", of40, []string{"2024-01-05 decline:programme key=1/exam/0"}, "2030-01-05", ""},
		{"the day before", of40, []string{"2024-01-05 decline:programme key=1/exam/0"}, "2024-01-04", "due exam 2020-01-01.. first r1 a0"},
		{"all contact", of40, []string{"2024-01-05 decline:contact"}, "2030-01-05", ""},
		{"until she asks", of40, []string{"2024-01-05 decline:programme exam", "2024-06-01 ask"}, "2024-06-01", "due exam 2020-01-01.. first r1 a0"},
		{"asks and declines again", of40, []string{"2024-01-05 decline exam", "2024-06-01 ask", "2024-06-01 decline"}, "2024-06-01", ""},
		{"until she comes", of40, []string{"2024-01-05 decline exam", "2024-06-01 visit exam findings=none hpv=negative"}, "2025-06-01", "due exam 2025-06-01.. recall r2 a2"},
		{"said so at the visit", of40, []string{"2024-06-01 decline exam", "2024-06-01 visit exam findings=none hpv=negative"}, "2025-06-01", ""},
		{"coming for treatment is not asking for invitations", of40, []string{"2024-01-05 visit exam findings=bv hpv=negative", "2024-01-06 decline", "2024-01-10 visit treatment result=treated"}, "2026-01-01", ""},
		{"declining a treatment alone leaves invitations", of40, []string{"2024-01-05 visit exam findings=bv hpv=negative", "2024-01-10 decline:invitation key=1/treatment/1"}, "2025-01-05", "due exam 2025-01-05.. recall r2 a1"},
	} {
		c.run(t, p, Facts{})
	}
}

func TestRefusalsMadeElsewhere(t *testing.T) {
	p := programmes(t)["screening"]
	refused := Facts{Refusals: []Refusal{{ScopeContact, civil.MustDate("2024-01-05")}}}
	first := "due exam 2020-01-01.. first r1 a0"
	for _, c := range []dueCase{
		{"before", woman("1984-05-10"), nil, "2024-01-04", first},
		{"refused", woman("1984-05-10"), nil, "2024-01-05", ""},
		{"asked here", woman("1984-05-10"), []string{"2024-01-06 ask"}, "2024-02-01", first},
		{"had asked here before", woman("1984-05-10"), []string{"2024-01-04 ask"}, "2024-02-01", ""},
		{"came here", woman("1984-05-10"), []string{"2024-01-06 visit exam findings=none hpv=negative"}, "2025-02-01", "due exam 2025-01-06.. recall r2 a1"},
		{"told what was found", woman("1984-05-10"), []string{"2024-01-04 visit exam findings=bv hpv=negative"}, "2024-01-10", "due treatment 2024-01-04..2024-01-18 follow-up r1 a1"},
	} {
		c.run(t, p, refused)
	}
	other := Facts{Refusals: []Refusal{{ScopeProgramme, civil.MustDate("2024-01-05")}}}
	dueCase{"another programme", woman("1984-05-10"), nil, "2024-02-01", first}.run(t, p, other)
}

// She took back her consent to be invited: nothing that she does lifts it but her consent, and what the clinic owes her stays.
func TestNoContact(t *testing.T) {
	p := programmes(t)["screening"]
	for _, c := range []dueCase{
		{"never came", woman("1984-05-10"), nil, "2024-01-01", ""},
		{"whether she may come is not known", woman("2003-07"), nil, "2023-07-15", ""},
		{"a year after she came", woman("1984-05-10"), []string{"2023-03-01 visit exam findings=none hpv=negative"}, "2024-04-01", ""},
		{"asked", woman("1984-05-10"), []string{"2024-01-05 ask"}, "2024-02-01", ""},
		{"was invited before", woman("1984-05-10"), []string{"2024-01-02 invite:invited exam r1"}, "2024-02-01", ""},
		{"told what was found", woman("1984-05-10"), []string{"2024-03-01 visit exam findings=bv hpv=16"}, "2024-03-10",
			"due colposcopy 2024-03-01..2024-03-31 follow-up r1 a1\ndue treatment 2024-03-01..2024-03-15 follow-up r1 a1"},
		{"a result is missing", woman("1984-05-10"), []string{"2024-03-01 visit exam findings=none"}, "2024-03-10", "unknown exam 2024-03-01.. result-missing r1 a1 lacks v.hpv"},
	} {
		c.run(t, p, Facts{NoContact: true})
	}
}

func TestFollowUps(t *testing.T) {
	p := programmes(t)["screening"]
	of40, of30 := woman("1984-05-10"), woman("1994-05-10")
	gone := woman("1984-05-10")
	gone.Death = civil.MustDate("2024-03-05")
	const next = "upcoming exam 2025-03-01.. recall r2 a1"
	bv := "2024-03-01 visit exam findings=bv hpv=negative"
	for _, c := range []dueCase{
		{"found", of40, []string{bv}, "2024-03-01", "due treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
		{"in time", of40, []string{bv}, "2024-03-15", "due treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
		{"late", of40, []string{bv}, "2024-03-16", "overdue treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
		{"two at once", of40, []string{"2024-03-01 visit exam findings=bv hpv=16"}, "2024-03-10",
			"due colposcopy 2024-03-01..2024-03-31 follow-up r1 a1\ndue treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
		{"not treatable", of40, []string{"2024-03-01 visit exam findings=fibroid hpv=negative"}, "2024-03-10", next},
		{"came", of40, []string{bv, "2024-03-10 visit treatment result=treated"}, "2024-03-10", next},
		{"came the same day, written before", of40, []string{"2024-03-01 visit treatment result=treated", "2024-03-01 visit exam findings=bv hpv=negative"}, "2024-03-10",
			"upcoming exam 2025-03-01.. recall r2 a2"},
		{"came before", of40, []string{bv, "2024-02-28 visit treatment result=treated"}, "2024-03-10", "due treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
		{"not cured", of40, []string{bv, "2024-03-10 visit treatment result=again"}, "2024-04-10", "overdue treatment 2024-03-10..2024-04-09 follow-up r1 a2\n" + next},
		{"cured in the end", of40, []string{bv, "2024-03-10 visit treatment result=again", "2024-03-10 visit treatment result=treated"}, "2024-04-10", next},
		{"one visit answers all that was open", of40, []string{"2023-02-01 visit exam findings=bv hpv=negative", "2024-03-01 visit exam r2 findings=candida hpv=negative", "2024-03-10 visit treatment r2 result=treated"},
			"2024-03-20", "upcoming exam 2025-03-01.. recall r3 a2"},
		{"each is listed", of40, []string{"2023-02-01 visit exam findings=bv hpv=negative", "2024-03-01 visit exam r2 findings=candida hpv=negative"}, "2024-03-10",
			"overdue treatment 2023-02-01..2023-02-15 follow-up r1 a1\ndue treatment 2024-03-01..2024-03-15 follow-up r2 a2\nupcoming exam 2025-03-01.. recall r3 a2"},
		{"called", of40, []string{bv, "2024-03-03 attempt:will-come key=1/treatment/1"}, "2024-03-04", "due treatment 2024-03-01..2024-03-15 follow-up r1 a1 will-come 2024-03-03\n" + next},
		{"declined", of40, []string{bv, "2024-03-03 decline:invitation key=1/treatment/1"}, "2024-06-01", next},
		{"declined one of two", of40, []string{"2024-03-01 visit exam findings=bv hpv=16", "2024-03-03 decline:invitation key=1/treatment/1"}, "2024-03-10",
			"due colposcopy 2024-03-01..2024-03-31 follow-up r1 a1\n" + next},
		{"declined once, not asked again for what was open", of40, []string{"2023-02-01 visit exam findings=bv hpv=negative", "2024-03-01 visit exam r2 findings=bv hpv=negative", "2024-03-03 decline:invitation key=2/treatment/2"},
			"2024-03-10", "upcoming exam 2025-03-01.. recall r3 a2"},
		{"declined, but a new finding", of40, []string{"2023-02-01 visit exam findings=bv hpv=negative", "2023-02-03 decline:invitation key=1/treatment/1", "2024-03-01 visit exam r2 findings=bv hpv=negative"},
			"2024-03-10", "due treatment 2024-03-01..2024-03-15 follow-up r2 a3\nupcoming exam 2025-03-01.. recall r3 a3"},
		{"refused the programme: still told", of40, []string{bv, "2024-03-03 decline:programme key=2/exam/1"}, "2024-03-10", "due treatment 2024-03-01..2024-03-15 follow-up r1 a1"},
		{"past the age: still told", woman("1959-03-05"), []string{bv}, "2024-03-10", "due treatment 2024-03-01..2024-03-15 follow-up r1 a1"},
		{"dead", gone, []string{bv}, "2024-03-10", ""},
		{"not asked at 30", of30, []string{"2024-03-01 visit exam findings=none"}, "2024-03-10", next},
		{"answered at 30, so it was asked", of30, []string{"2024-03-01 visit exam findings=none hpv=16"}, "2024-03-10", "due colposcopy 2024-03-01..2024-03-31 follow-up r1 a1\n" + next},
		{"a visit that the definition has no more", of40, []string{bv, "2024-03-02 visit biopsy"}, "2024-03-02", "due treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
	} {
		c.run(t, p, Facts{})
	}
}

func TestResultMissing(t *testing.T) {
	p := programmes(t)["screening"]
	of40 := woman("1984-05-10")
	const next = "upcoming exam 2025-03-01.. recall r2 a1"
	const lacks = "unknown exam 2024-03-01.. result-missing r1 a1 lacks v.hpv\n"
	none := "2024-03-01 visit exam findings=none"
	for _, c := range []dueCase{
		{"asked and not there", of40, []string{none}, "2024-03-01", lacks + next},
		{"beside what is known", of40, []string{"2024-03-01 visit exam findings=bv"}, "2024-03-02", lacks + "due treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
		{"age in doubt, so the question may have been asked", woman("1989-03"), []string{none}, "2024-03-02", lacks + next},
		{"nothing at all", of40, []string{"2024-03-01 visit exam"}, "2024-03-02", "unknown exam 2024-03-01.. result-missing r1 a1 lacks v.findings,v.hpv\n" + next},
		{"a later exam", of40, []string{none, "2024-04-01 visit exam r2 findings=none hpv=negative"}, "2024-04-01", "upcoming exam 2025-04-01.. recall r3 a2"},
		{"the result came, negative", of40, []string{none, "2024-03-20 result key=1/exam/1 hpv=negative"}, "2024-03-20", next},
		{"before it came", of40, []string{none, "2024-03-20 result key=1/exam/1 hpv=negative"}, "2024-03-19", lacks + next},
		{"the result came, positive: time runs from then", of40, []string{none, "2024-03-20 result key=1/exam/1 hpv=16"}, "2024-04-19", "due colposcopy 2024-03-20..2024-04-19 follow-up r1 a1\n" + next},
		{"a visit before the result does not answer it", of40, []string{none, "2024-03-10 visit colposcopy result=treated", "2024-03-20 result key=1/exam/1 hpv=16"}, "2024-03-20",
			"due colposcopy 2024-03-20..2024-04-19 follow-up r1 a1\n" + next},
		{"nor does a later exam end what the result opened", of40, []string{none, "2024-03-10 visit colposcopy result=treated", "2024-03-20 result key=1/exam/1 hpv=16", "2024-03-25 visit exam r2 findings=none hpv=negative"},
			"2024-03-25", "due colposcopy 2024-03-20..2024-04-19 follow-up r1 a1\nupcoming exam 2025-03-25.. recall r3 a4"},
		{"a result brings nothing forward that it did not bring", of40, []string{"2024-03-01 visit exam findings=bv", "2024-03-20 result key=1/exam/1 hpv=negative"}, "2024-03-20",
			"overdue treatment 2024-03-01..2024-03-15 follow-up r1 a1\n" + next},
		{"the last result counts", of40, []string{none, "2024-03-20 result key=1/exam/1 hpv=16", "2024-03-21 result key=1/exam/1 hpv=negative"}, "2024-03-25", next},
		{"a result of no visit", of40, []string{none, "2024-03-20 result key=1/exam/7 hpv=negative", "2024-03-20 result exam hpv=negative"}, "2024-03-25", lacks + next},
		{"she does not want it", of40, []string{none, "2024-03-20 decline:invitation key=1/exam/1"}, "2024-03-25", next},
		{"an answer of another type", of40, []string{"2024-03-01 visit exam findings=none hpv=true"}, "2024-03-02", lacks + next},
		{"called about it", of40, []string{none, "2024-03-20 attempt:moved key=1/exam/1"}, "2024-03-25", "unknown exam 2024-03-01.. result-missing r1 a1 lacks v.hpv moved 2024-03-20\n" + next},
	} {
		c.run(t, p, Facts{})
	}
}
