package client

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestOnlyThisMachine(t *testing.T) {
	for base, ok := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost:1": true, "http://[::1]:8080": true,
		"http://192.168.1.9:8080": false, "https://youfu.example": false, "http://127.0.0.1.example": false, "http://0.0.0.0": false,
	} {
		if _, err := New(base, 1); (err == nil) != ok {
			t.Errorf("%s: %v", base, err)
		}
	}
	c, _ := New("http://127.0.0.1:1", 1)
	if _, err := c.Get("http://youfu.example/"); err == nil || !strings.Contains(err.Error(), "another host") {
		t.Errorf("a link to another host: %v", err)
	}
}

const page = `<form action="/other"><input name="q"></form>
<form method="post" action="/save"><input type="hidden" name="client_id" value="u1"><input name="note" value="as it was">
<input type="radio" name="sex" value="f"><input type="radio" name="sex" value="m" checked>
<input type="checkbox" name="more" checked><input type="checkbox" name="less" value="1"><input name="gone" disabled value="x">
<select name="site"><option value="">?</option><option value="s1">one</option></select>
<select name="kind"><option>a</option><option selected>b</option></select>
<select name="several" multiple><option>a</option></select><textarea name="text">
two
lines</textarea><input type="file" name="file"><button name="do" value="it">go</button></form>`

func TestFormIsSentUntouched(t *testing.T) {
	forms, err := formsOf(page, "/here")
	if err != nil || len(forms) != 2 {
		t.Fatalf("%d forms, %v", len(forms), err)
	}
	want := "client_id=u1&kind=b&more=on&note=as+it+was&sex=m&site=&text=two%0Alines"
	if got := forms[1].Values.Encode(); got != want || forms[1].Action != "/save" {
		t.Errorf("%s %s, want %s", forms[1].Action, got, want)
	}
	if forms, _ := formsOf(`<form><input name=a></form>`, "/here"); forms[0].Action != "/here" {
		t.Errorf("a form without an action goes to its own page, not %q", forms[0].Action)
	}
}

// office is a server that wants a session, and says in its pages who is in it.
func office(t *testing.T) *Client {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sign-in", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<form method=post action=/sign-in><input name=back value=/><input name=login><input name=password type=password></form>`)
	})
	mux.HandleFunc("POST /sign-in", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") == "" || r.FormValue("password") != "right" || r.FormValue("back") != "/" {
			w.WriteHeader(422)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: r.FormValue("login"), Secure: true, HttpOnly: true})
		http.SetCookie(w, &http.Cookie{Name: "theme", Value: "dark"})
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /visit", func(w http.ResponseWriter, r *http.Request) {
		session, err := r.Cookie("session")
		if err != nil {
			http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
			return
		}
		fmt.Fprintf(w, `<form><input name=who value=%s></form>`, session.Value)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	c, err := New(server.URL, 2)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSessionIsKept(t *testing.T) {
	c := office(t)
	if _, err := c.Form("/visit", "who"); err == nil || !strings.Contains(err.Error(), `/sign-in (status 200) has no form with "who"`) {
		t.Errorf("without a session: %v", err)
	}
	if err := c.SignIn("li", "wrong"); err == nil {
		t.Error("a wrong password was taken for a session")
	}
	for _, login := range []string{"li", "wang"} {
		if err := c.SignIn(login, "right"); err != nil {
			t.Fatal(err)
		}
		form, err := c.Form("/visit", "who")
		if err != nil || form.Values.Get("who") != login {
			t.Errorf("signed in as %s: %v, %v", login, form, err)
		}
	}
}

func TestFillReplaces(t *testing.T) {
	var fields Fields
	for _, pair := range []string{"findings=bv", "findings=candida", "bp=120/80", "note="} {
		if err := fields.Set(pair); err != nil {
			t.Fatal(err)
		}
	}
	if err := fields.Set("bp"); err == nil {
		t.Error("a field without a value was taken")
	}
	form := Form{Values: map[string][]string{"findings": {"none"}, "note": {"x"}, "client_id": {"u1"}}}
	form.Fill(fields)
	if got, want := form.Values.Encode(), "bp=120%2F80&client_id=u1&findings=bv&findings=candida&note="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
