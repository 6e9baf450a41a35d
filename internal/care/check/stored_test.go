package check

import (
	"encoding/json"
	"reflect"
	"testing"

	"youfu/internal/civil"
	"youfu/internal/lang"
)

func TestParse(t *testing.T) {
	exam := screening(t).Opening()
	for s, want := range map[string]Answers{
		`{}`: {},
		`{"bp":"120/80","findings":["bv","fibroid"],"hb":110.5,"hpv":"16","lmp":"2024-01-02","pregnant":true}`: {
			"bp": "120/80", "bp_1": 120.0, "bp_2": 80.0, "findings": []string{"bv", "fibroid"}, "hb": 110.5, "hpv": "16", "lmp": "2024-01-02", "pregnant": true,
		},
		`{"weight":61.5,"smear":"iia","old":["a"],"was":false}`: {"weight": 61.5, "smear": "iia", "old": []string{"a"}, "was": false}, // of an older definition
		`{"bp":"high","hpv":16,"findings":[]}`:                  {"bp": "high", "hpv": 16.0, "findings": []string{}},                  // of another type then
	} {
		got, err := Parse(s, exam)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v %v", s, got, err)
		}
	}
	if got, err := Parse(`{"bp":"120/80"}`, nil); err != nil || !reflect.DeepEqual(got, Answers{"bp": "120/80"}) {
		t.Errorf("without a definition: %v %v", got, err)
	}
	for _, s := range []string{``, `null`, `[]`, `"a"`, `{"a":null}`, `{"a":{}}`, `{"a":[1]}`, `{"a":[["b"]]}`, `{} {}`, `{"a":1`, `{"a":1e999}`} {
		if got, err := Parse(s, exam); err == nil {
			t.Errorf("%s: %v", s, got)
		}
	}
}

func TestLabels(t *testing.T) {
	p := screening(t)
	on := civil.MustDate(day)
	sheet, _ := Check(p, p.Opening(), woman("1984-05-10"), on, on, given("findings=fibroid;bv bp=120/80 hb=110.50 pregnant=false hpv=16"))
	sheet.Values["weight"] = 61.5
	for l, want := range map[lang.Lang][]Label{
		lang.Zh: {{"所见", "细菌性阴道病、子宫肌瘤"}, {"HPV", "16型"}, {"血压", "120/80 mmHg"}, {"血红蛋白", "110.5 g/L"}, {"怀孕", "否"}, {"weight", "61.5"}},
		lang.En: {{"Findings", "bacterial vaginosis, fibroid"}, {"HPV", "type 16"}, {"Blood pressure", "120/80 mmHg"}, {"Haemoglobin", "110.5 g/L"}, {"Pregnant", "no"}, {"weight", "61.5"}},
	} {
		if got := Labels(p.Opening(), sheet.Values, l); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", l, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	exam := screening(f).Opening()
	f.Add(`{"bp":"120/80","findings":["bv"],"hb":110.5,"x":true}`)
	f.Add(`{"bp":"/","findings":[]}`)
	f.Add(`{"bp_1":"a","bp":"1/2"}`)
	f.Fuzz(func(t *testing.T, s string) {
		answers, err := Parse(s, exam)
		if err != nil {
			return
		}
		Labels(exam, answers, lang.Zh)
		Given(exam, answers)
		stored := canonical(exam, answers)
		if !json.Valid([]byte(stored)) {
			t.Fatalf("%q is stored as %q", s, stored)
		}
		again, err := Parse(stored, exam)
		if err != nil || canonical(exam, again) != stored {
			t.Fatalf("%q is stored as %q, then as %q, %v", s, stored, canonical(exam, again), err)
		}
	})
}
