package catalogue

import (
	"encoding/csv"
	"errors"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// headingFiles are the kinds of file that are read by their headings (cli.md, "Files without a map").
var headingFiles = map[string]bool{"places": true, "departments": true, "sites": true, "people": true, "visits": true}

// Column is the column that a heading names in a file of some kind, "" where it names none.
func (h Headings) Column(file, heading string) string { return h[file][bareHeading(heading)] }

// bareHeading is a heading without spaces, byte order mark and case, as office files differ in these.
func bareHeading(s string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\u3000' || c == '\ufeff' || c == '*' {
			return -1
		}
		return c
	}, s))
}

// readHeadings reads codes/headings.csv: file, column, heading. A column's own name is always one of its headings.
func (l *loader) readHeadings(src *source, raw []byte) {
	r := csv.NewReader(strings.NewReader(string(raw)))
	r.FieldsPerRecord = 3
	rows, err := r.ReadAll()
	if err != nil {
		line := 1
		var e *csv.ParseError
		if errors.As(err, &e) {
			line, err = e.Line, e.Err
		}
		src.problem(line, 1, "catalogue.headings", err)
		return
	}
	for i, row := range rows {
		file, column, heading := row[0], row[1], row[2]
		switch {
		case i == 0 && file == "file":
		case !headingFiles[file] || column == "" || heading == "":
			src.problem(i+1, 1, "catalogue.headings-row")
		default:
			l.headingsOrigin = src.origin
			l.heading(src, i+1, file, column, heading)
			l.heading(src, i+1, file, column, column)
		}
	}
}

func (l *loader) heading(src *source, line int, file, column, heading string) {
	if l.headings[file] == nil {
		l.headings[file] = map[string]string{}
	}
	bare := bareHeading(heading)
	if other, taken := l.headings[file][bare]; taken && other != column {
		src.problem(line, 1, "catalogue.heading-twice", heading, other)
		return
	}
	l.headings[file][bare] = column
}

// headingsDefinition is the stored form of all headings, the district's own among them.
func (l *loader) headingsDefinition() (Definition, error) {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for _, file := range slices.Sorted(maps.Keys(l.headings)) {
		columns := &yaml.Node{Kind: yaml.MappingNode}
		for _, heading := range slices.Sorted(maps.Keys(l.headings[file])) {
			columns.Content = append(columns.Content, str(heading), str(l.headings[file][heading]))
		}
		node.Content = append(node.Content, str(file), columns)
	}
	return define(DefHeadings, DefHeadings, l.headingsOrigin, node)
}

func str(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

// storedHeadings takes the headings from their stored definition.
func (l *loader) storedHeadings(src *source, node *yaml.Node) {
	var files map[string]map[string]string
	if err := node.Load(&files); err != nil {
		src.at(node, "catalogue.headings", err)
		return
	}
	l.headings = files
}
