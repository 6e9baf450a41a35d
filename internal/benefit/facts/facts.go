// Package facts reads from the register what schemes may know of people: as known at a write, as it was on a day. It sees the register and
// the area tree alone, nothing of services (R2) and no name. The papers of somebody's case are her case's to add.
package facts

import (
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"youfu/internal/benefit/assess"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
)

// Names of the attributes that stand for what the register cannot count.
const (
	livingChildren  = "living-children"
	livingDaughters = "living-daughters"
)

// Reader reads one person after the other. It is not safe for concurrent use; any number of readers may read one view.
type Reader struct {
	people person.View
	tree   *place.Tree
	root   id.ID
	on     civil.Date
	here   map[id.ID]bool // whether a place lies in the district
	kin    []person.Kin
	kids   []uint32
	add    func(person.Kin)
	note   func(name, code string, from civil.Date)
	traits []assess.Attribute // of whom is being read
}

// NewReader reads the register of a view as it was on a day.
func NewReader(v person.View, t *place.Tree, on civil.Date) *Reader {
	r := &Reader{people: v, tree: t, on: on, here: map[id.ID]bool{}}
	if root, ok := t.Root(); ok {
		r.root = root.ID
	}
	r.add = func(k person.Kin) { r.kin = append(r.kin, k) }
	r.note = func(name, code string, from civil.Date) {
		r.traits = append(r.traits, assess.Attribute{Name: name, Code: code, On: from})
	}
	return r
}

// Read gives the facts of a person, whichever of her entries is asked for. ok is false where she is not in the register, or no more.
func (r *Reader) Read(n uint32) (f assess.Facts, ok bool) {
	n = r.people.Canonical(n)
	own, erased, known := r.people.Facts(n)
	if !known || erased {
		return f, false
	}
	f.Sex, f.Birth, f.Death = own.Sex, own.Birth, own.Death
	f.Registered, f.Resides = r.belongs(n, person.Registered), r.belongs(n, person.Resides)
	r.traits = nil
	r.people.Attributes(n, r.on, r.note)
	f.Attributes = r.traits
	r.family(n, &f)
	return f, true
}

func (r *Reader) belongs(n uint32, role person.Role) assess.Belonging {
	at, holds, known := r.people.Belongs(n, role, r.on)
	if !holds {
		return assess.Belonging{Known: known}
	}
	here, seen := r.here[at.Place]
	if !seen {
		here = r.tree.Within(at.Place, r.root)
		r.here[at.Place] = here
	}
	return assess.Belonging{Known: true, Here: here, Nature: at.Nature, Since: at.Since}
}

// family counts the living children and finds their mother.
func (r *Reader) family(n uint32, f *assess.Facts) {
	r.kids = r.kids[:0]
	for _, k := range r.ties(n) {
		if k.Kind == person.Parent && k.IsA && !slices.Contains(r.kids, k.N) {
			r.kids = append(r.kids, k.N)
		}
	}
	f.Children = r.count(livingChildren, f.Attributes, func(person.Facts) (bool, bool) { return true, true })
	f.Daughters = r.count(livingDaughters, f.Attributes, func(c person.Facts) (bool, bool) { return c.Sex == "female", c.Sex != "" })
	switch f.Sex {
	case "female":
		f.Mother = f.Birth
	case "male":
		f.Mother = r.mother(n, f.Birth)
	}
}

func (r *Reader) ties(n uint32) []person.Kin {
	r.kin = r.kin[:0]
	r.people.Ties(n, r.on, r.add)
	return r.kin
}

// count counts the living children that are of a kind; of says whether one is, and whether that is known. Where an attribute has a number
// that an officer read from a paper, it is that number, with the births and deaths that the register knows of since. Where it is less than
// the register itself counts, the two contradict each other and nothing is known.
func (r *Reader) count(name string, attributes []assess.Attribute, of func(person.Facts) (is, known bool)) assess.Count {
	number, since, told := told(name, attributes)
	living := 0
	for _, kid := range r.kids {
		c, _, there := r.people.Facts(kid)
		dead := !c.Death.Zero() && c.Death <= r.on
		counted := told && (since.Zero() || c.Birth.Earliest() <= since) // when the paper was read
		switch is, sure := of(c); {
		case there && c.Birth.Earliest() > r.on, dead && (!counted || since.Zero() || c.Death <= since):
			continue // never there, as far as these numbers go
		case !there || !sure || c.Birth.Latest() > r.on, is && dead && number >= most: // of three or more nobody knows what is left
			return assess.Count{}
		case is && dead:
			number--
		case is:
			living++
			number += one(told && !counted)
		}
	}
	if told && number < living && number < most || !told && len(r.kids) == 0 {
		return assess.Count{}
	}
	return assess.Count{Known: true, N: max(living, number)}
}

// most is the highest code of the two attributes: so many, or more.
const most = 3

func told(name string, attributes []assess.Attribute) (number int, since civil.Date, told bool) {
	for _, a := range attributes {
		if a.Name == name {
			n, err := strconv.Atoi(a.Code)
			return n, a.On, err == nil
		}
	}
	return 0, 0, false
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mother is the birth of the mother of a man's children who is alive: of several the youngest. Where there is none, his own.
func (r *Reader) mother(n uint32, own civil.Birth) civil.Birth {
	found, mother := false, own
	for _, kid := range r.kids {
		for _, k := range r.ties(kid) {
			if k.Kind != person.Parent || k.IsA || k.N == n {
				continue
			}
			other, _, known := r.people.Facts(k.N)
			if !known || other.Sex != "female" || !other.Death.Zero() && other.Death <= r.on {
				continue
			}
			if !found || other.Birth.Latest().Zero() || !mother.Latest().Zero() && other.Birth.Latest() > mother.Latest() {
				found, mother = true, other.Birth
			}
		}
	}
	return mother
}

// batch is how many people a worker takes at once.
const batch = 4096

// Each reads everybody, on all processors. begin is called once by each worker, one after the other; what it gives is called with each
// person that the worker reads, in no particular order over all. The facts may be kept by copying them.
func Each(v person.View, t *place.Tree, on civil.Date, begin func() func(n uint32, f *assess.Facts)) {
	var next atomic.Uint32
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		use, r := begin(), NewReader(v, t, on)
		wait.Go(func() {
			var f assess.Facts
			for {
				first := next.Add(batch) - batch + 1
				if first > v.Most() {
					return
				}
				for n := first; n < first+batch && n <= v.Most(); n++ {
					if v.Canonical(n) != n {
						continue
					}
					var ok bool
					if f, ok = r.Read(n); ok {
						use(n, &f)
					}
				}
			}
		})
	}
	wait.Wait()
}
