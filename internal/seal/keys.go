// Package seal keeps what names or reaches a person: names, citizen numbers, phones, address lines, free text. Each is a cell, sealed
// with AES-256-GCM under the district's key, which is in a file beside the program and never in the database. A cell is bound to its
// id, so that one cannot be put in another's place. Equality is looked up by a keyed digest, which is destroyed with its cell.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"youfu/internal/fault"
	"youfu/internal/id"
)

// Version is the version of the key that new cells are sealed under.
const Version = 1

// File is the key file: whoever holds it and the database can read every name. Losing it loses every name.
type File struct {
	Youfu    int    `json:"youfu_key"` // the file's format: 1
	Key      []byte `json:"key"`       // 32 bytes
	Login    string `json:"login"`     // PostgreSQL: the login that serves the district
	Password string `json:"password"`
}

// NewFile makes a file with fresh secrets.
func NewFile() File {
	var secret [52]byte
	rand.Read(secret[:]) // never fails (crypto/rand, Go 1.24)
	return File{Youfu: 1, Key: secret[:32], Login: "youfu_" + hex.EncodeToString(secret[32:36]), Password: hex.EncodeToString(secret[36:])}
}

// Save writes the file, readable by its owner alone. It never replaces a file: a lost key cannot be had again.
func (f File) Save(path string) error {
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "seal.key-file-exists", path)
	}
	if err != nil {
		return fault.New(fault.Machine, "seal.key-file-unwritable", path).Because(err)
	}
	_, err = file.Write(append(raw, '\n'))
	return errors.Join(err, file.Sync(), file.Close())
}

// LoadFile reads a key file.
func LoadFile(path string) (File, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return File{}, fault.New(fault.NotFound, "seal.no-key-file", path)
	}
	var f File
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	if err != nil || f.Youfu != 1 || len(f.Key) != 32 {
		return File{}, fault.New(fault.Machine, "seal.bad-key-file", path).Because(err)
	}
	return f, nil
}

// RequestKey keys the hashes by which the store tells that a write was sent again.
func (f File) RequestKey() []byte { return f.derive("requests") }

// Behind is the PostgreSQL login that serves what stands behind a wall of that name, with fewer rights than Login.
func (f File) Behind(wall string) (login, password string) {
	return f.Login + "_" + wall, hex.EncodeToString(f.derive("login/" + wall))
}

func (f File) derive(info string) []byte {
	key, err := hkdf.Key(sha256.New, f.Key, nil, "youfu/1/"+info, 32)
	if err != nil {
		panic(err) // only for lengths beyond 255 hashes
	}
	return key
}

// Keys are a district's keys. Safe for use by many goroutines.
type Keys struct {
	cells   cipher.AEAD
	digests []byte
	print   string
	file    File
}

// NewKeys derives the keys from a key file.
func NewKeys(f File) (*Keys, error) {
	block, err := aes.NewCipher(f.derive("cells"))
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Keys{cells: aead, digests: f.derive("digests"), print: hex.EncodeToString(f.derive("fingerprint")[:8]), file: f}, nil
}

// Fingerprint tells keys apart without showing them.
func (k *Keys) Fingerprint() string { return k.print }

// Seal seals a cell's content.
func (k *Keys) Seal(cell id.ID, plain string) []byte {
	return k.cells.Seal(nil, nil, []byte(plain), bound(cell, Version))
}

// Open opens what Seal sealed for the same cell.
func (k *Keys) Open(cell id.ID, version int, sealed []byte) (string, error) {
	plain, err := k.cells.Open(nil, nil, sealed, bound(cell, version))
	if err != nil {
		return "", fault.New(fault.Machine, "seal.wrong-key").Because(err)
	}
	return string(plain), nil
}

func bound(cell id.ID, version int) []byte {
	return append(cell[:len(cell):len(cell)], byte(version))
}

// Digest is the keyed digest of a value within a kind such as "citizen-number". It never changes for a district's key.
func (k *Keys) Digest(kind, value string) []byte {
	m := hmac.New(sha256.New, k.digests)
	fmt.Fprintf(m, "%d:%s%s", len(kind), kind, value)
	return m.Sum(nil)[:16]
}

// MAC authenticates a document that leaves the district, such as a report's list of figures.
func (k *Keys) MAC(purpose string, content []byte) []byte {
	key := k.file.derive("mac/" + purpose)
	m := hmac.New(sha256.New, key)
	m.Write(content)
	return m.Sum(nil)
}
