package main

import (
	"fmt"
	"io"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/exchange"
	"youfu/internal/store"
)

type importJSON struct {
	Rows       int             `json:"rows"`
	Accepted   int             `json:"accepted"`
	Unchanged  int             `json:"unchanged"`
	Held       int             `json:"held"`
	Refused    []refusalJSON   `json:"refused"`
	Duplicates []duplicateJSON `json:"duplicates"`
	Notes      []refusalJSON   `json:"notes"` // cells that were not kept, of rows that were
	Unknown    []string        `json:"unknown_columns"`
	Unheaded   []string        `json:"unheaded_columns"`
	Sheets     []string        `json:"unread_sheets"`
	Merged     []string        `json:"merged_cells"`
	Seq        *store.Seq      `json:"seq"`
	Import     string          `json:"import"`
	Before     *beforeJSON     `json:"before"`
	Differ     int             `json:"differ"`
}

// beforeJSON is when the same file came before.
type beforeJSON struct {
	Import   string     `json:"import"`
	Seq      store.Seq  `json:"seq"`
	On       string     `json:"on"`
	Undone   *store.Seq `json:"undone"` // the write by which it was taken back
	UndoneOn *string    `json:"undone_on"`
}

type refusalJSON struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type duplicateJSON struct {
	Row     int     `json:"row"`
	Person  *string `json:"person"`
	Why     string  `json:"why"`
	Earlier *int    `json:"earlier_row"`
}

func (r *run) printImport(d *district.District, result exchange.Result) error {
	shown := importJSON{Rows: result.Rows, Accepted: result.Accepted, Unchanged: result.Unchanged, Held: result.Held,
		Refused: r.refusals(result.Refused), Notes: r.refusals(result.Notes), Duplicates: []duplicateJSON{},
		Unknown: append([]string{}, result.Unknown...), Unheaded: append([]string{}, result.Unheaded...), Sheets: append([]string{}, result.Sheets...), Merged: append([]string{}, result.Merged...),
		Import: result.Import.String(), Differ: result.Differ}
	shown.Seq = seqOrNull(result.Seq)
	if b := result.Before; b != nil {
		shown.Before = &beforeJSON{Import: b.Import.String(), Seq: b.Seq, On: civil.On(b.At, d.Zone).String(), Undone: seqOrNull(b.Undone)}
		if b.Undone != 0 {
			shown.Before.UndoneOn = orNull(civil.On(b.UndoneAt, d.Zone).String())
		}
	}
	for _, d := range result.Duplicates {
		held := duplicateJSON{d.Row, orNull(d.Person.String()), d.Why, nil}
		if d.Earlier != 0 {
			held.Earlier = &d.Earlier
		}
		shown.Duplicates = append(shown.Duplicates, held)
	}
	return r.print(shown, func(w io.Writer) {
		fmt.Fprintln(w, r.say("cmd.imported", shown.Rows, shown.Accepted, shown.Unchanged, shown.Held, result.RefusedN))
		for _, f := range shown.Refused {
			fmt.Fprintln(w, r.say("cmd.refused-row", f.Row, f.Column, f.Message))
		}
		for _, d := range shown.Duplicates {
			if why := r.say("exchange.why-" + d.Why); d.Earlier == nil {
				fmt.Fprintln(w, r.say("cmd.held-row", d.Row, why))
			} else {
				fmt.Fprintln(w, r.say("cmd.held-row-like", d.Row, why, *d.Earlier))
			}
		}
		for _, f := range shown.Notes {
			fmt.Fprintln(w, r.say("cmd.note-row", f.Row, f.Column, f.Message))
		}
		if note := r.beforeNote(shown); note != "" {
			fmt.Fprintln(w, note)
		}
		for _, left := range []struct {
			key string
			out []string
		}{{"cmd.unknown-columns", shown.Unknown}, {"cmd.unheaded-columns", shown.Unheaded}, {"cmd.unread-sheets", shown.Sheets}, {"cmd.merged-cells", shown.Merged}} {
			if len(left.out) > 0 {
				fmt.Fprintln(w, r.say(left.key, strings.Join(left.out, ", ")))
			}
		}
	})
}

func (r *run) refusals(all []exchange.Refusal) []refusalJSON {
	shown := []refusalJSON{}
	for _, f := range all {
		shown = append(shown, refusalJSON{f.Row, f.Column, f.Code, r.say(f.Key, f.Args...)})
	}
	return shown
}

// beforeNote says that the file came before, and what of it is out of date.
func (r *run) beforeNote(shown importJSON) string {
	switch {
	case shown.Before == nil && shown.Differ == 0:
		return ""
	case shown.Before == nil:
		return r.say("cmd.import-differs", shown.Differ)
	case shown.Before.Undone != nil:
		return r.say("cmd.import-before", shown.Before.Seq, shown.Before.On) + r.say("cmd.import-was-undone", *shown.Before.Undone, *shown.Before.UndoneOn)
	case shown.Differ == 0:
		return r.say("cmd.import-before", shown.Before.Seq, shown.Before.On)
	}
	return r.say("cmd.import-before", shown.Before.Seq, shown.Before.On) + r.say("cmd.import-differs", shown.Differ)
}
