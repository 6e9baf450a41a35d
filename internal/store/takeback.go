package store

import (
	"slices"
	"strings"

	"youfu/internal/id"
)

// TakeBack takes back, in a table of revisions, what a write put there: each thing gets one revision more, which says what the one before
// that write said, or is void where the write made the thing. Nothing is changed or deleted; what the write said is still known as of then.
// It does not ask whether anything rests on the write: Overtaken does. It gives the number of things.
func (tx *Tx) TakeBack(table string, of Seq) (int64, error) {
	t, thing := revisioned(table)
	var rest []string // what a revision says
	for _, c := range t.Columns {
		if c.Name != thing && c.Name != "rev" && c.Name != "seq" && c.Name != "void" {
			rest = append(rest, c.Name)
		}
	}
	return tx.Exec(`insert into `+table+` (`+thing+`, rev, seq, void, `+strings.Join(rest, ", ")+`)
		select b.`+thing+`, t.last + 1, cast($1 as bigint), t.first = 1 or b.void, b.`+strings.Join(rest, ", b.")+`
		from (select r.`+thing+` as thing, min(r.rev) as first, (select max(m.rev) from `+table+` m where m.`+thing+` = r.`+thing+`) as last
			from `+table+` r where r.seq = $2 group by r.`+thing+`) t
		join `+table+` b on b.`+thing+` = t.thing and b.rev = case when t.first = 1 then 1 else t.first - 1 end`, tx.Seq, of)
}

// revisioned is a table of revisions with the column that names its things. It panics where there is no such table: a program's mistake.
func revisioned(table string) (t Table, thing string) {
	all := Tables()
	t = all[slices.IndexFunc(all, func(t Table) bool { return t.Name == table })]
	return t, t.Key[0]
}

// Span are the writes that are to be taken back, the first and the last of them, and whether one in between is among them or makes no
// difference, because it was taken back itself.
type Span struct {
	First, Last Seq
	Among       func(Seq) bool
	Settled     func(Seq) bool
}

// Overtaken finds, in a table of revisions, the things that a write of the span put there and another write revised since. use gets what a
// column says of each, such as whom it belongs to, with the other write, and whether that one withdrew it.
func (tx *Tx) Overtaken(table, column string, s Span, use func(owner id.ID, by Seq, void bool)) error {
	_, thing := revisioned(table)
	var now id.ID
	touched := false
	return tx.Each(`select r.`+thing+`, r.`+column+`, r.seq, r.void from `+table+` r
		where r.`+thing+` in (select o.`+thing+` from `+table+` o where o.seq >= $1 and o.seq <= $2) order by r.`+thing+`, r.rev`, []any{s.First, s.Last},
		func(scan func(...any) error) error {
			var one, owner id.ID
			var by Seq
			var void bool
			if err := scan(&one, &owner, &by, &void); err != nil {
				return err
			}
			touched = touched && one == now
			now = one
			switch {
			case s.Among(by):
				touched = true
			case touched && !s.Settled(by):
				use(owner, by, void)
				touched = false // one is enough
			}
			return nil
		})
}
