package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"youfu/internal/audit"
	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

const reward = "reward-assistance"

// allPapers are what the scheme asks for.
var allPapers = map[string]string{"id-card": "1101", "household-book": "", "cohort-record": "4471"}

// elder enters somebody who meets the scheme but for its papers.
func (w *town) elder(name, village string) id.ID {
	w.Helper()
	birth, _ := civil.ParseBirth("1960-01-01")
	w.write("elder", func(tx *store.Tx) error {
		book, err := person.In(tx, w.Keys)
		if err != nil {
			return err
		}
		who := tx.ID("elder/"+name, 0)
		w.ids[name] = who
		if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: "male", Birth: birth}, Card: person.Card{Name: name, Phone: "13900007777"},
			Stays: []person.Stay{{Role: person.Registered, Place: w.ids[village], Nature: "agricultural"}, {Role: person.Resides, Place: w.ids[village], Address: "1组9号"}}}); err != nil {
			return err
		}
		for i, attribute := range []string{"living-children", "living-daughters"} {
			if err := book.PutAttribute(person.Attribute{ID: tx.ID("attribute/"+name, i), Person: who, Name: attribute, Code: "1", Source: "household book"}); err != nil {
				return err
			}
		}
		return nil
	})
	return w.ids[name]
}

// attribute notes that a paper says something else of somebody since the beginning of the year.
func (w *town) attribute(name, attribute, code string) {
	w.Helper()
	w.write("attribute", func(tx *store.Tx) error {
		book, err := person.In(tx, w.Keys)
		if err != nil {
			return err
		}
		return book.PutAttribute(person.Attribute{ID: id.New(), Person: w.ids[name], Name: attribute, Code: code, Source: "household book", From: civil.MustDate("2026-01-01")})
	})
}

// applied is a case of an elder with the papers that were seen.
func (w *town) applied(login, name string, papers map[string]string) id.ID {
	w.Helper()
	done, err := w.office(login).Apply(bg, id.New(), office.ApplySupport{Scheme: reward, Person: w.ids[name], Papers: papers, Account: "622202" + twoDigits(len(name)) + "3317"})
	if err != nil {
		w.Fatal(err)
	}
	return done.Case
}

// later moves the town's clock: who was signed in is so no more.
func (w *town) later(days int) {
	at := w.Store.Now().AddDate(0, 0, days)
	w.Store.SetClock(func() time.Time { return at })
	clear(w.tokens)
	clear(w.sessions)
}

// acts takes a case through its steps without a page.
func (w *town) acts(which id.ID, steps ...string) {
	w.Helper()
	who := map[string]string{"village-review": "reviewer", "village-review-notice": "supervisor", "township-check": "checker", "township-check-notice": "supervisor2", "confirmation": "confirmer", "confirmation-notice": "supervisor3"}
	for _, step := range steps {
		if _, err := w.office(who[step]).Decide(bg, id.New(), office.Decision{Case: which, Step: step, Outcome: benefit.Passed}, benefit.Password{Keys: w.Keys}); err != nil {
			w.Fatalf("%s: %v", step, err)
		}
		if strings.HasSuffix(step, "-notice") {
			w.later(20)
		}
	}
}

var everyStep = []string{"village-review", "village-review-notice", "township-check", "township-check-notice", "confirmation", "confirmation-notice"}

// signed is a form of an act with the login's password.
func (w *town) signed(login string, pairs ...string) url.Values {
	form := url.Values{"client_id": {id.New().String()}, "password": {w.password(login)}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// says fails unless a page was answered with a status and holds every text.
func (w *town) says(what string, a reply, status int, texts ...string) {
	w.Helper()
	if a.status != status {
		w.Fatalf("%s: %d to %s, want %d\n%s", what, a.status, a.to, status, words(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			w.Errorf("%s does not say %q\n%s", what, text, words(a.body))
		}
	}
}

// words are what a page says, without its frame.
func words(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	return regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " "), " ")
}

// lacks fails where a page holds a text.
func (w *town) lacks(what string, a reply, texts ...string) {
	w.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			w.Errorf("%s says %q", what, text)
		}
	}
}

var caseIn = regexp.MustCompile(`/cases/([0-9a-f-]{36})`)

// TestApplicationByPage enters an application, is told what is missing, brings it, and sees it decided by the village's officer alone.
func TestApplicationByPage(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	village, at := w.as("village"), "/person/"+w.elder("周福生", liuwan).String()
	w.says("her page", village.get(at), 200, "申请待遇")
	w.says("the choice", village.get(at+"/support"), 200, "奖励扶助", "替本人申请", "户籍里没有登记由本人抚养或监护的孩子")
	w.says("the form", village.get(at+"/support/"+reward), 200, "居民身份证", "录入申请")
	form := url.Values{"client_id": {id.New().String()}, "paper": {"id-card"}, "says-id-card": {"1101"}}
	sent := village.post(at+"/support/"+reward, form)
	w.says("the application", sent, 303)
	if again := village.post(at+"/support/"+reward, form); again.to != sent.to {
		t.Errorf("sent twice it leads to %s and %s", sent.to, again.to)
	}
	path := "/cases/" + caseIn.FindStringSubmatch(sent.to)[1]
	w.says("the case", village.get(sent.to), 200, "已录入申请", "还不能决定", "缺这份材料", "没有账户", "缺材料不算不符合", "1101")
	w.says("another scheme beside it", village.get(at+"/support/special-assistance"), 200, "同时有「奖励扶助」", "两项能否同时享受", path)
	w.says("entered again", village.post(at+"/support/"+reward, url.Values{"client_id": {id.New().String()}}), 409, "在本项目已有档案")
	reviewer := w.as("reviewer")
	w.says("the officer's first page", reviewer.get("/"), 200, "等您办的事", "周福生", "该您办")
	undecided := reviewer.get(path)
	w.says("the officer's case", undecided, 200, "现在还不能决定")
	w.lacks("an undecided case", undecided, "签名办理")
	w.says("nothing to note", village.post(path+"/paper", url.Values{"client_id": {id.New().String()}}), 422, "请勾看过的材料")
	w.says("the other papers", village.post(path+"/paper", url.Values{"client_id": {id.New().String()}, "paper": {"household-book", "cohort-record"}, "account": {"6222 0200 3317"}}), 303)
	w.says("complete", village.get(path), 200, "尾号 3317", "假如今天确认会发的", "960.00")
	w.decides(reviewer, path)
}

// decides tries the officer's form: without a decision, without and with a wrong password, then as it should be.
func (w *town) decides(reviewer *reader, path string) {
	w.Helper()
	form := w.signed("reviewer", "step", "village-review")
	w.says("without a decision", reviewer.post(path+"/decide", form), 422, "请选通过还是不予确认")
	form.Set("decision", "refused")
	w.says("refused without a reason", reviewer.post(path+"/decide", form), 422, "请写明原因")
	form.Set("decision", "passed")
	form.Set("password", "")
	w.says("without a password", reviewer.post(path+"/decide", form), 422, "请输入密码")
	form.Set("password", "wrong")
	w.says("with a wrong password", reviewer.post(path+"/decide", form), 422, "密码不对")
	w.lacks("a case in which nothing was done", reviewer.get(path), "密码签名</span>", "周德福 ")
	w.says("another's form", w.as("checker").post(path+"/decide", w.signed("checker", "step", "village-review", "decision", "passed")), 403, "村一级的人员办理")
	form.Set("password", w.password("reviewer"))
	w.says("as it should be", reviewer.post(path+"/decide", form), 303)
	done := reviewer.get(path)
	w.says("what was done", done, 200, "村级评议", "周德福", "密码签名", "区审计局")
	w.lacks("a case in which the officer has acted", done, "签名办理")
	w.says("on an older page", reviewer.post(path+"/decide", w.signed("reviewer", "step", "village-review", "decision", "passed")), 403, "已经办过一步")
}

// TestNoticeByPage puts up what waits, prints it, takes in an objection, and names nobody once it has run out.
func TestNoticeByPage(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.crowd(12, liuwan)
	w.elder("周福生", liuwan)
	which := w.applied("village", "周福生", allPapers)
	w.acts(which, "village-review")
	supervisor := w.as("supervisor")
	w.says("the first page of supervision", supervisor.get("/"), 200, "等张贴公示", "周福生")
	w.says("nothing ticked", supervisor.post("/notices", w.signed("supervisor")), 422, "请勾要张贴的申请")
	form := w.signed("supervisor", "case", which.String()+"/village-review-notice")
	w.says("put up", supervisor.post("/notices", form), 303)
	list := supervisor.get("/notices")
	w.says("the notices", list, 200, "正在公示", "柳湾村")
	at := regexp.MustCompile(`/notices/[0-9a-f-]{36}/[a-z-]+/[0-9-]+`).FindString(list.body)
	page := w.as("village").get(at)
	w.says("the notice", page, 200, "名单指纹", "区审计局")
	w.lacks("the notice", page, "周福生", "周·生", "周·")
	poster := supervisor.get(at + "/poster")
	w.says("the poster", poster, 200, "奖励扶助公示", "<svg", "公示 2026-11-24 至 2026-12-03，1 人")
	w.lacks("the poster", poster, "周")
	w.objects(supervisor, which, at)
	w.later(20)
	over := w.as("supervisor")
	w.says("run out", over.get(at), 200, "这份公示已经到期", "公示过 1 人")
	if a := over.get(at + "/poster"); a.status != 303 {
		t.Errorf("a notice that has run out is printed: %d", a.status)
	}
	w.says("elsewhere", w.as("lianchi").get(at), 404)
}

func (w *town) objects(supervisor *reader, which id.ID, notice string) {
	w.Helper()
	at := "/cases/" + which.String()
	w.says("an objection without words", supervisor.post(at+"/objection", w.signed("supervisor")), 422, "请写下对方说了什么")
	w.says("an objection", supervisor.post(at+"/objection", w.signed("supervisor", "words", "他家在镇上有房")), 303)
	stopped := supervisor.get(at)
	w.says("the clock stands still", stopped, 200, "有人提出异议", "他家在镇上有房", "待答复")
	w.says("the notice says so", supervisor.get("/notices"), 200, "等答复的异议", "待答复")
	answer := at + "/objection/" + regexp.MustCompile(`/objection/([0-9a-f-]{36})`).FindStringSubmatch(stopped.body)[1]
	w.says("an answer without a finding", supervisor.post(answer, w.signed("supervisor", "answer", "x")), 422, "请选异议成立还是不成立")
	w.says("an answer", supervisor.post(answer, w.signed("supervisor", "state", "dismissed", "answer", "查过，没有")), 303)
	w.says("answered", supervisor.get(at), 200, "异议不成立", "查过，没有")
}

// TestRefusalAndAppeal: a refusal says why, and until when and where to appeal, on the same page; the appeal goes to somebody new (R14).
func TestRefusalAndAppeal(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.elder("周福生", liuwan)
	w.attribute("周福生", "living-children", "3")
	which := w.applied("village", "周福生", allPapers)
	at := "/cases/" + which.String()
	reviewer, village := w.as("reviewer"), w.as("village")
	w.says("passing what is not met", reviewer.post(at+"/decide", w.signed("reviewer", "step", "village-review", "decision", "passed")), 403, "条件不符合")
	w.says("refusing", reviewer.post(at+"/decide", w.signed("reviewer", "step", "village-review", "decision", "refused", "reason", "现有三个子女")), 303)
	w.says("the refusal", village.get(at), 200, "没有确认", "现有三个子女", "2027年1月23日 前可以申诉", "行政复议窗口", "提出申诉", "现在不符合", "凭户口簿更正")
	w.says("an appeal without words", village.post(at+"/appeal", url.Values{"client_id": {id.New().String()}}), 422, "请写哪里不对")
	w.says("an appeal", village.post(at+"/appeal", url.Values{"client_id": {id.New().String()}, "words": {"有一个已经过继"}}), 303)
	w.says("appealed", village.get(at), 200, "有一个已经过继", "已申诉")
	w.says("to who has acted", reviewer.get(at), 200, "您已经办过一步")
}

// TestMoneyByPage lists a period, funds it, sends it, stops it, and shows the family what it receives.
func TestMoneyByPage(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.elder("周福生", liuwan)
	w.elder("罗老二", liuwan)
	w.acts(w.applied("village", "周福生", allPapers), everyStep...)
	w.applied("village", "罗老二", nil)
	planner := w.as("planner")
	w.says("what the district confirms", planner.get("/"), 200, "最近的发放名单")
	w.says("nothing filled in", planner.post("/payments", w.signed("planner")), 422, "请选项目", "请填哪一期")
	w.says("no such period", planner.post("/payments", w.signed("planner", "scheme", reward, "period", "2026-13")), 422, "不是这项待遇的发放期")
	made := planner.post("/payments", w.signed("planner", "scheme", reward, "period", "2027"))
	w.says("the list", made, 303)
	shown := planner.get(made.to)
	w.says("the list's page", shown, 200, "1 笔", "960.00", "周·生", "还没有确认", "罗·二", "轮到资金管理单位")
	w.says("no confirmer funds", planner.post(made.to+"/fund", w.signed("planner")), 403)
	fund := w.as("fund")
	w.says("the fund's first page", fund.get("/"), 200, "等拨款的名单", "960.00")
	form := fund.get(made.to)
	w.says("the fund's form", form, 200, "给这份名单拨款", "名单指纹")
	w.lacks("the fund's page", form, "/cases/")
	w.says("another list", fund.post(made.to+"/fund", w.signed("fund", "hash", strings.Repeat("00", 32))), 409, "这不是确认过的那份名单")
	w.says("the money", fund.post(made.to+"/fund", w.signed("fund", "hash", form.hidden("hash"))), 303)
	w.stops(made.to)
	payer := w.as("payer")
	w.says("the bank's first page", payer.get("/"), 200, "等送银行的名单")
	w.says("no format", payer.post(made.to+"/order", w.signed("payer")), 422, "请选银行的格式")
	w.says("the order", payer.post(made.to+"/order", w.signed("payer", "profile", "csv")), 303)
	w.says("with the bank", payer.get(made.to), 200, "已送银行", "等银行回盘")
	w.answers(made.to)
	family := w.as("village").get("/family/" + w.ids["周福生"].String())
	w.says("the family", family, 200, "周福生家的待遇", "960.00", "已入账", "2027-01 至 2027-12")
	w.lacks("the family", family, "普查", "避孕", "妇女病")
	w.says("the powers", w.as("manager").get("/powers"), 200, "没有人", "区财政局", "傅云")
	w.closes("/closing/" + reward + "/2027")
}

// answers notes the paying account, reads the order's file, and gives the bank's answers back: the payment comes back, is sent again, and is
// credited; the same file twice changes nothing.
func (w *town) answers(plan string) {
	w.Helper()
	payer := w.as("payer")
	w.says("half an account", payer.post("/payments/account", url.Values{"client_id": {id.New().String()}, "payer": {"清和区财政局"}}), 422)
	w.says("the account", payer.post("/payments/account", url.Values{"client_id": {id.New().String()}, "payer": {"清和区财政局"}, "account": {"6222 0000 0001"}, "branch": {"清和支行"}}), 303)
	first := w.ordered(payer, plan, 1)
	for what, path := range map[string]string{"an order that was never made": plan + "/file/2", "no order": plan + "/file/x"} {
		w.says(what, payer.get(path), 404)
	}
	w.says("the file to another power", w.as("fund").get(plan+"/file/1"), 403)
	back := w.answered(first, "退票", "NARR")
	w.says("no file", payer.sendFile("/payments/answers", "csv", ""), 422, "请选银行的回盘文件")
	w.says("no format", payer.sendFile("/payments/answers", "", back), 422, "请选银行的格式")
	w.says("another format", payer.sendFile("/payments/answers", "iso20022", back), 422)
	w.says("what came back", payer.sendFile("/payments/answers", "csv", back), 200, "回盘读完了", "退回")
	returned := payer.get(plan + "?state=returned")
	w.says("returned", returned, 200, "原因见银行附言", "请本人提供新账户", "重送退回的", "960.00")
	w.says("sent again", payer.post(plan+"/order", w.signed("payer", "profile", "csv")), 303)
	second := w.ordered(payer, plan, 2)
	if first == second {
		w.Error("two attempts have one reference: the bank would refuse the second as a repetition")
	}
	paid := w.answered(second, "成功", "") + strings.Repeat("f", 32) + ",1.00,"
	paid += w.encoded("成功") + ",,,2027-01-23,B2,\r\n"
	w.says("the answer", payer.sendFile("/payments/answers", "csv", paid), 200, "回盘读完了", "对不上、挂着的", "已入账")
	w.says("the answer again", payer.sendFile("/payments/answers", "csv", paid), 200, "这个文件以前读过")
	w.says("all is credited", payer.get(plan), 200, "全部入账", "1 笔已入账", "送过 2 次")
}

// ordered reads an order's file and gives the reference of its one payment.
func (w *town) ordered(payer *reader, plan string, attempt int) string {
	w.Helper()
	file := payer.get(plan + "/file/" + strconv.Itoa(attempt))
	w.says("the bank's file", file, 200)
	if name := file.header.Get("Content-Disposition"); !strings.Contains(name, reward+"-2027-"+strconv.Itoa(attempt)+".csv") {
		w.Errorf("the file is called %s", name)
	}
	order, err := simplifiedchinese.GB18030.NewDecoder().String(file.body)
	payment := regexp.MustCompile(`[0-9a-f]{32}`).FindString(order)
	if err != nil || !strings.Contains(order, "周福生") || payment == "" {
		w.Fatalf("the order says %s, %v", order, err)
	}
	return payment
}

// answered is a bank's file with one line.
func (w *town) answered(payment, result, code string) string {
	return w.encoded("付款编号,金额（元）,结果,原因代码,说明,日期,银行流水号,文件编号\r\n" + payment + ",960.00," + result + "," + code + ",,2027-01-23,B" + payment[:4] + ",\r\n")
}

func (w *town) encoded(text string) string {
	w.Helper()
	raw, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		w.Fatal(err)
	}
	return raw
}

// sendFile sends a form with a file.
func (r *reader) sendFile(path, kind, content string) reply {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("kind", kind) // a Buffer does not fail
	if content != "" {
		part, _ := form.CreateFormFile("file", "answer.csv")
		_, _ = part.Write([]byte(content))
	}
	_ = form.Close()
	return r.send("POST", path, form.FormDataContentType(), &body)
}

// closes signs the closing statement by the three powers in their order.
func (w *town) closes(at string) {
	w.Helper()
	w.says("nothing was listed", w.as("manager").get("/closing/"+reward+"/2020"), 404)
	open := w.as("manager").get(at)
	w.says("the statement", open, 200, "每一分都有去处", "960.00", "等签", "柳湾村")
	w.lacks("the statement", open, "周福生", "签对账单")
	w.says("the fund before confirmation", w.as("fund").post(at+"/fund", w.signed("fund", "hash", "00")), 409)
	for _, s := range [][2]string{{"planner", "/confirm"}, {"fund", "/fund"}, {"payer", "/pay"}} {
		r := w.as(s[0])
		form := r.get(at)
		w.says("the statement to "+s[0], form, 200, "签对账单")
		w.says("without a password", r.post(at+s[1], url.Values{"client_id": {id.New().String()}, "hash": {form.hidden("hash")}}), 422, "请输入密码")
		w.says("other sums", r.post(at+s[1], w.signed(s[0], "hash", strings.Repeat("00", 32))), 409)
		w.says("signed by "+s[0], r.post(at+s[1], w.signed(s[0], "hash", form.hidden("hash"))), 303)
	}
	w.lacks("the statement", w.as("manager").get(at), "等签")
	if table := w.as("auditor").get(at + "/table"); table.status != 200 || !strings.HasPrefix(table.body, "PK") || !strings.Contains(table.header.Get("Content-Disposition"), "closing-"+reward) {
		w.Errorf("the workbook: %d %v", table.status, table.header)
	}
	word := w.as("auditor").get(at + "/word")
	if text := unzipped(w, word.body, "word/document.xml"); word.status != 200 || !strings.Contains(word.header.Get("Content-Disposition"), ".docx") || strings.Contains(text, "周福生") {
		w.Errorf("the Word file: %d %v", word.status, word.header)
	} else {
		for _, want := range []string{"柳湾村", "960.00", "差额 0.00 元", "签署方式：密码签名", "签署内容：本表合计，确认 1 笔 960.00 元"} {
			if strings.Count(text, want) == 0 {
				w.Errorf("%q does not stand in the Word file", want)
			}
		}
	}
}

// stops lets supervision stop the list, and let it go on.
func (w *town) stops(plan string) {
	w.Helper()
	supervisor := w.as("supervisor")
	w.says("stopping without a reason", supervisor.post(plan+"/stop", w.signed("supervisor")), 422, "请写明原因")
	w.says("stopping", supervisor.post(plan+"/stop", w.signed("supervisor", "why", "先核对")), 303)
	stopped := w.as("payer").get(plan)
	w.says("stopped", stopped, 200, "已叫停")
	w.lacks("a stopped list", stopped, "签名并送出")
	w.says("sending what is stopped", w.as("payer").post(plan+"/order", w.signed("payer", "profile", "csv")), 409, "监督单位已叫停")
	w.says("letting it go on", supervisor.post(plan+"/stop", w.signed("supervisor", "why", "核对好了", "lift", "1")), 303)
	w.says("a scheme", supervisor.post("/payments/stop", w.signed("supervisor", "scheme", reward, "why-"+reward, "先停")), 303)
	w.says("a scheme that is stopped", supervisor.get("/payments"), 200, "解除叫停")
	w.says("and goes on", supervisor.post("/payments/stop", w.signed("supervisor", "scheme", reward, "why-"+reward, "好了", "lift", "1")), 303)
}

// TestSupportIsAudited: whoever lists or opens leaves a trace that says why, and the auditor reads it.
func TestSupportIsAudited(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	w.elder("周福生", liuwan)
	which := w.applied("village", "周福生", allPapers)
	reviewer := w.as("reviewer")
	for _, path := range []string{"/cases", "/cases/" + which.String(), "/notices"} {
		w.says(path, reviewer.get(path), 200)
	}
	village := w.as("village")
	for _, path := range []string{"/family/" + w.ids["周福生"].String(), "/person/" + w.ids["周福生"].String() + "/support"} {
		w.says(path, village.get(path), 200)
	}
	routes := map[string]bool{}
	for _, purpose := range []post.Purpose{post.OpenCase, post.ApplySupport} {
		looks, err := w.office("auditor").Looks(bg, audit.Filter{Purpose: string(purpose)}, audit.Page{Size: 100}, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range looks {
			routes[l.Route] = true
		}
	}
	for _, route := range []string{"GET /cases", "GET /cases/{case}", "GET /notices", "GET /family/{person}", "GET /person/{person}/support"} {
		if !routes[route] {
			t.Errorf("%s leaves no trace: %v", route, routes)
		}
	}
}

// TestSupportPagesOpen opens every page of support and all that it leads to, in both languages: each link works, each text is there.
func TestSupportPagesOpen(t *testing.T) {
	w := newTown(t, sqliteOf(t))
	for _, s := range w.supportSights() {
		r := w.as(s.login)
		for _, l := range lang.All {
			r.cookies[langCookie] = &http.Cookie{Name: langCookie, Value: string(l)}
			a := r.get(s.path)
			w.says(s.name, a, 200)
			if bad := unworded.FindString(a.body); bad != "" {
				t.Errorf("%s (%s) says %s", s.name, l, bad)
			}
			seen := map[string]bool{}
			for _, m := range hrefOf.FindAllStringSubmatch(a.body, -1) {
				to := strings.ReplaceAll(m[1], "&amp;", "&")
				shape := ids.ReplaceAllString(to, "ID")
				if seen[shape] || to == "/" || strings.Contains(a.body, `method="post" action="`+m[1]+`"`) {
					continue
				}
				seen[shape] = true
				if linked := r.get(escaped(to)); linked.status != 200 {
					t.Errorf("%s leads to %s: %d", s.name, to, linked.status)
				}
			}
		}
	}
}

// TestNoTextOfSupportIsForgotten finds texts that no page says any more.
func TestNoTextOfSupportIsForgotten(t *testing.T) {
	var all strings.Builder
	for _, folder := range []string{".", "page", "../office"} {
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !f.IsDir() && !strings.HasSuffix(f.Name(), "_test.go") {
				raw, err := os.ReadFile(filepath.Join(folder, f.Name()))
				if err != nil {
					t.Fatal(err)
				}
				all.Write(raw)
			}
		}
	}
	computed := []string{"state", "seal", "power", "queue", "tab", "stage", "do", "out", "at", "body", "stop", "turn"} // chosen by a code
	for key := range lang.Keys(lang.Zh) {
		parts := strings.Split(key, ".")
		if parts[0] != "support" || slices.Contains(computed, parts[1]) || strings.HasPrefix(key, "support.case.saved.") || strings.HasPrefix(key, "support.case.head.") || strings.HasPrefix(key, "support.case.clock.") || strings.HasPrefix(key, "support.plans.no-") {
			continue
		}
		whole, stem := `"`+strings.TrimSuffix(key, ".one")+`"`, `"`+strings.Join(parts[:2], ".")+`."`
		if !strings.Contains(all.String(), whole) && !strings.Contains(all.String(), stem) {
			t.Errorf("no page says %s", key)
		}
	}
}
