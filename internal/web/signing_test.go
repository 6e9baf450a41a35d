package web

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/browser"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/store"
)

// phone is an authenticator app with one secret, written from RFC 6238 and from nothing of ours.
type phone struct{ secret string }

func (p phone) shows(at time.Time) string {
	key, err := base32.StdEncoding.DecodeString(p.secret)
	if err != nil {
		panic(err)
	}
	m := hmac.New(sha1.New, key)
	_ = binary.Write(m, binary.BigEndian, at.Unix()/30)
	sum := m.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1000000)
}

var onceShown = regexp.MustCompile(`<span class="mono once">([A-Z2-7 ]+)</span>`)

// phoned begins one-time codes for a login, by page.
func (w *town) phoned(login string) phone {
	w.Helper()
	as := w.as(login)
	offer := as.post("/signing/codes", w.signed(login))
	w.says("the secret", offer, 200, "<svg", "密钥只显示这一次")
	found := onceShown.FindStringSubmatch(offer.body)
	if found == nil {
		w.Fatalf("no secret\n%s", words(offer.body))
	}
	p := phone{strings.ReplaceAll(found[1], " ", "")}
	if !strings.Contains(offer.body, "secret="+p.secret) {
		w.Error("the code for the camera says another secret")
	}
	w.says("a wrong code", as.post("/signing/codes/confirm", w.signed(login, "offer", offer.hidden("offer"), "code", "12345")), 422, "验证码不对")
	if done := as.post("/signing/codes/confirm", w.signed(login, "offer", offer.hidden("offer"), "code", p.shows(w.Store.Now()))); done.to != "/signing?saved=codes-saved" {
		w.Fatalf("confirmed: %d to %s\n%s", done.status, done.to, words(done.body))
	}
	return p
}

// TestSigningByCode: an officer begins one-time codes, signs by them and by nothing else, each once, and takes them back.
func TestSigningByCode(t *testing.T) {
	each(t, func(w *town) {
		w.elder("周福生", liuwan)
		which := w.applied("village", "周福生", allPapers)
		at, as := "/cases/"+which.String(), w.as("reviewer")
		w.says("without the password", as.post("/signing/codes", w.signed("fund")), 422, "密码不对")
		p := w.phoned("reviewer")
		w.lacks("the page afterwards", as.get("/signing"), p.secret)
		first := p.shows(w.Store.Now())
		page := as.get(at)
		w.says("the form", page, 200, "手机上的六位验证码", "动态验证码属于弱签名")
		act := func(form string, pairs ...string) reply {
			f := w.signed("reviewer", append(pairs, "step", "village-review", "decision", "passed")...)
			if form != "" {
				f.Set("client_id", form)
			}
			return as.post(at+"/decide", f)
		}
		w.says("the password alone", act(""), 422, "请填验证码")
		w.says("the code that began it", act("", "code", first), 422, "已经用过")
		w.says("a wrong code", act("", "code", "12345"), 422, "验证码不对")
		now := w.Store.Now().Add(time.Minute)
		w.Store.SetClock(func() time.Time { return now })
		form := id.New().String()
		code := p.shows(now)
		if done := act(form, "code", code); done.status != 303 {
			t.Fatalf("%d\n%s", done.status, words(done.body))
		}
		if again := act(form, "code", code); again.status != 303 {
			t.Errorf("the same form sent twice: %d\n%s", again.status, words(again.body))
		}
		w.says("the act", as.get(at), 200, "动态验证码签名")
		c, err := w.office("reviewer").OpenCase(bg, which)
		if err != nil || c.Last().Acts[0].Signer != benefit.ByCode {
			t.Errorf("%+v, %v", c, err)
		}
		w.says("taken back by the password", as.post("/signing/codes/end", w.signed("reviewer")), 422, "请填验证码")
		now = now.Add(time.Minute)
		if done := as.post("/signing/codes/end", w.signed("reviewer", "code", p.shows(now))); done.to != "/signing?saved=codes-ended" {
			t.Errorf("%d to %s\n%s", done.status, done.to, words(done.body))
		}
		w.phoned("fund")
		if err := w.Accounts.EndTOTP(bg, actor.System, "fund", id.New()); err != nil {
			t.Error(err)
		}
	})
}

// TestSigningPageByBrowser begins one-time codes with the keyboard, and finds nothing wrong with the page.
func TestSigningPageByBrowser(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	p := browser.New(t)
	w.enter(p, "reviewer", lang.Zh)
	p.Open(w.server.URL + "/signing")
	p.Axe()
	p.Fill("#f-password", w.password("reviewer"))
	p.Press("Enter")
	p.WaitText(".offer", "密钥")
	p.Axe()
	app := phone{strings.ReplaceAll(p.Text(".once"), " ", "")}
	p.Fill("#f-code", app.shows(w.Store.Now()))
	p.Press("Enter")
	p.WaitText(".note.ok", "动态验证码已启用")
	p.Axe()
}

// keyed is a tab in which a login has added a security key.
func (w *town) keyed(t *testing.T, login string) *browser.Page {
	t.Helper()
	w.server.URL = strings.Replace(w.server.URL, "127.0.0.1", "localhost", 1)
	p := browser.New(t)
	p.Key()
	w.enter(p, login, lang.Zh)
	p.Open(w.server.URL + "/signing")
	p.Fill("#f-label", "办公室蓝色密钥")
	p.Fill("#f-key-password", w.password(login))
	p.Press("Enter")
	p.WaitText(".note.ok", "安全密钥已添加")
	p.WaitText(".wishes", "办公室蓝色密钥")
	return p
}

// looked is what doctor says of signatures.
func (w *town) looked() []string {
	w.Helper()
	var found []string
	if err := w.Store.Read(bg, func(tx *store.Tx) (err error) {
		found, err = benefit.Forged(tx, w.Keys)
		return err
	}); err != nil {
		w.Fatal(err)
	}
	return found
}

// TestSigningByKey: an officer adds a security key, signs an act and several notices at once with it, and takes it back; doctor checks what the key
// signed from the tables alone.
func TestSigningByKey(t *testing.T) {
	each(t, func(w *town) { w.signsByKey(t) })
}

func (w *town) signsByKey(t *testing.T) {
	var cases []id.ID
	for _, name := range []string{"甲长贵", "甲长福", "甲长生"} {
		w.elder(name, liuwan)
		cases = append(cases, w.applied("village", name, allPapers))
	}
	p := w.keyed(t, "reviewer")
	p.Axe()
	for i, which := range cases {
		p.Open(w.server.URL + "/cases/" + which.String())
		if i == 0 {
			p.Axe()
			p.Click("input[value=refused]")
			p.Click(".act button.main")
			p.WaitText("#wrong", "请写明原因")
		}
		p.Click("input[value=passed]")
		p.Click(".act button.main")
		p.WaitText(".note.ok", "已办理并签名")
		p.WaitText(".matter", "安全密钥签名")
	}
	s := w.keyed(t, "supervisor")
	s.Open(w.server.URL + "/notices")
	browser.Eval[bool](s, `(document.querySelectorAll("input[name=case]").forEach((box) => box.click()), true)`)
	s.Click("form button.main")
	s.WaitText(".note.ok", "已张贴 3 份")
	if found := w.looked(); len(found) > 0 {
		t.Errorf("doctor finds %v", found)
	}
	p.Open(w.server.URL + "/signing")
	p.Click("section details:nth-of-type(2) summary")
	p.Click("input[name=which]")
	p.Fill("#f-end-password", w.password("reviewer"))
	p.Press("Enter")
	p.WaitText(".note.ok", "安全密钥已停用")
	if found := w.looked(); len(found) > 0 {
		t.Errorf("after the key was taken back doctor finds %v", found)
	}
	w.elder("甲长庚", liuwan)
	var old replayed
	if err := w.Store.Read(bg, func(tx *store.Tx) error {
		_, err := tx.One(`select signature from benefit_act where signer = 'passkey' order by seq limit 1`, nil, &old.signature)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	last := w.applied("village", "甲长庚", allPapers)
	w.must(w.office("reviewer").Decide(bg, id.New(), office.Decision{Case: last, Step: "village-review", Outcome: benefit.Passed}, old))
	if found := w.looked(); len(found) != 1 || found[0] != last.String() {
		t.Errorf("of a signature of another act doctor finds %v", found)
	}
}

// replayed signs with what a key once signed.
type replayed struct{ signature []byte }

func (replayed) Kind() string                  { return benefit.ByPasskey }
func (replayed) Weak() bool                    { return false }
func (r replayed) Sign([]byte) ([]byte, error) { return r.signature, nil }
