// Package id makes identifiers: UUIDs of version 7 where a person or a device starts something, and ids derived from such an id
// and a label where a command makes many rows, so that the same file read into two databases gives the same ids.
package id

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
)

// ID is a UUID. The zero ID means "none" and is stored as NULL.
type ID [16]byte

// New makes a version 7 UUID: sortable by the time it was made.
func New() ID { return ID(uuid.Must(uuid.NewV7())) }

// Derive makes the n-th id of a label under base. The first bytes come from base and n, so that the ids of one import stand side by
// side in an index; the rest is a hash. The version is 8 (RFC 9562: custom).
func Derive(base ID, label string, n int) ID {
	h := sha256.New()
	h.Write(base[:])
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(n))
	h.Write(number[:])
	h.Write([]byte(label))
	sum := h.Sum(nil)
	var id ID
	copy(id[:2], base[:2])
	binary.BigEndian.PutUint32(id[2:6], uint32(n))
	copy(id[6:], sum[:10])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return id
}

// FromHash makes an id out of content, for writes that are the same when their content is.
func FromHash(content []byte) ID {
	sum := sha256.Sum256(content)
	var id ID
	copy(id[:], sum[:16])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return id
}

// Parse reads the usual form with hyphens.
func Parse(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return ID{}, fmt.Errorf("id: %q is not a UUID", s)
	}
	return ID(u), nil
}

// Zero reports whether there is no id.
func (id ID) Zero() bool { return id == ID{} }

// String is the form with hyphens; "" for the zero ID.
func (id ID) String() string {
	if id.Zero() {
		return ""
	}
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:36], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// MarshalText and UnmarshalText make JSON and forms show the form with hyphens.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText writes; empty text is the zero ID.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID{}
		return nil
	}
	parsed, err := Parse(string(text))
	*id = parsed
	return err
}

// Value stores the 16 bytes, and the zero ID as NULL.
func (id ID) Value() (driver.Value, error) {
	if id.Zero() {
		return nil, nil
	}
	return append([]byte(nil), id[:]...), nil
}

// Scan reads 16 bytes or NULL.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
	}
	return fmt.Errorf("id: cannot read %T as an id", src)
}
