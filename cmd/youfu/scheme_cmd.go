package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/whatif"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/money"
	"youfu/internal/office"
)

type schemeCommand struct {
	List   schemeList   `cmd:"" help:"List the schemes in force."`
	Assess schemeAssess `cmd:"" help:"How people stand under a scheme, what it costs, and what a changed one would do."`
}

type schemeList struct{}

func (c *schemeList) Help() string {
	return "Example: youfu scheme list --json"
}

type schemeJSON struct {
	ID      string            `json:"id"`
	Title   string            `json:"title"`
	Kind    string            `json:"kind"`
	Subject string            `json:"subject"`
	Hash    string            `json:"hash"`
	Origin  string            `json:"origin"`
	Unit    string            `json:"unit"`
	Pays    string            `json:"pays"`
	Layers  []layerJSON       `json:"layers"`
	Powers  map[string]string `json:"powers"`
}

// layerJSON is a layer with its amount of today; fen is null where there is none.
type layerJSON struct {
	ID    string     `json:"id"`
	Kind  string     `json:"kind"`
	Level string     `json:"level"`
	Fund  string     `json:"fund"`
	Fen   *money.Fen `json:"fen"`
	Per   string     `json:"per,omitempty"`
}

func (c *schemeList) Run(r *run) error {
	return r.with(func(d *district.District) error {
		practice, err := d.Practice(r.ctx)
		if err != nil {
			return err
		}
		all := []schemeJSON{}
		for _, id := range practice.SchemeIDs {
			all = append(all, r.scheme(practice.Schemes[id], d.Today()))
		}
		return r.print(all, func(w io.Writer) {
			for _, s := range all {
				fmt.Fprintln(w, s.ID, s.Title)
				for _, l := range s.Layers {
					if l.Fen != nil {
						fmt.Fprintln(w, "  ", l.ID, l.Level, l.Fen.String(), r.say("cmd.scheme-per-"+l.Per))
					}
				}
			}
		})
	})
}

func (r *run) scheme(s *catalogue.Scheme, today civil.Date) schemeJSON {
	one := schemeJSON{ID: s.ID, Title: s.Title.In(r.lang), Kind: s.Kind, Subject: string(s.Subject), Hash: s.Hash, Origin: string(s.Origin), Unit: s.Counting.Unit, Pays: s.Counting.Pays,
		Layers: []layerJSON{}, Powers: map[string]string{"confirm": s.Powers.Confirm, "fund": s.Powers.Fund, "pay": s.Powers.Pay, "supervise": s.Powers.Supervise}}
	for _, l := range s.Layers {
		layer := layerJSON{ID: l.ID, Kind: l.Kind, Level: l.Level, Fund: l.Fund}
		for i := range l.Amounts {
			if a := &l.Amounts[i]; a.Contains(today) {
				layer.Fen, layer.Per = &a.Fen, a.Per
			}
		}
		one.Layers = append(one.Layers, layer)
	}
	return one
}

type schemeAssess struct {
	Scheme string `arg:""`
	AsOf   string `name:"as-of" placeholder:"DATE" help:"The day that is asked about; past and future days too. Costs are of its year. Default: today."`
	Person string `name:"person" placeholder:"ID" help:"This person alone, with the reasons."`
	WhatIf string `name:"what-if" placeholder:"FILE" type:"existingfile" help:"A changed scheme: who would gain and who would lose, beside today. Nothing is written."`
	All    bool   `name:"all" help:"Also list those who do not meet it, with the reasons."`
}

func (c *schemeAssess) Help() string {
	return "People are listed for the confirming body alone, or with --person. Example: youfu scheme assess reward-assistance --as-of 2027-12-31 --what-if changed.yaml --as chen"
}

type assessedJSON struct {
	Scheme string               `json:"scheme"`
	Hash   string               `json:"hash"`
	AsOf   string               `json:"as_of"`
	Seq    int64                `json:"seq"`
	Counts whatif.Counts        `json:"counts"`
	People []assessedPersonJSON `json:"people"`
	Cost   []whatif.Cost        `json:"cost"`
	Fen    money.Fen            `json:"fen"` // sum of cost
	Today  *schemeTodayJSON     `json:"today,omitempty"`
	Gain   *int                 `json:"gain,omitempty"`
	Lose   *int                 `json:"lose,omitempty"`
}

type schemeTodayJSON struct {
	Hash   string        `json:"hash"`
	Counts whatif.Counts `json:"counts"`
	Cost   []whatif.Cost `json:"cost"`
	Fen    money.Fen     `json:"fen"`
}

type assessedPersonJSON struct {
	Person   string          `json:"person"`
	Result   string          `json:"result"`
	Likely   bool            `json:"likely"`
	Change   string          `json:"change,omitempty"` // gains | loses
	Criteria []criterionJSON `json:"criteria"`
}

// criterionJSON is one criterion. Fact, document and date are those of the first fact it rests on and the first paper; facts has all.
type criterionJSON struct {
	ID       string     `json:"id"`
	Result   string     `json:"result"`
	Fact     *string    `json:"fact"`     // such as p.age=63
	Document *string    `json:"document"` // its kind
	Date     *string    `json:"date"`
	Facts    []factJSON `json:"facts"`
	Missing  []string   `json:"missing"` // facts and kinds of paper
	Text     string     `json:"text"`
	Change   string     `json:"change,omitempty"`
}

type factJSON struct {
	Fact     string  `json:"fact"`
	Value    string  `json:"value"`
	Document *string `json:"document"`
	Date     string  `json:"date"`
}

func (c *schemeAssess) Run(r *run) error {
	q := office.SchemeQuestion{Scheme: c.Scheme, All: c.All, File: c.WhatIf}
	var err error
	if q.AsOf, err = optionalDate(c.AsOf); err != nil {
		return err
	}
	if c.Person != "" {
		if q.Person, err = parseID(c.Person); err != nil {
			return err
		}
	}
	if c.WhatIf != "" {
		if q.Text, err = os.ReadFile(c.WhatIf); err != nil {
			return fault.New(fault.NotFound, "cmd.no-file", c.WhatIf).Because(err)
		}
	}
	return r.acting("scheme assess", func(o office.Office) error {
		answer, err := o.AssessScheme(r.ctx, q)
		if err != nil {
			return err
		}
		return r.print(r.assessed(answer), func(w io.Writer) { r.assessedText(w, answer) })
	})
}

func (r *run) assessed(a *office.SchemeAnswer) assessedJSON {
	shown := assessedJSON{Scheme: a.Scheme.ID, Hash: a.Scheme.Hash, AsOf: a.AsOf.String(), Seq: int64(a.Seq), Counts: a.Counts, People: []assessedPersonJSON{}, Cost: a.Cost, Fen: total(a.Cost)}
	if t := a.Today; t != nil {
		shown.Today, shown.Gain, shown.Lose = &schemeTodayJSON{t.Hash, t.Counts, t.Cost, total(t.Cost)}, &t.Gain, &t.Lose
	}
	for _, p := range a.People {
		one := assessedPersonJSON{Person: p.Person.String(), Result: p.Result.Verdict.String(), Likely: p.Result.Likely, Change: p.Change, Criteria: []criterionJSON{}}
		for _, c := range p.Result.Criteria {
			one.Criteria = append(one.Criteria, criterionOf(a, c, r.lang))
		}
		shown.People = append(shown.People, one)
	}
	return shown
}

func criterionOf(a *office.SchemeAnswer, c assess.Criterion, l lang.Lang) criterionJSON {
	words := assess.Explain(a.Practice, a.Scheme, c, l)
	one := criterionJSON{ID: c.ID, Result: c.Verdict.String(), Facts: []factJSON{}, Missing: append(append([]string{}, c.Missing...), c.Papers...), Text: words.Condition, Change: words.Change}
	for _, u := range c.Used {
		f := factJSON{Fact: u.Fact, Value: u.Value, Date: u.On.String()}
		if kind, paper := strings.CutPrefix(u.Fact, "d."); paper {
			kind = strings.ReplaceAll(kind, "_", "-")
			f.Document = &kind
			if one.Document == nil {
				one.Document = &kind
			}
		} else if one.Fact == nil {
			fact := u.Fact + "=" + u.Value
			one.Fact, one.Date = &fact, &f.Date
		}
		one.Facts = append(one.Facts, f)
	}
	if one.Date == nil && len(one.Facts) > 0 {
		one.Date = &one.Facts[0].Date
	}
	return one
}

func total(costs []whatif.Cost) (sum money.Fen) {
	for _, c := range costs {
		sum += c.Fen
	}
	return sum
}

func (r *run) assessedText(w io.Writer, a *office.SchemeAnswer) {
	fmt.Fprintln(w, a.Scheme.Title.In(r.lang), a.AsOf)
	fmt.Fprintln(w, r.say("cmd.scheme-counts", a.Counts.Met, a.Counts.Likely, a.Counts.Unknown-a.Counts.Likely, a.Counts.NotMet))
	fmt.Fprintln(w, r.say("cmd.scheme-cost", total(a.Cost)))
	for _, c := range a.Cost {
		fmt.Fprintf(w, "  %s %s %s\n", c.Month, c.Layer, c.Fen)
	}
	if t := a.Today; t != nil {
		fmt.Fprintln(w, r.say("cmd.scheme-today", t.Counts.Met+t.Counts.Likely, total(t.Cost), t.Gain, t.Lose))
	}
	for _, p := range a.People {
		fmt.Fprintln(w, p.Person, r.say("assess."+p.Result.Verdict.String()), p.Change)
		for _, c := range p.Result.Criteria {
			words := assess.Explain(a.Practice, a.Scheme, c, r.lang)
			fmt.Fprintf(w, "  %s %s\n", words.Answer, words.Condition)
			for _, line := range append(words.Because, words.Lacks...) {
				fmt.Fprintln(w, "    "+line)
			}
			if words.Change != "" {
				fmt.Fprintln(w, "    "+words.Change)
			}
		}
	}
}
