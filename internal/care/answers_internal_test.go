package care

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/care/due"
)

// packed is a flat object as check.Canonical writes it, and its members by name.
func packed(t *rapid.T) (string, map[string]string) {
	value := rapid.OneOf(
		rapid.String().AsAny(), rapid.Float64Range(-1e15, 1e15).AsAny(), rapid.Bool().AsAny(), rapid.SliceOfN(rapid.String(), 0, 4).AsAny())
	object := map[string]any{}
	for name, v := range rapid.MapOfN(rapid.StringMatching(`[a-z][a-z0-9_]{0,8}`), value, 0, 9).Draw(t, "object") {
		object[name] = v
	}
	raw, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for name, v := range object {
		one, _ := json.Marshal(v)
		all[name] = string(one)
	}
	return string(raw), all
}

func TestMembersAreThoseOfTheObject(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		object, want := packed(t)
		got := map[string]string{}
		if !members(object, func(field, value string) { got[field] = value }) || !maps.Equal(got, want) {
			t.Fatalf("%s: %q", object, got)
		}
	})
}

func TestMembersRefuseWhatIsNoFlatObject(t *testing.T) {
	for _, bad := range []string{"", "{", "}", "null", "[]", `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1 "b":2}`, `{"a":{"b":1}}`, `{"a":["b"}`, `{"a":[1]}`, `{"a":"b}`, `{a:1}`, `{"a":"\"}`, `{,"a":1}`} {
		if members(bad, func(string, string) {}) {
			t.Errorf("%s is taken for a flat object", bad)
		}
	}
}

func FuzzMembers(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1,"b":["x","y"],"c":"\"","d":true}`, `{"a":"b\\"}`, `{"":""}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, object string) {
		var names []string
		if !members(object, func(field, _ string) { names = append(names, field) }) || !json.Valid([]byte(object)) {
			return
		}
		var whole map[string]json.RawMessage
		if json.Unmarshal([]byte(object), &whole) != nil {
			t.Fatalf("%q is no object", object)
		}
		slices.Sort(names)
		if names = slices.Compact(names); len(names) < len(whole) {
			t.Fatalf("%q: %q of %d members", object, names, len(whole))
		}
	})
}

// Sets beyond those that are held unpacked are given all the same.
func TestManySetsAreGivenAsFew(t *testing.T) {
	s := newAnswerSets()
	s.needs = needs{Name{"p", "v"}: {"bp": paired, "n": read}}
	s.reset()
	var last uint32
	for i := range mostUnpacked + 10 {
		at, err := s.number(0, Name{"p", "v"}, fmt.Sprintf(`{"bp":"120/80","gone":1,"n":%d}`, i))
		if err != nil || at != uint32(i+1) {
			t.Fatal(at, err)
		}
		last = at
	}
	for _, set := range []uint32{1, mostUnpacked - 1, mostUnpacked, last} {
		want := due.Answers{"bp": "120/80", "bp_1": 120.0, "bp_2": 80.0, "n": float64(set - 1)}
		if got := s.answers(set); !maps.Equal(got, want) {
			t.Errorf("%d: %v, want %v", set, got, want)
		}
	}
	if s.answers(0) != nil {
		t.Error("what is no visit has answers")
	}
	if _, err := s.number(0, Name{"p", "v"}, `{"n":}`); err == nil {
		t.Error("damaged answers were taken")
	}
}
