package exchange

import (
	"bytes"
	"hash/maphash"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
)

// digest is a keyed digest of an identifier.
type digest [16]byte

// print is the hash of a text under a seed of this process, enough to see that a cell says what the register has; 0 is no text.
type print uint64

// entry is what the register has of one entry, as far as a row is compared with it. Names, phones and addresses are prints: the texts
// themselves would take much of the memory, and are opened again for the few that change.
type entry struct {
	id         id.ID
	rev        int32
	erased     bool
	sex        uint8
	precision  civil.Precision
	birth      civil.Date
	death      civil.Date
	name       print
	phone      print
	alike      print // of name, birth and sex together
	number     digest
	registered stay
	resides    stay
	member     member
}

// stay is a current stay; rev 0: there is none.
type stay struct {
	id      id.ID
	rev     int32
	place   code
	nature  code
	from    civil.Date
	address print
	before  bool // there were earlier ones, now ended
}

// member is the current belonging to a household; rev 0: there is none.
type member struct {
	id        id.ID
	household id.ID
	rev       int32
	relation  code
	from      civil.Date
	before    bool
}

// known is the register as an import compares rows with it, with what the import itself has added. About 250 bytes an entry.
type known struct {
	seed       maphash.Seed
	day        civil.Date
	entries    []entry // entry 0 is nobody
	at         map[id.ID]uint32
	refs       map[digest]uint32
	numbers    several[digest]
	alike      several[print]
	households map[digest]id.ID
	merged     map[uint32]uint32
	places     codes[id.ID]
	words      codes[string]
}

func newKnown(day civil.Date) *known {
	return &known{seed: maphash.MakeSeed(), day: day, entries: make([]entry, 1), at: map[id.ID]uint32{}, refs: map[digest]uint32{},
		numbers: newSeveral[digest](), alike: newSeveral[print](), households: map[digest]id.ID{}, merged: map[uint32]uint32{},
		places: newCodes[id.ID](), words: newCodes[string]()}
}

func (k *known) print(text string) print {
	if text == "" {
		return 0
	}
	return print(maphash.String(k.seed, text)) | 1
}

// likeness is what two people share who have the same name, birth and sex; 0 where name or birth is not known.
func (k *known) likeness(e *entry) print {
	if e.name == 0 || e.precision == civil.PrecisionNone {
		return 0
	}
	return print(maphash.Comparable(k.seed, [4]uint64{uint64(e.name), uint64(e.birth), uint64(e.precision), uint64(e.sex)})) | 1
}

// add gives an entry its place and lets it be found.
func (k *known) add(e entry) uint32 {
	at := uint32(len(k.entries))
	k.entries = append(k.entries, e)
	k.at[e.id] = at
	k.found(at)
	return at
}

// found lets an entry be found by its number and by its likeness. What it was found by before is not taken away: who looks compares.
func (k *known) found(at uint32) {
	e := &k.entries[at]
	e.alike = k.likeness(e)
	if e.number != (digest{}) {
		k.numbers.add(e.number, at)
	}
	if e.alike != 0 {
		k.alike.add(e.alike, at)
	}
}

// canonical is whom an entry turned out to be.
func (k *known) canonical(at uint32) uint32 {
	for range len(k.merged) {
		to, ok := k.merged[at]
		if !ok {
			break
		}
		at = to
	}
	return at
}

// holders are the people who have a number now, as one entry of each.
func (k *known) holders(number digest) []uint32 {
	var all, people []uint32
	for _, at := range k.inOrder(k.numbers.get(number)) {
		if k.entries[at].number == number && !contains(people, k.canonical(at)) {
			all, people = append(all, at), append(people, k.canonical(at))
		}
	}
	return all
}

// resembling is an entry of the same name, birth and sex that has not another number; 0 where there is none.
func (k *known) resembling(like *entry) uint32 {
	alike := k.likeness(like)
	if alike == 0 {
		return 0
	}
	for _, at := range k.inOrder(k.alike.get(alike)) {
		e := &k.entries[at]
		if e.alike == alike && (like.number == digest{} || e.number == digest{} || e.number == like.number) {
			return at
		}
	}
	return 0
}

// inOrder orders entries by id, so that a choice among them is the same on every database.
func (k *known) inOrder(all []uint32) []uint32 {
	slices.SortFunc(all, func(a, b uint32) int { return bytes.Compare(k.entries[a].id[:], k.entries[b].id[:]) })
	return all
}

func contains(all []uint32, one uint32) bool {
	for _, x := range all {
		if x == one {
			return true
		}
	}
	return false
}

// The register shows itself to known by these (person.Scanner).

func (k *known) Entry(p id.ID, rev int, f person.Facts, c person.Card, erased bool) error {
	e := entry{id: p, rev: int32(rev), erased: erased, name: k.print(c.Name), phone: k.print(c.Phone)}
	e.describe(f)
	k.add(e)
	return nil
}

// describe puts facts into an entry.
func (e *entry) describe(f person.Facts) {
	e.sex, e.birth, e.precision, e.death = sexCode(f.Sex), f.Birth.Date, f.Birth.Precision, f.Death
}

func (k *known) Identified(p id.ID, system string, value []byte) error {
	at := k.at[p]
	switch system {
	case person.Ref:
		k.refs[digest(value)] = at
	case person.Number:
		k.entries[at].number = digest(value)
		k.numbers.add(digest(value), at)
	}
	return nil
}

func (k *known) Stayed(s person.Stay) error {
	e := &k.entries[k.at[s.Person]]
	has := &e.resides
	if s.Role == person.Registered {
		has = &e.registered
	}
	if !s.To.Zero() && s.To <= k.day || has.rev > 0 && s.From < has.from {
		has.before = true
		return nil
	}
	*has = stay{s.ID, int32(s.Rev), k.places.of(s.Place), k.words.of(s.Nature), s.From, k.print(s.Address), has.before || has.rev > 0}
	return nil
}

func (k *known) Household(h id.ID, key []byte) error {
	k.households[digest(key)] = h
	return nil
}

func (k *known) Belonged(m person.Member) error {
	has := &k.entries[k.at[m.Person]].member
	if !m.To.Zero() && m.To <= k.day || has.rev > 0 && m.From < has.from {
		has.before = true
		return nil
	}
	*has = member{m.ID, m.Household, int32(m.Rev), k.words.of(m.Relation), m.From, has.before || has.rev > 0}
	return nil
}

func (k *known) Merged(entry, canonical id.ID) error {
	k.merged[k.at[entry]] = k.at[canonical]
	return nil
}

var sexes = [...]string{"", "male", "female"}

func sexCode(sex string) uint8 {
	for i, s := range sexes {
		if s == sex {
			return uint8(i)
		}
	}
	return 0
}

// facts are the coded facts of an entry.
func (e *entry) facts() person.Facts {
	return person.Facts{Sex: sexes[e.sex], Birth: civil.Birth{Date: e.birth, Precision: e.precision}, Death: e.death}
}

// several keeps several entries under one key; nearly always it is one.
type several[K comparable] struct {
	first map[K]uint32
	rest  map[K][]uint32
}

func newSeveral[K comparable]() several[K] { return several[K]{map[K]uint32{}, map[K][]uint32{}} }

func (s several[K]) add(key K, at uint32) {
	if first, taken := s.first[key]; !taken {
		s.first[key] = at
	} else if first != at && !contains(s.rest[key], at) {
		s.rest[key] = append(s.rest[key], at)
	}
}

func (s several[K]) get(key K) []uint32 {
	first, ok := s.first[key]
	if !ok {
		return nil
	}
	return append([]uint32{first}, s.rest[key]...)
}

// code is a small number for one of few values: places, codes of tables. 0 is the zero value.
type code uint16

type codes[V comparable] struct {
	all  []V
	code map[V]code
}

func newCodes[V comparable]() codes[V] {
	var zero V
	return codes[V]{[]V{zero}, map[V]code{zero: 0}}
}

func (c *codes[V]) of(value V) code {
	n, ok := c.code[value]
	if !ok {
		n = code(len(c.all))
		c.all, c.code[value] = append(c.all, value), n
	}
	return n
}

func (c *codes[V]) value(n code) V { return c.all[n] }
