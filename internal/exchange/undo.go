package exchange

import (
	"context"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
)

// Undo asks for an import to be taken back as a whole. That the actor may import is the caller's to check.
type Undo struct {
	Import   id.ID
	Actor    actor.Actor
	Reason   string
	Progress func(done, total int) // parts; nil: nobody asks
}

// Undone is what became of it.
type Undone struct {
	Import  id.ID
	Parts   int       // writes of the import
	Back    int       // of them: those that are taken back, the last ones of the import
	Records int64     // withdrawn, or as they were before, by this call
	Seq     store.Seq // the last write that took a part back; 0: none did
	Rests   []Rest    // what rests on the import: as long as there is any, it is not taken back
}

// Whole reports whether all of the import is taken back.
func (u Undone) Whole() bool { return u.Back == u.Parts }

// CheckUndo says whether an import can be taken back, and writes nothing. Errors: NotFound; Conflict "exchange.rests" with Undone.Rests.
func CheckUndo(ctx context.Context, d *district.District, imported id.ID) (Undone, error) {
	t := taking{district: d, job: Undo{Import: imported}}
	err := d.At(ctx, 0, t.look)
	return t.undone, err
}

// TakeBack takes an import back, write by write, the last one first: what it entered is withdrawn, what it revised is as it was before.
// Nothing is deleted: figures as known before, during and after stay what they are. It refuses where something newer rests on the import,
// before it takes anything back. One that was stopped goes on when it is asked for again; asking once more changes nothing.
//
// Errors: Invalid without a reason; NotFound; Conflict "exchange.rests" with Undone.Rests.
func TakeBack(ctx context.Context, d *district.District, u Undo) (Undone, error) {
	if u.Reason == "" {
		return Undone{}, fault.New(fault.Invalid, "exchange.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "exchange.no-reason"})
	}
	t := taking{district: d, job: u}
	if err := d.At(ctx, 0, t.look); err != nil {
		return t.undone, err
	}
	for i := len(t.parts) - 1; i >= 0; i-- {
		if t.parts[i].back != 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return t.undone, err
		}
		if err := t.takeBack(ctx, &t.parts[i]); err != nil {
			return t.undone, err
		}
		t.undone.Back++
		if u.Progress != nil {
			u.Progress(t.undone.Back, t.undone.Parts)
		}
	}
	return t.undone, nil
}

// taking is an import being taken back.
type taking struct {
	district *district.District
	job      Undo
	kind     Kind
	parts    []part
	known    store.Seq // the last write that was ours, or was there when we looked
	others   bool      // somebody else has written since we looked
	undone   Undone
}

// look reads what the import consists of, and whether anything rests on it.
func (t *taking) look(s district.State) (err error) {
	t.known = s.Tx.Known()
	now := record{id: t.job.Import}
	if err := now.read(s.Tx); err != nil {
		return err
	}
	if now.rev == 0 {
		return fault.New(fault.NotFound, "exchange.no-import")
	}
	t.kind = kindOf(now.kind)
	if t.parts, err = parts(s.Tx, t.job.Import); err != nil {
		return err
	}
	t.undone = Undone{Import: t.job.Import, Parts: len(t.parts)}
	for _, p := range t.parts {
		if p.back != 0 {
			t.undone.Back++
			t.undone.Seq = max(t.undone.Seq, p.back)
		}
	}
	if t.undone.Whole() {
		return nil
	}
	return t.refuse(s, t.parts)
}

// refuse refuses to take parts back on which something rests.
func (t *taking) refuse(s district.State, some []part) error {
	span, err := t.span(s.Tx, some)
	if err != nil {
		return err
	}
	if t.undone.Rests, err = rests(s, t.kind, span); err == nil && len(t.undone.Rests) > 0 {
		err = fault.New(fault.Conflict, "exchange.rests", len(t.undone.Rests))
	}
	return err
}

// span are the writes of some parts. Those of the other parts make no difference.
func (t *taking) span(tx *store.Tx, some []part) (store.Span, error) {
	neutral, err := settled(tx)
	if err != nil {
		return store.Span{}, err
	}
	among := map[store.Seq]bool{}
	for _, p := range t.parts {
		neutral[p.seq] = true
	}
	for _, p := range some {
		among[p.seq] = p.back == 0
	}
	return store.Span{First: some[0].seq, Last: some[len(some)-1].seq, Among: func(seq store.Seq) bool { return among[seq] },
		Settled: func(seq store.Seq) bool { return neutral[seq] }}, nil
}

// takeBack takes one part back in one numbered write. Its id names the part, so that it is taken back once, whoever asks and how often.
func (t *taking) takeBack(ctx context.Context, p *part) error {
	w := store.Writing{Actor: t.job.Actor, ClientID: id.Derive(t.job.Import, "undo", p.rev), Kind: "import-undo", Reason: t.job.Reason,
		Request: struct {
			Import id.ID
			Part   int
		}{t.job.Import, p.rev}}
	receipt, err := t.district.Store.Write(ctx, w, func(tx *store.Tx) error {
		return t.district.InWrite(tx, func(s district.State) error { return t.write(s, p) })
	})
	if err != nil {
		return err
	}
	p.back, t.known, t.undone.Seq = receipt.Seq, receipt.Seq, receipt.Seq
	return nil
}

// write looks once more, where somebody wrote meanwhile, and writes what takes a part back.
func (t *taking) write(s district.State, p *part) error {
	tx := s.Tx
	if t.others = t.others || tx.Known() != t.known; t.others {
		now, err := parts(tx, t.job.Import)
		if err != nil {
			return err
		}
		if len(now) != len(t.parts) {
			return fault.New(fault.Conflict, "exchange.still-comes-in")
		}
		if err := t.refuse(s, []part{*p}); err != nil {
			return err
		}
	}
	if err := putBack(tx, t.job.Import, p.seq); err != nil {
		return err
	}
	records, err := t.records(s, p.seq)
	t.undone.Records += records
	return err
}

// areas takes back what was said of places, departments and sites. What would then lie in something that was withdrawn meanwhile is refused.
func (t *taking) areas(tx *store.Tx, of store.Seq) (int64, error) {
	n, err := place.TakeBack(tx, of)
	if err != nil {
		return 0, err
	}
	tree, err := place.Load(tx, tx.Seq)
	if err != nil {
		return 0, err
	}
	for _, orphan := range tree.Orphans() {
		t.undone.Rests = append(t.undone.Rests, Rest{Which: orphan, Why: IsGone})
	}
	if len(t.undone.Rests) > 0 {
		err = fault.New(fault.Conflict, "exchange.rests", len(t.undone.Rests))
	}
	return n, err
}

func (t *taking) records(s district.State, of store.Seq) (int64, error) {
	switch t.kind {
	case People:
		book, err := person.In(s.Tx, t.district.Keys)
		if err != nil {
			return 0, err
		}
		return book.TakeBack(of)
	case Visits:
		desk := care.Desk{Catalogue: s.Practice, Keys: t.district.Keys}
		return desk.TakeBack(s.Tx, of, s.People)
	case Places, Departments, Sites:
		return t.areas(s.Tx, of)
	}
	return 0, fault.New(fault.Machine, "exchange.no-import") // of a newer program
}
