package office

import (
	"context"

	"youfu/internal/audit"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Looked is one reading as the auditor sees it.
type Looked struct {
	audit.Look
	Whom string // of a record: her name, masked; "" where it is about nobody
}

// Looks gives the auditor a page of who read what, the newest first. That she reads it is itself recorded.
func (o Office) Looks(ctx context.Context, f audit.Filter, p audit.Page, filter string) ([]Looked, error) {
	if err := o.may(post.Audit); err != nil {
		return nil, err
	}
	reads := audit.Listing{Actor: o.Actor, Route: o.Route, Purpose: string(post.Audit), Filter: filter}
	looks, err := audit.List(ctx, o.District.Store, reads, f, p)
	if err != nil {
		return nil, err
	}
	all := make([]Looked, len(looks))
	err = o.District.Store.Read(ctx, func(tx *store.Tx) error {
		names := map[id.ID]string{}
		for i, l := range looks {
			all[i].Look = l
			if l.Person.Zero() {
				continue
			}
			if _, known := names[l.Person]; !known {
				card, _, err := person.CardOf(tx, o.District.Keys, l.Person)
				if err != nil {
					return err
				}
				names[l.Person] = MaskName(card.Name)
			}
			all[i].Whom = names[l.Person]
		}
		return nil
	})
	return all, err
}
