package district

import (
	"context"
	"slices"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/catalogue/inforce"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
)

// Powers of the posts that hold one.
var powers = map[actor.Post]benefit.Power{
	actor.ConfirmOfficer: benefit.Confirm, actor.FundOfficer: benefit.Fund, actor.PayOfficer: benefit.Pay, actor.Supervisor: benefit.Supervise,
}

// bodies lets accounts take seats in the bodies of the four powers.
type bodies struct{}

func (bodies) Sit(tx *store.Tx, identity []byte, post actor.Post, body string, on civil.Date, by id.ID) error {
	power, err := benefit.PowerOf(tx, body)
	if err != nil {
		return err
	}
	if power != powers[post] {
		return fault.New(fault.Invalid, "benefit.one-power", body, power, powers[post]).With(fault.Field{Name: "body", Code: "wrong-power", Key: "benefit.one-power", Args: []any{body, power, powers[post]}})
	}
	return benefit.Sit(tx, identity, body, on, by)
}

func (bodies) Leave(tx *store.Tx, identity []byte, on civil.Date, by id.ID) error {
	return benefit.Leave(tx, identity, on, by)
}

// adopt notes the bodies of schemes that come into force.
func adopt(tx *store.Tx, practice *catalogue.Catalogue, changes []catalogue.Definition) error {
	for _, d := range changes {
		s := practice.Schemes[d.ID]
		if d.Kind != catalogue.DefScheme || s == nil {
			continue
		}
		if err := benefit.Adopt(tx, RulesOf(s, "")); err != nil {
			return err
		}
	}
	return nil
}

// noticeSuffix makes a step's id that of its public notice.
const noticeSuffix = "-notice"

// RulesOf are a scheme's bodies and the steps of a track. A track says of each step after the application whether its notice is put up, in
// order: "1" for a notice, "0" for none.
func RulesOf(s *catalogue.Scheme, track string) benefit.Rules {
	r := benefit.Rules{Hash: s.Hash, ID: s.ID, Appeal: s.Appeal.Days, Bodies: map[benefit.Power]string{}}
	for _, p := range benefit.Powers {
		r.Bodies[p] = s.Powers.Body(catalogue.Power(p))
	}
	i := 0
	for _, step := range s.Steps {
		if step.Power == "" {
			continue
		}
		r.Steps = append(r.Steps, benefit.Step{ID: step.ID, Power: benefit.Power(step.Power), Level: step.At})
		if i < len(track) && track[i] == '1' {
			r.Steps = append(r.Steps, benefit.Step{ID: step.ID + noticeSuffix, Power: benefit.Supervise, Level: step.Notice.At, Days: step.Notice.Days})
		}
		i++
	}
	return r
}

// TrackOf says which notices a case has: none where the scheme puts up none for somebody like her, or it cannot be told (R8).
func TrackOf(s *catalogue.Scheme, f assess.Facts, on civil.Date) string {
	var track strings.Builder
	reader := assess.NewReader()
	reader.Read(&f, on)
	for _, step := range s.Steps {
		if step.Power == "" {
			continue
		}
		put := step.Notice.Days > 0
		if step.Notice.NoneWhen != nil {
			verdict, _ := reader.Holds(step.Notice.NoneWhen)
			put = put && verdict == assess.NotMet
		}
		track.WriteByte(map[bool]byte{true: '1', false: '0'}[put])
	}
	return track.String()
}

// Support is the district as benefits see it: register, places and schemes, and no service record, whatever is asked (R2).
type Support struct {
	Tx       *store.Tx
	Seq      store.Seq
	Practice *catalogue.Catalogue
	Tree     *place.Tree
	People   person.View
}

// Behind is the handle of benefits, whose wall has no door to services.
func (d *District) Behind(ctx context.Context) (*store.District, error) {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.behind != nil {
		return d.behind, nil
	}
	behind, err := store.Attach(ctx, d.walled)
	if err != nil { // a login of its own that was never made
		if err := store.Admit(ctx, d.walled); err != nil {
			return nil, err
		}
		if behind, err = store.Attach(ctx, d.walled); err != nil {
			return nil, err
		}
	}
	behind.SetClock(d.Store.Now)
	d.behind = behind
	return behind, nil
}

// Supported calls use with the district as benefits see it, as known at a seq; zero means now.
func (d *District) Supported(ctx context.Context, seq store.Seq, use func(Support) error) error {
	behind, err := d.Behind(ctx)
	if err != nil {
		return err
	}
	return behind.Read(ctx, func(tx *store.Tx) error { return d.support(tx, seq, use) })
}

// Supporting calls use in a numbered write, with the district as it was before it.
func (d *District) Supporting(ctx context.Context, w store.Writing, use func(Support) error) (store.Receipt, error) {
	behind, err := d.Behind(ctx)
	if err != nil {
		return store.Receipt{}, err
	}
	return behind.Write(ctx, w, func(tx *store.Tx) error { return d.support(tx, 0, use) })
}

func (d *District) support(tx *store.Tx, seq store.Seq, use func(Support) error) error {
	if seq == 0 {
		seq = tx.Known()
	}
	practice, err := d.PracticeAt(tx, seq)
	if err != nil {
		return err
	}
	tree, err := d.TreeAt(tx, seq)
	if err != nil {
		return err
	}
	if err := d.Register.FollowTx(tx); err != nil {
		return err
	}
	return d.Register.At(seq, func(v person.View) error {
		return use(Support{Tx: tx, Seq: seq, Practice: practice, Tree: tree, People: v})
	})
}

// ChainOf is a place of a day with the places above it, from below.
func (s Support) ChainOf(at id.ID, on civil.Date) []place.Place {
	var all []place.Place
	p, ok := s.Tree.On(at, on)
	for ok && len(all) < 8 {
		all = append(all, p)
		p, ok = s.Tree.Place(p.Parent)
	}
	return all
}

// InChain reports whether a place is among those above another, or is it.
func InChain(chain []place.Place, at id.ID) bool {
	return slices.ContainsFunc(chain, func(p place.Place) bool { return p.ID == at })
}

// SchemeByHash is a text of a scheme that was ever in force. NotFound where none has the hash.
func (d *District) SchemeByHash(tx *store.Tx, hash string) (*catalogue.Scheme, error) {
	since, err := inforce.SinceHash(tx, hash)
	if err != nil {
		return nil, err
	}
	practice, err := d.PracticeAt(tx, since)
	if err != nil {
		return nil, err
	}
	for _, s := range practice.Schemes {
		if s.Hash == hash {
			return s, nil
		}
	}
	return nil, fault.New(fault.NotFound, "office.no-scheme", hash)
}
