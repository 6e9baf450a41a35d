package figure

// people is a set of persons by number. A cell of a break-down often holds a few neighbours out of a whole district, so the bits stand
// in pages that are made when they are needed.
type people struct{ pages []*page }

const pageBits = 1024

type page [pageBits / 64]uint64

// add reports whether the person was not in the set before.
func (s *people) add(n uint32) bool {
	at := int(n / pageBits)
	for at >= len(s.pages) {
		s.pages = append(s.pages, nil)
	}
	if s.pages[at] == nil {
		s.pages[at] = new(page)
	}
	word, bit := &s.pages[at][n%pageBits/64], uint64(1)<<(n%64)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}
