package roll

import (
	"math/bits"
	"strings"
)

// spelling is a query by pinyin, made ready to be compared with every sound of a roll.
type spelling struct {
	letters int
	// For each letter code, the places of the query that hold it, as a set of bits.
	places [1 << letterBits]uint64
	// For each place, the next letters packed like a syllable, as far as the next space: a syllable ends where the query has a space.
	ahead [maxSpelling]syllable
}

// maxSpelling is the greatest number of letters in a query by pinyin; places reached are bits, with one more for the end.
const maxSpelling = 63

// spellingOf reads a folded query of letters, spaces and apostrophes (xi'an), ü typed as v; false where it holds anything else, no
// letter or more than maxSpelling.
func spellingOf(q string) (*spelling, bool) {
	s := new(spelling)
	q = strings.ReplaceAll(q, "ü", "v")
	for word := range strings.FieldsFuncSeq(q, func(r rune) bool { return r == ' ' || r == '\'' || r == '’' }) {
		for i := range len(word) {
			if word[i] < 'a' || word[i] > 'z' || s.letters == maxSpelling {
				return nil, false
			}
			s.places[word[i]-'a'+1] |= 1 << s.letters
			s.ahead[s.letters] = syllableOf(word[i:])
			s.letters++
		}
	}
	return s, s.letters > 0
}

// agree is the number of letters that a syllable and the query from a place on have in common.
func (s *spelling) agree(with syllable, place int) int {
	same := (bits.LeadingZeros32(uint32(with^s.ahead[place])) - (32 - letterBits*maxLetters)) / letterBits
	return min(same, with.letters(), s.ahead[place].letters())
}

// likeness says how a query agrees with a sound.
type likeness uint8

const (
	unlike   likeness = iota
	initials          // some syllable is given by its first letters alone: "hxf", "he x f"
	spelt             // whole syllables, the last perhaps not finished: "hexiuf"
	whole             // every syllable up to the end
)

// follow compares the query with a sound from one of its syllables on. Each syllable takes at least one letter of the query, and the
// query must be used up. All ways of cutting the query into syllables are followed at once, as sets of places reached.
func (s *spelling) follow(sound []syllable) (best likeness) {
	inFull, inPart := uint64(1), uint64(1) // reached by whole syllables alone; reached in any way
	for i, syllable := range sound {
		starts := inPart & s.places[syllable.initial()]
		if starts == 0 {
			break
		}
		nextFull, nextPart := uint64(0), uint64(0)
		for ; starts != 0; starts &= starts - 1 {
			place := bits.TrailingZeros64(starts)
			taken := s.agree(syllable, place)
			finished := taken == syllable.letters()
			full := inFull>>place&1 == 1
			switch {
			case place+taken < s.letters:
			case !full:
				best = max(best, initials)
			case finished && sound[i+1] <= orElse:
				best = whole
			default:
				best = max(best, spelt)
			}
			nextPart |= (1<<taken - 1) << (place + 1)
			if full && finished {
				nextFull |= 1 << (place + taken)
			}
		}
		inFull, inPart = nextFull, nextPart
	}
	return best
}

// like is the best likeness of the query to an entry's sounds, and whether it begins where the name does.
func (s *spelling) like(sounds []syllable) (best likeness, start bool) {
	for i := range sounds {
		atStart := i == 0 || sounds[i-1] == orElse
		if like := s.follow(sounds[i:]); like > best || like == best && atStart {
			best, start = like, atStart
		}
	}
	return best, start
}
