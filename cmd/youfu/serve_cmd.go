package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/web"
)

type serveCommand struct {
	Addr   string `name:"addr" default:"127.0.0.1:8080" help:"Address and port."`
	Secure bool   `name:"secure" help:"The site is reached over TLS (a proxy in front): secure cookies, strict transport security."`
}

func (c *serveCommand) Help() string {
	return "Example: youfu serve --addr 127.0.0.1:8080\n\nPut a TLS proxy in front and say --secure before anybody signs in from another machine."
}

func (c *serveCommand) Run(r *run) error {
	if !c.Secure && !onlyHere(c.Addr) {
		return fault.New(fault.Usage, "cmd.plain-http", c.Addr)
	}
	d, err := district.Open(r.ctx, r.options())
	if err != nil {
		return err
	}
	return errors.Join(r.serve(d, c.Addr, c.Secure, nil), d.Close())
}

// onlyHere reports whether an address is reached from this machine alone: passwords and names do not cross a network in the clear.
func onlyHere(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
}

// serve serves a district until the command is interrupted; running requests are finished first.
func (r *run) serve(d *district.District, addr string, secure bool, logins []web.DemoLogin) error {
	log := slog.New(slog.NewTextHandler(r.stderr, nil))
	site, err := web.New(web.Options{District: d, Secure: secure, DemoLogins: logins, Log: log})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fault.New(fault.Machine, "cmd.no-address", addr).Because(err)
	}
	fmt.Fprintln(r.stderr, r.say("cmd.serving", listener.Addr()))
	debug.SetGCPercent(50) // most of the heap is views that stay: room for as much again is wasted
	go func() {            // the first page does not wait for the lists to be folded
		if err := d.Warm(r.ctx); err != nil && r.ctx.Err() == nil {
			log.Error("warming", "error", err)
		}
		debug.FreeOSMemory() // folding leaves as much behind as it keeps
	}()
	go r.tidy(d, log)
	server := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-r.ctx.Done():
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		return server.Shutdown(ctx)
	}
}

// tidy removes sessions and failed sign-ins that are over, at the start and every day.
func (r *run) tidy(d *district.District, log *slog.Logger) {
	day := time.NewTicker(24 * time.Hour)
	defer day.Stop()
	for {
		if err := d.Accounts.Tidy(r.ctx); err != nil && r.ctx.Err() == nil {
			log.Error("tidying", "error", err)
		}
		select {
		case <-day.C:
		case <-r.ctx.Done():
			return
		}
	}
}
