package catalogue

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/rule"
)

// programmeBuilder builds one programme.
type programmeBuilder struct {
	*loader
	src  *source
	form *programmeForm
	made *Programme

	unread bool // rules of a visit could not be read, so nothing is known of where its steps lead
}

func (l *loader) buildProgramme(it *item) {
	f := it.form.(*programmeForm)
	b := &programmeBuilder{loader: l, src: it.source, form: f, made: &Programme{
		ID: it.id, Origin: it.source.origin, Title: f.Title.v, Reach: Reach(f.Reach.v), Opens: f.Opens.v, Retention: f.Retention.v,
	}}
	for _, basis := range f.Basis {
		if basis.To.given() && basis.To.v <= basis.From.v {
			b.src.at(basis.To.node, "catalogue.dates-order")
		}
		b.made.Basis = append(b.made.Basis, Basis{basis.Title.v, basis.From.v, basis.To.v})
	}
	b.made.Who = b.rule(f.Who, b.env(nil))
	b.outcomes()
	b.visits()
	if f.Recall != nil {
		b.recall(f.Recall)
	}
	b.positive(f.Retention.node, f.Retention.v.Zero())
	if len(b.made.Visits) > 0 && !b.unread {
		b.reachable()
		b.closable()
	}
	l.cat.Programmes[it.id] = b.made
}

// positive refuses a duration of nothing.
func (b *programmeBuilder) positive(n *yaml.Node, zero bool) {
	if n != nil && zero {
		b.src.at(n, "catalogue.zero-duration")
	}
}

func (b *programmeBuilder) outcomes() {
	for _, o := range b.form.Outcomes {
		if slices.Contains(b.made.Outcomes, string(o.v)) {
			b.src.at(o.node, "catalogue.id-twice", o.v, b.src.file)
		}
		b.made.Outcomes = append(b.made.Outcomes, string(o.v))
	}
}

func (b *programmeBuilder) recall(f *recallForm) {
	b.made.Recall = &Recall{Every: f.Every.v, After: string(f.After.v)}
	b.positive(f.Every.node, f.Every.v.Zero())
	if b.made.Visit(string(f.After.v)) == nil {
		b.missing(b.src, &f.After, "", string(f.After.v), "catalogue.no-visit", b.visitIDs())
	}
}

func (b *programmeBuilder) visitIDs() (ids []string) {
	for _, v := range b.form.Visits {
		ids = append(ids, string(v.ID.v))
	}
	return ids
}

func (b *programmeBuilder) visits() {
	if len(b.form.Visits) == 0 {
		b.src.at(b.form.node, "catalogue.no-visits")
	}
	for _, f := range b.form.Visits {
		if b.made.Visit(string(f.ID.v)) != nil {
			b.src.at(f.ID.node, "catalogue.id-twice", f.ID.v, b.src.file)
		}
		v := &Visit{ID: string(f.ID.v), Title: f.Title.v}
		for _, department := range f.By {
			v.By = append(v.By, string(department.v))
		}
		b.fields(v, f)
		b.made.Visits = append(b.made.Visits, v)
	}
}

// env declares what rules of a visit may name: the facts of the person and the visit's answers. For who it is the person alone.
func (b *programmeBuilder) env(v *Visit) *rule.Env {
	env, err := b.cat.env(v)
	if err != nil {
		b.src.at(b.form.node, "rule.cel", err.Error())
	}
	return env
}

// env declares the facts of a person and, where v is not nil, the answers of a visit and the named lists of its code tables.
func (c *Catalogue) env(v *Visit) (*rule.Env, error) {
	var vars []rule.Var
	for _, f := range c.Facts {
		vars = append(vars, rule.Var{Name: f.ID, Type: f.Type, Codes: f.Codes})
	}
	lists := map[string][]string{}
	if v != nil {
		for _, f := range v.Fields {
			vars = append(vars, f.Vars()...)
			if f.Codes != nil {
				maps.Copy(lists, f.Codes.Lists)
			}
		}
	}
	return rule.NewEnv(vars, lists)
}

// rule compiles a rule; nil where there is none, or where it is no good.
func (b *programmeBuilder) rule(f leaf[ruleSrc], env *rule.Env) *rule.Rule {
	return compile(b.src, f, env, nil)
}

// compile compiles a rule and places what is wrong with it. Text fields are named in the message: that they are not in the
// environment is meant.
func compile(src *source, f leaf[ruleSrc], env *rule.Env, v *Visit) *rule.Rule {
	if !f.given() || f.v == "" || env == nil {
		return nil
	}
	r, err := env.Compile(string(f.v))
	if err == nil {
		src.rules = append(src.rules, placedRule{f.node, r})
		return r
	}
	issues, _ := err.(rule.Errors)
	for i, issue := range issues {
		if v == nil || !strings.HasPrefix(issue.Key, "rule.undeclared") {
			continue
		}
		name, _ := issue.Args[0].(string)
		if field := v.Field(strings.TrimPrefix(name, "v.")); field != nil && field.Type == TypeText {
			issues[i].Key = "catalogue.text-in-rule"
		}
	}
	src.rule(f.node, err)
	return nil
}

// fields builds the fields of a visit, then the rules over them.
func (b *programmeBuilder) fields(v *Visit, f visitForm) {
	taken := map[string]bool{}
	for _, ff := range f.Fields {
		field := b.field(ff)
		for _, name := range field.names() {
			if taken[name] {
				b.src.at(ff.ID.node, "catalogue.id-twice", ff.ID.v, b.src.file)
				break
			}
		}
		for _, name := range field.names() {
			taken[name] = true
		}
		v.Fields = append(v.Fields, field)
	}
	env, err := b.cat.env(v)
	if b.listsClash(v, f) || err != nil {
		b.unread = true // names clash, which was reported
		return
	}
	b.whens(v, f, env)
	for _, c := range f.Checks {
		v.Checks = append(v.Checks, Check{compile(b.src, c.Rule, env, v), c.Text.v})
	}
	for _, a := range f.Advice {
		v.Advice = append(v.Advice, Advice{compile(b.src, a.When, env, v), a.Text.v})
	}
	for _, t := range f.Then {
		b.then(v, t, env)
	}
}

// listsClash reports two code tables of a visit that give one name to different lists.
func (b *programmeBuilder) listsClash(v *Visit, f visitForm) (clash bool) {
	owner := map[string]*CodeTable{}
	for i, field := range v.Fields {
		if field.Codes == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(field.Codes.Lists)) {
			if other := owner[name]; other != nil && other != field.Codes {
				b.src.at(f.Fields[i].Codes.node, "catalogue.lists-clash", name, other.ID, field.Codes.ID)
				clash = true
			}
			owner[name] = field.Codes
		}
	}
	return clash
}

// whens compiles the rules that say when a field is asked; they may look back, never ahead.
func (b *programmeBuilder) whens(v *Visit, f visitForm, env *rule.Env) {
	before := map[string]bool{}
	for i, field := range v.Fields {
		form := f.Fields[i]
		field.When = compile(b.src, form.When, env, v)
		if field.When != nil {
			for _, name := range field.When.Names() {
				if strings.HasPrefix(name, "v.") && !before[name] {
					b.src.at(form.When.node, "catalogue.looks-ahead", name)
				}
			}
		}
		for _, name := range field.names() {
			before[name] = true
		}
	}
}

func (b *programmeBuilder) field(f fieldForm) *Field {
	field := &Field{
		ID: string(f.ID.v), Title: f.Title.v, Hint: f.Hint.v, Type: FieldType(f.Type.v), Unit: string(f.Unit.v), Required: f.Required.v,
	}
	coded := field.Type == TypeCode || field.Type == TypeCodes
	numeric := field.Type == TypeNumber || field.Type == TypePair
	b.belongs(f, "codes", f.Codes.node, coded, true)
	b.belongs(f, "range", rangeNode(f), numeric, true)
	b.belongs(f, "unit", f.Unit.node, numeric, false)
	if coded && f.Codes.given() {
		if field.Codes = b.cat.Codes[string(f.Codes.v)]; field.Codes == nil {
			b.missing(b.src, &f.Codes, DefCodes, string(f.Codes.v), "catalogue.no-codes", slices.Sorted(maps.Keys(b.cat.Codes)))
		}
	}
	if len(f.Range) > 0 {
		if len(f.Range) != 2 || f.Range[0].v >= f.Range[1].v {
			b.src.at(f.Range[0].node, "catalogue.bad-range")
		} else {
			field.Range = [2]float64{f.Range[0].v, f.Range[1].v}
		}
	}
	return field
}

func rangeNode(f fieldForm) *yaml.Node {
	if len(f.Range) == 0 {
		return nil
	}
	return f.Range[0].node
}

// belongs reports a key that the field's type does not have, or that it needs.
func (b *programmeBuilder) belongs(f fieldForm, key string, n *yaml.Node, has, needs bool) {
	switch {
	case n != nil && !has:
		b.src.at(n, "catalogue.key-of-type", key, f.Type.v)
	case n == nil && has && needs:
		b.src.at(f.Type.node, "catalogue.type-needs", f.Type.v, key)
	}
}

func (b *programmeBuilder) then(v *Visit, f thenForm, env *rule.Env) {
	t := Then{Visit: string(f.Visit.v), Within: f.Within.v, Close: string(f.Close.v), Reason: f.Reason.v}
	t.When = compile(b.src, f.When, env, v)
	switch {
	case f.Visit.given() == f.Close.given():
		b.src.at(f.node, "catalogue.visit-or-close")
	case f.Visit.given() && !slices.Contains(b.visitIDs(), t.Visit):
		b.missing(b.src, &f.Visit, "", t.Visit, "catalogue.no-visit", b.visitIDs())
	case f.Visit.given() && !f.Within.given():
		b.src.at(f.Visit.node, "catalogue.no-within")
	case f.Close.given() && f.Within.given():
		b.src.at(f.Within.node, "catalogue.close-within")
	case f.Close.given() && !slices.Contains(b.made.Outcomes, t.Close):
		b.missing(b.src, &f.Close, "", t.Close, "catalogue.no-outcome", b.made.Outcomes)
	}
	b.positive(f.Within.node, t.Within.Zero())
	v.Then = append(v.Then, t)
}

// reachable reports visits to which no way leads from the opening one.
func (b *programmeBuilder) reachable() {
	reached := map[string]bool{}
	queue := []*Visit{b.made.Opening()}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		if v == nil || reached[v.ID] {
			continue
		}
		reached[v.ID] = true
		for _, t := range v.Then {
			queue = append(queue, b.made.Visit(t.Visit))
		}
	}
	for _, f := range b.form.Visits {
		if !reached[string(f.ID.v)] {
			b.src.at(f.ID.node, "catalogue.unreachable", f.ID.v)
		}
	}
}

// closable reports outcomes that no step gives. Declined and lost come from what people answer, not from a visit.
func (b *programmeBuilder) closable() {
	closed := map[string]bool{"declined": true, "lost": true}
	for _, v := range b.made.Visits {
		for _, t := range v.Then {
			closed[t.Close] = true
		}
	}
	for _, o := range b.form.Outcomes {
		if !closed[string(o.v)] {
			b.src.at(o.node, "catalogue.never-closed", o.v)
		}
	}
}
