package page

import (
	"html/template"
	"strings"

	"youfu/internal/lang"
	"youfu/internal/money"
)

// supportNavs is the navigation of the posts of the four powers.
func init() {
	navs["confirm-officer"] = []NavItem{{Name: "waiting", Href: "/"}, {Name: "find", Href: "/find"}, {Name: "cases", Href: "/cases", Group: "support"}, {Name: "notices", Href: "/notices", Group: "support"}, {Name: "payments", Href: "/payments", Group: "support"}, {Name: "powers", Href: "/powers", Group: "support"}}
	navs["fund-officer"] = []NavItem{{Name: "waiting", Href: "/"}, {Name: "payments", Href: "/payments", Group: "support"}, {Name: "powers", Href: "/powers", Group: "support"}}
	navs["pay-officer"], navs["supervisor"] = navs["fund-officer"], navs["confirm-officer"]
}

func (l said) power(post, active, title string) Frame {
	f := l.frame(post, active, title)
	names := map[string][2]string{"confirm-officer": {l.t("王志远", "Wang Zhiyuan"), l.t("区卫生健康委", "Health commission")}, "fund-officer": {l.t("李敏", "Li Min"), l.t("区财政局", "Finance bureau")},
		"pay-officer": {l.t("傅云", "Fu Yun"), l.t("代理银行", "Agent bank")}, "supervisor": {l.t("高远", "Gao Yuan"), l.t("区审计局", "Audit office")}}
	if n, ok := names[post]; ok {
		f.User = &User{Name: n[0], Place: n[1], Post: f.T("page.post." + post)}
		f.Nav = nil
		for _, item := range navs[post] {
			item.Active = item.Name == active
			f.Nav = append(f.Nav, item)
		}
	}
	return f
}

func (l said) support() []shot {
	scheme := l.t("奖励扶助", "Reward and assistance")
	return []shot{
		{"06-home-confirm", l.supportHome("confirm-officer")}, {"06-home-fund", l.supportHome("fund-officer")}, {"06-home-empty", &SupportHome{Frame: l.power("pay-officer", "waiting", "x"), Queues: []Queue{{Name: "order"}, {Name: "alarm"}}}},
		{"06-cases", l.cases()}, {"06-cases-empty", &CaseList{Frame: l.frame("township-worker", "cases", "x"), Tabs: l.cases().Tabs, Place: l.t("云溪镇", "Yunxi town"), Entry: "/find"}},
		{"06-case-decide", l.caseToDecide()}, {"06-case-missing", l.caseMissing()}, {"06-case-refused", l.caseRefused()}, {"06-case-objected", l.caseObjected()}, {"06-case-granted", l.caseGranted()},
		{"06-choose", l.chooseScheme()}, {"06-apply", l.application(scheme)},
		{"06-notices", l.publicNotices()}, {"06-notice", l.notice()}, {"06-notice-over", &NoticeShow{Frame: l.power("supervisor", "notices", scheme), Scheme: scheme, Place: l.t("莲池村", "Lianchi"), From: day("2026-10-01"), Until: day("2026-10-15"), Count: 9}},
		{"06-poster", l.poster()},
		{"07-plans", l.plans("confirm-officer")}, {"07-plans-pay", l.plans("pay-officer")}, {"07-plans-stop", l.plans("supervisor")}, {"07-plans-empty", &PlanList{Frame: l.power("fund-officer", "payments", "x")}}, {"07-plan-fund", l.planToFund()}, {"07-plan", l.plan()},
		{"07-closing", l.closing("fund-officer")}, {"07-closing-signed", l.closing("")}, {"06-family", l.family()}, {"06-signing", l.signing("start", "", Field{})}, {"06-signing-offer", l.signing("confirm", "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", Field{})}, {"06-signing-wrong", l.signing("end", "", Field{Error: "x"})}, {"06-powers", l.powersHeld()}, {"06-powers-alone", &PowersShow{Frame: l.power("supervisor", "powers", "x"), Alone: []AloneRow{{Who: l.t("发放名单", "a list of payments"), How: l.t("同一份名单里行使了两种权力", "held two powers over one list"), Href: "/payments/1"}}}},
	}
}

func (l said) caseRows() []CaseRow {
	name, place := l.t("周福生", "Zhou Fusheng"), l.t("柳湾村", "Liuwan")
	scheme := l.t("奖励扶助", "Reward and assistance")
	return []CaseRow{
		{Href: "/cases/1", Name: name, Age: age(71), Scheme: scheme, Place: place, State: "waiting", Step: l.t("村级评议", "Village review"), Turn: l.t("区卫生健康委", "Health commission"), Power: "confirm", Yours: true, Deadline: day("2026-11-20")},
		{Href: "/cases/2", Name: l.t("何秀芬", "He Xiufen"), Age: age(43), About: l.t("何雨桐", "He Yutong"), Scheme: l.t("育儿补贴", "Childcare subsidy"), Place: place, State: "waiting", Papers: true, Step: l.t("初审", "First check"), Turn: l.t("区卫生健康委", "Health commission"), Power: "confirm", Deadline: day("2026-12-08")},
		{Href: "/cases/3", Name: l.t("钟秀英", "Zhong Xiuying"), Age: age(62), Scheme: scheme, Place: l.t("莲池村", "Lianchi"), State: "notice", Until: day("2026-12-02")},
		{Href: "/cases/4", Name: l.t("蒙桂香", "Meng Guixiang"), Age: age(61), Scheme: scheme, Place: l.t("松岗村", "Songang"), State: "granted", Account: "mismatch"},
	}
}

func (l said) supportHome(post string) *SupportHome {
	v := &SupportHome{Frame: l.power(post, "waiting", l.t("等您办的事", "Waiting for you")), Place: l.t("柳湾村", "Liuwan")}
	if post == "fund-officer" {
		v.Place, v.Queues = l.t("区财政局", "Finance bureau"), []Queue{{Name: "fund", Count: 1, Href: "/payments", Plans: l.planRows()[:1]}}
		return v
	}
	v.Queues = []Queue{{Name: "yours", Count: 1, Href: "/cases?state=yours", Cases: l.caseRows()[:1]}}
	return v
}

func (l said) cases() *CaseList {
	tabs := []CaseTab{{Name: "all", Href: "/cases", Count: 4, Active: true}, {Name: "papers", Href: "?state=papers", Count: 1}}
	for _, s := range []string{"waiting", "notice", "objected", "granted", "refused"} {
		tabs = append(tabs, CaseTab{Name: s, Href: "?state=" + s, Count: 1})
	}
	return &CaseList{Frame: l.frame("township-worker", "cases", l.t("待遇申请", "Support cases")), Place: l.t("云溪镇", "Yunxi town"), Tabs: tabs, Rows: l.caseRows(), Pager: Pager{Shown: 4, Total: 4}, Entry: "/find",
		Filters: FilterForm{Action: "/cases", Filters: []Filter{{Name: "scheme", Options: []Option{{Value: "reward-assistance", Text: l.t("奖励扶助", "Reward and assistance")}}}, {Name: "village", Options: []Option{{Value: "1", Text: l.t("柳湾村", "Liuwan")}}}}}}
}

// oneCase is a case with the explanation that the design shows.
func (l said) oneCase(post string) *CaseShow {
	f := l.power(post, "cases", l.t("周福生 · 奖励扶助", "Zhou Fusheng · Reward and assistance"))
	f.Crumbs = []Link{{l.t("待遇申请", "Support cases"), "/cases"}}
	v := &CaseShow{Frame: f, Name: l.t("周福生", "Zhou Fusheng"), Person: "/person/1", Family: "/family/1", Age: age(71), Scheme: l.t("奖励扶助", "Reward and assistance"), Place: l.t("柳湾村", "Liuwan"), AppliedOn: day("2026-10-12"),
		AsOf: f.T("support.case.asof", today, "c41e9a07"), State: "waiting", Legal: []string{l.t("《人口与计划生育法》第三十一条第四款", "Population and Family Planning Law, article 31, paragraph 4")},
		Criteria: []CriterionRow{
			{Condition: l.t("年满60周岁", "is 60 or older"), State: "met", Because: []string{l.t("年龄：71（2026-11-24）", "age: 71 (2026-11-24)"), l.t("居民身份证，2026-10-12 看过", "identity card, seen on 2026-10-12")}},
			{Condition: l.t("农业户口，或界定为农村居民", "agricultural registration, or found to be a rural resident"), State: "met", Because: []string{l.t("户口性质：农业（1988-05-01）", "registration: agricultural (1988-05-01)")}},
			{Condition: l.t("现有一个子女、两个女儿，或者没有子女", "has one living child, two living daughters, or no living child"), State: "met", Because: []string{l.t("现有子女数：1", "living children: 1")}},
			{Condition: l.t("有奖励扶助资格档案", "the file of the cohort is there"), State: "met", Because: []string{l.t("奖励扶助资格档案，2026-10-12 看过", "file of the cohort, seen on 2026-10-12")}}},
		Papers:  []PaperRow{{Title: l.t("居民身份证", "identity card"), State: "seen", On: day("2026-10-12"), Says: "1101…0027"}, {Title: l.t("居民户口簿", "household register book"), State: "seen", On: day("2026-10-12")}, {Title: l.t("奖励扶助资格档案", "file of the cohort"), State: "seen", On: day("2026-10-12"), Says: "4471"}},
		Account: AccountState{State: "verified", Tail: "3317"},
		Appeal:  AppealBox{Days: 60, To: f.T("support.appeal.to", l.t("区县人民政府行政复议机构", "the district government’s office for reconsideration")), Address: f.T("support.appeal.address", l.t("行政复议窗口；村委会、乡镇也可以代收", "the reconsideration desk; the village or the township takes it in as well"))},
	}
	v.Matters = []MatterRows{{Title: f.T("support.acts.application", 2026), Open: true, Rows: []ActRow{
		{On: day("2026-10-20"), Title: l.t("村级评议", "Village review"), Power: "confirm", Body: l.t("区卫生健康委", "Health commission"), By: l.t("周德福", "Zhou Defu"), Result: f.T("support.acts.passed"), Signer: "password", Mark: "2e4d0a11"},
		{On: day("2026-10-21"), Title: f.T("support.notice-of", l.t("村级评议", "Village review")), Power: "supervise", Body: l.t("区审计局", "Audit office"), By: l.t("高远", "Gao Yuan"), Result: f.T("support.acts.put-up"), Until: day("2026-10-30"), Signer: "password", Mark: "91c2b07f"}},
		Next: &ActRow{Title: l.t("乡级初审", "Township check"), Power: "confirm", Body: l.t("区卫生健康委", "Health commission"), Result: f.T("support.acts.next")}}}
	v.Headline, v.Clock = f.T("support.case.head.waiting", l.t("乡级初审", "Township check")), f.T("support.case.clock.turn", l.t("区卫生健康委", "Health commission"), f.T("support.at.township"))
	v.TurnPower, v.Turn = "confirm", f.T("support.case.its-turn", l.t("区卫生健康委", "Health commission"), f.T("support.power.confirm"))
	v.Upcoming, v.Expected = []UpcomingRow{{Period: "2026", Layer: l.t("国家基础标准", "national basic amount"), Fen: 96000, Reason: []string{l.t("2026-01 至 2026-12，12 个月，每年 960.00 元", "2026-01 to 2026-12, 12 months, 960.00 yuan a year")}}}, true
	return v
}

func (l said) field(id, label string, kind FieldType) Field {
	return Field{ID: id, Label: l.frame("", "", "").blank(label), Type: kind}
}

// blank is a text of the area support.
func (f Frame) blank(key string) string { return f.T("support." + key) }

// signing is the page of one's own signature with one of the forms of one-time codes.
func (l said) signing(form, secret string, proof Field) *SigningShow {
	v := &SigningShow{Frame: l.power("confirm-officer", "", l.t("签名方式", "How you sign"))}
	proof.ID, proof.Label, proof.Type, proof.Auto = "code", v.T("support.sign.code"), TypeLine, "one-time-code"
	line := func(id, label, input string) Field { return Field{ID: id, Label: label, Type: TypeLine, Input: input} }
	v.Keys = KeysBox{Asked: "{}", ClientID: "0192", Label: line("label", v.T("support.signing.key-label"), ""), Proof: line("key-password", v.T("support.sign.password"), "password")}
	if form != "start" {
		v.Keys.Keys, v.Keys.EndID, v.Keys.EndProof = []string{l.t("办公室蓝色密钥", "the blue one")}, "0193", line("end-password", v.T("support.sign.password"), "password")
		v.Keys.Which = Field{ID: "which", Label: v.T("support.signing.key-which"), Type: TypeCode, Options: []Option{{Value: "1", Text: v.Keys.Keys[0]}}}
	}
	v.Codes = CodesBox{Held: form == "end", Form: form, Action: "/signing/codes", ClientID: "0190", Secret: secret, Proof: proof}
	if proof.Error != "" {
		v.Codes.Proof.Error = v.T("post.code-used")
		v.Codes.Wrong = WrongIn(v.Codes.Proof)
	}
	if form == "start" {
		v.Codes.Proof.ID, v.Codes.Proof.Label, v.Codes.Proof.Input, v.Codes.Proof.Auto = "password", v.T("support.sign.password"), "password", "current-password"
	}
	if secret != "" {
		v.Codes.Offer = "0191"
		v.Codes.Code, _ = Code("otpauth://totp/x?secret=" + strings.ReplaceAll(secret, " ", ""))
	}
	return v
}

func (l said) caseToDecide() *CaseShow {
	v := l.oneCase("confirm-officer")
	v.ClockOver, v.Clock = true, v.Clock+v.T("support.case.clock.over", v.Day(day("2026-11-20")), v.Ago(day("2026-11-20")))
	reason := l.field("reason", "act.reason", TypeText)
	reason.Hint, reason.Optional = v.T("support.act.reason-hint"), true
	password := l.field("password", "sign.password", TypeLine)
	password.Input, password.Error = "password", v.T("support.sign.wrong")
	decision := l.field("decision", "act.decision", TypeCode)
	decision.Options, decision.Values = []Option{{Value: "passed", Text: v.T("support.act.pass")}, {Value: "refused", Text: v.T("support.act.refuse")}}, []string{"passed"}
	v.Act = &CaseAct{Action: "/cases/1/decide", ClientID: "0190", Step: "township-check", Title: l.t("乡级初审", "Township check"), Power: "confirm", Fields: []Field{decision, reason}, Signing: Signing{Proof: password, Weak: lang.T(lang.Lang(l), "support.weak.password"), Key: true}, Wrong: WrongIn(password)}
	v.Beside = []BesideRow{{Title: l.t("特别扶助", "Special assistance"), Text: l.t("请按省里的规定看两项能否同时享受", "see what the province says about both together"), Href: "/cases/9"}}
	return v
}

func (l said) caseMissing() *CaseShow {
	v := l.oneCase("township-worker")
	v.Clock = v.T("support.case.clock.missing")
	v.Criteria[3] = CriterionRow{Condition: v.Criteria[3].Condition, State: "unknown", Lacks: []string{l.t("缺这份材料：奖励扶助资格档案", "this paper is missing: file of the cohort")}, Change: l.t("找到档案、看过以后就能决定", "it can be decided once the file was seen")}
	v.Papers[2] = PaperRow{Title: v.Papers[2].Title, State: "missing"}
	v.Account, v.Upcoming = AccountState{State: "no-account", Hint: v.T("support.account.none")}, nil
	account, holder := l.field("account", "account.number", TypeLine), l.field("holder", "account.holder", TypeLine)
	account.Hint, holder.Hint, account.Optional, holder.Optional = v.T("support.account.number-hint"), v.T("support.account.holder-hint"), true, true
	v.Add = &PaperForm{Action: "/cases/1/paper", ClientID: "0191", Papers: []PaperField{{Kind: "cohort-record", Title: v.Papers[2].Title}}, Account: account, Holder: holder}
	account.Error = v.T("support.paper.nothing")
	v.Add.Wrong, v.Add.Account = WrongIn(account), account
	return v
}

func (l said) caseRefused() *CaseShow {
	v := l.oneCase("township-worker")
	v.State, v.Headline, v.Clock, v.Turn = "refused", v.T("support.case.head.refused"), v.T("support.case.clock.refused", v.Day(day("2026-12-19"))), ""
	v.Criteria[1] = CriterionRow{Condition: v.Criteria[1].Condition, State: "not_met", Because: []string{l.t("户口性质：居民（2016-01-01）", "registration: resident (2016-01-01)")}, Change: l.t("由村里和乡镇界定后再看", "the village and the township can find it")}
	v.Matters[0].Next, v.Upcoming = nil, nil
	v.Matters[0].Rows = append(v.Matters[0].Rows, ActRow{On: day("2026-11-20"), Title: l.t("乡级初审", "Township check"), Power: "confirm", Body: l.t("区卫生健康委", "Health commission"), By: l.t("陈玉兰", "Chen Yulan"), Result: v.T("support.acts.refused"), Reason: l.t("户口已登记为居民，还没有界定", "registered as resident, and not yet found rural"), Signer: "password", Mark: "55b217fe"})
	words := l.field("words", "appeal.words", TypeText)
	words.Hint = v.T("support.appeal.words-hint")
	v.Appeal.Until, v.Appeal.Action, v.Appeal.ClientID, v.Appeal.Words = day("2026-12-19"), "/cases/1/appeal", "0192", words
	return v
}

func (l said) caseObjected() *CaseShow {
	v := l.oneCase("supervisor")
	v.State, v.Headline, v.Clock = "objected", v.T("support.case.head.objected"), v.T("support.case.clock.objected", l.t("区审计局", "Audit office"))
	v.Notice = &NoticeRow{Href: "/notices/1/reward-assistance/2026-12-02", Until: day("2026-12-02")}
	decision, answer, words, why := l.field("state", "object.decision", TypeCode), l.field("answer", "object.reply", TypeText), l.field("words", "object.words", TypeText), l.field("why", "stop.reason", TypeText)
	decision.Options = []Option{{Value: "upheld", Text: v.T("support.state.upheld")}, {Value: "dismissed", Text: v.T("support.state.dismissed")}}
	v.Objects = []ObjectionRow{{On: day("2026-11-23"), Words: l.t("他家在镇上有房。", "He has a flat in town."), State: "open", Form: &AnswerObjection{Action: "/cases/1/objection/2", ClientID: "0193", Decision: decision, Words: answer}},
		{On: day("2026-11-22"), Words: l.t("年龄不对。", "The age is wrong."), State: "dismissed", Answer: l.t("看过身份证，1955 年出生。", "The identity card was seen: born in 1955.")}}
	v.Object = &ObjectForm{Action: "/cases/1/objection", ClientID: "0194", Words: words}
	v.Bar = v.T("benefit.objection-open")
	v.Stop = &StopForm{Action: "/cases/1/stop", ClientID: "0195", What: "case", Reason: why}
	return v
}

func (l said) caseGranted() *CaseShow {
	v := l.oneCase("township-worker")
	v.State, v.Headline, v.Clock, v.Turn, v.Expected = "granted", v.T("support.case.head.granted"), v.T("support.case.clock.granted"), "", false
	v.Got, v.GotFen = 2, 192000
	reason := l.t("2025-01 至 2025-12，12 个月，每年 960.00 元", "2025-01 to 2025-12, 12 months, 960.00 yuan a year")
	layer := l.t("国家基础标准", "national basic amount")
	v.Paid = []PaidRow{{Period: "2024", Layer: layer, Fen: 96000, State: "paid", On: day("2024-12-11"), Reason: []string{reason}}, {Period: "2025", Layer: layer, Fen: 96000, State: "returned", On: day("2025-06-20"), Reason: []string{reason}, Code: l.t("账户已销户", "account is closed")}}
	v.Matters[0].Next, v.Matters[0].Open = nil, false
	v.Matters = append([]MatterRows{{Title: v.T("support.acts.review", 2026), Open: true}}, v.Matters...)
	v.Notices = []Notice{{Tone: OK, Text: v.T("support.case.saved.decided")}}
	return v
}

func (l said) chooseScheme() *ApplyChoose {
	person := PersonLine{Name: l.t("何秀芬", "He Xiufen"), Href: "/person/1", Sex: "female", Age: age(43), Address: l.t("柳湾村 1组12号", "Liuwan 1-12")}
	return &ApplyChoose{Frame: l.frame("township-worker", "find", l.t("申请待遇", "Apply for support")), Person: person, Back: "/person/1", Rows: []ApplyRow{
		{Title: l.t("育儿补贴", "Childcare subsidy"), Href: "/person/1/support/childcare-subsidy", Child: true, About: []ApplyAbout{{Name: l.t("何雨桐", "He Yutong"), State: "unknown", Lacks: []string{l.t("有出生医学证明", "there is a certificate of birth")}}, {Name: l.t("何雨晴", "He Yuqing"), Case: "/cases/2", Stand: "granted"}}},
		{Title: l.t("奖励扶助", "Reward and assistance"), Href: "/person/1/support/reward-assistance", About: []ApplyAbout{{State: "not_met", Lacks: []string{l.t("年满60周岁", "is 60 or older")}}}, Beside: []BesideRow{{Title: l.t("特别扶助", "Special assistance"), Text: l.t("请按省里的规定看", "see what the province says"), Href: "/cases/9"}}},
		{Title: l.t("特别扶助", "Special assistance"), Child: true}}}
}

func (l said) application(scheme string) *ApplyForm {
	one := l.oneCase("township-worker")
	child := l.field("child", "apply.child", TypeCode)
	child.Options, child.Error = []Option{{Value: "1", Text: l.t("何雨桐：2024-07-01", "He Yutong: 2024-07-01")}}, l.t("户籍里没有登记这个孩子由申请人抚养或监护", "the register knows no such child of hers")
	account, holder := l.field("account", "account.number", TypeLine), l.field("holder", "account.holder", TypeLine)
	account.Hint, holder.Hint, account.Optional, holder.Optional = one.T("support.account.number-hint"), one.T("support.account.holder-hint"), true, true
	return &ApplyForm{Frame: l.frame("township-worker", "find", scheme), Person: l.chooseScheme().Person, Scheme: scheme, Basis: one.Legal, Action: "/person/1/support/x", ClientID: "0196", Back: "/person/1/support", Child: &child, Wrong: WrongIn(child),
		Criteria: one.Criteria[:2], Papers: []PaperField{{Kind: "id-card", Title: l.t("居民身份证", "identity card"), Seen: true, Says: "1101"}, {Kind: "household-book", Title: l.t("居民户口簿", "household register book")}},
		Account: account, Holder: holder, Known: AccountState{State: "mismatch", Tail: "3317"}, Beside: l.chooseScheme().Rows[1].Beside}
}

func (l said) publicNotices() *NoticeList {
	scheme := l.t("奖励扶助", "Reward and assistance")
	password := l.field("password", "sign.password", TypeLine)
	password.Input = "password"
	card := NoticeCard{Href: "/notices/1/x/2026-12-02", Scheme: scheme, Place: l.t("莲池村", "Lianchi"), From: day("2026-11-23"), Until: day("2026-12-02"), Count: 9, Open: 1}
	over := card
	over.From, over.Until, over.Open = day("2026-10-01"), day("2026-10-15"), 0
	return &NoticeList{Frame: l.power("supervisor", "notices", l.t("公示与异议", "Notices")), Mine: true, Standing: []NoticeCard{card}, Over: []NoticeCard{over}, Objected: l.caseRows()[2:3],
		Put: &PutUp{Action: "/notices", ClientID: "0197", Signing: Signing{Proof: password, Weak: lang.T(lang.Lang(l), "support.weak.password")}, Groups: []PutGroup{{Place: l.t("柳湾村", "Liuwan"), Scheme: scheme, Days: 7, Rows: []PutRow{
			{Value: "1", Href: "/cases/1", Name: l.t("周福生", "Zhou Fusheng"), Passed: day("2026-11-20"), Checked: true}, {Value: "2", Href: "/cases/2", Name: l.t("蒙桂香", "Meng Guixiang"), Passed: day("2026-11-20"), Error: l.t("这件事您已经办过一步", "you have acted in this matter")}}}}}}
}

func (l said) notice() *NoticeShow {
	f := l.power("supervisor", "notices", l.t("奖励扶助 · 莲池村", "Reward and assistance · Lianchi"))
	v := &NoticeShow{Frame: f, Scheme: l.t("奖励扶助", "Reward and assistance"), Place: l.t("莲池村", "Lianchi"), From: day("2026-11-23"), Until: day("2026-12-02"), Stands: true, Count: 4, Print: "c41e 9a07 55b2 1f0e", Paper: "/notices/1/x/2026-12-02/poster", Mine: true,
		Where: []string{f.T("support.notice.way.say"), f.T("support.notice.way.body", l.t("区审计局", "Audit office")), f.T("support.notice.way.line"), f.T("support.notice.way.stop")}}
	for i, text := range []string{"·", l.t("何·", "H·"), l.t("何·", "H·"), l.t("王·英", "W·y")} {
		v.Lines = append(v.Lines, NoticeLine{N: i + 1, Text: text, Href: "/cases/" + string(rune('1'+i))})
	}
	return v
}

func (l said) poster() *NoticePoster {
	v := &NoticePoster{NoticeShow: *l.notice(), Back: "/notices/1/x/2026-12-02", Body: l.t("区审计局", "Audit office")}
	v.Says = v.T("support.poster.text", v.District, v.Place, v.Scheme, v.From, v.Until, v.Count, v.Print)
	v.Code, _ = Code(v.Says)
	return v
}

func (l said) planRows() []PlanRow {
	scheme := l.t("奖励扶助", "Reward and assistance")
	return []PlanRow{
		{Href: "/payments/2", Scheme: scheme, Period: "2026", On: day("2026-11-20"), Lines: 576, Fen: 34560000, Stages: []Stage{{State: "planned", Lines: 576}}, Refused: 12},
		{Href: "/payments/1", Scheme: scheme, Period: "2025", On: day("2025-11-05"), Lines: 576, Fen: 34560000, Funded: true, Stages: []Stage{{State: "ordered", Lines: 2}, {State: "paid", Lines: 569}, {State: "returned", Lines: 5}}, Alarms: 2, Refused: 9},
	}
}

func (l said) plans(post string) *PlanList {
	v := &PlanList{Frame: l.power(post, "payments", l.t("发放名单", "Payments")), Rows: l.planRows()}
	password, period, scheme := l.field("password", "sign.password", TypeLine), l.field("period", "plans.period", TypeLine), l.field("scheme", "plans.scheme", TypeChoose)
	password.Input, period.Hint = "password", v.T("support.plans.period-hint", "2026")
	switch post {
	case "confirm-officer":
		v.Make = &PlanMake{Action: "/payments", ClientID: "0198", Fields: []Field{scheme, period}, Signing: Signing{Proof: password, Weak: lang.T(lang.Lang(l), "support.weak.password")}}
	case "pay-officer":
		v.Take = &AnswerForm{Action: "/payments/answers", Fields: []Field{l.field("profile", "do.profile", TypeChoose), l.field("file", "answers.file", TypeFile)}}
		v.Taken = &AnswersTaken{Facts: []Fact{{Name: v.T("support.answers.count"), Text: "576"}, {Name: v.T("support.answers.suspense"), Text: "1"}}, Exceptions: 1, UnreadCount: 1, Unread: []string{l.t("第 3 行的金额读不出来", "row 3: the amount cannot be read")}}
		v.Payer = &PayerForm{Action: "/payments/account", ClientID: "0201", Fields: []Field{l.field("payer", "payer.payer", TypeLine), l.field("account", "payer.account", TypeLine)}}
	case "supervisor":
		v.Stops = []StopForm{{Action: "/payments/stop", What: "scheme", Title: l.t("奖励扶助", "Reward and assistance"), Reason: l.field("why-1", "stop.reason", TypeText)},
			{Action: "/payments/stop", What: "scheme", Title: l.t("育儿补贴", "Childcare subsidy"), Stopped: true, Reason: l.field("why-2", "stop.reason", TypeText)}}
	}
	return v
}

func (l said) closing(post string) *ClosingShow {
	f := l.power("fund-officer", "payments", "x")
	all, part, none := Sum{576, 34560000}, Sum{569, 34140000}, Sum{}
	v := &ClosingShow{Frame: f, Scheme: l.t("奖励扶助", "Reward and assistance"), Period: "2025", Hash: "c41e 9a07 55b2 1f0e", Balanced: post != "", Table: "/closing/x/2025/table", Word: "/closing/x/2025/word", Alarms: 2,
		Sums:   SumsOf{Confirmed: all, Allocated: all, Ordered: all, Paid: part, Returned: Sum{5, 300000}, Pending: Sum{2, 120000}, Held: none, Difference: none},
		Places: []ClosingRow{{Place: l.t("莲池村", "Lianchi"), SumsOf: SumsOf{Confirmed: Sum{9, 540000}, Paid: Sum{8, 480000}, Pending: Sum{1, 60000}}}, {Place: l.t("松岗村", "Songang"), SumsOf: SumsOf{Confirmed: Sum{7, 420000}, Paid: Sum{7, 420000}}}},
		Signs:  []ClosingSign{{Power: "confirm", Body: l.t("区卫生健康委", "Health commission"), On: day("2026-11-23"), Signer: "password"}, {Power: "fund", Body: l.t("区财政局", "Finance bureau")}, {Power: "pay", Body: l.t("代理银行", "Agent bank")}}}
	if post != "" {
		password := l.field("password", "sign.password", TypeLine)
		password.Input = "password"
		v.Act = &ClosingAct{Action: "/closing/x/2025/fund", ClientID: "0202", Hash: "c41e", Power: "fund", Signing: Signing{Proof: password, Weak: lang.T(lang.Lang(l), "support.weak.password")}}
	}
	return v
}

func (l said) planPowers(f Frame, done int) []PowerStage {
	all := []PowerStage{{Power: "confirm", Body: l.t("区卫生健康委", "Health commission"), What: f.T("support.stage.lines", 576), By: l.t("王志远", "Wang Zhiyuan"), On: day("2025-11-05")},
		{Power: "fund", Body: l.t("区财政局", "Finance bureau"), What: f.Yuan(money.Fen(34560000)), By: l.t("李敏", "Li Min"), On: day("2025-11-10")},
		{Power: "pay", Body: l.t("代理银行", "Agent bank"), What: f.T("support.stage.credited", 569), By: l.t("傅云", "Fu Yun"), On: day("2025-11-12"), Note: f.T("support.stage.times", 1)},
		{Power: "supervise", Body: l.t("区审计局", "Audit office"), What: f.T("support.stage.free")}}
	for i := range all {
		if all[i].Done = i < done; !all[i].Done && i > 0 && i < 3 && done < 2 {
			all[i] = PowerStage{Power: all[i].Power, Body: all[i].Body, What: f.T("support.stage.waits")}
		}
	}
	return all
}

func (l said) planToFund() *PlanShow {
	f := l.power("fund-officer", "payments", l.t("奖励扶助 · 2026", "Reward and assistance · 2026"))
	password := l.field("password", "sign.password", TypeLine)
	password.Input = "password"
	return &PlanShow{Frame: f, Scheme: l.t("奖励扶助", "Reward and assistance"), Period: "2026", Lines: 576, Fen: 34560000, Powers: l.planPowers(f, 1), Equal: []ListHash{{"confirm", "c41e 9a07 55b2 1f0e"}}, Same: true,
		Stages: []Stage{{State: "planned", Lines: 576}}, Act: &PlanAct{Name: "fund", Action: "/payments/1/fund", ClientID: "0199", Hash: "c41e9a0755b21f0e", Sum: 34560000, Count: 576, Signing: Signing{Proof: password, Weak: lang.T(lang.Lang(l), "support.weak.password")}}}
}

func (l said) plan() *PlanShow {
	f := l.power("pay-officer", "payments", l.t("奖励扶助 · 2025", "Reward and assistance · 2025"))
	password, profile := l.field("password", "sign.password", TypeLine), l.field("profile", "do.profile", TypeChoose)
	password.Input, profile.Options = "password", []Option{{Value: "iso20022", Text: "ISO 20022"}}
	layer := l.t("国家基础标准", "national basic amount")
	return &PlanShow{Frame: f, Scheme: l.t("奖励扶助", "Reward and assistance"), Period: "2025", Lines: 576, Fen: 34560000, Stopped: true, Powers: l.planPowers(f, 2), Equal: []ListHash{{"confirm", "c41e 9a07 55b2 1f0e"}, {"fund", "c41e 9a07 55b2 1f0e"}, {"pay", "c41e 9a07 55b2 1f0e"}}, Same: true,
		Bar:    template.HTML(`<svg class="split" viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label="x"><rect class="s-ordered" x="0" width="10" height="14"/><rect class="s-paid" x="10" width="980" height="14"/><rect class="s-returned" x="990" width="10" height="14"/></svg>`),
		Stages: []Stage{{State: "ordered", Lines: 2, Href: "?state=ordered"}, {State: "paid", Lines: 569, Href: "?state=paid"}, {State: "returned", Lines: 5, Href: "?state=returned"}, {State: "alarm", Lines: 2, Href: "?state=alarm"}}, Alarms: 2, AllHref: "/payments/1", Tab: "returned",
		Rows: []LineRow{{Name: l.t("冯·贵", "F·g"), Place: l.t("莲池村", "Lianchi"), Layer: layer, Fen: 60000, State: "ordered", Marks: []string{"late"}, On: day("2025-11-12"), Next: f.T("support.next.late"), Power: "pay"},
			{Name: l.t("丁·山", "D·s"), Href: "/cases/1", Place: l.t("松岗村", "Songang"), Layer: layer, Fen: 60000, State: "returned", On: day("2025-11-20"), Code: l.t("账户已销户", "account is closed"), Next: f.T("support.next.returned"), Power: "confirm"},
			{Name: l.t("万·秀", "W·x"), Place: l.t("青石村", "Qingshi"), Layer: layer, Fen: 60000, State: "paid", Marks: []string{"alarm"}, On: day("2025-11-20"), Next: f.T("support.next.alarm"), Power: "pay"}},
		Pager: Pager{Shown: 3, Total: 7, Next: "?after=3", NextCount: 4}, Held: []RefusedGroup{{Reason: f.T("support.out.changed"), Count: 1}},
		Refused: []RefusedGroup{{Reason: f.T("support.out.no-account"), Hint: f.T("support.out.no-account-hint"), Count: 2, Rows: []RefusedRowOf{{Name: l.t("康·林", "K·l"), Href: "/cases/3", Place: l.t("松岗村", "Songang")}, {Name: l.t("苏·英", "S·y"), Place: l.t("莲池村", "Lianchi")}}}},
		Act:     &PlanAct{Name: "again", Action: "/payments/1/order", ClientID: "0200", Hash: "c41e9a0755b21f0e", Sum: 300000, Count: 5, Fields: []Field{profile}, Signing: Signing{Proof: password, Weak: lang.T(lang.Lang(l), "support.weak.password")}},
		Files:   []Link{{f.T("support.plan.file", 1), "/payments/1/file/1"}}, Stop: &StopForm{Action: "/payments/1/stop", What: "plan", Stopped: true, Hidden: []Pair{{"lift", "1"}}, Reason: l.field("why", "stop.reason", TypeText)},
		Closing: "/closing/reward-assistance/2025"}
}

func (l said) family() *FamilyShow {
	granted, asked := l.caseGranted(), l.oneCase("township-worker")
	return &FamilyShow{Frame: l.frame("township-worker", "find", l.t("周福生家的待遇", "Support of Zhou Fusheng’s household")), Name: l.t("周福生", "Zhou Fusheng"), Total: 96000, Home: "/household/1", Members: []FamilyMember{
		{Name: l.t("周福生", "Zhou Fusheng"), Href: "/person/1", Age: age(71), Relation: l.t("户主", "head"), Apply: "/person/1/support", Cases: []FamilyCase{{Href: "/cases/1", Scheme: granted.Scheme, State: "granted", Paid: granted.Paid, Upcoming: granted.Upcoming}, {Href: "/cases/2", Scheme: l.t("育儿补贴", "Childcare subsidy"), About: l.t("周小宝", "Zhou Xiaobao"), State: "waiting", Upcoming: asked.Upcoming, Expected: true}}},
		{Name: l.t("李桂英", "Li Guiying"), Href: "/person/2", Age: age(69), Relation: l.t("配偶", "spouse"), Apply: "/person/2/support"}}}
}

func (l said) powersHeld() *PowersShow {
	f := l.power("supervisor", "powers", l.t("四权分工", "Four powers"))
	v := &PowersShow{Frame: f}
	for i, power := range powers {
		v.Rows = append(v.Rows, PowerRow{Power: power, Body: []string{l.t("区卫生健康委", "Health commission"), l.t("区财政局", "Finance bureau"), l.t("代理银行", "Agent bank"), l.t("区审计局", "Audit office")}[i], Code: "body-" + power, Count: 1, People: []OfficialRow{{Name: l.t("王志远", "Wang Zhiyuan"), Post: f.T("page.post.confirm-officer"), Place: l.t("柳湾村", "Liuwan"), Signs: []string{"passkey", "totp", "password", "passkey"}[i]}}})
	}
	return v
}
