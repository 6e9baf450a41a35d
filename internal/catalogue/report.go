package catalogue

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/rule"
)

// A directive stands in double braces: a name, the id of a figure in quotes where it takes one, and options key="value".
var (
	directive = regexp.MustCompile(`\{\{([^{}\n]*)\}\}`)
	shape     = regexp.MustCompile(`^\s*([a-z]+)(?:\s+"([^"]*)")?((?:\s+[a-z_]+="[^"]*")*)\s*$`)
	option    = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)
)

// directiveKind is one thing that a report can say.
type directiveKind struct {
	name       string
	figure, by bool // whether it takes a figure, and break-downs
	zh, en     string
}

var directives = []directiveKind{
	{"n", true, false, "一个指标的数；比率写成百分数，并写出分子和分母", "the number of a figure; of a rate the percentage with both counts"},
	{"table", true, true, "按 by 分列的表", "a table by the break-downs of `by`"},
	{"chart", true, true, "按 by 分列的图", "a chart by the break-down of `by`"},
	{"problems", false, false, "存在的问题：逾期、退回、谢绝、未知；每份报告都必须有（R15）", "the problems: overdue, returned, declined, unknown; every report has it (R15)"},
	{"missing", false, false, "说明本节在报告期内没有记录", "says that this section has no records in the period"},
	{"period", false, false, "报告期", "the report's period"},
	{"district", false, false, "区县名称", "the district's name"},
}

// buildReport cuts each language of a report into prose and directives, and checks every directive.
func (l *loader) buildReport(it *item) {
	r := &Report{ID: it.id, Text: map[lang.Lang]string{}, Body: map[lang.Lang][]Segment{}}
	files := it.form.(map[lang.Lang]*source)
	for _, language := range lang.All {
		src := files[language]
		if src == nil {
			it.source.problem(1, 1, "catalogue.report-language", fmt.Sprintf("%s.%s.md", it.id, language))
			continue
		}
		r.Text[language] = strings.Join(src.lines, "\n")
		r.Body[language] = l.segments(src, r.Text[language])
	}
	l.cat.Reports[it.id] = r
}

// segments cuts a report's text. Braces that make no directive are problems, never prose.
func (l *loader) segments(src *source, text string) []Segment {
	var all []Segment
	last := 0
	prose := func(to int) {
		if to > last {
			piece := text[last:to]
			if i := strings.Index(piece, "{{"); i >= 0 {
				l.directiveProblem(src, text, last+i, "catalogue.directive-open")
			}
			all = append(all, Segment{Prose: piece})
		}
	}
	for _, at := range directive.FindAllStringSubmatchIndex(text, -1) {
		prose(at[0])
		last = at[1]
		if s, ok := l.directive(src, text, at[0], text[at[2]:at[3]]); ok {
			s.Line = strings.Count(text[:at[0]], "\n") + 1
			all = append(all, s)
		}
	}
	prose(len(text))
	return all
}

// directiveProblem reports a problem at a byte offset of a report.
func (l *loader) directiveProblem(src *source, text string, offset int, key string, args ...any) {
	before := text[:offset]
	column := len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
	src.problem(strings.Count(before, "\n")+1, column, key, args...)
}

// directive reads what stands between the braces.
func (l *loader) directive(src *source, text string, offset int, inner string) (s Segment, ok bool) {
	before := len(l.problems)
	report := func(key string, args ...any) { l.directiveProblem(src, text, offset, key, args...) }
	m := shape.FindStringSubmatch(inner)
	if m == nil {
		report("catalogue.directive-shape")
		return s, false
	}
	i := slices.IndexFunc(directives, func(d directiveKind) bool { return d.name == m[1] })
	if i < 0 {
		report("catalogue.directive-unknown", m[1])
		return s, false
	}
	d := directives[i]
	s = Segment{Name: d.name, Options: map[string]string{}}
	switch {
	case d.figure:
		s.Figure = l.reportFigure(m[2], report)
	case m[2] != "":
		report("catalogue.directive-no-figure", d.name)
	}
	for _, o := range option.FindAllStringSubmatch(m[3], -1) {
		d.option(&s, o[1], o[2], report)
	}
	if d.by && len(s.By) == 0 {
		report("catalogue.directive-by", d.name)
	}
	return s, len(l.problems) == before && (s.Figure != nil || !d.figure)
}

func (l *loader) reportFigure(id string, report func(key string, args ...any)) *Figure {
	f := l.cat.Figures[id]
	if f != nil || l.broken[DefFigure+"/"+id] {
		return f
	}
	if near := rule.Nearest(id, slices.Sorted(maps.Keys(l.cat.Figures))); near != "" {
		report("catalogue.no-figure-near", id, near)
	} else {
		report("catalogue.no-figure", id)
	}
	return nil
}

func (d directiveKind) option(s *Segment, key, value string, report func(key string, args ...any)) {
	switch {
	case key == "by" && d.by:
		s.By = strings.Split(strings.ReplaceAll(value, " ", ""), ",")
		for _, dimension := range s.By {
			if !slices.Contains(Dimensions, dimension) {
				report("catalogue.no-dimension", dimension, strings.Join(Dimensions, " "))
			}
		}
	case key == "last" && d.figure:
		s.Last = value
		if last, err := civil.ParseDuration(value); err != nil || last.Zero() {
			report("catalogue.bad-duration", value)
		}
	case d.figure && slices.Contains(Dimensions, key):
		s.Options[key] = value
	default:
		report("catalogue.directive-option", s.Name, key)
	}
}
