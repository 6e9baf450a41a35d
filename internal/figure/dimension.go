package figure

import (
	"fmt"
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/place"
)

// dimensions give a visit's code in each of some break-downs.
type dimensions struct {
	names  []string
	read   []func(Visit) string
	codes  []string // of the visit asked last
	src    Source
	tree   *place.Tree
	role   catalogue.PlaceRole
	on     civil.Date
	places map[placeKey]string
}

type placeKey struct {
	place id.ID
	level place.Level
}

func newDimensions(names []string, q Query, src Source, tree *place.Tree) (*dimensions, error) {
	d := &dimensions{names: names, codes: make([]string, len(names)), src: src, tree: tree, on: q.Boundaries, places: map[placeKey]string{}}
	d.role = q.Figure.Place
	if q.Figure.Rate() {
		d.role = q.Figure.Den.Place
	}
	for _, name := range names {
		read, ok := d.reader(name)
		if !ok {
			return nil, fault.New(fault.Usage, "figure.no-dimension", name, strings.Join(catalogue.Dimensions, ", "))
		}
		d.read = append(d.read, read)
	}
	return d, nil
}

// of gives the visit's codes, one for each break-down. The slice is used again for the next visit.
func (d *dimensions) of(v Visit) []string {
	for i, read := range d.read {
		d.codes[i] = read(v)
	}
	return d.codes
}

func (d *dimensions) key(codes []string) string { return strings.Join(codes, "\x00") }

func (d *dimensions) reader(name string) (func(Visit) string, bool) {
	switch name {
	case "department":
		return func(v Visit) string { return d.department(v.Department) }, true
	case "site":
		return func(v Visit) string { return d.site(v.Site) }, true
	case "township":
		return func(v Visit) string { return d.area(v, place.Township) }, true
	case "village":
		return func(v Visit) string { return d.area(v, place.Village) }, true
	case "month", "quarter", "year":
		return func(v Visit) string { return span(name, v.On) }, true
	case "age_band":
		return func(v Visit) string { return ageBand(d.src.Person(v.Person).Birth, v.On) }, true
	case "sex":
		return func(v Visit) string {
			if sex := d.src.Person(v.Person).Sex; sex != "" {
				return sex
			}
			return Unknown
		}, true
	}
	return nil, false
}

func (d *dimensions) department(of id.ID) string {
	if one, ok := d.tree.Department(of); ok {
		return one.Code
	}
	return Unknown
}

func (d *dimensions) site(of id.ID) string {
	if one, ok := d.tree.Site(of); ok {
		return one.Code
	}
	return Unknown
}

func (d *dimensions) area(v Visit, level place.Level) string {
	var at id.ID
	if d.role == catalogue.PlaceSite {
		site, _ := d.tree.Site(v.Site)
		at = site.Place
	} else {
		at = d.src.Place(v.Person, d.role, v.On)
	}
	key := placeKey{at, level}
	code, ok := d.places[key]
	if !ok {
		code = Unknown
		if held, ok := d.tree.On(at, d.on); ok {
			if up, ok := d.tree.Up(held.ID, level); ok {
				code = up.Code
			}
		}
		d.places[key] = code
	}
	return code
}

// span is the month 2026-03, the quarter 2026-Q1 or the year 2026 of a day.
func span(name string, on civil.Date) string {
	y, m, _ := on.YMD()
	switch name {
	case "month":
		return fmt.Sprintf("%04d-%02d", y, m)
	case "quarter":
		return fmt.Sprintf("%04d-Q%d", y, (m+2)/3)
	}
	return fmt.Sprintf("%04d", y)
}

// ageBand is the five-year band of an age such as 35-39. A birth date that leaves the band open is unknown.
func ageBand(b civil.Birth, on civil.Date) string {
	lo, hi, known := b.Age(on)
	if !known || lo < 0 || lo/5 != hi/5 {
		return Unknown
	}
	return fmt.Sprintf("%d-%d", lo/5*5, lo/5*5+4)
}

// HasDimension reports whether a break-down exists.
func HasDimension(name string) bool { return slices.Contains(catalogue.Dimensions, name) }
