package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// askAccount shows the form for a new account.
func askAccount(q *request) error {
	v, err := q.accountPage(id.New().String(), url.Values{}, nil)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

func (q *request) accountPage(clientID string, typed url.Values, refused error) (*page.AccountAdd, error) {
	v := &page.AccountAdd{Frame: q.frame(q.t("page.account.add")), Action: "/accounts/add", ClientID: clientID}
	err := q.askedOfAccount(v, typed, refused, "login", "name", "post", "place", "site", "citizen_number")
	return v, err
}

// askFurtherSeat shows the form for a further seat of an account.
func askFurtherSeat(q *request) error {
	v, err := q.seatPage(id.New().String(), q.r.URL.Query(), nil)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

func (q *request) seatPage(clientID string, typed url.Values, refused error) (*page.AccountAdd, error) {
	login := typed.Get("login")
	name, err := q.accountName(login)
	if err != nil {
		return nil, err
	}
	v := &page.AccountAdd{Frame: q.frame(q.t("web.account.seat-for", name)), Action: "/accounts/seat", ClientID: clientID, Login: login}
	v.Path = with(&url.URL{Path: v.Action}, "login", login).String()
	err = q.askedOfAccount(v, typed, refused, "post", "place", "site")
	return v, err
}

// askedOfAccount puts the named questions onto a form, with what was typed and what is wrong with it.
func (q *request) askedOfAccount(v *page.AccountAdd, typed url.Values, refused error, names ...string) error {
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return err
	}
	var places, sites []page.Option
	for _, p := range tree.Places {
		if p.Level != place.District {
			places = append(places, page.Option{Value: p.Code, Text: tree.Name(p.ID)})
		}
	}
	for _, s := range tree.Sites {
		sites = append(sites, page.Option{Value: s.Code, Text: s.Name})
	}
	v.Crumbs, v.Back = []page.Link{{Text: q.t("page.nav.accounts"), Href: "/accounts"}}, "/accounts"
	for _, f := range []page.Field{
		{ID: "login", Type: page.TypeLine, Hint: q.t("web.account.login-hint")}, {ID: "name", Type: page.TypeLine},
		{ID: "post", Type: page.TypeChoose, Options: q.postOptions()}, {ID: "place", Type: page.TypeChoose, Options: places, Optional: true, Hint: q.t("web.account.place-hint")},
		{ID: "site", Type: page.TypeChoose, Options: sites, Optional: true, Hint: q.t("web.account.site-hint")},
		{ID: "citizen_number", Type: page.TypeLine, Optional: true, Hint: q.t("web.account.number-hint")},
	} {
		f.Label, f.Values = q.t("web.account."+f.ID), []string{typed.Get(f.ID)}
		if slices.Contains(names, f.ID) {
			v.Fields = append(v.Fields, f)
		}
	}
	if refused != nil {
		fields := make([]*page.Field, len(v.Fields))
		for i := range v.Fields {
			fields[i] = &v.Fields[i]
		}
		v.Wrong = q.refuse(refused, fields...)
	}
	return nil
}

// addAccount makes an account and shows its first password, once.
func addAccount(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	n, err := q.accountOf(form)
	if err != nil {
		return err
	}
	password, err := q.District.Accounts.Add(q.r.Context(), q.actor(), n)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		v, failed := q.accountPage(form.Get("client_id"), form, siteForDepartment(err))
		if failed != nil {
			return failed
		}
		return q.show(fault.Status(err), v)
	}
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, q.passwordOnce(n.Login, n.Name, password, false))
}

// addSeat gives an account a further seat. Its owner chooses one at the next sign-in, or changes to it in a session that runs.
func addSeat(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	n, err := q.accountOf(form)
	if err != nil {
		return err
	}
	err = q.District.Accounts.AddSeat(q.r.Context(), q.actor(), n.Login, n.NewSeat, n.ClientID)
	if fault.Is(err, fault.Invalid) {
		v, failed := q.seatPage(form.Get("client_id"), form, siteForDepartment(err))
		if failed != nil {
			return failed
		}
		return q.show(fault.Status(err), v)
	}
	if err != nil {
		return err
	}
	return q.redirect("/accounts")
}

// accountOf reads the form. The department is the site's.
func (q *request) accountOf(form url.Values) (n post.NewAccount, err error) {
	if n.ClientID, err = clientID(form); err != nil {
		return n, err
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return n, err
	}
	n.Login, n.Name, n.CitizenNumber = strings.TrimSpace(form.Get("login")), strings.TrimSpace(form.Get("name")), strings.TrimSpace(form.Get("citizen_number"))
	n.Post = actor.Post(form.Get("post"))
	if p, ok := tree.PlaceByCode(form.Get("place")); ok {
		n.Place = p.ID
	}
	if s, ok := tree.SiteByCode(form.Get("site")); ok {
		n.Site, n.Department = s.ID, s.Department
	}
	return n, nil
}

// siteForDepartment leaves out what is wrong with the department, which the form does not ask for: the same is wrong with the site.
func siteForDepartment(err error) error {
	e, ok := err.(*fault.Error)
	if !ok {
		return err
	}
	kept := *e
	kept.Fields = nil
	for _, f := range e.Fields {
		if f.Name != "department" {
			kept.Fields = append(kept.Fields, f)
		}
	}
	return &kept
}
