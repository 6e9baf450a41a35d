package care

import (
	"sync"

	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Diary is every event in memory, with every revision: what lists and figures read. It is a fold over seq, like person.Register. Of
// the answers it keeps those that rules can tell apart (codes and yes or no), and others only where a rule asks for them; equal sets
// of answers are kept once.
type Diary struct {
	lock    sync.RWMutex
	seq     store.Seq
	needs   needs
	entries []Entry
	newest  []uint32 // by n: 1 + index of the entry added last
	names   []Name   // programme and visit
	name    map[Name]uint16
	ids     []id.ID // sites and departments
	code    map[id.ID]uint16
	sets    []answerSet
	set     map[setKey]uint32
	defs    []string
	def     map[string]uint16
	keys    map[id.ID]string // of answers to what was due; the last revision's
}

// Name is a visit of a programme.
type Name struct{ Programme, Visit string }

type setKey struct {
	name    uint16
	answers string
}

type answerSet struct {
	answers due.Answers
	text    string
}

// Entry is one revision of one event. It was the visible one from Seq until Until (0: still is).
type Entry struct {
	ID         id.ID
	N          uint32 // the person, before merges are resolved
	On         civil.Date
	seq, until uint32
	older      uint32
	set        uint32
	name       uint16
	site       uint16
	department uint16
	def        uint16
	round      uint16
	kind       uint8
	state      uint8
	void       bool
}

var kinds = []string{due.KindVisit, due.KindInvite, due.KindAttempt, due.KindDecline, due.KindAsk, due.KindResult}

var states = []string{"", "invited", "will-come", "wrong-number", "moved", "asked", "invitation", "programme", "contact"}

func codeOf(list []string, s string) uint8 {
	for i, one := range list {
		if one == s {
			return uint8(i)
		}
	}
	return 0
}

// NewDiary is an empty diary for the rules of a catalogue: Follow fills it.
func NewDiary(c *catalogue.Catalogue) *Diary {
	d := &Diary{needs: needsOf(c)}
	d.reset()
	return d
}

func (d *Diary) reset() {
	d.seq, d.entries, d.newest, d.names, d.sets, d.defs = 0, nil, nil, nil, nil, nil
	d.name, d.set, d.def = map[Name]uint16{}, map[setKey]uint32{}, map[string]uint16{}
	d.keys = map[id.ID]string{}
	d.ids, d.code = make([]id.ID, 1), map[id.ID]uint16{{}: 0}
}

// Need makes the diary keep what a catalogue's rules read; it is folded anew where that is more than it has.
func (d *Diary) Need(c *catalogue.Catalogue) {
	d.lock.Lock()
	defer d.lock.Unlock()
	if all, more := d.needs.add(needsOf(c)); more {
		d.needs = all
		d.reset()
	}
}

// Follow brings the diary up to the last write that the transaction sees. The register must have followed the same transaction.
func (d *Diary) Follow(tx *store.Tx, r *person.Register, c *catalogue.Catalogue) error {
	d.lock.RLock()
	current := d.seq >= tx.Known()
	d.lock.RUnlock()
	if current {
		return nil
	}
	return r.At(0, func(v person.View) error {
		d.lock.Lock()
		defer d.lock.Unlock()
		if d.seq >= tx.Known() {
			return nil
		}
		if err := d.fold(tx, v, c); err != nil {
			d.reset()
			return err
		}
		d.seq = tx.Known()
		return nil
	})
}

func (d *Diary) fold(tx *store.Tx, v person.View, c *catalogue.Catalogue) error {
	for uint32(len(d.newest)) <= v.Most() {
		d.newest = append(d.newest, 0)
	}
	order := "v.id, v.rev" // as person.Register.order
	if d.seq > 0 {
		order = "v.seq, v.id, v.rev"
	}
	return tx.Each(`select v.id, v.rev, v.seq, v.void, e.person, e.programme, e.round, v.kind, v.visit, v.definition, v.on_date, v.site, v.department, v.due_key, v.state, v.answers
		from care_event v join care_episode e on e.id = v.episode where v.seq > $1 order by `+order, []any{d.seq},
		func(scan func(...any) error) error {
			var (
				e                                     Entry
				rev                                   int
				who, site, department                 id.ID
				name                                  Name
				kind, key, state, answers, definition string
			)
			if err := scan(&e.ID, &rev, &e.seq, &e.void, &who, &name.Programme, &e.round, &kind, &name.Visit, &definition, &e.On, &site, &department, &key, &state, &answers); err != nil {
				return err
			}
			e.N, e.kind, e.state = v.N(who), codeOf(kinds, kind), codeOf(states, state)
			e.name, e.site, e.department, e.def = d.nameCode(name), d.idCode(site), d.idCode(department), d.defCode(definition)
			var err error
			if e.set, err = d.setCode(e.name, name, answers, c); err != nil {
				return err
			}
			if kind != due.KindVisit {
				d.keys[e.ID] = key
			}
			d.add(e, rev)
			return nil
		})
}

func (d *Diary) add(e Entry, rev int) {
	if rev > 1 { // the revision before was visible until now
		for i := d.newest[e.N]; i != 0; i = d.entries[i-1].older {
			if before := &d.entries[i-1]; before.ID == e.ID && before.until == 0 {
				before.until = e.seq
				break
			}
		}
	}
	e.older = d.newest[e.N]
	d.entries = append(d.entries, e)
	d.newest[e.N] = uint32(len(d.entries))
}

func (d *Diary) nameCode(n Name) uint16 {
	code, ok := d.name[n]
	if !ok {
		code = uint16(len(d.names))
		d.names, d.name[n] = append(d.names, n), code
	}
	return code
}

func (d *Diary) idCode(i id.ID) uint16 {
	code, ok := d.code[i]
	if !ok {
		code = uint16(len(d.ids))
		d.ids, d.code[i] = append(d.ids, i), code
	}
	return code
}

func (d *Diary) defCode(hash string) uint16 {
	code, ok := d.def[hash]
	if !ok {
		code = uint16(len(d.defs))
		d.defs, d.def[hash] = append(d.defs, hash), code
	}
	return code
}

// setCode keeps a set of answers once. Two sets are the same when they agree in everything that a rule may read.
func (d *Diary) setCode(code uint16, n Name, text string, c *catalogue.Catalogue) (uint32, error) {
	var visit *catalogue.Visit
	if p := c.Programmes[n.Programme]; p != nil {
		visit = p.Visit(n.Visit)
	}
	kept, err := d.needs.keep(n, visit, text)
	if err != nil {
		return 0, err
	}
	key := setKey{code, kept}
	at, ok := d.set[key]
	if !ok {
		answers, err := check.Parse(kept, visit)
		if err != nil {
			return 0, err
		}
		at = uint32(len(d.sets))
		d.sets, d.set[key] = append(d.sets, answerSet{answers, kept}), at
	}
	return at, nil
}

// Seq is the last write that the diary has folded in.
func (d *Diary) Seq() store.Seq {
	d.lock.RLock()
	defer d.lock.RUnlock()
	return d.seq
}

// At calls use with the diary as known at a seq; zero means now. use must not keep the pages.
func (d *Diary) At(seq store.Seq, use func(Pages) error) error {
	d.lock.RLock()
	defer d.lock.RUnlock()
	if seq == 0 || seq > d.seq {
		seq = d.seq
	}
	return use(Pages{d, uint32(seq)})
}

// Pages are the diary as known at one seq.
type Pages struct {
	d   *Diary
	seq uint32
}

func (p Pages) visible(e *Entry) bool {
	return !e.void && e.seq <= p.seq && (e.until == 0 || p.seq < e.until)
}

// Visits calls use for every visible visit of a name with a day in the period, in the order in which they were folded.
func (p Pages) Visits(n Name, period civil.Period, use func(*Entry)) {
	code, ok := p.d.name[n]
	if !ok {
		return
	}
	for i := range p.d.entries {
		if e := &p.d.entries[i]; e.name == code && e.kind == 0 && period.Contains(e.On) && p.visible(e) {
			use(e)
		}
	}
}

// Of calls use for every visible event of one entry of the register, newest first as folded.
func (p Pages) Of(n uint32, use func(*Entry)) {
	if int(n) >= len(p.d.newest) {
		return
	}
	for i := p.d.newest[n]; i != 0; i = p.d.entries[i-1].older {
		if e := &p.d.entries[i-1]; p.visible(e) {
			use(e)
		}
	}
}

// Site and Department are where an event took place; zero where it has none.
func (p Pages) Site(e *Entry) id.ID       { return p.d.ids[e.site] }
func (p Pages) Department(e *Entry) id.ID { return p.d.ids[e.department] }

// Name is the programme and visit of an event.
func (p Pages) Name(e *Entry) Name { return p.d.names[e.name] }

// Kind and State are the event's, in words.
func (p Pages) Kind(e *Entry) string  { return kinds[e.kind] }
func (p Pages) State(e *Entry) string { return states[e.state] }

// Answers are what rules may read of an event. They are shared: do not change them.
func (p Pages) Answers(e *Entry) due.Answers { return p.d.sets[e.set].answers }

// Set numbers equal answers to the same visit, so that a rule over them alone need be asked once.
func (p Pages) Set(e *Entry) uint32 { return e.set }

// due is an event as due.Due reads it.
func (p Pages) due(e *Entry) due.Event {
	return due.Event{ID: e.ID, Kind: kinds[e.kind], Visit: p.d.names[e.name].Visit, On: e.On, Order: int64(e.seq), Round: int(e.round),
		Key: p.d.keys[e.ID], State: states[e.state], Answers: p.Answers(e)}
}
