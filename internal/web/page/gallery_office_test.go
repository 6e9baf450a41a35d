package page

func (l said) imports() []shot {
	f := l.frame("registrar", "import", l.t("导入与差异", "Import"))
	kind := Field{ID: "kind", Label: l.t("导入什么", "What to import"), Type: TypeChoose, Options: []Option{{Value: "people", Text: l.t("居民名册", "People")}, {Value: "places", Text: l.t("区划", "Areas")}}}
	file := Field{ID: "file", Label: l.t("文件", "File"), Hint: l.t(".xlsx 或 .csv（UTF-8、GB18030），第一行是列名", ".xlsx or .csv (UTF-8, GB18030); row 1 holds the headings"), Type: TypeFile, Auto: ".xlsx,.csv"}
	wrong := file
	wrong.Error = l.t("读不出「名册.doc」：请另存为 .xlsx 或 .csv", "“register.doc” cannot be read: save it as .xlsx or .csv")
	rows := []ImportRow{{File: l.t("居民名册_云溪镇_2026-11.xlsx", "people_yunxi_2026-11.xlsx"), Href: "/imports/1", Kind: l.t("居民名册", "People"), At: "2026-11-24 09:12", By: l.t("何明", "He Ming"), Rows: 12486, State: Held}, {File: l.t("普查登记_10月.csv", "screening_oct.csv"), Href: "/imports/2", Kind: l.t("妇女病普查 · 检查", "Women’s screening · examination"), At: "2026-11-02 16:30", By: l.t("何明", "He Ming"), Rows: 4030, State: Done}, {File: "x.csv", Href: "/imports/3", Kind: l.t("区划", "Areas"), At: "2026-10-30 10:00", By: l.t("何明", "He Ming"), Rows: 120, State: Stopped}}
	return []shot{
		{"08-imports", &ImportList{Frame: f, Action: "/imports", ClientID: "0190-i", Kind: kind, File: file, Rows: rows, Pager: Pager{Shown: 3, Total: 3}}},
		{"08-imports-wrong", &ImportList{Frame: f, Action: "/imports", ClientID: "0190-i", Kind: kind, File: wrong, Wrong: WrongIn(kind, wrong)}},
		{"08-import-check", l.oneImport(StepCheck)},
		{"08-import-result", l.oneImport(StepResult)},
		{"08-import-held", l.held()},
		{"08-import-before", l.before()},
		{"08-import-apply", l.oneImport(StepApply)},
		{"08-import-stopped", l.stopped()},
		{"08-import-done", l.oneImport(StepDone)},
		{"08-import-undo", l.undoing()},
		{"08-import-undo-refused", l.undoRefused()},
		{"08-progress", &ImportProgress{Frame: f, Step: StepApply, Progress: Progress{Done: 9120, Total: 12061, Running: true}}},
		{"08-progress-over", &ImportProgress{Frame: f, Over: true}},
	}
}

func (l said) oneImport(step Step) *ImportShow {
	f := l.frame("registrar", "import", l.t("导入居民名册", "Import: people"))
	f.Crumbs = []Link{{l.t("导入与差异", "Import"), "/imports"}}
	v := &ImportShow{Frame: f, File: l.t("居民名册_云溪镇_2026-11.xlsx", "people_yunxi_2026-11.xlsx"), Kind: l.t("居民名册", "people"), At: l.t("今天 09:12", "today 09:12"), By: l.t("何明", "He Ming"), Step: step, Counts: Counts{Rows: 12486, Accepted: 508, Unchanged: 11913, Held: 27, Refused: 38}}
	switch step {
	case StepCheck:
		v.Counts = Counts{}
		v.Progress, v.Stop, v.Refresh = Progress{Done: 7866, Total: 12486, Left: l.t("约剩 8 秒", "about 8 s left"), Poll: "/imports/1/progress", Running: true}, &Act{Text: l.t("停下", "Stop"), Action: "/imports/1/stop"}, 2
	case StepResult:
		v.Apply, v.Cancel = &Act{Text: l.t("写入 508 行", "Write 508 rows"), Action: "/imports/1/apply", ClientID: "0190-a"}, &Act{Text: l.t("取消导入", "Cancel"), Action: "/imports/1/cancel"}
		v.Tabs = []Tab{{Name: "refused", Href: "?tab=refused", Count: 38, Active: true}, {Name: "held", Href: "?tab=held", Count: 27}}
		v.Unread = []Unread{{l.t("没有表头的列：", "Columns without a heading:"), l.t("这些列不会导入。", "They are not imported."), []string{"N"}}}
		v.Unknown, v.Download, v.RefusedN, v.Pager = []string{"BZ2", l.t("备注", "remark")}, "/imports/1/refused.xlsx", 38, Pager{Shown: 4, Total: 38, Next: "?after=4", NextCount: 34}
		v.Refused = []RefusedRow{
			{Row: 118, Who: l.t("胡•梅", "Hu •"), Column: "citizen_number", Value: "999999••••••••0027", Reason: l.t("最后一位校验不对，按前 17 位应为 8", "the last digit does not check; by the first 17 it is 8"), Remedy: l.t("对照身份证改正", "mend it from the card")},
			{Row: 274, Who: l.t("姚•强", "Yao •"), Column: "birth", Value: "1971/2/30", Reason: l.t("没有这一天", "there is no such day"), Remedy: l.t("写成 1971-02-28 这样的日期；只知道年月可写 1971-02", "write a date such as 1971-02-28; 1971-02 where only the month is known")},
			{Row: 1093, Who: l.t("邵•雄", "Shao •"), Column: "name", Reason: l.t("没有填", "missing"), Remedy: l.t("补上姓名", "give the name")},
			{Row: 2251, Who: l.t("唐•兰", "Tang •"), Column: "resident_place", Value: l.t("柳弯村", "Liuwam"), Reason: l.t("没有这个村，最像「柳湾村」", "no such village; most like “Liuwan”"), Remedy: l.t("改成柳湾村的代码或名称", "use the code or name of Liuwan")}}
	case StepApply:
		v.Progress, v.Stop = Progress{Done: 320, Total: 508, Left: l.t("约剩 2 秒", "about 2 s left"), Poll: "/imports/1/progress", Running: true}, &Act{Text: l.t("停下", "Stop"), Action: "/imports/1/stop"}
	case StepDone:
		v.Seq, v.Undo = 12061, l.undo("")
	}
	return v
}

func (l said) held() *ImportShow {
	v := l.oneImport(StepResult)
	v.Tabs[0].Active, v.Tabs[1].Active, v.Refused = false, true, nil
	v.AcceptHint = l.t("选中的重新检查，还不写入；其余的先放着。", "Ticked rows are checked again; nothing is written yet. The others wait.")
	v.Accept, v.AcceptAll = &Act{Text: l.t("选中的作为不同的人录入", "Let the ticked in as people of their own"), Action: "/imports/1/accept"}, l.t("全部作为不同的人录入（26）", "Let all 26 in")
	v.Held = []HeldRow{{Row: 91, MayComeIn: true, Earlier: l.t("见第 12 行", "see row 12"), Who: l.t("何•芬 1983-05-12", "He • 1983-05-12"), Like: l.t("何•芳 1983-05-12", "He • 1983-05-12"), Href: "/person/1", Why: l.t("同名同音、同一天出生、同村", "same sound, birthday and village"), State: Held}, {Row: 377, Who: l.t("周•国", "Zhou •"), Like: l.t("周•国", "Zhou •"), Href: "/person/2", Why: l.t("文件里的编号相同", "same key in the file"), State: Held}}
	v.Pager = Pager{Shown: 2, Total: 27, Next: "?after=2", NextCount: 25}
	return v
}

func (l said) before() *ImportShow {
	v := l.oneImport(StepResult)
	v.Apply, v.Again = nil, &Act{Text: l.t("以这个文件为准，重新检查", "Let this file stand; check again"), Action: "/imports/1/again"}
	v.Before = l.t("这个文件 2026-11-20 14:03 导入过（第 11020 笔）。其中 12 行登记册里已有更新的内容，保持不动。", "This file came in on 2026-11-20 14:03 (write 11020). Of 12 rows something newer is known, and that stays.")
	return v
}

func (l said) stopped() *ImportShow {
	v := l.oneImport(StepApply)
	v.Progress.Running, v.Progress.Left, v.Stop = false, "", nil
	v.Resume = &Act{Text: l.t("接着写", "Go on"), Action: "/imports/1/resume", ClientID: "0190-r"}
	v.Undo = l.undo("")
	return v
}

func (l said) undo(wrong string) *UndoForm {
	reason := Field{ID: "reason", Label: l.t("为什么撤回", "Why it is taken back"), Type: TypeLine, Error: wrong}
	return &UndoForm{Action: "/imports/1/undo", Reason: reason, Wrong: WrongIn(reason)}
}

func (l said) undoRefused() *ImportShow {
	v := l.oneImport(StepUndo)
	v.Undo, v.Counts = l.undo(l.t("请写明为什么撤回这次导入。", "Please say why the import is taken back.")), Counts{}
	v.Rests, v.RestsN = []RestRow{{What: l.t("何·芬", "He ·"), Href: "/person/1", Why: l.t("已有服务记录", "services are recorded for her")}, {What: l.t("周·国", "Zhou ·"), Href: "/person/2", Why: l.t("之后又有更新", "was revised since"), Seq: 12070}}, 2
	return v
}

func (l said) undoing() *ImportShow {
	v := l.oneImport(StepUndo)
	v.Counts, v.Progress, v.Stop, v.Refresh = Counts{}, Progress{Done: 3, Total: 13, Of: "page.working.of-parts", Poll: "/imports/1/progress", Running: true}, &Act{Text: l.t("停下", "Stop"), Action: "/imports/1/stop"}, 2
	return v
}

func (l said) office() []shot {
	admin := func(active, title string) Frame { return l.frame("administrator", active, title) }
	auditor := l.frame("auditor", "audit", l.t("谁看过", "Who looked"))
	from, to := day("2026-11-01"), day("2026-11-24")
	seats := []AccountRow{
		{Login: "chen", Name: l.t("陈玉兰", "Chen Yulan"), Post: "township-worker", Place: l.t("云溪镇", "Yunxi town"), From: day("2024-03-01"), Seat: "s1", Account: "a1"},
		{Login: "lin", Name: l.t("林晓岚", "Lin Xiaolan"), Post: "clinic-worker", Place: l.t("云溪服务站", "Yunxi station"), From: day("2023-09-01"), Locked: true, Seat: "s2", Account: "a2"},
		{Login: "tang", Name: l.t("汤文秀", "Tang Wenxiu"), Post: "village-worker", Place: l.t("青石村", "Qingshi"), From: day("2026-11-20"), MustSet: true, Seat: "s3", Account: "a3"},
		{Login: "old", Name: l.t("周德福", "Zhou Defu"), Post: "village-worker", Place: l.t("柳湾村", "Liuwan"), From: day("2019-01-01"), To: day("2026-06-30"), Seat: "s4", Account: "a4"},
	}
	login := Field{ID: "login", Label: l.t("用户名", "Login"), Type: TypeLine, Error: l.t("「chen」已经有人用了", "“chen” is taken"), Values: []string{"chen"}}
	post := Field{ID: "post", Label: l.t("岗位", "Post"), Type: TypeChoose, Options: []Option{{Value: "village-worker", Text: l.t("村专干", "Village worker")}}}
	place := Field{ID: "place", Label: l.t("地方代码", "Area code"), Hint: l.t("村专干和乡镇工作人员要填，12 位", "for village and township workers, 12 digits"), Type: TypeLine, Optional: true}
	checks := []Check{{"integrity", true, l.t("页面和索引完好", "pages and indexes are sound")}, {"facts", true, l.t("重建 1,204,331 行，全部相同", "1,204,331 rows rebuilt, all equal")}, {"audit", true, l.t("没有缺口", "no gaps")}}
	broken := append(append([]Check{}, checks...), Check{"keys", false, l.t("3 个封存单元打不开；用备份的密钥文件再试", "3 sealed cells do not open; try the key file of the backup")})
	facts := []Fact{{Name: l.t("版本", "Version"), Text: "0.1.0"}, {Name: l.t("数据库", "Database"), Text: "SQLite, 214 MB"}, {Name: l.t("截至第几笔", "As known at"), Text: "12061", Mono: true}, {Name: l.t("上次备份", "Last backup"), Text: l.t("今天 02:00", "today 02:00")}}
	run := &Act{Text: l.t("现在自查", "Check now"), Action: "/machine/check"}
	return []shot{
		{"13-accounts", &AccountList{Frame: admin("accounts", l.t("账号与岗位", "Accounts")), Rows: seats, Add: "/accounts/add", Action: "/accounts", Pager: Pager{Shown: 4, Total: 4}, Filters: FilterForm{Action: "/accounts", Filters: []Filter{{Name: "post", Options: post.Options}}}}},
		{"13-accounts-empty", &AccountList{Frame: admin("accounts", l.t("账号与岗位", "Accounts")), Add: "/accounts/add"}},
		{"13-account-add", &AccountAdd{Frame: admin("accounts", l.t("添加账号", "Add an account")), Action: "/accounts/add", ClientID: "0190", Back: "/accounts", Fields: []Field{login, post, place}, Wrong: WrongIn(login, post, place)}},
		{"13-account-added", &AccountAdded{Frame: admin("accounts", l.t("已添加", "Added")), Login: "tang", Name: l.t("汤文秀", "Tang Wenxiu"), Password: "qing-shan-lü-shui-7", Back: "/accounts"}},
		{"14-audit", &AuditList{Frame: auditor, Filters: FilterForm{Action: "/audit", From: &from, To: &to, Filters: []Filter{{Name: "actor", Options: []Option{{Value: "1", Text: l.t("林晓岚", "Lin Xiaolan")}}}}}, Rows: []AuditRow{
			{At: "2026-11-24 08:52", Who: l.t("林晓岚", "Lin Xiaolan"), Post: l.t("云溪服务站医生", "clinic, Yunxi"), What: l.t("打开档案", "opened a record"), Subject: l.t("何•芬", "He •"), Purpose: l.t("登记服务", "recording a visit"), Href: "/audit/1"},
			{At: "2026-11-24 08:43", Who: l.t("陈玉兰", "Chen Yulan"), Post: l.t("云溪镇", "Yunxi town"), What: l.t("今日名单", "today list"), Subject: l.t("柳湾村", "Liuwan"), People: 46, Purpose: l.t("邀请", "inviting")}}, Pager: Pager{Shown: 50, Next: "?before=2"}}},
		{"14-audit-empty", &AuditList{Frame: auditor, Filters: FilterForm{Action: "/audit", From: &from, To: &to}}},
		{"15-catalogue", &CatalogueList{Frame: admin("catalogue", l.t("执行的定义", "Definitions")), Seq: 12061, Groups: []DefinitionGroup{{Kind: "programme", Rows: []DefinitionRow{{ID: "womens-screening", Title: l.t("妇女病普查", "Women’s screening"), Href: "/catalogue/womens-screening", Hash: "c41e 9a07", Since: "2024-01-01", Origin: "shipped", Cases: 24}, {ID: "hearing-test", Title: l.t("听力检查", "Hearing test"), Href: "/catalogue/hearing-test", Hash: "55b2 17fe", Since: "2026-11-02", Origin: "overlay", Cases: 6}}}, {Kind: "codes", Rows: []DefinitionRow{{ID: "hpv-result", Title: l.t("HPV 结果", "HPV results"), Href: "/catalogue/hpv-result", Hash: "0a11 22c3", Origin: "shipped"}}}}}},
		{"15-definition", &CatalogueShow{Frame: admin("catalogue", l.t("妇女病普查", "Women’s screening")), Kind: "programme", ID: "womens-screening", Hash: "c41e 9a07 55b2", Facts: []Fact{{Name: l.t("谁可以来", "Who may come"), Text: `p.sex == "female" && p.age >= 20 && p.age < 65`, Mono: true}, {Name: l.t("多久一次", "How often"), Text: l.t("1 年", "every year")}},
			Text: "id: womens-screening\ntitle: {zh: 妇女病普查, en: Women's health screening}\nreach: population\nwho: p.sex == \"female\" && p.age >= 20 && p.age < 65\nvisits:\n  - id: screening\n    fields:\n      - {id: findings, type: codes, codes: gynae-finding, required: true}\n      - {id: a-very-long-line-that-does-not-fit, type: text, hint: {zh: 只有诊室看得到，不进入统计, en: seen by the clinic alone and never counted anywhere}}\n", History: []DefinitionRow{{Hash: "91aa 0c3e", Href: "/catalogue/old", Since: "2022-01-01"}}}},
		{"16-machine", &MachineShow{Frame: admin("machine", l.t("机器", "Machine")), At: l.t("今天 09:00", "today 09:00"), Checks: checks, Facts: facts, Run: run}},
		{"16-machine-broken", &MachineShow{Frame: admin("machine", l.t("机器", "Machine")), At: l.t("今天 09:00", "today 09:00"), Checks: broken, Facts: facts, Run: run}},
		{"16-machine-new", &MachineShow{Frame: admin("machine", l.t("机器", "Machine")), Facts: facts, Run: run}},
		{"16-machine-running", &MachineShow{Frame: admin("machine", l.t("机器", "Machine")), Facts: facts, Busy: Progress{Running: true, Poll: "/machine/progress"}}},
		{"16-machine-progress", &MachineProgress{Frame: admin("machine", l.t("机器", "Machine"))}},
	}
}

func (l said) faults() []shot {
	worker := func(title string) Frame { return l.frame("township-worker", "", title) }
	return []shot{
		{"17-refused", &Fault{Frame: worker("403"), Status: 403, Who: l.t("检查地点的诊室", "the clinic where she was examined"), Instead: []Link{{l.t("看今日名单", "See today’s list"), "/today"}, {l.t("找人", "Find people"), "/find"}}}},
		{"17-missing", &Fault{Frame: worker("404"), Status: 404}},
		{"17-conflict", &Fault{Frame: worker("409"), Status: 409, Text: l.t("周德福 09:41 已记录「会来」。", "Zhou Defu recorded “will come” at 09:41."), Instead: []Link{{l.t("回到名单", "Back to the list"), "/today"}}}},
		{"17-invalid", &Fault{Frame: worker("422"), Status: 422, Text: l.t("日期不能在今天之后。", "The date cannot be after today.")}},
		{"17-machine", &Fault{Frame: worker("500"), Status: 500, Reference: "7f3a-91c2"}},
		{"17-stranger", &Fault{Frame: Frame{Lang: worker("").Lang, District: l.t("清和区", "Qinghe"), Title: "404", Path: "/x"}, Status: 404}},
		{"17-notices", l.notices()},
	}
}

func (l said) notices() *ClinicToday {
	v := &ClinicToday{Frame: l.frame("clinic-worker", "today", l.t("今日", "Today")), Site: l.t("云溪服务站", "Yunxi station"), AsOf: "07:50"}
	v.KeysOff, v.Theme = true, "dark"
	v.Notices = []Notice{
		{Tone: Info, Title: l.t("说明", "Note"), Text: l.t("检查结果只有诊室能看到。", "Results are seen by the clinic alone.")},
		{Tone: OK, Title: l.t("已记录", "Recorded"), Text: l.t("罗小满「会来」。", "Luo Xiaoman will come."), Link: &Link{l.t("更正", "correct"), "/today"}},
		{Tone: Warn, Title: l.t("还差一份结果", "A result is missing"), Text: l.t("HPV，2月28日前。", "HPV, by 28 Feb.")},
		{Tone: Bad, Title: l.t("没有保存", "Not saved"), Text: l.t("系统这边出了问题。", "Something failed on our side."), Link: &Link{l.t("再试一次", "try again"), "/today"}},
	}
	return v
}
