package benefit

import (
	"bytes"
	"encoding/hex"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// CoolingDays lie at least between leaving a body and sitting in another.
const CoolingDays = 90

// PutBody notes which power a body holds. Conflict where it holds another.
func PutBody(tx *store.Tx, code string, power Power) error {
	var holds string
	found, err := tx.One(`select power from benefit_body where code = $1`, []any{code}, &holds)
	switch {
	case err != nil:
		return err
	case found && Power(holds) != power:
		return fault.New(fault.Conflict, "benefit.one-power", code, holds, power)
	case found:
		return nil
	}
	_, err = tx.Exec(`insert into benefit_body (code, seq, power) values ($1, $2, $3)`, code, tx.Seq, string(power))
	return err
}

// PowerOf is the power that a body holds. NotFound where there is no such body.
func PowerOf(tx *store.Tx, body string) (Power, error) {
	var power string
	found, err := tx.One(`select power from benefit_body where code = $1`, []any{body}, &power)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "benefit.no-body", body)
	}
	return Power(power), err
}

// grant is the newest taking or leaving of a seat.
type grant struct {
	n     int
	sits  bool
	body  string
	power Power
	day   civil.Date
}

func lastGrant(tx *store.Tx, identity []byte) (g grant, found bool, err error) {
	var day int64
	found, err = tx.One(`select n, sits, body, power, day from benefit_grant where identity = $1 order by n desc limit 1`, []any{identity},
		&g.n, &g.sits, &g.body, (*string)(&g.power), &day)
	g.day = civil.Date(day)
	return g, found, err
}

// SeatOf is where a person sits. Refused where she sits in no body.
func SeatOf(tx *store.Tx, identity []byte, account id.ID) (Seat, error) {
	if len(identity) == 0 {
		return Seat{}, fault.New(fault.Refused, "benefit.no-identity")
	}
	g, found, err := lastGrant(tx, identity)
	if err == nil && (!found || !g.sits) {
		err = fault.New(fault.Refused, "benefit.no-seat")
	}
	return Seat{Identity: identity, N: g.n, Body: g.body, Power: g.power, Account: account}, err
}

// Sit gives a person a seat in a body, made by an account. Who sat in another body before needs CoolingDays in between and the consent of two
// others who sit (Speak).
//
// Errors: Conflict "benefit.sits-already"; Refused "benefit.cooling", "benefit.voices".
func Sit(tx *store.Tx, identity []byte, body string, on civil.Date, by id.ID) error {
	if len(identity) == 0 {
		return fault.New(fault.Invalid, "benefit.no-identity").With(fault.Field{Name: "citizen-number", Code: "missing", Key: "benefit.no-identity"})
	}
	power, err := PowerOf(tx, body)
	if err != nil {
		return err
	}
	last, before, err := lastGrant(tx, identity)
	switch {
	case err != nil:
		return err
	case before && last.sits && last.body == body:
		return nil // another login of the same person
	case before && last.sits:
		return fault.New(fault.Conflict, "benefit.sits-already", last.body)
	}
	if !before {
		_, err = tx.Exec(`insert into benefit_grant (seq, identity, n, sits, body, power, day, by_account) values ($1, $2, 1, $3, $4, $5, $6, $7)`,
			tx.Seq, identity, true, body, string(power), int64(on), by)
		return err
	}
	if free := last.day.AddDays(CoolingDays); on < free {
		return fault.New(fault.Refused, "benefit.cooling", last.body, free)
	}
	a, b, err := voices(tx, identity, last.n+1)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into benefit_grant (seq, identity, n, sits, body, power, day, prev_n, prev_sits, prev_body, prev_day, a_identity, a_n, b_identity, b_n, voice_sits, by_account)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		tx.Seq, identity, last.n+1, true, body, string(power), int64(on), last.n, false, last.body, int64(last.day), a.Identity, a.N, b.Identity, b.N, true, by)
	return err
}

// voices are the first two that consented to a person's n-th seat, in the order of their identities.
func voices(tx *store.Tx, identity []byte, n int) (a, b Seat, err error) {
	var all []Seat
	err = tx.Each(`select by_identity, by_n from benefit_voice where identity = $1 and n = $2 order by by_identity limit 2`, []any{identity, n}, func(scan func(...any) error) error {
		var s Seat
		err := scan(&s.Identity, &s.N)
		all = append(all, s)
		return err
	})
	if err == nil && len(all) < 2 {
		err = fault.New(fault.Refused, "benefit.voices", 2-len(all))
	}
	if err != nil {
		return a, b, err
	}
	return all[0], all[1], nil
}

// Leave ends a person's seat; nothing changes where she has none.
func Leave(tx *store.Tx, identity []byte, on civil.Date, by id.ID) error {
	last, found, err := lastGrant(tx, identity)
	if err != nil || !found || !last.sits {
		return err
	}
	_, err = tx.Exec(`insert into benefit_grant (seq, identity, n, sits, body, power, day, prev_n, prev_sits, prev_body, prev_day, by_account)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.Seq, identity, last.n+1, false, last.body, string(last.power), int64(max(on, last.day)), last.n, true, last.body, int64(last.day), by)
	return err
}

// Speak is one official's consent that another person may sit in a body again, after she has left hers.
func (d Desk) Speak(tx *store.Tx, s Seat, identity []byte, signer Signer) error {
	last, found, err := lastGrant(tx, identity)
	switch {
	case err != nil:
		return err
	case bytes.Equal(identity, s.Identity):
		return fault.New(fault.Refused, "benefit.own-seat")
	case !found || last.sits:
		return fault.New(fault.Conflict, "benefit.not-left")
	}
	spoke, err := tx.One(`select 1 from benefit_voice where identity = $1 and n = $2 and by_identity = $3`, []any{identity, last.n + 1, s.Identity}, new(int))
	if err != nil {
		return err
	}
	if spoke {
		return fault.New(fault.Conflict, "benefit.spoke-before")
	}
	digest, signature, err := sign(tx, "voice", voiceContent{identity, s.Identity, last.n + 1, d.Today}, signer)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into benefit_voice (identity, n, by_identity, by_n, seq, digest, signature) values ($1, $2, $3, $4, $5, $6, $7)`,
		identity, last.n+1, s.Identity, s.N, tx.Seq, digest, signature)
	return err
}

// voiceContent is what is signed of a consent.
type voiceContent struct {
	Identity, By []byte
	N            int
	On           civil.Date
}

// Holding is a body with the people who sit in it.
type Holding struct {
	Code   string `json:"code"`
	Power  Power  `json:"power"`
	People int    `json:"people"`
}

// Bodies are the bodies with their powers, and how many people sit in each.
func Bodies(tx *store.Tx) ([]Holding, error) {
	all := []Holding{}
	err := tx.Each(`select b.code, b.power, (select count(*) from benefit_grant g where g.body = b.code and g.sits
		and g.n = (select max(h.n) from benefit_grant h where h.identity = g.identity)) from benefit_body b order by b.code`, nil, func(scan func(...any) error) error {
		var h Holding
		err := scan(&h.Code, (*string)(&h.Power), &h.People)
		all = append(all, h)
		return err
	})
	return all, err
}

// Lone is somebody who could do alone what takes several bodies.
type Lone struct{ Who, How string }

// Alone looks for who could complete a payment alone: a person who sits in two bodies, or who made every account that acted for a list.
func Alone(tx *store.Tx) ([]Lone, error) {
	var all []Lone
	err := tx.Each(`select g.identity, count(distinct g.body) from benefit_grant g where g.sits and not exists (select 1 from benefit_grant h where h.identity = g.identity and h.n = g.n + 1)
		group by g.identity having count(distinct g.body) > 1`, nil, func(scan func(...any) error) error {
		var identity []byte
		var n int
		err := scan(&identity, &n)
		all = append(all, Lone{hex.EncodeToString(identity), "two-bodies"})
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(`select p.id from benefit_plan p join benefit_funding f on f.plan = p.id join benefit_order o on o.plan = p.id
		where p.actor = f.actor or p.actor = o.actor or f.actor = o.actor`, nil, func(scan func(...any) error) error {
		var plan id.ID
		err := scan(&plan)
		all = append(all, Lone{plan.String(), "one-person-two-powers"})
		return err
	})
	return all, err
}
