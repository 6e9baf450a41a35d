package web

import (
	"errors"
	"net/http"

	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// askPassword shows the form for a new password.
func askPassword(q *request) error { return q.show(http.StatusOK, q.passwordPage(nil)) }

func (q *request) passwordPage(refused error) *page.PasswordChange {
	line := func(name, auto string) page.Field {
		return page.Field{ID: name, Label: q.t("web.password." + name), Type: page.TypeLine, Input: "password", Auto: auto}
	}
	v := &page.PasswordChange{Frame: q.frame(q.t("page.password.title")), Login: q.actor().Login, First: q.session.MustChange, MinSize: post.MinPassword,
		Old: line("old", "current-password"), New: line("new", "new-password"), Repeat: line("repeat", "new-password")}
	v.Path = "/password"
	v.New.Hint = q.t("web.password.hint", post.MinPassword)
	var e *fault.Error
	if !errors.As(refused, &e) {
		return v
	}
	for _, f := range e.Fields {
		for _, field := range []*page.Field{&v.Old, &v.New, &v.Repeat} {
			if field.ID == f.Name {
				field.Error = q.t(f.Key, f.Args...)
			}
		}
	}
	v.Wrong = page.WrongIn(v.Old, v.New, v.Repeat)
	if len(e.Fields) == 0 {
		v.Wrong = page.Wrong{{Text: lang.Error(q.lang, refused)}}
	}
	return v
}

// changePassword sets a new password; every other session of the account ends.
func changePassword(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	var next string
	if form.Get("new") != form.Get("repeat") {
		err = fault.New(fault.Invalid, "web.password.differ").With(fault.Field{Name: "repeat", Code: "differs", Key: "web.password.differ"})
	} else {
		next, err = q.District.Accounts.ChangePassword(q.r.Context(), q.token, form.Get("old"), form.Get("new"))
	}
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Refused) && !errors.Is(err, post.NoSession):
		return q.show(fault.Status(err), q.passwordPage(err))
	case err != nil:
		return err
	}
	q.keep(next)
	return q.redirect("/")
}
