package office

import (
	"context"

	"youfu/internal/catalogue"
	"youfu/internal/catalogue/inforce"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Definitions are the definitions in force now, with their texts. They name nobody, so that reading them is not audited.
func (o Office) Definitions(ctx context.Context) (all []catalogue.Definition, seq store.Seq, err error) {
	if err := o.may(post.Catalogue); err != nil {
		return nil, 0, err
	}
	err = o.District.Store.Read(ctx, func(tx *store.Tx) (err error) {
		seq = tx.Seq
		all, err = inforce.At(tx, tx.Seq)
		return err
	})
	return all, seq, err
}
