package custody

import (
	"context"
	"fmt"
	"strings"

	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Check is one thing that doctor looked at.
type Check struct {
	Name   string // stable, for scripts
	OK     bool
	Key    string // message: what was found
	Args   []any
	Places []string // where: names of tables, triggers and the like; never content
}

// Examine looks at one thing within one state of the district.
type Examine func(*store.Tx, *seal.Keys) (Check, error)

// Doctor examines a district: the database itself, the order of writes, revisions, cells; then what the domains add. An examination that
// cannot be finished, as on damaged pages, is a check that failed, and the others go on.
func Doctor(ctx context.Context, d *store.District, keys *seal.Keys, more ...Examine) ([]Check, error) {
	all := itself(ctx, d)
	for i, examine := range append([]Examine{order, known, revisions, cells}, more...) {
		c := Check{Name: fmt.Sprint("examination-", i+1)}
		err := d.Read(ctx, func(tx *store.Tx) error { // each its own: a failed statement ends its transaction
			found, err := examine(tx, keys)
			if found.Name != "" {
				c = found
			}
			return err
		})
		if err != nil {
			c = unfinished(c.Name, err)
		}
		all = append(all, c)
	}
	return all, ctx.Err()
}

// itself is what the database says of itself.
func itself(ctx context.Context, d *store.District) []Check {
	var condition store.Condition
	if err := d.Read(ctx, func(tx *store.Tx) (err error) {
		condition, err = tx.Condition()
		return err
	}); err != nil {
		return []Check{unfinished("database", err)}
	}
	return conditions(condition)
}

func unfinished(name string, err error) Check {
	return Check{Name: name, Key: "custody.unfinished", Args: []any{err}}
}

func check(name string, places []string) Check {
	c := Check{Name: name, OK: len(places) == 0, Key: "custody.sound", Places: places}
	if !c.OK {
		c.Key, c.Args = "custody."+name, []any{strings.Join(places, ", ")}
	}
	return c
}

func conditions(c store.Condition) []Check {
	var misfit []string
	if c.Migrations != nil {
		misfit = []string{c.Migrations.Error()}
	}
	return []Check{check("database", c.Damage), check("migrations", misfit), check("tables", c.Unlike), check("append-only", c.Unguarded),
		check("serving-login", c.Rights)}
}

// order: writes are numbered from 1 without a hole, and the clock shows the last.
func order(tx *store.Tx, _ *seal.Keys) (Check, error) {
	var count, last int64
	if _, err := tx.One(`select count(*), coalesce(max(seq), 0) from store_tx`, nil, &count, &last); err != nil {
		return Check{Name: "order"}, err
	}
	var wrong []string
	if count != last || store.Seq(last) != tx.Seq {
		wrong = []string{fmt.Sprintf("%d/%d/%d", count, last, tx.Seq)}
	}
	return check("order", wrong), nil
}

// known: every row names a write that there is.
func known(tx *store.Tx, _ *seal.Keys) (Check, error) {
	return overTables("writes", tx, func(t store.Table) string {
		if _, has := t.Column("seq"); !has || t.Name == "store_tx" || t.Name == "store_clock" || t.Kind == store.Audit {
			return ""
		}
		return `select 1 from ` + t.Name + ` r where not exists (select 1 from store_tx s where s.seq = r.seq) limit 1`
	})
}

// revisions: those of one thing are numbered from 1 without a hole, and later ones were written later.
func revisions(tx *store.Tx, _ *seal.Keys) (Check, error) {
	return overTables("revisions", tx, func(t store.Table) string {
		if _, has := t.Column("seq"); !has || t.Key[len(t.Key)-1] != "rev" {
			return ""
		}
		key := t.Key[:len(t.Key)-1]
		same := make([]string, len(key))
		for i, k := range key {
			same[i] = "b." + k + " = a." + k
		}
		return fmt.Sprintf(`select 1 from (select 1 as x from %[1]s group by %[2]s having min(rev) <> 1 or max(rev) <> count(*)
			union all select 1 as x from %[1]s a join %[1]s b on %[3]s and b.rev = a.rev + 1 where b.seq < a.seq) wrong limit 1`,
			t.Name, strings.Join(key, ", "), strings.Join(same, " and "))
	})
}

func overTables(name string, tx *store.Tx, query func(store.Table) string) (Check, error) {
	var wrong []string
	for _, t := range store.Tables() {
		q := query(t)
		if q == "" {
			continue
		}
		bad, err := tx.One(q, nil, new(int))
		if err != nil {
			return Check{Name: name}, err
		}
		if bad {
			wrong = append(wrong, t.Name)
		}
	}
	return check(name, wrong), nil
}

// cells: every cell opens under the key, or was erased, digest and all, and says so.
func cells(tx *store.Tx, keys *seal.Keys) (Check, error) {
	shut, unexplained := 0, 0
	err := tx.Each(`select c.id, c.key_version, c.cell, c.digest, e.cell from seal_cell c left join seal_erasure e on e.cell = c.id`, nil,
		func(scan func(...any) error) error {
			var cell, erasure id.ID
			var version int
			var sealed, digest []byte
			if err := scan(&cell, &version, &sealed, &digest, &erasure); err != nil {
				return err
			}
			switch erased := !erasure.Zero(); {
			case erased != (sealed == nil), erased && digest != nil:
				unexplained++
			case sealed != nil:
				if _, err := keys.Open(cell, version, sealed); err != nil {
					shut++
				}
			}
			return nil
		})
	var wrong []string
	if shut+unexplained > 0 {
		wrong = []string{fmt.Sprintf("%d+%d", shut, unexplained)}
	}
	return check("cells", wrong), err
}
