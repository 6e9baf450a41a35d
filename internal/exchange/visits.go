package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"

	"youfu/internal/care"
	"youfu/internal/care/check"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// SameVisit holds a row with a ref of its own that has person, day and site in common with a visit that is recorded under another, or
// none: it may be the same.
const SameVisit = "same-visit"

// visits decides about rows of one visit of a programme. It is blind: what comes out is counts and refusals, never what stands in a visit.
type visits struct {
	run     *run
	visit   *catalogue.Visit
	name    care.Name
	people  map[digest]uint32 // by ref
	numbers several[digest]
	refs    map[digest]id.ID // visits by the ref of their row
	seen    map[any]seenRow  // by digest of the ref, and by sameness
}

// sameness is what identifies a visit in a row without ref.
type sameness struct {
	n    uint32
	on   civil.Date
	site id.ID
}

// seenRow is an earlier row of the file.
type seenRow struct {
	row  int
	says [32]byte // hash of what it says
}

func newVisits(r *run, practice *catalogue.Catalogue) *visits {
	v := &visits{run: r, name: care.Name{Programme: r.job.Programme, Visit: r.job.Visit}, seen: map[any]seenRow{}}
	v.visit, _ = r.job.visitOf(practice) // columnsOf has looked
	return v
}

func (v *visits) load(tx *store.Tx) error {
	v.people, v.numbers = map[digest]uint32{}, newSeveral[digest]()
	err := v.run.district.InWrite(tx, func(s district.State) error {
		return person.Identifiers(tx, func(p id.ID, system string, value []byte) error {
			switch system {
			case person.Ref:
				v.people[digest(value)] = s.People.N(p)
			case person.Number:
				v.numbers.add(digest(value), s.People.N(p))
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	v.refs, err = visitRefs(tx)
	return err
}

// changed: what is written looks again itself, see record and correct.
func (v *visits) changed(*store.Tx, store.Seq) (bool, error) { return false, nil }

// visitRow is what a row says of a visit.
type visitRow struct {
	n     int // of the file
	ref   string
	who   uint32 // canonical
	visit care.Visit
	sheet check.Sheet
}

// key is the digest by which the visit is found by its ref.
func (v *visits) key(ref string) digest {
	return digest(v.run.district.Keys.Digest("visit/"+v.name.Programme+"/"+v.name.Visit, ref))
}

func (v *visits) decide(ctx context.Context, rows []cells, c *chunk) error {
	var written []func(*batch) error
	err := v.run.district.At(ctx, 0, func(s district.State) error {
		desk, where, err := v.run.district.Desk(s.Tx)
		if err != nil {
			return err
		}
		d := &deciding{v, s, desk, desk.Batch(s.Tx, where, s.People, s.Pages), c}
		for i := range rows {
			write, err := d.one(&rows[i])
			if err != nil {
				return err
			}
			if len(rows[i].wrong) > 0 {
				c.refuse(&rows[i])
				rows[i].wrong = nil
			}
			if write != nil {
				written = append(written, write)
			}
		}
		return nil
	})
	if len(written) > 0 {
		c.write(func(w *writing) error { return v.write(w, written) })
	}
	return err
}

// deciding is a chunk of visits being decided on one state.
type deciding struct {
	*visits
	state district.State
	desk  care.Desk
	batch *care.Batch
	chunk *chunk
}

// one decides about a row.
func (d *deciding) one(c *cells) (func(*batch) error, error) {
	row := d.read(c)
	if len(c.wrong) > 0 {
		return nil, nil
	}
	event, err := d.find(&row)
	if err != nil {
		return nil, err
	}
	if err := d.check(&row, c); err != nil || len(c.wrong) > 0 {
		return nil, err
	}
	if d.repeats(&row, event, c) {
		return nil, nil
	}
	switch {
	case event == nil && d.doubtful(row) && d.holds(&row, 0):
		return nil, nil
	case event == nil:
		d.chunk.result.Accepted++
		return func(b *batch) error { return b.record(row) }, nil
	}
	return d.compare(&row, event, c)
}

// read reads who, when, where and the answers.
func (d *deciding) read(c *cells) visitRow {
	row := visitRow{n: c.row.N, ref: c.exact("ref"), who: d.who(c)}
	v := care.Visit{Event: id.Derive(d.run.result.Import, "visit", c.row.N), Programme: d.name.Programme, Visit: d.name.Visit, Given: map[string]string{}}
	if c.cell("on").Text == "" {
		c.refuse("on", "missing", "exchange.missing")
	}
	v.On = c.past("on")
	if code := c.exact("site"); code != "" {
		site, there := d.state.Tree.SiteByCode(code)
		if !there {
			c.refuse("site", "unknown-site", "exchange.unknown-site")
		}
		v.Site = site.ID
	} else if c.cell("site").Text == "" {
		c.refuse("site", "missing", "exchange.missing")
	}
	for _, f := range d.visit.Fields {
		for _, column := range columnsOfField(f) {
			text := c.cell(column).Text
			switch {
			case strings.ContainsFunc(text, unshown):
				c.refuse(column, "bad-text", "exchange.bad-text")
			case text != "" && !(f.Type == catalogue.TypeDate && c.isDayNumber(column, text)):
				v.Given[column] = given(f, text)
			}
		}
	}
	row.visit = v
	return row
}

// given is an answer as forms give it: files also write codes in words, and dates in other ways.
func given(f *catalogue.Field, text string) string {
	switch f.Type {
	case catalogue.TypeDate:
		return hyphenated(text)
	case catalogue.TypeCode, catalogue.TypeCodes:
		parts := strings.Split(strings.Map(narrow, text), ";")
		for i, part := range parts {
			if code := f.Codes.Find(part); code != nil {
				parts[i] = code.Code
			}
		}
		return strings.Join(parts, ";")
	}
	return text
}

// who is the person that a row speaks of, by the ref of a people file or by citizen number.
func (d *deciding) who(c *cells) uint32 {
	keys, view := d.run.district.Keys, d.state.People
	ref, number := c.exact("person"), c.number("citizen_number")
	var found []uint32
	switch {
	case ref != "":
		if n := d.people[digest(keys.Digest(person.Ref, ref))]; n != 0 {
			found = []uint32{view.Canonical(n)}
		}
	case number != "":
		for _, n := range d.numbers.get(digest(keys.Digest(person.Number, string(number)))) {
			if n = view.Canonical(n); !contains(found, n) {
				found = append(found, n)
			}
		}
	default:
		if len(c.wrong) == 0 {
			c.refuse("person", "missing", "exchange.no-person")
		}
		return 0
	}
	column := "person"
	if ref == "" {
		column = "citizen_number"
	}
	switch {
	case len(found) == 0:
		c.refuse(column, "unknown-person", "exchange.unknown-person")
		return 0
	case len(found) > 1:
		c.refuse(column, "shared-number", "exchange.shared-number", len(found))
		return 0
	}
	if _, erased, _ := view.Facts(found[0]); erased {
		c.refuse(column, "unknown-person", "exchange.unknown-person")
	}
	return found[0]
}

// find is the visit that a row stands for, in its newest revision; nil where there is none.
func (d *deciding) find(row *visitRow) (*care.Event, error) {
	event, known := id.ID{}, false
	if row.ref != "" {
		event, known = d.refs[d.key(row.ref)]
	} else {
		event, known = care.Same(d.state.People, d.state.Pages, row.who, d.name, row.visit.On, row.visit.Site)
	}
	candidates := []id.ID{event}
	if !known { // this very row may have entered one, when the file was read before
		candidates = d.run.past.own("visit", row.n)
	}
	for _, event := range candidates {
		now, err := d.desk.Current(d.state.Tx, event)
		if err == nil && !now.Void {
			return &now, nil
		}
		if err != nil && (known || !fault.Is(err, fault.NotFound)) {
			return nil, err
		}
	}
	return nil, nil
}

// check holds the answers against the definition.
func (d *deciding) check(row *visitRow, c *cells) error {
	sheet, err := d.batch.Check(row.who, row.visit)
	var f *fault.Error
	switch {
	case err == nil:
		row.sheet = sheet
	case errors.As(err, &f) && f.Kind == fault.Invalid:
		for _, wrong := range f.Fields {
			if wrong.Key == "check.code-near" { // it would say what was perhaps found
				wrong.Key, wrong.Args = "check.code", wrong.Args[:1]
			}
			c.refuse(wrong.Name, wrong.Code, wrong.Key, wrong.Args...)
		}
	default:
		return err
	}
	return nil
}

// repeats sorts a row whose visit came before in the same file, and reports whether it is sorted. The same again is nothing new; something
// else under the same ref, or without one, is refused; under another ref it may be the same visit, unless the register knows better.
func (d *deciding) repeats(row *visitRow, event *care.Event, c *cells) bool {
	same := sameness{row.who, row.visit.On, row.visit.Site}
	raw, _ := json.Marshal([]any{same.n, same.on, same.site, row.sheet.Canonical, row.sheet.Texts}) // plain values: it cannot fail
	now := seenRow{row.n, sha256.Sum256(raw)}
	keys := []any{same}
	if row.ref != "" {
		keys = []any{d.key(row.ref), same}
	}
	for _, key := range keys {
		before, found := d.seen[key]
		switch {
		case !found || before.row >= row.n: // the chunk may be decided once more
			d.seen[key] = now
		case row.ref != "" && key == any(same):
			if event == nil && d.holds(row, before.row) {
				return true
			}
		case before.says == now.says:
			d.chunk.unchanged(false)
			return true
		default:
			c.refuse("", "repeated", "exchange.repeated-visit", before.row)
			return true
		}
	}
	return false
}

// holds holds a row that may be a visit which is recorded, or stands in an earlier row, unless somebody let it in.
func (d *deciding) holds(row *visitRow, earlier int) bool {
	return d.run.holds(Duplicate{Row: row.n, Person: d.state.People.ID(row.who), Why: SameVisit, Earlier: earlier}, d.chunk)
}

// doubtful reports that a row with a new ref may be a visit that was recorded under another, or none.
func (d *deciding) doubtful(row visitRow) bool {
	if row.ref == "" {
		return false
	}
	_, there := care.Same(d.state.People, d.state.Pages, row.who, d.name, row.visit.On, row.visit.Site)
	return there
}
