package exchange

import (
	"youfu/internal/care"
	"youfu/internal/id"
)

// compare writes the revision of a visit of which the row says something else.
func (d *deciding) compare(row *visitRow, now *care.Event, c *cells) (func(*batch) error, error) {
	if now.ID == row.visit.Event && !d.run.past.final { // an import that goes on has read the row in already
		d.chunk.unchanged(false)
		return nil, nil
	}
	who := d.state.People.Canonical(d.state.People.N(now.Person))
	if !d.run.past.final && (who != row.who || now.Site != row.visit.Site) {
		c.refuse("ref", "other-visit", "exchange.other-visit")
		return nil, nil
	}
	same, err := d.says(now, row)
	switch {
	case err != nil:
		return nil, err
	case same || d.run.past.final:
		d.chunk.unchanged(!same)
		return nil, nil
	}
	if old, err := d.saidBefore(now.ID, row); err != nil || old && !d.run.past.over {
		d.chunk.unchanged(old) // what a later revision corrected: an older file is no news of it
		return nil, err
	}
	d.chunk.result.Accepted++
	event, rev, visit := now.ID, now.Rev, row.visit
	return func(b *batch) error {
		_, err := b.desk.Correct(b.tx, b.where, event, rev, visit.On, visit.Given)
		return err
	}, nil
}

// saidBefore reports that a row says what an earlier revision of the visit said.
func (d *deciding) saidBefore(event id.ID, row *visitRow) (bool, error) {
	all, err := d.desk.Revisions(d.state.Tx, event)
	if err != nil {
		return false, err
	}
	for i := range all {
		if same, err := d.says(&all[i], row); err != nil || same {
			return same, err
		}
	}
	return false, nil
}

// says reports that a revision of a visit says what a row says.
func (d *deciding) says(e *care.Event, row *visitRow) (bool, error) {
	err := d.desk.OpenTexts(d.state.Tx, e)
	return e.On == row.visit.On && e.Answers == row.sheet.Canonical && sameTexts(e.Texts, row.sheet.Texts), err
}

func sameTexts(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name, text := range a {
		if b[name] != text {
			return false
		}
	}
	return true
}
