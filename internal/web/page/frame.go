package page

import (
	"html/template"

	"youfu/internal/civil"
	"youfu/internal/lang"
)

// Frame is what surrounds every page. The zero Frame draws a page for somebody who has not signed in.
type Frame struct {
	Lang     lang.Lang
	Today    civil.Date // the district's date, to say "today" and to leave out this year
	Title    string     // of this page, for the window and the heading; the page's own words where empty
	Path     string     // path and query of this page: changing the language or the theme comes back to it
	District string     // the district's name, such as 清和区
	User     *User      // nil: not signed in, or not yet in a seat
	Seats    []SeatRow  // to change to; none where the reader has one only
	Nav      []NavItem
	Official bool   // the reader signs official acts
	Find     bool   // the reader may look for people: shows the search box
	Query    string // what the search box holds
	Demo     bool   // a demonstration: every page says that its data are invented
	Theme    string // "light" or "dark"; "" follows the system
	KeysOff  bool   // single-key shortcuts switched off by the reader (WCAG 2.1.4)
	Notices  []Notice
	Crumbs   []Link // the way here, without this page
	Refresh  int    // seconds after which a browser without script asks again; 0: never
}

// User is who is signed in.
type User struct {
	Name  string
	Post  string // the post's title in the reader's language
	Place string // place, site or department of the seat
}

// SeatRow is one of the reader's seats.
type SeatRow struct {
	Value   string
	Post    string // the post's title in the reader's language
	Place   string // place or site, or the district
	Current bool
}

// NavItem is one entry of the navigation. Its Name chooses text and icon: see navIcons for the names there are.
type NavItem struct {
	Name   string // such as "today"
	Href   string
	Count  int // what waits there; 0 shows nothing
	Active bool
	Group  string // "" (the first, unnamed), "site", "support", "look", "machine"
}

// navIcons are the names a NavItem may have, each with its icon; the text is page.nav.NAME.
var navIcons = map[string]string{
	"today": "today", "find": "search", "record": "form", "loops": "flag", "figures": "chart", "report": "doc",
	"import": "up", "accounts": "people", "audit": "eye", "catalogue": "book", "machine": "gear", "areas": "home",
	"duplicates": "people", "public": "bell",
	"waiting": "flag", "cases": "form", "notices": "bell", "payments": "yuan", "powers": "shield",
}

// NavGroup is a titled part of the navigation.
type NavGroup struct {
	Name  string
	Items []NavItem
}

// NavGroups are the navigation's parts in the order of their first items.
func (f *Frame) NavGroups() []NavGroup {
	var groups []NavGroup
	at := map[string]int{}
	for _, item := range f.Nav {
		i, ok := at[item.Group]
		if !ok {
			i = len(groups)
			at[item.Group] = i
			groups = append(groups, NavGroup{Name: item.Group})
		}
		groups[i].Items = append(groups[i].Items, item)
	}
	return groups
}

// tabs is how many entries fit at the foot of a phone.
const tabs = 5

// TabBar are the entries that a phone shows at its foot.
func (f *Frame) TabBar() []NavItem {
	if len(f.Nav) <= tabs {
		return f.Nav
	}
	return f.Nav[:tabs-1]
}

// More are the entries that a phone folds away behind the last tab.
func (f *Frame) More() []NavItem { return f.Nav[len(f.TabBar()):] }

// Icon is the icon of a navigation entry.
func (n NavItem) Icon() template.HTML { return icon(navIcons[n.Name]) }

// Notice is a message above the page.
type Notice struct {
	Tone  Tone
	Title string
	Text  string
	Link  *Link
}

// Link is a text that leads somewhere.
type Link struct {
	Text string
	Href string
}

// T is the text under key in the reader's language.
func (f *Frame) T(key string, args ...any) string { return lang.T(f.language(), key, args...) }

// N is the text under key for a count, grouped by thousands, and under key.one where there is exactly one.
func (f *Frame) N(key string, n int) string {
	if n == 1 {
		key += ".one"
	}
	return f.T(key, number(n))
}

func (f *Frame) language() lang.Lang {
	if f.Lang == "" {
		return lang.Zh
	}
	return f.Lang
}

// Tag is the value of the html lang attribute.
func (f *Frame) Tag() string { return f.language().Tag() }

// Other is the language that the switch offers.
func (f *Frame) Other() lang.Lang {
	if f.language() == lang.En {
		return lang.Zh
	}
	return lang.En
}

// OtherTag is the lang attribute of the switch's own text.
func (f *Frame) OtherTag() string { return f.Other().Tag() }

// HeadSearch reports whether the head has a search box. The search page says no: it has its own.
func (f *Frame) HeadSearch() bool { return f.Find }

// NextTheme is what the theme button asks for when there is no script that knows what the system shows.
func (f *Frame) NextTheme() string {
	if f.Theme == "dark" {
		return "light"
	}
	return "dark"
}

func (f *Frame) frame() *Frame { return f }
func (*Frame) layout() string  { return "frame" }
