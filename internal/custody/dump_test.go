package custody

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/id"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func TestACopyThereAndBackKeepsTheDigest(t *testing.T) {
	keys := newKeys(t)
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			first, second, third := store.Config{DSN: testdb.SQLite(t)}, postgres(t), store.Config{DSN: testdb.SQLite(t)}
			filled(t, first, keys, seed, 12)
			want := dumpOf(t, first, keys)
			for n, way := range [][2]store.Config{{first, second}, {second, third}} {
				must(t, Copy(ctx, attached(t, way[0]), way[1]))
				got := dumpOf(t, way[1], keys)
				if got.Digest != want.Digest || got.Seq != want.Seq || !slices.Equal(got.Tables, want.Tables) {
					t.Errorf("copy %d: %+v, want %+v", n+1, got, want)
				}
				whole(t, attached(t, way[1]), keys)
			}
			everything(t, attached(t, first), attached(t, third))
		})
		if t.Failed() {
			rt.Fatal("see above")
		}
	})
}

// everything compares two districts table by table, also what a dump leaves out.
func everything(t *testing.T, a, b *store.District) {
	t.Helper()
	sums := func(d *store.District) (all []TableDigest) {
		must(t, d.Read(ctx, func(tx *store.Tx) error {
			for _, table := range store.Tables() {
				if table.Name == "post_session" || table.Name == "post_attempt" {
					continue
				}
				sum, err := wholeTable(tx, table, func([]any) error { return nil })
				if err != nil {
					return err
				}
				all = append(all, sum)
			}
			return nil
		}))
		return all
	}
	if x, y := sums(a), sums(b); !slices.Equal(x, y) {
		t.Errorf("%+v\n%+v", x, y)
	}
}

// unhindered is a connection to a SQLite district that nothing refuses.
func unhindered(t *testing.T, c store.Config) *sql.DB {
	t.Helper()
	db := owner(t, c)
	t.Cleanup(func() { db.Close() })
	rows, err := db.Query(`select 'drop trigger ' || name from sqlite_master where type = 'trigger'`)
	must(t, err)
	statements := []string{`pragma foreign_keys = off`, `pragma ignore_check_constraints = on`}
	for rows.Next() {
		var drop string
		must(t, rows.Scan(&drop))
		statements = append(statements, drop)
	}
	for _, s := range statements {
		_, err := db.Exec(s)
		must(t, err)
	}
	return db
}

// other is a value that is not v, for the same column.
func other(v any, c store.Column) any {
	switch c.Type {
	case "text":
		s, _ := v.(string)
		return s + "+"
	case "blob":
		b, _ := v.([]byte)
		return append(slices.Clone(b), 1)
	case "bool":
		n, _ := v.(int64)
		return 1 - n
	}
	n, _ := v.(int64)
	return n/2 + 123_456_789
}

// TestWhatTheDigestCovers changes one value of each column, and only that.
func TestWhatTheDigestCovers(t *testing.T) {
	c, keys := store.Config{DSN: testdb.SQLite(t)}, newKeys(t)
	filled(t, c, keys, 6, 30) // TestTheGeneratorFillsEveryTable
	outside := []string{"store_tx.at", "store_tx.actor", "store_tx.seat", "seal_cell.digest"}
	elsewhere := []string{"seal_cell.id", "seal_cell.cell", "seal_cell.key_version", "store_clock.one", "store_clock.seq", "post_account.name", "post_account.identity", "post_totp.secret", "post_passkey.label"}
	db := unhindered(t, c)
	before := dumpOf(t, c, keys)
	for _, table := range store.Tables() {
		counts := slices.ContainsFunc(before.Tables, func(d TableDigest) bool { return d.Name == table.Name })
		for _, column := range table.Columns {
			name := table.Name + "." + column.Name
			if slices.Contains(elsewhere, name) {
				continue // the other tests' matter
			}
			key := strings.Join(table.Key, ", ")
			one := fmt.Sprintf(`(%s) in (select %[1]s from %s order by %[1]s limit 1)`, key, table.Name)
			var old any
			must(t, db.QueryRow(fmt.Sprintf(`select %s from %s where %s`, column.Name, table.Name, one)).Scan(&old))
			_, err := db.Exec(fmt.Sprintf(`update %s set %s = ? where %s`, table.Name, column.Name, one), other(old, column))
			must(t, err)
			after := dumpOf(t, c, keys)
			if want := counts && !slices.Contains(outside, name); (after.Digest != before.Digest) != want {
				t.Errorf("%s was changed; the digest changed: %v, want %v", name, !want, want)
			}
			for i := range after.Tables {
				if (after.Tables[i] != before.Tables[i]) != (after.Tables[i].Name == table.Name && after.Digest != before.Digest) {
					t.Errorf("%s was changed, and the digest of %s says otherwise", name, after.Tables[i].Name)
				}
			}
			before = after
		}
	}
}

func TestTheDigestOpensCells(t *testing.T) {
	each(t, func(t *testing.T, c store.Config) {
		keys := newKeys(t)
		filled(t, c, keys, 3, 20)
		d := attached(t, c)
		before := dumpOf(t, c, keys)
		var cells []id.ID
		var plain string
		must(t, d.Read(ctx, func(tx *store.Tx) error {
			if err := tx.Each(`select id from seal_cell where cell is not null and id not in (select name from post_account)
				and id not in (select identity from post_account where identity is not null) order by id`, nil, func(scan func(...any) error) error {
				var cell id.ID
				err := scan(&cell)
				cells = append(cells, cell)
				return err
			}); err != nil {
				return err
			}
			var err error
			plain, _, err = keys.Get(tx, cells[0])
			return err
		}))
		put := func(column string, cell id.ID, value any) {
			must(t, d.Housekeep(ctx, someone, func(tx *store.Tx) error {
				n, err := tx.Exec(`update seal_cell set `+column+` = $1 where id = $2`, value, cell)
				if err == nil && n != 1 {
					t.Errorf("%d rows", n)
				}
				return err
			}))
		}
		set := func(column string, cell id.ID, value any) Digest {
			put(column, cell, value)
			return dumpOf(t, c, keys)
		}
		for name, again := range map[string]Digest{
			"sealed anew":       set("cell", cells[0], keys.Seal(cells[0], plain)),
			"with a new digest": set("digest", cells[0], []byte("another")),
		} {
			if again.Digest != before.Digest {
				t.Errorf("%s it has another digest", name)
			}
		}
		if set("cell", cells[0], keys.Seal(cells[0], plain+"x")).Digest == before.Digest {
			t.Error("other content has the same digest")
		}
		set("cell", cells[0], keys.Seal(cells[0], plain))
		if set("cell", cells[0], nil).Digest == before.Digest {
			t.Error("erased, it has the same digest")
		}
		set("cell", cells[0], keys.Seal(cells[0], ""))
		emptied := dumpOf(t, c, keys)
		if set("cell", cells[0], nil).Digest == emptied.Digest {
			t.Error("an erased cell and an empty text have the same digest")
		}
		if _, err := Dump(ctx, d, newKeys(t)); err == nil {
			t.Error("another key opened it")
		}
		put("cell", cells[1], keys.Seal(cells[0], "in another's place"))
		if _, err := Dump(ctx, d, keys); err == nil {
			t.Error("a cell in another's place was opened")
		}
	})
}

func TestAccountsAreNotInTheDigest(t *testing.T) {
	each(t, func(t *testing.T, c store.Config) {
		keys := newKeys(t)
		must(t, store.Create(ctx, c))
		d := attached(t, c)
		before := dumpOf(t, c, keys)
		must(t, d.Housekeep(ctx, someone, func(tx *store.Tx) error {
			name, identity := id.New(), id.New()
			if err := keys.In(tx).Put(name, "何秀芬", nil); err != nil {
				return err
			}
			if err := keys.In(tx).Put(identity, "", keys.Digest("citizen-number", "x")); err != nil {
				return err
			}
			return tx.Insert("post_account", "id", "rev", "seq", "login", "name", "identity", "ended").Row(id.New(), 1, 0, "he", name, identity, false)
		}))
		if after := dumpOf(t, c, keys); after.Digest != before.Digest {
			t.Errorf("an account changed it: %+v", after)
		}
	})
}

func TestNoTwoRowsReadAlike(t *testing.T) {
	rows := [][]any{
		{}, {nil}, {""}, {[]byte{}}, {int64(0)}, {false}, {nil, nil}, {"", ""}, {"ab", "c"}, {"a", "bc"}, {"abc"}, {[]byte("abc")},
		{"n"}, {"s"}, {int64(1)}, {true}, {"1"}, {int64(-1)}, {nil, "a"}, {"a", nil}, {"\x00"}, {"\x00\x00"},
	}
	seen := map[string][]any{}
	for _, row := range rows {
		h := sha256.New()
		for _, v := range row {
			write(h, v)
		}
		sum := string(h.Sum(nil))
		if before, ok := seen[sum]; ok {
			t.Errorf("%#v and %#v", before, row)
		}
		seen[sum] = row
	}
}

func TestTheDigestIsInTheOrderOfNames(t *testing.T) {
	c, keys := store.Config{DSN: testdb.SQLite(t)}, newKeys(t)
	must(t, store.Create(ctx, c))
	d := dumpOf(t, c, keys)
	if !slices.IsSortedFunc(d.Tables, func(a, b TableDigest) int { return strings.Compare(a.Name, b.Name) }) || len(d.Tables) < 20 {
		t.Errorf("%+v", d.Tables)
	}
	for _, table := range d.Tables {
		if strings.HasPrefix(table.Name, "post_") || strings.HasPrefix(table.Name, "audit_") || table.Name == "store_clock" {
			t.Errorf("%s is in it", table.Name)
		}
	}
	raw, err := json.Marshal(Digest{Seq: 1, Digest: "x", Tables: []TableDigest{{"a", 2, "y"}}})
	if want := `{"seq":1,"digest":"x","tables":[{"name":"a","rows":2,"digest":"y"}]}`; err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
}
