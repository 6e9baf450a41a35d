package page

func (l said) clinic() []shot {
	f := l.frame("clinic-worker", "today", l.t("今日", "Today"))
	tabs := []Tab{{Name: "all", Href: "?", Count: 17, Active: true}, {Name: "overdue", Href: "?state=overdue", Count: 3}, {Name: "due", Href: "?state=due", Count: 9}, {Name: "unknown", Href: "?state=unknown", Count: 2}, {Name: "upcoming", Href: "?state=upcoming", Count: 3}}
	row := func(id, zh, en string, years int, what, reason string, from, until string, late int) ClinicRow {
		return ClinicRow{ID: "v" + id, Name: l.t(zh, en), Href: "/person/" + id, Age: age(years), Place: l.t("柳湾村 1 组 12 号", "Liuwan, group 1, no. 12"), What: what, Reason: reason, From: day(from), Until: day(until), Late: late, Phone: Masked{Mask: "139 •••• 4021", Show: id}, Record: "/record/" + id, Attempt: "k" + id}
	}
	treatment, colposcopy := l.t("妇女病普查 · 治疗", "Women’s screening · treatment"), l.t("妇女病普查 · 阴道镜", "Women’s screening · colposcopy")
	unknown := row("4", "孙玉兰", "Sun Yulan", 44, l.t("妇女病普查 · HPV 结果", "Women’s screening · HPV result"), l.t("10月30日检查，HPV 没有登记", "examined 30 Oct, HPV not recorded"), "2026-11-14", "2026-11-14", 0)
	unknown.Until = 0
	came := []CameRow{{Name: l.t("罗小满", "Luo Xiaoman"), Href: "/person/9", Age: age(29), What: l.t("妇女病普查 · 检查", "Women’s screening · examination"), Time: "09:41", By: l.t("林晓岚", "Lin Xiaolan"), Open: "/event/1"},
		{Name: l.t("钱桂花", "Qian Guihua"), Href: "/person/8", Age: age(57), What: treatment, Time: "08:55", By: l.t("沈一鸣", "Shen Yiming"), Open: "/event/2"}}
	return []shot{
		{"01-clinic", &ClinicToday{Frame: f, Site: l.t("云溪服务站", "Yunxi station"), Tabs: tabs, AsOf: "09:50", Came: came, Filters: FilterForm{Action: "/today", Filters: []Filter{{Name: "programme", Options: []Option{{Value: "w", Text: l.t("妇女病普查", "Women’s screening")}}}}}, Groups: []ClinicGroup{
			{State: Overdue, Count: 3, Rows: []ClinicRow{row("1", "何秀芬", "He Xiufen", 43, treatment, l.t("宫颈炎", "cervicitis"), "2026-10-21", "2026-11-04", 20)}},
			{State: Due, Count: 9, Rows: []ClinicRow{row("2", "梁春燕", "Liang Chunyan", 38, colposcopy, "HPV 16", "2026-11-10", "2026-12-10", 0), row("3", "阿卜杜热依木·买买提吐尔逊", "Abdurehim Memettursun-Featherstonehaugh", 62, treatment, l.t("滴虫性阴道炎、宫颈炎", "trichomonas, cervicitis"), "2026-11-20", "2026-12-04", 0)}},
			{State: ResultMissing, Count: 2, Rows: []ClinicRow{unknown}},
		}, Pager: Pager{Shown: 4, Total: 17, Next: "?after=4", NextCount: 13}}},
		{"01-clinic-empty", &ClinicToday{Frame: f, Site: l.t("云溪服务站", "Yunxi station"), AsOf: "07:50"}},
	}
}

func (l said) people() []shot {
	worker := l.frame("township-worker", "find", l.t("找人与家庭", "People"))
	worker.Query = "hxf"
	none := worker
	none.Query = l.t("何秀芳", "He Xiufang")
	short := worker
	short.Query = "h"
	blank := worker
	blank.Query = ""
	rows := []FoundRow{
		{Name: l.t("何秀芬", "He Xiufen"), Href: "/person/1", Sex: "female", Age: age(43), Birth: "1983-05-12", Place: l.t("柳湾村", "Liuwan"), Address: l.t("1 组 12 号", "group 1, no. 12"), Number: "9999 •••• •••• ••28", Household: "/household/1"},
		{Name: l.t("贺晓峰", "He Xiaofeng"), Href: "/person/2", Sex: "male", Age: Age{61, 62, true}, Birth: "1964", Place: l.t("青石村", "Qingshi"), Address: l.t("2 组 3 号", "group 2, no. 3"), Number: "9999 •••• •••• ••15", Household: "/household/2"},
		{Name: l.t("何秀凤", "He Xiufeng"), Href: "/person/3", Sex: "female", Age: age(79), Birth: "1945-01", Place: l.t("柳湾村", "Liuwan"), Died: day("2025-03-02"), Merged: true},
	}
	return []shot{
		{"02-find", &PersonFind{Frame: worker, Scope: l.t("云溪镇的居民", "Residents of Yunxi town"), Rows: rows, Pager: Pager{Shown: 3, Total: 3}}},
		{"02-find-none", &PersonFind{Frame: none, Scope: l.t("云溪镇的居民", "Residents of Yunxi town"), Near: []Link{{l.t("何秀芬", "He Xiufen"), "/find?q=1"}, {l.t("贺秀芳", "He Xiufang"), "/find?q=2"}}}},
		{"02-find-short", &PersonFind{Frame: short, Scope: l.t("云溪镇的居民", "Residents of Yunxi town"), TooShort: true}},
		{"02-find-blank", &PersonFind{Frame: blank, Scope: l.t("云溪镇的居民", "Residents of Yunxi town")}},
		{"02-person-clinic", l.person("clinic-worker")},
		{"02-person-worker", l.person("township-worker")},
		{"02-person-erased", &PersonShow{Frame: l.frame("clinic-worker", "find", l.t("已清除", "Erased")), Erased: true}},
		{"02-household", l.household()},
		{"02-consent", l.consent()},
	}
}

func (l said) person(post string) *PersonShow {
	f := l.frame(post, "find", l.t("何秀芬", "He Xiufen"))
	f.Crumbs = []Link{{l.t("找人与家庭", "People"), "/find"}, {l.t("柳湾村 1 组 12 号", "Liuwan, group 1, no. 12"), "/household/1"}}
	screening := l.t("妇女病普查", "Women’s screening")
	v := &PersonShow{Frame: f, Name: l.t("何秀芬", "He Xiufen"), Sex: "female", Age: age(43), Birth: "1983-05-12", Residence: l.t("常住", "Resident"),
		Number: Masked{Mask: "9999 •••• •••• ••28", Show: "number"}, Phone: Masked{Mask: "139 •••• 4021", Show: "phone"}, ShowAction: "/person/1/show",
		Address: l.t("云溪镇柳湾村 1 组 12 号", "Liuwan group 1, no. 12"), AddressAt: day("2019-03-18"), Registered: l.t("双河镇", "Shuanghe town"),
		Due:       []DueRow{{What: l.t("妇女病普查 · 检查", "Women’s screening"), Why: l.t("上次 2025-10-21，已满 1 年", "last 2025-10-21, over 1 year ago"), Since: day("2026-10-21"), Waited: 34, State: Invited}},
		Household: &Household{Href: "/household/1", Members: l.members()},
		Consents: []Consent{
			{Title: l.t("短信提醒", "SMS reminders"), Text: l.t("工作日 18–20 点，只写「您有预约」", "weekdays 18–20, says only “you have an appointment”"), State: Agreed, On: day("2025-06-12"), By: l.t("林晓岚", "Lin Xiaolan"), Change: "/consent/1"},
			{Title: l.t("随访联系", "Follow-up contact"), State: Withdrawn, On: day("2025-06-12"), By: l.t("陈玉兰", "Chen Yulan"), Change: "/consent/2"},
			{Title: l.t("资料用于科研统计", "Use in research"), State: Refused, On: day("2025-06-12"), Change: "/consent/3"},
			{Title: l.t("转给迁入地", "Transfer when moving"), State: NotAsked, Change: "/consent/4"},
		},
	}
	if post != "clinic-worker" {
		v.Came = []CameOn{{day("2025-10-21"), screening}, {day("2024-09-30"), screening}}
		v.Consents[0].On, v.Consents[0].By = 0, "" // recorded by a clinic: when she was there is its own
		return v
	}
	v.Record, v.Correct, v.Due[0].Record = "/record/1", "/person/1/correct", "/record/1"
	v.Services, v.AllHref, v.AllCount = []Service{
		{On: day("2025-10-30"), Title: l.t("妇女病普查 · 治疗", "Treatment after screening"), Href: "/event/1", Where: l.t("区妇幼保健院 · 沈一鸣", "District MCH hospital · Shen Yiming"), Text: l.t("已治疗。", "Treated."), Rev: 1},
		{On: day("2025-10-21"), Title: l.t("妇女病普查 · 检查", "Women’s screening"), Href: "/event/2", Where: l.t("云溪服务站 · 林晓岚", "Yunxi station · Lin Xiaolan"), Text: l.t("宫颈炎；HPV 阴性；血压 128/86。", "Cervicitis; HPV negative; blood pressure 128/86."), Rev: 2, Reason: l.t("血压 138/86 抄错", "blood pressure 138/86 was copied wrongly")},
		{On: day("2024-09-30"), Title: l.t("妇女病普查 · 检查", "Women’s screening"), Href: "/event/3", Where: l.t("云溪服务站 · 林晓岚", "Yunxi station · Lin Xiaolan"), Text: l.t("未见异常。", "Nothing found."), Rev: 1},
	}, "/person/1/services", 14
	v.Looks = []Look{{l.t("今天 08:52", "today 08:52"), l.t("林晓岚", "Lin Xiaolan"), l.t("云溪服务站医生", "clinic, Yunxi"), l.t("打开本页", "opened this page")}, {l.t("今天 08:43", "today 08:43"), l.t("陈玉兰", "Chen Yulan"), l.t("云溪镇", "Yunxi town"), l.t("今日名单、电话", "today list, phone")}, {"2025-11-28", l.t("沈一鸣", "Shen Yiming"), l.t("区妇幼保健院医生", "clinic, MCH hospital"), l.t("检查与治疗记录", "examination, treatment")}}
	v.LooksHref = "/person/1/looks"
	return v
}

func (l said) members() []Member {
	return []Member{
		{Name: l.t("何秀芬", "He Xiufen"), Sex: "female", Age: age(43), Relation: l.t("本人", "herself"), Self: true},
		{Name: l.t("周建国", "Zhou Jianguo"), Href: "/person/2", Sex: "male", Age: age(46), Relation: l.t("丈夫 · 户主", "husband, head")},
		{Name: l.t("周雨桐", "Zhou Yutong"), Href: "/person/3", Sex: "female", Age: age(19), Relation: l.t("女儿", "daughter"), Note: l.t("在外就学", "away at school")},
		{Name: l.t("周子安", "Zhou Zi’an"), Href: "/person/4", Sex: "male", Age: age(2), Relation: l.t("儿子", "son")},
		{Name: l.t("李桂英", "Li Guiying"), Href: "/person/6", Sex: "female", Age: age(69), Relation: l.t("婆婆", "mother-in-law")},
	}
}

func (l said) household() *HouseholdShow {
	f := l.frame("township-worker", "find", l.t("家庭", "Household"))
	f.Crumbs = []Link{{l.t("找人与家庭", "People"), "/find"}}
	v := &HouseholdShow{Frame: f, Address: l.t("1 组 12 号", "group 1, no. 12"), Place: l.t("云溪镇柳湾村", "Liuwan, Yunxi town"), ShowAction: "/household/1/show"}
	for i, m := range l.members() {
		m.Href = "/person/1"
		row := MemberRow{Member: m, Birth: "1983-05-12", From: day("2019-03-18")}
		if i < 2 {
			row.Phone = Masked{Mask: "139 •••• 4021", Show: "1"}
		}
		v.Members = append(v.Members, row)
	}
	v.Former = []MemberRow{{Member: Member{Name: l.t("周福生", "Zhou Fusheng"), Href: "/person/5", Sex: "male", Age: age(71), Relation: l.t("公公", "father-in-law")}, Birth: "1953", From: day("2019-03-18"), To: day("2025-02-11"), Died: day("2025-02-11")}}
	return v
}

func (l said) consent() *ConsentRecord {
	return &ConsentRecord{Frame: l.frame("clinic-worker", "find", l.t("随访联系", "Follow-up contact")), Person: l.whom(), Purpose: l.t("随访联系", "Follow-up contact"),
		Text:    l.t("站点可以在随访到期时打电话或发短信联系她本人。短信只写「您有预约」。不同意不影响任何服务和待遇；随时可以撤回。", "The site may call or text her when a follow-up is due. A message only says “you have an appointment”. Declining changes no service or benefit; it can be withdrawn at any time."),
		Version: "v2", State: NotAsked, Action: "/consent/1", ClientID: "0190-c", Back: "/person/1",
		Answer: Field{ID: "answer", Label: l.t("她的决定", "Her decision"), Type: TypeCode, Options: []Option{{Value: "agreed", Text: l.t("同意", "She agrees")}, {Value: "refused", Text: l.t("不同意", "She does not agree")}}}}
}

func (l said) whom() PersonLine {
	return PersonLine{Name: l.t("何秀芬", "He Xiufen"), Href: "/person/1", Sex: "female", Age: age(43), Address: l.t("柳湾村 1 组 12 号", "Liuwan, group 1, no. 12")}
}
