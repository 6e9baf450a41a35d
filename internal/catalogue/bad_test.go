package catalogue

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"youfu/catalog"
	"youfu/internal/lang"
)

var update = flag.Bool("update", false, "write the golden files of testdata/bad anew")

// places are where a bad file stands in its overlay, by the first part of its name.
var badPlaces = map[string]string{
	"programme": "programmes/vision-test.yaml", "codes": "codes/eye-finding.yaml", "figures": "figures/eyes.yaml",
	"report": "reports/eyes.zh.md", "headings": "codes/headings.csv", "holidays": "codes/holidays.csv", "cases": "programmes/womens-screening.test.yaml",
}

// beside is what an overlay holds besides the bad file, so that only the bad file is at fault.
func beside(t *testing.T, kind string) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	switch kind {
	case "report":
		m["reports/eyes.en.md"] = &fstest.MapFile{Data: []byte("{{problems}}\n")}
	case "programme":
		m["codes/eye-finding.yaml"] = &fstest.MapFile{Data: []byte("id: eye-finding\ntitle: {zh: 眼部所见, en: Eye findings}\nabout: finding\n" +
			"codes: [{code: none, title: {zh: 无, en: none}}]\nlists: [{id: treatable, codes: [none]}]\n")}
	case "cases":
		raw, err := fs.ReadFile(catalog.FS, "programmes/womens-screening.yaml")
		if err != nil {
			t.Fatal(err)
		}
		m["programmes/womens-screening.yaml"] = &fstest.MapFile{Data: raw}
	}
	return m
}

// problemsOf loads a bad file over the shipped catalogue.
func problemsOf(t *testing.T, file string) Problems {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	kind, _, _ := strings.Cut(filepath.Base(file), "-")
	overlay, place := beside(t, kind), badPlaces[kind]
	for _, closed := range []string{DefFacts, DefConsents} {
		if strings.Contains(file, "codes-"+closed+"-") {
			place = "codes/" + closed + ".yaml"
		}
	}
	overlay[place] = &fstest.MapFile{Data: raw}
	c, _, err := Load(catalog.FS, overlay)
	if err == nil {
		_, err = LoadCases(c, Overlay, overlay)
	}
	problems, _ := err.(Problems)
	return problems
}

// TestBadFiles: one file for each thing that can be wrong, with the full text that its writer sees, in both languages.
func TestBadFiles(t *testing.T) {
	files, _ := filepath.Glob("testdata/bad/*.bad.*")
	_, shown := schemesShow(t)
	for _, file := range files {
		problems := problemsOf(t, file)
		for _, p := range problems {
			shown[p.Key] = true
		}
		got := problems.Text(lang.En) + "\n" + problems.Text(lang.Zh) + "\n"
		golden := file[:strings.Index(file, ".bad.")] + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if len(problems) == 0 || err != nil || got != string(want) {
			t.Errorf("%s:\n%s\nwant:\n%s", file, got, want)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(lang.Keys(lang.En))) {
		area, name, _ := strings.Cut(key, ".")
		check := area == "catalogue" && !strings.HasPrefix(name, "kind-") && !strings.HasPrefix(name, "doc-") || area == "constitution"
		if check && !shown[key] && !elsewhere[key] {
			t.Errorf("no bad file shows %s", key)
		}
	}
}

// elsewhere are messages that need more than one bad file: the tests below show them.
var elsewhere = map[string]bool{
	"catalogue.problems": true, "catalogue.unreadable": true, "catalogue.stray": true, "catalogue.report-name": true,
	"catalogue.report-language": true, "catalogue.no-cases": true, "catalogue.no-case": true, "catalogue.no-code": true,
}

func TestStrayAndMissingFiles(t *testing.T) {
	for _, c := range []struct {
		files map[string]string
		want  string
	}{
		{map[string]string{"programme/x.yaml": "id: x\n"}, "programme/x.yaml catalogue.stray"},
		{map[string]string{"x.yaml": "id: x\n"}, "x.yaml catalogue.stray"},
		{map[string]string{"reports/x.md": "x\n"}, "reports/x.md catalogue.report-name"},
		{map[string]string{"reports/x.fr.md": "x\n"}, "reports/x.fr.md catalogue.report-name"},
		{map[string]string{"reports/x.zh.md": "{{problems}}\n"}, "reports/x.zh.md catalogue.report-language"},
		{map[string]string{"README.md": "x", ".git/config": "x", "codes/.swp": "x"}, ""},
	} {
		overlay := fstest.MapFS{}
		for name, text := range c.files {
			overlay[name] = &fstest.MapFile{Data: []byte(text)}
		}
		_, _, err := Load(catalog.FS, overlay)
		problems, _ := err.(Problems)
		var got []string
		for _, p := range problems {
			got = append(got, p.File+" "+p.Key)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v: %v", c.files, got)
		}
	}
	if _, _, err := Load(catalog.FS, os.DirFS("testdata/nowhere")); err == nil || err.(Problems)[0].Key != "catalogue.unreadable" {
		t.Errorf("no folder: %v", err)
	}
}

func TestDefinitionsWithoutCasesAreNotFinished(t *testing.T) {
	overlay := fstest.MapFS{"figures/own.yaml": {Data: []byte("- {id: own, title: {zh: 自己的, en: Own}, count: visits, of: womens-screening/screening}\n")}}
	for _, want := range []string{"catalogue.no-cases", "catalogue.no-case"} {
		c, _, err := Load(catalog.FS, overlay)
		if err != nil {
			t.Fatal(err)
		}
		_, err = LoadCases(c, Overlay, overlay)
		if problems, _ := err.(Problems); len(problems) != 1 || problems[0].Key != want {
			t.Errorf("%v, want %s", err, want)
		}
		overlay["figures/own.test.yaml"] = &fstest.MapFile{Data: []byte(
			"- name: another\n  people: [{id: li}]\n  figures: [{figure: women-screened, from: 2026-01-01, to: 2027-01-01, value: 0}]\n")}
	}
}
