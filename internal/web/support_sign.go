package web

import (
	"errors"
	"fmt"
	"net/url"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// signing is the password once more, at the end of a form whose act is signed.
func (q *request) signing() page.Signing {
	return page.Signing{Password: page.Field{ID: "password", Label: q.t("support.sign.password"), Type: page.TypeLine, Input: "password", Auto: "current-password"}}
}

// signer is who signs an act: the reader, who has just given the password again. The error is a fault with the field "password"; a login
// that is locked out stays so, whoever holds its session.
func (q *request) signer(form url.Values) (benefit.Signer, error) {
	if form.Get("password") == "" {
		return nil, wrongField("password", "support.sign.missing")
	}
	who, err := q.District.Accounts.Authenticate(q.r.Context(), post.Credentials{Login: q.actor().Login, Password: form.Get("password"), Seat: q.actor().Seat, Address: q.clientAddress()})
	var f *fault.Error
	switch {
	case errors.As(err, &f) && f.Key == "post.sign-in-failed":
		return nil, wrongField("password", "support.sign.wrong")
	case err != nil:
		return nil, err
	case who.Account != q.actor().Account || who.Seat != q.actor().Seat:
		return nil, wrongField("password", "support.sign.wrong")
	}
	return benefit.Password{Keys: q.District.Keys}, nil
}

// wrongField is what is wrong with one field of a form.
func wrongField(name, key string, args ...any) error {
	return fault.New(fault.Invalid, key, args...).With(fault.Field{Name: name, Code: "wrong", Key: key, Args: args})
}

// kept reports whether what was refused belongs on the form that it came from: what was typed stays, and the reader can mend it or read
// what stands in the way.
func kept(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Refused) && !errors.Is(err, post.NoSession)
}

// told puts the codes of what was refused into words: steps, powers, bodies and levels are codes where they are decided.
func (q *request) told(err error, b book) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
		code := fmt.Sprint(a)
		for _, key := range []string{"support.at." + code, "support.power." + code, "support.state." + code} {
			if lang.Has(key) {
				args[i] = q.t(key)
			}
		}
		if name := q.bodyName(b, code); name != code {
			args[i] = name
		}
	}
	told := *f
	told.Args = args
	return &told
}
