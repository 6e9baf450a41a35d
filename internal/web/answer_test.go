package web

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"youfu/internal/id"
	"youfu/internal/office"
)

// TestAnswersOnTheList: each answer moves the row to where it belongs, says so, and can be corrected.
func TestAnswersOnTheList(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("village")
	for name, c := range map[string]struct{ answer, tab string }{"何秀芬": {"invited", "invited"}, "许桂兰": {"will-come", "will-come"}, "罗小满": {"wrong-number", "to-check"}} {
		r.answer(r.get("/today"), name, c.answer)
		if a := r.get("/today?state=" + c.tab); !strings.Contains(a.body, name) {
			w.Errorf("%s is not under %s", name, c.tab)
		}
		if a := r.get("/today?state=not-invited"); strings.Contains(a.body, name) {
			w.Errorf("%s is still not invited", name)
		}
	}
	declined := r.answer(r.get("/today"), "方爱珍", "declined")
	if a := r.get("/today"); strings.Contains(a.body, "方爱珍") {
		w.Error("whoever declined is still on the list")
	}
	just := r.get(strings.Split(declined.to, "#")[0])
	if !strings.Contains(just.body, "方爱珍") || !strings.Contains(just.body, "刚记录") {
		w.Errorf("the row that was just recorded is gone: %s", just.body)
	}
	if a := r.get("/today/off"); !strings.Contains(a.body, "方爱珍") || !strings.Contains(a.body, "周德福") {
		w.Errorf("off the list: %s", a.body)
	}
	r.correctAnswer(just, "方爱珍", "invited", "听错了")
	if a := r.get("/today?state=invited"); !strings.Contains(a.body, "方爱珍") {
		w.Errorf("after the correction she is not invited: %s", a.body)
	}
}

// correctAnswer corrects the answer that was just recorded.
func (r *reader) correctAnswer(list reply, name, answer, reason string) {
	r.Helper()
	row := reply{body: list.body[strings.Index(list.body, ">"+name+"</a>"):]}
	form := url.Values{"key": {row.hidden("key")}, "client_id": {row.hidden("client_id")}, "back": {row.hidden("back")}, "corrects": {row.hidden("corrects")}, "answer": {answer}, "note": {reason}}
	if a := r.post("/today/answer", form); a.status != 303 {
		r.Fatalf("correction: %d %s", a.status, a.body)
	}
}

// TestOffTheListAndBack: she declined, asks again, and is on the list; nobody else puts her there.
func TestOffTheListAndBack(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("village")
	r.answer(r.get("/today"), "何秀芬", "declined")
	r.answer(r.get("/today"), "许桂兰", "moved")
	moved := r.get("/today/off?state=moved")
	if !strings.Contains(moved.body, "许桂兰") || strings.Contains(moved.body, "何秀芬") {
		t.Errorf("moved: %s", moved.body)
	}
	off := r.get("/today/off")
	again := strings.Split(off.body[strings.Index(off.body, `form="again" name="key" value="`)+len(`form="again" name="key" value="`):], `"`)[0]
	for range 2 { // the second is the same form sent again
		if a := r.post("/today/again", url.Values{"key": {again}, "back": {"/today/off"}}); a.to != "/today/off" {
			t.Fatalf("asked again: %d %s", a.status, a.body)
		}
	}
	if a := r.get("/today"); !strings.Contains(a.body, "何秀芬") {
		t.Errorf("she asked and is not on the list")
	}
	if a := w.as("village2").post("/today/again", url.Values{"key": {again}}); a.status == 303 {
		t.Error("another village's worker put her back")
	}
}

// TestTheSameAnswerTwice: a double click is one answer; an answer to what is no longer due is refused with the list as it is.
func TestTheSameAnswerTwice(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("village")
	list := r.get("/today")
	first := r.answer(list, "何秀芬", "declined")
	if second := r.answer(list, "何秀芬", "declined"); second.to != first.to {
		t.Errorf("the same form twice leads to %s and %s", first.to, second.to)
	}
	row := reply{body: list.body[strings.Index(list.body, ">何秀芬</a>"):]}
	stale := url.Values{"key": {row.hidden("key")}, "client_id": {id.New().String()}, "back": {"/today"}, "answer": {"invited"}}
	if a := r.post("/today/answer", stale); a.status != 409 || !strings.Contains(a.body, "许桂兰") {
		t.Errorf("an answer after she declined: %d", a.status)
	}
	for name, spoil := range map[string]func(url.Values){
		"no client id": func(f url.Values) { f.Del("client_id") }, "no key": func(f url.Values) { f.Del("key") }, "bad correction": func(f url.Values) { f.Set("corrects", "x:y") }} {
		form := url.Values{"key": {row.hidden("key")}, "client_id": {id.New().String()}, "answer": {"invited"}}
		spoil(form)
		if a := r.post("/today/answer", form); a.status != 400 {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

// TestPhoneIsOpenedOnce: one number, in this answer alone, and the audit knows.
func TestPhoneIsOpenedOnce(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("village")
	who := w.ids["何秀芬"]
	a := r.post("/today/phone", url.Values{"show": {who.String()}, "back": {"/today?state=not-invited"}})
	if a.status != 303 {
		t.Fatal(a.status)
	}
	opened := r.get(strings.Split(a.to, "#")[0])
	if !strings.Contains(opened.body, "13900004400") || strings.Count(opened.body, "1390000") != 2 { // the number and its tel: link
		t.Errorf("%d numbers", strings.Count(opened.body, "1390000"))
	}
	if again := r.get("/today?state=not-invited"); strings.Contains(again.body, "13900004400") {
		t.Error("the number is open on the next page too")
	}
	if audit := w.as("auditor").get("/audit?kind=open-person"); !strings.Contains(audit.body, "打开电话") || !strings.Contains(audit.body, "何·芬") || strings.Contains(audit.body, "何秀芬") {
		t.Errorf("audit: %s", audit.body)
	}
	// The clinic's list and the household page open a number in the same way.
	w.visit("clinic", "何秀芬", "screening", "2026-11-02", map[string]string{"findings": "cervicitis", "hpv": "negative"})
	clinic := w.as("clinic")
	if a := clinic.get("/clinic?show=" + who.String()); !strings.Contains(a.body, "13900004400") {
		t.Error("the clinic's list")
	}
	if a := r.get("/household/" + who.String() + "?show=" + who.String()); !strings.Contains(a.body, "13900004400") {
		t.Error("the household")
	}
}

// TestWalkingOrder: by village code, within it by group and house number, and page by page the same.
func TestWalkingOrder(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	var names []string
	for first := 0; ; first += 4 {
		round, err := w.office("township").Round(bg, office.Walk{First: first, Count: 4})
		if err != nil {
			w.Fatal(err)
		}
		for _, i := range round.Invitations {
			names = append(names, i.Line.Name)
		}
		if first+4 >= round.Total {
			break
		}
	}
	if got, want := strings.Join(names, " "), "何秀芬 许桂兰 罗小满 贾生女 方爱珍 梁春燕 杜丽君 姚凤琴 汤文秀 欧阳慧敏"; got != want {
		w.Errorf("%s\nwant %s", got, want)
	}
}

// TestLongListsArePaged: at most fifty people are named at once, and the audit has those alone.
func TestLongListsArePaged(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.crowd(120, qingshi)
	r := w.as("township")
	first := r.get("/today")
	if n := strings.Count(first.body, `class="who"`); n != listPage {
		t.Errorf("%d people on the first page", n)
	}
	if !strings.Contains(first.body, "after="+strconv.Itoa(listPage)) || len(first.body) > 150<<10 {
		t.Errorf("%d bytes", len(first.body))
	}
	last := r.get("/today?after=100")
	if n := strings.Count(last.body, `class="who"`); n != 30 {
		t.Errorf("%d people on the last page", n)
	}
	if beyond := r.get("/today?after=100000"); beyond.status != 200 {
		t.Errorf("beyond the end: %d", beyond.status)
	}
}
