package district_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func key(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Key
	}
	return ""
}

// What can be wrong with an init is found before anything is made, and what fails later takes away what was made.
func TestAnInitThatFailsLeavesNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		for name, c := range map[string]struct {
			fresh   district.Fresh
			overlay fs.FS
			kind    fault.Kind
		}{
			"zone":    {district.Fresh{Zone: "Asia/Nowhere"}, nil, fault.Usage},
			"overlay": {district.Fresh{}, fstest.MapFS{"figures/bad.yaml": {Data: []byte("- {id: x}\n")}}, fault.Invalid},
			"login":   {district.Fresh{Login: "no such login"}, nil, fault.Invalid},
		} {
			o := options(t, dsn, c.overlay)
			if d, password, err := district.Init(ctx, o, c.fresh); !fault.Is(err, c.kind) || d != nil || password != "" {
				t.Errorf("%s: %v", name, err)
			}
			if store.Postgres(dsn) && name == "login" { // the schema is there, and its key; nobody can sign in
				o.Overlay = nil
				d, _, err := district.Init(ctx, o, district.Fresh{})
				if err != nil {
					t.Errorf("the next init: %v", err)
				} else {
					d.Close()
				}
				dsn = testdb.PG(t)
				continue
			}
			if exists(o.KeyFile) || exists(dsn) || exists(dsn+"-wal") {
				t.Errorf("%s: something was left behind", name)
			}
			if _, err := district.Open(ctx, o); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A district that was begun, and then the machine was switched off, is finished by the next init, under the same key.
func TestAnInitThatWasCutOffIsFinishedByTheNext(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		o := options(t, dsn, nil)
		file := seal.NewFile()
		if err := file.Save(o.KeyFile); err != nil {
			t.Fatal(err)
		}
		if err := store.Create(ctx, store.Config{DSN: dsn, Login: file.Login, Password: file.Password}); err != nil {
			t.Fatal(err)
		}
		if _, err := district.Open(ctx, o); key(err) != "district.unfinished" {
			t.Errorf("open: %v", err)
		}
		d, password, err := district.Init(ctx, o, district.Fresh{})
		if err != nil || password == "" {
			t.Fatal(err)
		}
		d.Close()
		if after, err := seal.LoadFile(o.KeyFile); err != nil || string(after.Key) != string(file.Key) {
			t.Errorf("the key is another (%v)", err)
		}
	})
}

func TestInitRefusesADistrictThatIsThere(t *testing.T) {
	each(t, func(w *town) {
		before, err := os.ReadFile(w.options.KeyFile)
		if err != nil {
			w.Fatal(err)
		}
		if _, _, err := district.Init(ctx, w.options, district.Fresh{}); !fault.Is(err, fault.Conflict) {
			w.Errorf("%v", err)
		}
		other := w.options
		other.KeyFile = filepath.Join(t.TempDir(), "other.key")
		if _, _, err := district.Init(ctx, other, district.Fresh{}); !fault.Is(err, fault.Conflict) || exists(other.KeyFile) {
			w.Errorf("under another key: %v, key file %v", err, exists(other.KeyFile))
		}
		after, err := os.ReadFile(w.options.KeyFile)
		if err != nil || string(after) != string(before) {
			w.Errorf("the key file was touched (%v)", err)
		}
		w.open(nil)
	})
}

func TestAnotherKeyIsRefused(t *testing.T) {
	each(t, func(w *town) {
		file, err := seal.LoadFile(w.options.KeyFile)
		if err != nil {
			w.Fatal(err)
		}
		file.Key = seal.NewFile().Key
		o := w.options
		o.KeyFile = filepath.Join(t.TempDir(), "other.key")
		if err := file.Save(o.KeyFile); err != nil {
			w.Fatal(err)
		}
		if _, err := district.Open(ctx, o); !fault.Is(err, fault.Refused) || key(err) != "seal.wrong-key" {
			w.Errorf("%v", err)
		}
		o.KeyFile = filepath.Join(t.TempDir(), "none.key")
		if _, err := district.Open(ctx, o); !fault.Is(err, fault.NotFound) || exists(o.KeyFile) {
			w.Errorf("without a key: %v", err)
		}
	})
}

// Two districts in one process know nothing of each other.
func TestTwoDistrictsInOneProcess(t *testing.T) {
	for name, dsns := range map[string][2]string{"files": {testdb.SQLite(t), testdb.SQLite(t)}, "schemas": twice(testdb.PG(t))} {
		t.Run(name, func(t *testing.T) {
			var towns []*town
			for i, dsn := range dsns {
				o := options(t, dsn, nil)
				o.District = [2]string{"qinghe", "yunxi"}[i]
				towns = append(towns, townOf(t, o))
			}
			a, b := towns[0], towns[1]
			if a.Register.Seq() != 0 || a.Diary.Seq() != 0 {
				t.Error("the views were folded before anybody asked")
			}
			a.person("何秀芬", "female", "1985-03-10", "bay")
			b.person("王淑兰", "female", "1985-03-10", "pond")
			a.visit("e", "何秀芬", "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": "none", "note": "好"})
			if x, y := a.figure(0, "women-screened").Value, b.figure(0, "women-screened").Value; x != 1 || y != 0 {
				t.Errorf("%d and %d screened, want one and none", x, y)
			}
			for _, w := range towns {
				w.at(0, func(s district.State) error {
					found, _, err := w.FindIn(s, "何秀芬", 5, func(uint32) bool { return true })
					if want := map[*town]int{a: 1, b: 0}[w]; len(found) != want {
						t.Errorf("found %v, want %d", found, want)
					}
					return err
				})
			}
			if a.Keys.Fingerprint() == b.Keys.Fingerprint() {
				t.Error("both have one key")
			}
			if err := a.Close(); err != nil {
				t.Error(err)
			}
			if got := b.figure(0, "women-screened").Value; got != 0 {
				t.Errorf("after the other was closed: %d", got)
			}
		})
	}
}

func twice(dsn string) [2]string { return [2]string{dsn, dsn} }
