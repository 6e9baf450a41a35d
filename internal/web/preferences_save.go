package web

import (
	"net/http"

	"youfu/internal/lang"
)

// What a reader prefers is kept in her browser alone.
const (
	langCookie  = "youfu-lang"
	themeCookie = "youfu-theme"
	keysCookie  = "youfu-keys"
	aYear       = 365 * 24 * 60 * 60
)

// preferences are what each cookie may hold; "system" takes the choice back.
var preferences = map[string]struct {
	cookie string
	values []string
}{
	"lang":  {langCookie, []string{"zh", "en"}},
	"theme": {themeCookie, []string{"light", "dark", "system"}},
	"keys":  {keysCookie, []string{"on", "off"}},
}

// savePreferences keeps language, theme or keys, and comes back to the page.
func savePreferences(q *request) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	for name, p := range preferences {
		for _, value := range p.values {
			if form.Get(name) == value {
				q.setCookie(&http.Cookie{Name: p.cookie, Value: value, MaxAge: aYear, SameSite: http.SameSiteLaxMode})
			}
		}
	}
	return q.redirect(local(form.Get("back")).String())
}

// preference is what a cookie holds, where it is one of the values that it may.
func preference(r *http.Request, cookie string) string {
	c, err := r.Cookie(cookie)
	if err != nil || c.Value == "system" {
		return ""
	}
	for _, p := range preferences {
		if p.cookie != cookie {
			continue
		}
		for _, value := range p.values {
			if value == c.Value {
				return value
			}
		}
	}
	return ""
}

// languageOf is the language that was chosen, else the browser's.
func languageOf(r *http.Request) lang.Lang {
	if chosen := preference(r, langCookie); chosen != "" {
		return lang.Of(chosen)
	}
	return lang.Of(r.Header.Get("Accept-Language"))
}

// setCookie sets a cookie that no script reads, for the whole site.
func (q *request) setCookie(c *http.Cookie) {
	c.Path, c.HttpOnly, c.Secure = "/", true, q.tls(q.r)
	http.SetCookie(q.w, c)
}
