// Package cases runs the examples that stand beside schemes: who meets them, why, and what is owed to the fen.
package cases

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/entitle"
	"youfu/internal/catalogue"
	"youfu/internal/lang"
)

// Failure is one way in which the program does not do what a case says.
type Failure struct {
	File string
	Line int // 1-based, where the case begins
	Case string
	Key  string
	Args []any
}

// Text is "file:line: case: what is wrong".
func (f Failure) Text(l lang.Lang) string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Case, lang.T(l, f.Key, f.Args...))
}

// Run runs all cases of the files and says how many there were and what failed, in order.
func Run(files []catalogue.SchemeCaseFile) (cases int, failures []Failure) {
	for _, file := range files {
		for i := range file.Cases {
			cases++
			r := &run{c: &file.Cases[i], scheme: file.Scheme}
			r.facts = factsOf(r.c)
			if r.c.Result != "" {
				r.judgeResult()
			}
			for _, p := range r.c.Pays {
				r.judgePays(p)
			}
			failures = append(failures, r.failures...)
		}
	}
	return cases, failures
}

type run struct {
	c        *catalogue.SchemeCase
	scheme   *catalogue.Scheme
	facts    assess.Facts
	failures []Failure
}

func (r *run) fail(key string, args ...any) {
	r.failures = append(r.failures, Failure{r.c.File, r.c.Line, r.c.Name, key, args})
}

func factsOf(c *catalogue.SchemeCase) assess.Facts {
	from := &c.Facts
	f := assess.Facts{Sex: from.Sex, Birth: from.Birth, Mother: from.Mother, Death: from.Death, Applied: from.Applied,
		Registered: belonging(from.Registered), Resides: belonging(from.Resides), Children: count(from.Children), Daughters: count(from.Daughters)}
	for _, name := range slices.Sorted(maps.Keys(from.Attributes)) {
		f.Attributes = append(f.Attributes, assess.Attribute{Name: name, Code: from.Attributes[name]})
	}
	for _, kind := range from.Papers {
		f.Documents = append(f.Documents, assess.Document{Kind: kind, Ref: kind, On: cmp.Or(c.AsOf, c.Confirmed)})
	}
	return f
}

func belonging(p *catalogue.SchemeCasePlace) assess.Belonging {
	if p == nil {
		return assess.Belonging{}
	}
	return assess.Belonging{Known: true, Here: p.Here, Nature: p.Nature, Since: p.Since}
}

func count(n *int) assess.Count {
	if n == nil {
		return assess.Count{}
	}
	return assess.Count{Known: true, N: *n}
}

// judgeResult compares the result, what each criterion says, and what is missing. Criteria that the case does not name must be met, but
// for an unknown result, whose criteria may lack what the case lists.
func (r *run) judgeResult() {
	got := assess.Assess(r.scheme, r.facts, r.c.AsOf)
	said := map[string]string{}
	var lacks []string
	for _, c := range got.Criteria {
		said[c.ID] = c.Verdict.String()
		lacks = append(lacks, append(slices.Clone(c.Papers), c.Missing...)...)
	}
	if got.Verdict.String() != r.c.Result {
		r.fail("assess.case-result", r.c.AsOf, r.c.Result, got.Verdict, written(said))
	}
	for _, id := range slices.Sorted(maps.Keys(said)) {
		want := cmp.Or(r.c.Why[id], "met")
		if want != said[id] {
			r.fail("assess.case-why", r.c.AsOf, id, want, said[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.c.Why)) {
		if said[id] == "" {
			r.fail("assess.case-why", r.c.AsOf, id, r.c.Why[id], "met")
		}
	}
	if want, got := sorted(r.c.Lacks), sorted(lacks); want != got && (r.c.Lacks != nil || r.c.Result == "met") {
		r.fail("assess.case-lacks", r.c.AsOf, want, got)
	}
}

func written(said map[string]string) string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(said)) {
		parts = append(parts, id+" "+said[id])
	}
	return strings.Join(parts, ", ")
}

func sorted(names []string) string {
	names = slices.Clone(names)
	slices.Sort(names)
	return "[" + strings.Join(slices.Compact(names), " ") + "]"
}

func (r *run) judgePays(p catalogue.SchemeCasePays) {
	period, err := entitle.ParsePeriod(r.scheme, p.Period)
	if err != nil {
		r.fail("assess.case-period", p.Period)
		return
	}
	owed := entitle.Lines(entitle.Entitlement{Scheme: r.scheme, Facts: r.facts, Confirmed: r.c.Confirmed, Ended: r.c.Ended, Why: r.c.EndedWhy}, period)
	var want, got, held []string
	for i, l := range owed.Lines {
		line := catalogue.SchemeCaseLine{Layer: l.Layer, Fen: l.Fen, From: l.From.String(), To: l.To.String(), Months: l.Months}
		if i < len(p.Lines) { // what the case leaves out is not compared
			line.From, line.To = same(p.Lines[i].From, line.From), same(p.Lines[i].To, line.To)
			if p.Lines[i].Months == 0 {
				line.Months = 0
			}
		}
		got = append(got, fmt.Sprintf("%+v", line))
	}
	for _, l := range p.Lines {
		want = append(want, fmt.Sprintf("%+v", l))
	}
	for _, h := range owed.Held {
		held = append(held, h.Layer)
	}
	if !slices.Equal(want, got) {
		r.fail("assess.case-pays", p.Period, strings.Join(want, " "), strings.Join(got, " "))
	}
	if want, got := sorted(p.Held), sorted(held); want != got {
		r.fail("assess.case-held", p.Period, want, got)
	}
}

func same(want, got string) string {
	if want == "" {
		return ""
	}
	return got
}
