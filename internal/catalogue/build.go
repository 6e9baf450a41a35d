package catalogue

import (
	"slices"

	"youfu/internal/rule"
)

// build turns the forms into the catalogue, in the order in which they refer to each other.
func (l *loader) build() {
	l.cat = &Catalogue{
		Programmes: map[string]*Programme{}, Figures: map[string]*Figure{},
		Codes: map[string]*CodeTable{}, Reports: map[string]*Report{}, Schemes: map[string]*Scheme{}, Headings: l.headings, Workdays: l.workdays,
	}
	l.eachInOrder(l.items, func(it *item, build func(*item)) {
		before := len(l.problems)
		build(it)
		if len(l.problems) > before {
			l.broken[it.kind+"/"+it.id] = true
		}
	})
	l.order()
}

// eachInOrder visits items in the order in which their kinds refer to each other, with what builds them.
func (l *loader) eachInOrder(items []*item, visit func(it *item, build func(*item))) {
	for _, kind := range []struct {
		name  string
		build func(*item)
	}{
		{DefCodes, l.buildCodes}, {DefFacts, l.buildFacts}, {DefConsents, l.buildConsents}, {DefEvidence, l.buildEvidence}, {DefAttributes, l.buildAttributes},
		{DefProgramme, l.buildProgramme}, {DefFigure, l.buildFigure}, {DefReport, l.buildReport}, {DefScheme, l.buildScheme},
	} {
		for _, it := range items {
			if it.kind == kind.name {
				visit(it, kind.build)
			}
		}
	}
}

// missing reports a reference to what is not there, unless that is there but broken.
func (l *loader) missing(src *source, at leafNode, kind, id, key string, known []string) {
	if l.broken[kind+"/"+id] {
		return
	}
	if near := rule.Nearest(id, known); near != "" {
		src.at(at.where(), key+"-near", id, near)
		return
	}
	src.at(at.where(), key, id)
}

func (l *loader) buildCodes(it *item) {
	f, src := it.form.(*codesForm), it.source
	t := &CodeTable{ID: it.id, Title: f.Title.v, About: string(f.About.v), Lists: map[string][]string{}}
	for _, c := range f.Codes {
		if t.Code(string(c.Code.v)) != nil {
			src.at(c.Code.node, "catalogue.id-twice", c.Code.v, src.file)
		}
		code := Code{Code: string(c.Code.v), Title: c.Title.v, Alone: c.Alone.v, Refusal: c.Refusal.v}
		for _, s := range c.Synonyms {
			if other := t.Find(string(s.v)); other != nil {
				src.at(s.node, "catalogue.synonym-twice", s.v, other.Code)
			}
			code.Synonyms = append(code.Synonyms, string(s.v))
		}
		t.Codes = append(t.Codes, code)
	}
	for _, list := range f.Lists {
		if _, twice := t.Lists[string(list.ID.v)]; twice {
			src.at(list.ID.node, "catalogue.id-twice", list.ID.v, src.file)
		}
		t.Lists[string(list.ID.v)] = l.listedCodes(src, t, list)
	}
	l.cat.Codes[it.id] = t
}

func (l *loader) listedCodes(src *source, t *CodeTable, list listForm) []string {
	var codes []string
	for _, c := range list.Codes {
		if t.Code(string(c.v)) == nil {
			l.missing(src, &c, "", string(c.v), "catalogue.no-code", t.All())
		}
		codes = append(codes, string(c.v))
	}
	return codes
}

func (l *loader) buildFacts(it *item) {
	types := map[line]rule.Type{"string": rule.String, "bool": rule.Bool, "int": rule.Int, "double": rule.Double, "list": rule.Strings}
	for _, f := range *it.form.(*[]factForm) {
		fact := Fact{ID: string(f.ID.v), Title: f.Title.v, Type: types[f.Type.v], About: string(f.About.v)}
		for _, c := range f.Codes {
			fact.Codes = append(fact.Codes, string(c.v))
		}
		if slices.ContainsFunc(l.cat.Facts, func(other Fact) bool { return other.ID == fact.ID }) {
			it.source.at(f.ID.node, "catalogue.id-twice", fact.ID, it.source.file)
		}
		l.cat.Facts = append(l.cat.Facts, fact)
	}
}

func (l *loader) buildConsents(it *item) {
	for _, f := range *it.form.(*[]consentForm) {
		if l.cat.Consent(string(f.ID.v)) != nil {
			it.source.at(f.ID.node, "catalogue.id-twice", f.ID.v, it.source.file)
		}
		l.cat.Consents = append(l.cat.Consents, Consent{string(f.ID.v), f.Title.v, f.Text.v, f.Unasked.v})
	}
}

func (l *loader) buildEvidence(it *item) {
	for _, f := range *it.form.(*[]evidenceForm) {
		if l.cat.EvidenceKind(string(f.ID.v)) != nil {
			it.source.at(f.ID.node, "catalogue.id-twice", f.ID.v, it.source.file)
		}
		l.cat.Evidence = append(l.cat.Evidence, Evidence{string(f.ID.v), f.Title.v, string(f.About.v)})
	}
}

func (l *loader) buildAttributes(it *item) {
	for _, f := range *it.form.(*[]attributeForm) {
		if l.cat.Attribute(string(f.ID.v)) != nil {
			it.source.at(f.ID.node, "catalogue.id-twice", f.ID.v, it.source.file)
		}
		a := Attribute{ID: string(f.ID.v), Title: f.Title.v, Why: f.Why.v}
		for _, c := range f.Codes {
			a.Codes = append(a.Codes, Code{Code: string(c.Code.v), Title: c.Title.v})
		}
		l.cat.Attributes = append(l.cat.Attributes, a)
	}
}
