package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"testing"
	"time"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/testdb"
)

// left counts the secrets of which the beginning, which is their digest too, or the end stands anywhere in a district's files.
func left(t *testing.T, c Config, secrets [][]byte) string {
	t.Helper()
	var counts string
	for _, suffix := range []string{"", "-wal", "-shm"} {
		raw, err := os.ReadFile(c.DSN + suffix)
		must(t, err)
		n := 0
		for _, s := range secrets {
			if bytes.Contains(raw, s[:16]) || bytes.Contains(raw, s[len(s)-16:]) {
				n++
			}
		}
		counts += fmt.Sprintf("%s %d ", suffix, n)
	}
	return counts
}

// filledWithCells is a district with 3,000 cells, written in many transactions at random places so that pages split, and what is in each
// tenth.
func filledWithCells(t *testing.T, c Config) (d *District, ids []id.ID, secrets [][]byte) {
	t.Helper()
	d = made(t, c)
	for i := 0; i < 3000; i += 50 {
		_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
			for j := range 50 {
				cell, secret := id.Derive(id.New(), "cell", j), make([]byte, 40+(i+j)%7*300) // the longest flow over into pages of their own
				rand.Read(secret)
				if _, err := tx.Exec(`insert into seal_cell (id, key_version, cell, digest) values ($1, 1, $2, $3)`, cell, secret, secret[:32]); err != nil {
					return err
				}
				if j%10 == 0 {
					ids, secrets = append(ids, cell), append(secrets, secret)
				}
			}
			return nil
		})
		must(t, err)
	}
	return d, ids, secrets
}

func empty(t *testing.T, d *District, ids []id.ID) {
	t.Helper()
	_, err := d.Write(ctx, writing(id.New(), nil), func(tx *Tx) error {
		for _, cell := range ids {
			if _, err := tx.Exec(`update seal_cell set cell = null, digest = null where id = $1`, cell); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
}

// TestNothingErasedIsLeft in the file, on its free pages or in its log, once it is scrubbed.
func TestNothingErasedIsLeft(t *testing.T) {
	c := Config{DSN: testdb.SQLite(t)}
	d, ids, secrets := filledWithCells(t, c)
	empty(t, d, ids)
	if before := left(t, c, secrets); before == " 0 -wal 0 -shm 0 " {
		t.Fatal("there was nothing to scrub, so that the test shows nothing")
	}
	must(t, d.Scrub(ctx))
	if after := left(t, c, secrets); after != " 0 -wal 0 -shm 0 " {
		t.Errorf("left of %d: %s", len(secrets), after)
	}
}

// TestScrubWaitsForReaders of an earlier state, who still need the log, and says so where they do not end.
func TestScrubWaitsForReaders(t *testing.T) {
	c := Config{DSN: testdb.SQLite(t)}
	d, ids, secrets := filledWithCells(t, c)
	reading, done, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- d.Read(ctx, func(*Tx) error {
			close(reading)
			<-done
			return nil
		})
	}()
	<-reading
	empty(t, d, ids)
	short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	if err := d.Scrub(short); !fault.Is(err, fault.Machine) {
		t.Errorf("somebody reads the log, and it was emptied: %v", err)
	}
	scrubbed := make(chan error)
	go func() { scrubbed <- d.Scrub(ctx) }()
	close(done)
	must(t, <-ended)
	must(t, <-scrubbed)
	if after := left(t, c, secrets); after != " 0 -wal 0 -shm 0 " {
		t.Errorf("left of %d: %s", len(secrets), after)
	}
}

func TestScrubOfPostgreSQLIsTheServers(t *testing.T) {
	c := postgresConfig(t)
	must(t, made(t, c).Scrub(ctx))
}
