// Package lang holds every text that people see, in Chinese and in English. A text has a key "area.name"; an area is a pair of
// files messages/AREA.zh.json and messages/AREA.en.json with the same keys, which a test compares. Texts of practice (titles of
// programmes, fields, codes) are data and come in the definitions as Text.
package lang

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"youfu/internal/fault"
)

// Lang is a language people read.
type Lang string

const (
	Zh Lang = "zh"
	En Lang = "en"
)

// All are the languages that every text exists in.
var All = []Lang{Zh, En}

// Of is the language for a name such as "zh", "zh-CN" or "en"; Chinese where the name is unknown.
func Of(name string) Lang {
	if strings.HasPrefix(strings.ToLower(name), "en") {
		return En
	}
	return Zh
}

// Tag is the BCP 47 tag for an html lang attribute.
func (l Lang) Tag() string {
	if l == En {
		return "en"
	}
	return "zh-CN"
}

// Text is a text of practice in each language.
type Text struct {
	Zh string `yaml:"zh" json:"zh"`
	En string `yaml:"en" json:"en"`
}

// In is the text in language l, or in the other where l has none.
func (t Text) In(l Lang) string {
	if (l == En && t.En != "") || t.Zh == "" {
		return t.En
	}
	return t.Zh
}

//go:embed messages/*.json
var files embed.FS

var messages = load()

func load() map[Lang]map[string]string {
	all := map[Lang]map[string]string{Zh: {}, En: {}}
	names, err := files.ReadDir("messages")
	if err != nil {
		panic(err) // embedded: cannot fail in a built program
	}
	for _, f := range names {
		raw, _ := files.ReadFile(path.Join("messages", f.Name()))
		parts := strings.Split(f.Name(), ".")
		area := map[string]string{}
		if err := json.Unmarshal(raw, &area); err != nil || len(parts) != 3 {
			panic(fmt.Sprintf("lang: %s: %v", f.Name(), err))
		}
		for key, text := range area {
			all[Lang(parts[1])][key] = text
		}
	}
	return all
}

// Keys are the keys that language l has.
func Keys(l Lang) map[string]string { return messages[l] }

// T is the text under key, with {0}, {1} … replaced by args. A Text argument is shown in l. An unknown key shows itself in
// brackets, so that it is seen in tests and harms nobody in the office.
func T(l Lang, key string, args ...any) string {
	text, ok := messages[l][key]
	if !ok {
		return "[" + key + "]"
	}
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for i, a := range args {
		if t, ok := a.(Text); ok {
			a = t.In(l)
		}
		pairs = append(pairs, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Has reports whether key exists.
func Has(key string) bool { _, ok := messages[Zh][key]; return ok }

// Error is what a reader may know of err: the message of the first fault in its chain, or that something failed on our side.
func Error(l Lang, err error) string {
	var e *fault.Error
	if errors.As(err, &e) {
		return T(l, e.Key, e.Args...)
	}
	return T(l, "fault.machine")
}
