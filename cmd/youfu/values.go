package main

import (
	"strings"

	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/place"
)

func parseID(s string) (id.ID, error) {
	parsed, err := id.Parse(s)
	if err != nil {
		return id.ID{}, fault.New(fault.Usage, "cmd.bad-id", s)
	}
	return parsed, nil
}

// clientID is the id that makes a command idempotent: the one given, else a fresh one.
func clientID(s string) (id.ID, error) {
	if s == "" {
		return id.New(), nil
	}
	return parseID(s)
}

func parseDate(s string) (civil.Date, error) {
	d, err := civil.Parse(s)
	if err != nil {
		return 0, fault.New(fault.Usage, "cmd.bad-date", s)
	}
	return d, nil
}

func period(from, to string) (civil.Period, error) {
	var p civil.Period
	var err error
	if p.From, err = parseDate(from); err != nil {
		return p, err
	}
	if p.To, err = parseDate(to); err != nil {
		return p, err
	}
	if p.From >= p.To {
		return p, fault.New(fault.Usage, "figure.empty-period", from, to)
	}
	return p, nil
}

// pairs reads name=value arguments; a name may come several times.
func pairs(args []string) (map[string][]string, error) {
	all := map[string][]string{}
	for _, a := range args {
		name, value, ok := strings.Cut(a, "=")
		if !ok || name == "" {
			return nil, fault.New(fault.Usage, "cmd.bad-pair", a)
		}
		all[name] = append(all[name], value)
	}
	return all, nil
}

// coded finds what a code names. An empty code names nothing, and is no error.
func (r *run) coded(d *district.District, find func(*place.Tree, string) (id.ID, bool), code, key string) (id.ID, error) {
	if code == "" {
		return id.ID{}, nil
	}
	tree, err := d.Tree(r.ctx)
	if err != nil {
		return id.ID{}, err
	}
	found, ok := find(tree, code)
	if !ok {
		return id.ID{}, fault.New(fault.NotFound, key, code)
	}
	return found, nil
}

func placeOf(t *place.Tree, code string) (id.ID, bool) {
	p, ok := t.PlaceByCode(code)
	return p.ID, ok
}

func departmentOf(t *place.Tree, code string) (id.ID, bool) {
	d, ok := t.DepartmentByCode(code)
	return d.ID, ok
}

func siteOf(t *place.Tree, code string) (id.ID, bool) {
	s, ok := t.SiteByCode(code)
	return s.ID, ok
}

// optionalDate reads a date that may be left out.
func optionalDate(s string) (civil.Date, error) {
	if s == "" {
		return 0, nil
	}
	return parseDate(s)
}
