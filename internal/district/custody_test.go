package district_test

import (
	"path/filepath"
	"testing"

	"youfu/internal/custody"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/seal"
	"youfu/internal/testdb"
)

// A district that outgrows its file goes to PostgreSQL and back, and says the same everywhere.
func TestCopyThereAndBack(t *testing.T) {
	w := newTown(t, testdb.SQLite(t), nil)
	w.peopled()
	want, err := custody.Dump(ctx, w.Store, w.Keys)
	if err != nil {
		t.Fatal(err)
	}
	from := w
	for _, dsn := range []string{testdb.PG(t), testdb.SQLite(t)} {
		to := options(t, dsn, nil)
		got, err := district.Copy(ctx, from.District, from.options, to)
		if err != nil || got.Digest != want.Digest || got.Seq != want.Seq {
			t.Fatalf("%s: %+v %v, want %+v", dsn, got, err, want)
		}
		copied := (&town{TB: t, options: to, now: noon}).open(nil)
		for _, which := range []string{"women-screened", "treatment-completed"} {
			if a, b := short(w.figure(0, which, "township"), "township"), short(copied.figure(0, which, "township"), "township"); a != b {
				t.Errorf("%s: %s, in the copy %s", which, a, b)
			}
		}
		if card, _, _, _ := copied.remains("w0"); card.Name != "w0" {
			t.Errorf("her name in the copy is %q", card.Name)
		}
		copied.sound()
		if _, err := district.Copy(ctx, from.District, from.options, to); !fault.Is(err, fault.Conflict) {
			t.Errorf("onto a copy: %v", err)
		}
		from = copied
	}
}

func TestACopyDoesNotTouchAnotherKey(t *testing.T) {
	w, other := newTown(t, testdb.SQLite(t), nil), newTown(t, testdb.SQLite(t), nil)
	to := options(t, testdb.SQLite(t), nil)
	to.KeyFile = other.options.KeyFile
	if _, err := district.Copy(ctx, w.District, w.options, to); !fault.Is(err, fault.Conflict) || exists(to.DSN) {
		t.Errorf("%v", err)
	}
	other.open(nil)
	// A place that is not empty gets no key file either.
	to.DSN, to.KeyFile = other.options.DSN, filepath.Join(t.TempDir(), "fresh.key")
	if _, err := district.Copy(ctx, w.District, w.options, to); !fault.Is(err, fault.Conflict) || exists(to.KeyFile) {
		t.Errorf("%v, key file %v", err, exists(to.KeyFile))
	}
}

func TestRestoreRefusesAnotherKey(t *testing.T) {
	w := newTown(t, testdb.SQLite(t), nil)
	w.peopled()
	backup := filepath.Join(t.TempDir(), "backup")
	if err := custody.Backup(ctx, w.Store, backup); err != nil {
		t.Fatal(err)
	}
	want, err := custody.Dump(ctx, w.Store, w.Keys)
	if err != nil {
		t.Fatal(err)
	}
	to := options(t, testdb.SQLite(t), nil)
	if _, err := district.Restore(ctx, backup, to); !fault.Is(err, fault.NotFound) || exists(to.DSN) {
		t.Errorf("without a key: %v", err)
	}
	if err := seal.NewFile().Save(to.KeyFile); err != nil {
		t.Fatal(err)
	}
	if _, err := district.Restore(ctx, backup, to); key(err) != "seal.wrong-key" || exists(to.DSN) {
		t.Errorf("under another key: %v", err)
	}
	to.KeyFile = w.options.KeyFile
	got, err := district.Restore(ctx, backup, to)
	if err != nil || got.Digest != want.Digest {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := district.Restore(ctx, backup, to); !fault.Is(err, fault.Conflict) {
		t.Errorf("onto what was restored: %v", err)
	}
}
