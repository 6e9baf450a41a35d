package custody

import (
	"testing"

	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

const benchCells = 50_000

// benchDistrict is a district of sealed cells, which are the most work.
func benchDistrict(b *testing.B, c store.Config) (*store.District, *seal.Keys) {
	keys := newKeys(b)
	must(b, store.Create(ctx, c))
	d := attached(b, c)
	_, err := d.Write(ctx, store.Writing{Actor: someone, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		cells := keys.In(tx)
		for n := range benchCells {
			if err := cells.Put(tx.ID("cell", n), "何秀芬 320102198001011234", keys.Digest("x", "y")); err != nil {
				return err
			}
		}
		return nil
	})
	must(b, err)
	return d, keys
}

func eachB(b *testing.B, run func(b *testing.B, c store.Config)) {
	b.Run("sqlite", func(b *testing.B) { run(b, store.Config{DSN: testdb.SQLite(b)}) })
	b.Run("postgres", func(b *testing.B) { run(b, postgres(b)) })
}

// BenchmarkDump opens and digests every cell.
func BenchmarkDump(b *testing.B) {
	eachB(b, func(b *testing.B, c store.Config) {
		d, keys := benchDistrict(b, c)
		b.ReportAllocs()
		for b.Loop() {
			_, err := Dump(ctx, d, keys)
			must(b, err)
		}
		b.ReportMetric(float64(b.N)*benchCells/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkCopy copies and reads back, from SQLite into each.
func BenchmarkCopy(b *testing.B) {
	eachB(b, func(b *testing.B, c store.Config) {
		d, _ := benchDistrict(b, store.Config{DSN: testdb.SQLite(b)})
		n := 0
		for b.Loop() {
			to := store.Config{DSN: testdb.SQLite(b)}
			if n++; store.Postgres(c.DSN) {
				to = postgres(b)
			}
			must(b, Copy(ctx, d, to))
		}
		b.ReportMetric(float64(b.N)*benchCells/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkBackup saves the file and examines it.
func BenchmarkBackup(b *testing.B) {
	d, _ := benchDistrict(b, store.Config{DSN: testdb.SQLite(b)})
	for b.Loop() {
		must(b, Backup(ctx, d, testdb.SQLite(b)))
	}
}
