package person

import "youfu/internal/civil"

// tie is a revision of a tie in the register. It stands in the lists of both people: olderA and olderB lead on in theirs.
type tie struct {
	key            uint64 // tells the ties of one person apart
	seq            uint32
	a, b           uint32
	olderA, olderB uint32
	from, to       civil.Date
	kind           uint8
	void           bool
}

type attribute struct {
	key        uint64 // tells the attributes of one person apart
	seq, older uint32
	from, to   civil.Date
	name, code uint16 // among words
	void       bool
}

func (r *Register) resetKin() {
	r.ties, r.tie, r.attributes, r.attribute = nil, make([]uint32, 1), nil, make([]uint32, 1)
	r.words, r.word = []string{""}, map[string]uint16{"": 0}
}

func (r *Register) wordCode(word string) uint16 {
	code, ok := r.word[word]
	if !ok {
		code = uint16(len(r.words))
		r.words, r.word[word] = append(r.words, word), code
	}
	return code
}

func kindCode(kind TieKind) uint8 {
	for i, k := range tieKinds {
		if k == kind {
			return uint8(i)
		}
	}
	return 0
}

// covers reports whether half-open days hold a day; a zero date is open.
func covers(from, to, on civil.Date) bool {
	return (from.Zero() || from <= on) && (to.Zero() || on < to)
}

// Kin is somebody to whom a person is tied.
type Kin struct {
	N    uint32 // whoever she turned out to be
	Kind TieKind
	IsA  bool // the person asked about is A of the tie: the parent or the guardian
}

// Ties calls use with everybody to whom a person, under whichever of her entries, is tied on a day. The same two may be tied several times,
// under several entries.
func (v View) Ties(n uint32, on civil.Date, use func(Kin)) {
	v.tiesOf(n, n, on, use)
	for _, entry := range v.entries[n] {
		v.tiesOf(entry, n, on, use)
	}
}

func (v View) tiesOf(entry, n uint32, on civil.Date, use func(Kin)) {
	var seen [16]uint64
	keys := seen[:0]
	for i := v.r.tie[entry]; i != 0; {
		t := &v.r.ties[i-1]
		other, isA := t.a, t.a == entry
		i = t.olderB
		if isA {
			other, i = t.b, t.olderA
		}
		if t.seq > v.seq || has(keys, t.key) {
			continue
		}
		keys = append(keys, t.key)
		if other = v.Canonical(other); !t.void && covers(t.from, t.to, on) && other != n {
			use(Kin{other, tieKinds[t.kind], isA})
		}
	}
}

// Attributes calls use with each attribute that somebody has on a day, under whichever of her entries: of several of one name the one that
// began last, then the one that was written last.
func (v View) Attributes(n uint32, on civil.Date, use func(name, code string, from civil.Date)) {
	if v.r.attribute[n] == 0 && len(v.entries[n]) == 0 {
		return
	}
	var best []*attribute
	best = v.attributesOf(best, n, on)
	for _, entry := range v.entries[n] {
		best = v.attributesOf(best, entry, on)
	}
	for _, a := range best {
		use(v.r.words[a.name], v.r.words[a.code], a.from)
	}
}

func (v View) attributesOf(best []*attribute, entry uint32, on civil.Date) []*attribute {
	var seen [16]uint64
	keys := seen[:0]
next:
	for i := v.r.attribute[entry]; i != 0; i = v.r.attributes[i-1].older {
		a := &v.r.attributes[i-1]
		if a.seq > v.seq || has(keys, a.key) {
			continue
		}
		keys = append(keys, a.key)
		if a.void || !covers(a.from, a.to, on) {
			continue
		}
		for j, other := range best {
			if other.name == a.name {
				if a.after(other) {
					best[j] = a
				}
				continue next
			}
		}
		best = append(best, a)
	}
	return best
}

// after orders the attributes of one name that cover one day, as stays are ordered.
func (a *attribute) after(other *attribute) bool {
	switch {
	case a.from != other.from:
		return a.from > other.from
	case a.seq != other.seq:
		return a.seq > other.seq
	}
	return a.key < other.key
}
