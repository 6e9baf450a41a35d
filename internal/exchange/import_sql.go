package exchange

import (
	"encoding/json"
	"slices"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// States of an import.
const (
	running = "running" // some chunks are in; the same file goes on
	done    = "done"
)

// Counts are what an import had done when its last chunk was written.
type Counts struct {
	Rows      int `json:"rows"`
	Accepted  int `json:"accepted"`
	Unchanged int `json:"unchanged"`
	Held      int `json:"held"`
	Refused   int `json:"refused"`
}

// kept are the counts as they are stored, with the rows that somebody let in although they look like something that was there.
type kept struct {
	Counts
	LetIn []int `json:"let_in,omitempty"`
}

// record is the last revision of an import.
type record struct {
	id     id.ID
	first  id.ID // the id of the first import of the same file
	rev    int   // 0: it has written nothing yet
	seq    store.Seq
	kind   string
	hash   []byte // SHA-256 of the file
	name   string // of the file
	state  string
	counts string
	letIn  []int // by all readings of the file under this id
}

// read brings the record up to what is stored.
func (r *record) read(tx *store.Tx) error {
	found, err := tx.One(`select rev, seq, kind, state, counts from exchange_import where id = $1 order by rev desc limit 1`, []any{r.id},
		&r.rev, &r.seq, &r.kind, &r.state, &r.counts)
	if err != nil || !found {
		return err
	}
	var before kept
	err = json.Unmarshal([]byte(r.counts), &before)
	r.letIn = before.LetIn
	return err
}

// next is the revision after r, with what the import will have done.
func (r record) next(sum Result, last bool) record {
	now := kept{Counts{sum.Rows, sum.Accepted, sum.Unchanged, sum.Held, sum.RefusedN}, append(slices.Clone(r.letIn), sum.LetIn...)}
	slices.Sort(now.LetIn)
	now.LetIn = slices.Compact(now.LetIn)
	counts, _ := json.Marshal(now) // numbers: it cannot fail
	r.rev, r.counts, r.state = r.rev+1, string(counts), running
	if last {
		r.state = done
	}
	return r
}

// write appends the record. The file's name may name somebody: it is sealed, once.
func (r record) write(tx *store.Tx, keys *seal.Keys) error {
	if r.rev == 1 {
		if err := keys.In(tx).Put(nameCell(r.id), r.name, nil); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`insert into exchange_import (id, rev, seq, kind, file_hash, state, counts) values ($1, $2, $3, $4, $5, $6, $7)`,
		r.id, r.rev, tx.Seq, r.kind, r.hash, r.state, r.counts)
	return err
}

func nameCell(imported id.ID) id.ID { return id.Derive(imported, "file-name", 0) }

// Import is a file that was read in, wholly or in part.
type Import struct {
	ID     id.ID
	Kind   string // "people", "visits womens-screening/screening"
	File   string // its name
	Done   bool   // false: it was stopped, or still runs
	Counts Counts
	LetIn  []int     // rows that looked like something that was there, and that somebody let in
	First  store.Seq // its first write
	Last   store.Seq // its last
	Parts  int       // its writes
	Back   int       // of them: those that were taken back
	Undone store.Seq // the last write that took one back; 0: none did
}

// Imports are the last files that wrote something, the newest first, at most so many.
func Imports(tx *store.Tx, keys *seal.Keys, limit int) ([]Import, error) {
	return imports(tx, keys, `order by i.seq desc limit $1`, limit)
}

// ImportWith is the import with an id. NotFound "exchange.no-import" where there is none.
func ImportWith(tx *store.Tx, keys *seal.Keys, imported id.ID) (Import, error) {
	all, err := imports(tx, keys, `and i.id = $1`, imported)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "exchange.no-import")
	}
	if err != nil {
		return Import{}, err
	}
	return all[0], nil
}

func imports(tx *store.Tx, keys *seal.Keys, which string, arg any) ([]Import, error) {
	var all []Import
	err := tx.Each(`select i.id, i.rev, i.kind, i.state, i.counts, i.seq, (select min(f.seq) from exchange_import f where f.id = i.id),
		(select count(*) from exchange_undo u where u.import = i.id), (select coalesce(max(u.seq), 0) from exchange_undo u where u.import = i.id) from exchange_import i
		where i.rev = (select max(l.rev) from exchange_import l where l.id = i.id) `+which, []any{arg},
		func(scan func(...any) error) error {
			var one Import
			var state, counts string
			if err := scan(&one.ID, &one.Parts, &one.Kind, &state, &counts, &one.Last, &one.First, &one.Back, &one.Undone); err != nil {
				return err
			}
			one.Done = state == done
			var now kept
			err := json.Unmarshal([]byte(counts), &now)
			one.Counts, one.LetIn = now.Counts, now.LetIn
			all = append(all, one)
			return err
		})
	for i := range all {
		if err != nil {
			break
		}
		all[i].File, _, err = keys.Get(tx, nameCell(all[i].ID))
	}
	return all, err
}

// writing is a transaction in which a chunk is written.
type writing struct {
	tx   *store.Tx
	keys *seal.Keys
	book *person.Book
}

func newWriting(tx *store.Tx, keys *seal.Keys) (*writing, error) {
	book, err := person.In(tx, keys)
	return &writing{tx, keys, book}, err
}
