// Package web is the staff's pages: one route table, thin handlers and the shields around them. A handler reads a form or an address into
// a struct, asks package office for one thing, and shows or redirects; what somebody may do is office's to decide, how a page looks is
// package page's. No page says more than the view that it was given.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"youfu/internal/actor"
	"youfu/internal/district"
	"youfu/internal/store"
	"youfu/internal/web/page"
)

// Options are what a site is made of.
type Options struct {
	District   *district.District
	DemoLogins []DemoLogin  // shown on the sign-in page with a button each; for demonstrations only
	Log        *slog.Logger // nil: slog.Default
	Secure     bool         // the site is reached over TLS: secure cookies, strict transport security
}

// DemoLogin is an account of a demonstration that anybody may enter.
type DemoLogin struct {
	Login    string
	Password string
	Post     actor.Post
	Name     string
	Place    string // place, site or department of the seat
}

// site is one district as it is served.
type site struct {
	Options
	name        string // the district's name; "" where it has none yet
	demo        bool
	routes      []route
	officials   officials
	imports     imports
	examination examination
}

// New gives the handler that serves a district. It fails where a route lacks policy or purpose, or a page does not fit its template.
func New(o Options) (http.Handler, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if err := page.Ready(); err != nil {
		return nil, err
	}
	s := &site{Options: o, routes: table(len(o.DemoLogins) > 0)}
	if err := s.settings(); err != nil {
		return nil, err
	}
	mux, err := s.mux(s.routes)
	if err != nil {
		return nil, err
	}
	return s.shielded(mux), nil
}

func (s *site) settings() error {
	return s.District.Store.Read(context.Background(), func(tx *store.Tx) (err error) {
		if s.name, err = store.Setting(tx, district.SettingName); err != nil {
			return err
		}
		demo, err := store.Setting(tx, district.SettingDemo)
		s.demo = demo != "" || len(s.DemoLogins) > 0
		return err
	})
}

// mux lays the routes out. It refuses a route that does not say who may come and why.
func (s *site) mux(routes []route) (mux *http.ServeMux, err error) {
	mux = http.NewServeMux()
	defer func() { // two routes of one pattern
		if clash := recover(); clash != nil {
			err = fmt.Errorf("web: %v", clash)
		}
	}()
	for i := range routes {
		if err := routes[i].check(); err != nil {
			return nil, err
		}
		mux.Handle(routes[i].Pattern(), s.door(&routes[i]))
	}
	mux.Handle("/", s.door(&nowhere))
	return mux, nil
}
