// Package notary keeps the commitments of official acts. Each act writes the digest of what it says in its own transaction, so that nothing
// is decided without a trace; the verifiable log takes the digests in the order of their writes and numbers them when a checkpoint is made.
package notary

import "youfu/internal/store"

// Commit notes the digest of an act.
func Commit(tx *store.Tx, kind string, digest []byte) error {
	return tx.Insert("notary_leaf", "digest", "seq", "kind").Row(digest, tx.Seq, kind)
}

// Leaf is one commitment.
type Leaf struct {
	Seq    store.Seq
	Kind   string
	Digest []byte
}

// Each calls use for the commitments after a seq, in the order of their writes.
func Each(tx *store.Tx, after store.Seq, use func(Leaf) error) error {
	return tx.Each(`select seq, kind, digest from notary_leaf where seq > $1 order by seq, digest`, []any{after}, func(scan func(...any) error) error {
		var l Leaf
		if err := scan(&l.Seq, &l.Kind, &l.Digest); err != nil {
			return err
		}
		return use(l)
	})
}
