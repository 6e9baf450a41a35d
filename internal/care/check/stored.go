package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/lang"
)

// Parse reads the stored form back. Fields that the definition no longer has are kept as they were stored, and so is a value whose
// field has another type by now: a rule that reads it is unknown. v is nil where the definition no longer has the visit. An error
// means that the record is damaged.
func Parse(canonical string, v *catalogue.Visit) (Answers, error) {
	var answers Answers
	if err := json.Unmarshal([]byte(canonical), &answers); err != nil {
		return nil, fmt.Errorf("check: stored answers: %w", err)
	}
	if answers == nil {
		return nil, fmt.Errorf("check: stored answers are null")
	}
	for name, value := range answers {
		kept, err := typed(value)
		if err != nil {
			return nil, fmt.Errorf("check: stored answer %q: %w", name, err)
		}
		answers[name] = kept
	}
	if v == nil {
		return answers, nil
	}
	for _, field := range v.Fields {
		if pair, ok := answers[field.ID].(string); ok && field.Type == catalogue.TypePair {
			maps.Copy(answers, due.Pair(field.ID, pair))
		}
	}
	return answers, nil
}

// typed is a stored value as rules see it.
func typed(value any) (any, error) {
	switch v := value.(type) {
	case string, float64, bool:
		return v, nil
	case []any:
		codes := make([]string, len(v))
		for i := range v {
			code, ok := v[i].(string)
			if !ok {
				return nil, fmt.Errorf("a list of more than codes")
			}
			codes[i] = code
		}
		return codes, nil
	}
	return nil, fmt.Errorf("%T is no answer", value)
}

// Given is the form that Check reads, of answers to the fields that the visit has: what a form shows when a visit is corrected.
func Given(v *catalogue.Visit, answers Answers) map[string]string {
	given := make(map[string]string, len(v.Fields))
	for _, field := range v.Fields {
		if answer, ok := answers[field.ID]; ok {
			given[field.ID] = raw(answer)
		}
	}
	return given
}

// raw is an answer as it is typed in.
func raw(answer any) string {
	switch v := answer.(type) {
	case []string:
		return strings.Join(v, ";")
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return shortest(v)
	case string:
		return v
	}
	return ""
}

// shortest is a number without exponent or needless digits.
func shortest(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// Label is one answer as people read it.
type Label struct{ Title, Value string }

// Labels are the answers of a visit in language l, in the order of the form; then those to fields that the form no longer has, under
// their ids.
func Labels(v *catalogue.Visit, answers Answers, l lang.Lang) []Label {
	var labels []Label
	shown := map[string]bool{}
	for _, field := range v.Fields {
		shown[field.ID] = true
		if field.Type == catalogue.TypePair {
			shown[field.ID+"_1"], shown[field.ID+"_2"] = true, true
		}
		if answer, ok := answers[field.ID]; ok {
			labels = append(labels, Label{field.Title.In(l), due.AnswerText(field, answer).In(l)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if !shown[name] {
			labels = append(labels, Label{name, raw(answers[name])})
		}
	}
	return labels
}
