package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/rule"
)

func TestShippedSchemesAreWhatOthersRelyOn(t *testing.T) {
	c, _ := shipped(t)
	if want := []string{"childcare-subsidy", "reward-assistance", "special-assistance"}; !slices.Equal(c.SchemeIDs, want) {
		t.Fatalf("%v, want %v", c.SchemeIDs, want)
	}
	amounts := func(scheme, layer string) (all []string) {
		for _, a := range c.Schemes[scheme].Layer(layer).Amounts {
			all = append(all, fmt.Sprintf("%s..%s %d/%s", a.From, a.To, a.Fen, a.Per))
		}
		return all
	}
	for _, x := range []struct {
		got  []string
		want string
	}{
		{amounts("reward-assistance", "national"), "2004-01-01..2009-01-01 60000/year; 2009-01-01..2012-01-01 72000/year; 2012-01-01.. 96000/year"},
		{amounts("special-assistance", "bereaved"), "2018-01-01..2022-07-01 45000/month; 2022-07-01.. 59000/month"},
		{amounts("special-assistance", "disabled"), "2018-01-01..2022-07-01 35000/month; 2022-07-01.. 46000/month"},
		{amounts("childcare-subsidy", "national"), "2025-01-01.. 360000/year"},
	} {
		if got := strings.Join(x.got, "; "); got != x.want {
			t.Errorf("%s, want %s", got, x.want)
		}
	}
	s := c.Schemes["reward-assistance"]
	for _, p := range []Power{PowerConfirm, PowerFund, PowerPay, PowerSupervise} {
		if s.Powers.Body(p) == "" {
			t.Errorf("nobody holds %s", p)
		}
	}
	if s.Powers.Body("all") != "" || s.Subject != SubjectSelf || s.End(EndsDeath).Through != ThroughMonth || s.Starts.At != StartsConfirmed {
		t.Errorf("%+v", s)
	}
	if last := s.Steps[len(s.Steps)-1]; last.ID != "confirmation" || last.Power != PowerConfirm || last.Within != (civil.Duration{Days: 30}) || s.Step("village-review").Notice.Days != 7 {
		t.Errorf("%+v", last)
	}
	if s.Review.Window != [2]MonthDay{{1, 1}, {2, 28}} || s.Review.Sample != 5 || s.Appeal.Days != 60 {
		t.Errorf("%+v %+v", s.Review, s.Appeal)
	}
	if c := c.Schemes["childcare-subsidy"]; c.Subject != SubjectChild || c.Counting.Ahead != 12 || len(c.Counting.Births) != 2 || c.Starts.On != civil.MustDate("2025-01-01") {
		t.Errorf("%+v", c)
	}
}

// Whichever of two schemes names the other, both are told; a refusal is stronger than a warning.
func TestSchemesThatClash(t *testing.T) {
	c := &Catalogue{Schemes: map[string]*Scheme{
		"a": {ID: "a", Beside: []Beside{{Scheme: "b", How: BesideWarn}}},
		"b": {ID: "b", Beside: []Beside{{Scheme: "a", How: BesideRefuse}}},
		"c": {ID: "c"},
	}}
	for _, x := range []struct{ a, b, how string }{{"a", "b", BesideRefuse}, {"b", "a", BesideRefuse}, {"a", "c", ""}, {"c", "nowhere", ""}} {
		how := ""
		if found := c.Clash(x.a, x.b); found != nil {
			how = found.How
		}
		if how != x.how {
			t.Errorf("%s beside %s: %q, want %q", x.a, x.b, how, x.how)
		}
	}
	real, _ := shipped(t)
	if real.Clash("special-assistance", "reward-assistance") == nil {
		t.Error("special-assistance does not know of reward-assistance")
	}
}

// Nothing that a scheme can name is of a service: the vocabularies hold register facts, attributes and papers, and no word of methods,
// pregnancy or violations (R2).
func TestVocabulariesOfSupportAreClean(t *testing.T) {
	c, _ := shipped(t)
	env, err := c.supportEnv()
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{`v.findings == ["none"]`, "p.contraception", "d.sterilisation_certificate", "a.violation == 'yes'", "p.pregnant", "p.spouse_consents"} {
		if _, err := env.Compile(src); err == nil || !strings.HasPrefix(err.(rule.Errors)[0].Key, "rule.undeclared") {
			t.Errorf("%s: %v", src, err)
		}
	}
	for name, text := range map[string]string{
		"codes/evidence.yaml":   "- {id: iud-check, title: {zh: 查环证明, en: Check}, about: child}\n",
		"codes/attributes.yaml": "- {id: births, title: {zh: 生育史, en: History}, why: {zh: 用, en: Use}, codes: [{code: a, title: {zh: 甲, en: A}}]}\n",
		"codes/facts.yaml":      "- {id: p.pregnant, title: {zh: 怀孕, en: Pregnant}, type: bool, about: register}\n",
	} {
		m := overlaid(t, map[string]string{name: text})
		_, _, err := Load(m, nil)
		problems, _ := err.(Problems)
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Key == "constitution.r2" }) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, e := range c.Evidence {
		if c.EvidenceKind(e.ID).Title.In(lang.Zh) == "" || !strings.HasPrefix(e.Fact(), "d.") || strings.Contains(e.Fact(), "-") {
			t.Errorf("%+v", e)
		}
	}
	if c.EvidenceKind("x") != nil || c.Attribute("x") != nil || c.Attribute("rural-status").Fact() != "a.rural_status" {
		t.Error("what is not there is found")
	}
}
