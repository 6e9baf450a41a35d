package main

import (
	"fmt"
	"io"

	"youfu/internal/web"
)

type routesCommand struct{}

func (c *routesCommand) Run(r *run) error {
	routes := web.Routes()
	return r.print(routes, func(w io.Writer) {
		for _, route := range routes {
			fmt.Fprintf(w, "%-5s %-40s %-12s %s\n", route.Method, route.Path, route.Policy, route.Purpose)
		}
	})
}
