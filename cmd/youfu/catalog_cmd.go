package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"youfu/catalog"
	"youfu/internal/care/cases"
	"youfu/internal/catalogue"
	"youfu/internal/figure"
	"youfu/internal/lang"
)

type catalogCommand struct {
	Check catalogCheck `cmd:"" help:"Hold the definitions against types, codes and the constitution."`
	Test  catalogTest  `cmd:"" help:"Run the cases beside the definitions."`
	List  catalogList  `cmd:"" help:"List the definitions."`
	Doc   catalogDoc   `cmd:"" help:"Print the reference of the kinds of definition."`
}

// folder is the overlay that a catalog command looks at: its argument, else --catalog.
type folder struct {
	Dir string `arg:"" optional:"" type:"existingdir" help:"A district's own definitions; default the shipped ones alone."`
}

func (f folder) overlay(r *run) fs.FS {
	switch {
	case f.Dir != "":
		return os.DirFS(f.Dir)
	case r.Catalog != "":
		return r.overlay()
	}
	return nil
}

type catalogCheck struct{ folder }

func (c *catalogCheck) Help() string { return "Example: youfu catalog check my-practice" }

type problemJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

func (c *catalogCheck) Run(r *run) error {
	_, _, err := loadWithCases(c.overlay(r))
	var problems catalogue.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	shown := struct {
		Errors []problemJSON `json:"errors"`
	}{[]problemJSON{}}
	for _, p := range problems {
		shown.Errors = append(shown.Errors, problemJSON{p.File, p.Line, p.Column, lang.T(r.lang, p.Key, p.Args...)})
	}
	if err := r.print(shown, func(w io.Writer) {
		if len(problems) == 0 {
			fmt.Fprintln(w, r.say("cmd.catalog-sound"))
			return
		}
		fmt.Fprintln(w, problems.Text(r.lang))
	}); err != nil {
		return err
	}
	if len(problems) > 0 {
		return errFound
	}
	return nil
}

// loadWithCases loads the shipped catalogue with an overlay, and the cases of both.
func loadWithCases(overlay fs.FS) (*catalogue.Catalogue, []catalogue.CaseFile, error) {
	c, _, err := catalogue.Load(catalog.FS, overlay)
	if err != nil {
		return nil, nil, err
	}
	files, err := catalogue.LoadCases(c, catalogue.Shipped, catalog.FS)
	if err != nil || overlay == nil {
		return c, files, err
	}
	more, err := catalogue.LoadCases(c, catalogue.Overlay, overlay)
	return c, append(files, more...), err
}

type catalogTest struct{ folder }

func (c *catalogTest) Help() string { return "Example: youfu catalog test my-practice" }

func (c *catalogTest) Run(r *run) error {
	loaded, files, err := loadWithCases(c.overlay(r))
	if err != nil {
		return err
	}
	n, failures := cases.Run(loaded, files, figure.CountCase)
	shown := struct {
		Cases  int      `json:"cases"`
		Failed []string `json:"failed"`
	}{n, []string{}}
	for _, f := range failures {
		shown.Failed = append(shown.Failed, f.Text(r.lang))
	}
	if err := r.print(shown, func(w io.Writer) {
		for _, line := range shown.Failed {
			fmt.Fprintln(w, line)
		}
		fmt.Fprintln(w, r.say("cmd.cases", n, len(failures)))
	}); err != nil {
		return err
	}
	if len(failures) > 0 {
		return errFound
	}
	return nil
}

type catalogList struct{ folder }

type definitionJSON struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Title  string `json:"title"`
	Hash   string `json:"hash"`
	Origin string `json:"origin"`
}

func (c *catalogList) Run(r *run) error {
	loaded, definitions, err := catalogue.Load(catalog.FS, c.overlay(r))
	if err != nil {
		return err
	}
	lines := []definitionJSON{}
	for _, d := range definitions {
		lines = append(lines, definitionJSON{d.Kind, d.ID, titleOf(loaded, d).In(r.lang), d.Hash, string(d.Origin)})
	}
	return r.print(lines, func(w io.Writer) {
		for _, l := range lines {
			fmt.Fprintln(w, l.Kind, l.ID, l.Hash[:12], l.Origin, l.Title)
		}
	})
}

func titleOf(c *catalogue.Catalogue, d catalogue.Definition) lang.Text {
	if p := c.Programmes[d.ID]; p != nil && p.Hash == d.Hash {
		return p.Title
	}
	if s := c.Schemes[d.ID]; s != nil && s.Hash == d.Hash {
		return s.Title
	}
	if f := c.Figures[d.ID]; f != nil && f.Hash == d.Hash {
		return f.Title
	}
	if t := c.Codes[d.ID]; t != nil {
		return t.Title
	}
	return lang.Text{}
}

type catalogDoc struct{}

func (c *catalogDoc) Run(r *run) error {
	loaded, _, err := catalogue.Load(catalog.FS, nil)
	if err != nil {
		return err
	}
	return catalogue.WriteReference(r.stdout, loaded, r.lang)
}
