package store

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/id"
)

func TestBulkKeepsTheOrderAcrossTables(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for round, rows := range []int{1, 2, 63, 64, 65, 200} {
			_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
				cells := tx.Insert("seal_cell", "id", "key_version", "cell", "digest")
				erasures := tx.Insert("seal_erasure", "cell", "seq") // refers to the cells
				for n := range rows {
					cell := tx.ID("cell", n)
					if err := erasures.Row(cell, tx.Seq); err != nil { // before its cell: the first table asked for goes first
						return err
					}
					if err := cells.Row(cell, round, nil, nil); err != nil {
						return err
					}
				}
				return nil
			})
			if round < 3 {
				must(t, err)
				continue
			}
			// 64 rows are sent together, while the 64th cell is still to come: a bulk cannot know what it was not given.
			if err == nil {
				t.Errorf("%d rows, each before the row it refers to, were accepted", rows)
			}
		}
		for _, rows := range []int{64, 65, 200, 1000} {
			_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
				cells := tx.Insert("seal_cell", "id", "key_version", "cell", "digest")
				erasures := tx.Insert("seal_erasure", "cell", "seq")
				for n := range rows {
					cell := tx.ID("cell", n)
					if err := cells.Row(cell, 100+rows, nil, nil); err != nil {
						return err
					}
					if err := erasures.Row(cell, tx.Seq); err != nil {
						return err
					}
				}
				return nil
			})
			must(t, err)
			if n := count(t, d, "seal_erasure join seal_cell on id = seal_erasure.cell where key_version = $1", 100+rows); n != rows {
				t.Errorf("%d rows of %d", n, rows)
			}
		}
	})
}

func TestBulkSendsWhatItsRowsReferTo(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			people, aliases := tx.Insert("person", "id", "n", "seq"), tx.Insert("person_alias", "person", "rev", "seq")
			if err := people.Row(tx.ID("person", 1), 1, tx.Seq); err != nil {
				return err
			}
			for rev := 1; rev <= 70; rev++ { // enough to be sent, while the one person waits for others
				if err := aliases.Row(tx.ID("person", 1), rev, tx.Seq); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, err)
	})
}

func TestBulkIsSeenByReadsInBetween(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			bulk := tx.Insert("store_setting", "name", "seq", "value")
			for n := 1; n <= 150; n++ {
				if err := bulk.Row(fmt.Sprint(n), tx.Seq, fmt.Sprint("value ", n)); err != nil {
					return err
				}
				if n%40 != 0 && n != 150 {
					continue
				}
				var seen int
				if _, err := tx.One(`select count(*) from store_setting`, nil, &seen); err != nil {
					return err
				}
				if value, err := Setting(tx, fmt.Sprint(n)); err != nil || seen != n || value != fmt.Sprint("value ", n) {
					t.Errorf("after %d rows: %d, %q, %v", n, seen, value, err)
				}
			}
			return nil
		})
		must(t, err)
	})
}

func TestBulkColumnSetsAreKeptApart(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		a, b := id.New(), id.New()
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			if err := tx.Insert("seal_cell", "id", "key_version").Row(a, 7); err != nil {
				return err
			}
			if err := tx.Insert("seal_cell", "key_version", "id", "cell").Row(8, b, []byte("x")); err != nil {
				return err
			}
			if err := tx.Insert("seal_cell", "id", "key_version").Row(id.New()); err == nil {
				t.Error("one value for two columns was accepted")
			}
			if one, two := tx.Insert("seal_cell", "id", "key_version"), tx.Insert("seal_cell", "id", "key_version"); one != two {
				t.Error("the same columns give another bulk")
			}
			return nil
		})
		must(t, err)
		if count(t, d, "seal_cell where id = $1 and key_version = 7 and cell is null", a) != 1 ||
			count(t, d, "seal_cell where id = $1 and key_version = 8 and cell is not null", b) != 1 || count(t, d, "seal_cell") != 2 {
			t.Error("values are in the wrong columns")
		}
	})
}

func TestABulkThatFailsSavesNothing(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			bulk := tx.Insert("store_setting", "name", "seq", "value")
			for n := range 130 {
				bulk.Row(fmt.Sprint(n%100), tx.Seq, "") // the 101st is there already; nobody looks at the error
			}
			return nil
		})
		refused(t, err, fault.Conflict, "store.exists")
		if n := count(t, d, "store_setting"); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
		sound(t, d)
	})
}

func TestValuesComeBackAsTheyWere(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		type row struct {
			void           bool
			rev            int64
			place, parent  any
			code, from, to any
		}
		rows := []row{
			{true, 1, []byte{0, 1, 255}, nil, "", nil, "x"},
			{false, math.MaxInt64, []byte("0123456789abcdef"), []byte{}, "何秀芬 ᠮᠣᠩᠭᠣᠯ 𠮷 '\"\\%_\n\t", "", nil},
			{false, math.MaxInt64 - 1, bytes.Repeat([]byte{0}, 16), []byte(nil), strings.Repeat("长", 100_000), nil, nil},
			{true, 2, id.New(), id.ID{}, "'; drop table place_rev; --", "2026-01-01", "9999-12-31"},
		}
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			bulk := tx.Insert("place_rev", "place", "rev", "seq", "void", "code", "name", "level", "parent", "from_on", "to_on")
			for _, r := range rows {
				if err := bulk.Row(r.place, r.rev, tx.Seq, r.void, r.code, "", "village", r.parent, r.from, r.to); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, err)
		must(t, d.Read(ctx, func(tx *Tx) error {
			for _, want := range rows {
				var got row
				found, err := tx.One(`select void, parent, code, from_on, to_on from place_rev where place = $1 and rev = $2`, []any{want.place, want.rev},
					&got.void, &got.parent, &got.code, &got.from, &got.to)
				if err != nil || !found {
					t.Fatalf("rev %d: found %v, %v", want.rev, found, err)
				}
				if b, ok := want.parent.([]byte); ok && b == nil || want.parent == (id.ID{}) {
					want.parent = nil // no bytes and no id are NULL
				}
				if got.void != want.void || fmt.Sprintf("%#v", got.parent) != fmt.Sprintf("%#v", want.parent) || got.code != want.code || got.from != want.from || got.to != want.to {
					t.Errorf("rev %d:\n%.200v, want\n%.200v", want.rev, got, want)
				}
			}
			return nil
		}))
		if n := count(t, d, "place_rev where void"); n != 2 {
			t.Errorf("%d are void", n)
		}
	})
}

func TestTextsThatOneDatabaseWouldNotKeep(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		for _, text := range []string{"a\x00b", "\xff", "\xed\xa0\x80"} {
			_, err := put(d, id.New(), text, "")
			refused(t, err, fault.Invalid, "store.bad-text")
			_, err = d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
				return tx.Insert("store_setting", "name", "seq", "value").Row(text, tx.Seq, "")
			})
			refused(t, err, fault.Invalid, "store.bad-text")
		}
		sound(t, d)
	})
}

func TestPlaceholdersAreGivenTheirOwnValues(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		must(t, d.Read(ctx, func(tx *Tx) error {
			var a, b, c string
			_, err := tx.One(`select cast($1 as text), cast($2 as text), cast($1 as text)`, []any{"first", "second"}, &a, &b, &c)
			if a != "first" || b != "second" || c != "first" {
				t.Error(a, b, c)
			}
			return err
		}))
		for name, query := range map[string]struct {
			text string
			args []any
		}{
			"swapped on SQLite":        {fmt.Sprintf(`select cast($%d as text), cast($%d as text)`, 2, 1), []any{"first", "second"}},
			"too few, NULL on SQLite":  {`select cast($1 as text), cast($2 as text)`, []any{"first"}},
			"too many":                 {`select cast($1 as text), 'x'`, []any{"first", "second"}},
			"a number is left out":     {`select cast($1 as text), cast($3 as text)`, []any{"first", "second", "third"}},
			"none where there are two": {`select cast($1 as text), cast($2 as text)`, nil},
		} {
			err := d.Read(ctx, func(tx *Tx) error {
				var a, b any // NULL goes into it
				_, err := tx.One(query.text, query.args, &a, &b)
				if err == nil && (a != "second" || b != "first") {
					t.Errorf("%s: gave %v and %v", name, a, b)
				}
				return err
			})
			if err == nil && !(Postgres(c.DSN) && name == "swapped on SQLite") { // PostgreSQL goes by the numbers
				t.Errorf("%s: accepted", name)
			}
		}
	})
}
