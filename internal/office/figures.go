package office

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/report"
	"youfu/internal/store"
)

// Question asks for a figure by its id.
type Question struct {
	ID           string
	Period       civil.Period
	By           []string
	Where        map[string][]string
	AsKnownAt    string // a seq, a date (the end of that day), or "" for now
	Boundaries   civil.Date
	Members      bool
	First, Count int       // which of the members to name; Count 0: all
	OnlyIn       bool      // of a rate: the members of the numerator alone
	Lang         lang.Lang // for Labels; "": none
}

// Reply is a figure's answer, with the list behind it where it was asked for.
type Reply struct {
	figure.Result
	Definition *catalogue.Figure
	Labels     [][]string // what each row's codes are called, in the order of By
	Total      int        // size of the whole list
	Withheld   Withheld   // why names are missing from it; "" where none are
	List       []Member
}

// seqOf resolves "as known at".
func (o Office) seqOf(tx *store.Tx, known string) (store.Seq, error) {
	if known == "" {
		return 0, nil
	}
	if day, err := civil.Parse(known); err == nil {
		seq, err := o.District.SeqOn(tx, day)
		if err == nil && seq == 0 {
			err = fault.New(fault.NotFound, "office.nothing-known", known)
		}
		return seq, err
	}
	var seq store.Seq
	if _, err := fmt.Sscanf(known, "%d", &seq); err != nil || fmt.Sprint(seq) != known || seq < 1 {
		return 0, fault.New(fault.Usage, "office.bad-known-at", known)
	}
	return seq, nil
}

func (o Office) knownAt(ctx context.Context, known string, use func(district.State) error) error {
	var seq store.Seq
	err := o.District.Store.Read(ctx, func(tx *store.Tx) (err error) {
		seq, err = o.seqOf(tx, known)
		return err
	})
	if err != nil {
		return err
	}
	return o.District.At(ctx, seq, use)
}

// Figure computes a figure. A clinic's figures are its own department's.
func (o Office) Figure(ctx context.Context, q Question) (Reply, error) {
	replies, err := o.Figures(ctx, q)
	if err != nil {
		return Reply{}, err
	}
	return replies[0], nil
}

// Figures computes several figures on one state, the first one's, and audits them as one listing under the first one's words: a page
// shows a figure, the period before it, and how it moved.
func (o Office) Figures(ctx context.Context, questions ...Question) ([]Reply, error) {
	purpose := post.Figures
	for _, q := range questions {
		if q.Members {
			purpose = post.FigureMembers
		}
	}
	for _, p := range []post.Purpose{post.Figures, purpose} {
		if err := o.may(p); err != nil {
			return nil, err
		}
	}
	replies := make([]Reply, len(questions))
	var shown []uint32
	err := o.knownAt(ctx, questions[0].AsKnownAt, func(s district.State) error {
		for i, q := range questions {
			named, err := o.compute(s, q, &replies[i])
			if err != nil {
				return err
			}
			shown = append(shown, named...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return replies, o.Seen(ctx, purpose, questions[0].filter(), replies[0].Seq, shown)
}

func (o Office) compute(s district.State, q Question, reply *Reply) (shown []uint32, err error) {
	f := s.Practice.Figures[q.ID]
	if f == nil {
		return nil, fault.New(fault.NotFound, "figure.no-figure", q.ID)
	}
	where, err := o.own(s, q.Where)
	if err != nil {
		return nil, err
	}
	reply.Definition = f
	asked := figure.Query{Figure: f, Period: q.Period, By: q.By, Where: where, Boundaries: q.Boundaries, Members: q.Members}
	if reply.Result, err = figure.Compute(asked, s.Figures(), s.Tree); err != nil {
		return nil, err
	}
	for _, row := range reply.Rows {
		if q.Lang == "" {
			break
		}
		var names []string
		for _, dimension := range q.By {
			names = append(names, s.Name(dimension, row.By[dimension], q.Lang))
		}
		reply.Labels = append(reply.Labels, names)
	}
	if !q.Members {
		return nil, nil
	}
	if q.OnlyIn {
		reply.Result.Members = slices.DeleteFunc(reply.Result.Members, func(m figure.Member) bool { return !m.In })
	}
	reply.Total = len(reply.Result.Members)
	return o.members(s, q, reply)
}

// own restricts a clinic to its department; what it asks of another is refused, not emptied.
func (o Office) own(s district.State, where map[string][]string) (map[string][]string, error) {
	if err := knownCodes(s.Tree, where); err != nil {
		return nil, err
	}
	scope := o.scope()
	if scope.District {
		return where, nil
	}
	d, ok := s.Tree.Department(scope.Department)
	if !ok {
		return nil, fault.New(fault.Refused, "office.refused.figures")
	}
	for _, code := range where["department"] {
		if code != d.Code {
			return nil, fault.New(fault.Refused, "office.refused.department")
		}
	}
	mine := map[string][]string{"department": {d.Code}}
	for dimension, codes := range where {
		if dimension != "department" {
			mine[dimension] = codes
		}
	}
	return mine, nil
}

// knownCodes refuses a place, site or department that there is not: a code mistyped would answer with a zero that looks true.
func knownCodes(t *place.Tree, where map[string][]string) error {
	for dimension, codes := range where {
		for _, code := range codes {
			there := true
			switch dimension {
			case "department":
				_, there = t.DepartmentByCode(code)
			case "site":
				_, there = t.SiteByCode(code)
			case "township", "village":
				_, there = t.PlaceByCode(code)
			}
			if !there && code != figure.Unknown {
				return fault.New(fault.NotFound, "office.no-code", dimension, code)
			}
		}
	}
	return nil
}

// filter says for the audit what was asked.
func (q Question) filter() string {
	parts := []string{q.ID, q.Period.From.String() + ".." + q.Period.To.String()}
	for _, d := range catalogue.Dimensions {
		if codes := q.Where[d]; len(codes) > 0 {
			parts = append(parts, d+"="+strings.Join(codes, ","))
		}
	}
	if q.AsKnownAt != "" {
		parts = append(parts, "@"+q.AsKnownAt)
	}
	return strings.Join(parts, " ")
}

// Report builds a report as known at some seq.
func (o Office) Report(ctx context.Context, which string, period civil.Period, known string, l lang.Lang) (*report.Document, error) {
	if err := o.may(post.Report); err != nil {
		return nil, err
	}
	var doc *report.Document
	err := o.knownAt(ctx, known, func(s district.State) error {
		r := s.Practice.Reports[which]
		if r == nil {
			return fault.New(fault.NotFound, "report.no-report", which)
		}
		name, err := districtName(s.Tx, s.Tree)
		if err != nil {
			return err
		}
		doc, err = report.Build(report.Order{Report: r, Lang: l, District: name, Period: period, Made: o.District.Today()}, s.Evidence())
		return err
	})
	if err != nil {
		return nil, err
	}
	return doc, o.listed(ctx, post.Report, which+" "+period.From.String()+".."+period.To.String(), doc.Seq, nil)
}

// Verify computes every number of a Word file again.
func (o Office) Verify(ctx context.Context, w report.Word) (report.Verdict, error) {
	if err := o.may(post.Verify); err != nil {
		return report.Verdict{}, err
	}
	var v report.Verdict
	err := o.District.At(ctx, store.Seq(w.Manifest.Seq), func(s district.State) (err error) {
		v, err = report.Verify(w, s.Evidence())
		return err
	})
	if err != nil {
		return v, err
	}
	return v, o.listed(ctx, post.Verify, w.Manifest.Report, store.Seq(w.Manifest.Seq), nil)
}

// districtName is what a district calls itself on its papers: by its setting, else as its area is called.
func districtName(tx *store.Tx, tree *place.Tree) (string, error) {
	name, err := store.Setting(tx, district.SettingName)
	if root, ok := tree.Root(); ok && name == "" {
		name = root.Name
	}
	return name, err
}
