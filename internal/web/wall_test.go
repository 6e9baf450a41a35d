package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// blurred is a page with everything gone that may tell two women of one village apart: name, date, phone, number and the page's own ids.
func blurred(a reply, name, phone string, who id.ID) string {
	text := strings.NewReplacer(who.String(), "WHO", name, "NAME", string([]rune(name)[0])+"</span>", "N</span>", phone, "PHONE", url.QueryEscape(name), "NAME").Replace(a.body)
	for _, rule := range [][2]string{
		{`[0-9a-f]{8}-[0-9a-f-]{27}`, "ID"}, {`\d{4}-\d{2}-\d{2}`, "DATE"}, {`(\d{4}年)?\d{1,2}月\d{1,2}日`, "DATE"}, {`\d{1,2}:\d{2}`, "TIME"}, {`T-\d{4}-\d{6}`, "SHEET"}, {`已等 \d+ 天`, "WAITED"},
	} {
		text = regexp.MustCompile(rule[0]).ReplaceAllString(text, rule[1])
	}
	return text
}

// TestVillageSeesNoResult (R7): after a round, the pages, prints and lists that a village or township worker gets of a woman with a
// finding and of one without are equal but for name and date, whatever a clinic did since.
func TestVillageSeesNoResult(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	// Two women of one village, of one age, next door to each other, seen a year ago, and now again.
	ill, well := "孟晓兰", "孔雨欣"
	phone := map[string]string{ill: "139 •••• 0101", well: "139 •••• 0102"}
	w.neighbours(ill, "13900000101", well, "13900000102")
	for name, day := range map[string]string{ill: "2025-09-01", well: "2025-09-02"} {
		w.visit("clinic", name, "screening", day, map[string]string{"findings": "none", "hpv": "negative"})
	}
	before := w.workersPages(ill, well, phone)
	for _, pair := range before {
		if pair.ill != pair.well {
			w.Errorf("before the visits %s differs:\n%s", pair.what, difference(pair.ill, pair.well))
		}
	}

	found := w.visit("clinic", ill, "screening", "2026-11-02", map[string]string{"findings": "cervicitis;suspected-malignancy", "hpv": "16", "bp": "170/100"})
	w.visit("clinic", well, "screening", "2026-11-03", map[string]string{"findings": "none", "hpv": "negative"})
	if _, err := w.office("clinic").Respond(bg, id.New(), care.Answer{Person: w.ids[ill], Key: found.Then[0], Answer: "wrong-number"}); err != nil {
		w.Fatal(err)
	}
	if _, err := w.office("clinic").Respond(bg, id.New(), care.Answer{Person: w.ids[ill], Key: found.Then[1], Answer: "declined"}); err != nil {
		w.Fatal(err)
	}
	w.visit("clinic", ill, "treatment", "2026-11-09", map[string]string{"result": "declined"})
	if list := w.as("clinic").get("/clinic"); !strings.Contains(list.body, ill) || strings.Contains(list.body, ">"+well+"<") {
		w.Fatalf("the clinic's list does not tell the two apart, so that the test shows nothing: %s", list.body)
	}
	for _, pair := range w.workersPages(ill, well, phone) {
		if pair.ill != pair.well {
			w.Errorf("%s tells which of the two was ill:\n%s", pair.what, difference(pair.ill, pair.well))
		}
	}
	for _, login := range []string{"village", "township"} {
		r := w.as(login)
		for _, path := range []string{"/today", "/today/sheet", "/today/off", "/person/" + w.ids[ill].String()} {
			a := r.get(path)
			for _, word := range []string{"宫颈炎", "恶性", "HPV", "阴道镜", "治疗", "170/100", "随访"} {
				if text := strings.ReplaceAll(a.body, "检查结果和随访只有诊室看得到", ""); strings.Contains(text, word) {
					w.Errorf("%s shows %s on %s", login, word, path)
				}
			}
		}
		if a := r.get("/event/" + found.Event.String()); a.status != 403 {
			w.Errorf("%s opens the visit itself: %d", login, a.status)
		}
	}
}

// neighbours enters two women who differ in name and phone alone.
func (w *town) neighbours(a, phoneA, b, phoneB string) {
	w.Helper()
	birth, _ := civil.ParseBirth("1979-04-04")
	w.write("neighbours", func(tx *store.Tx) error {
		book, err := person.In(tx, w.Keys)
		if err != nil {
			return err
		}
		for i, card := range []person.Card{{Name: a, Phone: phoneA}, {Name: b, Phone: phoneB}} {
			w.ids[card.Name] = tx.ID("neighbour", i)
			if _, err := book.Add(person.New{ID: w.ids[card.Name], Facts: person.Facts{Sex: "female", Birth: birth}, Card: card,
				Stays: []person.Stay{{Role: person.Resides, Place: w.ids[liuwan], Address: "6组6号"}, {Role: person.Registered, Place: w.ids[liuwan]}}}); err != nil {
				return err
			}
		}
		return nil
	})
}

type twins struct{ what, ill, well string }

// workersPages are the pages of workers about each of the two.
func (w *town) workersPages(ill, well string, phone map[string]string) []twins {
	var all []twins
	for _, login := range []string{"village", "township"} {
		r := w.as(login)
		about := func(path, name string) string {
			a := r.get(path)
			if a.status != 200 {
				w.Fatalf("%s %s: %d", login, path, a.status)
			}
			return blurred(a, name, phone[name], w.ids[name])
		}
		for _, path := range []string{"/person/", "/household/"} {
			all = append(all, twins{login + " " + path, about(path+w.ids[ill].String(), ill), about(path+w.ids[well].String(), well)})
		}
		all = append(all, twins{login + " /find", about("/find?q="+url.QueryEscape(ill), ill), about("/find?q="+url.QueryEscape(well), well)})
		for _, path := range []string{"/today", "/today?state=not-invited", "/today/sheet", "/today/off"} {
			page := r.get(path).body
			all = append(all, twins{login + " rows of " + path, rowOf(page, ill), rowOf(page, well)})
			if strings.Contains(page, ill) { // both are invited alike: her row is his row, blurred
				a, b := blurred(reply{body: rowOf(page, ill)}, ill, phone[ill], w.ids[ill]), blurred(reply{body: rowOf(page, well)}, well, phone[well], w.ids[well])
				all[len(all)-1].ill, all[len(all)-1].well = a, b
			}
		}
	}
	return all
}

// rowOf is the part of a list around a name; "" where she is not on it.
func rowOf(page, name string) string {
	at := strings.Index(page, name)
	if at < 0 {
		return ""
	}
	begin := strings.LastIndex(page[:at], "<t")
	end := strings.Index(page[at:], "</tbody>")
	if strings.Contains(page, `class="sheet"`) { // on paper a row is one line
		end = strings.Index(page[at:], "</tr>")
	}
	if end < 0 || begin < 0 {
		return page
	}
	return page[begin : at+end]
}

// difference is where two texts part.
func difference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, min(i, len(s))-120):min(len(s), i+120)] }
	return "…" + cut(a) + "…\n…" + cut(b) + "…"
}
