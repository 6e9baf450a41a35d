package catalogue

import (
	"maps"
	"slices"
	"strings"

	"youfu/internal/rule"
)

// figureBuilder builds one figure.
type figureBuilder struct {
	*loader
	src  *source
	form *figureForm
	made *Figure
}

// buildFigure builds a count of visits, a subset of another count, or a rate of two counts, once, and what it refers to before it.
func (l *loader) buildFigure(it *item) {
	if l.begun[it.id] {
		return
	}
	l.begun[it.id] = true
	f := it.form.(*figureForm)
	b := &figureBuilder{l, it.source, f, &Figure{ID: it.id, Origin: it.source.origin, Title: f.Title.v, Note: f.Note.v}}
	before := len(l.problems)
	switch {
	case f.Of.many:
		b.rate()
	case strings.Contains(string(f.Of.all[0].v), "/"):
		b.count()
	default:
		b.subset()
	}
	if len(l.problems) > before || !b.whole() {
		l.broken[DefFigure+"/"+it.id] = true
		if b.whole() {
			b.made.Kind = kindOf(b.made)
			l.unsound[it.id] = b.made
		}
		return
	}
	b.made.Kind = kindOf(b.made)
	l.cat.Figures[it.id] = b.made
}

// whole reports whether the figure has all that others may ask of it: it has not where it names something broken.
func (b *figureBuilder) whole() bool { return b.made.Of.Visit != nil || b.made.Rate() }

// count is a count of a programme's visits.
func (b *figureBuilder) count() {
	if !b.form.Count.given() {
		b.src.at(b.form.node, "catalogue.key-missing", "count")
	}
	b.made.Count, b.made.Place = Count(b.form.Count.v), PlaceRole(b.form.Place.v)
	if b.made.Place == "" {
		b.made.Place = PlaceResides
	}
	of := &b.form.Of.all[0]
	programme, visit, _ := strings.Cut(string(of.v), "/")
	p := b.cat.Programmes[programme]
	if p == nil {
		b.missing(b.src, of, DefProgramme, programme, "catalogue.no-programme", slices.Sorted(maps.Keys(b.cat.Programmes)))
		return
	}
	v := p.Visit(visit)
	if v == nil {
		b.missing(b.src, of, DefProgramme, visit, "catalogue.no-visit", slices.Collect(visitIDs(p)))
		return
	}
	b.made.Of = Source{p, v}
	b.selection(nil)
}

func visitIDs(p *Programme) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, v := range p.Visits {
			if !yield(v.ID) {
				return
			}
		}
	}
}

// subset selects within another count, so that it is inside it by construction.
func (b *figureBuilder) subset() {
	base := b.figure(&b.form.Of.all[0])
	if base == nil {
		return
	}
	if base.Rate() {
		b.src.at(b.form.Of.node, "catalogue.of-rate", base.ID)
		return
	}
	for _, key := range []leaf[line]{b.form.Count, b.form.Place} {
		if key.given() {
			b.src.at(key.node, "catalogue.inherited", base.ID)
		}
	}
	b.made.Count, b.made.Place, b.made.Of = base.Count, base.Place, base.Of
	b.made.Followed = base.Followed
	b.selection(base)
}

// selection reads where and followed; what the base selects holds too.
func (b *figureBuilder) selection(base *Figure) {
	v := b.made.Of.Visit
	b.made.Where = b.where(b.form.Where, v, base)
	b.made.Additive = b.made.Count != CountPersons
	f := b.form.Followed
	if f == nil {
		return
	}
	if base != nil && base.Followed != nil {
		b.src.at(f.node, "catalogue.followed-twice", base.ID)
	}
	then := b.made.Of.Programme.Visit(string(f.Visit.v))
	if then == nil {
		b.missing(b.src, &f.Visit, "", string(f.Visit.v), "catalogue.no-visit", slices.Collect(visitIDs(b.made.Of.Programme)))
		return
	}
	if f.Within.v.Zero() {
		b.src.at(f.Within.node, "catalogue.zero-duration")
	}
	b.made.Followed = &Followed{Visit: then, Where: b.where(f.Where, then, nil), Within: f.Within.v}
}

// where compiles a selection over a visit. `true` is every visit.
func (b *figureBuilder) where(f leaf[ruleSrc], v *Visit, base *Figure) *rule.Rule {
	var own *rule.Rule
	env, err := b.cat.env(v)
	if err != nil {
		return nil // reported with the programme
	}
	if f.given() && strings.TrimSpace(string(f.v)) != "true" {
		own = compile(b.src, f, env, v)
	}
	if base == nil || base.Where == nil {
		return own
	}
	if own == nil {
		return base.Where
	}
	both, err := env.Compile("(" + base.Where.Source() + ") && (" + own.Source() + ")")
	if err != nil {
		b.src.rule(f.node, err)
	}
	return both
}

// rate is two counts, the first inside the second.
func (b *figureBuilder) rate() {
	f := b.form
	if len(f.Of.all) != 2 {
		b.src.at(f.Of.node, "catalogue.rate-two")
		return
	}
	for key, n := range map[string]leafNode{"count": &f.Count, "where": &f.Where, "place": &f.Place} {
		if n.where() != nil {
			b.src.at(n.where(), "catalogue.not-of-rate", key)
		}
	}
	if f.Followed != nil {
		b.src.at(f.Followed.node, "catalogue.not-of-rate", "followed")
	}
	num, den := b.figure(&f.Of.all[0]), b.figure(&f.Of.all[1])
	if num == nil || den == nil {
		return
	}
	if num.Rate() || den.Rate() || !b.inside(num.ID, den.ID) {
		b.src.at(f.Of.node, "catalogue.not-inside", num.ID, den.ID)
		return
	}
	if f.Target.given() {
		if f.Target.v <= 0 || f.Target.v > 1 {
			b.src.at(f.Target.node, "catalogue.bad-target")
		}
		b.made.Target = &f.Target.v
	}
	b.made.Num, b.made.Den, b.made.Place = num, den, den.Place
}

// inside reports whether the figure num selects within the figure den, directly or through others.
func (b *figureBuilder) inside(num, den string) bool {
	for num != den {
		it := b.byKey[DefFigure+"/"+num]
		if it == nil || it.form.(*figureForm).Of.many {
			return false
		}
		num = string(it.form.(*figureForm).Of.all[0].v)
	}
	return true
}

// figure finds a figure, building it first where it stands further below. Two that refer to each other find nothing.
func (b *figureBuilder) figure(of *leaf[line]) *Figure {
	if it := b.byKey[DefFigure+"/"+string(of.v)]; it != nil {
		b.buildFigure(it)
	}
	f := b.cat.Figures[string(of.v)]
	if f == nil {
		b.missing(b.src, of, DefFigure, string(of.v), "catalogue.no-figure", slices.Sorted(maps.Keys(b.cat.Figures)))
	}
	return f
}
