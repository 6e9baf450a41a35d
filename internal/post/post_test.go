package post

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"

	"youfu/internal/actor"
	"youfu/internal/id"
	"youfu/internal/lang"
)

// matrix is every post × purpose, and the scope of each post, as testdata/grants.txt keeps it.
func matrix() string {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	posts := append([]actor.Post{"", "mayor"}, append(actor.Posts, actor.Program)...)
	fmt.Fprint(w, "purpose")
	for _, p := range posts {
		fmt.Fprintf(w, "\t%s", name(p))
	}
	for _, purpose := range Purposes {
		fmt.Fprintf(w, "\n%s", purpose)
		for _, p := range posts {
			fmt.Fprintf(w, "\t%s", mark(May(actor.Actor{Post: p}, purpose)))
		}
	}
	fmt.Fprintln(w)
	w.Flush()
	b.WriteString("\nscope\n")
	for _, p := range posts {
		s := ScopeOf(seated(p))
		fmt.Fprintf(&b, "%s: district=%s place=%s department=%s site=%s clinical=%s\n", name(p),
			mark(s.District), mark(!s.Place.Zero()), mark(!s.Department.Zero()), mark(!s.Site.Zero()), mark(s.Clinical))
	}
	var trimmed []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		trimmed = append(trimmed, strings.TrimRight(line, " "))
	}
	return strings.Join(trimmed, "\n")
}

func name(p actor.Post) string {
	if p == "" {
		return "(nobody)"
	}
	return string(p)
}

func mark(yes bool) string {
	if yes {
		return "yes"
	}
	return "-"
}

// seated is an actor of a post with everything that a seat can have, so that a scope which takes too much shows.
func seated(p actor.Post) actor.Actor {
	return actor.Actor{Post: p, Place: id.New(), Department: id.New(), Site: id.New()}
}

// A new grant changes this file, where review sees it.
func TestEveryGrant(t *testing.T) {
	want, err := os.ReadFile("testdata/grants.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := matrix(); got != string(want) {
		t.Errorf("the grants are\n%s\ntestdata/grants.txt says\n%s", got, want)
	}
}

func TestWhatNoGrantMayEverSay(t *testing.T) {
	client := []Purpose{FindPerson, OpenPerson, CorrectPerson, OpenHousehold, Duplicates, Differences, Invite, RecordVisit, OpenVisit, FollowUp,
		Consent, Exceptions, FigureMembers, Import}
	clinical := []Purpose{RecordVisit, OpenVisit, FollowUp, Exceptions}
	for _, p := range append(actor.Posts, actor.Program, "", "mayor") {
		a := seated(p)
		for _, purpose := range client {
			if (p == actor.Administrator || p == actor.Program || !p.Valid()) && May(a, purpose) {
				t.Errorf("%s may %s: it must not meet clients", name(p), purpose)
			}
		}
		if May(a, Consent) != May(a, OpenPerson) {
			t.Errorf("%s may open a person, or record what she agrees to, but not both", name(p))
		}
		for _, purpose := range clinical {
			if May(a, purpose) && !ScopeOf(a).Clinical {
				t.Errorf("%s may %s without a clinic", name(p), purpose)
			}
		}
		if ScopeOf(a).Clinical && p != actor.ClinicWorker {
			t.Errorf("%s sees clinical content", name(p))
		}
	}
	if May(seated(actor.Manager), Purpose("no-such-purpose")) {
		t.Error("an unknown purpose is granted")
	}
}

func TestEveryGrantIsOfTheList(t *testing.T) {
	listed := map[Purpose]bool{}
	for _, p := range Purposes {
		if listed[p] {
			t.Errorf("%s is listed twice", p)
		}
		listed[p] = true
		for _, l := range lang.All {
			if _, ok := lang.Keys(l)["post.purpose."+string(p)]; !ok {
				t.Errorf("%s has no text in %s", p, l)
			}
		}
	}
	for post, purposes := range grants {
		for _, p := range purposes {
			if !listed[p] {
				t.Errorf("%s is granted %s, which is not in Purposes", post, p)
			}
		}
	}
	for _, p := range actor.Posts {
		if len(grants[p]) == 0 {
			t.Errorf("%s may do nothing", p)
		}
		if _, ok := needs[p]; !ok {
			t.Errorf("nobody can have a seat as %s", p)
		}
	}
	if _, ok := needs[actor.Program]; ok {
		t.Error("somebody could sign in as the program")
	}
}

func TestScope(t *testing.T) {
	district, township, village, other := id.New(), id.New(), id.New(), id.New()
	health, planning, site := id.New(), id.New(), id.New()
	worker := func(p actor.Post, place id.ID) Scope { return ScopeOf(actor.Actor{Post: p, Place: place}) }
	clinic := ScopeOf(actor.Actor{Post: actor.ClinicWorker, Department: health, Site: site})
	manager := ScopeOf(actor.Actor{Post: actor.Manager})
	chain := []id.ID{village, township, district}
	elsewhere := []id.ID{other, district}
	for _, test := range []struct {
		name              string
		s                 Scope
		here, there       bool // reaches village; reaches other
		meets, meetsThere bool
		treats, foreign   bool // of health; of planning
	}{
		{"village worker", worker(actor.VillageWorker, village), true, false, true, false, false, false},
		{"township worker", worker(actor.TownshipWorker, township), true, false, true, false, false, false},
		{"worker of the other village", worker(actor.VillageWorker, other), false, true, false, true, false, false},
		{"worker without a place", worker(actor.VillageWorker, id.ID{}), false, false, false, false, false, false},
		{"clinic worker", clinic, false, false, true, true, true, false},
		{"clinic worker without a site", ScopeOf(actor.Actor{Post: actor.ClinicWorker, Department: health}), false, false, false, false, false, false},
		{"manager", manager, true, true, true, true, false, false},
		{"registrar", ScopeOf(actor.Actor{Post: actor.Registrar}), true, true, true, true, false, false},
		{"administrator", ScopeOf(seated(actor.Administrator)), false, false, false, false, false, false},
		{"nobody", ScopeOf(actor.Actor{}), false, false, false, false, false, false},
	} {
		got := []bool{test.s.InPlace(chain...), test.s.InPlace(elsewhere...), test.s.Meets(chain...), test.s.Meets(elsewhere...),
			test.s.Treats(health), test.s.Treats(planning)}
		want := []bool{test.here, test.there, test.meets, test.meetsThere, test.treats, test.foreign}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
		if test.s.InPlace(id.ID{}) != test.s.District || test.s.Treats(id.ID{}) {
			t.Errorf("%s: no place or no department counts as its own", test.name)
		}
	}
}
