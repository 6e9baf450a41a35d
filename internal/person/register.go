package person

import (
	"context"
	"maps"
	"slices"
	"sync"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Register is the coded part of the register in memory, with every revision, so that any state from the first write to the last can
// be asked. It is a fold over seq: Follow reads what is new and adds it; nothing else changes it. About 150 bytes a person.
type Register struct {
	lock   sync.RWMutex
	seq    store.Seq
	n      map[id.ID]uint32
	ids    []id.ID // by n; n starts at 1
	revs   []revision
	rev    []uint32 // by n: 1 + index of the newest revision
	stays  []stay
	stay   []uint32 // by n: 1 + index of the newest stay
	merges []merge  // in order of seq
	places []id.ID
	place  map[id.ID]uint16
	agreed map[uint32][]agreement

	ties       []tie
	tie        []uint32 // by n: 1 + index of the newest tie that names her
	attributes []attribute
	attribute  []uint32 // by n: 1 + index of the newest attribute
	words      []string // codes and names that stays and attributes hold by number; 0 is ""
	word       map[string]uint16
}

type revision struct {
	seq, older uint32 // older: 1 + index of the one before
	birth      civil.Date
	death      civil.Date
	precision  civil.Precision
	sex        uint8
	erased     bool
	withdrawn  bool
}

type stay struct {
	key        uint64 // tells the stays of one person apart
	seq, older uint32
	from, to   civil.Date
	place      uint16
	nature     uint16 // of the registration, among words
	resides    bool
	void       bool
}

type merge struct {
	seq              uint32
	entry, canonical uint32 // canonical 0: undone
}

type agreement struct {
	seq     uint32
	purpose string
	state   uint8 // stateCode
}

// NewRegister is an empty register: Follow fills it.
func NewRegister() *Register {
	r := &Register{}
	r.reset()
	return r
}

func (r *Register) reset() {
	r.seq, r.revs, r.stays, r.merges = 0, nil, nil, nil
	r.n, r.place, r.agreed = map[id.ID]uint32{}, map[id.ID]uint16{}, map[uint32][]agreement{}
	r.ids, r.places = make([]id.ID, 1), make([]id.ID, 1)
	r.rev, r.stay = make([]uint32, 1), make([]uint32, 1)
	r.resetKin()
}

// Follow brings the register up to the last write of the district.
func (r *Register) Follow(ctx context.Context, d *store.District) error {
	return d.Read(ctx, func(tx *store.Tx) error { return r.FollowTx(tx) })
}

// FollowTx brings the register up to the last write that was committed when the transaction began. An error, such as a reader who has gone,
// leaves the register as it was, or empty.
func (r *Register) FollowTx(tx *store.Tx) error {
	r.lock.RLock()
	current := r.seq >= tx.Known()
	r.lock.RUnlock()
	if current {
		return nil
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.seq >= tx.Known() {
		return nil
	}
	// What is new is read as a whole before anything is changed by it: others may be looking at the register of before. Only the first
	// fold, of which nobody has seen anything, takes its many rows in at once.
	var news []func()
	put := func(change func()) { news = append(news, change) }
	if r.seq == 0 {
		put = func(change func()) { change() }
	}
	for _, fold := range []func(*store.Tx, func(func())) error{r.foldPeople, r.foldRevisions, r.foldStays, r.foldMerges, r.foldConsents, r.foldTies, r.foldAttributes} {
		if err := fold(tx, put); err != nil {
			if r.seq == 0 {
				r.reset()
			}
			return err
		}
	}
	for _, change := range news {
		change()
	}
	r.seq = tx.Known()
	return nil
}

func (r *Register) foldPeople(tx *store.Tx, put func(func())) error {
	return tx.Each(`select id, n from person where n >= $1 and seq <= $2 order by n`, []any{len(r.ids), tx.Known()}, func(scan func(...any) error) error {
		var p id.ID
		var n uint32
		err := scan(&p, &n)
		put(func() {
			for uint32(len(r.ids)) <= n {
				r.ids, r.rev, r.stay = append(r.ids, id.ID{}), append(r.rev, 0), append(r.stay, 0)
				r.tie, r.attribute = append(r.tie, 0), append(r.attribute, 0)
			}
			r.ids[n], r.n[p] = p, n
		})
		return err
	})
}

// news selects what is new, along the index on seq, in order; the first time it is the whole table, along its key. Either way a revision
// comes after the one before.
func (r *Register) news(key string) string {
	if r.seq == 0 {
		return `where +seq > $1 and +seq <= $2 order by ` + key // a sum has no index
	}
	return `where seq > $1 and seq <= $2 order by seq, ` + key
}

func (r *Register) foldRevisions(tx *store.Tx, put func(func())) error {
	return tx.Each(`select person, rev, seq, void, card, sex, birth, death from person_rev `+r.news("person, rev"), []any{r.seq, tx.Known()},
		func(scan func(...any) error) error {
			var p, card id.ID
			var v revision
			var rev int
			var void bool
			var sex string
			var birth *string
			if err := scan(&p, &rev, &v.seq, &void, &card, &sex, &birth, &v.death); err != nil {
				return err
			}
			v.withdrawn = isWithdrawn(p, rev, void, card)
			v.erased = void && !v.withdrawn
			b, err := birthOf(birth)
			if err != nil {
				return err
			}
			put(func() {
				n := r.n[p]
				v.birth, v.precision, v.sex, v.older = b.Date, b.Precision, sexCode(sex), r.rev[n]
				r.revs = append(r.revs, v)
				r.rev[n] = uint32(len(r.revs))
			})
			return nil
		})
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

func (r *Register) foldStays(tx *store.Tx, put func(func())) error {
	return tx.Each(`select id, seq, void, person, role, place, nature, from_on, to_on from person_stay `+r.news("id, rev"), []any{r.seq, tx.Known()},
		func(scan func(...any) error) error {
			var key, p, at id.ID
			var s stay
			var role Role
			var nature string
			if err := scan(&key, &s.seq, &s.void, &p, &role, &at, &nature, &s.from, &s.to); err != nil {
				return err
			}
			put(func() {
				n := r.n[p]
				s.key, s.resides, s.place, s.nature, s.older = tell(key), role == Resides, r.placeCode(at), r.wordCode(nature), r.stay[n]
				r.stays = append(r.stays, s)
				r.stay[n] = uint32(len(r.stays))
			})
			return nil
		})
}

// tell makes eight bytes of an id: enough to tell the few stays of one person apart.
func tell(key id.ID) uint64 {
	var x uint64
	for _, b := range key[8:] {
		x = x<<8 | uint64(b)
	}
	return x
}

func (r *Register) placeCode(p id.ID) uint16 {
	code, ok := r.place[p]
	if !ok {
		code = uint16(len(r.places))
		r.places, r.place[p] = append(r.places, p), code
	}
	return code
}

func (r *Register) foldMerges(tx *store.Tx, put func(func())) error {
	return tx.Each(`select person, seq, canonical from person_alias where seq > $1 and seq <= $2 order by seq, person, rev`, []any{r.seq, tx.Known()},
		func(scan func(...any) error) error {
			var entry, canonical id.ID
			var m merge
			err := scan(&entry, &m.seq, &canonical)
			put(func() {
				m.entry, m.canonical = r.n[entry], r.n[canonical]
				r.merges = append(r.merges, m)
			})
			return err
		})
}

func (r *Register) foldConsents(tx *store.Tx, put func(func())) error {
	return tx.Each(`select person, seq, purpose, state from person_consent where seq > $1 and seq <= $2 order by seq, person, purpose, rev`, []any{r.seq, tx.Known()},
		func(scan func(...any) error) error {
			var p id.ID
			var a agreement
			var state string
			err := scan(&p, &a.seq, &a.purpose, &state)
			a.state = stateCode(state)
			put(func() { r.agreed[r.n[p]] = append(r.agreed[r.n[p]], a) })
			return err
		})
}

// At calls use with the register as known at a seq; zero means now. use must not keep the view.
func (r *Register) At(seq store.Seq, use func(View) error) error {
	r.lock.RLock()
	defer r.lock.RUnlock()
	if seq == 0 || seq > r.seq {
		seq = r.seq
	}
	v := View{r: r, seq: uint32(seq)}
	v.resolveMerges()
	return use(v)
}

// Seq is the last write that the register has folded in.
func (r *Register) Seq() store.Seq {
	r.lock.RLock()
	defer r.lock.RUnlock()
	return r.seq
}

// View is the register as known at one seq.
type View struct {
	r         *Register
	seq       uint32
	canonical map[uint32]uint32
	entries   map[uint32][]uint32
}

func (v *View) resolveMerges() {
	direct := map[uint32]uint32{}
	for _, m := range v.r.merges {
		if m.seq > v.seq {
			break
		}
		if delete(direct, m.entry); m.canonical != 0 {
			direct[m.entry] = m.canonical
		}
	}
	v.canonical, v.entries = map[uint32]uint32{}, map[uint32][]uint32{}
	for _, entry := range slices.Sorted(maps.Keys(direct)) {
		to := direct[entry]
		for range len(direct) {
			next, more := direct[to]
			if !more {
				break
			}
			to = next
		}
		v.canonical[entry] = to
		v.entries[to] = append(v.entries[to], entry)
	}
}

// Now is the register as it has come to be, whatever seq this view is known at: for what must hold at the moment of reading.
func (v View) Now() View {
	now := View{r: v.r, seq: uint32(v.r.seq)}
	now.resolveMerges()
	return now
}

// Most is the largest n that exists now; some of them may be unknown at the view's seq.
func (v View) Most() uint32 { return uint32(len(v.r.ids) - 1) }

// ID is the person with a number.
func (v View) ID(n uint32) id.ID { return v.r.ids[n] }

// N is a person's number; 0 where there is none.
func (v View) N(p id.ID) uint32 { return v.r.n[p] }

// Canonical is the person whom n turned out to be: n itself where it was not merged.
func (v View) Canonical(n uint32) uint32 {
	if to, merged := v.canonical[n]; merged {
		return to
	}
	return n
}

// Entries are the other entries of a person that were merged into it.
func (v View) Entries(n uint32) []uint32 { return v.entries[n] }

// Facts are a person's coded facts; known is false where she was not yet in the register, or her entry was withdrawn; erased where only
// these facts are left.
func (v View) Facts(n uint32) (facts Facts, erased, known bool) {
	for i := v.r.rev[n]; i != 0; {
		if rev := &v.r.revs[i-1]; rev.seq <= v.seq {
			return Facts{sexes[rev.sex], civil.Birth{Date: rev.birth, Precision: rev.precision}, rev.death}, rev.erased, !rev.withdrawn
		} else {
			i = rev.older
		}
	}
	return Facts{}, false, false
}

// Place is where somebody resided, or was registered, on a day; the zero ID where nobody knows.
func (v View) Place(n uint32, role Role, on civil.Date) id.ID {
	if s, _ := v.held(n, role, on); s != nil {
		return v.r.places[s.place]
	}
	return id.ID{}
}

// Since is the day from which she has lived where she lives on a day; zero where the stay is open or unknown.
func (v View) Since(n uint32, role Role, on civil.Date) civil.Date {
	if s, _ := v.held(n, role, on); s != nil {
		return s.from
	}
	return 0
}

// Belonging is where somebody belongs on a day.
type Belonging struct {
	Place  id.ID
	Nature string     // of the registration: a code of registered-nature, or ""
	Since  civil.Date // zero: open
}

// Belongs is where somebody resides, or is registered, on a day. holds is false where she does nowhere; known is false where the register
// says nothing of any day.
func (v View) Belongs(n uint32, role Role, on civil.Date) (b Belonging, holds, known bool) {
	s, known := v.held(n, role, on)
	if s == nil {
		return b, false, known
	}
	return Belonging{v.r.places[s.place], v.r.words[s.nature], s.from}, true, true
}

// held finds the stay that covers a day: the one that began last, if several do. known says whether there is a stay of the role at all.
func (v View) held(n uint32, role Role, on civil.Date) (best *stay, known bool) {
	var seen [8]uint64
	keys := seen[:0]
	for i := v.r.stay[n]; i != 0; i = v.r.stays[i-1].older {
		s := &v.r.stays[i-1]
		if s.seq > v.seq || has(keys, s.key) {
			continue
		}
		keys = append(keys, s.key)
		if s.void || s.resides != (role == Resides) {
			continue
		}
		known = true
		if (!s.from.Zero() && on < s.from) || (!s.to.Zero() && on >= s.to) {
			continue
		}
		if best == nil || s.after(best) {
			best = s
		}
	}
	return best, known
}

// after orders the stays that cover one day: the one that began last, then the one that was written last. Person.Stays has the same
// order, and neither depends on how often the register was brought up to date in between.
func (s *stay) after(other *stay) bool {
	if s.from != other.from {
		return s.from > other.from
	}
	if s.seq != other.seq {
		return s.seq > other.seq
	}
	return s.key < other.key
}

func has(keys []uint64, key uint64) bool {
	for _, k := range keys {
		if k == key {
			return true
		}
	}
	return false
}
