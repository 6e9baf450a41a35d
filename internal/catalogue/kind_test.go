package catalogue

import (
	"strings"
	"testing"

	"youfu/catalog"
)

// counsel is a client programme with a code table and figures, with holes for what the tests vary.
const counsel = `id: counsel
title: {zh: TITLE_ZH, en: TITLE_EN}
basis: [{title: {zh: 区里的办法, en: District rule}}]
reach: client
who: p.age >= 18
visits:
  - id: talk
    title: {zh: 咨询, en: Talk}
    fields:
      - {id: choice, title: {zh: 选择, en: Choice}, type: code, codes: choice}
    then:
      - {visit: again, within: 1mo, when: v.choice == "a"}
      - {close: done, when: v.choice == "b"}
  - id: again
    title: {zh: 再来, en: Again}
    fields:
      - {id: fine, title: {zh: 满意, en: Fine}, type: bool}
    then:
      - {close: done, when: v.fine}
outcomes: [done, declined]
retention: 10y
`

const counselFigures = `- {id: talked, title: {zh: 咨询人次, en: Talks}, count: visits, of: counsel/talk}
- {id: chose-a, title: {zh: 选甲, en: Chose a}, of: talked, where: v.choice == "a"}
- {id: came-again, title: {zh: 再来, en: Came again}, of: chose-a, followed: {visit: again, within: 2mo}}
- {id: share, title: {zh: 选甲比例, en: Share of a}, of: [chose-a, talked]}
- {id: kept, title: {zh: 再来比例, en: Share that came again}, of: [came-again, chose-a]}
`

// TestKindIsDerivedFromWhatIsCounted (R1): whatever a figure is called, what it touches decides.
func TestKindIsDerivedFromWhatIsCounted(t *testing.T) {
	for _, c := range []struct {
		about, zh, en string
		want          map[string]Kind // by figure
		target        map[string]bool // whether a target may stand beside it
	}{
		{"finding", "皮肤咨询", "Skin counselling",
			map[string]Kind{"talked": KindActivity, "chose-a": KindActivity, "came-again": KindActivity, "share": KindCoverage, "kept": KindQuality},
			map[string]bool{"kept": true}},
		{"course", "皮肤咨询", "Skin counselling", map[string]Kind{"share": KindOutcome, "kept": KindQuality}, map[string]bool{"share": true, "kept": true}},
		{"method", "皮肤咨询", "Skin counselling", map[string]Kind{"talked": KindMethods, "share": KindMethods, "kept": KindMethods}, nil},
		{"birth", "皮肤咨询", "Skin counselling", map[string]Kind{"talked": KindBirths, "share": KindBirths, "kept": KindBirths}, nil},
		{"opinion", "皮肤咨询", "Skin counselling", map[string]Kind{"talked": KindOpinion, "share": KindOpinion}, nil},
		// the second net: a table declared to be about something else
		{"finding", "避孕咨询", "Counselling", map[string]Kind{"talked": KindMethods, "kept": KindMethods}, nil},
		{"finding", "咨询", "IUD counselling", map[string]Kind{"share": KindMethods, "kept": KindMethods}, nil},
		{"finding", "出生人数", "Counselling", map[string]Kind{"kept": KindBirths}, nil},
	} {
		files := map[string]string{
			"codes/choice.yaml": "id: choice\ntitle: {zh: 选择, en: Choice}\nabout: " + c.about +
				"\ncodes: [{code: a, title: {zh: 甲, en: A}}, {code: b, title: {zh: 乙, en: B}}]\n",
			"programmes/counsel.yaml": strings.NewReplacer("TITLE_ZH", c.zh, "TITLE_EN", c.en).Replace(counsel),
			"figures/counsel.yaml":    counselFigures,
		}
		loaded, _, err := Load(overlaid(t, files), nil)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		for id, want := range c.want {
			if got := loaded.Figures[id].Kind; got != want {
				t.Errorf("%s %s: %s is %s, want %s", c.about, c.en, id, got, want)
			}
		}
		for _, id := range []string{"share", "kept"} {
			files["figures/counsel.yaml"] = strings.Replace(counselFigures, "{id: "+id+",", "{id: "+id+", target: 0.5,", 1)
			_, _, err := Load(overlaid(t, files), nil)
			if (err == nil) != c.target[id] {
				t.Errorf("%s %s: a target on %s: %v", c.about, c.en, id, err)
			}
			if err != nil && err.(Problems)[0].Key != "constitution.r1" {
				t.Errorf("%s %s: a target on %s: %v", c.about, c.en, id, err)
			}
		}
	}
}

// TestCoverageOfAScreeningMayHaveATarget: the national plan has one (screened at least 50 %); nobody is pressed by it as R4 holds.
func TestCoverageOfAScreeningMayHaveATarget(t *testing.T) {
	c, _ := shipped(t)
	den := c.Figures["women-screened"]
	f := &Figure{Num: den, Den: den}
	f.Kind = kindOf(f)
	if f.Kind != KindCoverage || !mayHaveTarget(f) {
		t.Errorf("%s", f.Kind)
	}
}

// TestFiguresOfASubsetSelectWithinTheirBase: the rules of the base hold too, so the first of a rate is inside the second.
func TestFiguresOfASubsetSelectWithinTheirBase(t *testing.T) {
	own := "- {id: hpv-too, title: {zh: 又有, en: And HPV}, of: treatment-needed, where: 'v.hpv in [\"16\", \"18\"]'}\n"
	c, _, err := Load(catalog.FS, overlaidOnly("figures/own.yaml", own))
	if err != nil {
		t.Fatal(err)
	}
	want := `(v.findings.exists(f, f in treatable)) && (v.hpv in ["16", "18"])`
	if got := c.Figures["hpv-too"]; got.Where.Source() != want || got.Count != CountCases {
		t.Errorf("%+v", got.Where.Source())
	}
	if done, needed := c.Figures["treatment-done"], c.Figures["treatment-needed"]; done.Where != needed.Where || done.Of != needed.Of {
		t.Error("treatment-done does not select within treatment-needed")
	}
}
