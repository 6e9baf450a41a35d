package exchange

import (
	"encoding/binary"
	"time"

	"youfu/internal/id"
	"youfu/internal/store"
)

// Before is the last time that the same file, under the same map, was read to its end.
type Before struct {
	Import id.ID
	Seq    store.Seq // its last write
	At     time.Time // when that was
}

// past is every import of one file. The first has the hash of file, map and kind for its id; one that somebody asked for although the file
// came before has an id of its own, made of the first and the write that it supersedes, so that asking twice is asking once.
type past struct {
	imports []id.ID // the one that is being read last
	before  *Before
	final   bool // what differs from the file is later news, and stays: the file came before, and nobody asked for it again
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
		if now.state != done {
			break
		}
		at, err := store.Moment(tx, now.seq)
		if err != nil {
			return err
		}
		all.before = &Before{one, now.seq, at}
		one = superseding(first, now.seq)
	}
	all.final = r.kept.state == done
	all.over = r.job.Again || len(all.imports) > 1 && !all.final
	r.past, r.result.Import, r.result.Before = all, r.kept.id, all.before
	return nil
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
