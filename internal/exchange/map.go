package exchange

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
)

// Map names our column for headings of a file; "" says that the column is not to be read. Known headings need no entry.
type Map map[string]string

// ParseMap reads a map: YAML, one "heading: column" a line. Invalid "exchange.bad-map" with the line.
func ParseMap(text []byte) (Map, error) {
	var m map[string]string
	if err := yaml.Load(text, &m); err != nil {
		line := "1"
		if found := lineIn.FindStringSubmatch(err.Error()); found != nil {
			line = found[1]
		}
		return nil, fault.New(fault.Invalid, "exchange.bad-map", line).Because(err)
	}
	if len(m) == 0 {
		return nil, fault.New(fault.Invalid, "exchange.bad-map", 1)
	}
	return m, nil
}

var lineIn = regexp.MustCompile(`line (\d+)`)

// String is the same for maps that say the same; an import's id is made of it.
func (m Map) String() string {
	var s strings.Builder
	for _, heading := range slices.Sorted(maps.Keys(m)) {
		s.WriteString(bare(heading) + ":" + m[heading] + "\n")
	}
	return s.String()
}

func (m Map) find(heading string) (column string, ok bool) {
	plain := bare(heading)
	for h, column := range m {
		if bare(h) == plain {
			return column, true
		}
	}
	return "", false
}

// check refuses a map that names what is not there, in the file or among our columns, or one thing twice.
func (m Map) check(header sheet.Row, ours []string) error {
	var wrong []fault.Field
	used, seen := map[string]bool{}, map[string]bool{}
	for _, heading := range slices.Sorted(maps.Keys(m)) {
		column := m[heading]
		key := ""
		switch {
		case !slices.ContainsFunc(header.Cells, func(c sheet.Cell) bool { return bare(c.Text) == bare(heading) }):
			key = "exchange.map-no-heading"
		case column != "" && !slices.Contains(ours, column):
			key = "exchange.map-no-column"
		case used[column] || seen[bare(heading)]:
			key = "exchange.map-twice"
		}
		used[column], seen[bare(heading)] = column != "", true
		if key != "" {
			wrong = append(wrong, fault.Field{Name: heading, Code: "bad-map", Key: key, Args: []any{heading, column}})
		}
	}
	if wrong != nil {
		return fault.New(fault.Invalid, wrong[0].Key, wrong[0].Args...).With(wrong...)
	}
	return nil
}
