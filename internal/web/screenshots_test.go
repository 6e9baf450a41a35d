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

// pictured are the pages of which the documents show pictures, each with the post that opens it; a page without a path is reached by a link.
var pictured = []struct {
	name string
	post actor.Post
	path string
	link string // what to follow on the page before
}{
	{"sign-in", "", "/sign-in", ""},
	{"today", actor.TownshipWorker, "/today", ""},
	{"clinic", actor.ClinicWorker, "/clinic", ""},
	{"person", actor.ClinicWorker, "/clinic", "table.loops a.who"},
	{"visit", actor.ClinicWorker, "/clinic", "table.loops a.row"},
	{"figures", actor.Manager, "/figures", ""},
	{"figure", actor.Manager, "/figures/women-screened", ""},
	{"report", actor.Manager, "/reports/work-report", ""},
}

// TestScreenshots leaves pictures of a demonstration in the folder that YOUFU_SCREENSHOTS names, as NAME-WIDTH.png in English and
// NAME-WIDTH.zh.png in Chinese. Without it there is nothing to do.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("YOUFU_SCREENSHOTS")
	if dir == "" {
		return
	}
	w, logins := demonstration(t)
	for _, l := range lang.All {
		ext := map[lang.Lang]string{lang.En: ".png", lang.Zh: ".zh.png"}[l]
		for _, width := range []int{browser.Wide, browser.Narrow} {
			for _, s := range pictured {
				p := browser.New(t)
				w.enter(p, "", l)
				p.Width(width)
				if s.post != "" {
					p.Open(w.server.URL + "/sign-in")
					p.Follow(`button[name=login][value="` + logins[s.post] + `"]`)
				}
				p.Open(w.server.URL + s.path)
				if s.link != "" {
					p.Follow(s.link)
				}
				picture(t, p, filepath.Join(dir, s.name+"-"+strconv.Itoa(width)+ext))
			}
		}
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
