package page

import "youfu/internal/civil"

// PersonFind is the search for people; what was looked for is Frame.Query.
type PersonFind struct {
	Frame
	Scope    string // whom this reader can find: "云溪镇的居民"
	TooShort bool   // the query says too little to search
	Rows     []FoundRow
	Near     []Link // names that sound alike, where nothing was found
	Pager    Pager
	Add      string // href to add a person; "" where this reader may not
}

func (*PersonFind) template() string { return "person_find" }
func (*PersonFind) HeadSearch() bool { return false }

// FoundRow is one person found.
type FoundRow struct {
	Name      string
	Href      string
	Sex       string
	Age       Age
	Birth     string // "1983-05-12", "1983-05" or "1983"
	Place     string
	Address   string
	Number    string // masked
	Household string // href; "" where there is none
	Died      civil.Date
	Merged    bool // found under a number or name that was merged into this person
}
