package id

import (
	"bytes"
	"testing"
)

func TestDerivedIDsAreStableDistinctAndOrdered(t *testing.T) {
	base := New()
	seen := map[ID]bool{}
	var last ID
	for n := range 20_000 {
		d := Derive(base, "person", n)
		if d != Derive(base, "person", n) || seen[d] || d == Derive(base, "stay", n) {
			t.Fatalf("n=%d: not stable or not distinct", n)
		}
		if n > 0 && bytes.Compare(d[:], last[:]) <= 0 {
			t.Fatalf("n=%d: %s does not follow %s", n, d, last)
		}
		seen[d], last = true, d
	}
}

func TestTextAndDatabaseRoundTrip(t *testing.T) {
	for _, want := range []ID{{}, New(), FromHash([]byte("x"))} {
		var got ID
		text, _ := want.MarshalText()
		if err := got.UnmarshalText(text); err != nil || got != want {
			t.Errorf("%v → %s → %v (%v)", want, text, got, err)
		}
		v, _ := want.Value()
		if err := got.Scan(v); err != nil || got != want {
			t.Errorf("%v → %v → %v (%v)", want, v, got, err)
		}
	}
	for _, bad := range []string{"x", "{00000000-0000-0000-0000-000000000001}", "00000000000000000000000000000001"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q was read as an id", bad)
		}
	}
}
