package web

import (
	"errors"
	"fmt"
	"net/url"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// signing is the end of a form whose act is signed: what the reader proves herself by.
func (q *request) signing() page.Signing {
	can, err := q.District.Accounts.Signing(q.r.Context(), q.actor().Account)
	if err == nil && can.TOTP { // on an error the form asks for the password, and its own answer will say so
		return page.Signing{Proof: q.codeField("code"), Weak: q.t("support.weak." + benefit.ByCode), Key: len(can.Keys) > 0}
	}
	return page.Signing{Proof: q.passwordField("password"), Weak: q.t("support.weak." + benefit.ByPassword), Key: len(can.Keys) > 0}
}

func (q *request) passwordField(name string) page.Field {
	return page.Field{ID: name, Label: q.t("support.sign.password"), Type: page.TypeLine, Input: "password", Auto: "current-password"}
}

func (q *request) codeField(name string) page.Field {
	return page.Field{ID: name, Label: q.t("support.sign.code"), Hint: q.t("support.sign.code-hint"), Type: page.TypeLine, Auto: "one-time-code"}
}

// signer is who signs an act: a key of the reader's, or she herself, who has just given a one-time code, or her password where she has no codes. The error is a fault with
// the field "code" or "password"; what is locked out stays so, whoever holds its session.
func (q *request) signer(form url.Values) (benefit.Signer, error) {
	can, err := q.District.Accounts.Signing(q.r.Context(), q.actor().Account)
	if err != nil {
		return nil, err
	}
	switch {
	case q.r.Header.Get(prepareHeader) != "" && len(can.Keys) > 0:
		q.preparing = &benefit.Prepare{}
		return q.preparing, nil
	case form.Get("passkey") != "":
		return q.keySigner(form, can)
	case can.TOTP:
		made, err := clientID(form)
		if err != nil {
			return nil, err
		}
		use, err := q.giveCode(form, "code", made)
		return benefit.Code{Keys: q.District.Keys, Use: use}, err
	}
	if err := q.givePassword(form, "password"); err != nil {
		return nil, err
	}
	return benefit.Password{Keys: q.District.Keys}, nil
}

// givePassword holds the password in a form's field against the reader's.
func (q *request) givePassword(form url.Values, name string) error {
	if form.Get(name) == "" {
		return wrongField(name, "support.sign.missing")
	}
	who, err := q.District.Accounts.Authenticate(q.r.Context(), post.Credentials{Login: q.actor().Login, Password: form.Get(name), Seat: q.actor().Seat, Address: q.clientAddress()})
	var f *fault.Error
	switch {
	case errors.As(err, &f) && f.Key == "post.sign-in-failed":
		return wrongField(name, "support.sign.wrong")
	case err != nil:
		return err
	case who.Account != q.actor().Account || who.Seat != q.actor().Seat:
		return wrongField(name, "support.sign.wrong")
	}
	return nil
}

// giveCode takes the one-time code in a form's field for a piece of work.
func (q *request) giveCode(form url.Values, name string, work id.ID) (post.CodeUse, error) {
	if form.Get(name) == "" {
		return post.CodeUse{}, wrongField(name, "support.sign.no-code")
	}
	use, err := q.District.Accounts.TakeCode(q.r.Context(), q.actor(), form.Get(name), work, q.clientAddress())
	return use, codeRefused(name, err)
}

// codeRefused puts the refusal of a code at its field.
func codeRefused(name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && (f.Key == "post.code-wrong" || f.Key == "post.code-used") {
		return wrongField(name, f.Key)
	}
	return err
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
