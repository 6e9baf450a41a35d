package store

import (
	"fmt"
	"slices"
	"strings"
)

// Bulk inserts many rows of one table with few statements. Rows are sent when enough are there, before any other statement of the
// transaction, and before it commits; tables are sent in the order in which their first Insert asked for them.
type Bulk struct {
	tx      *Tx
	table   string
	columns []string
	rows    int
	args    []any
}

// rowsPerStatement is where longer statements stopped being faster on both databases.
const rowsPerStatement = 64

// Insert gives the transaction's bulk for a table. Columns are part of its name.
func (tx *Tx) Insert(table string, columns ...string) *Bulk {
	for _, b := range tx.bulks {
		if b.table == table && slices.Equal(b.columns, columns) {
			return b
		}
	}
	b := &Bulk{tx: tx, table: table, columns: columns}
	tx.bulks = append(tx.bulks, b)
	return b
}

// Row adds one row, with a value for each column.
func (b *Bulk) Row(values ...any) error {
	if len(values) != len(b.columns) {
		return fmt.Errorf("store: %s: %d values for %d columns", b.table, len(values), len(b.columns))
	}
	b.args = append(b.args, values...)
	b.rows++
	if b.rows == rowsPerStatement {
		return b.tx.flush() // all tables, in order: a row may refer to one that waits in another bulk
	}
	return nil
}

// atOnce is how many rows one statement inserts. Of several, SQLite looks whether rows of any other table refer to them, and a wall may hide
// that table; of a single one it knows that none can.
func (d *District) atOnce() int {
	if len(d.config.Wall) > 0 && !Postgres(d.config.DSN) {
		return 1
	}
	return rowsPerStatement
}

func (b *Bulk) send() error {
	if b.rows == 0 {
		return nil
	}
	args, width := b.args, len(b.columns)
	for n := b.tx.district.atOnce(); n > 0; n /= 2 { // powers of two: few distinct texts to prepare
		for len(args) >= n*width {
			if _, err := b.tx.exec(b.text(n), args[:n*width]); err != nil {
				return err
			}
			args = args[n*width:]
		}
	}
	b.rows, b.args = 0, b.args[:0]
	return nil
}

func (b *Bulk) text(rows int) string {
	var s strings.Builder
	fmt.Fprintf(&s, "insert into %s (%s) values ", b.table, strings.Join(b.columns, ", "))
	n := 0
	for r := range rows {
		if r > 0 {
			s.WriteByte(',')
		}
		for c := range b.columns {
			n++
			s.WriteByte("(,"[min(c, 1)])
			fmt.Fprintf(&s, "$%d", n)
		}
		s.WriteByte(')')
	}
	return s.String()
}

func (tx *Tx) flush() error {
	for _, b := range tx.bulks {
		if err := b.send(); err != nil {
			return err
		}
	}
	return nil
}
