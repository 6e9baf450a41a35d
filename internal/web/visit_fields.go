package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"youfu/internal/care/check"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/rule"
	"youfu/internal/web/page"
)

// givenOf reads the answers of a form, by field id, as package check takes them.
func givenOf(v *catalogue.Visit, form url.Values) map[string]string {
	given := map[string]string{}
	for _, f := range v.Fields {
		names := []string{f.ID}
		if f.Type == catalogue.TypePair {
			names = []string{f.ID + "_1", f.ID + "_2"}
		}
		for _, name := range names {
			if values := form[name]; len(values) > 0 {
				given[name] = strings.Join(values, ";")
			}
		}
	}
	return given
}

// swap exchanges the halves of a pair, as the button beside a pair in the wrong order asks.
func swap(given map[string]string, id string) {
	given[id+"_1"], given[id+"_2"] = given[id+"_2"], given[id+"_1"]
}

// depends reports whether a question hangs on what is filled in above it.
func depends(f *catalogue.Field) bool { return f.When != nil }

// hasDependent reports whether a question that may not be asked was answered.
func hasDependent(v *catalogue.Visit, given map[string]string) bool {
	return slices.ContainsFunc(v.Fields, func(f *catalogue.Field) bool {
		return depends(f) && (given[f.ID] != "" || given[f.ID+"_1"] != "" || given[f.ID+"_2"] != "")
	})
}

// drop takes answers away to questions that are not asked as things stand: the page hides them, and what is hidden was not meant.
func drop(given map[string]string, notAsked []string) {
	for _, id := range notAsked {
		delete(given, id)
		delete(given, id+"_1")
		delete(given, id+"_2")
	}
}

// fieldsOf draws the questions of a visit with what was filled in.
func (q *request) fieldsOf(v *catalogue.Visit, given map[string]string, notAsked []string) []page.Field {
	var fields []page.Field
	for _, f := range v.Fields {
		field := page.Field{ID: f.ID, Label: f.Title.In(q.lang), Type: page.FieldType(f.Type), Unit: f.Unit, Optional: !f.Required,
			Depends: depends(f), Because: q.because(v, f), Values: valuesOf(f, given)}
		if f.Hint != (lang.Text{}) {
			field.Hint = f.Hint.In(q.lang)
		}
		if f.Codes != nil {
			for _, c := range f.Codes.Codes {
				field.Options = append(field.Options, page.Option{Value: c.Code, Text: c.Title.In(q.lang), Alone: c.Alone})
			}
		}
		field.Hidden = field.Depends && slices.Contains(notAsked, f.ID)
		fields = append(fields, field)
	}
	return fields
}

// because says on which answers a question hangs; "" where it hangs on her age alone, which nobody chooses here.
func (q *request) because(v *catalogue.Visit, f *catalogue.Field) string {
	if f.When == nil {
		return ""
	}
	var titles []string
	for _, above := range v.Fields {
		reads := slices.ContainsFunc(above.Vars(), func(x rule.Var) bool { return slices.Contains(f.When.Names(), x.Name) })
		if reads {
			titles = append(titles, above.Title.In(q.lang))
		}
	}
	if len(titles) == 0 {
		return ""
	}
	return q.t("web.visit.because", strings.Join(titles, q.t("web.and")))
}

// valuesOf is what was typed into a field's controls.
func valuesOf(f *catalogue.Field, given map[string]string) []string {
	switch {
	case f.Type == catalogue.TypePair && given[f.ID] != "":
		first, second, _ := strings.Cut(given[f.ID], "/")
		return []string{first, second}
	case f.Type == catalogue.TypePair:
		return []string{given[f.ID+"_1"], given[f.ID+"_2"]}
	case f.Type == catalogue.TypeCodes:
		return strings.Split(given[f.ID], ";")
	}
	return []string{given[f.ID]}
}

// refuse lays what was refused over a form's fields and gives the summary; what belongs to no field stands in the summary alone.
func (q *request) refuse(refused error, fields ...*page.Field) page.Wrong {
	var e *fault.Error
	if !errors.As(refused, &e) {
		return nil
	}
	var wrong page.Wrong
	for _, f := range e.Fields {
		text := q.t(f.Key, f.Args...)
		i := slices.IndexFunc(fields, func(field *page.Field) bool { return field.ID == f.Name })
		if i < 0 {
			wrong = append(wrong, page.Mistake{Text: text})
			continue
		}
		if fields[i].Error == "" {
			fields[i].Error = text
		}
		fields[i].Hidden = false
		fields[i].Swap = fields[i].Swap || f.Key == "check.pair-order"
	}
	for _, f := range fields {
		wrong = append(wrong, page.WrongIn(*f)...)
	}
	if len(wrong) == 0 {
		wrong = page.Wrong{{Text: lang.Error(q.lang, refused)}}
	}
	return wrong
}

// labelsOf are the stored answers of a visit in words, with its texts, by the form's field ids.
func labelsOf(v *catalogue.Visit, canonical string, texts map[string]string, l lang.Lang) ([]check.Label, error) {
	answers, err := check.Parse(canonical, v)
	if err != nil || v == nil {
		return nil, err
	}
	labels := check.Labels(v, answers, l)
	for _, f := range v.Fields {
		if text := texts[f.ID]; text != "" {
			labels = append(labels, check.Label{Title: f.Title.In(l), Value: text})
		}
	}
	return labels, nil
}
