package district

import (
	"encoding/json"
	"fmt"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/facts"
	"youfu/internal/custody"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// mostActs is how many of the newest acts are held against the register: kinship and replay take a question each.
const mostActs = 2000

// looking is an examination that names places.
func looking(name string, ask func(*store.Tx) ([]string, error)) custody.Examine {
	return func(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
		wrong, err := ask(tx)
		slices.Sort(wrong)
		return verdict(name, slices.Compact(wrong)...), err
	}
}

// benefits look again, by other ways than the acts went, for what the tables of support cannot refuse.
func (d *District) benefits() []custody.Examine {
	return []custody.Examine{
		looking("support-seats", benefit.ExpiredSeats),
		looking("support-clocks", benefit.Impatient),
		looking("support-signatures", func(tx *store.Tx) ([]string, error) { return benefit.Forged(tx, d.Keys) }),
		looking("support-voices", benefit.ForgedVoices),
		looking("support-ledger", benefit.Unbalanced),
		looking("support-sums", benefit.Miscounted),
		looking("support-closing", func(tx *store.Tx) ([]string, error) { return benefit.ForgedClosings(tx, d.Keys) }),
		looking("support-schemes", d.forgedSchemes),
		looking("support-kin", d.nearActs),
		looking("support-replay", d.unlikeActs),
	}
}

// forgedSchemes are the texts whose bodies or steps on record are not those that the text says.
func (d *District) forgedSchemes(tx *store.Tx) ([]string, error) {
	bodies, tracks, err := benefit.Steps(tx)
	if err != nil {
		return nil, err
	}
	var wrong []string
	for hash, held := range bodies {
		s, err := d.SchemeByHash(tx, hash)
		if err != nil {
			wrong = append(wrong, hash) // in force with no text, or with one that cannot be read
			continue
		}
		rules := RulesOf(s, "")
		if fmt.Sprint(rules.Bodies) != fmt.Sprint(held) {
			wrong = append(wrong, s.ID)
		}
		for track, steps := range tracks[hash] {
			want := RulesOf(s, track).Steps
			for i := range want {
				want[i].Level = "" // which the tables do not keep
			}
			if !slices.Equal(want, steps) {
				wrong = append(wrong, s.ID+"/"+track)
			}
		}
	}
	return wrong, nil
}

// acts are the newest acts.
func acts(tx *store.Tx) (all []benefit.ActOf, err error) {
	err = benefit.Acts(tx, mostActs, func(a benefit.ActOf) error {
		all = append(all, a)
		return nil
	})
	return all, err
}

// nearActs are the cases in which somebody acted who belongs together with the person, as the register knows it now of the day.
func (d *District) nearActs(tx *store.Tx) ([]string, error) {
	all, err := acts(tx)
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, a := range all {
		officials, err := person.HoldersOf(tx, a.Actor)
		if err != nil {
			return nil, err
		}
		near, err := person.Near(tx, d.Keys, officials, []id.ID{a.Subject, a.Payee}, a.On)
		if err != nil {
			return nil, err
		}
		if near != "" {
			wrong = append(wrong, a.Case.String()+" "+near)
		}
	}
	return wrong, nil
}

// kept is what a finding says of itself, as far as it is asked again here.
type kept struct {
	Seq    store.Seq `json:"seq"`
	Result string    `json:"result"`
}

// unlikeActs are the cases of which an act's assessment, asked again with the facts, papers and rules of its day and write, has another
// result, or whose notices are not those that the scheme puts up for somebody like her.
func (d *District) unlikeActs(tx *store.Tx) ([]string, error) {
	all, err := acts(tx)
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, a := range all {
		if a.Finding == "" {
			continue
		}
		var was kept
		if err := json.Unmarshal([]byte(a.Finding), &was); err != nil || was.Seq != a.Seq-1 {
			wrong = append(wrong, a.Case.String())
			continue
		}
		now, err := d.resultOf(tx, a, was.Seq)
		if err != nil {
			return nil, err
		}
		if now != was.Result {
			wrong = append(wrong, a.Case.String())
		}
	}
	return wrong, nil
}

func (d *District) resultOf(tx *store.Tx, a benefit.ActOf, seq store.Seq) (result string, err error) {
	scheme, err := d.SchemeByHash(tx, a.Scheme)
	if err != nil {
		return "", err
	}
	c, err := benefit.LoadAt(tx, a.Case, seq)
	if err != nil {
		return "", err
	}
	err = d.support(tx, seq, func(s Support) error {
		f, _ := facts.NewReader(s.People, s.Tree, a.On).Read(s.People.N(a.Subject))
		for _, one := range c.Documents {
			f.Documents = append(f.Documents, assess.Document{Kind: one.Kind, Ref: one.Cell.String(), On: one.SeenOn})
		}
		f.Applied = c.AppliedOn
		result = assess.Assess(scheme, f, a.On).Verdict.String()
		return nil
	})
	return result, err
}
