package catalogue

import (
	"os"
	"reflect"
	"testing"
	"testing/fstest"

	"youfu/catalog"
	"youfu/internal/civil"
)

func TestCasesAreReadIntoTypes(t *testing.T) {
	overlay := overlaidOnly("programmes/womens-screening.yaml", shippedText(t, "programmes/womens-screening.yaml"))
	overlay["programmes/womens-screening.test.yaml"] = overlaidOnly("x", `- name: all there is
  people: [{id: li, sex: female, birth: 1985-03, since: 2020-01-01}, {id: wu, followed: true, death: 2026-02-01}]
  events:
    - {person: li, on: 2026-03-02, visit: screening, department: family-planning, values: {findings: [bv, fibroid], hpv: 16, bp: 120/80}}
    - {person: li, on: 2026-03-09, visit: screening, late: true, values: {hpv: negative}}
    - {person: wu, on: 2026-03-09, answer: declined, scope: contact}
  asOf: 2026-03-10
  due: [{person: li, visit: treatment, status: due, until: 2026-03-16, reason: follow-up}]
  check: [{person: li, on: 2026-03-10, visit: treatment, values: {}, refused: [{field: result, code: missing}], advice: [x]}]
  figures:
    - {figure: women-screened, from: 2026-01-01, to: 2027-01-01, where: {department: health}, value: 0}
    - {figure: treatment-completed, from: 2026-01-01, to: 2027-01-01, num: 0, den: 1}
- name: nothing is due
  people: [{id: li}]
  asOf: 2026-03-10
  due: []
`)["x"]
	c, _, err := Load(catalog.FS, overlay)
	if err != nil {
		t.Fatal(err)
	}
	files, err := LoadCases(c, Overlay, overlay)
	if err != nil || len(files) != 1 || len(files[0].Cases) != 2 {
		t.Fatalf("%v %v", files, err)
	}
	p, zero, one := c.Programmes["womens-screening"], 0, 1
	screening, treatment := p.Visit("screening"), p.Visit("treatment")
	date := civil.MustDate
	birth, _ := civil.ParseBirth("1985-03")
	want := Case{
		Name: "all there is", File: "programmes/womens-screening.test.yaml", Line: 1, AsOf: date("2026-03-10"), DueGiven: true,
		People: []CasePerson{{ID: "li", Sex: "female", Birth: birth, Since: date("2020-01-01")}, {ID: "wu", Followed: true, Death: date("2026-02-01")}},
		Events: []CaseEvent{
			{Person: "li", On: date("2026-03-02"), Programme: p, Visit: screening, Department: "family-planning",
				Values: map[string]string{"findings": "bv;fibroid", "hpv": "16", "bp": "120/80"}},
			{Person: "li", On: date("2026-03-09"), Programme: p, Visit: screening, Late: true, Department: "health", Values: map[string]string{"hpv": "negative"}},
			{Person: "wu", On: date("2026-03-09"), Programme: p, Answer: "declined", Scope: "contact"},
		},
		Due: []CaseDue{{Person: "li", Visit: "treatment", Status: "due", Until: date("2026-03-16"), Reason: "follow-up"}},
		Checks: []CaseCheck{{
			Event:   CaseEvent{Person: "li", On: date("2026-03-10"), Programme: p, Visit: treatment, Department: "health", Values: map[string]string{}},
			Refused: []CaseRefusal{{"result", "missing"}}, Advice: []string{"x"},
		}},
		Figures: []CaseFigure{
			{Figure: c.Figures["women-screened"], From: date("2026-01-01"), To: date("2027-01-01"), Where: map[string]string{"department": "health"}, Value: &zero},
			{Figure: c.Figures["treatment-completed"], From: date("2026-01-01"), To: date("2027-01-01"), Num: &zero, Den: &one},
		},
	}
	if got := files[0].Cases[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	if got := files[0].Cases[1]; !got.DueGiven || len(got.Due) != 0 || got.Line != 13 {
		t.Errorf("%+v", got)
	}
}

func shippedText(t *testing.T, name string) string {
	t.Helper()
	raw, err := catalog.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestHearingIsYAMLAlone: a second programme loads over the shipped ones, with its figures, report and cases, and its rules are its own.
func TestHearingIsYAMLAlone(t *testing.T) {
	overlay := os.DirFS("../../testdata/hearing")
	c, _, err := Load(catalog.FS, overlay)
	if err != nil {
		t.Fatal(err)
	}
	files, err := LoadCases(c, Overlay, overlay)
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	p := c.Programmes["hearing-test"]
	if p.Visit("referral") == nil || p.Opening().Field("threshold").Type != TypeNumber || c.Figures["hearing-loss-followed-up"].Kind != KindQuality {
		t.Errorf("%+v", p)
	}
	if len(c.ProgrammeIDs) != 2 || len(c.Reports) != 2 || len(c.FigureIDs) != 11 {
		t.Errorf("%v %v", c.ProgrammeIDs, c.FigureIDs)
	}
}

// TestShippedCasesOfReplacedPracticeAreLeftOut: a district that changes a programme is not told that the shipped cases no longer hold.
func TestShippedCasesOfReplacedPracticeAreLeftOut(t *testing.T) {
	count := func(overlay fstest.MapFS) (n int) {
		c, _, err := Load(catalog.FS, overlay)
		if err != nil {
			t.Fatal(err)
		}
		files, err := LoadCases(c, Shipped, catalog.FS)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			n += len(f.Cases)
		}
		return n
	}
	all := count(fstest.MapFS{})
	figure := overlaidOnly("figures/own.yaml", "- {id: treatment-declined, title: {zh: 谢绝, en: Declined}, count: visits, of: womens-screening/treatment}\n")
	if got := count(figure); got != all-1 {
		t.Errorf("one figure replaced: %d of %d cases", got, all)
	}
	programme := overlaidOnly("programmes/womens-screening.yaml", shippedText(t, "programmes/womens-screening.yaml"))
	if got := count(programme); got != 0 {
		t.Errorf("the programme replaced: %d cases", got)
	}
}
