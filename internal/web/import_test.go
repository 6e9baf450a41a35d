package web

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/store"
)

// upload sends a file as the form does.
func (r *reader) upload(kind, name, content string) reply {
	r.Helper()
	form := r.get("/imports")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	w.WriteField("client_id", form.hidden("client_id"))
	w.WriteField("kind", kind)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		r.Fatal(err)
	}
	part.Write([]byte(content))
	w.Close()
	return r.send("POST", "/imports", w.FormDataContentType(), &body)
}

// settled is an import's page once nothing runs.
func (r *reader) settled(path string) reply {
	r.Helper()
	for range 20000 {
		if a := r.get(path + "/progress"); a.status != 200 || strings.Contains(a.body, "data-over") {
			return r.get(path)
		}
	}
	r.Fatal("the import does not end")
	return reply{}
}

const peopleFile = "ref,name,sex,birth,resident_place,address\n" +
	"a1,田大妮,女,1990-02-03," + liuwan + ",7组1号\n" +
	"a2,田小妮,女,1992-13-03," + liuwan + ",7组1号\n" +
	"a3,何秀芬,女,1983-05-12," + liuwan + ",1组12号\n" +
	"a4,田二妮,女,1994-02-03,999999999999,7组1号\n"

// TestPeopleComeFromAFile: it is checked, nothing is written before somebody says so, and the same file changes nothing.
func TestPeopleComeFromAFile(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("registrar")
	sent := r.upload("people", `C:\名册\people.csv`, peopleFile)
	if sent.status != 303 || !strings.HasPrefix(sent.to, "/imports/") {
		t.Fatalf("%d %s", sent.status, sent.body)
	}
	checked := r.settled(sent.to)
	for _, want := range []string{"什么都没有写入登记册", "1992", "people.csv", "写入登记册"} {
		if !strings.Contains(checked.body, want) {
			t.Errorf("after the check the page does not say %q: %s", want, checked.body)
		}
	}
	if strings.Contains(checked.body, "名册") {
		t.Error("the folder of the file is shown")
	}
	if a := r.get("/find?q=田大妮"); strings.Contains(a.body, `class="who"`) {
		t.Error("the check wrote somebody")
	}
	if held := r.get(sent.to + "?rows=held"); !strings.Contains(held.body, "何·芬") || !strings.Contains(held.body, "姓名和出生日期相同") || strings.Contains(held.body, "何秀芬") {
		t.Errorf("held: %s", held.body)
	}
	if csv := r.get(sent.to + "/refused"); csv.status != 200 || !strings.Contains(csv.body, "\n4,") && !strings.Contains(csv.body, "\n3,") {
		t.Errorf("refused rows: %s", csv.body)
	}
	r.post(sent.to+"/apply", url.Values{})
	if done := r.settled(sent.to); !strings.Contains(done.body, "已写入登记册") {
		t.Errorf("after it was written: %s", done.body)
	}
	if a := r.get("/find?q=田大妮"); !strings.Contains(a.body, `class="who"`) {
		t.Error("she did not come into the register")
	}
	again := r.upload("people", "people.csv", peopleFile)
	if a := r.settled(again.to); strings.Contains(a.body, "/apply") {
		t.Errorf("the same file again would change something: %s", a.body)
	}
	if list := r.get("/imports"); strings.Count(list.body, "people.csv") != 3 { // two of this program, and what is recorded
		t.Errorf("imports: %s", list.body)
	}
}

// TestImportsAreOnesOwn: nobody else opens, steers or stops them; what is no file is refused with its field.
func TestImportsAreOnesOwn(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("registrar")
	sent := r.upload("people", "people.csv", peopleFile)
	r.settled(sent.to)
	seats["registrar2"] = seats["registrar"]
	other := w.as("registrar2")
	for _, verb := range []string{"apply", "stop", "resume", "cancel"} {
		if a := other.post(sent.to+"/"+verb, url.Values{}); a.status != 404 {
			t.Errorf("%s of somebody else's: %d", verb, a.status)
		}
	}
	for _, path := range []string{sent.to, sent.to + "/progress", sent.to + "/refused"} {
		if a := other.get(path); a.status != 404 {
			t.Errorf("%s of somebody else's: %d", path, a.status)
		}
	}
	if a := r.upload("", "people.csv", ""); a.status != 422 || !strings.Contains(a.body, "请选一个文件") || !strings.Contains(a.body, "请选这个文件是什么资料") {
		t.Errorf("nothing: %d %s", a.status, a.body)
	}
	if a := r.upload("people", "photo.jpg", "\xff\xd8\xff"); a.status != 303 {
		t.Errorf("%d", a.status)
	} else if failed := r.settled(a.to); !strings.Contains(failed.body, `class="note bad"`) || strings.Contains(failed.body, "/apply") {
		t.Errorf("what is no table: %s", failed.body)
	}
	if a := r.post(sent.to+"/cancel", url.Values{}); a.to != "/imports" || r.get(sent.to).status != 404 {
		t.Errorf("left: %d", a.status)
	}
	if a := r.get("/imports/" + id.New().String()); a.status != 404 {
		t.Errorf("no such import: %d", a.status)
	}
}

// TestAFileThatCameBefore says so, and what of it is out of date; it stands over that only where somebody asks for it.
func TestAFileThatCameBefore(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("registrar")
	const header = "ref,name,sex,birth,phone\n"
	apply := func(content string) reply {
		t.Helper()
		sent := r.upload("people", "people.csv", header+content)
		r.settled(sent.to)
		r.post(sent.to+"/apply", url.Values{})
		return r.settled(sent.to)
	}
	apply("b1,田大妮,女,1990-02-03,13900000001\n")
	apply("b1,田大妮,女,1990-02-03,13900000002\n")
	sent := r.upload("people", "people.csv", header+"b1,田大妮,女,1990-02-03,13900000001\n")
	checked := r.settled(sent.to)
	for _, want := range []string{"这个文件以前导入过：2026-11-24 12:00", "其中 1 行在登记册里已有更新的内容", sent.to + "/again"} {
		if !strings.Contains(checked.body, want) {
			t.Errorf("the page does not say %q: %s", want, checked.body)
		}
	}
	if strings.Contains(checked.body, sent.to+"/apply") {
		t.Error("it could be written without being asked for")
	}
	r.post(sent.to+"/again", url.Values{})
	meant := r.settled(sent.to)
	if !strings.Contains(meant.body, "这次以这个文件为准") || !strings.Contains(meant.body, sent.to+"/apply") || strings.Contains(meant.body, sent.to+"/again") {
		t.Errorf("asked for: %s", meant.body)
	}
	r.post(sent.to+"/apply", url.Values{})
	r.settled(sent.to)
	if a := r.get("/find?q=0001"); !strings.Contains(a.body, `class="who"`) {
		t.Error("the file does not stand")
	}
}

// TestHeldRowsComeInWhereSomebodyLetsThem: chosen ones before the file is written, all afterwards; twice is once; names are masked.
func TestHeldRowsComeInWhereSomebodyLetsThem(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	r := w.as("registrar")
	sent := r.upload("people", "people.csv", "ref,name,sex,birth,resident_place\n"+
		"c1,何秀芬,女,1983-05-12,"+liuwan+"\nc2,许桂兰,女,1975-09-30,"+liuwan+"\nc3,田三妮,女,1991-01-01,"+liuwan+"\nc4,田三妮,女,1991-01-01,"+qingshi+"\nc3,田四妮,女,1992-01-01,"+liuwan+"\n")
	r.settled(sent.to)
	held := r.get(sent.to + "?rows=held")
	for _, want := range []string{"何·芬", "许·兰", "见第 4 行", sent.to + "/accept", `name="row" value="2"`, `name="row" value="5"`, "全部录入（3 行）", "请改文件"} {
		if !strings.Contains(held.body, want) {
			t.Errorf("the held rows do not say %q: %s", want, held.body)
		}
	}
	for _, name := range []string{"何秀芬", "许桂兰", "田三妮", "田四妮", `name="row" value="6"`} {
		if strings.Contains(held.body, name) {
			t.Errorf("the held rows say %q", name)
		}
	}
	for range 2 {
		r.post(sent.to+"/accept", url.Values{"row": {"2", "6", "77"}})
		if a := r.settled(sent.to); !strings.Contains(a.body, "1 行看着像已经登记过") || strings.Contains(r.get(sent.to+"?rows=held").body, `name="row" value="2"`) {
			t.Errorf("after row 2 was let in: %s", a.body)
		}
	}
	if a := r.get("/find?q=何秀芬"); strings.Count(a.body, `class="who"`) != 1 {
		t.Error("letting a row in wrote it")
	}
	r.post(sent.to+"/apply", url.Values{})
	r.settled(sent.to)
	if a := r.get("/find?q=何秀芬"); strings.Count(a.body, `class="who"`) != 2 {
		t.Errorf("she is not two: %s", a.body)
	}
	before, _ := w.Store.Seq(bg)
	for range 3 {
		r.post(sent.to+"/accept", url.Values{"all": {"1"}})
		r.settled(sent.to)
	}
	if after, _ := w.Store.Seq(bg); after != before+1 {
		t.Errorf("letting all in took %d writes", after-before)
	}
	for name, want := range map[string]int{"何秀芬": 2, "许桂兰": 2, "田三妮": 2, "田四妮": 0} {
		if a := r.get("/find?q=" + url.QueryEscape(name)); strings.Count(a.body, `class="who"`) != want {
			t.Errorf("%s: %d times, want %d", name, strings.Count(a.body, `class="who"`), want)
		}
	}
}

// TestAnImportIsTakenBack: with a reason, by a registrar, as a whole; the page says so, and lists what stands in its way.
func TestAnImportIsTakenBack(t *testing.T) {
	each(t, func(w *town) {
		r := w.as("registrar")
		content := "ref,name,sex,birth,resident_place\nu1,田五妮,女,1990-02-03," + liuwan + "\nu2,田六妮,女,1991-02-03," + liuwan + "\n"
		sent := r.upload("people", "people.csv", content)
		r.settled(sent.to)
		r.post(sent.to+"/apply", url.Values{})
		done := r.settled(sent.to)
		if !strings.Contains(done.body, sent.to+"/undo") {
			t.Fatalf("no way to take it back: %s", done.body)
		}
		if a := r.post(sent.to+"/undo", url.Values{"reason": {"  "}}); a.status != 422 || !strings.Contains(a.body, "请写明为什么撤回") {
			t.Errorf("without a reason: %d %s", a.status, a.body)
		}
		w.ids["田五妮"] = w.found(r, "田五妮")
		recorded := w.visit("clinic", "田五妮", "screening", "2026-11-20", map[string]string{"findings": "none", "hpv": "negative"})
		back := r.post(sent.to+"/undo", url.Values{"reason": {"传错了"}})
		if back.status != 303 || back.to == sent.to {
			t.Fatalf("%d %s", back.status, back.to)
		}
		refused := r.settled(back.to)
		for _, want := range []string{"没有撤回", "田·妮", "已有服务记录", back.to + "/undo"} {
			if !strings.Contains(refused.body, want) {
				t.Errorf("refused, the page does not say %q: %s", want, refused.body)
			}
		}
		if strings.Contains(refused.body, "田五妮") || !strings.Contains(r.get("/find?q=田六妮").body, `class="who"`) {
			t.Error("a name is shown, or something was taken back")
		}
		w.voidVisit(recorded.Event)
		r.post(back.to+"/undo", url.Values{"reason": {"传错了"}})
		gone := r.settled(back.to)
		for _, want := range []string{"已整个撤回：2026-11-24 12:00", "people.csv"} {
			if !strings.Contains(gone.body, want) {
				t.Errorf("taken back, the page does not say %q: %s", want, gone.body)
			}
		}
		if strings.Contains(gone.body, "/undo") || strings.Contains(r.get("/find?q=田六妮").body, `class="who"`) || r.get(personPath(w.ids["田五妮"])).status != 404 {
			t.Error("it stands")
		}
		if list := r.get("/imports"); !strings.Contains(list.body, "已撤回") {
			t.Errorf("imports: %s", list.body)
		}
		seq, _ := w.Store.Seq(bg)
		if a := r.post(back.to+"/undo", url.Values{"reason": {"再来"}}); a.status != 303 {
			t.Errorf("once more: %d", a.status)
		}
		r.settled(back.to)
		again := r.upload("people", "people.csv", content)
		if a := r.settled(again.to); !strings.Contains(a.body, "后来已整个撤回") || !strings.Contains(a.body, again.to+"/again") || strings.Contains(a.body, again.to+"/apply") {
			t.Errorf("the same file: %s", a.body)
		}
		if now, _ := w.Store.Seq(bg); now != seq {
			t.Error("what was taken back was written to")
		}
		for _, login := range []string{"manager", "clinic", "machine"} {
			if a := w.as(login).post(back.to+"/undo", url.Values{"reason": {"x"}}); a.status != 403 {
				t.Errorf("%s: %d", login, a.status)
			}
		}
	})
}

// found is the person whom the search finds under a name.
func (w *town) found(r *reader, name string) id.ID {
	w.Helper()
	m := regexp.MustCompile(`/person/([0-9a-f-]{36})`).FindStringSubmatch(r.get("/find?q=" + url.QueryEscape(name)).body)
	if m == nil {
		w.Fatalf("%s is not found", name)
	}
	who, _ := id.Parse(m[1])
	return who
}

// voidVisit withdraws a visit, as taking back an import does.
func (w *town) voidVisit(event id.ID) {
	w.Helper()
	w.write("void", func(tx *store.Tx) error {
		desk, _, err := w.Desk(tx)
		if err != nil {
			return err
		}
		now, err := desk.Current(tx, event)
		if err != nil {
			return err
		}
		return w.InWrite(tx, func(s district.State) error {
			_, err := desk.TakeBack(tx, now.Seq, s.People)
			return err
		})
	})
}
