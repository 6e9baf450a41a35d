package page

// CatalogueList is the practice in force: programmes, figures, reports, code tables.
type CatalogueList struct {
	Frame
	Groups []DefinitionGroup
	Seq    int64
}

func (*CatalogueList) template() string { return "catalogue_list" }

// DefinitionGroup is the definitions of one kind: page.kind.KIND.
type DefinitionGroup struct {
	Kind string
	Rows []DefinitionRow
}

// DefinitionRow is one definition in force.
type DefinitionRow struct {
	ID     string
	Title  string
	Href   string
	Hash   string // short
	Since  string
	Origin string // "shipped" or "overlay": page.origin.ORIGIN
	Cases  int    // cases that stand beside it
}

// CatalogueShow is one definition: what it says and its text.
type CatalogueShow struct {
	Frame
	Kind    string
	ID      string
	About   string
	Hash    string
	Since   string
	Origin  string
	Facts   []Fact
	Text    string // the YAML as loaded
	History []DefinitionRow
}

func (*CatalogueShow) template() string { return "catalogue_show" }
