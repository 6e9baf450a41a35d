package catalogue

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/civil"
)

// casesSuffix ends the name of the file of cases that stands beside a definition: ID.test.yaml beside ID.yaml.
const casesSuffix = ".test.yaml"

// CaseFile is the cases of one programme, or of one file of figures.
type CaseFile struct {
	File  string
	Cases []Case
}

// Case is one example of practice: what was recorded of some people, and what must follow from it.
type Case struct {
	Name    string
	File    string
	Line    int // 1-based, where the case begins
	People  []CasePerson
	Events  []CaseEvent
	AsOf    civil.Date // the day on which Due and Closed hold; zero where neither is given
	Due     []CaseDue  // all that is due on AsOf, in any order; DueGiven tells "nothing" from "not asked"
	Closed  string     // the outcome of the person's last round, or "open"; "" where not asked
	Checks  []CaseCheck
	Figures []CaseFigure

	DueGiven bool
}

// CasePerson is somebody in a case. Sex is "" and Birth has no precision where the case leaves them unknown.
type CasePerson struct {
	ID        string
	Sex       string // female | male
	Birth     civil.Birth
	Death     civil.Date
	Since     civil.Date // first day living in the district
	Followed  bool       // asked to be followed by the programme (R24)
	NoContact bool       // declined to be invited, or took that consent back (R6)
}

// CaseEvent is what was recorded: a visit, a result that came after the last visit of its kind, or an answer to an invitation.
type CaseEvent struct {
	Person     string
	On         civil.Date
	Programme  *Programme
	Visit      *Visit            // what the visit or result is of; nil for an answer
	Late       bool              // a result: Values lie over those of the last such visit
	Department string            // whose site recorded it; where the case names none, the first of the visit's By
	Values     map[string]string // field → value as a visits file writes it: codes joined by ";", a pair as 120/80
	Answer     string            // invited | will-come | wrong-number | moved | declined | asked; "" for a visit or result
	Scope      string            // of declined: invitation | programme | contact; "" is programme
}

// CaseDue is one visit that must be due. Zero dates and an empty reason are not compared.
type CaseDue struct {
	Person      string
	Visit       string
	Status      string // upcoming | due | overdue | unknown
	From, Until civil.Date
	Reason      string // first | recall | follow-up | result-missing | who-unknown
}

// CaseCheck is a visit as somebody tries to record it: refused with exactly these, or accepted where Refused is empty.
type CaseCheck struct {
	Event   CaseEvent
	Refused []CaseRefusal
	Advice  []string // each is part of one advice shown, in either language, and no other is shown
}

// CaseRefusal is why a visit is refused. Field is "" where it is not about one.
type CaseRefusal struct{ Field, Code string }

// CaseFigure is what a figure must count. A count has Value, a rate Num and Den.
type CaseFigure struct {
	Figure          *Figure
	From, To        civil.Date        // To is exclusive
	Where           map[string]string // dimension → code
	Value, Num, Den *int
}

// LoadCases reads the cases beside the programmes and figures of one origin. A programme without cases, and a figure that no case
// counts, are problems: a definition without cases is not finished. Shipped cases that touch what the overlay has replaced are left
// out: they speak of a practice that is not the district's. The error is a Problems.
func LoadCases(c *Catalogue, origin Origin, fsys fs.FS) ([]CaseFile, error) {
	var problems Problems
	var files []CaseFile
	for _, folder := range []string{"programmes", "figures"} {
		entries, _ := fs.ReadDir(fsys, folder) // an overlay need not have the folder
		for _, e := range entries {
			file := path.Join(folder, e.Name())
			if isDefinition(file) && !strings.HasSuffix(file, casesSuffix) {
				b := &caseBuilder{cat: c, fsys: fsys, origin: origin, report: &problems}
				files = append(files, b.beside(folder, file))
			}
		}
	}
	return files, problems.orNil()
}

// caseBuilder reads the cases of one definition file.
type caseBuilder struct {
	cat       *Catalogue
	fsys      fs.FS
	origin    Origin
	report    *Problems
	src       *source    // of the cases
	programme *Programme // nil in the cases of figures
}

func (b *caseBuilder) beside(folder, file string) CaseFile {
	definition, _ := fs.ReadFile(b.fsys, file)
	src := newSource(b.origin, file, definition, b.report)
	name := strings.TrimSuffix(file, ".yaml") + casesSuffix
	raw, err := fs.ReadFile(b.fsys, name)
	if err != nil {
		src.problem(1, 1, "catalogue.no-cases", name)
		return CaseFile{File: name}
	}
	b.src = newSource(b.origin, name, raw, b.report)
	if folder == "programmes" {
		b.programme = b.cat.Programmes[strings.TrimSuffix(path.Base(file), ".yaml")]
	}
	var forms []caseForm
	root := b.src.parse(raw)
	if root == nil || !b.src.decode(root, &forms) {
		return CaseFile{File: name}
	}
	made := CaseFile{File: name}
	for _, f := range forms {
		if !b.replaced(f) {
			made.Cases = append(made.Cases, b.build(f))
		}
	}
	if folder == "figures" && len(made.Cases) == len(forms) {
		b.uncounted(src, definition, made)
	}
	return made
}

// replaced reports whether a shipped case touches a programme or figure of the overlay.
func (b *caseBuilder) replaced(f caseForm) bool {
	if b.origin != Shipped {
		return false
	}
	var touched []Origin
	if b.programme != nil {
		touched = append(touched, b.programme.Origin)
	}
	for _, e := range f.Events {
		id, _, _ := strings.Cut(string(e.Visit.v), "/")
		if p := b.cat.Programmes[id]; p != nil {
			touched = append(touched, p.Origin)
		}
	}
	for _, g := range f.Figures {
		if figure := b.cat.Figures[string(g.Figure.v)]; figure != nil {
			touched = append(touched, figure.Origin)
		}
	}
	return slices.Contains(touched, Overlay)
}

// uncounted reports the figures of a file that no case counts.
func (b *caseBuilder) uncounted(src *source, definition []byte, made CaseFile) {
	root := src.parse(definition)
	if root == nil {
		return
	}
	counted := map[string]bool{}
	for _, c := range made.Cases {
		for _, f := range c.Figures {
			counted[f.Figure.ID] = true
		}
	}
	for _, n := range root.Content {
		var f figureForm
		if src.decode(n, &f) && !counted[string(f.ID.v)] {
			src.at(f.ID.node, "catalogue.no-case", f.ID.v)
		}
	}
}

func (b *caseBuilder) build(f caseForm) Case {
	c := Case{Name: string(f.Name.v), File: b.src.file, Line: f.node.Line, AsOf: f.AsOf.v, Closed: string(f.Closed.v)}
	for _, p := range f.People {
		c.People = append(c.People, CasePerson{string(p.ID.v), string(p.Sex.v), p.Birth.v, p.Death.v, p.Since.v, p.Followed.v, p.NoContact.v})
	}
	for _, e := range f.Events {
		c.Events = append(c.Events, b.event(c, e))
	}
	if f.Due != nil {
		c.DueGiven = true
		for _, d := range *f.Due {
			c.Due = append(c.Due, b.due(c, d))
		}
	}
	if (c.DueGiven || c.Closed != "") && !f.AsOf.given() {
		b.src.at(f.node, "catalogue.key-missing", "asOf")
	}
	if c.Closed != "" && c.Closed != "open" && b.programme != nil && !slices.Contains(b.programme.Outcomes, c.Closed) {
		b.src.at(f.Closed.node, "catalogue.no-outcome", c.Closed)
	}
	for _, k := range f.Check {
		c.Checks = append(c.Checks, b.check(c, k))
	}
	for _, g := range f.Figures {
		if figure, ok := b.figure(g); ok {
			c.Figures = append(c.Figures, figure)
		}
	}
	if !c.DueGiven && c.Closed == "" && len(c.Checks) == 0 && len(f.Figures) == 0 {
		b.src.at(f.node, "catalogue.case-asks-nothing")
	}
	return c
}

// person is who an event is about: the only person where none is named.
func (b *caseBuilder) person(c Case, named leaf[ident], at *yaml.Node) string {
	if !named.given() && len(c.People) == 1 {
		return c.People[0].ID
	}
	if !slices.ContainsFunc(c.People, func(p CasePerson) bool { return p.ID == string(named.v) }) {
		b.src.at(at, "catalogue.case-person", named.v)
	}
	return string(named.v)
}

func (b *caseBuilder) event(c Case, f caseEventForm) CaseEvent {
	e := CaseEvent{
		Person: b.person(c, f.Person, f.node), On: f.On.v, Department: string(f.Department.v), Values: f.Values.v,
		Late: f.Late.v, Answer: string(f.Answer.v), Scope: string(f.Scope.v),
	}
	if f.Visit.given() == f.Answer.given() {
		b.src.at(f.node, "catalogue.visit-or-answer")
	}
	if f.Scope.given() && e.Answer != "declined" {
		b.src.at(f.Scope.node, "catalogue.scope-declined")
	}
	e.Programme = b.programme
	if f.Visit.given() {
		e.Programme, e.Visit = b.visit(f.Visit)
	}
	if e.Visit == nil {
		return e
	}
	for _, key := range f.Values.keys {
		if e.Visit.Field(string(key.v)) == nil {
			b.src.at(key.node, "catalogue.no-field", key.v)
		}
	}
	if e.Department == "" && len(e.Visit.By) > 0 {
		e.Department = e.Visit.By[0]
	}
	return e
}

// visit resolves VISIT in the cases of a programme, PROGRAMME/VISIT in those of figures.
func (b *caseBuilder) visit(f leaf[line]) (*Programme, *Visit) {
	p, name := b.programme, string(f.v)
	if programme, visit, ok := strings.Cut(name, "/"); ok {
		p, name = b.cat.Programmes[programme], visit
	}
	if p == nil {
		b.src.at(f.node, "catalogue.no-programme", f.v)
		return nil, nil
	}
	v := p.Visit(name)
	if v == nil {
		b.src.at(f.node, "catalogue.no-visit", name)
	}
	return p, v
}

func (b *caseBuilder) due(c Case, f caseDueForm) CaseDue {
	b.visit(f.Visit)
	return CaseDue{b.person(c, f.Person, f.node), string(f.Visit.v), string(f.Status.v), f.From.v, f.Until.v, string(f.Reason.v)}
}

func (b *caseBuilder) check(c Case, f caseCheckForm) CaseCheck {
	f.caseEventForm.node = f.spot.node
	k := CaseCheck{Event: b.event(c, f.caseEventForm)}
	for _, r := range f.Refused {
		if k.Event.Visit != nil && r.Field.given() && k.Event.Visit.Field(string(r.Field.v)) == nil {
			b.src.at(r.Field.node, "catalogue.no-field", r.Field.v)
		}
		k.Refused = append(k.Refused, CaseRefusal{string(r.Field.v), string(r.Code.v)})
	}
	for _, a := range f.Advice {
		k.Advice = append(k.Advice, string(a.v))
	}
	return k
}

func (b *caseBuilder) figure(f caseFigureForm) (CaseFigure, bool) {
	figure := b.cat.Figures[string(f.Figure.v)]
	if figure == nil {
		b.src.at(f.Figure.node, "catalogue.no-figure", f.Figure.v)
		return CaseFigure{}, false
	}
	for _, key := range f.Where.keys {
		if !slices.Contains(Dimensions, string(key.v)) {
			b.src.at(key.node, "catalogue.no-dimension", key.v, strings.Join(Dimensions, " "))
		}
	}
	if figure.Rate() != (f.Num.given() && f.Den.given()) || figure.Rate() == f.Value.given() {
		b.src.at(f.node, "catalogue.case-value")
	}
	return CaseFigure{figure, f.From.v, f.To.v, f.Where.v, whole(f.Value), whole(f.Num), whole(f.Den)}, true
}

func whole(f leaf[float64]) *int {
	if !f.given() {
		return nil
	}
	n, _ := strconv.Atoi(strings.TrimSpace(f.node.Value))
	return &n
}
