package catalogue

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/civil"
	"youfu/internal/money"
	"youfu/internal/rule"
)

// Bounds of a scheme's numbers. Below them no sum over a life's months, nor over a district, leaves 64 bits.
const (
	mostFen    = 100_000_000_00 // of one amount: a hundred million yuan
	mostMonths = 1200           // of a span
	mostDays   = 250            // of a notice: a year of working days
)

// schemeBuilder builds one scheme.
type schemeBuilder struct {
	*loader
	src  *source
	form *schemeForm
	made *Scheme
	env  *rule.Env
}

func (l *loader) buildScheme(it *item) {
	f := it.form.(*schemeForm)
	b := &schemeBuilder{loader: l, src: it.source, form: f, made: &Scheme{
		ID: it.id, Origin: it.source.origin, Title: f.Title.v, Kind: string(f.Kind.v), Subject: Subject(f.Subject.v), Retention: f.Retention.v,
		Powers: Powers{string(f.Powers.Confirm.v), string(f.Powers.Fund.v), string(f.Powers.Pay.v), string(f.Powers.Supervise.v)},
	}}
	if b.made.Kind != SchemeCash {
		b.src.at(f.Kind.node, "catalogue.scheme-kind", b.made.Kind)
		return
	}
	var err error
	if b.env, err = l.cat.supportEnv(); err != nil {
		b.src.at(f.node, "rule.cel", err.Error())
		return
	}
	b.made.Basis = b.basis(f.node, f.Basis)
	b.open()
	b.criteria()
	b.counting()
	b.starts()
	b.ends()
	b.layers()
	b.steps()
	b.review()
	b.powers()
	b.beside()
	b.appeal()
	b.positive(f.Retention)
	l.cat.Schemes[it.id] = b.made
}

// supportEnv declares what rules of schemes may name: facts of the register, attributes and papers, and nothing of services (R2).
func (c *Catalogue) supportEnv() (*rule.Env, error) {
	var vars []rule.Var
	for _, f := range c.Facts {
		vars = append(vars, rule.Var{Name: f.ID, Type: f.Type, Codes: f.Codes})
	}
	for i := range c.Attributes {
		vars = append(vars, rule.Var{Name: c.Attributes[i].Fact(), Type: rule.String, Codes: c.Attributes[i].all()})
	}
	for _, e := range c.Evidence {
		vars = append(vars, rule.Var{Name: e.Fact(), Type: rule.Bool})
	}
	return rule.NewEnv(vars, nil)
}

// positive refuses a duration of nothing.
func (b *schemeBuilder) positive(d leaf[civil.Duration]) {
	if d.given() && d.v.Zero() {
		b.src.at(d.node, "catalogue.zero-duration")
	}
}

// number is a whole number within bounds.
func (b *schemeBuilder) number(n leaf[int64], least, most int64) int {
	if n.given() && (n.v < least || n.v > most) {
		b.src.at(n.node, "catalogue.number-range", least, most)
	}
	return int(n.v)
}

func (b *schemeBuilder) twice(id leaf[ident], seen map[string]bool) {
	if seen[string(id.v)] {
		b.src.at(id.node, "catalogue.id-twice", id.v, b.src.file)
	}
	seen[string(id.v)] = true
}

// basis reads the legal sources of the scheme, or of a layer of it that stands at a node.
func (b *schemeBuilder) basis(at *yaml.Node, forms []basisForm) (all []Basis) {
	if len(forms) == 0 {
		b.src.at(at, "catalogue.no-basis")
	}
	for _, f := range forms {
		if f.To.given() && f.To.v <= f.From.v {
			b.src.at(f.To.node, "catalogue.dates-order")
		}
		all = append(all, Basis{f.Title.v, f.From.v, f.To.v})
	}
	return all
}

func (b *schemeBuilder) open() {
	f := b.form.Open
	if f == nil {
		return
	}
	if f.From.given() && f.Until.given() && f.Until.v <= f.From.v {
		b.src.at(f.Until.node, "catalogue.dates-order")
	}
	b.made.Open = civil.Period{From: f.From.v, To: f.Until.v}
}

// rule compiles a rule of the scheme. A name of a service gets the constitution's answer (R2), not that of a typing mistake.
func (b *schemeBuilder) rule(f leaf[ruleSrc]) *rule.Rule {
	if !f.given() || f.v == "" {
		return nil
	}
	r, err := b.env.Compile(string(f.v))
	if err != nil {
		issues, _ := err.(rule.Errors)
		for i, issue := range issues {
			if strings.HasPrefix(issue.Key, "rule.undeclared") && b.names(issue.Args[0].(string)) {
				issues[i] = rule.Issue{Line: issue.Line, Column: issue.Column, Key: "constitution.r2-service", Args: issue.Args[:1]}
			}
		}
		b.src.rule(f.node, err)
		return nil
	}
	b.src.rules = append(b.src.rules, placedRule{f.node, r})
	for _, literal := range r.Literals() {
		if literal.Fact == factBorn { // a month may hold the day or not: only an order can be told from its two ends
			b.src.at(f.node, "catalogue.born-equal", factBorn)
		}
	}
	return r
}

// names reports whether a name in a rule is an answer of a visit, or a programme or figure.
func (b *schemeBuilder) names(name string) bool {
	first, _, _ := strings.Cut(name, ".")
	if first == "v" {
		return true
	}
	for _, id := range slices.Concat(keysIn(b.cat.Programmes), b.figureIDs()) {
		if underscored(id) == first {
			return true
		}
	}
	return false
}

// figureIDs are the figures of the catalogue, built or still to be.
func (b *schemeBuilder) figureIDs() []string {
	ids := keysIn(b.cat.Figures)
	for _, it := range b.of(DefFigure) {
		ids = append(ids, it.id)
	}
	return ids
}

func (b *schemeBuilder) criteria() {
	if len(b.form.Criteria) == 0 {
		b.src.at(b.form.node, "catalogue.no-criteria")
	}
	seen := map[string]bool{CriterionAlive: true, CriterionOpen: true}
	for _, f := range b.form.Criteria {
		b.twice(f.ID, seen)
		c := &Criterion{ID: string(f.ID.v), Rule: b.rule(f.Rule), Text: f.Text.v, Change: f.Change.v}
		for _, e := range f.Evidence {
			kind := string(e.v)
			if b.cat.EvidenceKind(kind) == nil {
				b.missing(b.src, &e, "", kind, "catalogue.no-evidence", b.cat.evidenceIDs())
			}
			if slices.Contains(c.Evidence, kind) {
				b.src.at(e.node, "catalogue.id-twice", kind, b.src.file)
			}
			c.Evidence = append(c.Evidence, kind)
		}
		b.made.Criteria = append(b.made.Criteria, c)
	}
}

func (b *schemeBuilder) counting() {
	f, c := &b.form.Counting, &b.made.Counting
	c.Unit, c.Pays = string(f.Unit.v), string(f.Pays.v)
	if c.Unit == ByYear && c.Pays != ByYear {
		b.src.at(f.Pays.node, "catalogue.years-pay-yearly")
	}
	if c.Unit == ByYear && len(f.Births) > 0 {
		b.src.at(f.Births[0].node, "catalogue.only-months", "births")
	}
	if c.Unit == ByYear && f.Ahead.given() {
		b.src.at(f.Ahead.node, "catalogue.only-months", "ahead")
	}
	c.Ahead = b.number(f.Ahead, 2, 12)
	for _, birth := range f.Births {
		span := Span{civil.Period{From: birth.From.v, To: birth.To.v}, b.number(birth.First, 0, mostMonths), b.number(birth.Count, 1, mostMonths)}
		switch {
		case span.Born.Empty():
			b.src.at(birth.To.node, "catalogue.dates-order")
		case slices.ContainsFunc(c.Births, func(other Span) bool { return other.Born.Overlaps(span.Born) }):
			b.src.at(birth.node, "catalogue.births-overlap")
		case !firstOfMonth(span.Born.From) || !firstOfMonth(span.Born.To):
			b.src.at(birth.node, "catalogue.month-border")
		}
		c.Births = append(c.Births, span)
	}
}

// firstOfMonth reports whether a border lies between two months; an open one does.
func firstOfMonth(d civil.Date) bool {
	_, _, day := d.YMD()
	return d.Zero() || day == 1
}

func firstOfYear(d civil.Date) bool {
	_, month, day := d.YMD()
	return d.Zero() || month == 1 && day == 1
}

func (b *schemeBuilder) starts() {
	f := &b.form.Starts
	b.made.Starts = Starts{string(f.At.v), f.On.v, f.Back.v, b.number(f.After, 0, 12)}
	b.goesWith(f, "on", f.On.node, StartsDate)
	b.goesWith(f, "back", f.Back.node, StartsCriterion)
	b.positive(f.Back)
	if f.After.given() && b.made.Counting.Unit == ByYear {
		b.src.at(f.After.node, "catalogue.only-months", "after")
	}
}

// goesWith reports a key that belongs to another start, or that this one needs.
func (b *schemeBuilder) goesWith(f *startsForm, key string, n *yaml.Node, at string) {
	switch is := string(f.At.v); {
	case n != nil && is != at:
		b.src.at(n, "catalogue.key-of-start", key, at)
	case n == nil && is == at:
		b.src.at(f.At.node, "catalogue.start-needs", at, key)
	}
}

func (b *schemeBuilder) ends() {
	for _, f := range b.form.Ends {
		end := End{string(f.Why.v), string(f.Through.v)}
		if end.Through == "" {
			end.Through = ThroughMonth
		}
		if b.made.End(end.Why) != nil {
			b.src.at(f.Why.node, "catalogue.id-twice", f.Why.v, b.src.file)
		}
		if end.Through == ThroughBlock && b.made.Counting.Ahead == 0 {
			b.src.at(f.Through.node, "catalogue.no-blocks")
		}
		b.made.Ends = append(b.made.Ends, end)
	}
	if b.made.End(EndsDeath) == nil {
		b.src.at(b.form.node, "catalogue.no-death")
	}
}

func (b *schemeBuilder) layers() {
	seen, base := map[string]bool{}, false
	for _, f := range b.form.Layers {
		b.twice(f.ID, seen)
		layer := &Layer{
			ID: string(f.ID.v), Title: f.Title.v, Kind: string(f.Kind.v), Level: string(f.Level.v), Fund: string(f.Fund.v),
			Basis: b.basis(f.node, f.Basis), When: b.rule(f.When), Amounts: b.amounts(f),
		}
		base = base || layer.Base()
		b.made.Layers = append(b.made.Layers, layer)
	}
	if !base {
		b.src.at(b.form.node, "catalogue.no-base")
	}
}

// amounts reads the amounts of a layer; one without an end holds until the next.
func (b *schemeBuilder) amounts(f layerForm) (all []Amount) {
	if len(f.Amounts) == 0 {
		b.src.at(f.node, "catalogue.no-amounts")
	}
	for i, a := range f.Amounts {
		amount := Amount{civil.Period{From: a.From.v, To: a.To.v}, money.Fen(a.Fen.v), string(a.Per.v)}
		if !a.To.given() && i+1 < len(f.Amounts) {
			amount.To = f.Amounts[i+1].From.v
		}
		if a.Fen.v <= 0 || a.Fen.v > mostFen {
			b.src.at(a.Fen.node, "catalogue.number-range", 1, int64(mostFen))
		}
		switch {
		case a.To.given() && a.To.v <= a.From.v:
			b.src.at(a.To.node, "catalogue.dates-order")
		case i > 0 && (amount.From <= all[i-1].From || amount.From < all[i-1].To):
			b.src.at(a.From.node, "catalogue.amounts-order")
		}
		if i > 0 && amount.Per != all[0].Per {
			b.src.at(a.Per.node, "catalogue.amounts-per", all[0].Per)
		}
		b.borders(a, amount)
		all = append(all, amount)
	}
	return all
}

// borders keeps amounts from changing within what is counted: which of two a month or a year has is then no question.
func (b *schemeBuilder) borders(f amountForm, a Amount) {
	years := b.made.Counting.Unit == ByYear
	switch {
	case years && a.Per == PerMonth:
		b.src.at(f.Per.node, "catalogue.years-per-month")
	case years && !(firstOfYear(a.From) && firstOfYear(a.To)):
		b.src.at(f.node, "catalogue.year-border")
	case !firstOfMonth(a.From) || !firstOfMonth(a.To):
		b.src.at(f.node, "catalogue.month-border")
	}
}
