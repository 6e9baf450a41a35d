package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// answer records an answer for the row of somebody on a today page.
func (r *reader) answer(list reply, name, answer string) reply {
	r.Helper()
	at := strings.Index(list.body, ">"+name+"</a>")
	if at < 0 {
		r.Fatalf("%s is not on the list:\n%s", name, list.body)
	}
	row := reply{body: list.body[at:]}
	return r.post("/today/answer", url.Values{"key": {row.hidden("key")}, "client_id": {row.hidden("client_id")}, "back": {row.hidden("back")}, "answer": {answer}})
}

// TestTheThread walks from an invitation to a visit, what follows from it, and its correction.
func TestTheThread(t *testing.T) {
	each(t, func(w *town) {
		worker, clinic := w.as("township"), w.as("clinic")
		today := worker.follow("/")
		if today.status != 200 || !strings.Contains(today.body, "何秀芬") || strings.Contains(today.body, "沈月娥") {
			t.Fatalf("today %d: %s", today.status, today.body)
		}
		if a := worker.answer(today, "何秀芬", "will-come"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/today?just=") {
			t.Fatalf("answered with %d to %s", a.status, a.to)
		} else if again := worker.get(strings.Split(a.to, "#")[0]); !strings.Contains(again.body, "刚记录") {
			t.Errorf("the row does not say that it was recorded: %s", again.body)
		}
		if will := worker.get("/today?state=will-come"); !strings.Contains(will.body, "何秀芬") || strings.Contains(will.body, "许桂兰") {
			t.Errorf("who will come: %s", will.body)
		}

		at := "/person/" + w.ids["何秀芬"].String() + "/visit/womens-screening/screening"
		form := clinic.get(at)
		filled := url.Values{"client_id": {form.hidden("client_id")}, "on": {"2026-11-24"}, "site": {w.ids["H1"].String()}, "findings": {"cervicitis", "fibroid"}, "hpv": {"negative"}, "bp_1": {"150"}, "bp_2": {"80"}, "note": {"已告知"}}
		if p := clinic.post(at+"/preview", filled); p.status != 200 || !strings.Contains(p.body, "治疗") || !strings.Contains(p.body, "140/90") || !strings.Contains(p.body, `data-asked="findings hpv bp note"`) {
			t.Errorf("preview %d: %s", p.status, p.body)
		}
		saved := clinic.post(at, filled)
		if saved.status != http.StatusSeeOther || !strings.HasPrefix(saved.to, "/event/") {
			t.Fatalf("visit: %d %s", saved.status, saved.body)
		}
		if twice := clinic.post(at, filled); twice.to != saved.to {
			t.Errorf("the same form twice leads to %s and %s", saved.to, twice.to)
		}
		event := strings.Split(saved.to, "?")[0]
		if shown := clinic.get(saved.to); !strings.Contains(shown.body, "宫颈炎") || !strings.Contains(shown.body, "已告知") || !strings.Contains(shown.body, "12月8日") {
			t.Errorf("event: %s", shown.body)
		}
		list := clinic.follow("/")
		if !strings.Contains(list.body, "妇女病普查 · 治疗") || !strings.Contains(list.body, "今天来过") {
			t.Errorf("clinic: %s", list.body)
		}

		correction := clinic.get(event + "/correct")
		mended := url.Values{"client_id": {correction.hidden("client_id")}, "rev": {correction.hidden("rev")}, "on": {"2026-11-24"}, "findings": {"none"}, "hpv": {"negative"}, "bp_1": {"150"}, "bp_2": {"80"}, "note": {"已告知"}}
		if a := clinic.post(event+"/correct", mended); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "请写明为什么更正") {
			t.Errorf("a correction without a reason: %d", a.status)
		}
		mended.Set("reason", "抄错行")
		if a := clinic.post(event+"/correct", mended); a.to != saved.to {
			t.Fatalf("correction: %d %s", a.status, a.body)
		}
		both := clinic.get(event)
		if !strings.Contains(both.body, "2 个版本") || !strings.Contains(both.body, "抄错行") || !strings.Contains(both.body, "宫颈炎") || !strings.Contains(both.body, "未见异常") {
			t.Errorf("versions: %s", both.body)
		}
		if list := clinic.get("/clinic"); strings.Contains(list.body, "妇女病普查 · 治疗") {
			t.Errorf("the follow-up of what was corrected is still listed: %s", list.body)
		}
	})
}
