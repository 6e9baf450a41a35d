package office

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// hamlet is a place with the surnames of a hamlet: one that most have, some that few have, one that a single person has.
func hamlet(t *rapid.T) (place, listed []string) {
	for range rapid.IntRange(1, 60).Draw(t, "people") {
		surname := rapid.SampledFrom([]string{"何", "何", "何", "何", "许", "许", "罗", "欧", "覃"}).Draw(t, "surname")
		given := rapid.SampledFrom([]string{"芬", "芳", "秀芬", "秀芳", "志强", "小满", ""}).Draw(t, "given")
		place = append(place, surname+given)
	}
	for _, name := range place {
		if rapid.IntRange(0, 4).Draw(t, "listed") == 0 {
			listed = append(listed, name)
		}
	}
	return place, listed
}

// TestNoticeLeavesFiveBesideEachLine: whatever a notice shows of a name, at least Fewest people of the place would be shown the same
// beside each line that reads so; where a place has not so many, nothing is shown of anybody.
func TestNoticeLeavesFiveBesideEachLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place, listed := hamlet(t)
		cells := countCells(place, listed)
		people, lines := map[string]int{}, map[string]int{}
		for _, name := range place {
			people[shownIn(cells, name)]++
		}
		for i, text := range NoticeNames(place, listed) {
			lines[text]++
			if fine := MaskName(listed[i]); text != fine && text != string([]rune(fine)[0])+"·" && text != NoName {
				t.Fatalf("%s is shown as %s", listed[i], text)
			}
		}
		for text, n := range lines {
			if people[text] < Fewest*n && !(text == NoName && len(people) == 1) {
				t.Fatalf("%d lines read %s, and %d people of the place may be meant: %q of %q", n, text, people[text], listed, place)
			}
		}
	})
}

// TestNoticeIsTheSameInAnyOrder: neither the order of the register nor that of the applications shows.
func TestNoticeIsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place, listed := hamlet(t)
		before := NoticeNames(place, listed)
		slices.Reverse(place)
		slices.Reverse(listed)
		after := NoticeNames(place, listed)
		slices.Reverse(after)
		if !slices.Equal(before, after) {
			t.Fatalf("%q and, the other way round, %q", before, after)
		}
	})
}

// TestNoticeOfAHamlet: thirty people, of whom twenty-six are called 何.
func TestNoticeOfAHamlet(t *testing.T) {
	var place []string
	for range 6 {
		place = append(place, "何秀芬")
	}
	for i := range 20 {
		place = append(place, "何志"+string(rune('一'+i)))
	}
	place = append(place, "许桂兰", "许大山", "许小山", "覃妹")
	for name, c := range map[string]struct {
		listed, shown []string
	}{
		"many fit first and last character":  {[]string{"何秀芬"}, []string{"何·芬"}},
		"two lines would read alike":         {[]string{"何秀芬", "何秀芬"}, []string{"何·", "何·"}},
		"few fit first and last character":   {[]string{"何志一"}, []string{"何·"}},
		"a surname that one household has":   {[]string{"许桂兰"}, []string{"·"}},
		"who is not called 何 is one of four": {[]string{"覃妹", "何志一"}, []string{"·", "·"}},
		"nobody knows the name":              {[]string{""}, []string{"·"}},
	} {
		if got := NoticeNames(place, c.listed); !slices.Equal(got, c.shown) {
			t.Errorf("%s: %q is shown as %q, want %q", name, c.listed, got, c.shown)
		}
	}
	place = append(place, "罗小满") // now who is not called 何 is one of five
	if got := NoticeNames(place, []string{"覃妹", "何志一"}); !slices.Equal(got, []string{"·", "何·"}) {
		t.Errorf("with five of other names: %q", got)
	}
	few := []string{"何秀芬", "何秀芳", "许兰"}
	if got := NoticeNames(few, few); strings.Join(got, "") != "···" {
		t.Errorf("three people are shown as %q", got)
	}
}
