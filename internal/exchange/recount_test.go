package exchange_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The recount of somebody who has the exported files and nothing of ours: the table of payments is added up, and the closing statement is
// read from its table. It reads tables and whole numbers, and uses nothing of the program.

// counted is so many payments and their fen.
type counted struct{ lines, fen int64 }

// recount adds up a year's payments by where they stand; "confirmed" is all of them, "ordered" those that went to the bank. No payment may
// stand there twice.
func recount(payments io.Reader) (map[string]counted, error) {
	rows, err := csv.NewReader(payments).ReadAll()
	if err != nil {
		return nil, err
	}
	column := map[string]int{}
	for i, title := range rows[0] {
		column[title] = i
	}
	sums, seen := map[string]counted{}, map[string]bool{}
	add := func(name string, fen int64) { sums[name] = counted{sums[name].lines + 1, sums[name].fen + fen} }
	for _, row := range rows[1:] {
		fen, err := strconv.ParseInt(row[column["fen"]], 10, 64)
		if err != nil || fen <= 0 || seen[row[column["payment"]]] {
			return nil, fmt.Errorf("%q: %v", row, err)
		}
		seen[row[column["payment"]]] = true
		add("confirmed", fen)
		switch state := row[column["state"]]; state {
		case "planned":
			add("held", fen)
		case "ordered":
			add("ordered", fen)
			add("pending", fen)
		case "paid", "returned":
			add("ordered", fen)
			add(state, fen)
		default:
			return nil, fmt.Errorf("state %q", state)
		}
	}
	return sums, nil
}

// readClosing reads the total of a closing statement's table: the last row that has a number and an amount for each of its sums.
func readClosing(statement io.Reader) (map[string]counted, error) {
	names := []string{"confirmed", "allocated", "ordered", "held", "paid", "returned", "pending"}
	table := csv.NewReader(statement)
	table.FieldsPerRecord = -1
	rows, err := table.ReadAll()
	if err != nil {
		return nil, err
	}
	sums := map[string]counted{}
	for _, row := range rows[1:] {
		if len(row) < 2+2*len(names) || row[0] != "" {
			continue
		}
		for i, name := range names {
			lines, err := strconv.ParseInt(row[2+2*i], 10, 64)
			if err != nil {
				return nil, err
			}
			whole, cents, _ := strings.Cut(row[3+2*i], ".")
			fen, err := strconv.ParseInt(whole+cents, 10, 64) // two places, always
			if err != nil || len(cents) != 2 {
				return nil, fmt.Errorf("%q: %v", row, err)
			}
			sums[name] = counted{lines, fen}
		}
	}
	return sums, nil
}
