package page

import (
	"html/template"
	"strings"

	"youfu/internal/civil"
)

// Tone is the colour of a notice or mark; each also has a shape and words. Bad is for failures of ours and for what the machine
// refuses: never for a person who waited, declined, stopped or moved.
type Tone string

const (
	Plain Tone = ""
	Info  Tone = "info"
	OK    Tone = "ok"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
	grey  Tone = "grey"
)

// State is where somebody or something stands. Its name chooses shape, colour and word (page.state.NAME).
type State string

const (
	NotInvited    State = "not-invited"
	Invited       State = "invited"
	WillCome      State = "will-come"
	Declined      State = "declined"
	WrongNumber   State = "wrong-number"
	Moved         State = "moved"
	Came          State = "came"
	Upcoming      State = "upcoming"
	Due           State = "due"
	Overdue       State = "overdue"
	ResultMissing State = "unknown" // a rule met a missing value: "result missing"
	Closed        State = "closed"
	Corrected     State = "corrected"
	Withdrawn     State = "withdrawn"
	Agreed        State = "agreed"
	Refused       State = "refused"
	NotAsked      State = "not-asked"
	Running       State = "running"
	Stopped       State = "stopped"
	Done          State = "done"
	Failed        State = "failed"
	Held          State = "held"
	Ended         State = "ended"
)

var looks = map[State]struct {
	tone Tone
	icon string
}{
	NotInvited: {}, Invited: {Info, "bell"}, WillCome: {OK, "check"}, Declined: {}, WrongNumber: {Warn, "phone"}, Moved: {},
	Came: {OK, "check"}, Upcoming: {}, Due: {Info, "clock"}, Overdue: {Warn, "clock"}, ResultMissing: {Warn, "question"},
	Closed: {OK, "check"}, Corrected: {grey, ""}, Withdrawn: {"", "cross"}, Agreed: {OK, "check"}, Refused: {"", "cross"}, NotAsked: {"", "minus"},
	Running: {Info, "clock"}, Stopped: {Warn, "pause"}, Done: {OK, "check"}, Failed: {Bad, "alert"}, Held: {Warn, "pause"}, Ended: {},
}

// Chip is the mark for a state.
func (f *Frame) Chip(s State) template.HTML {
	if s == "" {
		return ""
	}
	look := looks[s]
	return mark(look.tone, look.icon, f.T("page.state."+string(s)))
}

// StateIcon is the icon of a state, drawn alone beside a text that says the same.
func (f *Frame) StateIcon(s State) template.HTML { return icon(looks[s].icon) }

// mark is a small label with shape and word. tone and icon come from this package; text is escaped.
func mark(tone Tone, shape, text string) template.HTML {
	return template.HTML(`<span class="chip ` + string(tone) + `">` + string(icon(shape)) + template.HTMLEscapeString(text) + `</span>`)
}

// Tab is one of several views of the same list. Its Name chooses the text (page.tab.NAME).
type Tab struct {
	Name   string // "all", a State, "to-check", …
	Href   string
	Count  int
	Active bool
}

// Filter is one choice that narrows a list. Its Name is the parameter and chooses the label (page.filter.NAME).
type Filter struct {
	Name    string
	Value   string
	Options []Option
	Must    bool // there is no "all"
}

// Option is one entry of a choice.
type Option struct {
	Value string
	Text  string
	Alone bool // cannot be chosen beside others, such as "nothing found"
}

// FilterForm is a GET form of filters; Keep are parameters that it carries along.
type FilterForm struct {
	Action  string
	Filters []Filter
	From    *civil.Date // with To: two date inputs, From and the last day
	To      *civil.Date
	AsKnown *string // an input "as known at": a seq or a date
	Keep    []Pair
}

// Pair is a hidden parameter.
type Pair struct{ Name, Value string }

// Masked is a phone or citizen number: hidden until it is opened, and opening is logged.
type Masked struct {
	Mask string // "139 •••• 4021"; "" where none is known
	Full string // set only for the one that was just opened
	Show string // value of the "show" button; "" where this reader may not open it
}

// Dial is the number as a tel: link, which html/template would refuse as a string: only digits and a leading plus get into it.
func (m Masked) Dial() template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, m.Full)
	return template.URL("tel:" + digits)
}

// Pager moves through a list.
type Pager struct {
	Shown     int
	Total     int    // 0 where nobody counted: a long list is not counted to show its beginning
	Next      string // href; "" at the end
	NextCount int    // 0 where nobody counted
	Back      string // href of the beginning; "" there
}

// PersonLine says whom a page is about, in one line.
type PersonLine struct {
	Name    string
	Href    string
	Sex     string // "female", "male", ""
	Age     Age
	Address string
}

// Act is a button that does one thing by POST.
type Act struct {
	Text     string
	Action   string
	Hidden   []Pair
	ClientID string
}

// PageSize is how many people a list shows at once: with it, a first visit stays below 150,000 bytes.
const PageSize = 40
