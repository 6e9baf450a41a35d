package district_test

import (
	"strings"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/store"
)

// R2: the handle of benefits reaches no service record, whatever is tried on it.
func TestBenefitsReachNoServiceRecord(t *testing.T) {
	each(t, func(w *town) {
		behind, err := w.Behind(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var reachable int
		if err := behind.Read(ctx, func(tx *store.Tx) error { _, err := tx.One(`select count(*) from person`, nil, &reachable); return err }); err != nil {
			w.Fatal(err)
		}
		statements := []string{
			`create view peep as select * from care_event`, `create table peep as select * from care_event`, `create trigger peep after insert on person_rev begin select 1 from care_event; end`,
			`alter table care_event rename to person_peep`, `alter table care_event add column x text`, `grant select on care_event to public`, `set role postgres`,
			`insert into person_attribute select * from care_event`, `create function peep() returns bigint language sql security definer as 'select count(*) from care_event'`,
			`attach database 'x' as x`, `pragma writable_schema = on`,
		}
		for _, table := range store.Tables() {
			if strings.HasPrefix(table.Name, "care_") || strings.HasPrefix(table.Name, "exchange_") {
				statements = append(statements, `select 1 from `+table.Name, `select 1 from person where exists (select 1 from `+table.Name+`)`, `delete from `+table.Name)
			}
		}
		for _, statement := range statements {
			if err := behind.Housekeep(ctx, actor.System, func(tx *store.Tx) error { _, err := tx.Exec(statement); return err }); err == nil {
				w.Errorf("through the wall: %s", statement)
			}
		}
		for _, statement := range []string{`reset role`, `set session authorization default`, `reset all`,
			`create temporary view peep as select * from care_event`} { // which PostgreSQL lets anybody say
			if err := behind.Housekeep(ctx, actor.System, func(tx *store.Tx) error {
				if _, err := tx.Exec(statement); err != nil {
					return err
				}
				from := "care_event"
				if strings.HasPrefix(statement, "create") {
					from = "peep"
				}
				_, err := tx.One(`select 1 from `+from, nil, new(int))
				return err
			}); err == nil {
				w.Errorf("through the wall after: %s", statement)
			}
		}
	})
}
