package exchange

import (
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
)

// personRow is what a row says of a person. What is empty is not said: it changes nothing.
type personRow struct {
	n          int // of the file
	ref        string
	number     civil.Number
	name       string
	phone      string
	facts      person.Facts // sex and birth as in their own cells, not as the number has them
	registered id.ID
	resident   id.ID
	nature     string
	address    string
	household  string
	relation   string
	hasNumber  bool // the entry that it is compared with has this number
}

// personWords are the code tables and the tree that rows of people are read with.
type personWords struct {
	sex, nature, relation *catalogue.CodeTable
	sexes, natures, ties  map[string]string // what was found before
	tree                  *place.Tree
	places                map[string]placeFound
}

type placeFound struct {
	id  id.ID
	key string // why there is none
}

func newPersonWords(practice *catalogue.Catalogue) *personWords {
	return &personWords{
		sex: practice.Codes["sex"], nature: practice.Codes["registered-nature"], relation: practice.Codes["relation"],
		sexes: map[string]string{}, natures: map[string]string{}, ties: map[string]string{},
	}
}

// readPerson reads a row. It is to be used only where c.wrong is empty afterwards.
func (w *personWords) readPerson(c *cells) personRow {
	p := personRow{n: c.row.N, ref: c.exact("ref"), name: c.needed("name"), phone: c.phone("phone")}
	p.number = c.number("citizen_number")
	if c.cell("ref").Text == "" && c.cell("citizen_number").Text == "" {
		c.refuse("ref", "missing", "exchange.no-key")
	}
	switch sex := c.code("sex", w.sexes, w.sex); sex {
	case "male", "female":
		p.facts.Sex = sex
	}
	p.facts.Birth = c.birth("birth")
	p.facts.Death = c.past("death")
	p.checkNumber(c)
	if !p.facts.Death.Zero() && p.facts.Death < p.born().Earliest() {
		c.refuse("death", "out-of-range", "exchange.death-before-birth")
	}
	p.registered, p.resident = w.place(c, "registered_place"), w.place(c, "resident_place")
	p.nature = c.code("registered_nature", w.natures, w.nature)
	p.address = c.text("address")
	p.household, p.relation = c.exact("household"), c.code("relation", w.ties, w.relation)
	return p
}

// checkNumber holds sex and birth against the citizen number: where they differ, one of them is mistyped.
func (p *personRow) checkNumber(c *cells) {
	if p.number == "" {
		return
	}
	born, b := p.number.Birth(), p.facts.Birth
	if b != (civil.Birth{}) && (born < b.Earliest() || b.Latest() < born) {
		c.refuse("birth", "number-birth-differs", "exchange.number-birth-differs")
	}
	if born > c.today {
		c.refuse("citizen_number", "future-date", "exchange.future-number")
	}
	if p.facts.Sex != "" && p.facts.Sex != p.number.Sex() {
		c.refuse("sex", "number-sex-differs", "exchange.number-sex-differs")
	}
}

// born is the birth that the row tells, by its cell or by the number.
func (p *personRow) born() civil.Birth {
	if p.facts.Birth == (civil.Birth{}) && p.number != "" {
		return civil.Birth{Date: p.number.Birth(), Precision: civil.PrecisionDay}
	}
	return p.facts.Birth
}

// sexed is the sex that the row tells, by its cell or by the number.
func (p *personRow) sexed() string {
	if p.facts.Sex == "" {
		return p.number.Sex()
	}
	return p.facts.Sex
}

// place is the place that a code means today: where it was renamed or united with another, that which has its people now.
func (w *personWords) place(c *cells, column string) id.ID {
	code := strings.Map(narrow, c.text(column))
	if code == "" {
		return id.ID{}
	}
	found, known := w.places[code]
	if !known {
		found = w.find(code, c.today)
		w.places[code] = found
	}
	if found.key != "" {
		c.refuse(column, "unknown-place", found.key)
	}
	return found.id
}

func (w *personWords) find(code string, today civil.Date) placeFound {
	at, ok := w.tree.PlaceByCode(code)
	if !ok {
		return placeFound{key: "exchange.unknown-place"}
	}
	if at, ok = w.tree.On(at.ID, today); !ok {
		return placeFound{key: "exchange.split-place"}
	}
	return placeFound{id: at.ID}
}

// notKept reports what a row says that nothing in the register can hold yet.
func (p *personRow) notKept(c *cells, has *entry) []Refusal {
	before := len(c.wrong)
	if p.nature != "" && p.registered.Zero() && has.registered.rev == 0 {
		c.refuse("registered_nature", "not-kept", "exchange.nature-needs-place")
	}
	if p.address != "" && p.resident.Zero() && p.registered.Zero() && has.resides.rev == 0 && has.registered.rev == 0 {
		c.refuse("address", "not-kept", "exchange.address-needs-place")
	}
	if p.relation != "" && p.household == "" && has.member.rev == 0 {
		c.refuse("relation", "not-kept", "exchange.relation-needs-household")
	}
	notes := slices.Clone(c.wrong[before:])
	c.wrong = c.wrong[:before]
	return notes
}
