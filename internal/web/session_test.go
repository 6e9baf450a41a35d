package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"youfu/internal/actor"
)

// TestSessionIsMadeHere: a session that the browser brings along is never taken over, and one's own ends when another begins.
func TestSessionIsMadeHere(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.stranger()
	r.cookies["youfu"] = &http.Cookie{Name: "youfu", Value: "attacker-chose-this"}
	r.post("/sign-in", url.Values{"login": {"village"}, "password": {w.password("village")}})
	first := r.cookies["youfu"].Value
	if first == "attacker-chose-this" || len(first) < 40 {
		t.Fatalf("session %q", first)
	}
	r.post("/sign-in", url.Values{"login": {"township"}, "password": {w.password("township")}})
	if second := r.cookies["youfu"].Value; second == first {
		t.Error("the second sign-in goes on with the first one's session")
	}
	r.cookies["youfu"].Value = first
	if a := r.get("/today"); a.status != 303 {
		t.Errorf("the first session still opens: %d", a.status)
	}
}

// TestLockOut: after five wrong passwords the right one counts for nothing for a while, and nobody learns which logins exist.
func TestLockOut(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	password := w.password("village")
	for _, login := range []string{"village", "no-such-login"} {
		r := w.stranger()
		for i := range 5 {
			if a := r.post("/sign-in", url.Values{"login": {login}, "password": {"wrong"}}); a.status != 403 || !strings.Contains(a.body, "账号或密码不对") || !strings.Contains(a.body, `value="`+login) {
				t.Errorf("%s, wrong password %d: %d", login, i+1, a.status)
			}
		}
		a := r.post("/sign-in", url.Values{"login": {login}, "password": {password}})
		if a.status != 403 || !strings.Contains(a.body, "分钟再试") || len(r.cookies) != 0 {
			t.Errorf("%s after five wrong passwords: %d %v", login, a.status, r.cookies)
		}
	}
}

// TestSignInLeadsBack to where somebody came from, on this site alone.
func TestSignInLeadsBack(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	if a := w.stranger().get("/today?state=invited&just=x"); a.to != "/sign-in?back=%2Ftoday%3Fstate%3Dinvited" {
		t.Errorf("to %s", a.to)
	}
	for back, want := range map[string]string{"/today?state=invited": "/today?state=invited", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "today": "/", "": "/", "javascript:x": "/"} {
		a := w.stranger().post("/sign-in", url.Values{"login": {"village"}, "password": {w.password("village")}, "back": {back}})
		if a.to != want {
			t.Errorf("back %q leads to %q", back, a.to)
		}
		if a := w.stranger().post("/preferences", url.Values{"lang": {"en"}, "back": {back}}); a.to != want {
			t.Errorf("preferences: back %q leads to %q", back, a.to)
		}
	}
}

// TestPasswordIsChanged: wrong entries come back with their fields; a change ends the other sessions.
func TestPasswordIsChanged(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r, other := w.as("manager"), w.as("manager")
	old := w.password("manager")
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"differ":    {url.Values{"old": {old}, "new": {"a long new password"}, "repeat": {"another one"}}, "两次输入"},
		"short":     {url.Values{"old": {old}, "new": {"short"}, "repeat": {"short"}}, "密码至少 12"},
		"wrong old": {url.Values{"old": {"x"}, "new": {"quiet river seven lamps"}, "repeat": {"quiet river seven lamps"}}, "原来的密码不对"},
	} {
		if a := r.post("/password", c.form); a.status != 422 || !strings.Contains(a.body, c.says) || !strings.Contains(a.body, `id="wrong"`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := r.post("/password", url.Values{"old": {old}, "new": {"quiet river seven lamps"}, "repeat": {"quiet river seven lamps"}}); a.to != "/" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if r.get("/figures").status != 200 || other.get("/figures").status != 303 {
		t.Error("the change did not end the other session, or ended its own")
	}
	if a := r.post("/sign-out", nil); a.to != "/sign-in" || len(r.cookies) != 0 || r.get("/figures").status != 303 {
		t.Errorf("after sign-out: %v", r.cookies)
	}
}

// TestDemoDoor: a demonstration has a button per post; elsewhere there is no such door.
func TestDemoDoor(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	if a := w.stranger().post("/sign-in/demo", url.Values{"login": {"village"}}); a.status != 404 {
		t.Errorf("a demo door without a demonstration: %d", a.status)
	}
	site, err := New(Options{District: w.District, Log: newLog(w), DemoLogins: []DemoLogin{{Login: "village", Password: w.password("village"), Post: actor.VillageWorker, Name: "周德福", Place: "柳湾村"}}})
	if err != nil {
		t.Fatal(err)
	}
	w.server.Config.Handler = site
	r := w.stranger()
	if a := r.get("/sign-in"); !strings.Contains(a.body, "周德福") || strings.Contains(a.body, w.password("village")) {
		t.Errorf("the door: %s", a.body)
	}
	if a := r.post("/sign-in/demo", url.Values{"login": {"manager"}}); a.status != 404 {
		t.Errorf("a login that is no demo login: %d", a.status)
	}
	if a := r.post("/sign-in/demo", url.Values{"login": {"village"}, "back": {"/"}}); a.to != "/" || r.follow("/").status != 200 {
		t.Errorf("entering: %d", a.status)
	}
}

// TestPreferences: language, theme and keys are kept in the browser, and the page stays.
func TestPreferences(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.stranger()
	r.header.Set("Accept-Language", "en-GB,en;q=0.9")
	if a := r.get("/sign-in"); !strings.Contains(a.body, `<html lang="en">`) {
		t.Errorf("the browser's language: %.200s", a.body)
	}
	r.post("/preferences", url.Values{"lang": {"zh"}})
	r.post("/preferences", url.Values{"theme": {"dark"}})
	r.post("/preferences", url.Values{"keys": {"off"}})
	if a := r.get("/sign-in"); !strings.Contains(a.body, `<html lang="zh-CN" data-theme="dark" data-keys="off">`) {
		t.Errorf("%.200s", a.body)
	}
	r.post("/preferences", url.Values{"theme": {"system"}})
	r.post("/preferences", url.Values{"lang": {"<script>"}})
	if a := r.get("/sign-in"); !strings.Contains(a.body, `<html lang="zh-CN" data-keys="off">`) {
		t.Errorf("%.200s", a.body)
	}
}
