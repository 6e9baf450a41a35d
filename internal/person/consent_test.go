package person_test

import (
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// say records what somebody says of a purpose.
func (o *office) say(who id.ID, purpose, state string) store.Seq {
	return o.write(func(b *person.Book) error { return b.SetConsent(who, purpose, "text-1", state) })
}

// wishes are somebody's, from the tables.
func (o *office) wishes(entries ...id.ID) (w person.Wishes) {
	o.read(func(tx *store.Tx) (err error) {
		w, err = person.WishesOf(tx, entries)
		return err
	})
	return w
}

// What she said last counts, as known at any write; silence is neither agreement nor objection.
func TestConsent(t *testing.T) {
	each(t, func(o *office) {
		who, k0 := o.add("何秀芬", id.New())
		other, _ := o.add("何秀芳", id.New())
		said := map[store.Seq]string{k0: ""}
		for _, state := range []string{person.Given, person.Withdrawn, person.Given, person.Refused, person.Given} {
			said[o.say(who, person.ForFollowUp, state)] = state
		}
		last := o.say(other, person.ForContact, person.Withdrawn)
		said[last], said[0] = person.Given, person.Given
		for seq, want := range said {
			o.at(seq, func(v person.View) {
				n := v.N(who)
				if got := v.Said(n, person.ForFollowUp); got != want {
					o.Errorf("at %d she said %q, want %q", seq, got, want)
				}
				agrees, objects := want == person.Given, want == person.Refused || want == person.Withdrawn
				if v.Agrees(n, person.ForFollowUp) != agrees || v.Objects(n, person.ForFollowUp) != objects {
					o.Errorf("at %d, after %q: agrees %v, objects %v", seq, want, !agrees, !objects)
				}
				if v.Said(n, person.ForContact)+v.Said(n, person.ForDisplay)+v.Said(v.N(other), person.ForFollowUp) != "" {
					o.Error("the consent reaches further than it was given")
				}
			})
		}
		if w := o.wishes(who); !w.Agrees(person.ForFollowUp) || w.Objects(person.ForFollowUp) || w.Agrees(person.ForContact) || w.Objects(person.ForContact) {
			o.Errorf("%+v", w)
		}
		c := o.open(who).Consents
		if len(c) != 1 || c[0].State != person.Given || c[0].Rev != 5 || c[0].TextHash != "text-1" || c[0].By != o.first.Account {
			o.Errorf("%+v", c)
		}
	})
}

// What she took back under one entry is taken back, also where the entry turned out to be somebody who had agreed; and her page says so.
func TestConsentFollowsTheMerge(t *testing.T) {
	each(t, func(o *office) {
		a, _ := o.add("何秀芬", id.New())
		b, _ := o.add("何秀芬", id.New())
		c, _ := o.add("何秀芬", id.New())
		o.say(a, person.ForFollowUp, person.Given)
		o.say(b, person.ForFollowUp, person.Withdrawn)
		before := o.write(func(k *person.Book) error { return k.Merge(c, b) })
		o.write(func(k *person.Book) error { return k.Merge(b, a) })
		last := o.say(c, person.ForContact, person.Refused)
		o.at(0, func(v person.View) {
			if n := v.N(a); v.Agrees(n, person.ForFollowUp) || !v.Objects(n, person.ForContact) {
				o.Error("what she said under another entry does not count")
			}
		})
		o.at(before, func(v person.View) {
			if n := v.N(a); !v.Agrees(n, person.ForFollowUp) || v.Objects(n, person.ForContact) {
				o.Error("before the merge another's word counts")
			}
		})
		if w := o.wishes(a, b, c); w.Agrees(person.ForFollowUp) || !w.Objects(person.ForContact) {
			o.Errorf("%+v", w)
		}
		page := o.open(c).Consents
		if len(page) != 2 || page[0].Purpose != person.ForContact || page[0].Seq != last || page[1].State != person.Withdrawn {
			o.Errorf("%+v", page)
		}
	})
}

// Of two things said in one write under two entries, the objection counts, in either order and in both readings.
func TestOfTwoWordsAtOnceTheObjectionCounts(t *testing.T) {
	o := newOffice(t, testdb.SQLite(t))
	a, _ := o.add("何秀芬", id.New())
	b, _ := o.add("何秀芬", id.New())
	o.write(func(k *person.Book) error { return k.Merge(b, a) })
	for _, states := range [][2]string{{person.Given, person.Withdrawn}, {person.Refused, person.Given}} {
		o.write(func(k *person.Book) error {
			if err := k.SetConsent(a, person.ForDisplay, "t", states[0]); err != nil {
				return err
			}
			return k.SetConsent(b, person.ForDisplay, "t", states[1])
		})
		o.at(0, func(v person.View) {
			if !v.Objects(v.N(a), person.ForDisplay) {
				o.Errorf("%v: in memory she agrees", states)
			}
		})
		if w := o.wishes(a, b); !w.Objects(person.ForDisplay) {
			o.Errorf("%v: in the tables she agrees", states)
		}
		if w := o.wishes(b, a); !w.Objects(person.ForDisplay) {
			o.Errorf("%v: in the tables, the other way round, she agrees", states)
		}
	}
}

// The tables and the register say the same of everybody's wishes, whatever was said, merged and undone.
func TestTablesAndRegisterAgreeOnWishes(t *testing.T) {
	o := newOffice(t, testdb.SQLite(t))
	rapid.Check(t, func(t *rapid.T) {
		h := &history{office: o, places: []id.ID{id.New()}, follows: person.NewRegister(), said: map[store.Seq]string{}}
		for range 4 {
			who, _ := h.add("何", h.places[0])
			h.people = append(h.people, who)
		}
		for range rapid.IntRange(1, 10).Draw(t, "writes") {
			h.playSome(t, "consent", "consent", "merge", "unmerge")
		}
		h.at(0, func(v person.View) {
			for _, who := range h.people {
				if v.Canonical(v.N(who)) != v.N(who) {
					continue
				}
				entries := []id.ID{who}
				for _, n := range v.Entries(v.N(who)) {
					entries = append(entries, v.ID(n))
				}
				w := h.wishes(entries...)
				for _, p := range purposes {
					if v.Said(v.N(who), p) != w[p].State {
						t.Fatalf("%s: the register says %q, the tables %q", p, v.Said(v.N(who), p), w[p].State)
					}
				}
			}
		})
	})
}
