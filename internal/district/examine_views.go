package district

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"slices"
	"strconv"

	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/custody"
	"youfu/internal/person"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// The views are folded anew, each from what was written first to what was written last, and compared with those that have followed the
// writes one by one: now, and as known when half of them were written.

func counted(n int) string { return strconv.Itoa(n) }

func moments(tx *store.Tx) []store.Seq { return []store.Seq{max(1, tx.Known()/2), tx.Known()} }

func (d *District) followed(tx *store.Tx) error {
	practice, err := d.PracticeAt(tx, tx.Known())
	if err != nil {
		return err
	}
	return d.follow(tx, practice)
}

// register compares what is known of each person, and where she belonged on some days of the last years.
func (d *District) register(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
	fresh := person.NewRegister()
	if err := fresh.FollowTx(tx); err != nil {
		return verdict("register"), err
	}
	if err := d.followed(tx); err != nil {
		return verdict("register"), err
	}
	var wrong []string
	for _, at := range moments(tx) {
		a, err := d.printRegister(fresh, at)
		if err != nil {
			return verdict("register"), err
		}
		b, err := d.printRegister(d.Register, at)
		if err != nil {
			return verdict("register"), err
		}
		wrong = append(wrong, differing(at, a, b)...)
	}
	return verdict("register", wrong...), nil
}

// differing names the first person whom two views show otherwise.
func differing(at store.Seq, a, b [][sha256.Size]byte) []string {
	for n := range max(len(a), len(b)) {
		if n >= len(a) || n >= len(b) || a[n] != b[n] {
			return []string{fmt.Sprintf("@%d/%d", at, n+1)}
		}
	}
	return nil
}

// printRegister digests each person, in the order of their numbers.
func (d *District) printRegister(r *person.Register, at store.Seq) (all [][sha256.Size]byte, err error) {
	today := d.Today()
	err = r.At(at, func(v person.View) error {
		for n := uint32(1); n <= v.Most(); n++ {
			facts, erased, known := v.Facts(n)
			all = append(all, digest(func(h hash.Hash) {
				fmt.Fprintln(h, v.ID(n), v.Canonical(n), v.Entries(n), facts, erased, known, v.Said(n, person.ForContact), v.Said(n, person.ForDisplay), v.Said(n, person.ForFollowUp))
				for years := range 4 {
					day := today.Add(civil.Duration{Years: -years})
					fmt.Fprintln(h, v.Place(n, person.Resides, day), v.Place(n, person.Registered, day), v.Since(n, person.Resides, day))
				}
			}))
		}
		return nil
	})
	return all, err
}

func digest(write func(hash.Hash)) (sum [sha256.Size]byte) {
	h := sha256.New()
	write(h)
	h.Sum(sum[:0])
	return sum
}

// diary compares every event of each person.
func (d *District) diary(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
	practice, err := d.PracticeAt(tx, tx.Known())
	if err != nil {
		return verdict("diary"), err
	}
	if err := d.follow(tx, practice); err != nil {
		return verdict("diary"), err
	}
	fresh := care.NewDiary(practice)
	if err := fresh.Follow(tx, d.Register, practice); err != nil {
		return verdict("diary"), err
	}
	var wrong []string
	for _, at := range moments(tx) {
		a, err := d.printDiary(fresh, at)
		if err != nil {
			return verdict("diary"), err
		}
		b, err := d.printDiary(d.Diary, at)
		if err != nil {
			return verdict("diary"), err
		}
		wrong = append(wrong, differing(at, a, b)...)
	}
	return verdict("diary", wrong...), nil
}

// printDiary digests the events of each person, in the order of their numbers.
func (d *District) printDiary(diary *care.Diary, at store.Seq) (all [][sha256.Size]byte, err error) {
	err = d.Register.At(at, func(v person.View) error {
		return diary.At(at, func(p care.Pages) error {
			for n := uint32(1); n <= v.Most(); n++ {
				var lines []string
				p.Of(n, func(e *care.Entry) {
					lines = append(lines, fmt.Sprint(e.ID, e.On, p.Name(e), p.Kind(e), p.State(e), p.Site(e), p.Department(e), p.Round(e), p.Key(e), p.Answers(p.Set(e))))
				})
				slices.Sort(lines)
				all = append(all, digest(func(h hash.Hash) { fmt.Fprintln(h, lines) }))
			}
			return nil
		})
	})
	return all, err
}

// searched is how many people are looked for in the search lists.
const searched = 200

// names compares the search lists: how long they are, and whom they find under the names of some people.
func (d *District) names(tx *store.Tx, keys *seal.Keys) (custody.Check, error) {
	fresh := person.NewNames()
	if err := fresh.Follow(tx, keys); err != nil {
		return verdict("names"), err
	}
	if err := d.Names.Follow(tx, keys); err != nil {
		return verdict("names"), err
	}
	if a, b := fresh.Roll.Len(), d.Names.Roll.Len(); a != b {
		return verdict("names", fmt.Sprintf("%d/%d", b, a)), nil
	}
	var wrong []string
	err := d.Register.At(0, func(v person.View) error {
		everybody := func(uint32) bool { return true }
		for n := uint32(1); n <= v.Most(); n += 1 + v.Most()/searched {
			card, _, err := person.CardOf(tx, keys, v.ID(n))
			if err != nil {
				return err
			}
			a, _ := fresh.Roll.Find(card.Name, searched, everybody)
			b, _ := d.Names.Roll.Find(card.Name, searched, everybody)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				wrong = append(wrong, counted(int(n)))
			}
		}
		return nil
	})
	return verdict("names", wrong...), err
}
