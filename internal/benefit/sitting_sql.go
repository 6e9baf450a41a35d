package benefit

import "youfu/internal/store"

// Sitting is one official at work in one write: what does not change meanwhile is read once, so that many acts cost little more than their
// rows.
type Sitting struct {
	Desk
	tx      *store.Tx
	seat    Seat
	signer  Signer
	stopped map[string]bool
	bodies  map[string]string // by scheme and power
}

// Sitting begins the work of an official in a write.
func (d Desk) Sitting(tx *store.Tx, s Seat, signer Signer) (*Sitting, error) {
	d.Keys.In(tx) // cells are sent before the acts that refer to them
	stopped, err := Stopped(tx)
	return &Sitting{d, tx, s, signer, stopped, map[string]string{}}, err
}

// Act does the next step of the newest matter of a case that was read in this write, as Desk.Act does. The case itself is left as it was.
func (t *Sitting) Act(c *Case, what Deciding) error {
	m := c.Last()
	p := c.Progress(m, t.Today)
	if err := t.mayAct(c, m, p, what); err != nil {
		return err
	}
	return t.write(t.tx, t.seat, c, m, p, what, t.signer)
}

// body is the one that holds a power in a scheme's text.
func (t *Sitting) body(scheme string, power Power) (string, error) {
	key := scheme + "/" + string(power)
	if known, ok := t.bodies[key]; ok {
		return known, nil
	}
	var body string
	_, err := t.tx.One(`select body from benefit_power where scheme = $1 and power = $2`, []any{scheme, string(power)}, &body)
	t.bodies[key] = body
	return body, err
}
