package district

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"slices"

	"youfu/internal/care"
	"youfu/internal/custody"
	"youfu/internal/person"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Examine looks whether the district is whole: what custody examines of any district, and that the derived views are what the tables say.
func (d *District) Examine(ctx context.Context) ([]custody.Check, error) {
	return custody.Doctor(ctx, d.Store, d.Keys, d.views, keyFits, episodes)
}

// views folds register and diary anew and compares them with the followed ones, person by person.
func (d *District) views(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
	practice, err := d.PracticeAt(tx, tx.Known())
	if err != nil {
		return custody.Check{}, err
	}
	if err := d.follow(tx, practice); err != nil {
		return custody.Check{}, err
	}
	people, diary := person.NewRegister(), care.NewDiary(practice)
	if err := people.FollowTx(tx); err != nil {
		return custody.Check{}, err
	}
	if err := diary.Follow(tx, people, practice); err != nil {
		return custody.Check{}, err
	}
	fresh, err := d.print(people, diary, tx.Known())
	if err != nil {
		return custody.Check{}, err
	}
	followed, err := d.print(d.Register, d.Diary, tx.Known())
	c := custody.Check{Name: "views", OK: fresh == followed, Key: "custody.sound"}
	if !c.OK {
		c.Key = "district.views-differ"
	}
	return c, err
}

// print digests what the views say at a seq.
func (d *District) print(r *person.Register, diary *care.Diary, at store.Seq) (string, error) {
	h := sha256.New()
	err := r.At(at, func(v person.View) error {
		return diary.At(at, func(p care.Pages) error {
			for n := uint32(1); n <= v.Most(); n++ {
				d.printPerson(h, v, p, n)
			}
			return nil
		})
	})
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

func (d *District) printPerson(h hash.Hash, v person.View, p care.Pages, n uint32) {
	today := d.Today()
	facts, erased, known := v.Facts(n)
	fmt.Fprintln(h, n, v.Canonical(n), facts, erased, known, v.Place(n, person.Resides, today), v.Place(n, person.Registered, today))
	var lines []string
	p.Of(n, func(e *care.Entry) {
		lines = append(lines, fmt.Sprint(e.ID, e.On, p.Name(e), p.Kind(e), p.State(e), p.Site(e), p.Answers(p.Set(e))))
	})
	slices.Sort(lines)
	fmt.Fprintln(h, lines)
}

// keyFits: the district's cells were sealed under the key that is in use.
func keyFits(tx *store.Tx, keys *seal.Keys) (custody.Check, error) {
	print, err := store.Setting(tx, SettingKey)
	c := custody.Check{Name: "key", OK: print == keys.Fingerprint(), Key: "custody.sound"}
	if !c.OK {
		c.Key = "seal.wrong-key"
	}
	return c, err
}

// episodes: rounds of a person and a programme are numbered from 1 without a hole, and every definition that a record names is kept.
func episodes(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
	holes, err := care.RoundsWithHoles(tx)
	c := custody.Check{Name: "rounds", OK: holes == 0, Key: "custody.sound"}
	if !c.OK {
		c.Key, c.Args = "district.rounds-with-holes", []any{holes}
	}
	return c, err
}
