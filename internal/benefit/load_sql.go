package benefit

import (
	"slices"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Load reads a case with everything that was done in it. NotFound where there is none.
func Load(tx *store.Tx, which id.ID) (*Case, error) { return LoadAt(tx, which, now) }

// LoadAt reads a case as it was known at a seq: what was done and seen later is left out. NotFound where it was not known.
func LoadAt(tx *store.Tx, which id.ID, seq store.Seq) (*Case, error) {
	all, err := load(tx, seq, true, `c.id = $1`, which)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "benefit.no-case")
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// OfScheme reads the cases of a scheme, in the order in which they were applied for: those that keep lets through by who and where they are,
// which is all that it is told of them; nil lets all through. What an act rested on and how it was signed is left out: see Load.
func OfScheme(tx *store.Tx, scheme string, keep func(*Case) bool) ([]*Case, error) {
	if keep == nil {
		return load(tx, now, false, `c.scheme_id = $1`, scheme)
	}
	l := &loading{tx: tx, at: now, where: `c.scheme_id = $1`, args: []any{scheme}, by: map[id.ID]*Case{}}
	all, err := l.cases()
	if err != nil {
		return nil, err
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(c *Case) bool { return !keep(c) })
	if len(kept) == len(all) {
		return kept, l.rest()
	}
	ids := make([]id.ID, len(kept))
	for i, c := range kept {
		ids[i] = c.ID
	}
	read, err := loadSome(tx, false, ids)
	for i, c := range kept {
		kept[i] = read[c.ID]
	}
	return kept, err
}

// OfPerson reads the cases of an entry of the register, as the one who is paid or whom it is about.
func OfPerson(tx *store.Tx, who id.ID) (all []*Case, err error) {
	var hers []id.ID // asked first, along the indexes: most people have none
	if err := tx.Each(`select id, seq from benefit_case where subject = $1 union select id, seq from benefit_case where payee = $2 order by 2, 1`, []any{who, who}, func(scan func(...any) error) error {
		var one id.ID
		var seq store.Seq
		err := scan(&one, &seq)
		hers = append(hers, one)
		return err
	}); err != nil {
		return nil, err
	}
	for _, one := range hers {
		c, err := Load(tx, one)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// LoadSome reads many cases by their ids. Those that there are not are not in the answer.
func LoadSome(tx *store.Tx, ids []id.ID) (map[id.ID]*Case, error) { return loadSome(tx, true, ids) }

func loadSome(tx *store.Tx, whole bool, ids []id.ID) (map[id.ID]*Case, error) {
	all := make(map[id.ID]*Case, len(ids))
	return all, store.Groups(ids, func(list string, some []any) error {
		cases, err := load(tx, now, whole, `c.id in (`+list+`)`, some...)
		for _, c := range cases {
			all[c.ID] = c
		}
		return err
	})
}

// now is after every write, also after the one that asks.
const now store.Seq = 1<<62 - 1

// loading is some cases being read, as known at a seq; with what their acts rested on where they are few.
type loading struct {
	tx    *store.Tx
	at    store.Seq
	whole bool
	where string
	args  []any
	by    map[id.ID]*Case
}

func load(tx *store.Tx, at store.Seq, whole bool, where string, args ...any) ([]*Case, error) {
	l := &loading{tx, at, whole, where, args, map[id.ID]*Case{}}
	all, err := l.cases()
	if err != nil || len(all) == 0 {
		return all, err
	}
	return all, l.rest()
}

// cases reads who and where the cases are, and nothing of what was done.
func (l *loading) cases() (all []*Case, err error) {
	return all, l.each(`select c.seq, c.id, c.scheme_id, c.subject, c.payee, c.subject_identity, c.payee_identity, c.place, c.applied_on from benefit_case c where `, ` order by c.seq, c.id`,
		func(scan func(...any) error) error {
			c := &Case{}
			var seq store.Seq
			err := scan(&seq, &c.ID, &c.Scheme, &c.Subject, &c.Payee, &c.SubjectIdentity, &c.PayeeIdentity, &c.Place, &c.AppliedOn)
			if seq <= l.at {
				all, l.by[c.ID] = append(all, c), c
			}
			return err
		})
}

// rest reads everything else, in one question for each table.
func (l *loading) rest() error {
	for _, read := range []func() error{l.matters, l.acts, l.appeals, l.documents, l.objections} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

func (l *loading) each(query, order string, row func(scan func(...any) error) error) error {
	return l.tx.Each(query+l.where+order, slices.Clone(l.args), row)
}

func (l *loading) matters() error {
	err := l.each(`select m.seq, m.case_id, m.matter, m.kind, m.year, m.scheme, m.track, m.opened_on from benefit_matter m join benefit_case c on c.id = m.case_id where `,
		` order by m.case_id, m.matter`, func(scan func(...any) error) error {
			var seq store.Seq
			var which id.ID
			var m Matter
			err := scan(&seq, &which, &m.N, &m.Kind, &m.Year, &m.Scheme, &m.Track, &m.OpenedOn)
			if c := l.by[which]; c != nil && seq <= l.at {
				c.Matters = append(c.Matters, m)
			}
			return err
		})
	if err != nil {
		return err
	}
	steps := map[[2]string][]Step{}
	err = l.tx.Each(`select scheme, track, step, power, days from benefit_step order by scheme, track, n`, nil, func(scan func(...any) error) error {
		var key [2]string
		var s Step
		err := scan(&key[0], &key[1], &s.ID, (*string)(&s.Power), &s.Days)
		steps[key] = append(steps[key], s)
		return err
	})
	for _, c := range l.by {
		for i := range c.Matters {
			c.Matters[i].Steps = steps[[2]string{c.Matters[i].Scheme, c.Matters[i].Track}]
		}
	}
	return err
}

// matter is one that is being read; nil where it was not known.
func (l *loading) matter(seq store.Seq, which id.ID, n int) *Matter {
	c := l.by[which]
	if c == nil || seq > l.at {
		return nil
	}
	return &c.Matters[n-1]
}

func (l *loading) acts() error {
	heavy := ""
	if l.whole {
		heavy = ", a.finding, a.signer, a.digest"
	}
	return l.each(`select a.case_id, a.matter, a.seq, a.round, a.n, a.step, a.power, a.body, a.outcome, a.on_date, a.until_on, a.final, a.actor, a.account, a.reason`+heavy+`
		from benefit_act a join benefit_case c on c.id = a.case_id where `, ` order by a.case_id, a.matter, a.round, a.n`, func(scan func(...any) error) error {
		var which id.ID
		var matter int
		var a Act
		var until string
		into := []any{&which, &matter, &a.Seq, &a.Round, &a.N, &a.Step, (*string)(&a.Power), &a.Body, &a.Outcome, &a.On, &until, &a.Final, &a.Actor, &a.Account, &a.Reason}
		if l.whole {
			into = append(into, &a.Finding, &a.Signer, &a.Digest)
		}
		if err := scan(into...); err != nil {
			return err
		}
		if until != "" {
			var err error
			if a.Until, err = civil.Parse(until); err != nil {
				return err
			}
		}
		if m := l.matter(a.Seq, which, matter); m != nil {
			m.Acts = append(m.Acts, a)
		}
		return nil
	})
}

func (l *loading) appeals() error {
	return l.each(`select r.seq, r.case_id, r.matter, r.round, r.lodged_on, r.words from benefit_round r join benefit_case c on c.id = r.case_id where `, ` order by r.case_id, r.matter, r.round`,
		func(scan func(...any) error) error {
			var seq store.Seq
			var which id.ID
			var matter int
			var a Appeal
			err := scan(&seq, &which, &matter, &a.Round, &a.LodgedOn, &a.Words)
			if m := l.matter(seq, which, matter); m != nil {
				m.Appeals = append(m.Appeals, a)
			}
			return err
		})
}

// documents reads the newest revision of each paper.
func (l *loading) documents() error {
	type paper struct {
		of   id.ID
		kind string
	}
	void := map[paper]bool{} // few
	err := l.each(`select d.case_id, d.kind, d.rev, d.seen_on, d.seq, d.cell, d.void from benefit_document d join benefit_case c on c.id = d.case_id where `, ` order by d.case_id, d.kind, d.rev`,
		func(scan func(...any) error) error {
			var which id.ID
			var d Document
			var gone bool
			err := scan(&which, &d.Kind, &d.Rev, &d.SeenOn, &d.Seq, &d.Cell, &gone)
			c := l.by[which]
			if c == nil || d.Seq > l.at {
				return err
			}
			if last := len(c.Documents) - 1; last >= 0 && c.Documents[last].Kind == d.Kind {
				c.Documents = c.Documents[:last]
			}
			c.Documents = append(c.Documents, d)
			if gone {
				void[paper{which, d.Kind}] = true
			} else if len(void) > 0 {
				delete(void, paper{which, d.Kind})
			}
			return err
		})
	for one := range void {
		c := l.by[one.of]
		c.Documents = slices.DeleteFunc(c.Documents, func(d Document) bool { return d.Kind == one.kind })
	}
	return err
}

// objections reads the newest revision of each objection, in the order in which they were made.
func (l *loading) objections() error {
	return l.each(`select o.seq, o.case_id, o.id, o.rev, o.matter, o.round, o.n, o.state, o.on_date, o.words from benefit_objection o join benefit_case c on c.id = o.case_id where `,
		` order by o.seq, o.id, o.rev`, func(scan func(...any) error) error {
			var seq store.Seq
			var which id.ID
			var o Objection
			err := scan(&seq, &which, &o.ID, &o.Rev, &o.Matter, &o.Round, &o.N, &o.State, &o.On, &o.Words)
			c := l.by[which]
			if c == nil || seq > l.at {
				return err
			}
			if i := slices.IndexFunc(c.Objections, func(before Objection) bool { return before.ID == o.ID }); i >= 0 {
				c.Objections[i] = o
			} else {
				c.Objections = append(c.Objections, o)
			}
			return err
		})
}
