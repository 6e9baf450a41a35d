package store

import (
	"context"
	"fmt"
	"strings"

	"youfu/internal/fault"
)

// loading is the clock of a district that a copy is being put into. Whoever opens it is refused.
const loading Seq = -1

// Load fills an empty district, of which nothing was written yet, with the rows of another. fill inserts them, the records too, and says
// what the clock shows afterwards. All of it is one transaction: a load that is cut off leaves an empty district whose clock says so,
// which Open refuses and Load takes up again.
//
// Errors: Conflict "store.not-empty".
func Load(ctx context.Context, c Config, fill func(*Tx) (Seq, error)) error {
	c = c.complete()
	e := engineOf(c.DSN)
	if err := e.migrate(ctx, c); err != nil {
		return wrap(e, err)
	}
	d, err := attach(ctx, e, c, true)
	if err != nil {
		return err
	}
	defer d.Close()
	claim := func(tx *Tx) error {
		n, err := tx.Exec(`update store_clock set seq = $1 where one = 1 and seq <= 0`, loading)
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "store.not-empty")
		}
		return err
	}
	if err := d.in(ctx, d.writer, e.beginWrite(), func(tx *Tx) error {
		if err := claim(tx); err != nil {
			return err
		}
		return tx.empty()
	}); err != nil {
		return err
	}
	return d.in(ctx, d.writer, e.beginWrite(), func(tx *Tx) error {
		if err := claim(tx); err != nil {
			return err
		}
		seq, err := fill(tx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`update store_clock set seq = $1 where one = 1`, seq)
		return err
	})
}

// empty refuses a district that holds anything but its clock.
func (tx *Tx) empty() error {
	for _, t := range Tables() {
		if t.Name == "store_clock" {
			continue
		}
		some, err := tx.One(`select 1 from `+t.Name+` limit 1`, nil, new(int))
		if err != nil {
			return err
		}
		if some {
			return fault.New(fault.Conflict, "store.not-empty")
		}
	}
	return nil
}

// Rows calls row for each row of the table with the values of the columns, in the order of the key's bytes, which is the same on both
// databases. Values are nil, int64 (also for instants), bool, string or []byte; their slice is used again for the next row. row must not use
// tx. Only one row is held at a time.
func (t Table) Rows(tx *Tx, columns []Column, row func(values []any) error) error {
	var names, order []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	for _, name := range t.Key {
		c, _ := t.Column(name)
		order = append(order, tx.district.engine.byBytes(c))
	}
	values, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	query := fmt.Sprintf(`select %s from %s order by %s`, strings.Join(names, ", "), t.Name, strings.Join(order, ", "))
	return tx.Each(query, nil, func(scan func(...any) error) error {
		if err := scan(dest...); err != nil {
			return err
		}
		for i, c := range columns {
			if n, ok := values[i].(int64); ok && c.Type == "bool" { // SQLite has none
				values[i] = n != 0
			}
		}
		return row(values)
	})
}

func (sqlite) byBytes(c Column) string { return c.Name }

func (postgres) byBytes(c Column) string {
	if c.Type == "text" {
		return c.Name + ` collate "C"`
	}
	return c.Name
}
