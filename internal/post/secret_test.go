package post

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Names, numbers and passwords must not stand anywhere in the database, nor in any error.
func TestNothingSecretIsStored(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		const chosen, old, number, official = "turnip lantern motorway", "wrong guess of a password", "11010519491231002X", "秦岚岚"
		password, err := o.Add(ctx, actor.System, NewAccount{Login: "qin", Name: official, CitizenNumber: number, NewSeat: managerSeat, ClientID: id.New()})
		if err != nil {
			t.Fatal(err)
		}
		token, _ := o.enter("qin", password)
		_, wrongOld := o.ChangePassword(ctx, token, old, chosen)
		_, weak := o.ChangePassword(ctx, token, password, "秦岚岚 秦岚岚 秦岚岚 12")
		_, _, wrong := o.SignIn(ctx, Credentials{Login: "qin", Password: old, Address: "10.9.8.7"})
		_, taken := o.Add(ctx, actor.System, NewAccount{Login: "qin", Name: official, CitizenNumber: number, NewSeat: managerSeat, ClientID: id.New()})
		token, err = o.ChangePassword(ctx, token, password, chosen)
		if err != nil {
			t.Fatal(err)
		}
		secrets := []string{password, chosen, old, token, number, "110105", official, "10.9.8.7"}
		for _, err := range []error{wrongOld, weak, wrong, taken} {
			if err == nil {
				t.Fatal("an error was expected")
			}
			for _, s := range secrets {
				if strings.Contains(err.Error(), s) {
					t.Errorf("the error %q shows %q", err, s)
				}
			}
		}
		stored := o.everything()
		if !bytes.Contains(stored, []byte("argon2id")) {
			t.Fatal("the search does not see the tables")
		}
		for _, s := range secrets {
			if bytes.Contains(stored, []byte(s)) {
				t.Errorf("the database holds %q", s)
			}
		}
	})
}

// everything is all that a thief of the database has: the file with its log, or every row of every table.
func (o *office) everything() (all []byte) {
	o.t.Helper()
	dsn := o.d.Config().DSN
	if !store.Postgres(dsn) {
		for _, suffix := range []string{"", "-wal"} {
			raw, err := os.ReadFile(dsn + suffix)
			if err != nil {
				o.t.Fatal(err)
			}
			all = append(all, raw...)
		}
		return all
	}
	err := o.d.Read(ctx, func(tx *store.Tx) error {
		for _, table := range store.Tables() {
			query := "select convert_to(t::text, 'UTF8') || '\\x00'::bytea || coalesce((select string_agg(decode(m[1], 'hex'), '')" +
				" from regexp_matches(t::text, '\\\\x([0-9a-f]+)', 'g') m), '') from " + table.Name + " t"
			err := tx.Each(query, nil, func(scan func(...any) error) error {
				var row []byte
				err := scan(&row)
				all = append(all, row...)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}
