package main

import (
	"fmt"
	"io"

	"youfu/internal/custody"
	"youfu/internal/district"
	"youfu/internal/store"
)

type doctorCommand struct{}

func (c *doctorCommand) Help() string {
	return "Example: youfu doctor --json\n\nChecks the database, every invariant, and the derived views, which it folds anew and compares. Exit code 1 where a check fails."
}

type checkJSON struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

func (c *doctorCommand) Run(r *run) error {
	return r.with(func(d *district.District) error {
		checks, err := d.Examine(r.ctx)
		if err != nil {
			return err
		}
		shown := struct {
			Checks []checkJSON `json:"checks"`
		}{[]checkJSON{}}
		sound := true
		for _, k := range checks {
			sound = sound && k.OK
			shown.Checks = append(shown.Checks, checkJSON{k.Name, k.OK, r.say(k.Key, k.Args...)})
		}
		err = r.print(shown, func(w io.Writer) {
			for _, k := range shown.Checks {
				fmt.Fprintln(w, map[bool]string{true: "ok  ", false: "FAIL"}[k.OK], k.Name, k.Detail)
			}
		})
		if err == nil && !sound {
			err = errFound
		}
		return err
	})
}

type dumpCommand struct {
	Digest bool `name:"digest" required:"" help:"Digests only: content is never printed."`
}

func (c *dumpCommand) Help() string { return "Example: youfu dump --digest --json" }

func (c *dumpCommand) Run(r *run) error {
	return r.with(func(d *district.District) error {
		digest, err := custody.Dump(r.ctx, d.Store, d.Keys)
		if err != nil {
			return err
		}
		return r.print(digest, func(w io.Writer) {
			fmt.Fprintln(w, digest.Seq, digest.Digest)
			for _, t := range digest.Tables {
				fmt.Fprintln(w, " ", t.Name, t.Rows, t.Digest)
			}
		})
	})
}

type copyCommand struct {
	To         string `arg:"" placeholder:"FILE|postgres://…"`
	ToDistrict string `name:"to-district" default:"youfu" help:"PostgreSQL schema of the copy."`
	ToKey      string `name:"to-key" placeholder:"FILE" help:"Key file of the copy; default where its database looks for it."`
}

func (c *copyCommand) Help() string {
	return "Example: youfu copy postgres://youfu@localhost/youfu\n\nThe copy is sealed under the same key; its key file is written beside it."
}

func (c *copyCommand) Run(r *run) error {
	return r.with(func(d *district.District) error {
		to := district.Options{DSN: c.To, District: c.ToDistrict, KeyFile: c.ToKey}
		digest, err := district.Copy(r.ctx, d, r.options(), to)
		if err != nil {
			return err
		}
		done := struct {
			Seq    store.Seq `json:"seq"`
			Digest string    `json:"digest"`
		}{digest.Seq, digest.Digest}
		return r.print(done, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.copied", done.Seq, done.Digest)) })
	})
}

type backupCommand struct {
	File string `arg:""`
}

func (c *backupCommand) Help() string {
	return "Example: youfu backup youfu-2026-11-24.backup\n\nA backup is one file that holds no key: without the key file its names cannot be read."
}

func (c *backupCommand) Run(r *run) error {
	return r.with(func(d *district.District) error {
		if err := custody.Backup(r.ctx, d.Store, c.File); err != nil {
			return err
		}
		return r.print(map[string]string{"file": c.File}, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.backed-up", c.File)) })
	})
}

type restoreCommand struct {
	File string `arg:"" type:"existingfile"`
}

func (c *restoreCommand) Help() string {
	return "Example: youfu restore youfu-2026-11-24.backup --db new.db --key youfu.key"
}

func (c *restoreCommand) Run(r *run) error {
	digest, err := district.Restore(r.ctx, c.File, r.options())
	if err != nil {
		return err
	}
	return r.print(digest, func(w io.Writer) { fmt.Fprintln(w, r.say("cmd.restored", digest.Seq, digest.Digest)) })
}
