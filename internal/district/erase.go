package district

import (
	"context"
	"errors"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Erasure asks for everything that names or reaches a person to be destroyed, under all her entries: name, numbers, phones, addresses, and
// the texts of her visits. Codes, dates and places stay, so that old figures still reproduce.
type Erasure struct {
	Person     id.ID
	Second     []byte // identity of the officer who agrees; never the one who acts
	LegalBasis string
	Reason     string
}

// Erase erases a person in one write, and rids the district's files of what was erased. It writes nothing where nothing of her is left.
//
// Errors: Invalid without a legal basis; Refused where the two officers are not two natural persons; NotFound. With a receipt, those of
// store.Scrub: she is erased, the files still hold what was, and the same call again cleans them.
func (d *District) Erase(ctx context.Context, by actor.Actor, clientID id.ID, e Erasure) (store.Receipt, error) {
	r, err := d.erase(ctx, by, clientID, e)
	if err != nil {
		return r, err
	}
	return r, d.Store.Scrub(ctx)
}

func (d *District) erase(ctx context.Context, by actor.Actor, clientID id.ID, e Erasure) (store.Receipt, error) {
	w := store.Writing{Actor: by, ClientID: clientID, Kind: "erasure", Request: e, Reason: e.Reason, LegalBasis: e.LegalBasis}
	return d.Store.Write(ctx, w, func(tx *store.Tx) error {
		if _, _, _, err := person.FactsOf(tx, e.Person); err != nil {
			return err
		}
		who, err := person.Canonical(tx, e.Person)
		if err != nil {
			return err
		}
		book, err := person.In(tx, d.Keys)
		if err != nil {
			return err
		}
		nothing := book.Erase(who, e.Second, e.LegalBasis)
		if nothing != nil && !errors.Is(nothing, store.ErrNothing) {
			return nothing
		}
		texts, err := care.Desk{Keys: d.Keys}.EraseTexts(tx, who)
		if err == nil && texts == 0 {
			err = nothing
		}
		return err
	})
}
