package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/fault"
	"youfu/internal/id"
)

// model is what a district must be: a list of writes, and their rows.
type model struct {
	writes   []modelWrite        // write n at n-1
	byID     map[id.ID]int       // position in writes
	rows     map[string]modelRow // settings by name
	settings int                 // rows of them
	other    map[string]int      // post_attempt's failures by subject
	tried    []modelWrite        // what was sent, done or not, to be sent again
}

type modelWrite struct {
	client id.ID
	names  []string // the settings it writes; the same one twice makes it fail
	end    string   // "", "fail", "nothing", "panic", "swallow"
}

type modelRow struct {
	seq   Seq
	value string
}

var errTold = errors.New("as told")

// write sends a write to the district and to the model, and compares what they say.
func (m *model) write(t *rapid.T, d *District, w modelWrite, failed func() bool) {
	r, err, panicked := func() (r Receipt, err error, panicked bool) {
		defer func() { panicked = recover() != nil }()
		r, err = d.Write(ctx, writing(w.client, w.names), func(tx *Tx) error { return w.run(tx) })
		return r, err, false
	}()
	if failed() { // by what is there, the model learns whether the write was saved
		m.tried = append(m.tried, w)
		if err == nil && !panicked {
			t.Fatal("a statement failed, and the write says that it was done")
		}
		m.learn(t, d, w)
		return
	}
	if at, ok := m.byID[w.client]; ok {
		first := m.writes[at]
		if slices.Equal(first.names, w.names) {
			if err != nil || !r.Again || r.Seq != Seq(at+1) || string(r.Outcome) != fmt.Sprint(len(w.names)) {
				t.Fatalf("again: %+v, %v", r, err)
			}
		} else if !fault.Is(err, fault.Conflict) {
			t.Fatalf("another request under the same id: %v", err)
		}
		return
	}
	switch taken := repeats(w.names); {
	case w.end == "panic" && !taken:
		if !panicked {
			t.Fatalf("no panic: %v", err)
		}
	case w.end == "swallow", taken:
		if err == nil {
			t.Fatal("a write with a statement that failed was saved")
		}
	case w.end == "fail":
		if !errors.Is(err, errTold) {
			t.Fatalf("its own error: %v", err)
		}
	case w.end == "nothing":
		if err != nil || r.Seq != 0 {
			t.Fatalf("nothing: %+v, %v", r, err)
		}
	default:
		if err != nil || r.Again || r.Seq != Seq(len(m.writes)+1) {
			t.Fatalf("write %d: %+v, %v", len(m.writes)+1, r, err)
		}
		m.saved(w)
	}
	m.tried = append(m.tried, w)
}

func repeats(names []string) bool {
	return len(slices.Compact(slices.Sorted(slices.Values(names)))) < len(names)
}

func (w modelWrite) run(tx *Tx) error {
	if err := tx.SetOutcome(len(w.names)); err != nil {
		return err
	}
	for i, name := range w.names {
		var err error
		if i%2 == 0 {
			err = tx.Insert("store_setting", "name", "seq", "value").Row(name, tx.Seq, w.client.String())
		} else {
			err = PutSetting(tx, name, w.client.String())
		}
		if err != nil {
			return err
		}
	}
	if _, err := Setting(tx, "x"); err != nil { // sends what waits
		return err
	}
	switch w.end {
	case "fail":
		return errTold
	case "nothing":
		return ErrNothing
	case "panic":
		panic("as told")
	case "swallow":
		tx.Exec(`insert into seal_erasure (cell, seq) values ($1, 1)`, id.New())
	}
	return nil
}

func (m *model) saved(w modelWrite) {
	m.writes = append(m.writes, w)
	m.byID[w.client] = len(m.writes) - 1
	m.settings += len(w.names)
	for _, name := range w.names {
		m.rows[name] = modelRow{Seq(len(m.writes)), w.client.String()}
	}
}

func (m *model) learn(t *rapid.T, d *District, w modelWrite) {
	seq, err := d.Seq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if seq == Seq(len(m.writes)+1) && w.end == "" {
		m.saved(w)
	}
}

// glance compares what changes with every write.
func (m *model) glance(t *rapid.T, d *District) {
	if err := d.Read(ctx, func(tx *Tx) error {
		var writes, settings int
		_, err := tx.One(`select (select count(*) from store_tx), (select count(*) from store_setting)`, nil, &writes, &settings)
		if tx.Seq != Seq(len(m.writes)) || writes != len(m.writes) || settings != m.settings {
			t.Fatalf("the clock shows %d, %d writes, %d settings; want %d and %d", tx.Seq, writes, settings, len(m.writes), m.settings)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// compare holds the whole district against the model.
func (m *model) compare(t *rapid.T, d *District) {
	if err := d.Read(ctx, func(tx *Tx) error {
		if tx.Seq != Seq(len(m.writes)) {
			t.Fatalf("the clock shows %d, want %d", tx.Seq, len(m.writes))
		}
		n := 0
		if err := tx.Each(`select seq, client_id from store_tx order by seq`, nil, func(scan func(...any) error) error {
			var seq Seq
			var client id.ID
			if err := scan(&seq, &client); err != nil {
				return err
			}
			if n++; seq != Seq(n) || m.writes[n-1].client != client {
				t.Fatalf("write %d is %d by %v", n, seq, client)
			}
			return nil
		}); err != nil {
			return err
		}
		rows := map[string]modelRow{}
		if err := tx.Each(`select name, seq, value from store_setting order by seq`, nil, func(scan func(...any) error) error {
			var name string
			var row modelRow
			err := scan(&name, &row.seq, &row.value)
			rows[name] = row
			return err
		}); err != nil {
			return err
		}
		if n != len(m.writes) || !maps.Equal(rows, m.rows) {
			t.Fatalf("%d writes, %d settings; want %d, %d", n, len(rows), len(m.writes), len(m.rows))
		}
		attempts := map[string]int{}
		err := tx.Each(`select subject, failures from post_attempt`, nil, func(scan func(...any) error) error {
			var subject []byte
			var failures int
			err := scan(&subject, &failures)
			attempts[string(subject)] = failures
			return err
		})
		if !maps.Equal(attempts, m.other) {
			t.Fatalf("attempts %v, want %v", attempts, m.other)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestRandomWritesAgainstAModel(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		m := &model{byID: map[id.ID]int{}, rows: map[string]modelRow{}, other: map[string]int{}} // the next check goes on where this one ends
		rapid.Check(t, func(t *rapid.T) {
			fresh := func(t *rapid.T) modelWrite {
				raw := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "client")
				w := modelWrite{client: id.FromHash(raw), end: rapid.SampledFrom([]string{"", "", "", "fail", "nothing", "panic", "swallow"}).Draw(t, "end")}
				for range rapid.IntRange(0, 5).Draw(t, "rows") {
					w.names = append(w.names, fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "name")))
				}
				return w
			}
			none := func() bool { return false }
			t.Repeat(map[string]func(*rapid.T){
				"write": func(t *rapid.T) { m.write(t, d, fresh(t), none) },
				"write, and a statement fails": func(t *rapid.T) {
					failed := FailAt(d, rapid.IntRange(1, 12).Draw(t, "statement"), rapid.Bool().Draw(t, "before"))
					m.write(t, d, fresh(t), failed)
					FailAt(d, 0, false)
				},
				"send again": func(t *rapid.T) {
					if len(m.tried) == 0 {
						t.Skip("nothing was sent")
					}
					m.write(t, d, rapid.SampledFrom(m.tried[max(0, len(m.tried)-20):]).Draw(t, "which"), none)
				},
				"send something else under a used id": func(t *rapid.T) {
					if len(m.writes) == 0 {
						t.Skip("nothing was written")
					}
					w := fresh(t)
					w.client = rapid.SampledFrom(m.writes[max(0, len(m.writes)-20):]).Draw(t, "which").client
					m.write(t, d, w, none)
				},
				"housekeep": func(t *rapid.T) {
					subject, fail := fmt.Sprint(rapid.IntRange(0, 4).Draw(t, "subject")), rapid.Bool().Draw(t, "fail")
					err := d.Housekeep(ctx, someone, func(tx *Tx) error {
						_, err := tx.Exec(`insert into post_attempt (subject, failures, locked_until, last_at) values ($1, 1, 0, 0)
							on conflict (subject) do update set failures = post_attempt.failures + 1`, []byte(subject))
						if err == nil && fail {
							err = errTold
						}
						return err
					})
					if fail != errors.Is(err, errTold) {
						t.Fatal(err)
					}
					if !fail {
						m.other[subject]++
					}
				},
				"": func(t *rapid.T) { m.glance(t, d) },
			})
			m.compare(t, d)
		})
	})
}
