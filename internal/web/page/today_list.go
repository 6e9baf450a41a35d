package page

import "youfu/internal/civil"

// TodayList is a village or township worker's list: who may be invited, why and since when, in walking order by village. It holds
// invitations of a round alone; follow-ups and clinic appointments are not for this list, because their presence would tell (R7).
type TodayList struct {
	Frame
	Place     string // "云溪镇", as the page's second line
	Villages  int    // how many villages the list covers; 0 where it is one village
	Total     int    // people on the list, whatever the filters
	Tabs      []Tab
	Filters   FilterForm
	Off       Off
	Groups    []TodayGroup
	Pager     Pager
	SheetHref string // the visit sheet to print; "" where this reader may not
	AsOf      string // time of day at which the list was worked out, "08:41"
	Filtered  bool   // filters or a tab other than "all" are on: an empty list then says so
	Next      string // on an empty list: what comes next, "11月26日，方爱珍"; "" where nothing does
}

func (*TodayList) template() string { return "today_list" }

// Off counts who is not on the list any more, with the page that says why.
type Off struct {
	Declined, Moved int
	Href            string
}

// TodayGroup is one village, in walking order.
type TodayGroup struct {
	Village string
	Count   int
	Note    string // "按门牌从 1 组走到 4 组 · 村专干 周德福"
	Rows    []TodayRow
}

// TodayRow is one invitation.
type TodayRow struct {
	ID       string // anchor of the row; unique in the page
	Key      string // the due key that an answer refers to
	ClientID string
	Name     string
	Href     string // the person's page
	Age      Age
	Address  string // "1 组 12 号"
	Why      string // the programme's title
	More     string // "首次邀请，从未受检"
	Since    civil.Date
	Until    civil.Date // end of the window; zero where there is none
	Waited   int        // days since Since; at WaitLong and more the row says so instead of the window
	Phone    Masked
	State    State
	Just     bool   // recorded by this reader a moment ago
	Corrects string // event and revision that an answer from this row would correct; "" for a first answer
	Open     bool   // drawn open, with Error
	Error    string // why the last answer could not be recorded
	Note     string // what was typed with it
}

// WaitLong is how many days somebody has waited before the list says so.
const WaitLong = 14

// Long reports whether the row says how long she has waited.
func (r TodayRow) Long() bool { return r.Waited >= WaitLong }

// Answers are what a worker can record, in the order of the keys 1 to 5. "She declines" is an answer like the others.
var Answers = []State{Invited, WillCome, Declined, WrongNumber, Moved}

// Answers gives the templates Answers.
func (*Frame) Answers() []State { return Answers }

// TodaySheet is the list on paper, to carry on the walk: masked, numbered, with boxes to tick, to be returned for destruction.
type TodaySheet struct {
	Frame
	Place  string   // who carries it: "云溪镇 陈玉兰"
	Where  []string // villages on the sheet
	Number string   // of the sheet, "T-1124-0831"
	Total  int
	Groups []TodayGroup
	Back   string
}

func (*TodaySheet) template() string { return "today_sheet" }
func (*TodaySheet) layout() string   { return "paper" }

// Line is the running number of row i in group g.
func (s *TodaySheet) Line(g, i int) int {
	n := i + 1
	for _, group := range s.Groups[:g] {
		n += len(group.Rows)
	}
	return n
}

// OffList is who is off the list and why: declined (this programme, until she asks) or moved. Nobody here is to be asked again.
type OffList struct {
	Frame
	Tabs   []Tab
	Rows   []OffRow
	Pager  Pager
	Action string // POST target of "she asks to be invited again"
}

func (*OffList) template() string { return "off_list" }

// OffRow is one person off the list.
type OffRow struct {
	Name    string
	Href    string
	Age     Age
	Village string
	Why     string // the programme
	State   State
	On      civil.Date
	By      string // who recorded it
	Again   string // value of the button "she asks to be invited again"; "" where there is none
}
