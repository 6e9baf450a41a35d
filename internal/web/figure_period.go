package web

import (
	"net/url"
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/office"
	"youfu/internal/report"
	"youfu/internal/web/page"
)

// figureAsk is which figure an address asks for, for when, and of which part of the district.
type figureAsk struct {
	period  civil.Period // half-open; an address gives the last day, as people say it
	by      string
	where   map[string][]string
	known   string // as known at; "" for now
	onlyIn  bool
	address *url.URL // path and query without what speaks of a moment
}

// askedOf reads a figure's address. Without a period it is this year.
func (q *request) askedOf(at *url.URL) (figureAsk, error) {
	given := at.Query()
	a := figureAsk{period: yearOf(q.District.Today()), by: given.Get("by"), where: map[string][]string{}, known: strings.TrimSpace(given.Get("as_known_at")),
		onlyIn: given.Get("part") == "in", address: with(local(path(at)), "after", "")}
	from, to := given.Get("from"), given.Get("to")
	if from != "" || to != "" {
		var err error
		if a.period, err = periodOf(from, to); err != nil {
			return a, err
		}
	}
	if !figure.HasDimension(a.by) {
		a.by = "township"
	}
	for _, d := range catalogue.Dimensions {
		if codes := nonEmpty(given[d]); len(codes) > 0 {
			a.where[d] = codes
		}
	}
	return a, nil
}

func nonEmpty(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}

// periodOf reads two days, both of the period.
func periodOf(from, to string) (civil.Period, error) {
	first, err := civil.Parse(from)
	if err != nil {
		return civil.Period{}, fault.New(fault.Invalid, "web.period", from).Because(err)
	}
	last, err := civil.Parse(to)
	if err != nil {
		return civil.Period{}, fault.New(fault.Invalid, "web.period", to).Because(err)
	}
	return civil.Period{From: first, To: last.AddDays(1)}, nil
}

func yearOf(d civil.Date) civil.Period {
	y, _, _ := d.YMD()
	return year(y)
}

func year(y int) civil.Period {
	from, _ := civil.Of(y, 1, 1)
	to, _ := civil.Of(y+1, 1, 1)
	return civil.Period{From: from, To: to}
}

// before is the period of the same length just before: so many whole months where it is made of months, else days.
func before(p civil.Period) civil.Period {
	for months := 1; months <= 120; months++ {
		if p.From.AddMonths(months) == p.To {
			return civil.Period{From: p.From.AddMonths(-months), To: p.From}
		}
	}
	return civil.Period{From: p.From.AddDays(-civil.DaysBetween(p.From, p.To)), To: p.From}
}

// question is the ask as office takes it.
func (a figureAsk) question(q *request, id string) office.Question {
	return office.Question{ID: id, Period: a.period, Where: a.where, AsKnownAt: a.known, OnlyIn: a.onlyIn, Lang: q.lang}
}

// members is the address of the list behind a number, restricted further by a row's code.
func (a figureAsk) members(q *request, id, dimension, code, part string, known string) string {
	u := &url.URL{Path: "/figures/" + url.PathEscape(id) + "/members"}
	values := url.Values{"from": {a.period.From.String()}, "to": {a.period.To.AddDays(-1).String()}}
	for d, codes := range a.where {
		values[d] = codes
	}
	if dimension != "" {
		values[dimension] = []string{code}
	}
	if part != "" {
		values.Set("part", part)
	}
	if known != "" {
		values.Set("as_known_at", known)
	}
	u.RawQuery = values.Encode()
	return u.String()
}

// presets are the usual periods, each leading to the same figure for it.
func (q *request) presets(a figureAsk) []page.Preset {
	y, m, _ := q.District.Today().YMD()
	month, _ := civil.Of(y, m, 1)
	var all []page.Preset
	for _, p := range []struct {
		key    string
		period civil.Period
	}{
		{"web.period.this-year", year(y)}, {"web.period.last-year", year(y - 1)},
		{"web.period.three-years", civil.Period{From: year(y - 2).From, To: year(y).To}}, {"web.period.this-month", civil.Period{From: month, To: month.AddMonths(1)}},
	} {
		at := with(with(a.address, "from", p.period.From.String()), "to", p.period.To.AddDays(-1).String())
		all = append(all, page.Preset{Text: q.t(p.key), Href: at.String(), Active: p.period == a.period})
	}
	return all
}

// periodFilters are the two days and "as known at", for a form that goes to action.
func (a figureAsk) periodFilters(action string) page.FilterForm {
	from, to, known := a.period.From, a.period.To.AddDays(-1), a.known
	return page.FilterForm{Action: action, From: &from, To: &to, AsKnown: &known}
}

// asOf says as of when a page's numbers are.
func (q *request) asOf(a figureAsk, seq int64) string {
	if a.known != "" {
		return q.t("page.figure.at-seq", seq)
	}
	return q.moment(q.District.Store.Now())
}

// sizeOf is a figure's number for a page; href gives the list behind a part of it, "" where the reader may not open it.
func (q *request) sizeOf(r office.Reply, href func(part string) string) page.Size {
	size := page.Size{Unit: q.unit(r.Definition)}
	if !r.Definition.Rate() {
		size.Value = r.Value
		if r.Value > 0 {
			size.NumHref = href("")
		}
		return size
	}
	size.Num, size.Den, size.Rate = r.Num, r.Den, "–"
	if r.Den > 0 {
		size.Rate, size.DenHref = report.Percent(r.Num, r.Den), href("")
	}
	if r.Num > 0 {
		size.NumHref = href("in")
	}
	return size
}

// unit is what a figure counts, as it stands after the number.
func (q *request) unit(f *catalogue.Figure) string {
	if f.Rate() {
		f = f.Den
	}
	return q.t("web.unit." + string(f.Count))
}
