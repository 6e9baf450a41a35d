package figure

import (
	"slices"

	"youfu/internal/care/cases"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/store"
)

// CountCase counts a figure over the visits of a definition's case, by the code that counts a district.
func CountCase(f catalogue.CaseFigure, visits []cases.Visit) (value, num, den int, err error) {
	src := &caseSource{bodies: make([]id.ID, 1)} // body 0 is none
	var tree place.Tree
	for _, v := range visits {
		src.add(v)
		tree.Departments = append(tree.Departments, place.Department{ID: departmentID(v.Department), Code: v.Department, Name: lang.Text{En: v.Department}})
	}
	tree.Index()
	q := Query{Figure: f.Figure, Period: civil.Period{From: f.From, To: f.To}, Where: map[string][]string{}}
	for dimension, code := range f.Where {
		q.Where[dimension] = []string{code}
	}
	r, err := Compute(q, src, &tree)
	return r.Value, r.Num, r.Den, err
}

// caseSource yields the visits of one case. A case has no places, and each of its visits is a set of answers of its own.
type caseSource struct {
	people []catalogue.CasePerson
	bodies []id.ID
	visits []caseVisit
}

type caseVisit struct {
	programme, kind string
	answers         due.Answers
	Visit
}

func departmentID(code string) id.ID {
	if code == "" {
		return id.ID{}
	}
	return id.FromHash([]byte("department/" + code))
}

func (s *caseSource) add(v cases.Visit) {
	person, body := numbered(&s.people, v.Person), numbered(&s.bodies, departmentID(v.Department))
	s.visits = append(s.visits, caseVisit{v.Programme.ID, v.Kind.ID, v.Answers, Visit{Event: v.ID, Person: uint32(person), On: v.On,
		Department: uint16(body), Set: uint32(len(s.visits))}})
}

// numbered is where a value stands in a list; it is put at the end where it does not.
func numbered[T comparable](list *[]T, value T) int {
	at := slices.Index(*list, value)
	if at < 0 {
		at = len(*list)
		*list = append(*list, value)
	}
	return at
}

func (s *caseSource) Seq() store.Seq { return 0 }

func (s *caseSource) Visits(programme, visit string, period civil.Period, use func(*Visit)) {
	for i := range s.visits {
		if v := &s.visits[i]; v.programme == programme && v.kind == visit && period.Contains(v.On) {
			use(&v.Visit)
		}
	}
}

func (s *caseSource) Later(person uint32, programme, visit string, period civil.Period, use func(*Visit)) {
	s.Visits(programme, visit, period, func(v *Visit) {
		if v.Person == person {
			use(v)
		}
	})
}

func (s *caseSource) Answers(set uint32) due.Answers { return s.visits[set].answers }

func (s *caseSource) Body(n uint16) id.ID {
	if int(n) >= len(s.bodies) { // the site, which no case has
		return id.ID{}
	}
	return s.bodies[n]
}

func (s *caseSource) Person(n uint32) due.Person {
	p := s.people[n]
	return due.Person{Sex: p.Sex, Birth: p.Birth, Death: p.Death}
}

func (s *caseSource) Place(uint32, catalogue.PlaceRole, civil.Date) id.ID { return id.ID{} }
