package main

import (
	"fmt"
	"io"

	"youfu/internal/district"
)

type initCommand struct {
	Name  string `name:"name" help:"What the district is called, such as 清和区."`
	Zone  string `name:"zone" default:"Asia/Shanghai" help:"Time zone of the district (IANA name)."`
	Login string `name:"login" default:"admin" help:"Login of the first administrator."`
}

func (c *initCommand) Help() string {
	return "Example: youfu init --db youfu.db --name 清和区\n\nThe password printed works for commands and must be changed at the first sign-in on a page. Keep the key file apart from the database: without it no name can be read."
}

func (c *initCommand) Run(r *run) error {
	d, password, err := district.Init(r.ctx, r.options(), district.Fresh{Name: c.Name, Zone: c.Zone, Login: c.Login})
	if err != nil {
		return err
	}
	defer d.Close()
	return r.print(map[string]string{"login": c.Login, "password": password}, func(w io.Writer) {
		fmt.Fprintln(w, r.say("cmd.made", c.Login, password))
	})
}
