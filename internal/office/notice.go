package office

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/post"
)

// Notice is a public notice: the cases of one scheme that are up in one place until one day. There is none for cases whose rules put up
// none (R8): it is made of the acts that put cases up.
type Notice struct {
	Place  id.ID
	Scheme *catalogue.Scheme
	From   civil.Date
	Until  civil.Date // its last day
	Stands bool
	Count  int
	Open   int          // objections that wait for an answer
	Lines  []NoticeLine // masked, in an order that tells nothing; none once the notice has run out
	Print  string       // of what stands on it, hexadecimal: the paper at the door and the page can be compared by it
	up     []up
}

// up is a case that an act put up.
type up struct {
	*benefit.Case
	digest []byte // of the act
}

// NoticeLine is one line of a notice.
type NoticeLine struct {
	Text string
	Case id.ID // zero for whom the actor may not know of
}

// keptDays are how long a notice that has run out is still listed, without names.
const keptDays = 60

// Notices are the notices that stand in the actor's reach, in the places below and above it, and those that have lately run out, without
// names: the standing ones first, by their last day.
func (o Office) Notices(ctx context.Context) (all []Notice, err error) {
	if err := o.may(post.OpenCase); err != nil {
		return nil, err
	}
	err = o.supported(ctx, 0, func(s supportState) (err error) {
		all, err = s.notices(nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, o.listed(ctx, post.OpenCase, "notices", 0, nil)
}

// Notice opens one notice with its lines; without them where it has run out. NotFound where there is none in the actor's reach.
func (o Office) Notice(ctx context.Context, at id.ID, scheme string, until civil.Date) (v Notice, err error) {
	if err := o.may(post.OpenCase); err != nil {
		return v, err
	}
	var people []uint32
	err = o.supported(ctx, 0, func(s supportState) error {
		all, err := s.notices(func(n Notice) bool { return n.Place == at && n.Scheme.ID == scheme && n.Until == until })
		if err == nil && len(all) == 0 {
			err = fault.New(fault.NotFound, "support.no-notice")
		}
		if err != nil {
			return err
		}
		if v = all[0]; !v.Stands {
			return nil
		}
		people, err = s.fill(&v)
		return err
	})
	if err != nil {
		return v, err
	}
	return v, o.listed(ctx, post.OpenCase, "notice/"+scheme, 0, people)
}

// notices are those that keep lets through, without lines.
func (s supportState) notices(keep func(Notice) bool) ([]Notice, error) {
	found := map[[3]string]*Notice{}
	for _, named := range s.Practice.SchemeIDs {
		cases, err := benefit.OfScheme(s.Tx, named, nil)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			for i := range c.Matters {
				if err := s.addNotices(found, c, &c.Matters[i]); err != nil {
					return nil, err
				}
			}
		}
	}
	var all []Notice
	for _, n := range found {
		if s.posted(n.Place) && (keep == nil || keep(*n)) {
			n.Print = n.print()
			all = append(all, *n)
		}
	}
	slices.SortFunc(all, func(a, b Notice) int {
		return cmp.Or(-cmp.Compare(standing(a), standing(b)), cmp.Compare(a.Until, b.Until), strings.Compare(s.Tree.Name(a.Place), s.Tree.Name(b.Place)), strings.Compare(a.Scheme.ID, b.Scheme.ID))
	})
	return all, nil
}

func standing(n Notice) int {
	if n.Stands {
		return 1
	}
	return 0
}

// addNotices finds what of a matter is, or lately was, up.
func (s supportState) addNotices(found map[[3]string]*Notice, c *benefit.Case, m *benefit.Matter) error {
	today := s.District.Today()
	for _, a := range m.Acts {
		if a.Power != benefit.Supervise || a.Until.Zero() || a.Until < today.AddDays(-keptDays) {
			continue
		}
		scheme, err := s.schemeOf(c, m)
		if err != nil {
			return err
		}
		at, ok := s.postedAt(scheme, c, m, a)
		if !ok {
			continue
		}
		key := [3]string{at.String(), scheme.ID, a.Until.String()}
		n := found[key]
		if n == nil {
			n = &Notice{Place: at, Scheme: scheme, From: a.On, Until: a.Until, Stands: a.Until >= today}
			found[key] = n
		}
		n.From, n.Count = min(n.From, a.On), n.Count+1
		n.up = append(n.up, up{c, a.Digest})
		for _, o := range c.Objections {
			if o.Matter == m.N && o.Round == a.Round && o.N == a.N && o.State == benefit.Open {
				n.Open++
			}
		}
	}
	return nil
}

// postedAt is where an act put a case up: the village, township or district of its household registration, as its step says.
func (s supportState) postedAt(scheme *catalogue.Scheme, c *benefit.Case, m *benefit.Matter, a benefit.Act) (id.ID, bool) {
	for _, step := range district.RulesOf(scheme, m.Track).Steps {
		if step.ID != a.Step {
			continue
		}
		for _, p := range s.ChainOf(c.Place, a.On) {
			if p.Level == levels[step.Level] {
				return p.ID, true
			}
		}
	}
	return id.ID{}, false
}

// posted reports whether a notice in a place is up for the actor too: in his place, below it or above it.
func (s supportState) posted(at id.ID) bool {
	scope, today := s.scope(), s.District.Today()
	return scope.District || district.InChain(s.ChainOf(at, today), scope.Place) || district.InChain(s.ChainOf(scope.Place, today), at)
}

// print is the digest of the acts that make a notice, whatever their order and whatever is shown of the names.
func (n Notice) print() string {
	var digests [][]byte
	for _, one := range n.up {
		digests = append(digests, one.digest)
	}
	slices.SortFunc(digests, bytes.Compare)
	sum := sha256.Sum256(bytes.Join(digests, nil))
	return hex.EncodeToString(sum[:])
}

// fill masks the lines of a notice, village by village, and gives who is on it.
func (s supportState) fill(n *Notice) (people []uint32, err error) {
	if err := s.District.Names.Follow(s.Tx, s.District.Keys); err != nil {
		return nil, err
	}
	byVillage := map[id.ID][]up{}
	for _, one := range n.up {
		byVillage[one.Place] = append(byVillage[one.Place], one)
	}
	places := s.namesOf(byVillage)
	for village, ups := range byVillage {
		var names []string
		for _, one := range ups {
			who := s.People.Canonical(s.People.N(one.Payee))
			people, names = append(people, who), append(names, s.District.Names.Roll.Name(who))
		}
		for i, text := range NoticeNames(places[village], names) {
			line := NoticeLine{Text: text}
			if s.meetsCase(ups[i].Case) {
				line.Case = ups[i].ID
			}
			n.Lines = append(n.Lines, line)
		}
	}
	slices.SortFunc(n.Lines, func(a, b NoticeLine) int {
		return cmp.Or(strings.Compare(a.Text, b.Text), bytes.Compare(a.Case[:], b.Case[:]))
	})
	slices.Sort(people)
	return slices.Compact(people), nil
}

// namesOf are the names of the living who are registered in some villages.
func (s supportState) namesOf(villages map[id.ID][]up) map[id.ID][]string {
	today := s.District.Today()
	all := map[id.ID][]string{}
	for n := uint32(1); n <= s.People.Most(); n++ {
		facts, erased, known := s.People.Facts(n)
		if !known || erased || !facts.Death.Zero() || s.People.Canonical(n) != n {
			continue
		}
		if at := s.People.Place(n, person.Registered, today); villages[at] != nil {
			all[at] = append(all[at], s.District.Names.Roll.Name(n))
		}
	}
	return all
}
