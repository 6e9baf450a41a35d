package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// town is a small district that is served: two townships with two villages each, two departments with three sites, some twenty people,
// and an account for each post that a test asks for.
type town struct {
	testing.TB
	*district.District
	server   *httptest.Server
	ids      map[string]id.ID // places, departments, sites and people by code or name
	secrets  map[string]string
	tokens   map[string]string // sessions that nobody has taken yet: signing in is slow by intention
	sessions map[string]string
	more     []id.ID // the people of a crowd
	logged   *strings.Builder
	secure   bool
}

var (
	noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai
	bg   = context.Background()
)

// each runs a test on both databases.
func each(t *testing.T, test func(*town)) {
	testdb.Each(t, func(t *testing.T, dsn string) { test(newTown(t, dsn)) })
}

func newTown(t testing.TB, dsn string) *town { return newTownWith(t, dsn, Options{}) }

func newTownWith(t testing.TB, dsn string, o Options) *town {
	t.Helper()
	d, _, err := district.Init(bg, district.Options{DSN: dsn, KeyFile: filepath.Join(t.TempDir(), "youfu.key")}, district.Fresh{Name: "清和区"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	d.Store.SetClock(func() time.Time { return noon })
	w := served(t, d, o)
	w.write("places", w.places)
	w.write("people", w.people)
	return w
}

// served is a district with its site.
func served(t testing.TB, d *district.District, o Options) *town {
	t.Helper()
	w := &town{TB: t, District: d, ids: map[string]id.ID{}, secrets: map[string]string{}, tokens: map[string]string{}, sessions: map[string]string{}, logged: &strings.Builder{}, secure: o.Secure}
	o.District, o.Log = d, newLog(w)
	site, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(site)
	t.Cleanup(w.server.Close)
	return w
}

func (w *town) write(kind string, fn func(*store.Tx) error) {
	w.Helper()
	if _, err := w.Store.Write(bg, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: kind}, fn); err != nil {
		w.Fatal(err)
	}
}

// Places of the town, by code.
const (
	yunxi   = "990101100000" // a township
	liutang = "990101101000" // another
	liuwan  = "990101100200" // a village of yunxi
	qingshi = "990101100201"
	lianchi = "990101101200" // a village of liutang
	songang = "990101101201"
)

func (w *town) places(tx *store.Tx) error {
	for _, p := range []struct {
		code, name, parent string
		level              place.Level
	}{
		{"990101000000", "清和区", "", place.District}, {yunxi, "云溪镇", "990101000000", place.Township}, {liutang, "柳塘镇", "990101000000", place.Township},
		{liuwan, "柳湾村", yunxi, place.Village}, {qingshi, "青石村", yunxi, place.Village}, {lianchi, "莲池村", liutang, place.Village}, {songang, "松岗村", liutang, place.Village},
	} {
		w.ids[p.code] = tx.ID("place/"+p.code, 0)
		if err := place.Put(tx, place.Place{ID: w.ids[p.code], Code: p.code, Name: p.name, Level: p.level, Parent: w.ids[p.parent]}); err != nil {
			return err
		}
	}
	for code, name := range map[string]lang.Text{"health": {Zh: "卫生健康", En: "Health"}, "family-planning": {Zh: "计划生育", En: "Family planning"}} {
		w.ids[code] = tx.ID("department/"+code, 0)
		if err := place.PutDepartment(tx, place.Department{ID: w.ids[code], Code: code, Name: name}); err != nil {
			return err
		}
	}
	for _, s := range [][3]string{{"H1", "云溪卫生院", "health"}, {"H2", "柳塘卫生院", "health"}, {"F1", "云溪服务站", "family-planning"}} {
		w.ids[s[0]] = tx.ID("site/"+s[0], 0)
		if err := place.PutSite(tx, place.Site{ID: w.ids[s[0]], Code: s[0], Name: s[1], Department: w.ids[s[2]], Place: w.ids[yunxi]}); err != nil {
			return err
		}
	}
	return nil
}

// residents are the people of the town: name, birth, sex, village, address, household.
var residents = [][6]string{
	{"何秀芬", "1983-05-12", "female", liuwan, "1组12号", "he"}, {"何志强", "1981-02-03", "male", liuwan, "1组12号", "he"}, {"何雨桐", "2012-07-01", "female", liuwan, "1组12号", "he"},
	{"许桂兰", "1975-09-30", "female", liuwan, "1组30号", "xu"}, {"罗小满", "1997-03-08", "female", liuwan, "2组4号", "luo"}, {"方爱珍", "1979-11-06", "female", liuwan, "10组1号", "fang"},
	{"梁春燕", "1988-01-20", "female", qingshi, "1组7号", "liang"}, {"杜丽君", "1993-06-15", "female", qingshi, "2组21号", "du"}, {"姚凤琴", "1974-04-02", "female", qingshi, "3组5号", "yao"},
	{"汤文秀", "1985-12-11", "female", qingshi, "3组6号", "tang"}, {"欧阳慧敏", "1985-08", "female", qingshi, "4组2号", "ouyang"},
	{"沈月娥", "1980-10-10", "female", lianchi, "1组1号", "shen"}, {"陆青", "1990-02-28", "female", lianchi, "1组2号", "lu"}, {"钟秀英", "1969-07-07", "female", lianchi, "2组9号", "zhong"},
	{"黎明珠", "1995-05-05", "female", songang, "1组3号", "li"}, {"韦金花", "1978-03-03", "female", songang, "2组2号", "wei"}, {"韦大山", "1976-01-09", "male", songang, "2组2号", "wei"},
	{"覃小妹", "2001-09-09", "female", songang, "3组8号", "qin"}, {"蒙桂香", "1964-12-01", "female", songang, "3组9号", "meng"}, {"贾生女", "1982", "female", liuwan, "5组2号", "jia"},
}

func (w *town) people(tx *store.Tx) error {
	book, err := person.In(tx, w.Keys)
	if err != nil {
		return err
	}
	for i, r := range residents {
		birth, err := civil.ParseBirth(r[1])
		if err != nil {
			return err
		}
		who := tx.ID("person", i)
		w.ids[r[0]] = who
		if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: r[2], Birth: birth}, Card: person.Card{Name: r[0], Phone: "1390000" + strings.Repeat("4", 2) + twoDigits(i)},
			Identifiers: []person.Identifier{{System: person.Ref, Value: r[0]}},
			Stays:       []person.Stay{{Role: person.Resides, Place: w.ids[r[3]], Address: r[4]}, {Role: person.Registered, Place: w.ids[r[3]]}}}); err != nil {
			return err
		}
		home, err := book.Household(r[5], tx.ID("household/"+r[5], 0))
		if err != nil {
			return err
		}
		if err := book.PutMember(person.Member{ID: tx.ID("member", i), Household: home, Person: who, Relation: "02"}); err != nil {
			return err
		}
	}
	return nil
}

// sqliteOf is the path of a new database.
func sqliteOf(t testing.TB) string { return testdb.SQLite(t) }

func twoDigits(i int) string { return string(rune('0'+i/10)) + string(rune('0'+i%10)) }

// seats are the accounts a test may sign in with.
var seats = map[string]struct {
	name        string
	post        actor.Post
	place, site string
}{
	"village": {"周德福", actor.VillageWorker, liuwan, ""}, "village2": {"韦进", actor.VillageWorker, songang, ""}, "township": {"陈玉兰", actor.TownshipWorker, yunxi, ""},
	"clinic": {"林晓岚", actor.ClinicWorker, "", "H1"}, "clinic2": {"宋佳", actor.ClinicWorker, "", "H2"}, "station": {"吴敏", actor.ClinicWorker, "", "F1"}, "double": {"董霞", actor.ClinicWorker, "", "H1"},
	"manager": {"郑文博", actor.Manager, "", ""}, "registrar": {"何明", actor.Registrar, "", ""}, "auditor": {"高远", actor.Auditor, "", ""}, "machine": {"系统", actor.Administrator, "", ""},
	"confirmer": {"曾敏", actor.ConfirmOfficer, "", ""}, "fund": {"钱进", actor.FundOfficer, "", ""}, "payer": {"傅云", actor.PayOfficer, "", ""}, "supervisor": {"杜衡", actor.Supervisor, "", ""},
	"reviewer": {"周德福", actor.ConfirmOfficer, liuwan, ""}, "checker": {"陈玉兰", actor.ConfirmOfficer, yunxi, ""}, "planner": {"王志远", actor.ConfirmOfficer, "", ""}, "supervisor2": {"高远", actor.Supervisor, "", ""}, "supervisor3": {"孔明", actor.Supervisor, "", ""},
	"lianchi": {"沈福", actor.VillageWorker, lianchi, ""},
}

// powers are the logins of the four powers: each with the body of its power in the shipped schemes, and a person of its own.
var powers = map[string]struct{ body, number string }{
	"confirmer": {"health-commission", "990101198001010102"}, "fund": {"finance-bureau", "990101198001010110"}, "payer": {"agent-bank", "990101198001010129"}, "supervisor": {"audit-office", "990101198001010137"},
	"reviewer": {"health-commission", numbered(1)}, "checker": {"health-commission", numbered(2)}, "planner": {"health-commission", numbered(3)}, "supervisor2": {"audit-office", numbered(4)}, "supervisor3": {"audit-office", numbered(5)},
}

// numbered is a citizen number whose check digit is right.
func numbered(i int) string {
	head := fmt.Sprintf("990101196001%02d%03d", 1+i%28, i)
	for _, check := range "0123456789X" {
		if n, err := civil.ParseNumber(head + string(check)); err == nil {
			return string(n)
		}
	}
	panic(head)
}

// password makes the account of a login and gives a password that was changed already.
func (w *town) password(login string) string {
	w.Helper()
	if known := w.secrets[login]; known != "" {
		return known
	}
	first := w.firstPassword(login)
	token, _, err := w.Accounts.SignIn(bg, post.Credentials{Login: login, Password: first})
	if err != nil {
		w.Fatal(err)
	}
	own := "correct horse " + login + " staple"
	if w.tokens[login], err = w.Accounts.ChangePassword(bg, token, first, own); err != nil {
		w.Fatal(err)
	}
	w.secrets[login] = own
	return own
}

// firstPassword makes the account of a login, whose password must still be changed.
func (w *town) firstPassword(login string) string {
	w.Helper()
	s, ok := seats[login]
	if !ok {
		w.Fatalf("no seat for %s", login)
	}
	n := post.NewAccount{Login: login, Name: s.name, NewSeat: post.NewSeat{Post: s.post, Place: w.ids[s.place]}, ClientID: id.New()}
	if power := powers[login]; power.body != "" {
		n.Body, n.CitizenNumber = power.body, power.number
	}
	if s.site != "" {
		n.Site, n.Department = w.ids[s.site], w.departmentOf(s.site)
	}
	password, err := w.Accounts.Add(bg, actor.System, n)
	if err != nil {
		w.Fatal(err)
	}
	return password
}

func (w *town) departmentOf(site string) id.ID {
	return w.ids[map[string]string{"H1": "health", "H2": "health", "F1": "family-planning"}[site]]
}

// office is what a post of the town may do, without a page.
func (w *town) office(login string) office.Office {
	w.Helper()
	who, err := w.Accounts.Authenticate(bg, post.Credentials{Login: login, Password: w.password(login)})
	if err != nil {
		w.Fatal(err)
	}
	return office.Office{District: w.District, Actor: who, Route: "test"}
}

// visit records a visit without a page.
func (w *town) visit(login, name, visit, on string, given map[string]string) care.Recorded {
	w.Helper()
	o := w.office(login)
	done, err := o.Record(bg, id.New(), care.Visit{Person: w.ids[name], Programme: screening, Visit: visit, On: civil.MustDate(on), Site: o.Actor.Site, Given: given})
	if err != nil {
		w.Fatalf("%s of %s: %v", visit, name, err)
	}
	return done
}

const screening = "womens-screening"

// reader is somebody at a browser without one: cookies, forms, no redirects followed.
type reader struct {
	*town
	cookies map[string]*http.Cookie
	header  http.Header // sent with every request
}

func (w *town) stranger() *reader {
	return &reader{town: w, cookies: map[string]*http.Cookie{}, header: http.Header{"Origin": {w.server.URL}}}
}

// as signs in.
func (w *town) as(login string) *reader {
	w.Helper()
	r, password := w.stranger(), w.password(login)
	if token := w.tokens[login]; token != "" && !w.secure {
		delete(w.tokens, login)
		r.cookies["youfu"] = &http.Cookie{Name: "youfu", Value: token}
		return r
	}
	if a := r.post("/sign-in", url.Values{"login": {login}, "password": {password}}); a.status != http.StatusSeeOther {
		w.Fatalf("%s cannot sign in: %d\n%s", login, a.status, a.body)
	}
	return r
}

// reply is what the site answered.
type reply struct {
	status int
	header http.Header
	to     string // where a redirect leads
	body   string
}

func (r *reader) get(path string) reply { return r.send(http.MethodGet, path, "", nil) }

func (r *reader) post(path string, form url.Values) reply {
	return r.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (r *reader) send(method, path, kind string, body io.Reader) reply {
	r.Helper()
	request, err := http.NewRequest(method, r.server.URL+path, body)
	if err != nil {
		r.Fatal(err)
	}
	request.Header = r.header.Clone()
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	for _, c := range r.cookies {
		request.AddCookie(c)
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		r.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		r.Fatal(err)
	}
	for _, c := range answer.Cookies() {
		if r.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(r.cookies, c.Name)
		}
	}
	return reply{answer.StatusCode, answer.Header, answer.Header.Get("Location"), string(text)}
}

// follow gets a page and the pages that it leads to.
func (r *reader) follow(path string) reply {
	r.Helper()
	a := r.get(path)
	for i := 0; i < 5 && a.status == http.StatusSeeOther; i++ {
		a = r.get(strings.Split(a.to, "#")[0])
	}
	return a
}

var valueOf = regexp.MustCompile(`name="([a-z_]+)" value="([^"]*)"`)

// hidden is the first value of a hidden control on a page.
func (a reply) hidden(name string) string {
	for _, m := range valueOf.FindAllStringSubmatch(a.body, -1) {
		if m[1] == name {
			return m[2]
		}
	}
	return ""
}

// newLog writes where the town's own site does.
func newLog(w *town) *slog.Logger { return slog.New(slog.NewTextHandler(w.logged, nil)) }

// crowd enters more women of a village.
func (w *town) crowd(n int, village string) {
	w.Helper()
	w.write("crowd", func(tx *store.Tx) error {
		book, err := person.In(tx, w.Keys)
		if err != nil {
			return err
		}
		for i := range n {
			birth, _ := civil.ParseBirth("1980-01-01")
			who := tx.ID("crowd", i)
			w.more = append(w.more, who)
			if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: "female", Birth: birth}, Card: person.Card{Name: "甲" + string(rune('一'+i)), Phone: "13900005555"},
				Stays: []person.Stay{{Role: person.Resides, Place: w.ids[village], Address: "9组1号"}}}); err != nil {
				return err
			}
		}
		return nil
	})
}
