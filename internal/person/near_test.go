package person_test

import (
	"testing"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

func TestNear(t *testing.T) {
	on := civil.MustDate("2026-11-24")
	each(t, func(o *office) {
		enter := func(name, phone, address string) id.ID {
			who := id.New()
			o.write(func(b *person.Book) error {
				_, err := b.Add(person.New{ID: who, Facts: person.Facts{Sex: "female"}, Card: person.Card{Name: name, Phone: phone}, Stays: []person.Stay{{Role: person.Resides, Place: id.New(), Address: address}}})
				return err
			})
			return who
		}
		official := enter("official", "13900000001", "柳湾村1号")
		mother, sister, friend, lodger, neighbour := enter("mother", "", ""), enter("sister", "", ""), enter("friend", "13900000001", ""), enter("lodger", "", ""), enter("neighbour", "", "柳湾村1号")
		former, spouse := enter("former spouse", "", ""), enter("spouse", "", "")
		o.write(func(b *person.Book) error {
			for _, tie := range []struct {
				a, b id.ID
				kind person.TieKind
				to   civil.Date
			}{{mother, official, "parent", 0}, {mother, sister, "parent", 0}, {official, spouse, "spouse", 0}, {former, official, "spouse", on}} {
				if err := b.PutTie(person.Tie{ID: id.New(), Rev: 1, A: tie.a, B: tie.b, Kind: tie.kind, Source: "household", To: tie.to}); err != nil {
					return err
				}
			}
			home, err := b.Household("key", id.New())
			if err != nil {
				return err
			}
			for _, who := range []id.ID{official, lodger} {
				if err := b.PutMember(person.Member{ID: id.New(), Rev: 1, Household: home, Person: who, Relation: "other"}); err != nil {
					return err
				}
			}
			return nil
		})
		for name, c := range map[string]struct {
			who  id.ID
			want string
		}{"mother": {mother, person.NearKin}, "sister": {sister, person.NearKin}, "spouse": {spouse, person.NearKin}, "former spouse": {former, ""}, "friend": {friend, person.NearPhone},
			"lodger": {lodger, person.NearHousehold}, "neighbour": {neighbour, person.NearAddress}} {
			o.read(func(tx *store.Tx) error {
				for _, pair := range [][2]id.ID{{official, c.who}, {c.who, official}} {
					got, err := person.Near(tx, o.keys, []id.ID{id.New(), pair[0]}, []id.ID{pair[1]}, on)
					if err != nil {
						return err
					}
					if got != c.want {
						o.Errorf("%s: %q, want %q", name, got, c.want)
					}
				}
				return nil
			})
		}
	})
}
