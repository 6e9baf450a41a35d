package due

import (
	"slices"
	"strconv"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/lang"
)

var (
	whyFirst  = text("check.due-first")
	whyRecall = text("check.due-recall")
	separator = text("check.separator")
)

// text is a message in every language.
func text(key string, args ...any) lang.Text {
	return lang.Text{Zh: lang.T(lang.Zh, key, args...), En: lang.T(lang.En, key, args...)}
}

// join lists texts, separated as each language does.
func join(texts []lang.Text) lang.Text {
	zh, en := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		zh[i], en[i] = t.In(lang.Zh), t.In(lang.En)
	}
	return lang.Text{Zh: strings.Join(zh, separator.Zh), En: strings.Join(en, separator.En)}
}

// whyMissing names what must be known first; v is the visit whose answers are meant, nil where none are.
func whyMissing(v *catalogue.Visit, names []string) lang.Text {
	var titles []lang.Text
	for _, name := range names {
		switch field := fieldOf(v, name); {
		case name == FactAge:
			titles = append(titles, text("check.fact-age"))
		case name == FactSex:
			titles = append(titles, text("check.fact-sex"))
		case field == nil:
			titles = append(titles, lang.Text{Zh: name, En: name})
		case !slices.Contains(titles, field.Title): // a pair has two names
			titles = append(titles, field.Title)
		}
	}
	return text("check.due-missing", join(titles))
}

// fieldOf is the field behind a name in a rule; nil where there is none.
func fieldOf(v *catalogue.Visit, name string) *catalogue.Field {
	id, ok := strings.CutPrefix(name, answerPrefix)
	if !ok || v == nil {
		return nil
	}
	if f := v.Field(id); f != nil {
		return f
	}
	half := strings.TrimSuffix(strings.TrimSuffix(id, "_1"), "_2")
	if f := v.Field(half); f != nil && f.Type == catalogue.TypePair {
		return f
	}
	return nil
}

// whyOpened says what opened a follow-up: the words of its definition, or the answers that its rule names, or, where it names none of
// them (as in v.hpv != "negative"), all answers that it read.
func (a *attendance) whyOpened(then *catalogue.Then, r *Reading) lang.Text {
	if then.Reason != (lang.Text{}) || then.When == nil {
		return then.Reason
	}
	var named, read []lang.Text
	for _, f := range a.kind.Fields {
		answer, ok := r.answer(f.ID)
		if !ok || !slices.ContainsFunc(then.When.Names(), func(name string) bool { return fieldOf(a.kind, name) == f }) {
			continue
		}
		read = append(read, inReason(f, answer))
		if f.Type != catalogue.TypeCode && f.Type != catalogue.TypeCodes {
			named = append(named, inReason(f, answer))
			continue
		}
		for _, l := range then.When.Literals() {
			if fieldOf(a.kind, l.Fact) == f && gives(answer, l.Value) {
				named = append(named, codeTitle(f, l.Value))
			}
		}
	}
	if len(named) > 0 {
		return join(named)
	}
	return join(read)
}

// gives reports whether an answer is a code, or holds it.
func gives(answer any, code string) bool {
	codes, _ := answer.([]string)
	return answer == any(code) || slices.Contains(codes, code)
}

// inReason is an answer as a reason: a code speaks for itself, a number needs its question.
func inReason(f *catalogue.Field, answer any) lang.Text {
	if f.Type == catalogue.TypeCode || f.Type == catalogue.TypeCodes {
		return AnswerText(f, answer)
	}
	value := AnswerText(f, answer)
	return lang.Text{Zh: f.Title.In(lang.Zh) + " " + value.In(lang.Zh), En: f.Title.In(lang.En) + " " + value.In(lang.En)}
}

// AnswerText is an answer as people read it: the titles of codes, a number or a pair with its unit, yes or no.
func AnswerText(f *catalogue.Field, answer any) lang.Text {
	switch v := answer.(type) {
	case []string:
		titles := make([]lang.Text, len(v))
		for i, code := range v {
			titles[i] = codeTitle(f, code)
		}
		return join(titles)
	case bool:
		if v {
			return text("check.yes")
		}
		return text("check.no")
	case float64:
		return withUnit(f, strconv.FormatFloat(v, 'f', -1, 64))
	case string:
		if f.Type == catalogue.TypeCode {
			return codeTitle(f, v)
		}
		return withUnit(f, v)
	}
	return lang.Text{}
}

// codeTitle is the title of a code, or the code where the table has it no more.
func codeTitle(f *catalogue.Field, code string) lang.Text {
	if f.Codes != nil {
		if c := f.Codes.Code(code); c != nil {
			return c.Title
		}
	}
	return lang.Text{Zh: code, En: code}
}

func withUnit(f *catalogue.Field, value string) lang.Text {
	if f.Unit != "" {
		value += " " + f.Unit
	}
	return lang.Text{Zh: value, En: value}
}
