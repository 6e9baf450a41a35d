// Package custody keeps a district from being lost: a digest that tells two districts apart without showing either, copies from one
// database to the other, backups, and the examination behind `youfu doctor`. It knows the tables by what the migrations say of them, and
// nothing of what they mean. The key file is in none of its files.
package custody

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Digest tells whether two districts hold the same: equal on both databases where the records are.
type Digest struct {
	Seq    store.Seq     `json:"seq"`
	Digest string        `json:"digest"` // SHA-256 over the tables' names, rows and digests
	Tables []TableDigest `json:"tables"`
}

// TableDigest is one table's part of it.
type TableDigest struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`
	Digest string `json:"digest"`
}

// leftOut are columns that say who wrote and where, which is not what was written.
var leftOut = map[string]bool{"store_tx.actor": true, "store_tx.seat": true, "seal_cell.digest": true, "seal_cell.key_version": true}

// dumped are the tables that are part of the digest: the records, but not accounts and not who read what.
func dumped() []store.Table {
	tables := slices.DeleteFunc(store.Tables(), func(t store.Table) bool {
		return t.Kind != store.Record && t.Kind != store.Sealed || strings.HasPrefix(t.Name, "post_") || strings.HasPrefix(t.Name, "audit_")
	})
	slices.SortFunc(tables, func(a, b store.Table) int { return strings.Compare(a.Name, b.Name) })
	return tables
}

// Dump digests every table by name, row by row in the order of its key: constant memory, one unchanging state. Cells are opened, so that a
// district sealed anew under another key has the same digest.
func Dump(ctx context.Context, d *store.District, keys *seal.Keys) (Digest, error) {
	var all Digest
	whole := sha256.New()
	err := d.Read(ctx, func(tx *store.Tx) error {
		all.Seq = tx.Seq
		officials, err := cellsOfAccounts(tx)
		if err != nil {
			return err
		}
		for _, t := range dumped() {
			one, err := digest(tx, t, keys, officials)
			if err != nil {
				return err
			}
			all.Tables = append(all.Tables, one)
			fmt.Fprintf(whole, "%s %d %s\n", one.Name, one.Rows, one.Digest)
		}
		return nil
	})
	all.Digest = hex.EncodeToString(whole.Sum(nil))
	return all, err
}

// cellsOfAccounts are the cells that name officials, and those of what they sign by: accounts are not part of the digest.
func cellsOfAccounts(tx *store.Tx) (map[id.ID]bool, error) {
	cells := map[id.ID]bool{}
	err := tx.Each(`select name, identity from post_account union all select secret, null from post_totp union all select label, null from post_passkey`, nil, func(scan func(...any) error) error {
		var one, other id.ID
		err := scan(&one, &other)
		cells[one], cells[other] = true, true
		return err
	})
	return cells, err
}

func digest(tx *store.Tx, t store.Table, keys *seal.Keys, officials map[id.ID]bool) (TableDigest, error) {
	sum := TableDigest{Name: t.Name}
	h := sha256.New()
	err := t.Rows(tx, t.Columns, func(values []any) error {
		row, skip, err := content(t, values, keys, officials)
		if err != nil || skip {
			return err
		}
		sum.Rows++
		for _, v := range row {
			write(h, v)
		}
		return nil
	})
	sum.Digest = hex.EncodeToString(h.Sum(nil))
	return sum, err
}

// content is what a row says, without instants, without who wrote it, and with its cell opened.
func content(t store.Table, values []any, keys *seal.Keys, officials map[id.ID]bool) (row []any, skip bool, err error) {
	var cell id.ID
	version := 0
	for i, c := range t.Columns {
		v := values[i]
		if t.Kind == store.Sealed {
			switch c.Name {
			case "id":
				if err := cell.Scan(v); err != nil {
					return nil, false, err
				}
				if officials[cell] {
					return nil, true, nil
				}
			case "key_version":
				n, _ := v.(int64)
				version = int(n)
			case "cell":
				if sealed, there := v.([]byte); there {
					if v, err = keys.Open(cell, version, sealed); err != nil {
						return nil, false, err
					}
				}
			}
		}
		if c.Type != "instant" && !leftOut[t.Name+"."+c.Name] {
			row = append(row, v)
		}
	}
	return row, false, nil
}

// write adds a value to a digest so that no two rows read alike: its kind, its length, its bytes.
func write(h hash.Hash, v any) {
	kind, raw := byte('n'), []byte(nil)
	switch v := v.(type) {
	case int64:
		kind, raw = 'i', binary.BigEndian.AppendUint64(nil, uint64(v))
	case bool:
		kind, raw = 'b', []byte{0}
		if v {
			raw[0] = 1
		}
	case string:
		kind, raw = 's', []byte(v)
	case []byte:
		if v != nil {
			kind, raw = 'x', v
		}
	}
	var head [9]byte
	head[0] = kind
	binary.BigEndian.PutUint64(head[1:], uint64(len(raw)))
	h.Write(head[:])
	h.Write(raw)
}
