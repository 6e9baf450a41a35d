package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/store"
)

type undoneJSON struct {
	Import  string     `json:"import"`
	Parts   int        `json:"parts"`
	Back    int        `json:"taken_back"`
	Records int64      `json:"records"`
	Seq     *store.Seq `json:"seq"`
	Rests   []restJSON `json:"rests"`
}

// restJSON is something newer that rests on what an import wrote.
type restJSON struct {
	ID  string     `json:"id"`
	Why string     `json:"why"`
	Seq *store.Seq `json:"seq"`
}

// undo takes an import back.
func (c *importCommand) undo(r *run) error {
	if len(c.Args) != 1 || c.Map != "" || len(c.Accept) > 0 || c.Again {
		return fault.New(fault.Usage, "cmd.import-undo")
	}
	return r.acting("import undo", func(o office.Office) error {
		if err := o.Must(post.Import); err != nil {
			return err
		}
		imported, err := r.imported(o, c.Args[0])
		if err != nil {
			return err
		}
		var undone exchange.Undone
		if c.Check {
			undone, err = exchange.CheckUndo(r.ctx, o.District, imported)
		} else {
			undone, err = exchange.TakeBack(r.ctx, o.District, exchange.Undo{Import: imported, Actor: o.Actor, Reason: c.Reason, Progress: r.progress(r.say("cmd.parts"))})
			r.progressDone()
		}
		if err != nil && undone.Parts == 0 {
			return err
		}
		return errors.Join(err, r.printUndone(undone, c.Check && err == nil && !undone.Whole()))
	})
}

// imported is the import that a write's number or an id names.
func (r *run) imported(o office.Office, named string) (found id.ID, err error) {
	seq, failed := strconv.ParseInt(named, 10, 64)
	if failed != nil {
		return parseID(named)
	}
	err = o.District.Store.Read(r.ctx, func(tx *store.Tx) error {
		found, err = exchange.ImportOf(tx, store.Seq(seq))
		return err
	})
	return found, err
}

// printUndone says what became of an undo; may, that it was only asked about and nothing stands in its way.
func (r *run) printUndone(u exchange.Undone, may bool) error {
	shown := undoneJSON{Import: u.Import.String(), Parts: u.Parts, Back: u.Back, Records: u.Records, Seq: seqOrNull(u.Seq), Rests: []restJSON{}}
	for _, one := range u.Rests {
		shown.Rests = append(shown.Rests, restJSON{one.Which.String(), one.Why, seqOrNull(one.By)})
	}
	return r.print(shown, func(w io.Writer) {
		if may {
			fmt.Fprintln(w, r.say("cmd.import-may-be-undone", shown.Parts-shown.Back))
			return
		}
		fmt.Fprintln(w, r.say("cmd.import-undone", shown.Back, shown.Parts, shown.Records))
		for _, one := range shown.Rests {
			fmt.Fprintln(w, "  "+one.ID+"  "+r.say("exchange.rests-"+one.Why))
		}
	})
}

func seqOrNull(seq store.Seq) *store.Seq {
	if seq == 0 {
		return nil
	}
	return &seq
}
