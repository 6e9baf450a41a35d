package page

import "youfu/internal/civil"

// VisitChoose asks what is to be recorded for somebody.
type VisitChoose struct {
	Frame
	Person PersonLine
	Rows   []VisitOption
}

func (*VisitChoose) template() string { return "visit_choose" }

// VisitOption is one kind of visit.
type VisitOption struct {
	Programme string
	Visit     string
	Href      string // "" where it cannot be recorded here; Why says why
	State     State  // Due, Overdue, Upcoming or ""
	Why       string
}

// VisitRecord is the form of a visit, made from its definition; with Correcting it is the same form filled from a revision.
// Controls are named after the fields' ids; a pair has ID_1 and ID_2; besides them the form sends on, site, client_id, and for
// a correction rev and reason.
type VisitRecord struct {
	Frame
	Person     PersonLine
	Programme  string
	Visit      string
	Version    string // short hash of the definition
	Action     string // POST target
	Preview    string // POST target that answers with a VisitPreview for what is filled in so far
	ClientID   string
	On         Field // the date, "on"
	Site       Field // where, "site"
	By         string
	Fields     []Field
	Wrong      Wrong
	Correcting *Correcting
	Outlook
	Back string
}

func (*VisitRecord) template() string { return "visit_record" }

// Settled is how date and place stand in one line, while nothing is wrong with them; the site's text is that of its option.
func (v *VisitRecord) Settled() bool {
	return v.On.Error == "" && v.Site.Error == "" && v.On.Value() != "" && v.Site.Value() != ""
}

// SiteText is the chosen site in words.
func (v *VisitRecord) SiteText() string {
	for _, o := range v.Site.Options {
		if o.Value == v.Site.Value() {
			return o.Text
		}
	}
	return v.Site.Value()
}

// Correcting is what a correction adds: the revision it replaces, and why.
type Correcting struct {
	Rev    int
	By     string
	At     string
	Reason Field
	Other  *Newer // somebody corrected the same revision meanwhile
}

// Newer is a revision that came in between: both are shown, and the reader decides.
type Newer struct {
	Rev    int
	By     string
	At     string
	Reason string
	Rows   []AnswerRow // values: theirs, then what was typed here
}

// Outlook is what a visit leads to, as far as it is filled in.
type Outlook struct {
	Advice  []Advice
	Follows []Follow
}

// Advice is a hint while recording.
type Advice struct {
	Tone  Tone // Info or Warn
	Title string
	Text  string
}

// Follow is what comes after the visit.
type Follow struct {
	What  string
	Until civil.Date
	From  civil.Date // instead of Until: not before
	Why   string
}

// VisitPreview is the part of the visit form that changes while it is filled in. The script puts it in the place of the panels and
// shows the dependent questions named in Asked.
type VisitPreview struct {
	Frame
	Asked []string // ids of the dependent questions that are asked as things stand
	Outlook
}

func (*VisitPreview) template() string { return "visit_preview" }
func (*VisitPreview) layout() string   { return "fragment" }

// EventShow is a recorded visit with all its revisions side by side.
type EventShow struct {
	Frame
	Person    PersonLine
	Programme string
	Visit     string
	On        civil.Date
	Site      string
	Version   string
	Revisions []Revision // oldest first
	Rows      []AnswerRow
	Follows   []Follow
	Correct   string // href; "" where this reader may not
	Saved     bool   // just recorded
	Looks     []Look
}

func (*EventShow) template() string { return "event_show" }

// Revision is one version of a visit.
type Revision struct {
	Rev    int
	At     string
	By     string
	Seq    int64
	Reason string // of a correction
}

// AnswerRow is one question with its answer in each revision.
type AnswerRow struct {
	Label   string
	Values  []string // one per revision; "" was not answered
	Changed bool
}
