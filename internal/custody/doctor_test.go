package custody

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// ill are ways in which a district can be wrong, and the checks that must find each. In statements CELL is an existing cell with content,
// EMPTY one that was erased, LOGIN the serving login, and X'01' a value of bytes.
var ill = map[string]struct {
	statements []string
	check      string
	postgres   bool // only there
}{
	"a reference to nothing":         {[]string{`insert into seal_erasure (cell, seq) values (X'01', 1)`}, "database", false},
	"a migration is not recorded":    {[]string{`delete from store_migration where number = (select max(number) from store_migration)`}, "migrations", false},
	"a migration that nobody knows":  {[]string{`insert into store_migration (number, name, hash, at) values (1000, '', '', 0)`}, "migrations", false},
	"a column more":                  {[]string{`alter table person add column score integer`}, "tables", false},
	"a trigger less":                 {[]string{`drop trigger TRIGGER`}, "append-only", false},
	"a right more":                   {[]string{`grant delete on person to LOGIN`}, "serving-login", true},
	"a write is gone":                {[]string{`delete from store_tx where seq = 2`}, "order writes", false},
	"the clock is ahead":             {[]string{`update store_clock set seq = seq + 1`}, "order", false},
	"the clock is behind":            {[]string{`update store_clock set seq = seq - 1`}, "order", false},
	"a row of no write":              {[]string{`update store_setting set seq = 1000`}, "writes", false},
	"an account of no write":         {[]string{`update post_seat set seq = 1000`}, "writes", false},
	"a first revision is missing":    {[]string{`update place_rev set rev = rev + 100`}, "revisions", false},
	"a revision in between":          {[]string{`update person_stay set rev = rev + 100 where rev = 2`}, "revisions", false},
	"a later revision written first": {[]string{`update exchange_import set seq = 1 where rev = 2`, `update exchange_import set seq = 2 where rev = 1`}, "revisions", false},
	"a cell that does not open":      {[]string{`update seal_cell set cell = X'01' where id = CELL`}, "cells", false},
	"a cell in another's place":      {[]string{`update seal_cell set cell = (select cell from seal_cell where id = OTHER) where id = CELL`}, "cells", false},
	"emptied without a word":         {[]string{`update seal_cell set cell = null where id = CELL`}, "cells", false},
	"erased, and still there":        {[]string{`insert into seal_erasure (cell, seq) values (CELL, 1)`}, "cells", false},
	"erased, and still found":        {[]string{`update seal_cell set digest = X'01' where id = EMPTY`}, "cells", false},
}

func TestDoctorFindsEachThing(t *testing.T) {
	each(t, func(t *testing.T, sound store.Config) {
		keys := newKeys(t)
		filled(t, sound, keys, 2, 25)
		looked := sound
		looked.DSN = testdb.CopyOf(t, sound.DSN)
		whole(t, attached(t, looked), keys)
		for name, illness := range ill {
			if illness.postgres && !store.Postgres(sound.DSN) {
				continue // a file has no logins
			}
			t.Run(name, func(t *testing.T) {
				c := sound
				c.DSN = testdb.CopyOf(t, sound.DSN)
				d := attached(t, c)
				statements := inWords(t, d, c, illness.statements)
				if illness.check == "append-only" {
					must(t, asOwner(t, c, statements...))
				} else {
					tamper(t, c, statements...)
				}
				checks, err := Doctor(ctx, d, keys)
				must(t, err)
				var found []string
				for _, check := range checks {
					if !check.OK {
						found = append(found, check.Name)
						if len(check.Args) == 0 || fmt.Sprint(check.Args...) == "" {
							t.Errorf("%s does not say what it found", check.Name)
						}
					}
				}
				if !slices.Equal(found, strings.Fields(illness.check)) {
					t.Errorf("found %q, want %q: %+v", found, illness.check, checks)
				}
			})
		}
	})
}

// inWords puts the values of a district into statements.
func inWords(t *testing.T, d *store.District, c store.Config, statements []string) []string {
	t.Helper()
	var full []id.ID
	var empty id.ID
	must(t, d.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.One(`select id from seal_cell where cell is null order by id`, nil, &empty); err != nil {
			return err
		}
		return tx.Each(`select id from seal_cell where cell is not null order by id`, nil, func(scan func(...any) error) error {
			var cell id.ID
			err := scan(&cell)
			full = append(full, cell)
			return err
		})
	}))
	form, trigger := `X'%x'`, `care_event_no_update`
	if store.Postgres(c.DSN) {
		form, trigger = `'\x%x'`, `care_event_append on care_event`
	}
	bytes := func(b []byte) string { return fmt.Sprintf(form, b) }
	r := strings.NewReplacer("CELL", bytes(full[0][:]), "OTHER", bytes(full[1][:]), "EMPTY", bytes(empty[:]), "X'01'", bytes([]byte{1}),
		"LOGIN", c.Login, "TRIGGER", trigger)
	var all []string
	for _, s := range statements {
		all = append(all, r.Replace(s))
	}
	return all
}

func TestDoctorGoesOnWhereOneExaminationCannot(t *testing.T) {
	each(t, func(t *testing.T, c store.Config) {
		keys := newKeys(t)
		filled(t, c, keys, 2, 25)
		d := attached(t, c)
		var ran []string
		examine := func(name string, err error) Examine {
			return func(tx *store.Tx, given *seal.Keys) (Check, error) {
				ran = append(ran, name)
				if given != keys {
					t.Error("it was given other keys")
				}
				if err != nil {
					tx.Exec(`select nothing`)
				}
				return check(name, nil), err
			}
		}
		checks, err := Doctor(ctx, d, keys, examine("first", nil), examine("broken", errors.New("pages are missing")), examine("last", nil))
		must(t, err)
		if !slices.Equal(ran, []string{"first", "broken", "last"}) {
			t.Errorf("ran %q", ran)
		}
		for _, c := range checks {
			if c.OK != (c.Name != "broken") {
				t.Errorf("%+v", c)
			}
			if c.Name == "broken" && (c.Key != "custody.unfinished" || !strings.Contains(fmt.Sprint(c.Args...), "pages are missing")) {
				t.Errorf("%+v", c)
			}
		}
		if !store.Postgres(c.DSN) { // its serving login is refused the table; here it is gone
			must(t, asOwner(t, c, `pragma foreign_keys = off`, `drop table place_succession`))
		} else {
			must(t, asOwner(t, c, `drop table place_succession`))
		}
		checks, err = Doctor(ctx, d, keys, examine("last", nil))
		must(t, err)
		names := map[string]bool{}
		for _, c := range checks {
			names[c.Name] = c.OK
		}
		if names["tables"] || names["writes"] || !names["order"] || !names["cells"] || !names["last"] {
			t.Errorf("without a table: %+v", checks)
		}
	})
}

func TestDoctorSeesADamagedPage(t *testing.T) {
	c, keys := store.Config{DSN: testdb.SQLite(t)}, newKeys(t)
	filled(t, c, keys, 2, 25)
	must(t, asOwner(t, c, `pragma wal_checkpoint(truncate)`, `pragma writable_schema = on`,
		`update sqlite_master set rootpage = 2 where name = 'person_rev_seq'`))
	d := attached(t, c)
	checks, err := Doctor(ctx, d, keys)
	must(t, err)
	if checks[0].Name != "database" || checks[0].OK {
		t.Errorf("%+v", checks)
	}
}

func TestAKeyThatIsNotTheDistrictsOpensNothing(t *testing.T) {
	c, keys := store.Config{DSN: testdb.SQLite(t)}, newKeys(t)
	filled(t, c, keys, 2, 25)
	checks, err := Doctor(ctx, attached(t, c), newKeys(t))
	must(t, err)
	for _, c := range checks {
		if c.OK == (c.Name == "cells") {
			t.Errorf("%+v", c)
		}
	}
}
