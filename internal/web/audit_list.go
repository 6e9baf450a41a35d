package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"youfu/internal/audit"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// listAudit shows an auditor who read what, the newest first.
func listAudit(q *request) error {
	filter, words, err := q.auditFilter()
	if err != nil {
		return err
	}
	looks, err := q.office.Looks(q.r.Context(), filter, q.auditPage(), words)
	if err != nil {
		return err
	}
	v := &page.AuditList{Frame: q.frame(q.t("page.nav.audit"))}
	if v.Filters, err = q.auditFilters(); err != nil {
		return err
	}
	for _, l := range looks[:min(len(looks), listPage)] {
		who, err := q.official(l.Account)
		if err != nil {
			return err
		}
		row := page.AuditRow{At: q.moment(l.At), Who: who, Post: q.t("page.post." + string(l.Post)), What: q.looked(l.Look), Purpose: q.t("post.purpose." + l.Purpose),
			Subject: l.Whom, People: l.People}
		if l.Listed {
			row.Subject = l.Filter
		}
		v.Rows = append(v.Rows, row)
	}
	v.Pager = q.auditPager(looks)
	return q.show(http.StatusOK, v)
}

// auditFilter reads what narrows the list, the last week where nothing is asked; words say it for the audit of the audit.
func (q *request) auditFilter() (f audit.Filter, words string, err error) {
	ask := q.r.URL.Query()
	period := q.lastWeek()
	if ask.Get("from") != "" || ask.Get("to") != "" {
		if period, err = periodOf(ask.Get("from"), ask.Get("to")); err != nil {
			return f, "", err
		}
	}
	f.Account, _ = id.Parse(ask.Get("actor")) // an address that names nobody narrows nothing
	f.Purpose, f.From, f.To = ask.Get("kind"), q.midnight(period.From), q.midnight(period.To)
	return f, strings.TrimSpace(f.Purpose + " " + period.From.String() + ".." + period.To.String()), nil
}

func (q *request) lastWeek() civil.Period {
	today := q.District.Today()
	return civil.Period{From: today.AddDays(-6), To: today.AddDays(1)}
}

// midnight is the instant at which a day begins in the district.
func (q *request) midnight(d civil.Date) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, q.District.Zone)
}

// auditPage is where the list goes on: after the last look of the page before. One more than a page is read, to know whether there is more.
func (q *request) auditPage() audit.Page {
	p := audit.Page{Size: listPage + 1}
	micros, last, ok := cutLook(q.r.URL.Query().Get("before"))
	if ok {
		p.Before.At, p.Before.ID = time.UnixMicro(micros), last
	}
	return p
}

func cutLook(s string) (micros int64, last id.ID, ok bool) {
	for i := range s {
		if s[i] != '.' {
			continue
		}
		micros, err := strconv.ParseInt(s[:i], 10, 64)
		last, bad := id.Parse(s[i+1:])
		return micros, last, err == nil && bad == nil
	}
	return 0, id.ID{}, false
}

// auditPager goes on after the last look of a full page. How many there are is known at the end: they are not counted to show the newest.
func (q *request) auditPager(looks []office.Looked) page.Pager {
	before, _ := strconv.Atoi(q.r.URL.Query().Get("shown"))
	p := page.Pager{Shown: max(before, 0) + min(len(looks), listPage)}
	here := local(path(q.r.URL))
	if before > 0 {
		p.Back = with(with(here, "before", ""), "shown", "").String()
	}
	if len(looks) <= listPage {
		p.Total = p.Shown
		return p
	}
	last := looks[listPage-1]
	p.Next = with(with(here, "before", strconv.FormatInt(last.At.UnixMicro(), 10)+"."+last.ID.String()), "shown", strconv.Itoa(p.Shown)).String()
	return p
}

func (q *request) auditFilters() (page.FilterForm, error) {
	ask := q.r.URL.Query()
	accounts, err := q.District.Accounts.List(q.r.Context(), q.actor())
	if err != nil {
		return page.FilterForm{}, err
	}
	who := page.Filter{Name: "actor", Value: ask.Get("actor")}
	for _, a := range accounts {
		who.Options = append(who.Options, page.Option{Value: a.ID.String(), Text: a.Name})
	}
	purpose := page.Filter{Name: "kind", Value: ask.Get("kind")}
	for _, p := range post.Purposes {
		purpose.Options = append(purpose.Options, page.Option{Value: string(p), Text: q.t("post.purpose." + string(p))})
	}
	from, to := q.lastWeek().From, q.District.Today()
	if asked, err := periodOf(ask.Get("from"), ask.Get("to")); err == nil {
		from, to = asked.From, asked.To.AddDays(-1)
	}
	return page.FilterForm{Action: "/audit", Filters: []page.Filter{who, purpose}, From: &from, To: &to}, nil
}
