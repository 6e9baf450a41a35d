package catalogue

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/civil"
)

// The days that codes/holidays.csv announces.
const (
	dayOff    = "off"
	dayWorked = "work"
)

// announced is one row of codes/holidays.csv, as it is stored: a day, what it is, and the announcement that says so.
type announced struct {
	On     string `yaml:"on"`
	Day    string `yaml:"day"`
	Source string `yaml:"source"`
}

// readHolidays reads codes/holidays.csv: date, day (off or work), source. A district's own file adds to the shipped one.
func (l *loader) readHolidays(src *source, raw []byte) {
	r := csv.NewReader(strings.NewReader(string(raw)))
	r.FieldsPerRecord, r.Comment = 3, '#'
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			line := 1
			var e *csv.ParseError
			if errors.As(err, &e) {
				line, err = e.Line, e.Err
			}
			src.problem(line, 1, "catalogue.holidays", err)
			return
		}
		if first && row[0] == "date" {
			continue
		}
		if !l.holiday(announced{row[0], row[1], row[2]}) {
			line, _ := r.FieldPos(0)
			src.problem(line, 1, "catalogue.holidays-row")
			continue
		}
		l.holidaysOrigin = src.origin
	}
}

// holiday takes in one announced day; false where it is none, or was announced otherwise. A day of Monday to Friday is worked anyway: to
// announce that it is shows that something was mistyped.
func (l *loader) holiday(a announced) bool {
	day, err := civil.Parse(a.On)
	worked := a.Day == dayWorked
	if err != nil || a.Source == "" || a.Day != dayOff && !worked || worked && day.Weekday() <= 4 || !l.workdays.Put(day, worked) {
		return false
	}
	l.holidays = append(l.holidays, a)
	return true
}

// holidaysDefinition is the stored form of what was announced.
func (l *loader) holidaysDefinition() (Definition, error) {
	node := &yaml.Node{Kind: yaml.SequenceNode}
	for _, a := range l.holidays {
		node.Content = append(node.Content, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{str("on"), str(a.On), str("day"), str(a.Day), str("source"), str(a.Source)}})
	}
	return define(DefHolidays, DefHolidays, l.holidaysOrigin, node)
}

// storedHolidays takes what was announced from its stored definition.
func (l *loader) storedHolidays(d Definition, src *source, node *yaml.Node) {
	var all []announced
	if err := node.Load(&all); err != nil {
		src.at(node, "catalogue.holidays", err)
		return
	}
	l.holidaysOrigin = d.Origin
	for _, a := range all {
		l.holiday(a)
	}
}
