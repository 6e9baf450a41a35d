package district_test

import (
	"bytes"
	"os"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// remains is what can still be read of a person.
func (w *town) remains(word string) (card person.Card, identifiers int, addresses string, texts map[string]string) {
	w.Helper()
	w.at(0, func(s district.State) error {
		p, err := person.Open(s.Tx, w.Keys, named(word))
		if err != nil {
			return err
		}
		for _, stay := range p.Stays {
			addresses += stay.Address
		}
		card, identifiers, texts = p.Card, len(p.Identifiers), map[string]string{}
		history, err := care.Desk{Keys: w.Keys, Catalogue: s.Practice}.History(s.Tx, named(word))
		for _, e := range history {
			if err := (care.Desk{Keys: w.Keys}).OpenTexts(s.Tx, &e); err != nil {
				return err
			}
			for name, text := range e.Texts {
				texts[name] += text
			}
		}
		return err
	})
	return card, identifiers, addresses, texts
}

// An erased person is nobody any more: no name, no text, on no list and found by nothing; and every figure counts as it did.
func TestErasure(t *testing.T) {
	each(t, func(w *town) {
		w.person("ann", "female", "1995-03-10", "bay")
		w.person("anne", "female", "1995-03-10", "bay")
		w.visit("e1", "anne", "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": "bv", "note": "她说了什么"})
		w.correct("e1", 1, map[string]string{"findings": "candida", "note": "她又说了什么"})
		w.write(func(tx *store.Tx) error {
			book, err := person.In(tx, w.Keys)
			if err != nil {
				return err
			}
			return book.Merge(named("anne"), named("ann"))
		})
		before := w.figure(0, "treatment-completed", "township", "age_band")
		if card, ids, at, texts := w.remains("ann"); card.Name != "ann" || ids == 0 || at == "" || texts["note"] == "" {
			w.Fatalf("%v %d %q %v", card, ids, at, texts)
		}
		officer := actor.Actor{Account: named("zhao"), Post: actor.Registrar, Identity: []byte("zhao")}
		erase := func(second, basis string) (store.Receipt, error) {
			return w.Erase(ctx, officer, id.New(), district.Erasure{Person: named("anne"), Second: []byte(second), LegalBasis: basis})
		}
		for name, c := range map[string]struct {
			second, basis string
			kind          fault.Kind
		}{"alone": {"", "个人信息保护法第四十七条", fault.Refused}, "with himself": {"zhao", "个人信息保护法第四十七条", fault.Refused}, "without a basis": {"qian", "", fault.Invalid}} {
			if _, err := erase(c.second, c.basis); !fault.Is(err, c.kind) {
				w.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Erase(ctx, officer, id.New(), district.Erasure{Person: named("nobody"), Second: []byte("qian"), LegalBasis: "x"}); !fault.Is(err, fault.NotFound) {
			w.Errorf("nobody: %v", err)
		}
		sealed := w.sealed()
		r, err := erase("qian", "个人信息保护法第四十七条")
		if err != nil || r.Seq == 0 {
			w.Fatalf("%+v %v", r, err)
		}
		if again, err := erase("qian", "个人信息保护法第四十七条"); err != nil || again.Seq != 0 {
			w.Errorf("erasing again wrote %d (%v)", again.Seq, err)
		}
		w.nothingOf("ann")
		w.nothingOf("anne")
		w.gone(sealed)
		after := w.figure(0, "treatment-completed", "township", "age_band")
		if a, b := short(after, "township", "age_band"), short(before, "township", "age_band"); a != b {
			w.Errorf("the figure says %s, it said %s", a, b)
		}
		if known := w.figure(r.Seq-1, "treatment-completed", "township", "age_band"); short(known, "township", "age_band") != short(before, "township", "age_band") {
			w.Error("as known before she was erased the figure is another")
		}
		w.sound()
	})
}

// sealed is what the cells hold, by their ids.
func (w *town) sealed() map[id.ID][]byte {
	w.Helper()
	cells := map[id.ID][]byte{}
	w.at(0, func(s district.State) error {
		return s.Tx.Each(`select id, cell from seal_cell where cell is not null`, nil, func(scan func(...any) error) error {
			var cell id.ID
			var sealed []byte
			err := scan(&cell, &sealed)
			cells[cell] = sealed
			return err
		})
	})
	return cells
}

// gone looks for what was in the cells that are empty by now, in every byte of the files of a SQLite district.
func (w *town) gone(before map[id.ID][]byte) {
	w.Helper()
	dsn := w.Store.Config().DSN
	if store.Postgres(dsn) {
		return
	}
	for cell := range w.sealed() {
		delete(before, cell)
	}
	if len(before) < 4 { // name, number, address, notes
		w.Errorf("only %d cells were emptied", len(before))
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		raw, err := os.ReadFile(dsn + suffix)
		if err != nil {
			w.Fatal(err)
		}
		for cell, sealed := range before {
			if bytes.Contains(raw, sealed[:12]) || bytes.Contains(raw, sealed[len(sealed)-12:]) {
				w.Errorf("cell %s is still readable in youfu.db%s", cell, suffix)
			}
		}
	}
}

func (w *town) nothingOf(word string) {
	w.Helper()
	card, ids, at, texts := w.remains(word)
	if card != (person.Card{}) || ids != 0 || at != "" {
		w.Errorf("left of %s: %v %d %q", word, card, ids, at)
	}
	for name, text := range texts {
		if text != "" {
			w.Errorf("left of %s: %s %q", word, name, text)
		}
	}
	w.at(0, func(s district.State) error {
		found, _, err := w.FindIn(s, word, 5, func(uint32) bool { return true })
		if len(found) > 0 {
			w.Errorf("%s is found: %v", word, found)
		}
		for _, opening := range []bool{true, false} {
			care.List(s.People, s.Pages, care.Scope{Programme: s.Practice.Programmes["womens-screening"], AsOf: civil.MustDate("2026-03-09"), Opening: opening}, func(n uint32, item due.Item) {
				w.Errorf("%d is listed: %+v", n, item)
			})
		}
		return err
	})
}
