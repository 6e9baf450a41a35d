package catalogue

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/lang"
)

// referenceSection is one kind of form on the reference page.
type referenceSection struct {
	title string // message key
	form  any
}

// referenceSections are the forms that definition files consist of, each before those it contains.
var referenceSections = []referenceSection{
	{"catalogue.doc-programme", programmeForm{}}, {"catalogue.doc-basis", basisForm{}}, {"catalogue.doc-recall", recallForm{}},
	{"catalogue.doc-visit", visitForm{}}, {"catalogue.doc-field", fieldForm{}}, {"catalogue.doc-check", checkForm{}},
	{"catalogue.doc-advice", adviceForm{}}, {"catalogue.doc-then", thenForm{}},
	{"catalogue.doc-codes", codesForm{}}, {"catalogue.doc-code", codeForm{}}, {"catalogue.doc-list", listForm{}},
	{"catalogue.doc-figure", figureForm{}}, {"catalogue.doc-followed", followedForm{}},
	{"catalogue.doc-scheme", schemeForm{}}, {"catalogue.doc-open", openForm{}}, {"catalogue.doc-criterion", criterionForm{}},
	{"catalogue.doc-counting", countingForm{}}, {"catalogue.doc-birth", birthForm{}}, {"catalogue.doc-starts", startsForm{}},
	{"catalogue.doc-end", endForm{}}, {"catalogue.doc-layer", layerForm{}}, {"catalogue.doc-amount", amountForm{}},
	{"catalogue.doc-step", stepForm{}}, {"catalogue.doc-notice", noticeForm{}}, {"catalogue.doc-review", reviewForm{}},
	{"catalogue.doc-powers", powersForm{}}, {"catalogue.doc-beside", besideForm{}}, {"catalogue.doc-appeal", appealForm{}},
	{"catalogue.doc-scheme-case", schemeCaseForm{}}, {"catalogue.doc-scheme-facts", schemeFactsForm{}}, {"catalogue.doc-scheme-place", schemePlaceForm{}},
	{"catalogue.doc-scheme-end", schemeEndForm{}}, {"catalogue.doc-scheme-pays", schemePaysForm{}}, {"catalogue.doc-scheme-line", schemeLineForm{}},
	{"catalogue.doc-fact", factForm{}}, {"catalogue.doc-consent", consentForm{}},
	{"catalogue.doc-evidence", evidenceForm{}}, {"catalogue.doc-attribute", attributeForm{}},
	{"catalogue.doc-case", caseForm{}}, {"catalogue.doc-case-person", casePersonForm{}}, {"catalogue.doc-case-event", caseEventForm{}},
	{"catalogue.doc-case-due", caseDueForm{}}, {"catalogue.doc-case-check", caseCheckForm{}},
	{"catalogue.doc-case-refusal", caseRefusalForm{}}, {"catalogue.doc-case-figure", caseFigureForm{}},
}

// referenceTypes are the types of single values, by message key.
var referenceTypes = map[reflect.Type]string{
	reflect.TypeFor[leaf[ident]]():          "catalogue.doc-type-id",
	reflect.TypeFor[leaf[varName]]():        "catalogue.doc-type-name",
	reflect.TypeFor[leaf[ruleSrc]]():        "catalogue.doc-type-rule",
	reflect.TypeFor[leaf[line]]():           "catalogue.doc-type-line",
	reflect.TypeFor[leaf[bool]]():           "catalogue.doc-type-bool",
	reflect.TypeFor[leaf[float64]]():        "catalogue.doc-type-number",
	reflect.TypeFor[leaf[int64]]():          "catalogue.doc-type-whole",
	reflect.TypeFor[leaf[MonthDay]]():       "catalogue.doc-type-month-day",
	reflect.TypeFor[leaf[civil.Date]]():     "catalogue.doc-type-date",
	reflect.TypeFor[leaf[civil.Birth]]():    "catalogue.doc-type-birth",
	reflect.TypeFor[leaf[civil.Duration]](): "catalogue.doc-type-duration",
	reflect.TypeFor[text]():                 "catalogue.doc-type-text",
	reflect.TypeFor[oneOrMany]():            "catalogue.doc-type-one-or-list",
	reflect.TypeFor[rawValues]():            "catalogue.doc-type-values",
}

// WriteReference writes the reference of definition files in Markdown. It is made from the loader's own types, so that it cannot say
// anything else than the loader does.
func WriteReference(w io.Writer, c *Catalogue, l lang.Lang) error {
	r := &reference{lang: l}
	r.line("# %s", lang.T(l, "catalogue.doc-title"))
	r.line("")
	r.line("%s", lang.T(l, "catalogue.doc-intro"))
	for _, s := range referenceSections {
		r.form(s)
	}
	r.facts(c)
	r.support(c)
	r.consents(c)
	r.directives()
	r.constitution()
	_, err := io.WriteString(w, r.text.String())
	return err
}

// reference is the page being written.
type reference struct {
	lang lang.Lang
	text strings.Builder
}

func (r *reference) line(format string, args ...any) { fmt.Fprintf(&r.text, format+"\n", args...) }

// table begins a table under a heading.
func (r *reference) table(title string, columns ...string) {
	r.line("\n## %s\n", lang.T(r.lang, title))
	for i, c := range columns {
		columns[i] = lang.T(r.lang, c)
	}
	r.row(columns...)
	r.row(strings.Split(strings.Repeat("--- ", len(columns)-1)+"---", " ")...)
}

func (r *reference) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(c, "|", "\\|")
	}
	r.line("| %s |", strings.Join(cells, " | "))
}

func (r *reference) form(s referenceSection) {
	r.table(s.title, "catalogue.doc-key", "catalogue.doc-type", "catalogue.doc-need", "catalogue.doc-meaning")
	for _, f := range fieldsOf(reflect.TypeOf(s.form)) {
		name, need := keyOf(f)
		needed := ""
		if need {
			needed = lang.T(r.lang, "catalogue.doc-yes")
		}
		r.row("`"+name+"`", r.typeOf(f.Type, f.Tag), needed, f.Tag.Get(string(r.lang)))
	}
}

// typeOf is a field's type as the writer of a file sees it.
func (r *reference) typeOf(t reflect.Type, tag reflect.StructTag) string {
	if choices := strings.Fields(tag.Get("oneof")); len(choices) > 0 {
		return "`" + strings.Join(choices, "` `") + "`"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return r.typeOf(t.Elem(), tag)
	case reflect.Slice:
		return lang.T(r.lang, "catalogue.doc-type-list", r.typeOf(t.Elem(), tag))
	}
	if key, ok := referenceTypes[t]; ok {
		return lang.T(r.lang, key)
	}
	for _, s := range referenceSections {
		if reflect.TypeOf(s.form) == t {
			return lang.T(r.lang, s.title)
		}
	}
	return t.Name()
}

func (r *reference) facts(c *Catalogue) {
	r.table("catalogue.doc-facts", "catalogue.doc-key", "catalogue.doc-type", "catalogue.doc-about", "catalogue.doc-meaning")
	for _, f := range c.Facts {
		kind := f.Type.String()
		if len(f.Codes) > 0 {
			kind += ": " + strings.Join(f.Codes, " ")
		}
		r.row("`"+f.ID+"`", kind, f.About, f.Title.In(r.lang))
	}
}

// support are the two vocabularies that only schemes read.
func (r *reference) support(c *Catalogue) {
	r.table("catalogue.doc-attributes", "catalogue.doc-key", "catalogue.doc-type", "catalogue.doc-meaning")
	for i := range c.Attributes {
		a := &c.Attributes[i]
		r.row("`"+a.Fact()+"`", strings.Join(a.all(), " "), a.Title.In(r.lang)+": "+a.Why.In(r.lang))
	}
	r.table("catalogue.doc-papers", "catalogue.doc-key", "catalogue.doc-form", "catalogue.doc-about", "catalogue.doc-meaning")
	for _, e := range c.Evidence {
		r.row("`"+e.ID+"`", "`"+e.Fact()+"`", e.About, e.Title.In(r.lang))
	}
}

func (r *reference) consents(c *Catalogue) {
	r.table("catalogue.doc-consents", "catalogue.doc-key", "catalogue.doc-type-line", "catalogue.doc-meaning", "catalogue.doc-unasked")
	for _, one := range c.Consents {
		r.row("`"+one.ID+"`", one.Title.In(r.lang), one.Text.In(r.lang), one.Unasked.In(r.lang))
	}
}

func (r *reference) directives() {
	r.table("catalogue.doc-directives", "catalogue.doc-form", "catalogue.doc-meaning")
	for _, d := range directives {
		form := "{{" + d.name
		if d.figure {
			form += ` "ID"`
		}
		if d.by {
			form += ` by="…"`
		}
		if d.figure {
			form += ` [last="1y"] […="…"]`
		}
		r.row("`"+form+"}}`", lang.Text{Zh: d.zh, En: d.en}.In(r.lang))
	}
	r.line("\n%s", lang.T(r.lang, "catalogue.doc-dimensions", "`"+strings.Join(Dimensions, "` `")+"`"))
}

func (r *reference) constitution() {
	r.table("catalogue.doc-constitution", "catalogue.doc-rule", "catalogue.doc-refuses")
	for _, a := range constitution {
		r.row(a.rule, lang.Text{Zh: a.zh, En: a.en}.In(r.lang))
	}
}
