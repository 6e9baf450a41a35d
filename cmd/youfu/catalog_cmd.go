package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"youfu/catalog"
	support "youfu/internal/benefit/cases"
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

// examples are the cases beside the definitions.
type examples struct {
	services []catalogue.CaseFile
	schemes  []catalogue.SchemeCaseFile
}

// loadWithCases loads the shipped catalogue with an overlay, and the cases of both. Its error is everything that is wrong with the cases.
func loadWithCases(overlay fs.FS) (*catalogue.Catalogue, examples, error) {
	var all examples
	c, _, err := catalogue.Load(catalog.FS, overlay)
	if err != nil {
		return nil, all, err
	}
	var problems catalogue.Problems
	for _, origin := range []catalogue.Origin{catalogue.Shipped, catalogue.Overlay} {
		from := fs.FS(catalog.FS)
		if origin == catalogue.Overlay {
			from = overlay
		}
		if from == nil {
			continue
		}
		services, errServices := catalogue.LoadCases(c, origin, from)
		schemes, errSchemes := catalogue.LoadSchemeCases(c, origin, from)
		all.services, all.schemes = append(all.services, services...), append(all.schemes, schemes...)
		for _, err := range []error{errServices, errSchemes} {
			var more catalogue.Problems
			errors.As(err, &more)
			problems = append(problems, more...)
		}
	}
	if len(problems) > 0 {
		return c, all, problems
	}
	return c, all, nil
}

type catalogTest struct{ folder }

func (c *catalogTest) Help() string { return "Example: youfu catalog test my-practice" }

func (c *catalogTest) Run(r *run) error {
	loaded, all, err := loadWithCases(c.overlay(r))
	if err != nil {
		return err
	}
	n, failures := cases.Run(loaded, all.services, figure.CountCase)
	more, ofSchemes := support.Run(all.schemes)
	shown := struct {
		Cases  int      `json:"cases"`
		Failed []string `json:"failed"`
	}{n + more, []string{}}
	for _, f := range failures {
		shown.Failed = append(shown.Failed, f.Text(r.lang))
	}
	for _, f := range ofSchemes {
		shown.Failed = append(shown.Failed, f.Text(r.lang))
	}
	if err := r.print(shown, func(w io.Writer) {
		for _, line := range shown.Failed {
			fmt.Fprintln(w, line)
		}
		fmt.Fprintln(w, r.say("cmd.cases", shown.Cases, len(shown.Failed)))
	}); err != nil {
		return err
	}
	if len(shown.Failed) > 0 {
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
