// Package roll finds people by what an office remembers of them: part of a name, its pinyin or initials, the end of a phone number. A
// Roll is derived from the register, lives in memory alone and is built anew at start; what it holds names people, so it is never
// written anywhere. Names lie packed one after the other and are scanned from end to end: for some hundred thousand people that takes
// some milliseconds, needs about 50 bytes for each, and stays right after any change without an index to keep.
package roll

import (
	"bytes"
	"slices"
	"strconv"
	"sync"
)

// Entry is what a person may be found by.
type Entry struct {
	Name      string
	PhoneTail string // the last 4 digits; anything else is not kept
}

// line is where an entry lies. A line whose entry was replaced or dropped stays until compaction, with n = gone.
type line struct {
	n           uint32
	name, sound uint32 // where its part of names and sounds begins
	tail        uint16 // 1 + phone tail; 0 where there is none
}

const gone = ^uint32(0)

// Roll is the list. Any number of readers may use it beside one writer.
type Roll struct {
	mu     sync.RWMutex
	lines  []line
	names  []byte     // folded names, each ended by \n
	sounds []syllable // their sounds, each ended by endSound
	at     []uint32   // by n: 1 + its line; 0 where n has no entry
	dead   int
}

// New is an empty roll.
func New() *Roll { return &Roll{} }

// Put enters a person under a number, in place of what the number had. Numbers are small and dense: memory grows with the greatest,
// which must be less than 2³²-1.
func (r *Roll) Put(n uint32, e Entry) {
	name := fold(e.Name)
	sounds := soundsOf(name)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bury(n)
	if missing := int(n) + 1 - len(r.at); missing > 0 {
		r.at = append(r.at, make([]uint32, missing)...)
	}
	r.append(n, tailOf(e.PhoneTail), []byte(name), sounds)
	r.compact()
}

// Drop takes a person off the roll; a number that has no entry is left alone.
func (r *Roll) Drop(n uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bury(n)
	r.compact()
}

// Len is the number of people on the roll.
func (r *Roll) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.lines) - r.dead
}

func (r *Roll) append(n uint32, tail uint16, name []byte, sounds []syllable) {
	r.lines = append(r.lines, line{n, uint32(len(r.names)), uint32(len(r.sounds)), tail})
	r.names = append(append(r.names, name...), '\n')
	r.sounds = append(r.sounds, sounds...)
	r.at[n] = uint32(len(r.lines))
}

// bury marks the line of n as dead.
func (r *Roll) bury(n uint32) {
	if int(n) < len(r.at) && r.at[n] != 0 {
		r.lines[r.at[n]-1].n = gone
		r.at[n] = 0
		r.dead++
	}
}

// compact packs the lines anew when half of them are dead, so that a change costs a constant time on average.
func (r *Roll) compact() {
	if r.dead <= len(r.lines)/2 {
		return
	}
	old := Roll{lines: r.lines, names: r.names, sounds: r.sounds}
	living := len(r.lines) - r.dead
	r.lines, r.dead = make([]line, 0, living), 0
	r.names, r.sounds = make([]byte, 0, len(old.names)/2), make([]syllable, 0, len(old.sounds)/2)
	for i, l := range old.lines {
		if l.n != gone {
			r.append(l.n, l.tail, old.name(i), old.sound(i))
		}
	}
}

// name is the folded name of line i.
func (r *Roll) name(i int) []byte {
	if i+1 < len(r.lines) {
		return r.names[r.lines[i].name : r.lines[i+1].name-1]
	}
	return r.names[r.lines[i].name : len(r.names)-1]
}

// sound holds the sounds of line i and their end.
func (r *Roll) sound(i int) []syllable {
	if i+1 < len(r.lines) {
		return r.sounds[r.lines[i].sound:r.lines[i+1].sound]
	}
	return r.sounds[r.lines[i].sound:]
}

// tailOf is 1 + the value of a tail of four digits; 0 for anything else.
func tailOf(s string) uint16 {
	if n, err := strconv.ParseUint(s, 10, 16); err == nil && len(s) == 4 {
		return uint16(n) + 1
	}
	return 0
}

// rank orders what was found: the less, the likelier meant.
type rank uint8

const (
	exactName rank = iota
	nameStart
	namePart
	wholeSound
	soundStart
	soundPart
	initialsStart
	initialsPart
	phoneTail
)

// Find gives the numbers of at most limit people who fit the query and whom keep lets through (all, where keep is nil), and whether
// there are more. The query is any part of a name; pinyin from any syllable on, the last unfinished or not, with or without spaces;
// initials; both mixed; or exactly four digits, the tail of a phone number. Other digits find nobody: citizen numbers are sought
// elsewhere. A whole name comes before a name's start and that before any other part; then pinyin, whole, at the start, elsewhere;
// then initials; equals stand by number. The answer depends on the entries alone, not on the order they were put in.
//
// keep is called under the roll's lock: it must be quick and must not call the roll. It is asked about no more people than needed.
func (r *Roll) Find(q string, limit int, keep func(n uint32) bool) (ns []uint32, more bool) {
	q = fold(q)
	if q == "" || limit <= 0 {
		return nil, false
	}
	found := &shortlist{size: limit + 1, keep: keep}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if isDigits(q) {
		r.findTail(q, found)
	} else {
		r.findName(q, found)
		if sound, ok := spellingOf(q); ok && !found.full() {
			r.findSound(q, sound, found)
		}
	}
	for _, key := range found.keys[:min(limit, len(found.keys))] {
		ns = append(ns, uint32(key))
	}
	return ns, len(found.keys) > limit
}

func (r *Roll) findTail(q string, found *shortlist) {
	tail := tailOf(q)
	for _, l := range r.lines {
		if l.tail == tail && tail != 0 {
			found.offer(phoneTail, l.n)
		}
	}
}

func (r *Roll) findName(q string, found *shortlist) {
	for i, pos := 0, 0; ; {
		hit := bytes.Index(r.names[pos:], []byte(q))
		if hit < 0 {
			return
		}
		for hit += pos; i+1 < len(r.lines) && int(r.lines[i+1].name) <= hit; {
			i++
		}
		name, as := r.name(i), namePart
		if len(name) == len(q) {
			as = exactName
		} else if hit == int(r.lines[i].name) {
			as = nameStart
		}
		found.offer(as, r.lines[i].n)
		pos = int(r.lines[i].name) + len(name) + 1
	}
}

// findSound leaves out the names that findName found by the same query: those with Latin letters.
func (r *Roll) findSound(q string, s *spelling, found *shortlist) {
	all, at, initial := r.sounds, 0, s.ahead[0].initial()
	for i := 0; i < len(all); i++ {
		if all[i].initial() != initial || s.follow(all[i:]) == unlike {
			continue
		}
		for at+1 < len(r.lines) && int(r.lines[at+1].sound) <= i {
			at++
		}
		start, sounds := int(r.lines[at].sound), r.sound(at)
		if !bytes.Contains(r.name(at), []byte(q)) {
			found.offer(soundRank(s.like(sounds)), r.lines[at].n)
		}
		i = start + len(sounds) - 1
	}
}

func soundRank(like likeness, start bool) rank {
	switch {
	case like == whole && start:
		return wholeSound
	case like >= spelt && start:
		return soundStart
	case like >= spelt:
		return soundPart
	case start:
		return initialsStart
	}
	return initialsPart
}

func isDigits(q string) bool {
	for i := range len(q) {
		if q[i] < '0' || q[i] > '9' {
			return false
		}
	}
	return true
}

// shortlist keeps the first few of what is offered, in order of rank and number.
type shortlist struct {
	size int
	keep func(n uint32) bool
	keys []uint64 // rank above number
}

func (s *shortlist) full() bool { return len(s.keys) == s.size }

func (s *shortlist) offer(as rank, n uint32) {
	key := uint64(as)<<32 | uint64(n)
	if n == gone || s.full() && key > s.keys[s.size-1] || s.keep != nil && !s.keep(n) {
		return
	}
	if s.full() {
		s.keys = s.keys[:s.size-1]
	}
	at, _ := slices.BinarySearch(s.keys, key)
	s.keys = slices.Insert(s.keys, at, key)
}
