package person

import (
	"encoding/json"
	"sync"

	"youfu/internal/id"
	"youfu/internal/person/roll"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Names is the search list of the register: a fold over seq like Register, but of opened cells, so it lives in memory alone.
type Names struct {
	Roll *roll.Roll
	lock sync.Mutex
	seq  store.Seq
}

// NewNames is an empty search list: Follow fills it.
func NewNames() *Names { return &Names{Roll: roll.New()} }

// Follow brings the search list up to the last write that the transaction sees. Erased entries are not on it; merged ones are, and whoever
// asks leaves them out.
func (s *Names) Follow(tx *store.Tx, keys *seal.Keys) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.seq >= tx.Known() {
		return nil
	}
	news := `where +r.seq > $1 and +r.seq <= $2 order by r.person, r.rev` // as Register.news
	if s.seq > 0 {
		news = `where r.seq > $1 and r.seq <= $2 order by r.seq, r.person, r.rev`
	}
	err := tx.Each(`select p.n, r.void, r.card, c.key_version, c.cell from person_rev r join person p on p.id = r.person join seal_cell c on c.id = r.card `+news, []any{s.seq, tx.Known()}, func(scan func(...any) error) error {
		var n uint32
		var erased bool
		var cell id.ID
		var version int
		var sealed []byte
		if err := scan(&n, &erased, &cell, &version, &sealed); err != nil {
			return err
		}
		return s.put(n, erased, cell, version, sealed, keys)
	})
	if err != nil {
		return err
	}
	s.seq = tx.Known()
	return nil
}

func (s *Names) put(n uint32, erased bool, cell id.ID, version int, sealed []byte, keys *seal.Keys) error {
	if erased || sealed == nil {
		s.Roll.Drop(n)
		return nil
	}
	plain, err := keys.Open(cell, version, sealed)
	if err != nil {
		return err
	}
	var card Card
	if err := json.Unmarshal([]byte(plain), &card); err != nil {
		return err
	}
	s.Roll.Put(n, roll.Entry{Name: card.Name, PhoneTail: tail(card.Phone)})
	return nil
}

func tail(phone string) string {
	if len(phone) < 4 {
		return ""
	}
	return phone[len(phone)-4:]
}
