package web

import (
	"strings"
	"testing"
)

// Her line in a list says no more than that she does not let her name stand there; the number stays as it is.
func TestMembersSayWithdrawn(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.fair()
	list := "/figures/women-screened/members?from=2026-09-01&to=2026-09-30"
	manager, clinic := w.as("manager"), w.as("clinic")
	village := w.as("village")
	who := w.more[3]
	at := consentPath(who, "display")
	for _, r := range []*reader{manager, clinic} {
		if a := r.get(list); strings.Contains(a.body, "只计数") || strings.Count(a.body, `<th scope="row">`) != 7 {
			t.Errorf("before: %s", a.body)
		}
	}
	if a := village.post(at, village.get(at).consent("no")); a.status != 303 {
		t.Fatalf("%d", a.status)
	}
	for login, r := range map[string]*reader{"manager": manager, "clinic": clinic} {
		a := r.get(list)
		if strings.Count(a.body, "只计数") != 1 || strings.Count(a.body, `<th scope="row">`) != 7 || !strings.Contains(a.body, "7 人") || strings.Contains(a.body, who.String()) {
			t.Errorf("%s: %s", login, a.body)
		}
	}
}

// fair lets seven women of the village come to one site in one month, which is over.
func (w *town) fair() {
	w.Helper()
	w.crowd(7, liuwan)
	for i, who := range w.more {
		name := "crowd" + string(rune('0'+i))
		w.ids[name] = who
		w.visit("clinic", name, "screening", "2026-09-1"+string(rune('0'+i)), map[string]string{"findings": "none", "hpv": "negative"})
	}
}

// A manager's page says why names are missing and leads to the list that has them; what it shows of when and where is month and township.
func TestMembersSayWhyAndHowToWiden(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.fair()
	manager, clinic := w.as("manager"), w.as("clinic")
	const list = "/figures/women-screened/members"
	named := func(a reply) int { return strings.Count(a.body, "<b>甲·</b>") }
	for cut, why := range map[string]string{"?from=2026-09-01&to=2026-09-29": "不是整月", "?from=2026-09-01&to=2026-09-30&village=" + liuwan: "比乡镇和部门更细",
		"?from=2026-09-01&to=2026-09-30&site=H1": "比乡镇和部门更细", "?from=2026-09-03&to=2026-09-20&village=" + liuwan: "不是整月", "?from=2026-09-01&to=2026-09-30&as_known_at=2026-11-24": "按以前的时点"} {
		a := manager.get(list + cut)
		if a.status != 200 || !strings.Contains(a.body, why) || named(a) != 0 || strings.Count(a.body, "不显示姓名</b>") != 7 {
			t.Errorf("%s: %d, %d are named, and the page does not say %s:\n%s", cut, a.status, named(a), why, a.body)
		}
		if strings.Contains(a.body, "2026-09-1") || strings.Contains(a.body, "<td>云溪卫生院<") || strings.Contains(a.body, "<td>云溪镇 柳湾村</td>") || !strings.Contains(a.body, "<td>云溪镇</td>") {
			t.Errorf("%s: a line says more than month and township:\n%s", cut, a.body)
		}
		wider := ""
		for _, m := range hrefOf.FindAllStringSubmatch(a.body, -1) {
			if strings.HasPrefix(m[1], list) {
				wider = strings.ReplaceAll(m[1], "&amp;", "&")
			}
		}
		if b := manager.get(wider); named(b) != 7 || strings.Contains(b.body, "不显示姓名") || strings.Contains(b.body, "柳湾村") {
			t.Errorf("%s leads to %s, where %d are named", cut, wider, named(b))
		}
		if mine := clinic.get(list + cut); strings.Contains(mine.body, "不显示姓名") || strings.Count(mine.body, `class="who"`) != 7 {
			t.Errorf("%s: the clinic's own list lacks names", cut)
		}
	}
	for cut, why := range map[string]string{"/figures/treatment-needed/members": "说出了诊室里的事", list + "?from=2026-11-01&to=2026-11-30": "不到 5 个人"} {
		w.visit("clinic", "许桂兰", "screening", "2026-11-0"+map[bool]string{true: "2", false: "3"}[cut[9] == 't'], map[string]string{"findings": "candida", "hpv": "negative"})
		if a := manager.get(cut); !strings.Contains(a.body, why) || strings.Contains(a.body, "许·兰") || strings.Contains(a.body, "看整月") {
			t.Errorf("%s does not say %s:\n%s", cut, why, a.body)
		}
	}
}
