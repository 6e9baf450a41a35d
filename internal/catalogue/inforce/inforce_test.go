package inforce_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/catalogue"
	"youfu/internal/catalogue/inforce"
	"youfu/internal/id"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// def is a definition of a figure whose text is its version.
func def(id, version string, origin catalogue.Origin) catalogue.Definition {
	sum := sha256.Sum256([]byte(version))
	return catalogue.Definition{Kind: catalogue.DefFigure, ID: id, Hash: hex.EncodeToString(sum[:]), Text: version, Origin: origin}
}

func written(all []catalogue.Definition) (words []string) {
	for _, d := range all {
		words = append(words, fmt.Sprint(d.ID, " ", d.Text, " ", d.Origin))
	}
	slices.Sort(words)
	return words
}

func TestChanges(t *testing.T) {
	const shipped, overlay = catalogue.Shipped, catalogue.Overlay
	now := []catalogue.Definition{def("a", "1", shipped), def("b", "1", overlay)}
	for name, c := range map[string]struct{ loaded, want []catalogue.Definition }{
		"nothing":                         {nil, nil},
		"the same":                        {[]catalogue.Definition{def("a", "1", shipped), def("b", "1", overlay)}, nil},
		"a new one":                       {[]catalogue.Definition{def("c", "1", shipped)}, []catalogue.Definition{def("c", "1", shipped)}},
		"a newer one":                     {[]catalogue.Definition{def("a", "2", shipped)}, []catalogue.Definition{def("a", "2", shipped)}},
		"an overlay over what is shipped": {[]catalogue.Definition{def("a", "2", overlay)}, []catalogue.Definition{def("a", "2", overlay)}},
		"a newer overlay":                 {[]catalogue.Definition{def("b", "2", overlay)}, []catalogue.Definition{def("b", "2", overlay)}},
		"what is shipped does not undo an overlay":     {[]catalogue.Definition{def("b", "2", shipped)}, nil},
		"another kind of the same id is another thing": {[]catalogue.Definition{{Kind: catalogue.DefReport, ID: "b", Hash: "x", Text: "x", Origin: shipped}}, []catalogue.Definition{{Kind: catalogue.DefReport, ID: "b", Hash: "x", Text: "x", Origin: shipped}}},
	} {
		got := inforce.Changes(now, c.loaded)
		if !slices.Equal(written(got), written(c.want)) {
			t.Errorf("%s: %v, want %v", name, written(got), written(c.want))
		}
		after := inforce.With(now, got)
		for _, d := range got {
			if !slices.Contains(after, d) {
				t.Errorf("%s: %v is not in force afterwards", name, d.ID)
			}
		}
		if again := inforce.Changes(after, c.loaded); len(again) != 0 {
			t.Errorf("%s: afterwards there is still to change %v", name, written(again))
		}
	}
	if got := written(now); !slices.Equal(got, []string{"a 1 shipped", "b 1 overlay"}) {
		t.Errorf("what was in force became %v", got)
	}
}

// What was in force at each write is what had come into force by then.
func TestInForceAt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		ctx, config := context.Background(), store.Config{DSN: dsn}
		if err := store.Create(ctx, config); err != nil {
			t.Fatal(err)
		}
		d, err := store.Open(ctx, config)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		put := func(changes ...catalogue.Definition) {
			if _, err := d.Write(ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error { return inforce.Put(tx, changes) }); err != nil {
				t.Fatal(err)
			}
		}
		put(def("a", "1", catalogue.Shipped), def("b", "1", catalogue.Shipped))
		put()
		put(def("a", "2", catalogue.Overlay))
		put(def("a", "1", catalogue.Overlay)) // a text that is there already comes into force again
		err = d.Read(ctx, func(tx *store.Tx) error {
			for seq, want := range map[store.Seq]struct {
				since store.Seq
				all   []string
			}{
				0: {0, nil},
				1: {1, []string{"a 1 shipped", "b 1 shipped"}},
				2: {1, []string{"a 1 shipped", "b 1 shipped"}},
				3: {3, []string{"a 2 overlay", "b 1 shipped"}},
				4: {4, []string{"a 1 overlay", "b 1 shipped"}},
			} {
				all, err := inforce.At(tx, seq)
				if err != nil {
					return err
				}
				since, err := inforce.Since(tx, seq)
				if err != nil || since != want.since || !slices.Equal(written(all), want.all) {
					t.Errorf("at %d: %v since %d, want %v since %d (%v)", seq, written(all), since, want.all, want.since, err)
				}
			}
			altered, err := inforce.Altered(tx)
			if len(altered) != 0 {
				t.Errorf("altered: %v", altered)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		forged := def("c", "1", catalogue.Shipped)
		forged.Text = "another"
		forged.Hash = def("c", "9", catalogue.Shipped).Hash
		put(forged)
		err = d.Read(ctx, func(tx *store.Tx) error {
			altered, err := inforce.Altered(tx)
			if !slices.Equal(altered, []string{"figure/c"}) {
				t.Errorf("altered: %v", altered)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
