package web

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
)

// TestMachineIsExamined: an administrator asks, and sees that the district is whole; nobody is named.
func TestMachineIsExamined(t *testing.T) {
	w := newTown(t, sqliteOf(t)).lively()
	r := w.as("machine")
	if a := r.get("/machine"); !strings.Contains(a.body, "还没有自查过") {
		t.Errorf("%s", a.body)
	}
	if a := r.post("/machine", url.Values{}); a.to != "/machine" {
		t.Fatal(a.status)
	}
	a := r.settled("/machine")
	if !strings.Contains(a.body, "全部正常") || strings.Contains(a.body, "何秀芬") {
		t.Errorf("%s", a.body)
	}
}

// TestAccountsAreKept: an administrator adds one, whose password works once; resets it; ends it.
func TestAccountsAreKept(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("machine")
	form := url.Values{"client_id": {r.get("/accounts/add").hidden("client_id")}, "login": {"lin"}, "name": {"林燕"}, "post": {"clinic-worker"}, "site": {"H1"}}
	added := r.post("/accounts/add", form)
	first := passwordOn(added)
	if added.status != 200 || first == "" {
		t.Fatalf("%d %s", added.status, added.body)
	}
	if again := r.post("/accounts/add", form); again.status != 409 || passwordOn(again) != "" {
		t.Errorf("the same form again: %d", again.status)
	}
	enter := func(password string) reply {
		return w.stranger().post("/sign-in", url.Values{"login": {"lin"}, "password": {password}})
	}
	if a := enter(first); a.to != "/password" {
		t.Errorf("the first password leads to %s", a.to)
	}
	second := passwordOn(r.post("/accounts", url.Values{"reset": {"lin"}}))
	if enter(first).to != "" || enter(second).to != "/password" {
		t.Error("the reset password does not take the first one's place")
	}
	list := r.get("/accounts")
	seat := list.body[strings.Index(list.body, `name="end" value="lin/`)+len(`name="end" value="`):]
	if a := r.post("/accounts", url.Values{"end": {seat[:strings.Index(seat, `"`)]}}); a.to != "/accounts" {
		t.Errorf("ending: %d %s", a.status, a.body)
	}
	if a := enter(second); a.status != 403 {
		t.Errorf("without a seat she enters: %d", a.status)
	}
	for name, f := range map[string]url.Values{
		"login": {"login": {"Lin Yan"}, "post": {"manager"}}, "post": {"login": {"li2"}}, "place": {"login": {"li3"}, "post": {"village-worker"}}, "site": {"login": {"li4"}, "post": {"clinic-worker"}},
		"citizen_number": {"login": {"li5"}, "post": {"manager"}, "citizen_number": {"11010119900307001"}},
	} {
		f.Set("client_id", form.Get("client_id"))
		if a := r.post("/accounts/add", f); a.status != 422 || !strings.Contains(a.body, `href="#f-`+name) {
			t.Errorf("wrong %s: %d %s", name, a.status, a.body)
		}
	}
	r.post("/accounts", url.Values{"end": {seatOf(r.get("/accounts"), "admin")}}) // the one that a district begins with
	if a := r.post("/accounts", url.Values{"end": {seatOf(r.get("/accounts"), "machine")}}); a.status != 409 {
		t.Errorf("the last administrator ends: %d", a.status)
	}
}

func seatOf(list reply, login string) string {
	rest := list.body[strings.Index(list.body, `name="end" value="`+login+"/")+len(`name="end" value="`):]
	return rest[:strings.Index(rest, `"`)]
}

// passwordOn is the password that a page shows once.
func passwordOn(a reply) string {
	_, rest, found := strings.Cut(a.body, `class="mono once">`)
	if !found {
		return ""
	}
	password, _, _ := strings.Cut(rest, "<")
	return password
}

// TestReportIsVerified: the Word file of the page verifies; a changed digit is named; what is no report of ours is refused.
func TestReportIsVerified(t *testing.T) {
	w := newTown(t, sqliteOf(t)).lively()
	r := w.as("manager")
	word := r.get("/reports/work-report/word?from=2025-01-01&to=2026-12-31")
	if word.status != 200 || !strings.Contains(word.header.Get("Content-Disposition"), "youfu-work-report-2025-01-01-2026-12-31.docx") {
		t.Fatal(word.status, word.header)
	}
	if a := r.verify("report.docx", word.body); a.status != 200 || !strings.Contains(a.body, "都对得上") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := r.verify("report.docx", changed(t, word.body, ">6<", ">9<")); a.status != 200 || !strings.Contains(a.body, "对不上") || !strings.Contains(a.body, ">9<") || !strings.Contains(a.body, "妇女病普查人") {
		t.Errorf("a changed digit: %d %s", a.status, a.body)
	}
	for name, content := range map[string]string{"nothing": "", "a picture": "\xff\xd8\xff", "another zip": "PK\x05\x06" + strings.Repeat("\x00", 18)} {
		if a := r.verify("x.docx", content); a.status != 422 || !strings.Contains(a.body, `id="wrong"`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func (r *reader) verify(name, content string) reply {
	r.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		r.Fatal(err)
	}
	part.Write([]byte(content))
	w.Close()
	return r.send("POST", "/verify", w.FormDataContentType(), &body)
}
