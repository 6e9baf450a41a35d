package benefit

import (
	"youfu/internal/fault"
	"youfu/internal/store"
)

// Rules are what the four powers need of a scheme: who holds them, and the steps of a case.
type Rules struct {
	Hash   string // of the definition's text
	ID     string
	Bodies map[Power]string
	Steps  []Step
	Appeal int // days after a refusal within which it can be appealed
}

// Step is one act of a case. Steps are numbered from 1.
type Step struct {
	ID    string `json:"step"`
	Power Power  `json:"power"`
	Level string `json:"at"`   // village, township or district: whose officers act
	Days  int    `json:"days"` // working days that a notice stands at least; 0 where the step is none
}

// Adopt notes a scheme's bodies and steps, once for a text of it. Conflict where a body of it holds another power.
func Adopt(tx *store.Tx, r Rules) error {
	known, err := tx.One(`select 1 from benefit_scheme where hash = $1`, []any{r.Hash}, new(int))
	if err != nil || known {
		return err
	}
	for _, p := range Powers {
		if r.Bodies[p] == "" {
			return fault.New(fault.Invalid, "benefit.no-power", r.ID, p)
		}
		if err := PutBody(tx, r.Bodies[p], p); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`insert into benefit_scheme (hash, id, seq) values ($1, $2, $3)`, r.Hash, r.ID, tx.Seq); err != nil {
		return err
	}
	for _, p := range Powers {
		if _, err := tx.Exec(`insert into benefit_power (scheme, power, body, seq) values ($1, $2, $3, $4)`, r.Hash, string(p), r.Bodies[p], tx.Seq); err != nil {
			return err
		}
	}
	return nil
}

// putTrack notes the steps of a track, once for a text of the scheme.
func putTrack(tx *store.Tx, r Rules, track string) error {
	known, err := tx.One(`select 1 from benefit_step where scheme = $1 and track = $2`, []any{r.Hash, track}, new(int))
	if err != nil || known {
		return err
	}
	for i, s := range r.Steps {
		if _, err := tx.Exec(`insert into benefit_step (scheme, track, n, seq, step, power, days, final) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			r.Hash, track, i+1, tx.Seq, s.ID, string(s.Power), s.Days, i+1 == len(r.Steps)); err != nil {
			return err
		}
	}
	return nil
}
