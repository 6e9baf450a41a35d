package report

import (
	"html/template"
	"io"

	"youfu/internal/lang"
)

// WriteHTML writes the document as a web page that stands alone: text, numbers with their evidence as notes, and the appendix.
func (d *Document) WriteHTML(w io.Writer) error { return page.Execute(w, view{d}) }

type view struct{ *Document }

func (v view) T(key string, args ...any) string { return lang.T(v.Lang, key, args...) }
func (v view) Tag() string                      { return v.Lang.Tag() }

// Name is what the document is called: its title, without numbers' notes.
func (v view) Name() string {
	for _, b := range v.Blocks {
		if b.Kind == Title {
			return plain(b.Runs)
		}
	}
	return v.Report.ID
}

// Parts, Evidence and Of are an entry's columns of the appendix.
func (v view) Parts(e *Entry) string    { return e.parts() }
func (v view) Evidence(e *Entry) string { return e.evidence(v.Lang) }
func (v view) Of(e *Entry) string       { return e.Title.In(v.Lang) + " " + e.restrictions() }
func (v view) Last(e *Entry) string     { return e.To.AddDays(-1).String() }

var page = template.Must(template.New("report").Parse(`<!doctype html>
<html lang="{{.Tag}}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Name}}</title>
<style>
body{max-width:40em;margin:2em auto;padding:0 1em;font:16px/1.9 FangSong,"Noto Serif CJK SC",serif;color:#17211e;background:#fff}
h1{font-size:24px;text-align:center;font-weight:400}h2{font:600 17px/1.6 SimHei,"Noto Sans CJK SC",sans-serif;margin:1.6em 0 .4em}
p{text-indent:2em;margin:.4em 0}li{margin:.3em 0}sup a{font:12px sans-serif;color:#0b5f58;text-decoration:none}
.n{border-bottom:1px dotted #0b5f58;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font:13px/1.5 sans-serif;margin:1em 0}th,td{text-align:left;padding:.3em .5em;border-bottom:1px solid #d6dcd8;vertical-align:top}
td.r,th.r{text-align:right;font-variant-numeric:tabular-nums}tr.total td{border-top:3px double #75817c;font-weight:600}
@media print{body{margin:0}}
</style>
<main>
{{range .Blocks}}{{if eq .Kind "title"}}<h1>{{template "runs" .Runs}}</h1>
{{else if eq .Kind "heading"}}<h2>{{template "runs" .Runs}}</h2>
{{else if eq .Kind "item"}}<ul><li>{{template "runs" .Runs}}</li></ul>
{{else if .Table}}<table><thead><tr>{{range .Table.Columns}}<th scope="col">{{.}}</th>{{end}}</tr></thead><tbody>
{{range .Table.Rows}}<tr>{{range .}}<td{{if .Entry}} class="r"{{end}}>{{template "run" .}}</td>{{end}}</tr>
{{end}}</tbody></table>
{{else}}<p>{{template "runs" .Runs}}</p>
{{end}}{{end}}
<h2>{{.T "report.appendix"}}</h2><p>{{.T "report.appendix-note" .Seq .Made}}</p>
<table><thead><tr><th scope="col">{{.T "report.appendix-label"}}</th><th scope="col">{{.T "report.appendix-figure"}}</th><th scope="col">{{.T "report.appendix-period"}}</th><th scope="col" class="r">{{.T "report.appendix-parts"}}</th><th scope="col">{{.T "report.appendix-evidence"}}</th></tr></thead><tbody>
{{$v := .}}{{range .Entries}}<tr id="{{.Key}}"><td>{{.Label}}</td><td>{{$v.Of .}}</td><td>{{.From}} – {{$v.Last .}}</td><td class="r">{{$v.Parts .}}</td><td>{{$v.Evidence .}}</td></tr>
{{end}}</tbody></table>
</main></html>
{{define "runs"}}{{range .}}{{template "run" .}}{{if .Entry}}<sup><a href="#{{.Entry.Key}}">{{.Entry.Label}}</a></sup>{{end}}{{end}}{{end}}
{{define "run"}}{{if .Entry}}<span class="n" data-key="{{.Entry.Key}}">{{.Text}}</span>{{else}}{{.Text}}{{end}}{{end}}
`))
