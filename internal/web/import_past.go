package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
	"youfu/internal/web/page"
)

// past is a file that was read in before, with the moments of its last write and of the last one that took a part of it back.
type past struct {
	exchange.Import
	at, undoneAt time.Time
}

// pastOf reads a file that was read in before. NotFound where there is none.
func (q *request) pastOf(key id.ID) (p past, err error) {
	err = q.District.Store.Read(q.r.Context(), func(tx *store.Tx) error {
		if p.Import, err = exchange.ImportWith(tx, q.District.Keys, key); err != nil {
			return err
		}
		if p.at, err = store.Moment(tx, p.Last); err != nil {
			return err
		}
		p.undoneAt, err = store.Moment(tx, p.Undone)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "web.no-import")
	}
	return p, err
}

// state is the mark of a file that was read in before.
func (p past) state() page.State {
	switch {
	case p.Back > 0 && p.Back == p.Parts:
		return page.Withdrawn
	case p.Back > 0 || !p.Done:
		return page.Stopped
	}
	return page.Done
}

// pastImport shows a file that was read in before: its counts, since its rows are not kept.
func (q *request) pastImport(key id.ID, refused error) (*page.ImportShow, error) {
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return nil, err
	}
	p, err := q.pastOf(key)
	if err != nil {
		return nil, err
	}
	c := p.Counts
	v := &page.ImportShow{Frame: q.frame(q.t("page.nav.import")), File: p.File, Kind: q.kindTitle(practice, p.Kind), At: q.moment(p.at), Step: page.StepDone, Seq: int64(p.Last),
		Counts: page.Counts{Rows: c.Rows, Accepted: c.Accepted, Unchanged: c.Unchanged, Held: c.Held, Refused: c.Refused}}
	v.Crumbs = []page.Link{{Text: q.t("page.nav.import"), Href: "/imports"}}
	switch {
	case p.Back > 0:
		v.Step = page.StepUndo
	case !p.Done:
		v.Step = page.StepApply
	}
	v.Notices = q.pastNotices(p)
	if p.state() != page.Withdrawn {
		v.Undo = q.undoForm(key, refused)
	}
	return v, nil
}

// pastNotices say which part of a file is in, and which rows somebody let in.
func (q *request) pastNotices(p past) (all []page.Notice) {
	switch {
	case p.state() == page.Withdrawn:
		all = append(all, page.Notice{Tone: page.OK, Text: q.t("web.import.undone", q.moment(p.undoneAt), p.Undone)})
	case p.Back > 0:
		all = append(all, page.Notice{Tone: page.Warn, Text: q.t("web.import.half-undone", p.Back, p.Parts)})
	case !p.Done:
		all = append(all, page.Notice{Tone: page.Warn, Text: q.t("web.import.unfinished")})
	}
	if len(p.LetIn) > 0 {
		var rows []string
		for _, row := range slices.Sorted(slices.Values(p.LetIn)) {
			rows = append(rows, strconv.Itoa(row))
		}
		all = append(all, page.Notice{Tone: page.Info, Text: q.t("web.import.were-let-in", strings.Join(rows, ", "))})
	}
	return all
}
