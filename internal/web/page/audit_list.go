package page

// AuditList is who read what; reading it is itself an entry.
type AuditList struct {
	Frame
	Filters FilterForm
	Rows    []AuditRow
	Pager   Pager
}

func (*AuditList) template() string { return "audit_list" }

// AuditRow is one reading.
type AuditRow struct {
	At      string // "2026-11-24 08:52"
	Who     string
	Post    string
	What    string // "打开本页", "今日名单"
	Purpose string
	Subject string // masked name, or what was filtered
	Href    string // of the entry
	People  int    // how many people a listing showed
}
