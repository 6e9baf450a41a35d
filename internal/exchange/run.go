package exchange

import (
	"context"
	"errors"
	"io"

	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// chunkRows is how many rows are decided and written together: a write holds everybody else up, for at most half a second.
const chunkRows = 1000

// most tries of a chunk that meets the writes of others.
const mostTries = 5

// plan decides about rows of one kind. It remembers what it has decided, so that later rows of a file are compared with earlier ones.
type plan interface {
	// load reads what rows are compared with, and forgets what was decided but not written.
	load(tx *store.Tx) error
	// decide sorts the rows of one chunk into accepted, unchanged, held and refused.
	decide(ctx context.Context, rows []cells, c *chunk) error
	// changed reports whether somebody else wrote, after a seq, what rows are compared with.
	changed(tx *store.Tx, since store.Seq) (bool, error)
}

// chunk is what was decided about some rows.
type chunk struct {
	id     id.ID // of the write; ids made in it derive from it
	result Result
	writes []func(w *writing) error
}

// run is one file being read.
type run struct {
	district *district.District
	job      Job
	file     *sheet.Sheet
	ahead    []cells // a row that was read to see whether there is one
	columns  *columns
	plan     plan
	size     int // rows in a chunk
	today    civil.Date
	writes   bool // not only a check
	past     past
	known    store.Seq
	kept     record
	result   Result
}

func newRun(ctx context.Context, d *district.District, j Job) (*run, error) {
	file, err := sheet.Open(j.File, j.Size, j.Name)
	if err != nil {
		return nil, err
	}
	header, err := file.Next()
	if err != nil {
		return nil, err
	}
	practice, err := d.Practice(ctx)
	if err != nil {
		return nil, err
	}
	r := &run{district: d, job: j, file: file, size: chunkRows, today: d.Today()}
	if r.columns, err = columnsOf(header, j, practice); err != nil {
		return nil, err
	}
	first, hash, err := importID(j)
	if err != nil {
		return nil, err
	}
	r.result.Unknown = r.columns.unknown
	r.columns.serial = func(text string) bool { _, is := file.SerialDate(text); return is }
	r.kept = record{first: first, kind: j.kind(), hash: hash, name: j.Name}
	switch j.Kind {
	case People:
		r.plan = newPeople(r, practice)
	case Visits:
		r.plan = newVisits(r, practice)
	default:
		r.plan, r.size = newPlaces(r), 1<<20 // rows may name rows that come later: they are decided together
	}
	return r, r.load(ctx)
}

// load reads what rows are compared with, and how far the import had come.
func (r *run) load(ctx context.Context) error {
	return r.district.Store.Read(ctx, func(tx *store.Tx) error {
		r.known = tx.Known()
		r.result.Seq = r.known
		if err := r.trace(tx); err != nil {
			return err
		}
		return r.plan.load(tx)
	})
}

// all reads the file to its end.
func (r *run) all(ctx context.Context) error {
	for last := false; !last; {
		var rows []cells
		var err error
		if rows, last, err = r.rows(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.some(ctx, rows, last); err != nil {
			return err
		}
		if r.job.Progress != nil {
			total := 0
			if last {
				total = r.result.Rows
			}
			r.job.Progress(r.result.Rows, total)
		}
	}
	if !r.writes || r.kept.state != running {
		return nil
	}
	return r.write(ctx, &chunk{id: id.Derive(r.kept.id, "chunk", r.kept.rev+1)}, true) // the last rows needed no write
}

// rows are the next rows, and whether they are the last. A row that cannot be read as text is refused here.
func (r *run) rows() (rows []cells, last bool, err error) {
	rows, r.ahead = r.ahead, nil
	for {
		row, err := r.file.Next()
		var f *fault.Error
		switch {
		case err == nil && r.file.Wider(row):
			r.unreadable(row.N, "too-many-cells")
		case err == nil && len(rows) == r.size:
			r.ahead = []cells{r.cells(row)}
			return rows, false, nil
		case err == nil:
			rows = append(rows, r.cells(row))
		case errors.Is(err, io.EOF):
			return rows, true, nil
		case errors.As(err, &f) && len(f.Fields) == 1 && f.Fields[0].Code == "bad-text":
			r.unreadable(f.Fields[0].Row, "bad-text")
		default:
			return nil, false, err
		}
	}
}

// cells are the cells of a row.
func (r *run) cells(row sheet.Row) cells {
	r.result.Unheaded = r.columns.unheaded(row, r.result.Unheaded)
	return cells{columns: r.columns, row: row, today: r.today}
}

// unreadable refuses a row of which nobody can tell which cell is which.
func (r *run) unreadable(row int, code string) {
	r.result.Rows++
	r.result.RefusedN++
	r.result.Refused = append(r.result.Refused, Refusal{Row: row, Code: code, Key: "exchange." + code})
}

// some decides about rows and writes what is to be written.
func (r *run) some(ctx context.Context, rows []cells, last bool) error {
	for try := 1; ; try++ {
		c := &chunk{id: id.Derive(r.kept.id, "chunk", r.kept.rev+1), result: Result{Rows: len(rows)}}
		if err := r.plan.decide(ctx, rows, c); err != nil {
			return err
		}
		if r.past.undone { // it would come in anew, but nobody asked for it
			c.keepOut()
		}
		if len(c.writes) == 0 || !r.writes {
			r.result.add(c.result)
			return nil
		}
		err := r.write(ctx, c, last)
		if err == nil || !isStale(err) || try == mostTries {
			return err
		}
		if err := r.load(ctx); err != nil {
			return err
		}
	}
}

// write applies one chunk in one numbered write. Its id counts the import's chunks, so that a write that was done but not answered is not
// done twice, and the ids made in it are the same in any district that reads the same files.
func (r *run) write(ctx context.Context, c *chunk, last bool) error {
	sum := r.result
	sum.add(c.result)
	next := r.kept.next(sum, last)
	request := struct {
		Import   id.ID
		Rev      int
		Counts   string
		Finished bool
	}{next.id, next.rev, next.counts, last}
	w := store.Writing{Actor: r.job.Actor, ClientID: c.id, Kind: "import-" + string(r.job.Kind), Request: request}
	receipt, err := r.district.Store.Write(ctx, w, func(tx *store.Tx) error {
		back, err := isBack(tx, next.id)
		if back && err == nil {
			err = errUndone
		}
		if err != nil {
			return err
		}
		if changed, err := r.changed(tx); err != nil || changed {
			return errors.Join(err, errStale)
		}
		writing, err := newWriting(tx, r.district.Keys)
		if err != nil {
			return err
		}
		for _, one := range c.writes {
			if err := one(writing); err != nil {
				return err
			}
		}
		return next.write(tx, r.district.Keys)
	})
	if err != nil {
		return err
	}
	next.seq = receipt.Seq
	r.result, r.kept, r.known = sum, next, receipt.Seq
	r.result.Seq = receipt.Seq
	return nil
}

// changed reports whether somebody else wrote what the chunk was decided on.
func (r *run) changed(tx *store.Tx) (bool, error) {
	if tx.Known() == r.known {
		return false, nil
	}
	return r.plan.changed(tx, r.known)
}

func (r *Result) add(c Result) {
	r.Rows += c.Rows
	r.Accepted += c.Accepted
	r.Unchanged += c.Unchanged
	r.Differ += c.Differ
	r.Held += c.Held
	r.RefusedN += c.RefusedN
	r.Refused = append(r.Refused, c.Refused...)
	r.Notes = append(r.Notes, c.Notes...)
	r.Duplicates = append(r.Duplicates, c.Duplicates...)
	r.LetIn = append(r.LetIn, c.LetIn...)
}

// unchanged counts a row that writes nothing; differs, where something newer than the row is known.
func (c *chunk) unchanged(differs bool) {
	c.result.Unchanged++
	if differs {
		c.result.Differ++
	}
}

// keepOut makes of the rows that were accepted rows that differ.
func (c *chunk) keepOut() {
	c.result.Unchanged, c.result.Differ = c.result.Unchanged+c.result.Accepted, c.result.Differ+c.result.Accepted
	c.result.Accepted, c.result.LetIn, c.writes = 0, nil, nil
}

// refuse counts a row as refused, for every wrong cell of it.
func (c *chunk) refuse(row *cells) {
	c.result.RefusedN++
	c.result.Refused = append(c.result.Refused, row.wrong...)
}

// holds holds a row that looks like something that is there, unless somebody let it in.
func (r *run) holds(d Duplicate, c *chunk) bool {
	if !r.job.letsIn(d.Row) {
		c.hold(d)
		return true
	}
	if n := len(c.result.LetIn); n == 0 || c.result.LetIn[n-1] != d.Row { // it may look like two things
		c.result.LetIn = append(c.result.LetIn, d.Row)
	}
	return false
}

// hold counts a row as held.
func (c *chunk) hold(d Duplicate) {
	c.result.Held++
	c.result.Duplicates = append(c.result.Duplicates, d)
}

func (c *chunk) write(one func(*writing) error) { c.writes = append(c.writes, one) }
