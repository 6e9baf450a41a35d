package figure

// pages is something small about each person, by number. A cell of a break-down often holds a few neighbours out of a whole district, so
// it stands in pages that are made when they are needed.
type pages[T any] []*T

const perPage = 1024 // persons

func (p *pages[T]) of(n uint32) *T {
	for int(n/perPage) >= len(*p) {
		*p = append(*p, nil)
	}
	if (*p)[n/perPage] == nil {
		(*p)[n/perPage] = new(T)
	}
	return (*p)[n/perPage]
}

// people is a set of persons.
type people struct{ pages[[perPage / 64]uint64] }

// add reports whether the person was not in the set before.
func (s *people) add(n uint32) bool {
	word, bit := &s.of(n)[n%perPage/64], uint64(1)<<(n%64)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// places is 1 + where each person stands in a list; 0 for those who do not.
type places struct{ pages[[perPage]uint32] }

func (p *places) at(n uint32) *uint32 { return &p.of(n)[n%perPage] }
