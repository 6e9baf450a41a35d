// Package page draws the staff pages: one typed view per page beside its template, the frame around them, styles, script and icons.
// It is pure rendering: it opens no database, knows no rule and decides no right. A handler fills a view with what this reader may
// see; whatever is not in the view cannot appear.
//
// Every page works without script and under Policy: no inline script, no inline style, no outside host.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"path"
	"reflect"
	"strings"
	"sync"
)

// Policy is the Content-Security-Policy that every page is written for.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// View is what a page shows: a pointer to one of this package's view structs.
type View interface {
	template() string // name of the template file without ".html"
	layout() string   // the template that surrounds it: "frame", "paper" or "fragment"
}

// views are all views there are. Each has a template file, and each page file has its view.
var views = []View{
	&SessionStart{}, &SeatChoose{}, &PasswordChange{}, &SigningShow{},
	&TodayList{}, &TodaySheet{}, &OffList{}, &ClinicToday{},
	&PersonFind{}, &PersonShow{}, &HouseholdShow{}, &ConsentRecord{},
	&VisitChoose{}, &VisitRecord{}, &VisitPreview{}, &EventShow{},
	&FigureList{}, &FigureShow{}, &FigureMembers{},
	&ReportList{}, &ReportShow{}, &ReportVerify{},
	&ImportList{}, &ImportShow{}, &ImportProgress{},
	&AccountList{}, &AccountAdd{}, &AccountAdded{},
	&AuditList{}, &CatalogueList{}, &CatalogueShow{}, &MachineShow{}, &MachineProgress{},
	&SupportHome{}, &CaseList{}, &CaseShow{}, &ApplyChoose{}, &ApplyForm{},
	&NoticeList{}, &NoticeShow{}, &NoticePoster{}, &PlanList{}, &PlanShow{}, &ClosingShow{}, &FamilyShow{}, &PowersShow{},
	&Fault{},
}

//go:embed *.html
var files embed.FS

// shared are the files with parts that pages use; every other file is a page.
var shared = map[string]bool{"frame": true, "parts": true, "fields": true, "support_parts": true}

var templates = sync.OnceValues(parse)

// parse reads every template and executes each page once on an empty view, because html/template finds a part that is not defined
// or a field that a view lacks only then.
func parse() (map[string]*template.Template, error) {
	names, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	base := template.New("page").Funcs(functions)
	pages := map[string]*template.Template{}
	for _, f := range names {
		if name := strings.TrimSuffix(f.Name(), ".html"); shared[name] {
			if base, err = base.ParseFS(files, f.Name()); err != nil {
				return nil, err
			}
		} else {
			pages[name] = nil
		}
	}
	for _, v := range views {
		name := v.template()
		if _, ok := pages[name]; !ok {
			return nil, fmt.Errorf("page: %T has no template %s.html", v, name)
		}
		t, err := template.Must(base.Clone()).ParseFS(files, name+".html")
		if err != nil {
			return nil, err
		}
		if err := t.ExecuteTemplate(io.Discard, v.layout(), v); err != nil {
			return nil, err
		}
		pages[name] = t
	}
	for name, t := range pages {
		if t == nil {
			return nil, fmt.Errorf("page: %s.html has no view", name)
		}
	}
	return pages, nil
}

// Ready parses every template and names the first that is undeclared or does not fit its view. A server calls it before it listens.
func Ready() error {
	_, err := templates()
	return err
}

// Render writes the page with its status. It draws into memory first: on an error nothing has been sent, and the caller can still
// answer with a Fault page.
func Render(w http.ResponseWriter, status int, view View) error {
	pages, err := templates()
	if err != nil {
		return err
	}
	t, ok := pages[view.template()]
	if !ok {
		return fmt.Errorf("page: %T is not a registered view", view)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, view.layout(), view); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store") // a page may name people; a shared computer keeps none of it
	}
	w.WriteHeader(status)
	_, err = w.Write(b.Bytes())
	return err
}

// functions are the same for every request; what depends on the reader is a method of Frame.
var functions = template.FuncMap{
	"asset":   AssetURL,
	"icon":    icon,
	"num":     number,
	"initial": initial,
	"in":      func(page any, it any) scope { return scope{frameOf(page), it} },
	"add":     func(a, b int) int { return a + b },
}

// scope lets a part see both the page's words and its own data: {{template "field" (in $ .)}}.
type scope struct {
	*Frame
	It any
}

// frameOf finds the Frame that every view embeds, so that a scope can be opened from a page or from another scope.
func frameOf(page any) *Frame {
	switch p := page.(type) {
	case scope:
		return p.Frame
	case interface{ frame() *Frame }:
		return p.frame()
	}
	panic(fmt.Sprintf("page: %s has no frame", path.Base(reflect.TypeOf(page).String()))) // caught by html/template, then by Ready
}
