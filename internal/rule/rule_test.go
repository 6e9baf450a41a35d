package rule

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

var findings = []string{"none", "trichomonas", "candida", "bv", "cervicitis"}

// screening declares the facts that the tests below use.
func screening(t testing.TB) *Env {
	t.Helper()
	env, err := NewEnv([]Var{
		{Name: "p.age", Type: Int},
		{Name: "p.sex", Type: String, Codes: []string{"female", "male"}},
		{Name: "p.household.kind", Type: String},
		{Name: "v.findings", Type: Strings, Codes: findings},
		{Name: "v.hpv", Type: String, Codes: []string{"negative", "16", "18", "invalid"}},
		{Name: "v.hb", Type: Double},
		{Name: "v.pregnant", Type: Bool},
	}, map[string][]string{"treatable": {"trichomonas", "candida", "bv"}})
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func compile(t testing.TB, src string) *Rule {
	t.Helper()
	r, err := screening(t).Compile(src)
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return r
}

func TestEval(t *testing.T) {
	notHPV := map[string]bool{"v.hpv": true}
	for _, c := range []struct {
		rule     string
		values   map[string]any
		notAsked map[string]bool
		want     Verdict
		missing  string
	}{
		{"p.age >= 20", map[string]any{"p.age": 20}, nil, True, ""},
		{"p.age >= 20", map[string]any{"p.age": int64(19)}, nil, False, ""},
		{"p.age >= 20", nil, nil, Unknown, "p.age"},
		{"v.hb < 110", map[string]any{"v.hb": 109.5}, nil, True, ""},
		{"v.hb < 110", map[string]any{"v.hb": 110}, nil, False, ""},
		{"v.hb == 110", map[string]any{"v.hb": 110.0}, nil, True, ""},
		{"110 != v.hb", map[string]any{"v.hb": 110.0}, nil, False, ""},
		{"v.hb in [110, 120]", map[string]any{"v.hb": 120.0}, nil, True, ""},
		{"v.hb + 1 == 111 && v.hb * 2.0 > 100", map[string]any{"v.hb": 110.0}, nil, True, ""},
		{"p.age > 19.5 && v.hb > p.age", map[string]any{"p.age": 20, "v.hb": 20.5}, nil, True, ""},
		{"size(v.findings) == 1", map[string]any{"v.findings": []string{"bv"}}, nil, True, ""},

		// a missing value is never false, and never true
		{"v.hb < 110", nil, nil, Unknown, "v.hb"},
		{"!(v.hb < 110)", nil, nil, Unknown, "v.hb"},
		{"v.pregnant", map[string]any{"v.pregnant": nil}, nil, Unknown, "v.pregnant"},
		{"v.pregnant ? true : true", nil, nil, Unknown, "v.pregnant"},
		{"p.household.kind == 'x' && p.age > 3", nil, nil, Unknown, "p.age p.household.kind"},
		{"p.age > 3 || p.age < 100 || v.pregnant", nil, nil, Unknown, "p.age v.pregnant"},
		{"v.findings.exists(f, f in treatable)", nil, nil, Unknown, "v.findings"},
		{"size(v.findings) > 0", nil, nil, Unknown, "v.findings"},
		{"['a', v.hpv] == ['a', 'b']", nil, nil, Unknown, "v.hpv"},
		{"v.hpv in ['16', '18']", nil, nil, Unknown, "v.hpv"},
		{"v.hpv.startsWith('1')", nil, nil, Unknown, "v.hpv"},
		{"v.findings.exists(f, f == v.hpv)", map[string]any{"v.findings": []string{"bv"}}, nil, Unknown, "v.hpv"},

		// unless the answer does not hang on it
		{"false && v.pregnant", nil, nil, False, ""},
		{"v.pregnant && p.age > 90", map[string]any{"p.age": 40}, nil, False, ""},
		{"v.pregnant || p.age > 30", map[string]any{"p.age": 40}, nil, True, ""},
		{"v.findings.exists(f, f == v.hpv)", map[string]any{"v.findings": []string{}}, nil, False, ""},

		// a question that was not asked is known, and counts as false
		{"v.hpv in ['16', '18']", nil, notHPV, False, ""},
		{"!(v.hpv in ['16', '18'])", nil, notHPV, False, ""},
		{"v.hpv == '16' || v.pregnant", nil, notHPV, Unknown, "v.pregnant"},
		{"v.hpv == '16' || v.pregnant", map[string]any{"v.pregnant": true}, notHPV, True, ""},
		{"not_asked(v.hpv) || v.hpv == 'negative'", nil, notHPV, True, ""},
		{"not_asked(v.hpv) || v.hpv == 'negative'", nil, nil, Unknown, "v.hpv"},
		{"not_asked(v.hpv)", nil, nil, False, ""},
		{"not_asked(v.hpv)", map[string]any{"v.hpv": "16"}, nil, False, ""},
		{"v.hpv == '16'", map[string]any{"v.hpv": "16"}, notHPV, False, ""},

		{"v.findings == ['none'] && (not_asked(v.hpv) || v.hpv == 'negative')",
			map[string]any{"v.findings": []string{"none"}}, notHPV, True, ""},
		{"v.findings.exists(f, f in treatable)", map[string]any{"v.findings": []string{"cervicitis", "bv"}}, nil, True, ""},
		{"v.findings.exists(f, f in treatable)", map[string]any{"v.findings": []string{"none"}}, nil, False, ""},
		{"v.findings.all(f, f in treatable)", map[string]any{"v.findings": []string{"none", "bv"}}, nil, False, ""},
		{"'bv' in v.findings", map[string]any{"v.findings": []string{"bv"}}, nil, True, ""},
	} {
		v, missing, err := compile(t, c.rule).Eval(Facts{c.values, c.notAsked})
		if v != c.want || strings.Join(missing, " ") != c.missing || err != nil {
			t.Errorf("%s on %v, not asked %v: %v %v %v, want %v %q", c.rule, c.values, c.notAsked, v, missing, err, c.want, c.missing)
		}
	}
}

func TestEvalRefusesAValueOfAnotherType(t *testing.T) {
	for src, value := range map[string]any{
		"p.age > 1": "40", "v.hb > 1": true, "v.pregnant": "yes", "v.hpv == '16'": 16, "size(v.findings) > 0": "bv", "p.age < 1": 1.5,
	} {
		r := compile(t, src)
		v, _, err := r.Eval(Facts{Values: map[string]any{r.Names()[0]: value}})
		var bad *BadFact
		if !errors.As(err, &bad) || bad.Name != r.Names()[0] || v != Unknown {
			t.Errorf("%s on %v: %v %v", src, value, v, err)
		}
	}
}

func TestEvalTellsWhatAnExpressionRanInto(t *testing.T) {
	v, _, err := compile(t, "v.findings[3] == 'bv'").Eval(Facts{Values: map[string]any{"v.findings": []string{"bv"}}})
	if err == nil || v != Unknown {
		t.Errorf("index out of range: %v %v", v, err)
	}
}

func TestCompileErrors(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"p.agee >= 20", "1:1: there is no fact p.agee; did you mean p.age?"},
		{"p.sex == 'female' &&\n  wealth > 3", "2:3: there is no fact wealth"},
		{"p.sex == 'femal'", "1:10: “femal” can never be a value of p.sex; did you mean “female”?"},
		{"v.hpv in ['16', '17']", "1:17: “17” can never be a value of v.hpv; did you mean “16”?"},
		{"'herpes' in v.findings", "1:1: “herpes” can never be a value of v.findings; its values are: none trichomonas candida bv cervicitis"},
		{"v.findings.exists(f, f == 'bvv')", "1:27: “bvv” can never be a value of v.findings; did you mean “bv”?"},
		{"v.findings == ['non']", "1:16: “non” can never be a value of v.findings; did you mean “none”?"},
		{"v.hpv in treatable", "1:10: “trichomonas” can never be a value of v.hpv; its values are: negative 16 18 invalid\n" +
			"1:10: “candida” can never be a value of v.hpv; its values are: negative 16 18 invalid\n" +
			"1:10: “bv” can never be a value of v.hpv; its values are: negative 16 18 invalid"},
		{"v.findings.exists(f, f in treatabel)", "1:27: there is no fact treatabel; did you mean treatable?"},
		{"has(v.hpv)", "1:5: has() does not see facts; write not_asked(…) for a question that did not apply, and nothing for a missing value: " +
			"it makes the rule unknown by itself"},
		{"not_asked(v.hpw)", "1:11: there is no fact v.hpw; did you mean v.hpv?"},
		{"not_asked(1 + 1)", "1:13: not_asked() takes the name of one fact, such as not_asked(v.hpv)"},
		{"p.age + 1", "1:1: the rule gives int; it must give true or false"},
		{"p.age == 'x'", "1:7: the rule cannot be read: found no matching overload for '_==_' applied to '(int, string)'"},
		{"p.age >=", "1:9: the rule cannot be read: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', " +
			"'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"},
		{strings.Repeat("x", 2001), "1:1: the rule has 2001 bytes; at most 2000 are allowed"},
		{"p.agee > 1 || v.hpvv == '16'", "1:1: there is no fact p.agee; did you mean p.age?\n1:15: there is no fact v.hpvv; did you mean v.hpv?"},
	} {
		_, err := screening(t).Compile(c.rule)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.rule, err, c.want)
		}
	}
}

func TestCompileRefusesARunawayRule(t *testing.T) {
	env, err := NewEnv([]Var{{Name: "v.a", Type: Strings}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := env.Compile("v.a.exists(a, v.a.exists(b, a != b))"); err != nil {
		t.Errorf("two levels: %v", err)
	}
	_, err = env.Compile("v.a.exists(a, v.a.exists(b, v.a.exists(c, v.a.exists(d, a != b && c != d))))")
	if want := (Errors{{1, 1, "rule.costly", nil}}); !reflect.DeepEqual(err, want) {
		t.Errorf("four levels: %v", err)
	}
}

func TestNewEnvRefusesBadNames(t *testing.T) {
	for _, vars := range [][]Var{
		{{Name: "p.a"}, {Name: "p.a"}}, {{Name: "p a"}}, {{Name: ""}}, {{Name: "1"}}, {{Name: "p..a"}}, {{Name: "not_asked.x"}}, {{Name: "treatable"}},
	} {
		if _, err := NewEnv(vars, map[string][]string{"treatable": {"x"}}); err == nil {
			t.Errorf("%v was declared", vars)
		}
	}
}

func TestNames(t *testing.T) {
	r := compile(t, "v.findings.exists(f, f in treatable) && (not_asked(v.hpv) || p.household.kind == 'x' || p.household.kind == 'y')")
	if got := strings.Join(r.Names(), " "); got != "p.household.kind v.findings v.hpv" {
		t.Errorf("names: %s", got)
	}
}

func TestLiterals(t *testing.T) {
	r := compile(t, "v.findings.exists(f, f in treatable || f == 'none') && !(v.hpv in ['16', '18']) && '16' != v.hpv && p.household.kind == 'x'")
	want := []Literal{{"v.findings", "trichomonas"}, {"v.findings", "candida"}, {"v.findings", "bv"}, {"v.findings", "none"},
		{"v.hpv", "16"}, {"v.hpv", "18"}, {"p.household.kind", "x"}}
	if got := r.Literals(); !reflect.DeepEqual(got, want) {
		t.Errorf("literals: %v, want %v", got, want)
	}
}

// TestAddingAFactNeverTurnsAnAnswer is the promise behind "unknown": whatever is learnt later, an answer given on part of the
// facts stands.
func TestAddingAFactNeverTurnsAnAnswer(t *testing.T) {
	rules := []*Rule{
		compile(t, "v.findings == ['none'] && (not_asked(v.hpv) || v.hpv == 'negative')"),
		compile(t, "v.pregnant || v.hb < 110 && p.age >= 20"),
		compile(t, "v.findings.exists(f, f in treatable) != v.pregnant"),
		compile(t, "(v.pregnant ? v.hb : 120.0) > 100 && !(v.hpv in ['16', '18'])"),
	}
	rapid.Check(t, func(t *rapid.T) {
		all := map[string]any{
			"v.findings": rapid.SliceOfN(rapid.SampledFrom(findings), 0, 3).Draw(t, "findings"),
			"v.hpv":      rapid.SampledFrom([]string{"negative", "16", "18", "invalid"}).Draw(t, "hpv"),
			"v.hb":       rapid.Float64Range(50, 200).Draw(t, "hb"),
			"v.pregnant": rapid.Bool().Draw(t, "pregnant"),
			"p.age":      rapid.IntRange(0, 100).Draw(t, "age"),
		}
		some := map[string]any{}
		for name, value := range all {
			if rapid.Bool().Draw(t, "know "+name) {
				some[name] = value
			}
		}
		for _, r := range rules {
			before, missing, _ := r.Eval(Facts{Values: some})
			after, _, err := r.Eval(Facts{Values: all})
			if after == Unknown || err != nil {
				t.Fatalf("%s is unknown on all facts: %v", r.Source(), err)
			}
			if before != Unknown && before != after {
				t.Fatalf("%s: %v on %v, %v on %v", r.Source(), before, some, after, all)
			}
			if (before == Unknown) != (len(missing) > 0) {
				t.Fatalf("%s: %v, missing %v", r.Source(), before, missing)
			}
		}
	})
}

func TestOneRuleInManyHands(t *testing.T) {
	r := compile(t, "p.age >= 20 && v.hb < 110")
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range 500 {
				v, _, err := r.Eval(Facts{Values: map[string]any{"p.age": worker + 16, "v.hb": float64(i)}})
				if want := worker >= 4 && i < 110; (v == True) != want || err != nil {
					t.Errorf("age %d, hb %d: %v %v", worker+16, i, v, err)
					return
				}
			}
		})
	}
	wait.Wait()
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{"p.age >= 20", "v.findings.exists(f, f in treatable)", "not_asked(v.hpv) || has(v.hb)", "v.hb in [1, 2.0]", "-1", "'", "a.b.c(d.e)"} {
		f.Add(seed)
	}
	env := screening(f)
	f.Fuzz(func(t *testing.T, src string) {
		r, err := env.Compile(src)
		if err != nil {
			return
		}
		if v, missing, err := r.Eval(Facts{}); err == nil && (v == Unknown) != (len(missing) > 0) {
			t.Errorf("%s: %v %v", src, v, missing)
		}
		for _, name := range r.Names() {
			if _, declared := env.vars[name]; !declared {
				t.Errorf("%s names %s", src, name)
			}
		}
	})
}

func BenchmarkEval(b *testing.B) {
	whole := Facts{Values: map[string]any{"v.findings": []string{"none"}, "v.hpv": "negative"}}
	partial := Facts{Values: map[string]any{"v.findings": []string{"none"}}}
	for name, c := range map[string]struct {
		rule  string
		facts Facts
	}{
		"close-whole":    {"v.findings == ['none'] && (not_asked(v.hpv) || v.hpv == 'negative')", whole},
		"close-partial":  {"v.findings == ['none'] && (not_asked(v.hpv) || v.hpv == 'negative')", partial},
		"who":            {"p.sex == 'female' && p.age >= 20 && p.age < 65", Facts{Values: map[string]any{"p.sex": "female", "p.age": 40}}},
		"exists-partial": {"v.findings.exists(f, f in treatable) || v.pregnant", Facts{Values: map[string]any{"v.findings": []string{"none"}}}},
	} {
		b.Run(name, func(b *testing.B) {
			r := compile(b, c.rule)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := r.Eval(c.facts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNewEnvAndCompile(b *testing.B) {
	b.Run("env", func(b *testing.B) {
		for b.Loop() {
			screening(b)
		}
	})
	env := screening(b)
	b.Run("compile", func(b *testing.B) {
		for b.Loop() {
			if _, err := env.Compile("p.sex == 'female' && p.age >= 20 && p.age < 65"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
