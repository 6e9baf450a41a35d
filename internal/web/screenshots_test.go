package web

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"youfu/internal/actor"
	"youfu/internal/browser"
	"youfu/internal/demo"
	"youfu/internal/district"
	"youfu/internal/lang"
)

// pictured are the pictures that the documents show, named NAME-WIDTH.png in English and NAME-WIDTH.zh.png in Chinese: the page as
// somebody of a post opens it, and what she does there first.
var pictured = []struct {
	name  string
	lang  lang.Lang
	width int
	post  actor.Post
	path  string
	then  func(*browser.Page)
}{
	{"today", lang.En, browser.Wide, actor.TownshipWorker, "/today", nil},
	{"today", lang.Zh, browser.Wide, actor.TownshipWorker, "/today", nil},
	{"today", lang.Zh, browser.Narrow, actor.TownshipWorker, "/today", nil},
	{"person", lang.Zh, browser.Wide, actor.ClinicWorker, "/clinic", follow("table.loops a.who")},
	{"visit", lang.Zh, browser.Wide, actor.ClinicWorker, "/clinic", examine},
	{"figure", lang.Zh, browser.Wide, actor.Manager, "/figures/women-screened", nil},
	{"report", lang.Zh, browser.Wide, actor.Manager, "/reports/work-report", proof},
}

func follow(css string) func(*browser.Page) { return func(p *browser.Page) { p.Follow(css) } }

// examine fills in an examination until there is something to advise and something that follows.
func examine(p *browser.Page) {
	p.Follow("table.loops a.who")
	p.Follow(".ident .acts a.main")
	p.Follow(`ul.picks a[href*="/screening"]`)
	p.Click("input[value=candida]")
	p.Click(`input[name=hpv][value="16"]`)
	p.Fill("input[name=bp_1]", "152")
	p.Fill("input[name=bp_2]", "94")
	p.WaitText("#outlook", "140/90")
}

// proof asks a number of the report where it comes from.
func proof(p *browser.Page) {
	browser.Eval[chromedp.Void](p, `scrollTo(0, document.querySelector("a.live").offsetTop)`)
	p.Click("a.live")
}

// TestScreenshots leaves pictures of a demonstration in the folder that YOUFU_SCREENSHOTS names. Without it there is nothing to do.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("YOUFU_SCREENSHOTS")
	if dir == "" {
		return
	}
	w, logins := demonstration(t)
	for _, s := range pictured {
		p := browser.New(t)
		w.enter(p, "", s.lang)
		p.Width(s.width)
		p.Open(w.server.URL + "/sign-in")
		p.Follow(`button[name=login][value="` + logins[s.post] + `"]`)
		p.Open(w.server.URL + s.path)
		if s.then != nil {
			s.then(p)
		}
		ext := map[lang.Lang]string{lang.En: ".png", lang.Zh: ".zh.png"}[s.lang]
		picture(t, p, filepath.Join(dir, s.name+"-"+strconv.Itoa(s.width)+ext))
	}
}

// picture writes what a screen shows of a page: its first part, as somebody sees it who opens it.
func picture(t *testing.T, p *browser.Page, path string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.Context(), time.Minute)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o755)
	}
	if err == nil {
		err = os.WriteFile(path, png, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// demonstration is a small synthetic district, and one login of each post.
func demonstration(t *testing.T) (*town, map[actor.Post]string) {
	t.Helper()
	d, _, err := district.Init(bg, district.Options{DSN: sqliteOf(t), KeyFile: filepath.Join(t.TempDir(), "youfu.key")}, district.Fresh{Name: "清和区", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	made, err := demo.Make(bg, d, demo.Order{Scale: 0.03, Seed: 1, Progress: func(string, int, int) {}})
	if err != nil {
		t.Fatal(err)
	}
	logins := map[actor.Post]string{}
	var doors []DemoLogin
	for _, l := range made.Logins {
		logins[actor.Post(l.Post)] = l.Login
		doors = append(doors, DemoLogin{Login: l.Login, Password: l.Password, Post: actor.Post(l.Post), Name: l.Name, Place: l.Where})
	}
	return served(t, d, Options{DemoLogins: doors}), logins
}
