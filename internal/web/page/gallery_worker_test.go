package page

func (l said) signIn() []shot {
	door := Frame{Lang: l.frame("", "", "").Lang, Today: today, District: l.t("清和区", "Qinghe"), Path: "/sign-in", Title: l.t("登录", "Sign in")}
	demo := door
	demo.Demo = true
	var logins []DemoLogin
	for _, d := range [][4]string{
		{"village-worker", l.t("周德福", "Zhou Defu"), l.t("柳湾村", "Liuwan"), "village"},
		{"township-worker", l.t("陈玉兰", "Chen Yulan"), l.t("云溪镇", "Yunxi town"), "township"},
		{"clinic-worker", l.t("林晓岚", "Lin Xiaolan"), l.t("云溪服务站", "Yunxi station"), "clinic"},
		{"manager", l.t("郑文博", "Zheng Wenbo"), l.t("区卫生健康委", "District health commission"), "manager"},
		{"registrar", l.t("何明", "He Ming"), l.t("清和区", "Qinghe"), "registrar"},
		{"auditor", l.t("高远", "Gao Yuan"), l.t("区审计局", "District audit office"), "auditor"},
		{"administrator", l.t("系统", "System"), l.t("机房", "Machine room"), "admin"},
	} {
		logins = append(logins, DemoLogin{Post: d[0], Name: d[1], Place: d[2], Login: d[3]})
	}
	chooser := door
	chooser.Title, chooser.Path = l.t("选择岗位", "Choose a seat"), "/seat"
	seats := []SeatRow{{Value: "1", Post: l.t("诊室医生", "Clinic worker"), Place: l.t("云溪服务站", "Yunxi station")}, {Value: "2", Post: l.t("区级管理", "Manager"), Place: l.t("清和区", "Qinghe district")}}
	switcher := l.frame("clinic-worker", "", chooser.Title)
	switcher.Seats = []SeatRow{{Value: "1", Post: seats[0].Post, Place: seats[0].Place, Current: true}, seats[1]}
	first := door
	first.Title = l.t("修改密码", "Change password")
	old := Field{ID: "old", Label: l.t("现在的密码", "Present password"), Type: TypeLine, Input: "password", Auto: "current-password"}
	fresh := Field{ID: "new", Label: l.t("新密码", "New password"), Hint: l.t("至少 12 个字符", "At least 12 characters"), Type: TypeLine, Input: "password", Auto: "new-password"}
	again := Field{ID: "repeat", Label: l.t("再输一遍", "Once more"), Type: TypeLine, Input: "password", Auto: "new-password"}
	short := fresh
	short.Error = l.t("只有 6 个字符，至少要 12 个", "Only 6 characters; at least 12 are needed")
	return []shot{
		{"11-sign-in", &SessionStart{Frame: door}},
		{"11-seat", &SeatChoose{Frame: chooser, Name: l.t("林晓岚", "Lin Xiaolan"), Back: "/", Rows: seats}},
		{"11-seat-switch", &SeatChoose{Frame: switcher, Name: l.t("林晓岚", "Lin Xiaolan"), Error: l.t("这个岗位今天不能用了。", "That seat does not hold today."), Back: "/", Rows: switcher.Seats}},
		{"11-sign-in-demo", &SessionStart{Frame: demo, Logins: logins}},
		{"11-sign-in-refused", &SessionStart{Frame: door, Login: "chen", Error: l.t("用户名或密码不对。再错 3 次会锁 15 分钟。", "Login or password is wrong. Three more and it is locked for 15 minutes.")}},
		{"11-password-first", &PasswordChange{Frame: first, Login: "chen", First: true, MinSize: 12, Old: old, New: fresh, Repeat: again}},
		{"11-password-wrong", &PasswordChange{Frame: first, Login: "chen", MinSize: 12, Old: old, New: short, Repeat: again, Wrong: WrongIn(old, short, again)}},
	}
}

func (l said) worker() []shot {
	return []shot{
		{"01-today", l.today()},
		{"01-today-empty", &TodayList{Frame: l.frame("township-worker", "today", l.t("今日", "Today")), Place: l.t("云溪镇", "Yunxi town"), AsOf: "08:41", Next: l.t("11月26日，方爱珍", "26 Nov, Fang Aizhen")}},
		{"01-today-none-match", &TodayList{Frame: l.frame("township-worker", "today", l.t("今日", "Today")), Place: l.t("云溪镇", "Yunxi town"), Total: 46, AsOf: "08:41", Filtered: true, Filters: l.today().Filters, Tabs: l.today().Tabs}},
		{"01-today-sheet", &TodaySheet{Frame: l.frame("township-worker", "today", l.t("走访单", "Visit sheet")), Place: l.t("云溪镇 陈玉兰", "Yunxi town, Chen Yulan"), Where: []string{l.t("柳湾村", "Liuwan"), l.t("青石村", "Qingshi")}, Number: "T-1124-0831", Total: 7, Groups: l.groups(), Back: "/today"}},
		{"01-off", &OffList{Frame: l.frame("township-worker", "today", l.t("名单外", "Not listed")), Tabs: []Tab{{Name: "declined", Href: "?state=declined", Count: 12, Active: true}, {Name: "moved", Href: "?state=moved", Count: 5}}, Action: "/today/again",
			Rows: []OffRow{{Name: l.t("姚凤琴", "Yao Fengqin"), Href: "/person/1", Age: age(52), Village: l.t("柳湾村", "Liuwan"), Why: l.t("妇女病普查", "Women’s screening"), State: Declined, On: day("2026-10-30"), By: l.t("周德福", "Zhou Defu"), Again: "key"},
				{Name: l.t("欧阳慧敏", "Ouyang Huimin"), Href: "/person/2", Age: age(41), Village: l.t("青石村", "Qingshi"), Why: l.t("妇女病普查", "Women’s screening"), State: Moved, On: day("2026-11-03"), By: l.t("汤文秀", "Tang Wenxiu")}},
			Pager: Pager{Shown: 2, Total: 12, Next: "?after=2", NextCount: 10}}},
		{"01-off-empty", &OffList{Frame: l.frame("township-worker", "today", l.t("名单外", "Not listed"))}},
	}
}

func (l said) today() *TodayList {
	return &TodayList{
		Frame: l.frame("township-worker", "today", l.t("今日", "Today")),
		Place: l.t("云溪镇", "Yunxi town"), Villages: 11, Total: 46, AsOf: "08:41", SheetHref: "/today/sheet",
		Tabs: []Tab{{Name: "all", Href: "?", Count: 46, Active: true}, {Name: "not-invited", Href: "?state=not-invited", Count: 21}, {Name: "invited", Href: "?state=invited", Count: 14}, {Name: "will-come", Href: "?state=will-come", Count: 6}, {Name: "to-check", Href: "?state=to-check", Count: 5}},
		Filters: FilterForm{Action: "/today", Filters: []Filter{
			{Name: "village", Options: []Option{{Value: "1", Text: l.t("柳湾村", "Liuwan")}, {Value: "2", Text: l.t("青石村", "Qingshi")}}},
			{Name: "programme", Options: []Option{{Value: "womens-screening", Text: l.t("妇女病普查", "Women’s screening")}}},
		}},
		Off:    Off{Declined: 12, Moved: 5, Href: "/today/off"},
		Groups: l.groups(), Pager: Pager{Shown: 7, Total: 46, Next: "?after=7", NextCount: 39},
	}
}

func (l said) groups() []TodayGroup {
	screening := l.t("妇女病普查", "Women’s screening")
	hearing := l.t("听力检查", "Hearing test")
	first := l.t("首次邀请，从未受检", "first invitation, never examined")
	last := func(on string) string { return l.t("上次 "+on+"，已满 1 年", "last "+on+", over 1 year ago") }
	row := func(id, zh, en string, years int, at [2]string, why, more, since string, waited int, phone string, state State) TodayRow {
		r := TodayRow{ID: "p" + id, Key: "key-" + id, ClientID: "0190-" + id, Name: l.t(zh, en), Href: "/person/" + id, Age: age(years), Address: l.t(at[0], at[1]), Why: why, More: more, Waited: waited, Phone: Masked{Mask: phone, Show: id}, State: state}
		r.Since = day(since)
		if waited < WaitLong {
			r.Until = day("2026-12-31")
		}
		return r
	}
	open := row("2", "许桂兰", "Xu Guilan", 51, [2]string{"1 组 30 号", "Group 1, no. 30"}, screening, first, "2026-11-12", 12, "136 •••• 7750", NotInvited)
	open.Open, open.Phone = true, Masked{Mask: "136 •••• 7750", Full: "136 0000 7750"}
	just := row("3", "罗小满", "Luo Xiaoman", 29, [2]string{"2 组 4 号", "Group 2, no. 4"}, screening, first, "2026-11-24", 0, "158 •••• 0362", WillCome)
	just.Just, just.Corrects = true, "0190-event:1"
	long := row("5", "阿卜杜热依木·买买提吐尔逊", "Abdurehim Memettursun-Featherstonehaugh", 62, [2]string{"4 组 2 号（河西新村安置房三期 12 栋 2 单元 1103 室）", "Group 4, no. 2 (Hexi resettlement phase 3, block 12, unit 2, room 1103)"}, hearing, first, "2026-11-15", 9, "", NotInvited)
	return []TodayGroup{
		{Village: l.t("柳湾村", "Liuwan"), Count: 5, Note: l.t("按门牌从 1 组走到 4 组 · 村专干 周德福", "house order, group 1 to 4 · village worker Zhou Defu"), Rows: []TodayRow{
			row("1", "何秀芬", "He Xiufen", 43, [2]string{"1 组 12 号", "Group 1, no. 12"}, screening, last("2025-10-21"), "2026-10-21", 34, "139 •••• 4021", Invited),
			open, just,
			row("4", "方爱珍", "Fang Aizhen", 47, [2]string{"3 组 18 号", "Group 3, no. 18"}, screening, last("2025-11-06"), "2026-11-12", 12, "137 •••• 9918", Invited),
			long,
		}},
		{Village: l.t("青石村", "Qingshi"), Count: 2, Note: l.t("村专干 汤文秀", "village worker Tang Wenxiu"), Rows: []TodayRow{
			row("6", "梁春燕", "Liang Chunyan", 38, [2]string{"1 组 7 号", "Group 1, no. 7"}, screening, last("2025-11-02"), "2026-11-02", 22, "138 •••• 5173", WrongNumber),
			row("7", "杜丽君", "Du Lijun", 33, [2]string{"2 组 21 号", "Group 2, no. 21"}, screening, first, "2026-11-20", 4, "150 •••• 6684", NotInvited),
		}},
	}
}
