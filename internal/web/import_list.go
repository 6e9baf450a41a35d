package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
	"youfu/internal/web/page"
)

// listImports shows the form for a file, and the files so far.
func listImports(q *request) error {
	v, err := q.importsPage(uploadForm{clientID: id.New()}, nil)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

// uploadForm is a file as it was sent.
type uploadForm struct {
	clientID id.ID
	kind     string // "people", "visits womens-screening/screening"
	name     string
	content  []byte
}

// longestField is how many bytes a field beside the file may have.
const longestField = 1 << 10

// uploadOf reads the form into memory: a file of names is not written to a disk unsealed.
func (q *request) uploadOf() (f uploadForm, err error) {
	parts, err := q.r.MultipartReader()
	if err != nil {
		return f, fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err == nil {
			err = f.read(part)
		}
		if err != nil {
			return f, fault.New(fault.Usage, "web.bad-form").Because(err)
		}
	}
}

func (f *uploadForm) read(part *multipart.Part) (err error) {
	if part.FormName() == "file" {
		f.name = filepath.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
		f.content, err = io.ReadAll(part)
		return err
	}
	text, err := io.ReadAll(io.LimitReader(part, longestField))
	switch part.FormName() {
	case "client_id":
		f.clientID, err = id.Parse(string(text))
	case "kind":
		f.kind = string(text)
	}
	return err
}

// startImport takes a file and begins to check it. Nothing is written.
func startImport(q *request) error {
	f, err := q.uploadOf()
	if err != nil {
		return err
	}
	job, err := q.jobOf(f)
	u := &upload{key: f.clientID, account: q.actor().Account, by: q.actor().Name, at: q.District.Store.Now(), job: job, content: f.content}
	if err == nil && q.imports.find(u.key, u.account) == nil {
		if err = q.imports.add(u); err == nil {
			u.start(q.District, q.actor(), page.StepCheck)
		}
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		v, failed := q.importsPage(f, err)
		if failed != nil {
			return failed
		}
		return q.show(fault.Status(err), v)
	}
	if err != nil {
		return err
	}
	return q.redirect(importPath(u.key))
}

// jobOf is what is to be read, or what is missing.
func (q *request) jobOf(f uploadForm) (exchange.Job, error) {
	kind, visit, _ := strings.Cut(f.kind, " ")
	programme, visit, _ := strings.Cut(visit, "/")
	job := exchange.Job{Kind: exchange.Kind(kind), Programme: programme, Visit: visit, Name: f.name}
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return job, err
	}
	var wrong []fault.Field
	known := false
	for _, o := range q.importKinds(practice) {
		known = known || o.Value == f.kind
	}
	if !known {
		wrong = append(wrong, fault.Field{Name: "kind", Code: "missing", Key: "web.import.no-kind"})
	}
	if len(f.content) == 0 {
		wrong = append(wrong, fault.Field{Name: "file", Code: "missing", Key: "web.import.no-file"})
	}
	switch {
	case f.clientID.Zero():
		return job, fault.New(fault.Usage, "web.bad-form")
	case len(wrong) > 0:
		return job, fault.New(fault.Invalid, "web.bad-form").With(wrong...)
	}
	return job, nil
}

// importKinds are what a file can hold: the district's places first, which the others name.
func (q *request) importKinds(c *catalogue.Catalogue) []page.Option {
	var all []page.Option
	for _, k := range exchange.Kinds {
		if k != exchange.Visits {
			all = append(all, page.Option{Value: string(k), Text: q.t("web.import." + string(k))})
			continue
		}
		for _, programme := range c.ProgrammeIDs {
			p := c.Programmes[programme]
			for _, v := range p.Visits {
				all = append(all, page.Option{Value: string(k) + " " + p.ID + "/" + v.ID, Text: q.visitTitle(p.Title, v.Title)})
			}
		}
	}
	return all
}

// kindTitle is what an import's kind is called.
func (q *request) kindTitle(c *catalogue.Catalogue, kind string) string {
	for _, o := range q.importKinds(c) {
		if o.Value == kind {
			return o.Text
		}
	}
	return kind
}

// pastImports is how many files that were read in the page lists.
const pastImports = 50

func (q *request) importsPage(f uploadForm, refused error) (*page.ImportList, error) {
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return nil, err
	}
	v := &page.ImportList{Frame: q.frame(q.t("page.nav.import")), Action: "/imports", ClientID: f.clientID.String(),
		Kind: page.Field{ID: "kind", Label: q.t("web.import.kind"), Type: page.TypeChoose, Options: q.importKinds(practice), Values: []string{f.kind}},
		File: page.Field{ID: "file", Label: q.t("web.import.file"), Hint: q.t("web.import.file-hint", mostSheet>>20), Type: page.TypeFile, Auto: ".xlsx,.csv"}}
	v.Wrong = q.refuse(refused, &v.Kind, &v.File)
	for _, u := range q.imports.of(q.actor().Account) {
		now := u.now()
		v.Rows = append(v.Rows, page.ImportRow{File: u.job.Name, Href: importPath(u.key), Kind: q.kindTitle(practice, kindOfJob(u.job)), At: q.moment(u.at), By: u.by,
			Rows: max(now.result.Rows, now.rows), State: now.state()})
	}
	past, err := q.pastRows(practice)
	v.Rows = append(v.Rows, past...)
	return v, err
}

func importPath(key id.ID) string { return "/imports/" + key.String() }

func kindOfJob(j exchange.Job) string {
	if j.Kind == exchange.Visits {
		return string(j.Kind) + " " + j.Programme + "/" + j.Visit
	}
	return string(j.Kind)
}

// state is the mark of an upload.
func (now uploadNow) state() page.State {
	switch {
	case now.running:
		return page.Running
	case now.failed != nil:
		return page.Failed
	case now.step == page.StepResult:
		return page.Held
	case now.step == page.StepDone:
		return page.Done
	}
	return page.Stopped
}

// pastRows are the files that wrote something, whoever sent them.
func (q *request) pastRows(c *catalogue.Catalogue) (rows []page.ImportRow, err error) {
	err = q.District.Store.Read(q.r.Context(), func(tx *store.Tx) error {
		files, err := exchange.Imports(tx, q.District.Keys, pastImports)
		if err != nil {
			return err
		}
		for _, i := range files {
			at, err := store.Moment(tx, i.Last)
			if err != nil {
				return err
			}
			rows = append(rows, page.ImportRow{File: i.File, Href: importPath(i.ID), Kind: q.kindTitle(c, i.Kind), At: q.moment(at), Rows: i.Counts.Rows, State: past{Import: i}.state()})
		}
		return nil
	})
	return rows, err
}
