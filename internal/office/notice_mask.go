package office

import (
	"cmp"
	"maps"
	"slices"
)

// NoticeNames gives what a public notice shows of each name on it (R8). place are the names of everybody who is registered where the lines
// are from, those on the notice among them.
//
// A name is shown as in lists (MaskName), by its first character alone, or not at all: by the finest of these that leaves at least Fewest
// people of the place beside each line who may be meant, whatever else a neighbour can read off the rule and the rest of the notice. So a
// surname that one family of a hamlet has does not appear, nor do two lines read alike where few people could be either. Everybody falls
// into one cell: those of a first and last character, where they are many enough; else those of a first character who are left; else the
// rest. Where a line is of the rest and those are too few, the smallest other cell shows less, until they are enough.
func NoticeNames(place, listed []string) []string {
	cells := countCells(place, listed)
	shown := make([]string, len(listed))
	for i, name := range listed {
		shown[i] = shownIn(cells, name)
	}
	return shown
}

// shownIn is what a name shows where a place is divided into cells.
func shownIn(cells map[string]*cell, name string) string {
	text := finest(name)
	for cells[text] == nil {
		text = coarser(text)
	}
	return text
}

// NoName is what a notice shows of a name of which nothing can be shown.
const NoName = "·"

// cell is everybody of a place of whom a notice would show the same.
type cell struct{ people, lines int }

// stands reports whether enough people beside each line may be meant.
func (c *cell) stands() bool { return c.people >= Fewest*max(c.lines, 1) }

func (c *cell) join(other *cell) { c.people, c.lines = c.people+other.people, c.lines+other.lines }

// finest is the most that is shown of a name; nothing of one that is not known.
func finest(name string) string {
	if text := MaskName(name); text != "" {
		return text
	}
	return NoName
}

// coarser is a shown name with less of it: 何·芬, 何·, ·.
func coarser(text string) string {
	runes := []rune(text)
	if len(runes) > 2 {
		return string(runes[:2])
	}
	return NoName
}

// countCells divides a place into cells, the finest first: one that does not stand joins those of whom less is shown.
func countCells(place, listed []string) map[string]*cell {
	cells := map[string]*cell{}
	at := func(text string) *cell {
		if cells[text] == nil {
			cells[text] = &cell{}
		}
		return cells[text]
	}
	at(NoName)
	for _, name := range place {
		at(finest(name)).people++
	}
	for _, name := range listed {
		at(finest(name)).lines++
	}
	for _, size := range []int{3, 2} {
		for _, text := range slices.Collect(maps.Keys(cells)) {
			if c := cells[text]; len([]rune(text)) == size && !c.stands() {
				delete(cells, text)
				at(coarser(text)).join(c)
			}
		}
	}
	for rest := cells[NoName]; rest.lines > 0 && !rest.stands() && len(cells) > 1; {
		text := smallest(cells)
		at(coarser(text)).join(cells[text])
		delete(cells, text)
	}
	return cells
}

// smallest is the cell beside the rest with the fewest people, the first by its text among equals.
func smallest(cells map[string]*cell) string {
	texts := slices.DeleteFunc(slices.Collect(maps.Keys(cells)), func(text string) bool { return text == NoName })
	return slices.MinFunc(texts, func(a, b string) int {
		return cmp.Or(cmp.Compare(cells[a].people, cells[b].people), cmp.Compare(a, b))
	})
}
