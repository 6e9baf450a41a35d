package main

import (
	"fmt"
	"io"

	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

type personCommand struct {
	Find    personFind    `cmd:"" help:"Find people by half a name, pinyin, initials, phone tail or citizen number."`
	Show    personShow    `cmd:"" help:"Open one person."`
	Consent personConsent `cmd:"" help:"Record what a person agrees to, declines or takes back."`
}

type personFind struct {
	Text  string `arg:""`
	Limit int    `name:"limit" default:"50" help:"At most so many."`
}

func (c *personFind) Help() string { return "Example: youfu person find hxf --as chen" }

type personLine struct {
	ID           string  `json:"id"`
	Name         string  `json:"name"`
	Sex          string  `json:"sex"`
	Birth        *string `json:"birth"`
	Place        *string `json:"place"`
	NumberMasked *string `json:"number_masked"`
}

// orNull is null in JSON for what is not known.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (c *personFind) Run(r *run) error {
	return r.acting("person find", func(o office.Office) error {
		found, more, err := o.Find(r.ctx, c.Text, c.Limit)
		if err != nil {
			return err
		}
		tree, err := o.District.Tree(r.ctx)
		if err != nil {
			return err
		}
		lines := []personLine{}
		for _, f := range found {
			at, _ := tree.Place(f.Place)
			lines = append(lines, personLine{f.ID.String(), f.Name, f.Facts.Sex, orNull(f.Facts.Birth.String()), orNull(at.Code), orNull(f.Number)})
		}
		return r.print(lines, func(w io.Writer) {
			for i, l := range lines {
				fmt.Fprintln(w, l.ID, l.Name, l.Sex, found[i].Facts.Birth, tree.Name(found[i].Place), found[i].Number)
			}
			if more {
				fmt.Fprintln(w, r.say("cmd.more"))
			}
		})
	})
}

type personShow struct {
	ID string `arg:""`
}

type personSheet struct {
	personLine
	Death     *string       `json:"death"`
	Erased    bool          `json:"erased"`
	Stays     []stayLine    `json:"stays"`
	Household []memberLine  `json:"household"`
	Due       []dueLine     `json:"due"`
	Consents  []consentLine `json:"consents,omitempty"`
	Came      []cameLine    `json:"came,omitempty"`
	Services  []serviceLine `json:"services,omitempty"`
}

type stayLine struct {
	Role string  `json:"role"`
	Code string  `json:"place"`
	From *string `json:"from"`
	To   *string `json:"to"`
}

type memberLine struct {
	Person   string `json:"person"`
	Name     string `json:"name"`
	Relation string `json:"relation"`
}

type cameLine struct {
	Programme string `json:"programme"`
	On        string `json:"on"`
}

type serviceLine struct {
	Event     string    `json:"event"`
	Rev       int       `json:"rev"`
	Seq       store.Seq `json:"seq"`
	Programme string    `json:"programme"`
	Visit     string    `json:"visit"`
	Kind      string    `json:"kind"`
	On        string    `json:"on"`
	Site      *string   `json:"site"`
}

type consentLine struct {
	Purpose string  `json:"purpose"`
	State   *string `json:"state"` // null where she was not asked
	On      *string `json:"on"`
}

func (c *personShow) Run(r *run) error {
	who, err := parseID(c.ID)
	if err != nil {
		return err
	}
	return r.acting("person show", func(o office.Office) error {
		sheet, err := o.Open(r.ctx, who)
		if err != nil {
			return err
		}
		shown, err := sheetOf(r, o.District, sheet)
		if err != nil {
			return err
		}
		return r.print(shown, func(w io.Writer) { shown.text(w, sheet) })
	})
}

func sheetOf(r *run, d *district.District, s office.Sheet) (personSheet, error) {
	tree, err := d.Tree(r.ctx)
	if err != nil {
		return personSheet{}, err
	}
	p := s.Person
	shown := personSheet{Death: orNull(p.Facts.Death.String()), Erased: p.Erased, Stays: []stayLine{}, Household: []memberLine{}, Due: []dueLine{}}
	shown.personLine = personLine{ID: p.ID.String(), Name: p.Card.Name, Sex: p.Facts.Sex, Birth: orNull(p.Facts.Birth.String())}
	for _, i := range p.Identifiers {
		if i.System == person.Number {
			shown.NumberMasked = orNull(civil.Number(i.Value).Masked())
		}
	}
	if now, ok := p.Now(person.Resides, d.Today()); ok {
		at, _ := tree.Place(now.Place)
		shown.Place = orNull(at.Code)
	}
	for _, stay := range p.Stays {
		at, _ := tree.Place(stay.Place)
		shown.Stays = append(shown.Stays, stayLine{string(stay.Role), at.Code, orNull(stay.From.String()), orNull(stay.To.String())})
	}
	for _, m := range s.Household {
		shown.Household = append(shown.Household, memberLine{m.Member.Person.String(), m.Line.Name, m.Relation})
	}
	for _, item := range s.Due {
		shown.Due = append(shown.Due, dueOf(item, p.ID))
	}
	for _, w := range s.Wishes {
		shown.Consents = append(shown.Consents, consentLine{w.Purpose.ID, orNull(w.State), orNull(w.On.String())})
	}
	for _, came := range s.Came {
		shown.Came = append(shown.Came, cameLine{came.Programme.ID, came.On.String()})
	}
	for _, e := range s.Services {
		site, _ := tree.Site(e.Site)
		shown.Services = append(shown.Services, serviceLine{e.ID.String(), e.Rev, e.Seq, e.Programme, e.Visit, e.Kind, e.On.String(), orNull(site.Code)})
	}
	return shown, nil
}

func (p personSheet) text(w io.Writer, s office.Sheet) {
	fmt.Fprintln(w, p.Name, p.Sex, s.Person.Facts.Birth)
	for _, stay := range p.Stays {
		fmt.Fprintln(w, " ", stay.Role, stay.Code)
	}
	for _, m := range p.Household {
		fmt.Fprintln(w, " ", m.Name, m.Relation)
	}
	for _, d := range p.Due {
		fmt.Fprintln(w, " ", d.Key, d.Status)
	}
	for _, wish := range s.Wishes {
		fmt.Fprintln(w, " ", wish.Purpose.ID, wish.State, wish.On)
	}
	for _, c := range p.Came {
		fmt.Fprintln(w, " ", c.Programme, c.On)
	}
	for _, e := range p.Services {
		fmt.Fprintln(w, " ", e.On, e.Programme+"/"+e.Visit, e.Kind, e.Event, e.Rev)
	}
}
