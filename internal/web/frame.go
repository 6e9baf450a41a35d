package web

import (
	"youfu/internal/actor"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// entry is one way of the navigation, open to the posts that pursue its purpose.
type entry struct {
	name, href string
	purpose    post.Purpose
	group      string
}

// entries are the ways there are, in the order that each post sees them.
var entries = []entry{
	{"waiting", "/", post.Decide, ""},
	{"waiting", "/", post.Notice, ""},
	{"waiting", "/", post.FundPayments, ""},
	{"waiting", "/", post.OrderPayments, ""},
	{"today", "/today", post.Invite, ""},
	{"today", "/clinic", post.FollowUp, ""},
	{"import", "/imports", post.Import, ""},
	{"find", "/find", post.FindPerson, ""},
	{"accounts", "/accounts", post.Administer, ""},
	{"machine", "/machine", post.Administer, ""},
	{"audit", "/audit", post.Audit, ""},
	{"figures", "/figures", post.Figures, "look"},
	{"report", "/reports", post.Report, "look"},
	{"cases", "/cases", post.OpenCase, "support"},
	{"notices", "/notices", post.OpenCase, "support"},
	{"payments", "/payments", post.Payments, "support"},
	{"powers", "/powers", post.Powers, "support"},
	{"catalogue", "/catalogue", post.Catalogue, "machine"},
}

// nav is the navigation of the reader's post, with the entry of this page marked.
func (q *request) nav() []page.NavItem {
	var items []page.NavItem
	first := ""
	if q.session.MustChange {
		return nil
	}
	for _, e := range entries {
		if q.actor().Post != "" && q.office.May(e.purpose) {
			if len(items) == 0 {
				first = e.group // whatever a post has first needs no heading
			}
			group := e.group
			if group == first {
				group = ""
			}
			items = append(items, page.NavItem{Name: e.name, Href: e.href, Group: group, Active: q.below(e.href)})
		}
	}
	return items
}

// below reports whether this page belongs to a way of the navigation.
func (q *request) below(href string) bool {
	at := q.r.URL.Path
	return at == href || len(at) > len(href) && at[:len(href)] == href && at[len(href)] == '/'
}

// frame is what surrounds a page.
func (q *request) frame(title string) page.Frame {
	f := page.Frame{Lang: q.lang, Today: q.District.Today(), Title: title, Path: path(q.r.URL), District: q.name, Demo: q.demo,
		Theme: preference(q.r, themeCookie), KeysOff: preference(q.r, keysCookie) == "off"}
	if q.actor().Post == "" {
		return f
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil { // the page's own reading will say so; the frame does without
		tree = &place.Tree{}
	}
	if root, ok := tree.Root(); ok && f.District == "" {
		f.District = root.Name
	}
	f.User = &page.User{Name: q.actor().Name, Post: q.t("page.post." + string(q.actor().Post)), Place: seatPlace(tree, q.actor(), q)}
	f.Seats = q.seats(tree)
	f.Nav = q.nav()
	f.Official = q.power() != "" && !q.session.MustChange
	f.Find = q.office.May(post.FindPerson) && !q.session.MustChange
	return f
}

// seatPlace is where the seat is: a site, a place, or nothing for the posts of the whole district.
func seatPlace(tree *place.Tree, a actor.Actor, q *request) string {
	if site, ok := tree.Site(a.Site); ok {
		return site.Name
	}
	if department, ok := tree.Department(a.Department); ok {
		return department.Name.In(q.lang)
	}
	return tree.Name(a.Place)
}

// openHome leads each post to its first page; who holds a power finds there what waits for her.
func openHome(q *request) error {
	if q.power() != "" {
		return showSupportHome(q)
	}
	items := q.nav()
	if len(items) == 0 {
		return q.redirect("/password")
	}
	return q.redirect(items[0].Href)
}
