package cases

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"youfu/internal/catalogue"
	"youfu/internal/lang"
)

const testCatalog = "../due/testdata/catalog"

func load(t *testing.T, fsys fs.FS) (*catalogue.Catalogue, []catalogue.CaseFile) {
	t.Helper()
	c, _, err := catalogue.Load(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := catalogue.LoadCases(c, catalogue.Shipped, fsys)
	if err != nil {
		t.Fatal(err)
	}
	return c, files
}

// with is the test catalogue with other cases for the screening.
func with(t *testing.T, cases string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(testCatalog), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(testCatalog + "/" + name)
		files[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files["programmes/screening.test.yaml"] = &fstest.MapFile{Data: []byte(cases)}
	return files
}

// persons counts each person of the visits in the period once.
func persons(f catalogue.CaseFigure, visits []Visit) (value, num, den int, err error) {
	seen := map[string]bool{}
	for _, v := range visits {
		if v.On >= f.From && v.On < f.To && v.Kind.ID == "exam" && v.Programme.ID == "screening" && v.Department != "" && v.Answers["hpv"] != nil {
			seen[v.Person.ID] = true
		}
	}
	return len(seen), 0, 0, nil
}

func TestCasesThatHold(t *testing.T) {
	c, files := load(t, os.DirFS(testCatalog))
	n, failures := Run(c, files, persons)
	for _, f := range failures {
		t.Error(f.Text(lang.En))
	}
	if n != 15 {
		t.Errorf("%d cases", n)
	}
}

func TestCasesThatDoNotHold(t *testing.T) {
	const woman = "  people: [{id: w, sex: female, birth: 1984-05-10}]\n"
	const bv = "  events: [{on: 2024-03-01, visit: exam, values: {findings: [bv], hpv: negative}}]\n"
	for _, c := range []struct{ name, text, want string }{
		{"due, but wanted otherwise", woman + bv + "  asOf: 2024-03-20\n  due: [{visit: treatment, status: due}, {visit: exam, status: upcoming, from: 2025-03-02}]",
			"on 2024-03-20 these should be due and are not: {person: w, visit: exam, status: upcoming, from: 2025-03-02}; {person: w, visit: treatment, status: due}\n" +
				"on 2024-03-20 these are there too: {person: w, visit: treatment, status: overdue, from: 2024-03-01, until: 2024-03-15, reason: follow-up}; " +
				"{person: w, visit: exam, status: upcoming, from: 2025-03-01, reason: recall}"},
		{"wanted nothing", woman + bv + "  asOf: 2024-03-01\n  due: []",
			"on 2024-03-01 these are there too: {person: w, visit: treatment, status: due, from: 2024-03-01, until: 2024-03-15, reason: follow-up}; " +
				"{person: w, visit: exam, status: upcoming, from: 2025-03-01, reason: recall}"},
		{"wanted twice", woman + "  asOf: 2024-03-01\n  due: [{visit: exam, status: due}, {visit: exam, status: due, reason: first}]",
			"on 2024-03-01 these should be due and are not: {person: w, visit: exam, status: due}"},
		{"closed otherwise", woman + bv + "  asOf: 2024-03-01\n  closed: normal", "the last round should be normal, but is open"},
		{"no round at all", woman + "  asOf: 2024-03-01\n  closed: open", "the last round should be open, but is none"},
		{"an event that is refused", woman + "  events: [{on: 2024-03-01, visit: exam, values: {hpv: negative}}]\n  asOf: 2024-03-01\n  due: [{visit: exam, status: due}]",
			"exam on 2024-03-01 was not recorded: findings missing Please fill this in."},
		{"refused, but wanted accepted", woman + "  check: [{on: 2024-03-01, visit: exam, values: {hpv: negative}}]",
			"exam on 2024-03-01 should be accepted, but is refused: findings missing Please fill this in."},
		{"accepted, but wanted refused", woman + "  check: [{on: 2024-03-01, visit: exam, values: {findings: [bv]}, refused: [{field: hpv, code: missing}]}]",
			"exam on 2024-03-01 should be refused (hpv missing), but is accepted"},
		{"refused for something else", woman + "  check: [{on: 2024-03-01, visit: exam, values: {}, refused: [{field: hpv, code: missing}]}]",
			"exam on 2024-03-01 should be refused for hpv missing, but is refused for: findings missing Please fill this in."},
		{"other advice", woman + "  check: [{on: 2024-03-01, visit: exam, values: {findings: [bv], bp: 150/80}, advice: [go home]}]",
			"this advice is not shown: go home\nthis advice is shown too: blood pressure is high, measure again"},
		{"a result without a visit", woman + "  events: [{on: 2024-03-01, visit: exam, late: true, values: {hpv: 16}}]\n  asOf: 2024-03-01\n  due: [{visit: exam, status: due}]",
			"the result of exam on 2024-03-01 comes without a visit before it"},
		{"a result that is refused", woman + "  events:\n    - {on: 2024-03-01, visit: exam, values: {findings: [bv]}}\n    - {on: 2024-03-02, visit: exam, late: true, values: {hb: 5}}\n  asOf: 2024-03-02\n  closed: open",
			"exam on 2024-03-02 was not recorded: hb out-of-range Must be between 20 and 250 g/L."},
		{"a check without a visit", woman + "  check: [{on: 2024-03-01, answer: invited}]", "the check on 2024-03-01 names no visit"},
		{"a figure", woman + "  events: [{on: 2024-03-01, visit: exam, values: {findings: [bv], hpv: 16}}]\n  figures: [{figure: women-examined, from: 2024-01-01, to: 2025-01-01, value: 2}]",
			"women-examined from 2024-01-01 to 2025-01-01: value should be 2, but is 1"},
	} {
		cat, files := load(t, with(t, "# the cases\n- name: "+c.name+"\n"+c.text+"\n"))
		_, failures := Run(cat, files, persons)
		var got []string
		for _, f := range failures {
			text := f.Text(lang.En)
			place := "programmes/screening.test.yaml:2: " + c.name + ": "
			if !strings.HasPrefix(text, place) || !lang.Has(f.Key) {
				t.Errorf("%s: %s", c.name, text)
			}
			got = append(got, strings.TrimPrefix(text, place))
		}
		if s := strings.Join(got, "\n"); s != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, s, c.want)
		}
	}
}

func TestAFigureThatCannotBeCounted(t *testing.T) {
	c, files := load(t, os.DirFS(testCatalog))
	_, failures := Run(c, files, func(catalogue.CaseFigure, []Visit) (int, int, int, error) {
		return 0, 0, 0, errors.New("no such column")
	})
	if len(failures) != 1 || failures[0].Text(lang.En) != "figures/screening.test.yaml:1: one woman, examined twice: women-examined could not be counted: no such column" {
		t.Errorf("%v", failures)
	}
}
