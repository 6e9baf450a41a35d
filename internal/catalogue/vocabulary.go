package catalogue

import (
	"youfu/internal/lang"
	"youfu/internal/rule"
)

// Fact is one thing that rules may know of a person, such as p.age. The list is closed: an overlay cannot add to it.
type Fact struct {
	ID    string // such as p.age
	Title lang.Text
	Type  rule.Type
	Codes []string // all values it can have; empty: any
	About string   // age, anatomy or register; services read the first two alone (R9)
}

// Headings are the column headings by which files are read without a map: file kind → heading → column. Headings are compared
// without spaces and without regard to case.
type Headings map[string]map[string]string
