package catalogue

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/rule"
)

// Definitions are read from YAML nodes into the types of *_yaml.go. Every leaf keeps its node, so that whatever is found wrong
// later can be pointed at. Texts are taken as written: 16, 010 and no are the codes "16", "010" and "no".
//
// Tags: yaml:"key,need" (must be there), oneof:"a b", and zh and en, the meaning as the reference page prints it.

// leaf is a scalar of a definition.
type leaf[T any] struct {
	node *yaml.Node // nil where the key is absent
	v    T
}

type (
	ident   string // lower-case letters, digits and hyphens
	varName string // lower-case letters, digits and underscores: it stands in rules
	ruleSrc string // a CEL expression
	line    string // any text of one line
)

// oneOrMany is a value that is one text or a list of texts.
type oneOrMany struct {
	node *yaml.Node
	many bool
	all  []leaf[line]
}

// text is a text in both languages.
type text struct {
	node *yaml.Node
	v    lang.Text
}

// decoder reads the nodes of one file.
type decoder struct{ *source }

// decode reads n into the struct that out points to, and reports whether all was well.
func (s *source) decode(n *yaml.Node, out any) bool {
	before := len(*s.report)
	decoder{s}.value(n, reflect.ValueOf(out).Elem(), "")
	return len(*s.report) == before
}

func (d decoder) value(n *yaml.Node, out reflect.Value, tag reflect.StructTag) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.at(n, "catalogue.alias")
		lacking(n, out)
		return
	}
	switch v := out.Addr().Interface().(type) {
	case *text:
		d.text(n, v)
		return
	case *oneOrMany:
		d.oneOrMany(n, v)
		return
	case *rawValues:
		d.values(n, v)
		return
	case scalar:
		d.scalar(n, v, tag)
		return
	}
	switch out.Kind() {
	case reflect.Pointer:
		out.Set(reflect.New(out.Type().Elem()))
		d.value(n, out.Elem(), tag)
	case reflect.Slice:
		d.list(n, out, tag)
	case reflect.Struct:
		d.mapping(n, out)
	}
}

func (d decoder) list(n *yaml.Node, out reflect.Value, tag reflect.StructTag) {
	if n.Kind != yaml.SequenceNode {
		d.at(n, "catalogue.want-list")
		return
	}
	out.Set(reflect.MakeSlice(out.Type(), len(n.Content), len(n.Content)))
	for i, element := range n.Content {
		d.value(element, out.Index(i), tag)
	}
}

// mapping fills a struct. Its field `node`, where it has one, is set by the struct itself through positioned.
func (d decoder) mapping(n *yaml.Node, out reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.at(n, "catalogue.want-mapping", strings.Join(keysOf(out.Type()), " "))
		lacking(n, out)
		return
	}
	if p, ok := out.Addr().Interface().(positioned); ok {
		p.stand(n)
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, ok := fieldOf(out.Type(), key.Value)
		switch {
		case !ok:
			d.unknownKey(key, keysOf(out.Type()))
		case seen[key.Value]:
			d.at(key, "catalogue.key-twice", key.Value)
		default:
			d.value(value, out.FieldByIndex(field.Index), field.Tag)
		}
		seen[key.Value] = true
	}
	for _, field := range fieldsOf(out.Type()) {
		if name, need := keyOf(field); need && !seen[name] {
			d.at(n, "catalogue.key-missing", name)
			lacking(n, out.FieldByIndex(field.Index))
		}
	}
}

// lacking gives what is not there the place of what lacks it: who reads an incomplete form finds a place for everything that it must have.
func lacking(n *yaml.Node, out reflect.Value) {
	switch v := out.Addr().Interface().(type) {
	case *text:
		v.node = n
		return
	case *oneOrMany:
		v.node, v.all = n, []leaf[line]{{node: n}}
		return
	case positioned:
		v.stand(n)
	}
	switch out.Kind() {
	case reflect.Pointer:
		out.Set(reflect.New(out.Type().Elem()))
		lacking(n, out.Elem())
	case reflect.Struct:
		for _, field := range fieldsOf(out.Type()) {
			if _, need := keyOf(field); need {
				lacking(n, out.FieldByIndex(field.Index))
			}
		}
	}
}

// pressure are keys that some systems have and this one refuses (R1).
var pressure = []string{"target", "quota", "rank", "ranking", "goal", "reward", "bonus", "penalty"}

func (d decoder) unknownKey(key *yaml.Node, known []string) {
	if slices.Contains(pressure, key.Value) {
		d.at(key, "constitution.r1-key", key.Value)
		return
	}
	if near := rule.Nearest(key.Value, known); near != "" {
		d.at(key, "catalogue.key-near", key.Value, near)
		return
	}
	d.at(key, "catalogue.key-unknown", key.Value, strings.Join(known, " "))
}

// text reads {zh: …, en: …}: both must be there and not empty.
func (d decoder) text(n *yaml.Node, out *text) {
	out.node = n
	if n.Kind != yaml.MappingNode {
		d.at(n, "catalogue.want-text")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch key.Value {
		case "zh":
			out.v.Zh = strings.TrimSpace(value.Value)
		case "en":
			out.v.En = strings.TrimSpace(value.Value)
		default:
			d.unknownKey(key, []string{"zh", "en"})
		}
	}
	if out.v.Zh == "" {
		d.at(n, "catalogue.no-zh")
	}
	if out.v.En == "" {
		d.at(n, "catalogue.no-en")
	}
}

func (d decoder) oneOrMany(n *yaml.Node, out *oneOrMany) {
	out.node = n
	if n.Kind == yaml.SequenceNode {
		out.many = true
		d.list(n, reflect.ValueOf(&out.all).Elem(), "")
		return
	}
	out.all = make([]leaf[line], 1)
	d.scalar(n, &out.all[0], "")
}

// scalar is a leaf of any type.
type scalar interface {
	stand(n *yaml.Node)
	read(value string) (key string, args []any) // a message key where the value is no good
}

// positioned is what keeps the node it was read from.
type positioned interface{ stand(n *yaml.Node) }

func (l *leaf[T]) stand(n *yaml.Node) { l.node = n }

// leafNode is a leaf that knows where it stands.
type leafNode interface{ where() *yaml.Node }

func (l *leaf[T]) where() *yaml.Node { return l.node }

// given reports whether the key was there.
func (l leaf[T]) given() bool { return l.node != nil }

func (d decoder) scalar(n *yaml.Node, out scalar, tag reflect.StructTag) {
	out.stand(n)
	if n.Kind != yaml.ScalarNode {
		d.at(n, "catalogue.want-value")
		return
	}
	value := strings.TrimSpace(n.Value)
	if choices := strings.Fields(tag.Get("oneof")); len(choices) > 0 && !slices.Contains(choices, value) {
		d.at(n, "catalogue.one-of", strings.Join(choices, " "))
		return
	}
	if key, args := out.read(value); key != "" {
		d.at(n, key, args...)
	}
}

// read parses the value of a leaf by its type.
func (l *leaf[T]) read(value string) (key string, args []any) {
	var err error
	switch v := any(&l.v).(type) {
	case *line:
		*v, key = line(value), emptyKey(value)
	case *ruleSrc:
		*v, key = ruleSrc(l.node.Value), emptyKey(value)
	case *ident:
		*v, key = ident(value), nameKey(value, '-', "catalogue.bad-id")
	case *varName:
		*v, key = varName(value), nameKey(value, '_', "catalogue.bad-name")
	case *bool:
		*v = value == "true"
		if value != "true" && value != "false" {
			key = "catalogue.bad-bool"
		}
	case *float64:
		*v, err = strconv.ParseFloat(value, 64)
		key = keyIf(err != nil || *v-*v != 0, "catalogue.bad-number")
	case *int64:
		*v, err = strconv.ParseInt(value, 10, 64)
		key = keyIf(err != nil, "catalogue.bad-whole")
	case *MonthDay:
		day, err := civil.Parse("2001-" + value) // no leap year: 29 February is not in every year
		_, v.Month, v.Day = day.YMD()
		key = keyIf(err != nil, "catalogue.bad-month-day")
	case *civil.Date:
		*v, err = civil.Parse(value)
		key = keyIf(err != nil, "catalogue.bad-date")
	case *civil.Birth:
		*v, err = civil.ParseBirth(value)
		key = keyIf(err != nil, "catalogue.bad-date")
	case *civil.Duration:
		*v, err = civil.ParseDuration(value)
		key = keyIf(err != nil, "catalogue.bad-duration")
	}
	return key, []any{value}
}

func keyIf(bad bool, key string) string {
	if bad {
		return key
	}
	return ""
}

func emptyKey(value string) string { return keyIf(value == "", "catalogue.no-value") }

// nameKey refuses a name that is not lower-case letters and digits with single separators between them.
func nameKey(name string, separator byte, key string) string {
	previous := separator
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
		if !letter && (c != separator || previous == separator) {
			return key
		}
		if i == 0 && separator == '_' && c <= '9' {
			return key // a fact's name cannot begin with a digit
		}
		previous = c
	}
	return keyIf(previous == separator, key)
}

var fieldsByType sync.Map // reflect.Type → []reflect.StructField

// fieldsOf are the fields of a struct that have a key, in order.
func fieldsOf(t reflect.Type) []reflect.StructField {
	if known, ok := fieldsByType.Load(t); ok {
		return known.([]reflect.StructField)
	}
	var fields []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if f.Tag.Get("yaml") != "" {
			fields = append(fields, f)
		}
	}
	fieldsByType.Store(t, fields)
	return fields
}

func keyOf(f reflect.StructField) (name string, need bool) {
	name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name, rest == "need"
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for _, f := range fieldsOf(t) {
		name, _ := keyOf(f)
		keys = append(keys, name)
	}
	return keys
}

func fieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	for _, f := range fieldsOf(t) {
		if name, _ := keyOf(f); name == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}
