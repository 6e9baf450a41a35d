// Package exchange reads the files that offices send (places, departments, sites, people, visits) into the district. A row that is wrong
// is refused by itself, with the cell, the reason and the remedy; what looks like somebody who is known already is held; the rest is
// written in chunks, each of them whole or not at all. The same file again changes nothing, and an import that was stopped goes on
// where it was when the file is given again. No error, log line or message repeats a name, number or phone of the file.
package exchange

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Kind is what the rows of a file are.
type Kind string

const (
	Places      Kind = "places"
	Departments Kind = "departments"
	Sites       Kind = "sites"
	People      Kind = "people"
	Visits      Kind = "visits"
)

// Kinds are all kinds, in the order in which an empty district needs them.
var Kinds = []Kind{Places, Departments, Sites, People, Visits}

// AcceptDuplicates lets rows in that look like somebody who is known already.
const AcceptDuplicates = "duplicates"

// Job is one file to be read. That the actor may import is the caller's to check.
type Job struct {
	Kind             Kind
	Programme, Visit string // for Visits
	Name             string // of the file, without folders; sealed where it is kept
	File             io.ReaderAt
	Size             int64
	Map              Map             // headings of the file that are not ours; nil: none
	Accept           map[string]bool // kinds of doubt that somebody has looked at: AcceptDuplicates
	LetIn            map[int]bool    // rows that somebody has looked at: they come in, whatever they look like
	Again            bool            // the file came before and is meant to stand over what came later
	Actor            actor.Actor
	Progress         func(done, total int) // rows; total 0 means that nobody knows yet; nil: nobody asks
}

// Result is what became of the rows: each is accepted, unchanged, held or refused.
type Result struct {
	Import     id.ID   // hash of file, map and kind: the same file has the same, in any district; one that is read again has another
	Before     *Before // the same file came before; nil: it did not, or not to its end
	Differ     int     // of Unchanged: rows of a file that came before of which something newer is known, which stays
	Rows       int
	Accepted   int
	Unchanged  int
	Held       int
	RefusedN   int         // rows; one row can be refused for several cells
	Refused    []Refusal   // in the order of the file
	Notes      []Refusal   // cells that were not kept, in rows that were
	Duplicates []Duplicate // the held rows
	LetIn      []int       // rows that would be held, but that somebody let in
	Unknown    []string    // headings that name no column: these columns are not read
	Unheaded   []string    // letters of columns without a heading in which something stands: they are not read
	Sheets     []string    // names of further sheets of the file with rows on them: they are not read
	Merged     []string    // cells of the file that are one over several rows: their text is read in the first row alone
	Seq        store.Seq   // the import's last write; where it wrote nothing, the last write of the state that it was compared with
}

// Refusal is one wrong cell of a row that was not read in.
type Refusal struct {
	Row     int
	Column  string // our name; "" where the whole row is meant
	Heading string // the file's
	Code    string // stable, for scripts: see docs/import
	Key     string // what is wrong, in lang
	Args    []any
	Value   string // as in the file, with digits of numbers and phones hidden; "" for visits
}

// Remedy is the key of what to do about it.
func (r Refusal) Remedy() string { return "exchange.mend-" + r.Code }

// Duplicate is a row that looks like somebody who is known already, or came before in the same file.
type Duplicate struct {
	Row     int
	Who     string // the name in the row, masked; "" for visits
	Person  id.ID
	Why     string // same-number, same-name-birth, same-ref, same-visit
	Earlier int    // the row of this file that speaks of what it looks like; 0: none does
}

// MayComeIn reports whether the row can be let in. One that says something else under a ref of the file can not: a ref is one person's.
func (d Duplicate) MayComeIn() bool { return d.Why != SameRef }

// Check says what Apply would do, and writes nothing.
func Check(ctx context.Context, d *district.District, j Job) (Result, error) {
	return read(ctx, d, j, false)
}

// Apply reads the file in. Errors are about the file as a whole (fault kinds Invalid and Usage), the machine, or a cancelled context; what
// was written before stays, the result says how far it came, and the same file given again goes on from there.
func Apply(ctx context.Context, d *district.District, j Job) (Result, error) {
	return read(ctx, d, j, true)
}

func read(ctx context.Context, d *district.District, j Job, write bool) (Result, error) {
	r, err := newRun(ctx, d, j)
	if err != nil {
		return Result{}, err
	}
	r.writes = write
	if err = r.all(ctx); err == nil {
		r.result.Sheets, r.result.Merged = r.file.Others(), r.file.Merged()
		for i, name := range r.result.Sheets {
			r.result.Sheets[i] = masked("", name)
		}
	}
	slices.SortStableFunc(r.result.Refused, func(a, b Refusal) int { return a.Row - b.Row })
	return r.result, err
}

// importID is the import's id: that of the same file, map and kind is the same everywhere.
func importID(j Job) (id.ID, []byte, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(j.File, 0, j.Size)); err != nil {
		return id.ID{}, nil, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	hash := h.Sum(nil)
	return id.FromHash(bytes.Join([][]byte{hash, []byte(j.Map.String()), []byte(j.kind())}, []byte{0})), hash, nil
}

func (j Job) letsIn(row int) bool { return j.Accept[AcceptDuplicates] || j.LetIn[row] }

// kind is what is stored as the import's kind: "people", "visits womens-screening/screening".
func (j Job) kind() string {
	if j.Kind == Visits {
		return string(j.Kind) + " " + j.Programme + "/" + j.Visit
	}
	return string(j.Kind)
}

// kindOf is the kind of an import as it is stored.
func kindOf(stored string) Kind {
	kind, _, _ := strings.Cut(stored, " ")
	return Kind(kind)
}

// isStale reports that a chunk met the write of somebody else, and is to be decided anew.
func isStale(err error) bool {
	return errors.Is(err, errStale) || fault.Is(err, fault.Conflict) && !errors.Is(err, errUndone)
}

// errUndone ends a reading whose import somebody takes back meanwhile.
var errUndone = fault.New(fault.Conflict, "exchange.undone-meanwhile")

var errStale = errors.New("exchange: somebody else wrote meanwhile")
