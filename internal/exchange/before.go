package exchange

import (
	"encoding/binary"
	"time"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Before is the last time that the same file, under the same map, was read to its end, or taken back.
type Before struct {
	Import   id.ID
	Seq      store.Seq // its last write
	At       time.Time // when that was
	Undone   store.Seq // the write by which all of it was taken back; 0: it stands
	UndoneAt time.Time
}

// past is every import of one file. The first has the hash of file, map and kind for its id; one that somebody asked for although the file
// came before has an id of its own, made of the first and the write that it supersedes, so that asking twice is asking once.
type past struct {
	imports []id.ID // the one that is being read last
	before  *Before
	final   bool // what differs from the file is later news, and stays: the file came before, and nobody asked for it again
	undone  bool // and it was taken back: nothing of it comes in
	over    bool // the file stands over later news: somebody asked for it again
}

// trace finds the past of the file that r reads, and the import that goes on or begins now.
func (r *run) trace(tx *store.Tx) error {
	first, all := r.kept.first, past{}
	one := first
	for {
		now := record{id: one, first: first, kind: r.kept.kind, hash: r.kept.hash, name: r.kept.name}
		if err := now.read(tx); err != nil {
			return err
		}
		if now.rev == 0 && len(all.imports) > 0 && !r.job.Again {
			break
		}
		all.imports, r.kept = append(all.imports, one), now
		before, err := now.before(tx)
		if err != nil {
			return err
		}
		all.undone = before != nil && before.Undone != 0
		if all.final = before != nil; before == nil {
			break
		}
		all.before = before
		one = superseding(first, now.seq)
	}
	all.over = r.job.Again || len(all.imports) > 1 && !all.final
	r.past, r.result.Import, r.result.Before = all, r.kept.id, all.before
	return nil
}

// before says when the file of an import that stood came, or that it was taken back; nil for an import that goes on or has yet to begin.
// Conflict where it is being taken back.
func (r record) before(tx *store.Tx) (*Before, error) {
	all, err := parts(tx, r.id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	b := &Before{Import: r.id, Seq: r.seq}
	back, wasDone := 0, false
	for _, p := range all {
		wasDone = wasDone || p.done // though it may have been read again since, and stopped
		if p.back != 0 {
			back++
			b.Undone = max(b.Undone, p.back)
		}
	}
	switch {
	case back > 0 && back < len(all):
		return nil, fault.New(fault.Conflict, "exchange.undo-stopped", r.seq)
	case back == 0 && !wasDone:
		return nil, nil
	}
	if b.At, err = store.Moment(tx, b.Seq); err != nil {
		return nil, err
	}
	b.UndoneAt, err = store.Moment(tx, b.Undone)
	return b, err
}

// superseding is the id of the import that reads a file again after its import of which a write was the last.
func superseding(first id.ID, seq store.Seq) id.ID {
	return id.FromHash(binary.BigEndian.AppendUint64(append([]byte("again"), first[:]...), uint64(seq)))
}

// own are the ids of what a row of this file enters, or entered when the file was read before, the newest first.
func (p past) own(label string, row int) []id.ID {
	all := make([]id.ID, 0, len(p.imports))
	for i := len(p.imports) - 1; i >= 0; i-- {
		all = append(all, id.Derive(p.imports[i], label, row))
	}
	return all
}
