package report

import (
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/lang"
)

// Difference is one number of a document that is not what the district's records give.
type Difference struct {
	Figure  string `json:"figure"`
	Key     string `json:"key"`
	Printed string `json:"printed"` // what stands in the text; "" where its place is gone
	Now     string `json:"now"`     // what the records give at the document's seq
}

// Verdict is the outcome of verifying a document.
type Verdict struct {
	Figures int          `json:"figures"`
	Differ  []Difference `json:"differ"`
}

// Verify computes every number of a Word file again, at the file's seq, and compares it with what stands in the text. src must answer
// as known at Manifest.Seq. A manifest that is not genuine is the first difference; its numbers are compared as far as they can be
// computed.
func Verify(w Word, src Source) (Verdict, error) {
	v := Verdict{Differ: []Difference{}}
	if !w.Genuine {
		v.Differ = append(v.Differ, Difference{Figure: "manifest", Printed: lang.T(w.Manifest.Lang, "report.manifest-changed")})
	}
	problems, err := src.Problems(manifestPeriod(w.Manifest))
	if err != nil {
		return v, err
	}
	for _, e := range w.Manifest.Entries {
		now, err := again(e, w.Manifest.Lang, src, problems)
		if err != nil && (w.Genuine || fault.Is(err, fault.Machine)) {
			return v, err
		}
		v.Figures++
		printed := w.printed(e)
		if len(printed) == 0 {
			v.Differ = append(v.Differ, Difference{e.Figure, e.Key, "", now})
		}
		for _, p := range printed {
			if p != now {
				v.Differ = append(v.Differ, Difference{e.Figure, e.Key, p, now})
			}
		}
	}
	return v, nil
}

func manifestPeriod(m Manifest) civil.Period {
	from, _ := civil.Parse(m.From)
	to, _ := civil.Parse(m.To)
	return civil.Period{From: from, To: to}
}

// again is a number computed anew, as it would be printed.
func again(e *Entry, l lang.Lang, src Source, problems []Problem) (string, error) {
	if id, ok := strings.CutPrefix(e.Figure, problemPrefix); ok {
		for _, p := range problems {
			if p.ID == id {
				return Thousands(p.Count), nil
			}
		}
		return Thousands(0), nil
	}
	f := src.Practice().Figures[e.Figure]
	if f == nil {
		return "", fault.New(fault.NotFound, "figure.no-figure", e.Figure)
	}
	r, err := src.Figure(query(f, e))
	if err != nil {
		return "", err
	}
	var now Entry
	now.Rate = f.Rate()
	now.set(l, numbers{value: r.Value, num: r.Num, den: r.Den})
	return now.Printed, nil
}

func query(f *catalogue.Figure, e *Entry) figure.Query {
	return figure.Query{Figure: f, Period: civil.Period{From: e.From, To: e.To}, Where: e.Where}
}
