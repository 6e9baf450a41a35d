package catalogue

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/civil"
	"youfu/internal/lang"
)

// item is one definition on its way into the catalogue.
type item struct {
	kind, id string
	source   *source
	node     *yaml.Node
	form     any // *programmeForm, *schemeForm, *figureForm, *codesForm, a list of a closed vocabulary, or for reports map[lang.Lang]*source
}

// loader gathers items and all problems with them.
type loader struct {
	problems   Problems
	items      []*item
	incomplete []*item            // of which something could not be read; the constitution holds for the rest of them
	byKey      map[string]*item   // kind/id
	broken     map[string]bool    // kind/id of what could not be read or built: naming it is no second problem
	begun      map[string]bool    // figures whose building has begun
	unsound    map[string]*Figure // figures with problems, as far as they were built, for the constitution
	headings   Headings
	cat        *Catalogue

	headingsOrigin Origin // of the last that added one

	holidays       []announced
	workdays       civil.Calendar // made of holidays
	holidaysOrigin Origin         // of the last that added one

	texts []placedText // of everything loaded, for the constitution
}

func newLoader() *loader {
	return &loader{byKey: map[string]*item{}, broken: map[string]bool{}, begun: map[string]bool{}, unsound: map[string]*Figure{}, headings: Headings{}, headingsOrigin: Shipped}
}

// Load reads the shipped catalogue and the district's overlay, which may be nil, and holds both against the constitution. The
// error is a Problems with everything that is wrong.
func Load(shipped, overlay fs.FS) (*Catalogue, []Definition, error) {
	l := newLoader()
	l.readAll(Shipped, shipped)
	if overlay != nil {
		l.readAll(Overlay, overlay)
	}
	l.build()
	l.constitution()
	if err := l.problems.orNil(); err != nil {
		return nil, nil, err
	}
	definitions, err := l.definitions()
	return l.cat, definitions, err
}

// FromDefinitions builds the catalogue of stored definitions, such as those in force at some seq. They were held against the
// constitution of their day when they were loaded, and are not again.
func FromDefinitions(definitions []Definition) (*Catalogue, error) {
	l := newLoader()
	for _, d := range definitions {
		src := newSource(d.Origin, d.Kind+"/"+d.ID, []byte(d.Text), &l.problems)
		node := src.parse([]byte(d.Text))
		if node == nil {
			continue
		}
		switch d.Kind {
		case DefReport:
			l.storedReport(d, node)
		case DefHeadings:
			l.storedHeadings(src, node)
		case DefHolidays:
			l.storedHolidays(d, src, node)
		default:
			l.add(d.Kind, src, node)
		}
	}
	l.build()
	if err := l.problems.orNil(); err != nil {
		return nil, err
	}
	_, err := l.definitions()
	return l.cat, err
}

// folders are where the kinds lie; the extension tells what is read there.
var folders = map[string]string{"programmes": DefProgramme, "figures": DefFigure, "codes": DefCodes, "reports": DefReport, "schemes": DefScheme}

// readAll reads every file of one origin, in the order of their names.
func (l *loader) readAll(origin Origin, fsys fs.FS) {
	err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && file != "."
		if hidden && d.IsDir() {
			return fs.SkipDir
		}
		if hidden || d.IsDir() {
			return nil
		}
		if !strings.Contains(file, "/") && !isDefinition(file) {
			return nil // README.md, embed.go and their like
		}
		raw, err := fs.ReadFile(fsys, file)
		if err != nil {
			return err
		}
		l.readFile(newSource(origin, file, raw, &l.problems), raw)
		return nil
	})
	if err != nil {
		newSource(origin, ".", nil, &l.problems).problem(1, 1, "catalogue.unreadable", err)
	}
}

func isDefinition(file string) bool { return path.Ext(file) == ".yaml" }

func (l *loader) readFile(src *source, raw []byte) {
	if !src.isText(raw) {
		return
	}
	folder, name := path.Split(src.file)
	kind := folders[strings.TrimSuffix(folder, "/")]
	switch {
	case kind == DefCodes && name == "headings.csv":
		l.readHeadings(src, raw)
	case kind == DefCodes && name == "holidays.csv":
		l.readHolidays(src, raw)
	case kind == DefReport && path.Ext(name) == ".md":
		l.readReport(src, strings.TrimSuffix(name, ".md"))
	case kind != "" && kind != DefReport && strings.HasSuffix(name, casesSuffix):
		// cases: see LoadCases
	case kind != "" && kind != DefReport && isDefinition(name):
		l.readYAML(kind, src, raw)
	default:
		src.problem(1, 1, "catalogue.stray")
	}
}

// isClosed reports whether a kind is a vocabulary of the program itself, which no overlay changes.
func isClosed(kind string) bool { return slices.Contains(closedKinds, kind) }

var closedKinds = []string{DefFacts, DefConsents, DefEvidence, DefAttributes}

// readYAML reads a programme, a scheme, a code table, a closed vocabulary, or a list of figures.
func (l *loader) readYAML(kind string, src *source, raw []byte) {
	root := src.parse(raw)
	if root == nil {
		return
	}
	base := strings.TrimSuffix(path.Base(src.file), ".yaml")
	if kind == DefFigure {
		if root.Kind != yaml.SequenceNode {
			src.at(root, "catalogue.want-list")
			return
		}
		for _, node := range root.Content {
			l.add(kind, src, node)
		}
		return
	}
	if kind == DefCodes && isClosed(base) {
		kind = base
	}
	if it := l.add(kind, src, root); it != nil && it.id != base {
		src.at(root, "catalogue.file-name", it.id)
	}
}

// add decodes a node and files it under its kind and id; nil where it is no good.
func (l *loader) add(kind string, src *source, node *yaml.Node) *item {
	it := &item{kind: kind, source: src, node: node}
	var ok bool
	switch kind {
	case DefProgramme:
		f := &programmeForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, string(f.ID.v)
	case DefFigure:
		f := &figureForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, string(f.ID.v)
	case DefCodes:
		f := &codesForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, string(f.ID.v)
	case DefFacts:
		f := &[]factForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, DefFacts
	case DefConsents:
		f := &[]consentForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, DefConsents
	case DefEvidence:
		f := &[]evidenceForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, DefEvidence
	case DefAttributes:
		f := &[]attributeForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, DefAttributes
	case DefScheme:
		f := &schemeForm{}
		ok = src.decode(node, f)
		it.form, it.id = f, string(f.ID.v)
	default:
		src.at(node, "catalogue.stray")
	}
	if !ok {
		l.broken[kind+"/"+it.id] = true
		if it.form != nil {
			l.incomplete = append(l.incomplete, it)
		}
		return nil
	}
	return l.file(it)
}

// file adds an item, or puts it in the place of the one it replaces.
func (l *loader) file(it *item) *item {
	key := it.kind + "/" + it.id
	old, exists := l.byKey[key]
	switch {
	case exists && old.source.origin == it.source.origin:
		it.source.at(it.node, "catalogue.id-twice", it.id, old.source.file)
		return nil
	case isClosed(it.kind) && it.source.origin == Overlay:
		it.source.at(it.node, "catalogue."+it.kind+"-closed")
		return nil
	case exists:
		l.items[slices.Index(l.items, old)] = it
	default:
		l.items = append(l.items, it)
	}
	l.byKey[key] = it
	return it
}

// readReport reads one language of a report: ID.zh.md or ID.en.md.
func (l *loader) readReport(src *source, name string) {
	id, suffix, _ := strings.Cut(name, ".")
	language := lang.Lang(suffix)
	if !slices.Contains(lang.All, language) || nameKey(id, '-', "bad") != "" {
		src.problem(1, 1, "catalogue.report-name")
		return
	}
	src.lines[0] = strings.TrimPrefix(src.lines[0], "\ufeff")
	it := l.byKey[DefReport+"/"+id]
	if it == nil || it.source.origin != src.origin {
		it = l.file(&item{kind: DefReport, id: id, source: src, node: &yaml.Node{Line: 1, Column: 1}, form: map[lang.Lang]*source{}})
	}
	it.form.(map[lang.Lang]*source)[language] = src
}

// storedReport takes a report from its stored definition: {zh: …, en: …}.
func (l *loader) storedReport(d Definition, node *yaml.Node) {
	languages := map[lang.Lang]*source{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		language := lang.Lang(node.Content[i].Value)
		languages[language] = newSource(d.Origin, fmt.Sprintf("%s/%s.%s", d.Kind, d.ID, language), []byte(node.Content[i+1].Value), &l.problems)
	}
	l.file(&item{kind: DefReport, id: d.ID, source: newSource(d.Origin, d.Kind+"/"+d.ID, nil, &l.problems), node: node, form: languages})
}

// definitions makes the stored form of every item, and sets the hashes in the catalogue.
func (l *loader) definitions() ([]Definition, error) {
	var all []Definition
	for _, it := range l.items {
		d, err := define(it.kind, it.id, it.source.origin, it.content())
		if err != nil {
			return nil, fmt.Errorf("catalogue: %s %s: %w", it.kind, it.id, err)
		}
		switch it.kind {
		case DefProgramme:
			l.cat.Programmes[it.id].Hash = d.Hash
		case DefFigure:
			l.cat.Figures[it.id].Hash = d.Hash
		case DefCodes:
			l.cat.Codes[it.id].Hash = d.Hash
		case DefReport:
			l.cat.Reports[it.id].Hash = d.Hash
		case DefScheme:
			l.cat.Schemes[it.id].Hash = d.Hash
		}
		all = append(all, d)
	}
	headings, err := l.headingsDefinition()
	if err != nil || len(l.holidays) == 0 {
		return append(all, headings), err
	}
	holidays, err := l.holidaysDefinition()
	return append(all, headings, holidays), err
}

// content is the node that the definition stores.
func (it *item) content() *yaml.Node {
	if it.kind != DefReport {
		return it.node
	}
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, language := range lang.All {
		if src := it.form.(map[lang.Lang]*source)[language]; src != nil {
			n.Content = append(n.Content,
				str(string(language)), str(strings.Join(src.lines, "\n")))
		}
	}
	return n
}
