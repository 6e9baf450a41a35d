package exchange_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"youfu/internal/exchange"
	"youfu/internal/testdb"
)

// xlsx is a workbook with values, as a spreadsheet program writes it: numbers as numbers.
func xlsx(t testing.TB, kind exchange.Kind, further bool, rows ...[]any) exchange.Job {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if further {
		if _, err := book.NewSheet("李秀英13912345678"); err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellValue("李秀英13912345678", "B7", 1); err != nil {
			t.Fatal(err)
		}
		if err := book.MergeCell("Sheet1", "B2", "B3"); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	j := job(kind, "")
	j.Name, j.File, j.Size = "x.xlsx", bytes.NewReader(file.Bytes()), int64(file.Len())
	return j
}

// A date in a cell of format General is a number of days: the answer says what to do, wherever a date can stand.
func TestDatesAsNumbersOfDays(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	for name, c := range map[string]struct {
		file exchange.Job
		want string
	}{
		"birth":     {xlsx(t, exchange.People, false, []any{"ref", "name", "birth"}, []any{"X", "何", 30448}), "2 birth bad-date"},
		"and hours": {xlsx(t, exchange.People, false, []any{"ref", "name", "death"}, []any{"X", "何", 46024.5}), "2 death bad-date"},
		"visit":     {xlsx(t, exchange.Visits, false, []any{"person", "on", "site", "findings"}, []any{"A", 46082, "H1", "none"}), "2 on bad-date"},
		"place":     {xlsx(t, exchange.Places, false, []any{"code", "name", "from"}, []any{"990101001003", "新村", 46024}), "2 from bad-date"},
		"in text":   {people(he("X", "何", "birth", "30448")), "2 birth bad-date"},
	} {
		r := o.check(c.file)
		if got := refusals(r); got != c.want || r.Refused[0].Key != "exchange.day-number" {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		o.explained(r)
	}
	o.want(o.check(xlsx(t, exchange.People, false, []any{"ref", "name", "birth"}, []any{"X", "何", 1983}, []any{"Y", "何", 19830512}, []any{"Z", "何", 198305})), "3a 0u 0h 0r")
}

func TestWhatOfAFileIsNotReadIsSaid(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	r := o.check(xlsx(t, exchange.People, true, []any{"ref", "name", "", "colour"}, []any{"X", "何", "备注", "红", "还有"}, []any{"Y", "何", "", "", "又有"}))
	o.want(r, "1a 0u 0h 1r") // of the merged cell the second row has nothing
	if got := fmt.Sprint(r.Unknown, r.Unheaded, r.Sheets, r.Merged); got != "[colour] [C E] [李秀英•••••••••78] [B2:B3]" {
		t.Error(got)
	}
	// A text file cannot tell a remark from a comma without quotes: whoever has a comma in her name is refused, and not read askew.
	r = o.apply(job(exchange.People, "ref,name,phone,\nX,何,秀芬,13912345678\nY,何,13912345678,备注\nZ,何,13912345678,备注,还有\n"))
	if got := refusals(r); got != "2 phone bad-phone; 4  too-many-cells" || r.Accepted != 1 || !slices.Equal(r.Unheaded, []string{"D"}) {
		t.Errorf("%s %s %v", got, counts(r), r.Unheaded)
	}
	o.explained(r)
}

// Whatever a text file says, each of its rows is accepted, unchanged, held or refused, in the check and when it is written.
func TestNoRowIsLost(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		cell := rapid.SampledFrom([]string{"", "", "何秀芬", "A", "B", "1983-05-12", "46024", "女", "x", "13912345678", "990101001001", number("1983-05-12", 28), "\x00", "\xff\xfe", `"a,b"`, "多\u202e余"})
		file := "ref,name,citizen_number,sex,birth,phone,resident_place,\n"
		rows := 0
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			cells := rapid.SliceOfN(cell, 1, 9).Draw(t, "cells")
			if cells[0] == "A" || cells[0] == "B" {
				cells[0] += fmt.Sprint(n)
			}
			if strings.Trim(strings.Join(cells, ""), " ") != "" {
				rows++
			}
			file += strings.Join(cells, ",") + "\n"
		}
		for _, r := range []exchange.Result{o.check(job(exchange.People, file)), o.apply(job(exchange.People, file)), o.apply(job(exchange.People, file))} {
			if r.Rows != rows || r.Accepted+r.Unchanged+r.Held+r.RefusedN != rows {
				t.Fatalf("%d rows, %s of %d: %q", rows, counts(r), r.Rows, file)
			}
			refused := map[int]bool{}
			for _, f := range r.Refused {
				refused[f.Row] = true
			}
			if len(refused) != r.RefusedN || len(r.Duplicates) != r.Held {
				t.Fatalf("%d rows are said to be refused and %d held, of %s: %q", len(refused), len(r.Duplicates), counts(r), file)
			}
		}
	})
}
