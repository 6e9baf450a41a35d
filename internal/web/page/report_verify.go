package page

// ReportVerify asks for a Word report and says, number by number, whether it still is what the district's records give.
type ReportVerify struct {
	Frame
	Action  string
	Wrong   Wrong
	File    Field
	Name    string // of the file that was verified; "" before
	Figures int    // numbers that were computed again
	Differ  []DifferRow
	Forged  bool // what the file says of its own numbers was changed
}

func (*ReportVerify) template() string { return "report_verify" }

// DifferRow is one number of the document that is not what the records give.
type DifferRow struct {
	Label   string // beside the number in the document
	Figure  string
	Printed string // "" where its place is gone
	Now     string
}
