package store

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/id"
)

// said is one revision of a thing in a small model of a table of revisions.
type said struct {
	seq  Seq
	code string
	void bool
}

// history are the things of the model, with their revisions.
type history map[int][]said

// put writes some revisions in one write, in the table and in the model. A thing can get several.
func (h history) put(t *rapid.T, d *District) Seq {
	things := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 5).Draw(t, "things")
	var seq Seq
	_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
		seq = tx.Seq
		for i, n := range things {
			one := said{seq, fmt.Sprint("c", seq, "-", i), rapid.IntRange(0, 4).Draw(t, "void") == 0}
			h[n] = append(h[n], one)
			if err := tx.Insert("place_department", "department", "rev", "seq", "void", "code", "name_zh", "name_en").
				Row(key("place_department.department", n), len(h[n]), seq, one.void, one.code, "", ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// takeBack takes a write back, in the table and in the model.
func (h history) takeBack(t *rapid.T, d *District, of Seq) Seq {
	var seq Seq
	_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
		seq = tx.Seq
		n, err := tx.TakeBack("place_department", of)
		for thing, all := range h {
			first := slices.IndexFunc(all, func(s said) bool { return s.seq == of })
			if first < 0 {
				continue
			}
			n--
			again := said{seq, all[0].code, true}
			if first > 0 {
				again = said{seq, all[first-1].code, all[first-1].void}
			}
			h[thing] = append(all, again)
		}
		if err == nil && n != 0 {
			err = fmt.Errorf("%d things too many", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// stored are the things as they are in the table.
func stored(t *rapid.T, d *District) history {
	h := history{}
	err := d.Read(ctx, func(tx *Tx) error {
		for n := 1; n <= 4; n++ {
			err := tx.Each(`select seq, code, void from place_department where department = $1 order by rev`, []any{key("place_department.department", n)}, func(scan func(...any) error) error {
				var s said
				err := scan(&s.seq, &s.code, &s.void)
				h[n] = append(h[n], s)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// newest is what the things say now; void ones say nothing.
func (h history) newest() map[int]string {
	now := map[int]string{}
	for n, all := range h {
		if last := all[len(all)-1]; !last.void {
			now[n] = last.code
		}
	}
	return now
}

// What a write put down is taken back as long as nothing stands on it: then things say what they said before. What stands on it is found.
func TestWhatIsTakenBackIsAsItWas(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		empty := true
		rapid.Check(t, func(t *rapid.T) {
			h := history{}
			if !empty {
				h = stored(t, d)
			}
			empty = false
			first := h.put(t, d) // whatever it does, it stands
			before := []map[int]string{h.newest()}
			var writes []Seq
			for range rapid.IntRange(1, 4).Draw(t, "writes") {
				writes = append(writes, h.put(t, d))
				before = append(before, h.newest())
			}
			settled := map[Seq]bool{}
			for i := len(writes) - 1; i >= 0; i-- {
				h.sees(t, d, settled, first, writes[0])
				settled[writes[i]], settled[h.takeBack(t, d, writes[i])] = true, true
				if now := h.newest(); fmt.Sprint(now) != fmt.Sprint(before[i]) || fmt.Sprint(stored(t, d).newest()) != fmt.Sprint(now) {
					t.Fatalf("after %d is taken back: %v, %v in the table, want %v", writes[i], now, stored(t, d).newest(), before[i])
				}
			}
			if h.sees(t, d, settled, first, writes[0]); len(h.overtaken(writes[0], settled)) != 0 {
				t.Fatal("what was taken back stands on something")
			}
		})
	})
}

// overtaken are the things of a write that another, not settled, revised since, each with that one.
func (h history) overtaken(of Seq, settled map[Seq]bool) map[int]Seq {
	found := map[int]Seq{}
	for n, all := range h {
		touched := false
		for _, s := range all {
			if _, known := found[n]; touched && s.seq != of && !settled[s.seq] && !known {
				found[n] = s.seq
			}
			touched = touched || s.seq == of
		}
	}
	return found
}

// sees holds Overtaken against the model.
func (h history) sees(t *rapid.T, d *District, settled map[Seq]bool, writes ...Seq) {
	for _, of := range writes {
		found := map[int]Seq{}
		err := d.Read(ctx, func(tx *Tx) error {
			span := Span{of, of, func(s Seq) bool { return s == of }, func(s Seq) bool { return settled[s] }}
			return tx.Overtaken("place_department", "department", span, func(owner id.ID, by Seq, _ bool) {
				for n := 1; n <= 4; n++ {
					if string(owner[:]) == string(key("place_department.department", n)) {
						found[n] = by
					}
				}
			})
		})
		if want := h.overtaken(of, settled); err != nil || fmt.Sprint(found) != fmt.Sprint(want) {
			t.Fatalf("on %d stands %v, want %v: %v", of, found, want, err)
		}
	}
}
