package exchange

import (
	"context"
	"strings"

	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/place"
	"youfu/internal/store"
)

// areas decides about rows of places, departments and sites. Their files are small; all their rows are decided together, since a row may
// name a parent that comes later.
type areas struct {
	run    *run
	tree   *place.Tree
	ours   map[string]place.Place // by code: what the file has entered or changed
	levels map[string]place.Level // words for levels
}

func newPlaces(r *run) *areas { return &areas{run: r, levels: levelWords()} }

func (a *areas) load(tx *store.Tx) (err error) {
	a.ours = map[string]place.Place{}
	a.tree, err = a.run.district.TreeAt(tx, 0)
	return err
}

func (a *areas) changed(tx *store.Tx, since store.Seq) (bool, error) { return place.Changed(tx, since) }

func (a *areas) decide(_ context.Context, rows []cells, c *chunk) error {
	seen := map[string]bool{}
	switch a.run.job.Kind {
	case Departments:
		for i := range rows {
			a.sort(&rows[i], c, seen, a.department(&rows[i]))
		}
	case Sites:
		for i := range rows {
			a.sort(&rows[i], c, seen, a.site(&rows[i]))
		}
	default:
		a.decidePlaces(rows, c, seen)
	}
	return nil
}

// decided is what a row asks for; write is nil where the row says nothing new.
type decided struct {
	code    string
	differs bool // the file came before, and something newer is known
	write   func(*writing) error
}

// sort counts a row and keeps its write.
func (a *areas) sort(row *cells, c *chunk, seen map[string]bool, d decided) {
	if seen[d.code] && d.code != "" {
		row.refuse("code", "repeated", "exchange.repeated")
	}
	seen[d.code] = true
	switch {
	case len(row.wrong) > 0:
		c.refuse(row)
		row.wrong = nil // it may be decided once more
	case d.write == nil:
		c.unchanged(d.differs)
	default:
		c.result.Accepted++
		c.write(d.write)
	}
}

// own is the id of what a row of this file enters.
func (a *areas) own(row *cells) id.ID {
	return id.Derive(a.run.result.Import, string(a.run.job.Kind), row.row.N)
}

func (a *areas) department(row *cells) decided {
	d := place.Department{ID: a.own(row), Code: row.exact("code")}
	if d.Code == "" && len(row.wrong) == 0 {
		row.refuse("code", "missing", "exchange.missing")
	}
	d.Name = lang.Text{Zh: row.text("name_zh"), En: row.text("name_en")}
	if before, there := a.tree.DepartmentByCode(d.Code); there {
		d.ID, d.Rev = before.ID, before.Rev
		d.Name = lang.Text{Zh: or(d.Name.Zh, before.Name.Zh), En: or(d.Name.En, before.Name.En)}
		if d == before || a.run.past.final {
			return decided{code: d.Code, differs: d != before}
		}
	}
	if d.Name == (lang.Text{}) {
		row.refuse("name_zh", "missing", "exchange.missing")
	}
	return decided{code: d.Code, write: func(w *writing) error { return place.PutDepartment(w.tx, d) }}
}

func (a *areas) site(row *cells) decided {
	s := place.Site{ID: a.own(row), Code: row.exact("code"), Name: row.needed("name")}
	if row.cell("code").Text == "" {
		row.refuse("code", "missing", "exchange.missing")
	}
	if code := row.needed("department"); code != "" {
		department, there := a.tree.DepartmentByCode(code)
		if !there {
			row.refuse("department", "unknown-code", "exchange.unknown-department")
		}
		s.Department = department.ID
	}
	if code := strings.Map(narrow, row.text("place")); code != "" {
		at, there := a.tree.PlaceByCode(code)
		if !there {
			row.refuse("place", "unknown-place", "exchange.unknown-place")
		}
		s.Place = at.ID
	}
	if before, there := a.tree.SiteByCode(s.Code); there {
		s.ID, s.Rev, s.From, s.To = before.ID, before.Rev, before.From, before.To
		if s.Place.Zero() {
			s.Place = before.Place
		}
		if s == before || a.run.past.final {
			return decided{code: s.Code, differs: s != before}
		}
	}
	return decided{code: s.Code, write: func(w *writing) error { return place.PutSite(w.tx, s) }}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// ordered are the levels from the top, so that a parent is decided before its children.
var ordered = []place.Level{place.District, place.Township, place.Village}

func (a *areas) decidePlaces(rows []cells, c *chunk, seen map[string]bool) {
	read := make([]placeRow, len(rows))
	for i := range rows {
		read[i] = a.readPlace(&rows[i])
	}
	for _, level := range ordered {
		for i := range rows {
			if read[i].Level == level {
				a.sort(&rows[i], c, seen, a.place(&rows[i], read[i]))
			}
		}
	}
	for i := range rows {
		if read[i].Level == "" {
			a.sort(&rows[i], c, seen, decided{})
		}
	}
}

// placeRow is what a row says of a place.
type placeRow struct {
	place.Place
	parent string // its code
}

// readPlace reads a row; its level is "" where it cannot be told, and then it is refused.
func (a *areas) readPlace(row *cells) placeRow {
	p := placeRow{Place: place.Place{Code: row.exact("code"), Name: row.needed("name"), From: row.date("from"), To: row.date("to")}, parent: row.exact("parent")}
	if p.Code == "" {
		if row.cell("code").Text == "" {
			row.refuse("code", "missing", "exchange.missing")
		}
		return p
	}
	shape := levelOf(p.Code)
	if shape == "" {
		row.refuse("code", "bad-code", "exchange.bad-place-code")
		return p
	}
	p.Level = shape
	if word := strings.ToLower(row.text("level")); word != "" && a.levels[word] != shape {
		if a.levels[word] == "" {
			row.refuse("level", "unknown-code", "exchange.unknown-level")
		} else {
			row.refuse("level", "bad-code", "exchange.level-differs")
		}
	}
	if !p.To.Zero() && p.To <= p.From {
		row.refuse("to", "out-of-range", "exchange.ends-before")
	}
	return p
}

// levelOf tells the level by the code: 12 digits, of which the last six are zero for a district, the last three for a township (NBS,
// statistical codes of areas). "" for what is no such code.
func levelOf(code string) place.Level {
	switch {
	case len(code) != 12 || !allDigits(code) || code[0] == '0':
		return ""
	case code[6:] == "000000":
		return place.District
	case code[9:] == "000":
		return place.Township
	}
	return place.Village
}

// place decides about a place whose parents are decided.
func (a *areas) place(row *cells, p placeRow) decided {
	a.findParent(row, &p)
	before, there := a.known(p.Code)
	again := there && !before.To.Zero() && p.From >= before.To // the code was given to another place since
	if there && !again && p.Parent != before.Parent && p.From > before.From && len(row.wrong) == 0 && !a.run.past.final {
		return a.moved(row, before, p)
	}
	if there && !again {
		p.ID, p.Rev = before.ID, before.Rev
		if p.From.Zero() {
			p.From = before.From
		}
		if p.To.Zero() {
			p.To = before.To
		}
		if before.Level != p.Level {
			row.refuse("level", "bad-code", "exchange.level-differs")
		}
		if p.Place == before || a.run.past.final {
			return decided{code: p.Code, differs: p.Place != before}
		}
	} else {
		p.ID = a.own(row)
		if root, has := a.root(); has && p.Level == place.District {
			row.refuse("code", "bad-code", "exchange.second-district", root.Name)
		}
	}
	if len(row.wrong) == 0 {
		kept := p.Place
		kept.Rev++
		a.ours[p.Code] = kept
	}
	one := p.Place
	return decided{code: p.Code, write: func(w *writing) error { return place.Put(w.tx, one) }}
}

// moved decides about a place that belongs to another from a day on. What it was until then stays as it was, so that figures by the
// boundaries of an earlier day do not change: it ends, and an heir under the same code has its people.
func (a *areas) moved(row *cells, before place.Place, p placeRow) decided {
	ended, heir := before, p.Place
	ended.To = p.From
	heir.ID, heir.Rev = a.own(row), 0
	kept := heir
	kept.Rev = 1
	a.ours[p.Code] = kept
	return decided{code: p.Code, write: func(w *writing) error {
		if err := place.Put(w.tx, ended); err != nil {
			return err
		}
		if err := place.Put(w.tx, heir); err != nil {
			return err
		}
		return place.Succeed(w.tx, ended.ID, heir.ID, p.From)
	}}
}

// findParent fills in the parent: by its code, or by the place's own, whose first digits are its parent's.
func (a *areas) findParent(row *cells, p *placeRow) {
	if p.Level == place.District {
		if p.parent != "" {
			row.refuse("parent", "bad-code", "exchange.district-has-no-parent")
		}
		return
	}
	code, digits, level := p.parent, 6, place.District
	if p.Level == place.Village {
		digits, level = 9, place.Township
	}
	if code == "" {
		code = p.Code[:digits] + strings.Repeat("0", 12-digits)
	}
	parent, there := a.known(code)
	switch {
	case !there:
		row.refuse("parent", "unknown-place", "exchange.unknown-parent")
	case parent.Level != level:
		row.refuse("parent", "bad-code", "exchange.parent-level")
	}
	p.Place.Parent = parent.ID
}

// known is the place with a code, as the file leaves it.
func (a *areas) known(code string) (place.Place, bool) {
	if p, ok := a.ours[code]; ok {
		return p, true
	}
	return a.tree.PlaceByCode(code)
}

// root is the district's own place, as the file leaves it.
func (a *areas) root() (place.Place, bool) {
	for _, p := range a.ours {
		if p.Level == place.District {
			return p, true
		}
	}
	return a.tree.Root()
}

// levelWords are the words for levels in each language, and ours.
func levelWords() map[string]place.Level {
	words := map[string]place.Level{}
	for _, level := range ordered {
		words[string(level)] = level
		for _, l := range lang.All {
			for _, word := range strings.Split(lang.T(l, "exchange.words-"+string(level)), "|") {
				words[strings.ToLower(word)] = level
			}
		}
	}
	return words
}
