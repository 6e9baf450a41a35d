package care

import (
	"math"
	"slices"
	"sync"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Diary is every event in memory, with every revision: what lists and figures read. It is a fold over seq, like person.Register. Of
// the answers it keeps those that some rule may read; equal sets of them are kept once.
//
// Nothing of it is stored. With a million visits of eight answers (bench_test.go, -visits 1000000, two cores that had other things to do) it
// is folded from nothing in 7 to 12 s, on either database, and takes 117 bytes a visit; a write is folded in within the page that follows
// it. Reading the rows is nearly all of that time. One row an answer would make each visit eight rows to write and to read. Segments of
// columns in blobs would be read in less than a second, but they would have to be written along with every visit, be held against the
// tables, and be made anew when a definition reads an answer that they lack, which here costs one fold. A district sees a million visits
// in ten years or more, and serve folds before anybody asks.
type Diary struct {
	lock    sync.RWMutex
	seq     store.Seq
	entries []Entry
	newest  []uint32   // by n: 1 + index of the entry added last
	visits  [][]uint32 // by name: indexes of the entries that are visits
	names   table[Name]
	bodies  table[id.ID]  // sites and departments; 0 is none
	keys    table[dueKey] // of answers to what was due
	heads   table[string]
	states  table[string]
	sets    answerSets
}

// Name is a visit of a programme.
type Name struct{ Programme, Visit string }

// Entry is one revision of one event. It was the visible one from seq until until (0: still is).
type Entry struct {
	ID         id.ID
	N          uint32 // the person, before merges are resolved
	On         civil.Date
	seq, until uint32
	older      uint32 // 1 + index of the entry of her that was added before
	set        uint32 // of a visit: its answers
	key        uint32 // of what is no visit: the due visit that it speaks of
	name       uint16
	site       uint16
	department uint16
	round      uint16
	kind       uint8
	state      uint8
	void       bool
}

var kinds = []string{due.KindVisit, due.KindInvite, due.KindAttempt, due.KindDecline, due.KindAsk, due.KindResult}

// NewDiary is an empty diary that keeps what the rules of a catalogue read: Follow fills it.
func NewDiary(c *catalogue.Catalogue) *Diary {
	d := &Diary{sets: newAnswerSets()}
	d.sets.need(c)
	d.reset()
	return d
}

func (d *Diary) reset() {
	d.seq, d.entries, d.newest, d.visits = 0, nil, nil, nil
	d.names, d.bodies, d.keys, d.heads = newTable[Name](), newTable[id.ID](), newTable[dueKey](), newTable[string]()
	d.states = newTable[string]()
	d.bodies.number(id.ID{})
	d.sets.reset()
}

// Follow brings the diary up to the last write that was committed when the transaction began, keeping what the rules of c read. The
// register must have followed the same transaction. An error leaves the diary as it was, or empty.
func (d *Diary) Follow(tx *store.Tx, r *person.Register, c *catalogue.Catalogue) error {
	d.lock.RLock()
	current := d.seq >= tx.Known() && d.sets.knows(c)
	d.lock.RUnlock()
	if current {
		return nil
	}
	return r.At(0, func(v person.View) error {
		d.lock.Lock()
		defer d.lock.Unlock()
		if d.sets.need(c) {
			d.reset()
		}
		if d.seq >= tx.Known() {
			return nil
		}
		rows, err := d.read(tx, v)
		if err != nil {
			if d.seq == 0 {
				d.reset()
			}
			return err
		}
		for i := range rows {
			if err := d.add(&rows[i]); err != nil {
				d.reset()
				return err
			}
		}
		d.seq = tx.Known()
		return nil
	})
}

// recorded is a row of what was recorded.
type recorded struct {
	rev, round                int
	name                      Name
	kind, key, state, answers string
	site, department          id.ID
	Entry
}

// read reads the rows after the diary's seq, along the index on seq. A diary that is empty takes them in at once, along the key; either
// way a revision comes after the one before. Rows that the transaction itself has written are not yet anything to be known.
func (d *Diary) read(tx *store.Tx, v person.View) (rows []recorded, err error) {
	const columns = `select v.id, v.rev, v.seq, v.void, e.person, e.programme, e.round, v.kind, v.visit, v.on_date, v.site, v.department, v.due_key, v.state, v.answers
		from care_event v join care_episode e on e.id = v.episode `
	query := columns + `where v.seq > $1 and v.seq <= $2 order by v.seq, v.id, v.rev`
	if d.seq == 0 {
		query = columns + `where +v.seq > $1 and +v.seq <= $2 order by v.id, v.rev` // a sum has no index
	}
	var r recorded
	var who id.ID
	err = tx.Each(query, []any{d.seq, tx.Known()},
		func(scan func(...any) error) error {
			if err := scan(&r.ID, &r.rev, &r.seq, &r.void, &who, &r.name.Programme, &r.round, &r.kind, &r.name.Visit, &r.On, &r.site, &r.department, &r.key, &r.state, &r.answers); err != nil {
				return err
			}
			if r.N = v.N(who); r.N == 0 || r.N > v.Most() {
				return fault.New(fault.Machine, "care.bad-event", r.ID) // the register has not followed
			}
			if d.seq == 0 {
				return d.add(&r)
			}
			rows = append(rows, r)
			return nil
		})
	return rows, err
}

func (d *Diary) add(r *recorded) (err error) {
	e := r.Entry
	kind, state := slices.Index(kinds, r.kind), d.states.number(r.state)
	name, site, department := d.names.number(r.name), d.bodies.number(r.site), d.bodies.number(r.department)
	if kind < 0 || state > math.MaxUint8 || max(name, site, department) > math.MaxUint16 || r.round > math.MaxUint16 {
		return fault.New(fault.Machine, "care.bad-event", r.ID) // of a newer program, or damaged
	}
	e.kind, e.state, e.name, e.site, e.department, e.round = uint8(kind), uint8(state), uint16(name), uint16(site), uint16(department), uint16(r.round)
	if e.kind == 0 {
		if e.set, err = d.sets.number(e.name, r.name, r.answers); err != nil {
			return err
		}
	} else {
		e.key = d.keys.number(d.cutKey(r.key))
	}
	d.append(e, r.rev)
	return nil
}

func (d *Diary) append(e Entry, rev int) {
	for uint32(len(d.newest)) <= e.N {
		d.newest = append(d.newest, 0)
	}
	if rev > 1 { // the revision before was visible until now
		for i := d.newest[e.N]; i != 0; i = d.entries[i-1].older {
			if before := &d.entries[i-1]; before.ID == e.ID {
				before.until = e.seq
				break
			}
		}
	}
	e.older = d.newest[e.N]
	d.entries = append(d.entries, e)
	d.newest[e.N] = uint32(len(d.entries))
	if e.kind == 0 {
		for int(e.name) >= len(d.visits) {
			d.visits = append(d.visits, nil)
		}
		d.visits[e.name] = append(d.visits[e.name], uint32(len(d.entries)-1))
	}
}

// Seq is the last write that the diary has folded in.
func (d *Diary) Seq() store.Seq {
	d.lock.RLock()
	defer d.lock.RUnlock()
	return d.seq
}

// table numbers values in the order in which they come.
type table[T comparable] struct {
	values []T
	at     map[T]uint32
}

func newTable[T comparable]() table[T] { return table[T]{at: map[T]uint32{}} }

func (t *table[T]) number(value T) uint32 {
	n, ok := t.at[value]
	if !ok {
		n = uint32(len(t.values))
		t.values, t.at[value] = append(t.values, value), n
	}
	return n
}
