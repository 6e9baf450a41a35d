package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"youfu/internal/id"
)

// groupSize is how many ids one question asks for.
const groupSize = 256

// Groups calls ask with ids, so many at a time in their own order, in which neighbours stand on one page of an index, and with the text of a list that has a place for each of them, from $1 on. The last group
// repeats an id instead of being shorter, so that the question's text is always the same and stays prepared.
func Groups(ids []id.ID, ask func(list string, some []any) error) error {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b id.ID) int { return bytes.Compare(a[:], b[:]) })
	for first := 0; first < len(ids); first += groupSize {
		group := ids[first:min(first+groupSize, len(ids))]
		some := make([]any, groupSize)
		for i := range some {
			some[i] = group[min(i, len(group)-1)]
		}
		if err := ask(groupList, some); err != nil {
			return err
		}
	}
	return nil
}

var groupList = func() string {
	places := make([]string, groupSize)
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(places, ", ")
}()
