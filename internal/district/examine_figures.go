package district

import (
	"fmt"

	"youfu/internal/care"
	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/custody"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// figures computes every figure over all days from the views, and again from the rows of the tables, where each visit has its own answers
// and its rules are asked anew.
func (d *District) figures(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
	var wrong []string
	err := d.at(tx, 0, func(s State) error {
		rows, err := s.readRows(d)
		if err != nil {
			return err
		}
		for _, which := range s.Practice.FigureIDs {
			q := figure.Query{Figure: s.Practice.Figures[which], Period: rows.period, By: []string{"department", "year"}}
			shown, err := figure.Compute(q, s.Figures(), s.Tree)
			if err != nil {
				return err
			}
			again, err := figure.Compute(q, rows, s.Tree)
			if err != nil {
				return err
			}
			if said(shown) != said(again) {
				wrong = append(wrong, which)
			}
		}
		return nil
	})
	return verdict("figures", wrong...), err
}

func said(r figure.Result) string {
	text := fmt.Sprintln(r.Value, r.Num, r.Den, r.Doubtful)
	for _, row := range r.Rows {
		text += fmt.Sprintln(row.By, row.Value, row.Num, row.Den)
	}
	return text
}

// rows is a source of figures that holds every visit as the tables have it now. Who a person is it asks the register's view.
type rows struct {
	source
	period   civil.Period // from the first visit to the last
	visits   map[care.Name][]figure.Visit
	of       map[ofPerson][]figure.Visit
	answers  []string // by set
	kinds    []*catalogue.Visit
	bodies   []id.ID
	numbered map[id.ID]uint16
}

type ofPerson struct {
	n    uint32
	name care.Name
}

func (s State) readRows(d *District) (*rows, error) {
	r := &rows{source: source{s}, visits: map[care.Name][]figure.Visit{}, of: map[ofPerson][]figure.Visit{}, numbered: map[id.ID]uint16{}}
	first, last := d.Today(), d.Today()
	r.number(id.ID{})
	err := care.Desk{Catalogue: s.Practice, Keys: d.Keys}.Visits(s.Tx, func(e care.Event) error {
		first, last = min(first, e.On), max(last, e.On)
		n := s.People.Canonical(s.People.N(e.Person))
		v := figure.Visit{Event: e.ID, Person: n, On: e.On, Set: uint32(len(r.answers)), Site: r.number(e.Site), Department: r.number(e.Department)}
		var kind *catalogue.Visit
		if p := s.Practice.Programmes[e.Programme]; p != nil {
			kind = p.Visit(e.Visit)
		}
		r.answers, r.kinds = append(r.answers, e.Answers), append(r.kinds, kind)
		name := care.Name{Programme: e.Programme, Visit: e.Visit}
		r.visits[name] = append(r.visits[name], v)
		r.of[ofPerson{n, name}] = append(r.of[ofPerson{n, name}], v)
		return nil
	})
	r.period = civil.Period{From: first, To: last.AddDays(1)}
	return r, err
}

func (r *rows) number(body id.ID) uint16 {
	n, ok := r.numbered[body]
	if !ok {
		n = uint16(len(r.bodies))
		r.bodies, r.numbered[body] = append(r.bodies, body), n
	}
	return n
}

func (r *rows) Visits(programme, visit string, period civil.Period, use func(*figure.Visit)) {
	within(r.visits[care.Name{Programme: programme, Visit: visit}], period, use)
}

func (r *rows) Later(n uint32, programme, visit string, period civil.Period, use func(*figure.Visit)) {
	within(r.of[ofPerson{n, care.Name{Programme: programme, Visit: visit}}], period, use)
}

func within(visits []figure.Visit, period civil.Period, use func(*figure.Visit)) {
	for i := range visits {
		if period.Contains(visits[i].On) {
			use(&visits[i])
		}
	}
}

// Answers are parsed when they are asked for. Answers that cannot be read are none; the diary will have said so.
func (r *rows) Answers(set uint32) due.Answers {
	answers, _ := check.Parse(r.answers[set], r.kinds[set])
	return answers
}

func (r *rows) Body(n uint16) id.ID { return r.bodies[n] }
