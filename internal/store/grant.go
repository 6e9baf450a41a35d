package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"youfu/internal/fault"
)

// Admit gives c.Login its rights on the tables of c.Wall in a district that exists, as a second login with fewer rights than the one that
// Create made. It can be repeated. It does nothing on SQLite, where the wall is in the handle.
func Admit(ctx context.Context, c Config) error {
	c = c.complete()
	if !Postgres(c.DSN) || c.Login == "" {
		return nil
	}
	db, err := openPostgresOwner(ctx, c)
	if err != nil {
		return wrap(postgres{}, err)
	}
	defer db.Close()
	for _, s := range grants(c) {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fault.New(fault.Machine, "store.no-grant", c.Login).Because(err)
		}
	}
	return nil
}

// grants make the serving login where it is missing and give it, on each table of its wall, only the verbs of the table's kind.
func grants(c Config) []string {
	if c.Login == "" {
		return nil
	}
	login := pgx.Identifier{c.Login}.Sanitize()
	password := strings.ReplaceAll(c.Password, "'", "''")
	all := []string{
		fmt.Sprintf(`do $role$ begin create role %s login nosuperuser nocreatedb nocreaterole noinherit password '%s';
			exception when duplicate_object then null; end $role$`, login, password),
		fmt.Sprintf(`grant usage on schema %s to %s`, pgx.Identifier{c.District}.Sanitize(), login),
		fmt.Sprintf(`grant select on store_migration to %s`, login),
	}
	for _, t := range Tables() {
		if allowed(c.Wall, t.Name) {
			all = append(all, fmt.Sprintf(`grant %s on %s to %s`, verbs(t), t.Name, login))
		}
	}
	return all
}

// verbs are what the serving login may do with a table.
func verbs(t Table) string {
	switch {
	case t.Name == "store_clock":
		return "select, update (seq)"
	case t.Kind == Sealed:
		return "select, insert, update (key_version, cell, digest)"
	case t.Kind == Mutable:
		return "select, insert, update, delete"
	}
	return "select, insert"
}
