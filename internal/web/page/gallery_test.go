package page

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"youfu/internal/civil"
	"youfu/internal/lang"
)

// shot is one page in one state, drawn from invented data.
type shot struct {
	name string
	view View
}

// said is a text of practice in the language of the gallery.
type said lang.Lang

func (l said) t(zh, en string) string {
	return lang.Text{Zh: zh, En: en}.In(lang.Lang(l))
}

var today = civil.MustDate("2026-11-24")

func day(s string) civil.Date { return civil.MustDate(s) }

func age(n int) Age { return Age{n, n, true} }

// navs is the navigation of each post, as the handlers give it.
var navs = map[string][]NavItem{
	"administrator":   {{Name: "accounts", Href: "/accounts"}, {Name: "catalogue", Href: "/catalogue"}, {Name: "machine", Href: "/machine"}},
	"registrar":       {{Name: "import", Href: "/imports", Count: 1}, {Name: "find", Href: "/find"}, {Name: "areas", Href: "/areas"}, {Name: "duplicates", Href: "/duplicates", Count: 27}, {Name: "catalogue", Href: "/catalogue", Group: "look"}},
	"township-worker": {{Name: "today", Href: "/today", Count: 46}, {Name: "find", Href: "/find"}, {Name: "catalogue", Href: "/catalogue", Group: "look"}},
	"clinic-worker": {{Name: "today", Href: "/today", Count: 17}, {Name: "find", Href: "/find"}, {Name: "record", Href: "/record"}, {Name: "figures", Href: "/figures", Group: "look"},
		{Name: "report", Href: "/reports", Group: "look"}, {Name: "catalogue", Href: "/catalogue", Group: "look"}},
	"manager": {{Name: "figures", Href: "/figures"}, {Name: "report", Href: "/reports"}, {Name: "catalogue", Href: "/catalogue"}},
	"auditor": {{Name: "audit", Href: "/audit"}, {Name: "figures", Href: "/figures", Group: "look"}, {Name: "report", Href: "/reports", Group: "look"}, {Name: "catalogue", Href: "/catalogue", Group: "look"}},
}

// frame is a frame for a post, with the named entry of the navigation active.
func (l said) frame(post, active, title string) Frame {
	users := map[string]*User{
		"administrator":   {Name: l.t("系统", "System"), Place: l.t("机房", "Machine room")},
		"registrar":       {Name: l.t("何明", "He Ming"), Place: l.t("清和区", "Qinghe district")},
		"township-worker": {Name: l.t("陈玉兰", "Chen Yulan"), Place: l.t("云溪镇", "Yunxi town")},
		"clinic-worker":   {Name: l.t("林晓岚", "Lin Xiaolan"), Place: l.t("云溪服务站", "Yunxi station")},
		"manager":         {Name: l.t("郑文博", "Zheng Wenbo"), Place: l.t("区卫生健康委", "District health commission")},
		"auditor":         {Name: l.t("高远", "Gao Yuan"), Place: l.t("区审计局", "District audit office")},
	}
	f := Frame{Lang: lang.Lang(l), Today: today, Title: title, Path: "/" + active, District: l.t("清和区", "Qinghe"), Demo: true}
	if user := users[post]; user != nil {
		user.Post = f.T("page.post." + post)
		f.User = user
		f.Find = post == "township-worker" || post == "clinic-worker" || post == "registrar"
		for _, item := range navs[post] {
			item.Active = item.Name == active
			f.Nav = append(f.Nav, item)
		}
	}
	return f
}

// gallery is every page in its representative states, in one language.
func gallery(name lang.Lang) []shot {
	l := said(name)
	var shots []shot
	for _, part := range [][]shot{l.signIn(), l.worker(), l.clinic(), l.people(), l.visits(), l.figures(), l.reports(), l.imports(), l.office(), l.support(), l.faults()} {
		shots = append(shots, part...)
	}
	return shots
}

func draw(t *testing.T, v View) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	if err := Render(w, 200, v); err != nil {
		t.Fatal(err)
	}
	return w.Body.Bytes()
}

// TestGallery writes every page of the gallery into the folder named by YOUFU_GALLERY, to be looked at in a browser; without it, it
// only draws them. The folder stands alone: it holds the assets too.
func TestGallery(t *testing.T) {
	dir := os.Getenv("YOUFU_GALLERY")
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.MkdirAll(filepath.Join(dir, "assets"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, a := range assets {
		write(t, filepath.Join(dir, "assets", name), a.raw)
	}
	for _, l := range lang.All {
		for _, s := range gallery(l) {
			html := bytes.ReplaceAll(draw(t, s.view), []byte(`"/assets/`), []byte(`"assets/`))
			write(t, filepath.Join(dir, s.name+"."+string(l)+".html"), html)
		}
	}
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
