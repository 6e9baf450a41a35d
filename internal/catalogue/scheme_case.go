package catalogue

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/money"
)

// SchemeCaseFile is the cases of one scheme.
type SchemeCaseFile struct {
	File   string
	Scheme *Scheme
	Cases  []SchemeCase
}

// SchemeCase is one example of a scheme: what is known of somebody, and what must follow.
type SchemeCase struct {
	Name  string
	File  string
	Line  int // 1-based, where the case begins
	Facts SchemeCaseFacts

	AsOf   civil.Date
	Result string            // met | not_met | unknown; "" where not asked
	Why    map[string]string // criterion → result, of those that are not met
	Lacks  []string          // every paper and fact that is missing

	Confirmed civil.Date
	Ended     civil.Date
	EndedWhy  string
	Pays      []SchemeCasePays
}

// SchemeCaseFacts are the facts of a case; what a case leaves out has no value: nil, zero, or "".
type SchemeCaseFacts struct {
	Sex                 string
	Birth, Mother       civil.Birth
	Death, Applied      civil.Date
	Registered, Resides *SchemeCasePlace
	Children, Daughters *int
	Attributes          map[string]string
	Papers              []string
}

// SchemeCasePlace is where somebody of a case belongs.
type SchemeCasePlace struct {
	Here   bool
	Nature string
	Since  civil.Date
}

// SchemeCasePays is all that is owed for a period.
type SchemeCasePays struct {
	Period string
	Lines  []SchemeCaseLine
	Held   []string // layers
}

// SchemeCaseLine is what one layer owes. Months that are "" or 0 are not compared.
type SchemeCaseLine struct {
	Layer    string
	Fen      money.Fen
	From, To string
	Months   int
}

// LoadSchemeCases reads the cases beside the schemes of one origin. A scheme without cases is a problem: it is not finished. Shipped cases of
// a scheme that the overlay has replaced are left out. The error is a Problems.
func LoadSchemeCases(c *Catalogue, origin Origin, fsys fs.FS) ([]SchemeCaseFile, error) {
	var problems Problems
	var files []SchemeCaseFile
	entries, _ := fs.ReadDir(fsys, "schemes") // an overlay need not have the folder
	for _, e := range entries {
		file := path.Join("schemes", e.Name())
		s := c.Schemes[strings.TrimSuffix(e.Name(), ".yaml")]
		if !isDefinition(file) || strings.HasSuffix(file, casesSuffix) || s == nil || s.Origin != origin {
			continue
		}
		b := &schemeCaseBuilder{cat: c, scheme: s}
		name := strings.TrimSuffix(file, ".yaml") + casesSuffix
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			definition, _ := fs.ReadFile(fsys, file)
			newSource(origin, file, definition, &problems).problem(1, 1, "catalogue.no-cases", name)
			continue
		}
		b.src = newSource(origin, name, raw, &problems)
		files = append(files, SchemeCaseFile{name, s, b.cases(raw)})
	}
	return files, problems.orNil()
}

// schemeCaseBuilder reads the cases of one scheme.
type schemeCaseBuilder struct {
	cat    *Catalogue
	scheme *Scheme
	src    *source
}

func (b *schemeCaseBuilder) cases(raw []byte) (all []SchemeCase) {
	var forms []schemeCaseForm
	root := b.src.parse(raw)
	if root == nil || !b.src.decode(root, &forms) {
		return nil
	}
	for i := range forms {
		all = append(all, b.build(&forms[i]))
	}
	return all
}

func (b *schemeCaseBuilder) build(f *schemeCaseForm) SchemeCase {
	c := SchemeCase{Name: string(f.Name.v), File: b.src.file, Line: f.node.Line, Facts: b.facts(&f.Facts), AsOf: f.AsOf.v, Result: string(f.Result.v),
		Why: f.Why.v, Confirmed: f.Confirmed.v}
	if f.Ended != nil {
		c.Ended, c.EndedWhy = f.Ended.On.v, string(f.Ended.Why.v)
	}
	for _, l := range f.Lacks {
		c.Lacks = append(c.Lacks, string(l.v))
	}
	for _, key := range f.Why.keys {
		id := string(key.v)
		if id != CriterionAlive && id != CriterionOpen && b.scheme.Criterion(id) == nil {
			b.src.at(key.node, "catalogue.no-criterion", id)
		}
		if !slices.Contains([]string{"met", "not_met", "unknown"}, f.Why.v[id]) {
			b.src.at(key.node, "catalogue.one-of", "met not_met unknown")
		}
	}
	for i := range f.Pays {
		c.Pays = append(c.Pays, b.pays(&f.Pays[i]))
	}
	if c.Result != "" && !f.AsOf.given() {
		b.src.at(f.node, "catalogue.key-missing", "asOf")
	}
	if len(c.Pays) > 0 && !f.Confirmed.given() {
		b.src.at(f.node, "catalogue.key-missing", "confirmed")
	}
	if c.Result == "" && len(c.Pays) == 0 {
		b.src.at(f.node, "catalogue.scheme-case-asks-nothing")
	}
	return c
}

func (b *schemeCaseBuilder) facts(f *schemeFactsForm) SchemeCaseFacts {
	made := SchemeCaseFacts{Sex: string(f.Sex.v), Birth: f.Birth.v, Mother: f.Mother.v, Death: f.Death.v, Applied: f.Applied.v,
		Registered: casePlace(f.Registered), Resides: casePlace(f.Resides), Children: caseNumber(f.Children), Daughters: caseNumber(f.Daughters), Attributes: f.Attributes.v}
	if !f.Mother.given() {
		made.Mother = made.Birth
	}
	for _, p := range f.Papers {
		if b.cat.EvidenceKind(string(p.v)) == nil {
			b.src.at(p.node, "catalogue.no-evidence", p.v)
		}
		made.Papers = append(made.Papers, string(p.v))
	}
	for _, key := range f.Attributes.keys {
		a := b.cat.Attribute(string(key.v))
		if a == nil {
			b.src.at(key.node, "catalogue.no-attribute", key.v)
		} else if !slices.Contains(a.all(), f.Attributes.v[a.ID]) {
			b.src.at(key.node, "catalogue.no-code", f.Attributes.v[a.ID])
		}
	}
	return made
}

func casePlace(f *schemePlaceForm) *SchemeCasePlace {
	if f == nil {
		return nil
	}
	return &SchemeCasePlace{f.Here.v, string(f.Nature.v), f.Since.v}
}

func caseNumber(f leaf[int64]) *int {
	if !f.given() {
		return nil
	}
	n := int(f.v)
	return &n
}

func (b *schemeCaseBuilder) pays(f *schemePaysForm) SchemeCasePays {
	p := SchemeCasePays{Period: string(f.Period.v)}
	for _, l := range f.Lines {
		b.layer(l.Layer)
		p.Lines = append(p.Lines, SchemeCaseLine{string(l.Layer.v), money.Fen(l.Fen.v), string(l.From.v), string(l.To.v), int(l.Months.v)})
	}
	for _, l := range f.Held {
		b.layer(l)
		p.Held = append(p.Held, string(l.v))
	}
	return p
}

func (b *schemeCaseBuilder) layer(f leaf[ident]) {
	if b.scheme.Layer(string(f.v)) == nil {
		b.src.at(f.node, "catalogue.no-layer", f.v)
	}
}
