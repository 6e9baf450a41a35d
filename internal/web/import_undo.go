package web

import (
	"context"
	"net/http"
	"strings"

	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// undoForm asks why an import is taken back.
func (q *request) undoForm(key id.ID, refused error) *page.UndoForm {
	f := &page.UndoForm{Action: importPath(key) + "/undo", Reason: page.Field{ID: "reason", Label: q.t("web.import.undo-reason"), Type: page.TypeLine, Auto: "off"}}
	f.Wrong = q.refuse(refused, &f.Reason)
	return f
}

// undoImport takes an import back, beside the request that asks for it. One that was stopped goes on.
func undoImport(q *request) error {
	imported, sent, err := q.askedImport()
	if err != nil {
		return err
	}
	form, err := q.form()
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(form.Get("reason"))
	if reason == "" {
		v, err := q.pastImport(imported, fault.New(fault.Invalid, "exchange.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "exchange.no-reason"}))
		if err != nil {
			return err
		}
		return q.show(http.StatusUnprocessableEntity, v)
	}
	if err := q.startUndo(exchange.Undo{Import: imported, Actor: q.actor(), Reason: reason}); err != nil {
		return err
	}
	if sent != nil {
		q.imports.drop(sent)
	}
	return q.redirect(importPath(imported))
}

// askedImport is the import that the address names, as itself or as the file that the reader sent; sent is that file, nil for none.
func (q *request) askedImport() (imported id.ID, sent *upload, err error) {
	if imported, err = q.pathID("import", "web.no-import"); err != nil {
		return imported, nil, err
	}
	if u := q.imports.find(imported, q.actor().Account); u != nil && u.undo.Import.Zero() {
		if u.isRunning() {
			return imported, nil, fault.New(fault.Conflict, "exchange.still-comes-in")
		}
		imported, sent = u.now().result.Import, u
	}
	_, err = q.pastOf(imported)
	return imported, sent, err
}

// startUndo begins to take an import back, where it has not begun.
func (q *request) startUndo(undo exchange.Undo) error {
	u := q.imports.find(undo.Import, q.actor().Account)
	if u == nil {
		p, err := q.pastOf(undo.Import)
		if err != nil {
			return err
		}
		kind, visit, _ := strings.Cut(p.Kind, " ")
		programme, visit, _ := strings.Cut(visit, "/")
		u = &upload{key: undo.Import, account: q.actor().Account, by: q.actor().Name, at: q.District.Store.Now(),
			job: exchange.Job{Kind: exchange.Kind(kind), Programme: programme, Visit: visit, Name: p.File}}
		if err := q.imports.add(u); err != nil {
			return err
		}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.running {
		return nil
	}
	var ctx context.Context
	ctx, u.stop = context.WithCancel(context.Background())
	undo.Progress = u.progress
	u.step, u.running, u.failed, u.rows, u.total, u.undo = page.StepUndo, true, nil, 0, 0, undo
	go q.imports.takeBack(ctx, q.site, u, undo)
	return nil
}

// takeBack takes an import back. What is refused stays to be read; all else is what the import's own page says.
func (m *imports) takeBack(ctx context.Context, s *site, u *upload, undo exchange.Undo) {
	undone, err := exchange.TakeBack(ctx, s.District, undo)
	refused := err != nil && ctx.Err() == nil
	u.mu.Lock()
	u.stop()
	u.running, u.stop, u.undone = false, nil, undone
	if refused {
		u.failed = err
	}
	u.mu.Unlock()
	if !refused {
		m.drop(u)
	}
}

// mostRests is how much of what rests on an import its page lists.
const mostRests = 50

// restRows say what rests on an import that is not taken back: people masked, visits by nothing but the write.
func (q *request) restRows(v *page.ImportShow, u exchange.Undone) error {
	v.RestsN = len(u.Rests)
	some := u.Rests[:min(len(u.Rests), mostRests)]
	var people []id.ID
	for _, r := range some {
		people = append(people, r.Which)
	}
	named, err := q.office.Masked(q.r.Context(), post.Import, people)
	if err != nil {
		return err
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return err
	}
	for _, r := range some {
		row := page.RestRow{What: named[r.Which], Why: q.t("exchange.rests-" + r.Why), Seq: int64(r.By)}
		if row.What != "" {
			row.Href = personPath(r.Which)
		} else if p, ok := tree.Place(r.Which); ok {
			row.What = p.Name
		} else if d, ok := tree.Department(r.Which); ok {
			row.What = d.Name.In(q.lang)
		} else if at, ok := tree.Site(r.Which); ok {
			row.What = at.Name
		} else {
			row.What = q.t("web.import.a-visit")
		}
		v.Rests = append(v.Rests, row)
	}
	return nil
}
