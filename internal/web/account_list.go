package web

import (
	"net/http"
	"net/url"
	"slices"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// listAccounts shows who may sign in, with their seats. It names officials, never clients.
func listAccounts(q *request) error {
	accounts, err := q.District.Accounts.List(q.r.Context(), q.actor())
	if err != nil {
		return err
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return err
	}
	chosen := q.r.URL.Query().Get("post")
	v := &page.AccountList{Frame: q.frame(q.t("page.nav.accounts")), Add: "/accounts/add", Action: "/accounts",
		Filters: page.FilterForm{Action: "/accounts", Filters: []page.Filter{{Name: "post", Value: chosen, Options: q.postOptions()}}}}
	for _, a := range accounts {
		if a.Ended {
			continue
		}
		for _, s := range a.Seats {
			if chosen == "" || chosen == string(s.Post) {
				v.Rows = append(v.Rows, page.AccountRow{Login: a.Login, Name: a.Name, Post: string(s.Post), Place: q.seatName(tree, s), From: s.From, To: s.To,
					Locked: a.Locked, MustSet: a.MustChange, Seat: a.Login + "/" + s.ID.String(), Account: a.Login,
					Further: with(&url.URL{Path: "/accounts/seat"}, "login", a.Login).String()})
			}
		}
	}
	first := min(after(q.r.URL), len(v.Rows))
	total := len(v.Rows)
	v.Rows = v.Rows[first:min(first+listPage, total)]
	v.Pager = pager(q.r.URL, first, len(v.Rows), total)
	return q.show(http.StatusOK, v)
}

func (q *request) postOptions() []page.Option {
	var all []page.Option
	for _, p := range actor.Posts {
		all = append(all, page.Option{Value: string(p), Text: q.t("page.post." + string(p))})
	}
	return all
}

func (q *request) seatName(tree *place.Tree, s post.Seat) string {
	if site, ok := tree.Site(s.Site); ok {
		return site.Name
	}
	if !s.Place.Zero() {
		return tree.Name(s.Place)
	}
	return q.name
}

// changeAccount ends a seat, or gives an account a new first password.
func changeAccount(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	if seat := form.Get("end"); seat != "" {
		return q.endSeat(seat)
	}
	login := form.Get("reset")
	if login == "" {
		return fault.New(fault.Usage, "web.bad-form")
	}
	password, err := q.District.Accounts.ResetPassword(q.r.Context(), q.actor(), login, id.New())
	if err != nil {
		return err
	}
	name, err := q.accountName(login)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, q.passwordOnce(login, name, password, true))
}

// endSeat ends a seat today. The value of the button is "login/seat".
func (q *request) endSeat(value string) error {
	cut := slices.Index([]byte(value), '/')
	seat, err := id.Parse(value[cut+1:])
	if cut < 0 || err != nil {
		return fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	if err := q.District.Accounts.EndSeat(q.r.Context(), q.actor(), value[:cut], seat, q.District.Today(), id.New()); err != nil {
		return err
	}
	return q.redirect("/accounts")
}

func (q *request) accountName(login string) (string, error) {
	accounts, err := q.District.Accounts.List(q.r.Context(), q.actor())
	for _, a := range accounts {
		if a.Login == login && !a.Ended {
			return a.Name, nil
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "post.no-such-account")
	}
	return "", err
}

// passwordOnce shows a first password: here, and never again.
func (q *request) passwordOnce(login, name, password string, reset bool) *page.AccountAdded {
	f := q.frame(q.t("page.nav.accounts"))
	f.Path = "/accounts"
	return &page.AccountAdded{Frame: f, Login: login, Name: name, Password: password, Reset: reset, Back: "/accounts"}
}
