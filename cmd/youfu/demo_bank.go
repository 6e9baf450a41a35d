package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"youfu/internal/civil"
	"youfu/internal/demo/bank"
	"youfu/internal/district"
	"youfu/internal/fault"
)

type demoBank struct {
	File     string `arg:"" placeholder:"FILE" help:"An order, as youfu pay order writes it."`
	Bank     string `name:"bank" required:"" placeholder:"PROFILE"`
	Out      string `name:"output" short:"o" required:"" placeholder:"DIR" help:"Where its answers go, one file each, named by the day on which it gives them."`
	Seed     uint64 `name:"seed" default:"1" help:"The same seed misbehaves in the same way."`
	Often    int    `name:"often" default:"60" help:"Of a thousand times, how often it does each wrong thing."`
	Faithful bool   `name:"faithful" help:"Do nothing wrong."`
	From     string `name:"from" placeholder:"DATE" help:"The day on which it gets the file; default today."`
	Days     int    `name:"days" default:"120" help:"For how many days it is listened to."`
}

func (c *demoBank) Help() string {
	return "It times out after taking the order, answers twice, late, partly or in the wrong order, pays a fen too much, returns weeks later, calls accounts closed or another's, and books what is nobody's. Example: youfu demo bank order.xml --bank iso20022 -o answers"
}

// bankJSON is what the bank did.
type bankJSON struct {
	Files    []string `json:"files"`
	TimedOut bool     `json:"timed_out"` // it took the order and did not say so
	Credited int      `json:"credited"`  // payments whose money is with the person now
	Fen      int64    `json:"fen"`
}

func (c *demoBank) Run(r *run) error {
	profile, err := r.bank(c.Bank)
	if err != nil {
		return err
	}
	order, err := os.ReadFile(c.File)
	if err != nil {
		return fault.New(fault.NotFound, "cmd.no-file", c.File).Because(err)
	}
	from, err := optionalDate(c.From)
	if err != nil {
		return err
	}
	if from.Zero() {
		zone, err := time.LoadLocation(district.DefaultZone)
		if err != nil {
			return err
		}
		from = civil.On(time.Now(), zone)
	}
	options := bank.All(profile, c.Often)
	if c.Faithful {
		options = bank.Options{Profile: profile}
	}
	b := bank.New(c.Seed, options)
	shown := bankJSON{Files: []string{}}
	switch err := b.Take(order); {
	case errors.Is(err, bank.ErrTimeOut):
		shown.TimedOut = true
	case err != nil:
		return fault.New(fault.Invalid, "cmd.bank-refuses", strings.TrimPrefix(err.Error(), "demo bank: "))
	}
	if err := c.listen(b, from, profile.Extension(), &shown); err != nil {
		return err
	}
	return r.print(shown, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.bank-files", len(shown.Files), c.Out, shown.Credited)) })
}

// listen writes the bank's files, day by day, and counts what it credited.
func (c *demoBank) listen(b *bank.Bank, from civil.Date, extension string, shown *bankJSON) error {
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return fault.New(fault.Machine, "cmd.no-file", c.Out).Because(err)
	}
	for day := from; day < from.AddDays(c.Days) && !b.Quiet(); day = day.AddDays(1) {
		for i, file := range b.Answers(day) {
			path := filepath.Join(c.Out, fmt.Sprintf("%s-%02d%s", day, i+1, extension))
			if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(file); return err }); err != nil {
				return err
			}
			shown.Files = append(shown.Files, path)
		}
	}
	for _, fen := range b.Credited() {
		shown.Credited++
		shown.Fen += fen
	}
	return nil
}
