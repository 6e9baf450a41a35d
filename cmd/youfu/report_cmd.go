package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"youfu/internal/fault"
	"youfu/internal/office"
	"youfu/internal/report"
	"youfu/internal/store"
)

type reportCommand struct {
	Report    string `arg:"" default:"work-report"`
	From      string `name:"from" required:"" placeholder:"DATE"`
	To        string `name:"to" required:"" placeholder:"DATE" help:"Exclusive."`
	AsKnownAt string `name:"as-known-at" placeholder:"SEQ|DATE"`
	Out       string `name:"out" short:"o" required:"" placeholder:"FILE.docx|FILE.html"`
}

func (c *reportCommand) Help() string {
	return "Example: youfu report work-report --from 2026-01-01 --to 2027-01-01 -o report.docx --as zheng"
}

type reportJSON struct {
	File    string    `json:"file"`
	Seq     store.Seq `json:"seq"`
	Figures int       `json:"figures"`
}

func (c *reportCommand) Run(r *run) error {
	p, err := period(c.From, c.To)
	if err != nil {
		return err
	}
	kind := strings.ToLower(filepath.Ext(c.Out))
	if kind != ".docx" && kind != ".html" {
		return fault.New(fault.Usage, "cmd.report-kind", c.Out)
	}
	return r.acting("report", func(o office.Office) error {
		doc, err := o.Report(r.ctx, c.Report, p, c.AsKnownAt, r.lang)
		if err != nil {
			return err
		}
		write := func(w io.Writer) error { return doc.WriteDocx(w, o.District.Keys) }
		if kind == ".html" {
			write = doc.WriteHTML
		}
		if err := writeFile(c.Out, write); err != nil {
			return err
		}
		done := reportJSON{c.Out, doc.Seq, len(doc.Entries)}
		return r.print(done, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.report-made", done.File, done.Figures, done.Seq)) })
	})
}

// writeFile writes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".youfu-*")
	if err != nil {
		return fault.New(fault.Machine, "cmd.no-file", path).Because(err)
	}
	err = errors.Join(write(file), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
		return fault.New(fault.Machine, "cmd.no-file", path).Because(err)
	}
	return nil
}

type verifyCommand struct {
	File string `arg:""`
}

func (c *verifyCommand) Help() string { return "Example: youfu verify report.docx --as zheng" }

func (c *verifyCommand) Run(r *run) error {
	return r.acting("verify", func(o office.Office) error {
		file, err := os.Open(c.File)
		if err != nil {
			return fault.New(fault.NotFound, "cmd.no-file", c.File).Because(err)
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		w, err := report.ReadDocx(file, info.Size(), o.District.Keys)
		if err != nil {
			return err
		}
		v, err := o.Verify(r.ctx, w)
		if err != nil {
			return err
		}
		if err := r.print(v, func(out io.Writer) { r.verdictText(out, v) }); err != nil {
			return err
		}
		if len(v.Differ) > 0 {
			return errFound
		}
		return nil
	})
}

func (r *run) verdictText(w io.Writer, v report.Verdict) {
	fmt.Fprintln(w, r.say("cmd.verified", v.Figures, len(v.Differ)))
	for _, d := range v.Differ {
		fmt.Fprintln(w, r.say("cmd.differs", d.Figure, d.Key, d.Printed, d.Now))
	}
}
