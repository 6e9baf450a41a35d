package catalog_test

import (
	"io/fs"
	"os"
	"testing"

	"youfu/catalog"
	support "youfu/internal/benefit/cases"
	"youfu/internal/care/cases"
	"youfu/internal/catalogue"
	"youfu/internal/figure"
	"youfu/internal/lang"
)

// TestSchemeCasesHold runs the cases that ship beside the schemes.
func TestSchemeCasesHold(t *testing.T) {
	c, _, err := catalogue.Load(catalog.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := catalogue.LoadSchemeCases(c, catalogue.Shipped, catalog.FS)
	if err != nil {
		t.Fatal(err)
	}
	n, failures := support.Run(files)
	for _, f := range failures {
		t.Error(f.Text(lang.En))
	}
	if n != 35 || len(files) != len(c.SchemeIDs) {
		t.Errorf("%d cases of %d schemes", n, len(files))
	}
}

// TestCasesHold runs the cases that ship beside the definitions, alone and under a second programme.
func TestCasesHold(t *testing.T) {
	for name, overlay := range map[string]fs.FS{"shipped": nil, "with hearing": os.DirFS("../testdata/hearing")} {
		t.Run(name, func(t *testing.T) {
			c, _, err := catalogue.Load(catalog.FS, overlay)
			if err != nil {
				t.Fatal(err)
			}
			files, err := catalogue.LoadCases(c, catalogue.Shipped, catalog.FS)
			if err != nil {
				t.Fatal(err)
			}
			want := 36
			if overlay != nil {
				more, err := catalogue.LoadCases(c, catalogue.Overlay, overlay)
				if err != nil {
					t.Fatal(err)
				}
				files, want = append(files, more...), want+7
			}
			n, failures := cases.Run(c, files, figure.CountCase)
			for _, f := range failures {
				t.Error(f.Text(lang.En))
			}
			if n != want {
				t.Errorf("%d cases, want %d", n, want)
			}
		})
	}
}
