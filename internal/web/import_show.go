package web

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"

	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/web/page"
)

// openImport shows one import at any of its steps.
func openImport(q *request) error {
	key, err := q.pathID("import", "web.no-import")
	if err != nil {
		return err
	}
	var v *page.ImportShow
	if u := q.imports.find(key, q.actor().Account); u != nil {
		v, err = q.uploadPage(u)
	} else {
		v, err = q.pastImport(key, nil)
	}
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

// asked is the upload that the address names; NotFound for those of others.
func (q *request) askedUpload() (*upload, error) {
	key, err := q.pathID("import", "web.no-import")
	if err != nil {
		return nil, err
	}
	u := q.imports.find(key, q.actor().Account)
	if u == nil {
		return nil, fault.New(fault.NotFound, "web.no-import")
	}
	return u, nil
}

func (q *request) uploadPage(u *upload) (*page.ImportShow, error) {
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return nil, err
	}
	now := u.now()
	v := &page.ImportShow{Frame: q.frame(q.t("page.nav.import")), File: u.job.Name, Kind: q.kindTitle(practice, kindOfJob(u.job)), At: q.moment(u.at), By: u.by, Step: now.step,
		Progress: q.progressOf(u, now), Counts: countsOf(now.result), Unknown: now.result.Unknown, Seq: int64(now.result.Seq)}
	v.Crumbs = []page.Link{{Text: q.t("page.nav.import"), Href: "/imports"}}
	act := func(verb string) *page.Act {
		return &page.Act{Text: q.t("web.import." + verb), Action: importPath(u.key) + "/" + verb, ClientID: u.key.String()}
	}
	switch {
	case now.running:
		v.Stop, v.Refresh = act("stop"), 3
	case now.step == page.StepUndo: // it was refused
		v.Undo, v.Cancel = q.undoForm(u.undo.Import, nil), act("cancel")
	case now.step == page.StepCheck:
		v.Resume, v.Cancel = act("resume"), act("cancel")
	case now.step == page.StepApply:
		v.Resume, v.Cancel, v.Undo = act("resume"), act("cancel"), q.undoForm(u.key, nil)
	case now.step == page.StepDone && now.result.Accepted > 0:
		v.Undo = q.undoForm(u.key, nil)
	case now.step == page.StepResult:
		v.Cancel = act("cancel")
		if now.result.Accepted > 0 {
			v.Apply = act("apply")
		}
		if n := len(now.result.LetIn); n > 0 {
			v.Notices = append(v.Notices, page.Notice{Tone: page.Info, Text: q.t("web.import.let-in", n)})
		}
		v.Before = q.before(now.again, now.result)
		if now.result.Differ > 0 {
			v.Again = act("again")
		}
	}
	if now.failed != nil {
		v.Resume = nil
		v.Notices = append(v.Notices, page.Notice{Tone: page.Bad, Text: lang.Error(q.lang, now.failed)})
	}
	if now.step == page.StepUndo {
		return v, q.restRows(v, now.undone)
	}
	return v, q.importRows(v, u, now.result)
}

// before says that the same file came before, and what of it is out of date.
func (q *request) before(again bool, r exchange.Result) string {
	text := ""
	if r.Before != nil {
		text = q.t("web.import.before", q.moment(r.Before.At), r.Before.Seq)
	}
	switch {
	case r.Before != nil && r.Before.Undone != 0 && !again:
		text += q.t("web.import.was-undone", q.moment(r.Before.UndoneAt), r.Before.Undone)
	case again:
		text += q.t("web.import.stands")
	case r.Differ > 0:
		text += q.t("web.import.differ", r.Differ)
	}
	return text
}

func countsOf(r exchange.Result) page.Counts {
	return page.Counts{Rows: r.Rows, Accepted: r.Accepted, Unchanged: r.Unchanged, Held: r.Held, Refused: r.RefusedN}
}

func (q *request) progressOf(u *upload, now uploadNow) page.Progress {
	p := page.Progress{Done: now.rows, Total: now.total, Running: now.running, Poll: importPath(u.key) + "/progress"}
	if now.step == page.StepUndo {
		p.Of = "page.working.of-parts"
	}
	return p
}

// mostMerged is how many merged cells a page names.
const mostMerged = 20

// importRows fills in the tab that was chosen: rows that were refused, or held because they may be somebody who is known.
func (q *request) importRows(v *page.ImportShow, u *upload, r exchange.Result) error {
	v.Unread = []page.Unread{q.unread("columns", r.Unheaded), q.unread("sheets", r.Sheets), q.unread("merged", r.Merged[:min(len(r.Merged), mostMerged)])}
	tab := q.importTabs(v, r)
	v.RefusedN = r.RefusedN
	if tab == "held" {
		first := min(after(q.r.URL), len(r.Duplicates))
		some := r.Duplicates[first:min(first+listPage, len(r.Duplicates))]
		v.Pager = pager(q.r.URL, first, len(some), len(r.Duplicates))
		if !u.isRunning() && (v.Step == page.StepResult || v.Step == page.StepDone) {
			v.Accept = &page.Act{Text: q.t("web.import.accept-" + manner(u.job.Kind)), Action: importPath(u.key) + "/accept"}
			v.AcceptHint = q.t("web.import.accept-hint-" + string(v.Step))
			v.AcceptAll = q.t("web.import.accept-all", countIf(r.Duplicates, exchange.Duplicate.MayComeIn))
		}
		return q.heldRows(v, some)
	}
	cells := r.Refused
	if tab == "notes" {
		cells = r.Notes
	} else if len(cells) > 0 {
		v.Download = importPath(u.key) + "/refused"
	}
	first := min(after(q.r.URL), len(cells))
	some := cells[first:min(first+listPage, len(cells))]
	v.Pager = pager(q.r.URL, first, len(some), len(cells))
	for _, refusal := range some {
		v.Refused = append(v.Refused, page.RefusedRow{Row: refusal.Row, Column: refusal.Heading, Value: refusal.Value,
			Reason: q.t(refusal.Key, refusal.Args...), Remedy: q.remedy(refusal)})
	}
	return nil
}

func (q *request) unread(kind string, names []string) page.Unread {
	return page.Unread{Title: q.t("web.import.unread-" + kind), Hint: q.t("web.import.unread-" + kind + "-hint"), Names: names}
}

// importTabs are the tabs of an import's rows; it gives the chosen one, "" where there is none.
func (q *request) importTabs(v *page.ImportShow, r exchange.Result) string {
	here := with(with(local(path(q.r.URL)), "after", ""), "rows", "")
	for _, tab := range []page.Tab{{Name: "refused", Count: r.RefusedN}, {Name: "held", Count: r.Held}, {Name: "notes", Count: len(r.Notes)}} {
		if tab.Count > 0 {
			tab.Href = with(here, "rows", tab.Name).String()
			v.Tabs = append(v.Tabs, tab)
		}
	}
	if len(v.Tabs) == 0 {
		return ""
	}
	chosen := max(0, slices.IndexFunc(v.Tabs, func(t page.Tab) bool { return t.Name == q.r.URL.Query().Get("rows") }))
	v.Tabs[chosen].Active = true
	return v.Tabs[chosen].Name
}

// remedy says what to do about a refusal; "" where its reason says enough.
func (q *request) remedy(r exchange.Refusal) string {
	if !lang.Has(r.Remedy()) {
		return ""
	}
	return q.t(r.Remedy())
}

// pollImport answers how far an import has come.
func pollImport(q *request) error {
	u, err := q.askedUpload()
	if fault.Is(err, fault.NotFound) { // an import that was taken back meanwhile is one of the past
		if _, _, err := q.askedImport(); err != nil {
			return err
		}
		return q.show(http.StatusOK, &page.ImportProgress{Frame: page.Frame{Lang: q.lang, Today: q.District.Today()}, Over: true})
	}
	if err != nil {
		return err
	}
	now := u.now()
	return q.show(http.StatusOK, &page.ImportProgress{Frame: page.Frame{Lang: q.lang, Today: q.District.Today()}, Step: now.step, Progress: q.progressOf(u, now), Over: !now.running})
}

// steer is a button of an import's page.
func (q *request) steer(do func(u *upload, now uploadNow)) error {
	u, err := q.askedUpload()
	if err != nil {
		return err
	}
	do(u, u.now())
	return q.redirect(importPath(u.key))
}

// applyImport writes what the check accepted.
func applyImport(q *request) error {
	return q.steer(func(u *upload, now uploadNow) {
		if now.step == page.StepResult {
			u.start(q.District, q.actor(), page.StepApply)
		}
	})
}

// repeatImport checks the file anew, as one that is meant to stand over what came after it. Nothing is written yet.
func repeatImport(q *request) error {
	return q.steer(func(u *upload, now uploadNow) {
		if now.step == page.StepResult {
			u.again()
			u.start(q.District, q.actor(), page.StepCheck)
		}
	})
}

// stopImport pauses what runs.
func stopImport(q *request) error {
	return q.steer(func(u *upload, _ uploadNow) { u.halt() })
}

// resumeImport goes on where the import was stopped.
func resumeImport(q *request) error {
	return q.steer(func(u *upload, now uploadNow) {
		if now.step == page.StepCheck || now.step == page.StepApply {
			u.start(q.District, q.actor(), now.step)
		}
	})
}

// cancelImport forgets a file; what was written of it stays.
func cancelImport(q *request) error {
	u, err := q.askedUpload()
	if err != nil {
		return err
	}
	q.imports.drop(u)
	return q.redirect("/imports")
}

// downloadRefused gives the refused rows as a table, to be mended and sent again.
func downloadRefused(q *request) error {
	u, err := q.askedUpload()
	if err != nil {
		return err
	}
	q.download("text/csv; charset=utf-8", "refused.csv")
	if _, err := q.w.Write([]byte("\ufeff")); err != nil {
		return err
	}
	out := csv.NewWriter(q.w)
	rows := [][]string{{q.t("page.import.row"), q.t("page.import.column"), q.t("page.import.value"), q.t("page.import.reason"), q.t("page.import.remedy")}}
	for _, r := range u.now().result.Refused {
		rows = append(rows, []string{strconv.Itoa(r.Row), guard(r.Heading), guard(r.Value), q.t(r.Key, r.Args...), q.remedy(r)})
	}
	return out.WriteAll(rows)
}
