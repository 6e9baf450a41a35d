package office

import (
	"context"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/post"
)

// ApplyForm is what a worker needs to enter an application for somebody.
type ApplyForm struct {
	Line     Line
	Practice *catalogue.Catalogue
	Schemes  []ApplyScheme // those that take applications today, in the order of their ids
	Account  benefit.BankAccount
	Tail     string // of the account that she has already
}

// ApplyScheme is one scheme for one person.
type ApplyScheme struct {
	Scheme *catalogue.Scheme
	About  []ApplyAbout // herself, or each of her children
	Papers []string     // kinds of paper that the scheme asks for
	Beside []Beside     // what she has or asked for that touches this scheme
}

// ApplyAbout is somebody whom an application could be about.
type ApplyAbout struct {
	Line
	Result assess.Result // by the register alone: papers are still to be seen
	Case   id.ID         // the case that there is already
	State  benefit.State // of it
}

// ApplyForm opens the form of an application. NotFound for whom the actor may not apply.
func (o Office) ApplyForm(ctx context.Context, who id.ID) (f ApplyForm, err error) {
	if err := o.may(post.ApplySupport); err != nil {
		return f, err
	}
	err = o.supported(ctx, 0, func(s supportState) error {
		n, err := s.reach(who)
		if err != nil {
			return err
		}
		if f.Line, err = s.line(s.People.ID(n)); err != nil {
			return err
		}
		f.Practice = s.Practice
		identity, err := s.identity(n)
		if err != nil {
			return err
		}
		var number string
		if f.Account, number, err = s.desk().Account(s.Tx, identity); err != nil {
			return err
		}
		f.Tail = tail(number)
		f.Schemes, err = s.applySchemes(n)
		return err
	})
	if err != nil {
		return f, err
	}
	return f, o.opened(ctx, post.ApplySupport, f.Line.ID, id.ID{}, "support")
}

func (s supportState) applySchemes(n uint32) (all []ApplyScheme, err error) {
	today := s.District.Today()
	for _, named := range s.Practice.SchemeIDs {
		scheme := s.Practice.Schemes[named]
		if !scheme.Open.Contains(today) {
			continue
		}
		one := ApplyScheme{Scheme: scheme, Papers: s.papersOf(scheme)}
		about := []uint32{n}
		if scheme.Subject == catalogue.SubjectChild {
			about = s.childrenOf(n)
		}
		for _, child := range about {
			subject := s.People.ID(child)
			a := ApplyAbout{Result: assess.Assess(scheme, s.read(child, today), today)}
			if a.Line, err = s.line(subject); err != nil {
				return nil, err
			}
			if err := s.knownCase(scheme, &a); err != nil {
				return nil, err
			}
			one.About = append(one.About, a)
			beside, err := s.beside(benefit.Applying{Rules: benefit.Rules{ID: named}, Subject: subject, Payee: s.People.ID(n), On: today})
			if err != nil {
				return nil, err
			}
			one.Beside = append(one.Beside, beside...)
		}
		all = append(all, one)
	}
	return all, nil
}

// childrenOf are the living children of whom somebody is parent or guardian.
func (s supportState) childrenOf(n uint32) (all []uint32) {
	s.People.Ties(n, s.District.Today(), func(k person.Kin) {
		if facts, erased, known := s.People.Facts(k.N); k.IsA && (k.Kind == person.Parent || k.Kind == person.Guardian) && known && !erased && facts.Death.Zero() && !slices.Contains(all, k.N) {
			all = append(all, k.N)
		}
	})
	return all
}

// knownCase finds the case that somebody has in a scheme already.
func (s supportState) knownCase(scheme *catalogue.Scheme, a *ApplyAbout) error {
	cases, err := benefit.OfPerson(s.Tx, a.ID)
	for _, c := range cases {
		if c.Scheme == scheme.ID && c.Subject == a.ID {
			a.Case, a.State = c.ID, c.Progress(c.Last(), s.District.Today()).State
		}
	}
	return err
}

// Scheme is a scheme of the form. NotFound where it takes no applications.
func (f ApplyForm) Scheme(named string) (ApplyScheme, error) {
	for _, one := range f.Schemes {
		if one.Scheme.ID == named {
			return one, nil
		}
	}
	return ApplyScheme{}, fault.New(fault.NotFound, "office.no-scheme", named)
}
