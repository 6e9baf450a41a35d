package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/office"
	"youfu/internal/post"
)

type importCommand struct {
	Kind   string   `arg:"" enum:"places,departments,sites,people,visits,undo" help:"places, departments, sites, people or visits; or undo."`
	Args   []string `arg:"" name:"file" help:"The file; for visits PROGRAMME/VISIT and the file; for undo a write of the import, or its id."`
	Map    string   `name:"map" type:"existingfile" placeholder:"FILE" help:"YAML: heading of the file: our column."`
	Check  bool     `name:"check" help:"Say what would happen and write nothing."`
	Accept []string `name:"accept" placeholder:"KIND,…" help:"Let in what is held: duplicates."`
	Again  bool     `name:"again" help:"Let the file stand over what came after it."`
	Reason string   `name:"reason" placeholder:"TEXT" help:"Of undo: why the import is taken back."`
}

func (c *importCommand) Help() string {
	return "Examples: youfu import people people.xlsx --as registrar\n          youfu import visits womens-screening/screening visits.csv --as registrar\n          youfu import undo 417 --reason \"last year's list\" --as registrar\n\nThe same file again changes nothing: where something newer came since, --again lets the file stand over it. Exit code 1 where rows were refused.\n\nundo takes a whole import back: what it entered is withdrawn, what it changed is as it was before; nothing is deleted. It refuses, with exit code 5 and a list, where something newer rests on the import; with --check it only says so."
}

func (c *importCommand) job() (exchange.Job, string, error) {
	j := exchange.Job{Kind: exchange.Kind(c.Kind), Accept: map[string]bool{}, Again: c.Again}
	args := c.Args
	if j.Kind == exchange.Visits {
		programme, visit, ok := strings.Cut(args[0], "/")
		if !ok || len(args) < 2 {
			return j, "", fault.New(fault.Usage, "cmd.import-visits")
		}
		j.Programme, j.Visit, args = programme, visit, args[1:]
	}
	if len(args) != 1 {
		return j, "", fault.New(fault.Usage, "cmd.import-one-file")
	}
	for _, kind := range c.Accept {
		if kind != exchange.AcceptDuplicates {
			return j, "", fault.New(fault.Usage, "cmd.import-accept", kind)
		}
		j.Accept[kind] = true
	}
	if c.Map != "" {
		text, err := os.ReadFile(c.Map)
		if err != nil {
			return j, "", fault.New(fault.NotFound, "cmd.no-file", c.Map).Because(err)
		}
		if j.Map, err = exchange.ParseMap(text); err != nil {
			return j, "", err
		}
	}
	j.Name = filepath.Base(args[0])
	return j, args[0], nil
}

func (c *importCommand) Run(r *run) error {
	if c.Kind == "undo" {
		return c.undo(r)
	}
	if c.Reason != "" {
		return fault.New(fault.Usage, "cmd.import-reason")
	}
	job, path, err := c.job()
	if err != nil {
		return err
	}
	return r.acting("import", func(o office.Office) error {
		if err := o.Must(post.Import); err != nil {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return fault.New(fault.NotFound, "cmd.no-file", path).Because(err)
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		job.File, job.Size = file, info.Size()
		job.Progress = r.progress(r.say("cmd.rows"))
		job.Actor = o.Actor
		read := exchange.Apply
		if c.Check {
			read = exchange.Check
		}
		result, err := read(r.ctx, o.District, job)
		r.progressDone()
		if err != nil && result.Rows == 0 {
			return err
		}
		if err := errors.Join(err, r.printImport(o.District, result)); err != nil {
			return err
		}
		if len(result.Refused) > 0 {
			return errFound
		}
		return nil
	})
}
