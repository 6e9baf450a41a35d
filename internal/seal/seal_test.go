package seal

import (
	"bytes"
	"path/filepath"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/id"
)

func keys(t *testing.T) *Keys {
	t.Helper()
	k, err := NewKeys(NewFile())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestACellOpensOnlyInItsOwnPlaceAndUnderItsOwnKey(t *testing.T) {
	k, cell, other := keys(t), id.New(), id.New()
	sealed := k.Seal(cell, "何秀芬")
	if bytes.Contains(sealed, []byte("何")) {
		t.Fatal("the name stands in the sealed cell")
	}
	if plain, err := k.Open(cell, Version, sealed); err != nil || plain != "何秀芬" {
		t.Fatalf("%q, %v", plain, err)
	}
	for name, open := range map[string]func() (string, error){
		"another cell's id": func() (string, error) { return k.Open(other, Version, sealed) },
		"another version":   func() (string, error) { return k.Open(cell, Version+1, sealed) },
		"another key":       func() (string, error) { return keys(t).Open(cell, Version, sealed) },
		"a changed byte": func() (string, error) {
			bad := bytes.Clone(sealed)
			bad[len(bad)/2] ^= 1
			return k.Open(cell, Version, bad)
		},
		"nothing": func() (string, error) { return k.Open(cell, Version, nil) },
	} {
		if plain, err := open(); err == nil {
			t.Errorf("%s: opened as %q", name, plain)
		}
	}
	if bytes.Equal(sealed, k.Seal(cell, "何秀芬")) {
		t.Error("sealing twice gives the same bytes: equal names would show")
	}
}

func TestDigestsTellKindsAndKeysApart(t *testing.T) {
	k := keys(t)
	d := k.Digest("ref", "12")
	if !bytes.Equal(d, k.Digest("ref", "12")) {
		t.Error("not stable")
	}
	for _, other := range [][]byte{k.Digest("ref1", "2"), k.Digest("re", "f12"), k.Digest("ref", "13"), keys(t).Digest("ref", "12")} {
		if bytes.Equal(d, other) {
			t.Error("two values, one digest")
		}
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.key")
	if _, err := LoadFile(path); !fault.Is(err, fault.NotFound) {
		t.Errorf("missing file: %v", err)
	}
	f := NewFile()
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	if err := NewFile().Save(path); !fault.Is(err, fault.Conflict) {
		t.Errorf("an existing key was replaced: %v", err)
	}
	got, err := LoadFile(path)
	if err != nil || !bytes.Equal(got.Key, f.Key) || got.Login != f.Login || got.Password != f.Password {
		t.Errorf("%+v, %v", got, err)
	}
}
