package page

func (l said) visits() []shot {
	f := l.frame("clinic-worker", "record", l.t("登记服务", "Record a visit"))
	screening := l.t("妇女病普查", "Women’s screening")
	return []shot{
		{"03-choose", &VisitChoose{Frame: f, Person: l.whom(), Rows: []VisitOption{
			{Programme: screening, Visit: l.t("检查", "examination"), Href: "/record/1/screening", State: Due, Why: l.t("10月21日起", "since 21 Oct")},
			{Programme: screening, Visit: l.t("治疗", "treatment"), Href: "/record/1/treatment"},
			{Programme: l.t("听力检查", "Hearing test"), Visit: l.t("测听", "audiometry"), Why: l.t("由残联的站点登记", "recorded by the disabled persons’ federation’s site")}}}},
		{"03-choose-none", &VisitChoose{Frame: f, Person: l.whom()}},
		{"03-visit", l.visit()},
		{"03-visit-wrong", l.wrongVisit()},
		{"03-visit-correct", l.correction()},
		{"03-visit-conflict", l.conflict()},
		{"03-event", l.event(1)},
		{"03-event-corrected", l.event(2)},
		{"03-event-many", l.event(4)},
	}
}

// fields are the questions of the shipped screening, and one of each other type.
func (l said) fields() []Field {
	last := l.t("上次 2025-10-21", "last 2025-10-21")
	code := func(v, zh, en string) Option { return Option{Value: v, Text: l.t(zh, en), Alone: v == "none"} }
	return []Field{
		{ID: "bp", Label: l.t("血压", "Blood pressure"), Hint: l.t("收缩压 / 舒张压，40–300", "systolic / diastolic, 40–300"), Type: TypePair, Unit: "mmHg", Optional: true, Last: "128 / 86", LastOn: last},
		{ID: "findings", Label: l.t("妇科检查所见", "Findings"), Hint: l.t("可多选", "several possible"), Type: TypeCodes, Last: l.t("宫颈炎", "cervicitis"), LastOn: last, Options: []Option{
			code("none", "未见异常", "nothing found"), code("trichomonas", "滴虫性阴道炎", "trichomonas"), code("candida", "念珠菌性阴道炎", "candida"), code("bv", "细菌性阴道病", "bacterial vaginosis"), code("condyloma", "尖锐湿疣", "condyloma"),
			code("cervicitis", "宫颈炎", "cervicitis"), code("other-rti", "其他生殖道感染", "other RTI"), code("fibroid", "子宫肌瘤", "fibroid"), code("other-benign", "其他良性病变", "other benign"), code("suspected-malignancy", "疑似恶性", "suspected malignancy")}},
		{ID: "hpv", Label: "HPV", Type: TypeCode, Depends: true, Because: l.t("35 岁起询问", "asked from 35 years"), Last: l.t("阴性", "negative"), LastOn: last, Options: []Option{
			code("negative", "阴性", "negative"), code("16", "16 型", "type 16"), code("18", "18 型", "type 18"), code("other-high-risk", "其他高危型", "other high-risk"), code("invalid", "结果无效", "invalid")}},
		{ID: "bleeding", Label: l.t("接触性出血", "Contact bleeding"), Type: TypeBool, Depends: true, Because: l.t("因为选了「宫颈炎」", "because “cervicitis” was chosen"), Hidden: true},
		{ID: "temperature", Label: l.t("体温", "Temperature"), Type: TypeNumber, Unit: "℃", Optional: true},
		{ID: "seen", Label: l.t("末次检查日期", "Last seen on"), Type: TypeDate, Optional: true},
		{ID: "note", Label: l.t("备注", "Note"), Hint: l.t("只有诊室看得到，不进入统计", "seen by the clinic alone, never counted"), Type: TypeText, Optional: true},
	}
}

func (l said) visit() *VisitRecord {
	f := l.frame("clinic-worker", "record", l.t("妇女病普查 · 检查", "Women’s screening · examination"))
	f.Crumbs = []Link{{l.t("何秀芬", "He Xiufen"), "/person/1"}, {l.t("登记服务", "Record a visit"), "/record/1"}}
	site := Field{ID: "site", Label: l.t("地点", "Where"), Type: TypeChoose, Values: []string{"s1"}, Options: []Option{{Value: "s1", Text: l.t("云溪服务站", "Yunxi station")}, {Value: "s2", Text: l.t("区妇幼保健院", "District MCH hospital")}}}
	return &VisitRecord{Frame: f, Person: l.whom(), Programme: l.t("妇女病普查", "Women’s screening"), Visit: l.t("检查", "examination"), Version: "c41e9a07", Action: "/record/1/screening", Preview: "/record/1/screening/preview", ClientID: "0190-v",
		On: Field{ID: "on", Label: l.t("日期", "Date"), Type: TypeDate, Values: []string{"2026-11-24"}}, Site: site, By: l.t("林晓岚", "Lin Xiaolan"), Fields: l.fields(), Back: "/person/1"}
}

func (l said) wrongVisit() *VisitRecord {
	v := l.visit()
	v.Fields[0].Values, v.Fields[0].Swap = []string{"92", "148"}, true
	v.Fields[0].Error = l.t("舒张压 148 高于收缩压 92，是不是填反了？点「对调」即可", "Diastolic 148 is above systolic 92: are they the wrong way round? Press “Swap”")
	v.Fields[1].Values = []string{"cervicitis"}
	v.Fields[2].Error = l.t("没有选，请选一项", "Nothing chosen; please choose one")
	v.Fields[3].Hidden, v.Fields[3].Values = false, []string{"false"}
	v.Fields[4].Values, v.Fields[4].Error = []string{"365"}, l.t("365 ℃ 超出 34–43，是不是 36.5？", "365 ℃ is outside 34–43; is it 36.5?")
	v.Wrong = WrongIn(v.Fields...)
	v.Outlook = Outlook{
		Advice:  []Advice{{Tone: Warn, Title: l.t("血压偏高时", "If the pressure is high"), Text: l.t("安静 5 分钟后再测一次；仍偏高，建议她看内科。", "Measure again after 5 quiet minutes; if still high, suggest internal medicine.")}, {Tone: Info, Text: l.t("接触性出血没有：按常规随访。", "No contact bleeding: usual follow-up.")}},
		Follows: []Follow{{What: l.t("治疗", "Treatment"), Until: day("2026-12-08"), Why: l.t("因为：宫颈炎", "because of cervicitis")}, {What: l.t("下次普查", "Next screening"), From: day("2027-11-24"), Why: l.t("只邀请，不强求", "an invitation, nothing more")}},
	}
	return v
}

func (l said) correction() *VisitRecord {
	v := l.visit()
	v.Fields[0].Values, v.Fields[1].Values, v.Fields[2].Values = []string{"138", "86"}, []string{"cervicitis"}, []string{"negative"}
	v.Correcting = &Correcting{Rev: 1, By: l.t("林晓岚", "Lin Xiaolan"), At: "2025-10-21 09:41", Reason: Field{ID: "reason", Label: l.t("为什么更正", "Why it is corrected"), Type: TypeLine}}
	return v
}

func (l said) conflict() *VisitRecord {
	v := l.correction()
	v.Wrong = Wrong{{Text: l.t("您填写时，沈一鸣先更正成了第 2 版", "Meanwhile Shen Yiming corrected it: version 2")}}
	v.Correcting.Other = &Newer{Rev: 2, By: l.t("沈一鸣", "Shen Yiming"), At: l.t("今天 09:40", "today 09:40"), Reason: l.t("抄错", "copied wrongly"), Rows: []AnswerRow{
		{Label: l.t("血压", "Blood pressure"), Values: []string{"128/86", "138/86"}, Changed: true}, {Label: "HPV", Values: []string{l.t("阴性", "negative"), l.t("阴性", "negative")}}}}
	return v
}

func (l said) event(revisions int) *EventShow {
	f := l.frame("clinic-worker", "find", l.t("妇女病普查 · 检查", "Women’s screening · examination"))
	f.Crumbs = []Link{{l.t("何秀芬", "He Xiufen"), "/person/1"}}
	v := &EventShow{Frame: f, Person: l.whom(), Programme: l.t("妇女病普查", "Women’s screening"), Visit: l.t("检查", "examination"), On: day("2025-10-21"), Site: l.t("云溪服务站", "Yunxi station"), Version: "c41e9a07", Correct: "/event/1/correct", Saved: revisions == 1,
		Follows: []Follow{{What: l.t("治疗", "Treatment"), Until: day("2025-11-04"), Why: l.t("因为：宫颈炎", "because of cervicitis")}}}
	bp, findings, hpv, note := AnswerRow{Label: l.t("血压", "Blood pressure"), Changed: revisions > 1}, AnswerRow{Label: l.t("妇科检查所见", "Findings")}, AnswerRow{Label: "HPV"}, AnswerRow{Label: l.t("备注", "Note")}
	for i := range revisions {
		r := Revision{Rev: i + 1, At: "2025-10-21 09:41", By: l.t("林晓岚", "Lin Xiaolan"), Seq: 417 + int64(i)*12}
		if i > 0 {
			r.Reason, r.At = l.t("血压抄错", "blood pressure was copied wrongly"), "2025-10-22 14:05"
		}
		v.Revisions = append(v.Revisions, r)
		bp.Values = append(bp.Values, []string{"138/86", "128/86", "126/86", "128/84"}[i])
		findings.Values = append(findings.Values, l.t("宫颈炎", "cervicitis"))
		hpv.Values = append(hpv.Values, l.t("阴性", "negative"))
		note.Values = append(note.Values, "")
	}
	v.Rows = []AnswerRow{bp, findings, hpv, note}
	return v
}
