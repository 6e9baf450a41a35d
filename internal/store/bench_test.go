package store

import (
	"fmt"
	"testing"

	"youfu/internal/id"
	"youfu/internal/testdb"
)

func eachB(b *testing.B, run func(b *testing.B, d *District)) {
	b.Run("sqlite", func(b *testing.B) { run(b, made(b, Config{DSN: testdb.SQLite(b)})) })
	b.Run("postgres", func(b *testing.B) { run(b, made(b, postgresConfig(b))) })
}

// BenchmarkWrite is one durable write of one row (the test server of PostgreSQL does not wait for its disk).
func BenchmarkWrite(b *testing.B) {
	eachB(b, func(b *testing.B, d *District) {
		for b.Loop() {
			_, err := put(d, id.New(), "name", "value")
			must(b, err)
		}
	})
}

// BenchmarkWriteTogether is the same by 8 clients at once.
func BenchmarkWriteTogether(b *testing.B) {
	eachB(b, func(b *testing.B, d *District) {
		b.SetParallelism(4) // times the processors
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				_, err := put(d, id.New(), "name", "value")
				must(b, err)
			}
		})
	})
}

// BenchmarkBulk is many rows of a table with two indexes in writes of 10,000.
func BenchmarkBulk(b *testing.B) {
	eachB(b, func(b *testing.B, d *District) {
		const rows = 10_000
		for b.Loop() {
			_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
				bulk := tx.Insert("seal_cell", "id", "key_version", "cell", "digest")
				for n := range rows {
					if err := bulk.Row(tx.ID("cell", n), 1, []byte("sixty bytes or so, which is what a sealed name and number take"), []byte("16 bytes, 16 byt")); err != nil {
						return err
					}
				}
				return nil
			})
			must(b, err)
		}
		b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkRead is one row by its key, in a transaction of its own.
func BenchmarkRead(b *testing.B) {
	eachB(b, func(b *testing.B, d *District) {
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			for n := range 1000 {
				if err := PutSetting(tx, fmt.Sprint(n), "value"); err != nil {
					return err
				}
			}
			return nil
		})
		must(b, err)
		n := 0
		for b.Loop() {
			n++
			must(b, d.Read(ctx, func(tx *Tx) error {
				_, err := Setting(tx, fmt.Sprint(n%1000))
				return err
			}))
		}
	})
}
