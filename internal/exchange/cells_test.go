package exchange

import (
	"strings"
	"testing"
	"unicode/utf8"

	"youfu/internal/civil"
	"youfu/internal/exchange/sheet"
)

func TestMasked(t *testing.T) {
	for _, c := range []struct{ column, value, want string }{
		{"citizen_number", "990101198305120286", "9901••••••••••••86"},
		{"citizen_number", "990101 19830512 028X", "9901•• •••••••• ••8X"},
		{"citizen_number", "９９０１０１１９８３０５１２０２８６", "９９０１••••••••••••８６"},
		{"citizen_number", "9901018305120286", "9901••••••••••86"},
		{"citizen_number", "123", "•23"},
		{"phone", "139-1234-5678", "•••-••••-••78"},
		{"phone", "13912345678/13987654321", "1391•••••••/•••••••••21"},
		{"name", "何秀芬13912345678", "何秀芬•••••••••78"},
		{"name", "何秀芬", "何秀芬"},
		{"birth", "1983-05-12", "1983-05-12"},
		{"birth", "19830512", "19830512"},
		{"registered_place", "990101001001", "990101001001"},
		{"registered_place", "990101198305120286", "9901••••••••••••86"},
		{"ref", "A-00123", "A-00123"},
		{"ref", "990101198305120286", "9901••••••••••••86"},
		{"sex", strings.Repeat("女", 100), strings.Repeat("女", 60) + "…"},
	} {
		if got := masked(c.column, c.value); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.column, c.value, got, c.want)
		}
	}
}

// FuzzPerson reads rows of anything: a row is either refused, or what it says can be kept and says the same when read again.
func FuzzPerson(f *testing.F) {
	for _, seed := range []string{"A|何秀芬|990101198305120286|女|1983-05-12||13912345678|1号", "|何|33010219830512001X|0|1983.1|19830512|+86 139|\x00",
		"1.5E+17|\u202e|９９|male|1983年5月|2200-01-01|(0571)1234567|\xff", "||||||| "} {
		f.Add(seed)
	}
	names := []string{"ref", "name", "citizen_number", "sex", "birth", "death", "phone", "address"}
	c := &columns{at: map[string]int{}, heading: map[string]string{}}
	for i, name := range names {
		c.at[name], c.heading[name] = i, name
	}
	words := newPersonWords(shipped(f))
	words.places = map[string]placeFound{}
	today := civil.MustDate("2026-11-24")
	read := func(parts []string) (personRow, []Refusal) {
		row := sheet.Row{N: 2}
		for _, p := range parts {
			row.Cells = append(row.Cells, sheet.Cell{Text: strings.TrimSpace(p)})
		}
		cells := cells{columns: c, row: row, today: today}
		p := words.readPerson(&cells)
		return p, cells.wrong
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, wrong := read(strings.SplitN(text, "|", len(names)))
		for _, w := range wrong {
			if w.Code == "" || w.Key == "" || (w.Column == "citizen_number" || w.Column == "phone") && strings.Count(strings.Map(onlyDigits, w.Value), "d") > 6 {
				t.Fatalf("%+v", w)
			}
		}
		if len(wrong) > 0 {
			return
		}
		for _, kept := range []string{p.ref, p.name, p.phone, p.address, string(p.number)} {
			if !utf8.ValidString(kept) || utf8.RuneCountInString(kept) > mostRunes || strings.ContainsFunc(kept, unshown) || kept != strings.TrimSpace(kept) {
				t.Fatalf("kept %q", kept)
			}
		}
		if p.name == "" || p.ref == "" && p.number == "" || p.born().Earliest() > today || p.facts.Death > today {
			t.Fatalf("%+v", p)
		}
		again, wrong := read([]string{p.ref, p.name, string(p.number), p.facts.Sex, p.facts.Birth.String(), p.facts.Death.String(), p.phone, p.address})
		if len(wrong) > 0 || again != p {
			t.Fatalf("%+v reads again as %+v, %+v", p, again, wrong)
		}
	})
}

// onlyDigits writes d for a digit, and drops what is none.
func onlyDigits(r rune) rune {
	if n := narrow(r); n >= '0' && n <= '9' {
		return 'd'
	}
	return -1
}
