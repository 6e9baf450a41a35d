package page

import (
	"strconv"

	"youfu/internal/chart"
)

func (l said) figures() []shot {
	manager := l.frame("manager", "figures", l.t("数字", "Figures"))
	row := func(id, zh, en string, n Size, aboutZh, aboutEn string) FigureRow {
		return FigureRow{ID: id, Title: l.t(zh, en), Href: "/figures/" + id, Number: n, About: l.t(aboutZh, aboutEn)}
	}
	return []shot{
		{"04-figures", &FigureList{Frame: manager, Period: l.t("2026年1月1日–11月23日", "1 Jan – 23 Nov 2026"), AsOf: l.t("今天 09:30", "today 09:30"), Groups: []FigureGroup{{Title: l.t("妇女健康", "Women’s health"), Rows: []FigureRow{
			row("women-screened", "妇女病普查人数", "Women screened", Size{Value: 38406, Unit: l.t("人", "people"), NumHref: "/figures/women-screened/members"}, "期间内查过一次以上的不同妇女", "different women examined at least once"),
			row("treatment-completed", "治疗完成率", "Treatment completed", Size{Rate: "94.1%", Num: 3015, Den: 3204, Unit: l.t("例", "cases"), NumHref: "/m", DenHref: "/m"}, "查出可治的病，90 天内治疗的", "treatable findings treated within 90 days"),
		}}}}},
		{"04-figures-empty", &FigureList{Frame: manager, AsOf: l.t("今天 09:30", "today 09:30")}},
		{"04-figure", l.figure()},
		{"04-figure-rate", l.rate()},
		{"04-members", l.memberList("manager")},
		{"04-members-clinic", l.memberList("clinic-worker")},
		{"04-members-empty", &FigureMembers{Frame: manager, Figure: l.t("妇女病普查人数", "Women screened"), Href: "/figures/women-screened", Slice: l.t("白鹭乡 · 2026年2月", "Bailu · Feb 2026"), Seq: 12061}},
	}
}

func (l said) months() []string {
	var names []string
	for i := range 12 {
		names = append(names, l.t(strconv.Itoa(i+1)+"月", []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[i]))
	}
	return names
}

func (l said) figure() *FigureShow {
	f := l.frame("manager", "figures", l.t("妇女病普查人数", "Women screened"))
	f.Crumbs = []Link{{l.t("数字", "Figures"), "/figures"}, {l.t("妇女健康", "Women’s health"), ""}}
	line := chart.Line{Name: l.t("按月受检人数", "Women screened by month"), Labels: l.months(), NowName: "2026", BeforeName: "2025", Unfinished: true,
		Now: []float64{2410, 1990, 4120, 5210, 5630, 4010, 2680, 2390, 3890, 4030, 2046}, Before: []float64{2300, 1720, 3900, 4890, 5220, 3740, 2520, 2210, 4400, 5100, 3960, 3007}}
	from, to, known := day("2024-01-01"), day("2026-12-31"), ""
	v := &FigureShow{Frame: f, About: l.t("期间内查过一次以上的不同妇女，每人只算一次", "Different women examined at least once; each counted once"),
		Presets: []Preset{{l.t("今年", "This year"), "?", false}, {l.t("去年", "Last year"), "?p=1", false}, {l.t("近三年", "Three years"), "?p=3", true}, {l.t("本月", "This month"), "?p=m", false}},
		Filters: FilterForm{Action: "/figures/women-screened", From: &from, To: &to, AsKnown: &known, Filters: []Filter{
			{Name: "department", Options: []Option{{Value: "health", Text: l.t("卫生健康", "Health")}, {Value: "family-planning", Text: l.t("计划生育", "Family planning")}}},
			{Name: "township", Options: []Option{{Value: "1", Text: l.t("云溪镇", "Yunxi")}}}, {Name: "by", Value: "township", Must: true, Options: []Option{{Value: "township", Text: l.t("乡镇", "Township")}, {Value: "month", Text: l.t("月", "Month")}}}}},
		Number: Size{Value: 77004, Unit: l.t("人", "women"), NumHref: "/figures/women-screened/members"}, Before: l.t("比前一个三年 71,962 人多 5,042 人（+7.0%）", "5,042 more than the 71,962 of the three years before (+7.0%)"),
		Beside: []Beside{{l.t("谢绝", "declined"), 3118, "/m"}, {l.t("没邀请到", "not reached"), 11940, "/m"}, {l.t("约了没来", "invited, did not come"), 6254, ""}},
		Chart:  Picture(line), ChartName: line.Name, ChartNote: l.t("11 月只到 23 日", "November until the 23rd"), ChartCols: []string{"2025", "2026"}, AsOf: l.t("今天 09:30", "today 09:30"), Export: "/figures/women-screened.csv",
		How: How{Counts: l.t("期间内有一次以上「妇女病普查 · 检查」记录的妇女", "Women with at least one screening in the period"), Not: l.t("作废的记录；同一人多次只算一次", "void records; a woman who came twice counts once"), Places: l.t("现居地（检查那天）", "residence on the day"), Recorded: l.t("服务站 8 个、医院 3 家，同一本册", "8 stations and 3 hospitals, one register"),
			Kind: l.t("覆盖", "coverage"), ID: "women-screened", Definition: "/catalogue/women-screened", From: "2024-01-01", Hash: "b81e 40d7 9c2a", Seq: 12061, Boundaries: "2026-11-24"},
		Also: []Link{{l.t("治疗完成率", "Treatment completed"), "/figures/treatment-completed"}},
	}
	for i, m := range line.Labels {
		r := ChartRow{Label: m, Cells: []string{number(int(line.Before[i])), ""}}
		if i < len(line.Now) {
			r.Cells[1] = number(int(line.Now[i]))
		}
		v.ChartRows = append(v.ChartRows, r)
	}
	v.By = &Breakdown{Title: l.t("按乡镇", "By township"), Label: l.t("乡镇", "Township"), Heads: []string{l.t("三年（不同的人）", "Three years (different women)"), "2024", "2025", "2026"}, Bars: true, This: l.t("本期", "this period"), Prev: l.t("前一个三年", "three years before"),
		Note: l.t("三年的人数小于各年相加，因为有人查过两次以上。", "Three years are fewer than the sum of the years, because some women came more than once.")}
	for _, p := range []struct {
		zh, en            string
		all, before, a, b int
	}{{"云溪镇", "Yunxi", 6006, 5290, 2958, 3152}, {"柳塘镇", "Liutang", 5467, 5274, 2834, 3174}, {"石桥镇", "Shiqiao", 6391, 5763, 3479, 3568}, {"白鹭乡", "Bailu", 3157, 3178, 1555, 1798}, {"文昌街道", "Wenchang", 10857, 10701, 5347, 5819}} {
		v.By.Rows = append(v.By.Rows, BreakRow{Label: l.t(p.zh, p.en), Bar: chart.Bar(float64(p.all), float64(p.before), 11000), Cells: []Cell{{number(p.all), "/m", true}, {number(p.a), "/m", false}, {number(p.b), "/m", false}, {number(p.a + 12), "/m", false}}})
	}
	v.By.Total = &BreakRow{Label: l.t("全区", "District"), Cells: []Cell{{"77,004", "", true}, {"39,812", "", false}, {"42,967", "", false}, {"38,406", "", false}}}
	return v
}

func (l said) rate() *FigureShow {
	v := l.figure()
	v.Title, v.About = l.t("治疗完成率", "Treatment completed"), l.t("查出可治的病，90 天内治疗的", "treatable findings treated within 90 days")
	v.Number, v.Before, v.Beside, v.Chart = Size{Rate: "94.1%", Num: 3015, Den: 3204, Unit: l.t("例", "cases"), NumHref: "/m", DenHref: "/m", Interval: "93.2–94.9%"}, "", nil, ""
	v.By = &Breakdown{Title: l.t("按部门", "By department"), Label: l.t("部门", "Department"), Heads: []string{l.t("分子", "Numerator"), l.t("分母", "Denominator"), l.t("率", "Rate")}, Rows: []BreakRow{
		{Label: l.t("卫生健康", "Health"), Cells: []Cell{{"1,702", "/m", false}, {"1,798", "/m", false}, {"94.7%", "", true}}}, {Label: l.t("计划生育", "Family planning"), Cells: []Cell{{"1,313", "/m", false}, {"1,406", "/m", false}, {"93.4%", "", true}}}}}
	return v
}

func (l said) memberList(post string) *FigureMembers {
	f := l.frame(post, "figures", l.t("妇女病普查人数", "Women screened"))
	f.Crumbs = []Link{{l.t("数字", "Figures"), "/figures"}}
	v := &FigureMembers{Frame: f, Figure: l.t("妇女病普查人数", "Women screened"), Href: "/figures/women-screened", Slice: l.t("云溪镇 · 2026 年", "Yunxi · 2026"), Size: Size{Value: 2890, Unit: l.t("人", "women")}, Seq: 12061, Cols: MemberCols{Place: true, On: true, Site: true}, Pager: Pager{Shown: 3, Total: 2890, Next: "?after=3", NextCount: 50}}
	v.Rows = []MemberOf{{Name: l.t("何•芬", "He •"), Place: l.t("云溪镇 柳湾村", "Liuwan"), On: "2026-10-21", Site: l.t("云溪服务站", "Yunxi station")}, {Name: l.t("许•兰", "Xu •"), Place: l.t("云溪镇 柳湾村", "Liuwan"), On: "2026-06-13", Site: l.t("区妇幼保健院", "District MCH hospital")}, {Withdrawn: true, Place: l.t("云溪镇 青石村", "Qingshi"), On: "2026-03-02", Site: l.t("云溪服务站", "Yunxi station")}}
	if post == "clinic-worker" {
		v.Cols.What, v.Cols.Open = true, true
		for i := range v.Rows[:2] {
			v.Rows[i].Name, v.Rows[i].Href, v.Rows[i].Age = []string{l.t("何秀芬", "He Xiufen"), l.t("许桂兰", "Xu Guilan")}[i], "/person/1", age(43)
			v.Rows[i].What, v.Rows[i].Open = l.t("宫颈炎", "cervicitis"), "/event/1"
		}
		return v
	}
	v.Cols = MemberCols{Place: true, On: true, Coarse: true}
	v.Notices = []Notice{{Tone: Info, Text: l.t("有的行不显示姓名：人太少，或者那个月还没过完。", "Some lines name nobody: too few people, or the month is not over.")}}
	for i := range v.Rows {
		v.Rows[i].Place, v.Rows[i].On, v.Rows[i].Site = l.t("云溪镇", "Yunxi"), "2026-06", ""
	}
	return v
}

func (l said) reports() []shot {
	f := l.frame("manager", "report", l.t("工作报告", "Work report"))
	from, to, known := day("2024-01-01"), day("2026-12-31"), ""
	filters := FilterForm{Action: "/reports/work-report", From: &from, To: &to, AsKnown: &known}
	list := filters
	list.Action = "/reports"
	return []shot{
		{"05-reports", &ReportList{Frame: f, Filters: list, Reports: []ReportRow{{Title: l.t("优质服务工作情况汇报", "Report on quality services"), About: l.t("九章，41 个数字", "nine sections, 41 figures"), Href: "/reports/work-report"}}}},
		{"05-reports-empty", &ReportList{Frame: f, Filters: list}},
		{"05-report", l.report(filters)},
		{"05-verify", &ReportVerify{Frame: f, Action: "/verify", File: l.wordFile()}},
		{"05-verify-same", &ReportVerify{Frame: f, Action: "/verify", File: l.wordFile(), Name: "report.docx", Figures: 41}},
		{"05-verify-differs", &ReportVerify{Frame: f, Action: "/verify", File: l.wordFile(), Name: "report.docx", Figures: 41, Forged: true,
			Differ: []DifferRow{{"5a", l.t("妇女病普查人数", "Women screened"), "77,005", "77,004"}, {"5d", l.t("治疗完成率", "Treatment completed"), "", "94.1%"}}}},
	}
}

func (l said) wordFile() Field {
	return Field{ID: "file", Label: l.t("Word 报告", "Word report"), Hint: l.t("由本系统写成的 .docx", "a .docx that this system wrote"), Type: TypeFile, Auto: ".docx"}
}

func (l said) report(filters FilterForm) *ReportShow {
	f := l.frame("manager", "report", l.t("优质服务工作情况汇报", "Report on quality services"))
	f.Crumbs = []Link{{l.t("工作报告", "Work report"), "/reports"}}
	v := &ReportShow{Frame: f, Heading: l.t("关于全区优质服务工作情况的汇报", "Report on quality services in the district"), Date: l.t("2026年11月24日", "24 November 2026"), Period: "2024-01-01 – 2026-12-31", Seq: 12061, Filters: filters, Word: "/reports/work-report.docx", HTML: "/reports/work-report.html"}
	v.Sections = []Section{
		{Anchor: "s1", Title: l.t("一、基本情况", "1 Basic situation"), Empty: l.t("本章还没有记录。", "There are no records for this section yet.")},
		{Anchor: "s4", Title: l.t("四、优质服务", "4 Quality service"), Count: 5, Blocks: []Block{
			{Spans: []Span{{Text: l.t("坚持自愿、知情、就近。近三年共为 ", "Voluntary, informed and close to home. In three years ")}, {Text: "77,004", Key: "4a"}, {Text: l.t(" 名妇女进行了妇女病普查，其中卫生健康部门 ", " women were screened, ")}, {Text: "41,200", Key: "4b"}, {Text: l.t(" 名，计划生育部门 ", " by the health department and ")}, {Text: "36,930", Key: "4c"}, {Text: l.t(" 名；查出可治的病，90 天内治疗的占 ", " by family planning; of the treatable findings ")}, {Text: "94.1%", Key: "4d"}, {Text: l.t("。", " were treated within 90 days.")}}},
			{Heading: l.t("（一）分乡镇情况", "(1) By township"), Table: &ReportTable{Heads: []string{l.t("乡镇", "Township"), "2024", "2025", "2026"}, Rows: [][]Span{{{Text: l.t("云溪镇", "Yunxi")}, {Text: "2,958"}, {Text: "3,152"}, {Text: "2,890", Key: "4e"}}, {{Text: l.t("柳塘镇", "Liutang")}, {Text: "2,834"}, {Text: "3,174"}, {Text: "2,816"}}}, Total: []Span{{Text: l.t("全区", "District")}, {Text: "39,812"}, {Text: "42,967"}, {Text: "38,406"}}}},
			{Chart: Inset(chart.Bars{Name: l.t("分乡镇受检人数", "Women screened by township"), Labels: []string{l.t("云溪镇", "Yunxi"), l.t("柳塘镇", "Liutang"), l.t("白鹭乡", "Bailu")}, Values: []float64{6006, 5467, 3157}, Before: []float64{5290, 5274, 3178}}), Caption: l.t("图 1　分乡镇受检人数（竖线为前三年）", "Figure 1. Women screened by township (tick: three years before)")}}},
		{Anchor: "s8", Title: l.t("八、存在的问题", "8 Problems"), Count: 1, Blocks: []Block{{Spans: []Span{{Text: l.t("一是 ", "First, ")}, {Text: "11,940", Key: "8a"}, {Text: l.t(" 名妇女没有邀请到，其中外出务工占多数。", " women were not reached, most of them working elsewhere.")}}}}},
	}
	keys := []string{"4a", "4b", "4c", "4d", "4e", "8a"}
	for i, k := range keys {
		e := Evidence{Key: k, Text: "77,004", Title: l.t("妇女病普查人数，2024-01-01 起三年", "Women screened, three years from 2024-01-01"), Same: true, Open: "/figures/women-screened/members", Figure: "/figures/women-screened", Count: strconv.Itoa(i+1) + " / 6",
			Rows: []Fact{{Name: l.t("截至第几笔", "As known at"), Text: "12061", Mono: true}, {Name: l.t("定义", "Definition"), Text: "women-screened b81e40d7", Mono: true}, {Name: l.t("名单指纹", "Digest of the list"), Text: "b81e 40d7 9c2a 55f0", Mono: true}}}
		if k == "4d" {
			e.Text, e.Number = "94.1%", Size{Rate: "94.1%", Num: 3015, Den: 3204, Unit: l.t("例", "cases"), NumHref: "/m", DenHref: "/m"}
		}
		if i > 0 {
			e.Prev = keys[i-1]
		}
		if i < len(keys)-1 {
			e.Next = keys[i+1]
		}
		v.Evidence = append(v.Evidence, e)
	}
	return v
}
