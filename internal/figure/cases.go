package figure

import (
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
	src := &caseSource{}
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
	visits []caseVisit
}

type caseVisit struct {
	programme, kind string
	Visit
}

func departmentID(code string) id.ID {
	if code == "" {
		return id.ID{}
	}
	return id.FromHash([]byte("department/" + code))
}

func (s *caseSource) add(v cases.Visit) {
	n := 0
	for n < len(s.people) && s.people[n] != v.Person {
		n++
	}
	if n == len(s.people) {
		s.people = append(s.people, v.Person)
	}
	s.visits = append(s.visits, caseVisit{v.Programme.ID, v.Kind.ID, Visit{Event: v.ID, Person: uint32(n), On: v.On,
		Department: departmentID(v.Department), Set: uint32(len(s.visits)), Answers: v.Answers}})
}

func (s *caseSource) Seq() store.Seq { return 0 }

func (s *caseSource) Visits(programme, visit string, period civil.Period, use func(Visit)) {
	for _, v := range s.visits {
		if v.programme == programme && v.kind == visit && period.Contains(v.On) {
			use(v.Visit)
		}
	}
}

func (s *caseSource) Later(person uint32, programme, visit string, period civil.Period, use func(Visit)) {
	s.Visits(programme, visit, period, func(v Visit) {
		if v.Person == person {
			use(v)
		}
	})
}

func (s *caseSource) Person(n uint32) due.Person {
	p := s.people[n]
	return due.Person{Sex: p.Sex, Birth: p.Birth, Death: p.Death}
}

func (s *caseSource) Place(uint32, catalogue.PlaceRole, civil.Date) id.ID { return id.ID{} }
func (s *caseSource) ID(uint32) id.ID                                     { return id.ID{} }
