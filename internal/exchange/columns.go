package exchange

import (
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
)

// ownColumns are the columns of each kind (cli.md, "Files without a map"); visits have those of their form as well.
var ownColumns = map[Kind][]string{
	Places:      {"code", "name", "level", "parent", "from", "to"},
	Departments: {"code", "name_zh", "name_en"},
	Sites:       {"code", "name", "department", "place"},
	People: {"ref", "name", "citizen_number", "sex", "birth", "death", "phone", "registered_place", "registered_nature", "resident_place",
		"address", "household", "relation"},
	Visits: {"ref", "person", "citizen_number", "on", "site"},
}

// neededColumns are those without which no row can be read; of each group one is enough.
var neededColumns = map[Kind][][]string{
	Places:      {{"code"}, {"name"}},
	Departments: {{"code"}, {"name_zh", "name_en"}},
	Sites:       {{"code"}, {"name"}, {"department"}},
	People:      {{"name"}, {"ref", "citizen_number"}},
	Visits:      {{"person", "citizen_number"}, {"on"}, {"site"}},
}

// columns say where each column of ours is in the file.
type columns struct {
	at      map[string]int    // 0-based, by our name
	heading map[string]string // the file's, by our name
	unknown []string          // headings that name none
	blind   bool              // of visits: what stands in a cell is not shown again
	named   []bool            // by column of the file: it has a heading
	serial  func(string) bool // a text is a date as a spreadsheet counts days; nil: none is
}

// columnsOf reads the header. Headings are looked up in the map, then among the known ones, then, for visits, among the titles of the
// form's fields. A column that stands twice is read the first time and reported as unknown the second.
func columnsOf(header sheet.Row, j Job, practice *catalogue.Catalogue) (*columns, error) {
	visit, err := j.visitOf(practice)
	if err != nil {
		return nil, err
	}
	ours := ownColumns[j.Kind]
	if visit != nil {
		ours = append(slices.Clone(ours), fieldColumns(visit)...)
	}
	if err := j.Map.check(header, ours); err != nil {
		return nil, err
	}
	c := &columns{at: map[string]int{}, heading: map[string]string{}, blind: j.Kind == Visits}
	for i, cell := range header.Cells {
		c.named = append(c.named, cell.Text != "")
		column, ignored := j.column(cell.Text, practice, visit)
		if _, taken := c.at[column]; !taken && slices.Contains(ours, column) {
			c.at[column], c.heading[column] = i, cell.Text
		} else if cell.Text != "" && !ignored {
			c.unknown = append(c.unknown, masked("", cell.Text))
		}
	}
	return c, c.complete(j.Kind)
}

// column is the column that a heading names; ignored where the map says that it is none.
func (j Job) column(heading string, practice *catalogue.Catalogue, visit *catalogue.Visit) (column string, ignored bool) {
	if column, ok := j.Map.find(heading); ok {
		return column, column == ""
	}
	if column := practice.Headings.Column(string(j.Kind), heading); column != "" {
		return column, false
	}
	plain := bare(heading)
	if slices.Contains(ownColumns[j.Kind], plain) || visit == nil {
		return plain, false
	}
	for _, f := range visit.Fields {
		if plain == f.ID || plain == bare(f.Title.Zh) || plain == bare(f.Title.En) {
			return f.ID, false
		}
	}
	return plain, false
}

// fieldColumns are the columns of a visit's form.
func fieldColumns(v *catalogue.Visit) []string {
	var all []string
	for _, f := range v.Fields {
		all = append(all, columnsOfField(f)...)
	}
	return all
}

// columnsOfField are the columns in which a field can come: a pair in one cell or in two.
func columnsOfField(f *catalogue.Field) []string {
	if f.Type == catalogue.TypePair {
		return []string{f.ID, f.ID + "_1", f.ID + "_2"}
	}
	return []string{f.ID}
}

func (j Job) visitOf(practice *catalogue.Catalogue) (*catalogue.Visit, error) {
	if j.Kind != Visits {
		return nil, nil
	}
	if p := practice.Programmes[j.Programme]; p != nil {
		if v := p.Visit(j.Visit); v != nil {
			return v, nil
		}
	}
	return nil, fault.New(fault.NotFound, "care.no-visit", j.Programme+"/"+j.Visit)
}

// complete refuses a file that lacks a column which every row needs.
func (c *columns) complete(k Kind) error {
	var missing []fault.Field
	for _, group := range neededColumns[k] {
		if !slices.ContainsFunc(group, func(column string) bool { _, ok := c.at[column]; return ok }) {
			missing = append(missing, fault.Field{Name: group[0], Code: "missing", Key: "exchange.no-column", Args: []any{strings.Join(group, ", ")}})
		}
	}
	if missing != nil {
		return fault.New(fault.Invalid, "exchange.no-columns", missing[0].Args...).With(missing...)
	}
	return nil
}

// bare is a heading as it is compared: without space, marks and case.
func bare(heading string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x00a0 || r == 0x3000 || r == 0xfeff || r == '*' {
			return -1
		}
		return narrow(r)
	}, heading))
}

// narrow turns a wide letter, digit or sign of Chinese keyboards (Unicode block FF01 to FF5E) into the usual one.
func narrow(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		return r - 0xff01 + '!'
	}
	return r
}

// unheaded adds the columns in which a row says something, but the header nothing, to those that are known already, by their letters.
func (c *columns) unheaded(row sheet.Row, known []string) []string {
	for i, cell := range row.Cells {
		if cell.Text == "" || i < len(c.named) && c.named[i] {
			continue
		}
		if letters := lettersOf(i); !slices.Contains(known, letters) {
			known = append(known, letters)
		}
	}
	return known
}

// lettersOf is what a spreadsheet calls a 0-based column: A, Z, AA.
func lettersOf(column int) string {
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}
