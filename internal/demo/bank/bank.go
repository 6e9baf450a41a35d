// Package bank is an invented bank that takes payment orders and misbehaves as real ones do: it answers late, twice, in the wrong order or
// not at all, returns what it had paid, knows accounts as closed and holders by another name. The same seed misbehaves in the same way.
// It reads orders and writes answers by itself, without the code that it tries, and keeps a table of what it credited to whom: the truth
// that a ledger can be held against.
package bank

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/exchange/bank"
	"youfu/internal/id"
)

// Options say how often, of a thousand times, the bank does each thing. The zero Options, but for the profile, are a faithful bank.
type Options struct {
	Profile *bank.Profile

	TimeOut          int // of files: the bank takes the order and says that it did not
	Partial          int // of payments: it is paid days after the others
	Lost             int // of payments: it is neither paid nor spoken of
	LateReturn       int // of payments: it is paid, and comes back weeks later
	WrongAmount      int // of payments: a fen more or less is credited, and said
	ClosedAccount    int // of accounts: rejected, or returned after a day
	NameMismatch     int // of accounts: the holder has another name
	Duplicate        int // of payments: an answer is given again on another day; of files: the same file again
	WrongOrder       int // of files: it comes days after later ones
	UnknownReference int // of days: a booking that is nobody's
}

// All is every kind of misbehaviour at once, each so often of a thousand times.
func All(p *bank.Profile, often int) Options {
	return Options{p, often, often, often, often, often, often, often, often, often, often}
}

// ErrTimeOut says that the bank did not answer in time. It may have taken the order.
var ErrTimeOut = errors.New("demo bank: no answer in time")

// Bank is one bank. It is not for use by many at once.
type Bank struct {
	seed     uint64
	options  Options
	files    *rand.Rand // what happens to files, in the order in which they are made
	today    civil.Date // the last day that was asked for
	waiting  []*order   // taken, their days not yet set
	taken    map[string]bool
	known    map[string]bool // EndToEnd ids
	events   []event
	held     []heldFile
	made     int // files, for their ids
	payments map[id.ID]int64
	accounts map[string]int64
}

// heldFile is an answer file that is given on a day.
type heldFile struct {
	on   civil.Date
	file []byte
}

// New makes a bank.
func New(seed uint64, o Options) *Bank {
	return &Bank{seed: seed, options: o, files: rand.New(rand.NewPCG(seed, 0x62616e6b)), taken: map[string]bool{}, known: map[string]bool{},
		payments: map[id.ID]int64{}, accounts: map[string]int64{}}
}

// Take takes an order file. It is taken whole or not at all; an error other than ErrTimeOut says what is wrong with it. A file that was
// taken before, by its message id, is answered as a repetition and credits nothing again, and so is each payment by its own id.
func (b *Bank) Take(file []byte) error {
	o, err := readOrder(b.options.Profile, file)
	if err != nil {
		return err
	}
	o.repeated = b.taken[o.message]
	b.taken[o.message] = true
	for i, p := range o.payments {
		o.payments[i].repeated = b.known[p.endToEnd]
		b.known[p.endToEnd] = true
	}
	b.waiting = append(b.waiting, o)
	if b.happens(b.options.TimeOut) {
		return ErrTimeOut
	}
	return nil
}

// Answers are the files that the bank gives up to and on a day, in the order in which it gives them. Days never go back.
func (b *Bank) Answers(on civil.Date) [][]byte {
	first := on
	if !b.today.Zero() {
		first = b.today.AddDays(1)
	}
	b.today = max(b.today, on)
	for _, o := range b.waiting {
		b.plan(o, max(first, o.executionOn))
	}
	b.waiting = nil
	var due []event
	b.events = slices.DeleteFunc(b.events, func(e event) bool {
		if e.told > on {
			return false
		}
		due = append(due, e)
		return true
	})
	slices.SortStableFunc(due, func(x, y event) int { return cmp.Compare(x.told, y.told) })
	for len(due) > 0 {
		n := 1
		for n < len(due) && due[n].told == due[0].told {
			n++
		}
		b.day(due[:n])
		due = due[n:]
	}
	return b.release(on)
}

// day books what happens on one day and makes the files that tell of it.
func (b *Bank) day(events []event) {
	for _, e := range events {
		if !e.again {
			b.book(e)
		}
	}
	on := events[0].told
	if b.happens(b.options.UnknownReference) {
		events = append(slices.Clip(events), b.stray(on)) // what comes on other days stands behind them
	}
	for _, file := range b.write(on, events) {
		later := 0
		if b.happens(b.options.WrongOrder) {
			later = 1 + b.files.IntN(3)
		}
		b.held = append(b.held, heldFile{on.AddDays(later), file})
		if b.happens(b.options.Duplicate) {
			b.held = append(b.held, heldFile{on.AddDays(later + b.files.IntN(3)), file})
		}
	}
}

// book moves the money of an event.
func (b *Bank) book(e event) {
	fen := e.fen
	switch e.kind {
	case bank.Returned:
		fen = -fen
	case bank.Paid:
	default:
		return
	}
	if p := bank.ParseEndToEnd(e.endToEnd); !p.Zero() {
		if b.payments[p] += fen; b.payments[p] == 0 {
			delete(b.payments, p)
		}
	}
	b.accounts[e.account] += fen
}

// release gives the files whose day has come.
func (b *Bank) release(on civil.Date) [][]byte {
	slices.SortStableFunc(b.held, func(x, y heldFile) int { return cmp.Compare(x.on, y.on) })
	var files [][]byte
	for len(b.held) > 0 && b.held[0].on <= on {
		files = append(files, b.held[0].file)
		b.held = b.held[1:]
	}
	return files
}

// Quiet reports whether nothing more will come: every order has been worked off and every file given.
func (b *Bank) Quiet() bool { return len(b.waiting)+len(b.events)+len(b.held) == 0 }

// Credited is what each payment, by the id it was ordered under, has brought to a person's account and left there, in fen. What was never
// credited, or came back, is not in it.
func (b *Bank) Credited() map[id.ID]int64 { return maps.Clone(b.payments) }

// Balances is what each account has got, in fen.
func (b *Bank) Balances() map[string]int64 { return maps.Clone(b.accounts) }

// happens decides about a file.
func (b *Bank) happens(often int) bool { return often > 0 && b.files.IntN(1000) < often }

// fated decides about a payment or an account. It hangs on nothing but the seed and the name, so that neither the order of things nor what
// else happens changes it.
func (b *Bank) fated(often int, what, name string) bool { return int(b.fate(what, name)%1000) < often }

func (b *Bank) fate(what, name string) uint64 {
	return binary.BigEndian.Uint64(hashOf(fmt.Appendf(nil, "%d/%s/%s", b.seed, what, name)))
}

func hashOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// isXLSX reports whether a file is a zip archive.
func isXLSX(file []byte) bool { return bytes.HasPrefix(file, []byte("PK\x03\x04")) }
