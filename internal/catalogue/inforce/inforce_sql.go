// Package inforce keeps in a district which definitions were in force from which write on, each with its text, so that a figure as
// known at some seq is computed by the definition of that time.
package inforce

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"youfu/internal/catalogue"
	"youfu/internal/store"
)

// At reads the definitions in force at a seq.
func At(tx *store.Tx, seq store.Seq) ([]catalogue.Definition, error) {
	var all []catalogue.Definition
	err := tx.Each(`select f.kind, f.id, f.hash, f.origin, d.text from catalogue_in_force f join catalogue_definition d on d.hash = f.hash
		where f.seq = (select max(g.seq) from catalogue_in_force g where g.kind = f.kind and g.id = f.id and g.seq <= $1)
		order by f.kind, f.id`, []any{seq}, func(scan func(...any) error) error {
		var d catalogue.Definition
		err := scan(&d.Kind, &d.ID, &d.Hash, &d.Origin, &d.Text)
		all = append(all, d)
		return err
	})
	return all, err
}

// Since is the write that last changed what is in force, up to a seq.
func Since(tx *store.Tx, seq store.Seq) (store.Seq, error) {
	var since store.Seq
	_, err := tx.One(`select coalesce(max(seq), 0) from catalogue_in_force where seq <= $1`, []any{seq}, &since)
	return since, err
}

// SinceHash is the write that brought a text into force last; 0 where none did.
func SinceHash(tx *store.Tx, hash string) (store.Seq, error) {
	var since store.Seq
	_, err := tx.One(`select coalesce(max(seq), 0) from catalogue_in_force where hash = $1`, []any{hash}, &since)
	return since, err
}

// Changes are the loaded definitions that differ from those in force. What a district's overlay has put in force stays until an
// overlay replaces it: a program without the overlay at hand must not take the district's practice away.
func Changes(inForce, loaded []catalogue.Definition) []catalogue.Definition {
	type key struct{ kind, id string }
	now := map[key]catalogue.Definition{}
	for _, d := range inForce {
		now[key{d.Kind, d.ID}] = d
	}
	var changes []catalogue.Definition
	for _, d := range loaded {
		old, there := now[key{d.Kind, d.ID}]
		if there && (old.Hash == d.Hash || old.Origin == catalogue.Overlay && d.Origin == catalogue.Shipped) {
			continue
		}
		changes = append(changes, d)
	}
	return changes
}

// With are the definitions in force once the changes are.
func With(inForce, changes []catalogue.Definition) []catalogue.Definition {
	all := slices.DeleteFunc(slices.Clone(inForce), func(old catalogue.Definition) bool {
		return slices.ContainsFunc(changes, func(d catalogue.Definition) bool { return d.Kind == old.Kind && d.ID == old.ID })
	})
	return append(all, changes...)
}

// Put brings definitions into force.
func Put(tx *store.Tx, changes []catalogue.Definition) error {
	for _, d := range changes {
		if _, err := tx.Exec(`insert into catalogue_definition (hash, kind, id, text, seq) values ($1, $2, $3, $4, $5) on conflict do nothing`,
			d.Hash, d.Kind, d.ID, d.Text, tx.Seq); err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into catalogue_in_force (kind, id, seq, hash, origin) values ($1, $2, $3, $4, $5)`,
			d.Kind, d.ID, tx.Seq, d.Hash, string(d.Origin)); err != nil {
			return err
		}
	}
	return nil
}

// Altered are the ids of definitions whose text is no longer the one that their hash was made of: none, unless somebody was at the database.
func Altered(tx *store.Tx) ([]string, error) {
	var all []string
	err := tx.Each(`select kind, id, hash, text from catalogue_definition order by kind, id`, nil, func(scan func(...any) error) error {
		var d catalogue.Definition
		err := scan(&d.Kind, &d.ID, &d.Hash, &d.Text)
		if sum := sha256.Sum256([]byte(d.Text)); err == nil && hex.EncodeToString(sum[:]) != d.Hash {
			all = append(all, d.Kind+"/"+d.ID)
		}
		return err
	})
	return all, err
}
