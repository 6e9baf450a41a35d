package page

import (
	"html/template"

	"youfu/internal/civil"
)

// NoticeList is the public notices: those that stand, those that have run out, and for supervision what is to be put up.
type NoticeList struct {
	Frame
	Standing []NoticeCard
	Over     []NoticeCard
	Put      *PutUp
	Objected []CaseRow // cases whose objection waits for an answer
	Mine     bool      // the reader is supervision
}

func (*NoticeList) template() string { return "support_notices" }

// NoticeCard is one notice in a list.
type NoticeCard struct {
	Href   string
	Scheme string
	Place  string
	From   civil.Date
	Until  civil.Date
	Count  int
	Open   int // objections that wait for an answer
}

// PutUp is the form that puts up what waits for it.
type PutUp struct {
	Action    string
	ClientID  string
	Wrong     Wrong
	Groups    []PutGroup
	Uncounted int // year whose holidays are not known; 0: they are
	Signing
}

// PutGroup is the cases of one place and scheme.
type PutGroup struct {
	Place  string
	Scheme string
	Days   int
	Rows   []PutRow
}

// PutRow is one case to put up.
type PutRow struct {
	Value   string
	Href    string
	Name    string
	Passed  civil.Date // the day of the step that it follows
	Checked bool
	Error   string
}

// NoticeShow is one notice, masked. One that has run out shows no names.
type NoticeShow struct {
	Frame
	Scheme string
	Place  string
	From   civil.Date
	Until  civil.Date
	Stands bool
	Count  int
	Open   int
	Lines  []NoticeLine
	Print  string // its fingerprint, in groups of four
	Paper  string // href of the poster
	Where  []string
	Mine   bool // the reader is supervision, who notes objections
}

func (*NoticeShow) template() string { return "support_notice" }

// NoticeLine is one line of it.
type NoticeLine struct {
	N    int
	Text string
	Href string
}

// NoticePoster is the notice as it is put up.
type NoticePoster struct {
	NoticeShow
	Back string
	Code template.HTML // the QR code
	Says string        // what the code says
	Body string        // the body that puts it up
}

func (*NoticePoster) template() string { return "support_poster" }
func (*NoticePoster) layout() string   { return "paper" }
