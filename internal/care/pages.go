package care

import (
	"errors"
	"strings"

	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/store"
)

// ErrBehind says that the diary is not at the seq that was asked for: it has to Follow first.
var ErrBehind = errors.New("care: the diary is behind")

// At calls use with the diary as known at a seq; zero means at the last it has followed. use must not keep the pages. ErrBehind where
// the diary has not got so far, or somebody has meanwhile had it begin anew.
func (d *Diary) At(seq store.Seq, use func(Pages) error) error {
	d.lock.RLock()
	defer d.lock.RUnlock()
	if seq == 0 {
		seq = d.seq
	}
	if seq > d.seq {
		return ErrBehind
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

// Visits calls use for every visible visit of a name with a day in the period, in no order that means anything.
func (p Pages) Visits(n Name, period civil.Period, use func(*Entry)) {
	code, ok := p.d.names.at[n]
	if !ok || int(code) >= len(p.d.visits) {
		return
	}
	for _, i := range p.d.visits[code] {
		if e := &p.d.entries[i]; period.Contains(e.On) && p.visible(e) {
			use(e)
		}
	}
}

// Of calls use for every visible event of one entry of the register, in no order that means anything.
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

// begun reports whether anything was ever recorded in a round of an entry of the register, taken back or not.
func (p Pages) begun(n uint32, programme string, round int) bool {
	if int(n) >= len(p.d.newest) {
		return false
	}
	for i := p.d.newest[n]; i != 0; i = p.d.entries[i-1].older {
		if e := &p.d.entries[i-1]; int(e.round) == round && p.Name(e).Programme == programme {
			return true
		}
	}
	return false
}

// recorded reports whether anything at all was ever recorded of an entry of the register.
func (p Pages) recorded(n uint32) bool { return int(n) < len(p.d.newest) && p.d.newest[n] != 0 }

// Site and Department are where an event took place; zero where it has none.
func (p Pages) Site(e *Entry) id.ID       { return p.d.bodies.values[e.site] }
func (p Pages) Department(e *Entry) id.ID { return p.d.bodies.values[e.department] }

// Bodies are the diary's own numbers of site and department; Body gives what a number stands for. 0 is none.
func (p Pages) Bodies(e *Entry) (site, department uint16) { return e.site, e.department }

// Body is the site or department that a number of Bodies stands for.
func (p Pages) Body(n uint16) id.ID { return p.d.bodies.values[n] }

// Name is the programme and visit of an event.
func (p Pages) Name(e *Entry) Name { return p.d.names.values[e.name] }

// Kind and State are the event's, in words.
func (p Pages) Kind(e *Entry) string  { return kinds[e.kind] }
func (p Pages) State(e *Entry) string { return p.d.states.values[e.state] }

// Set numbers equal answers to the same visit, so that a rule over them alone need be asked once. It is a visit's; see Answers.
func (p Pages) Set(e *Entry) uint32 { return e.set }

// Answers are what rules may read of the visits with a set's number. They are shared: do not change them.
func (p Pages) Answers(set uint32) due.Answers { return p.d.sets.answers(set) }

// due is an event as due.Due reads it.
func (p Pages) due(e *Entry) due.Event {
	one := due.Event{ID: e.ID, Kind: kinds[e.kind], Visit: p.d.names.values[e.name].Visit, On: e.On, Order: int64(e.seq), Round: int(e.round), Key: p.Key(e), State: p.d.states.values[e.state]}
	if e.kind == 0 {
		one.Answers = p.Answers(e.set)
	}
	return one
}

// dueKey is the key of a due visit, cut so that few are long: the keys of one round differ in the anchor alone.
type dueKey struct {
	head   uint32 // all before the anchor, or the whole key where it has none
	anchor id.ID
}

func (d *Diary) cutKey(key string) dueKey {
	if cut := strings.LastIndexByte(key, '/') + 1; cut > 0 {
		if anchor, err := id.Parse(key[cut:]); err == nil && anchor.String() == key[cut:] {
			return dueKey{d.heads.number(key[:cut]), anchor}
		}
	}
	return dueKey{head: d.heads.number(key)}
}

func (d *Diary) keyText(n uint32) string {
	key := d.keys.values[n]
	return d.heads.values[key.head] + key.anchor.String()
}

// Round is the number of the episode that an event belongs to.
func (p Pages) Round(e *Entry) int { return int(e.round) }

// Key is the due visit that an answer speaks of; "" for a visit.
func (p Pages) Key(e *Entry) string {
	if e.kind == 0 {
		return ""
	}
	return p.d.keyText(e.key)
}
