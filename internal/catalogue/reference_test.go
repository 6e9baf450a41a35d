package catalogue

import (
	"reflect"
	"strings"
	"testing"

	"youfu/internal/lang"
)

func TestReferenceSaysEverythingInBothLanguages(t *testing.T) {
	c, _ := shipped(t)
	for _, l := range lang.All {
		var page strings.Builder
		if err := WriteReference(&page, c, l); err != nil {
			t.Fatal(err)
		}
		for _, s := range referenceSections {
			for _, f := range fieldsOf(reflect.TypeOf(s.form)) {
				name, _ := keyOf(f)
				if meaning := f.Tag.Get(string(l)); meaning == "" || !strings.Contains(page.String(), "`"+name+"`") {
					t.Errorf("%s: %T says nothing of %s", l, s.form, name)
				}
			}
		}
		for _, want := range []string{"`p.age`", "| R9 |", "{{problems}}", "`department`"} {
			if !strings.Contains(page.String(), want) {
				t.Errorf("%s: %s is missing", l, want)
			}
		}
		for _, never := range []string{"[catalogue.", "leaf[", "Form |", "| |  |"} {
			if strings.Contains(page.String(), never) {
				t.Errorf("%s: the page shows %q", l, never)
			}
		}
		var again strings.Builder
		if err := WriteReference(&again, c, l); err != nil || again.String() != page.String() {
			t.Errorf("%s: the page changes from run to run", l)
		}
	}
}

// TestReferenceKnowsEveryForm: a form that another contains has its own table.
func TestReferenceKnowsEveryForm(t *testing.T) {
	known := map[reflect.Type]bool{}
	for _, s := range referenceSections {
		known[reflect.TypeOf(s.form)] = true
	}
	for _, s := range referenceSections {
		for _, f := range fieldsOf(reflect.TypeOf(s.form)) {
			ft := f.Type
			for ft.Kind() == reflect.Pointer || ft.Kind() == reflect.Slice {
				ft = ft.Elem()
			}
			if !known[ft] && referenceTypes[ft] == "" {
				t.Errorf("%T.%s: %s is not on the page", s.form, f.Name, ft)
			}
		}
	}
}
