package office

import (
	"context"
	"encoding/json"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/facts"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Finding is the assessment that an act rested on, as it is kept: whoever asks the same question of the same day, scheme and write gets
// the same answer.
type Finding struct {
	On       civil.Date         `json:"on"`
	Seq      store.Seq          `json:"seq"` // the last write that was known
	Scheme   string             `json:"scheme"`
	Result   string             `json:"result"`
	Criteria []FindingCriterion `json:"criteria"`
}

// FindingCriterion is one criterion of it.
type FindingCriterion struct {
	ID      string        `json:"id"`
	Result  string        `json:"result"`
	Facts   []FindingFact `json:"facts"`
	Missing []string      `json:"missing,omitempty"` // papers and facts
}

// FindingFact is a fact that a criterion rests on.
type FindingFact struct {
	Fact     string     `json:"fact"`
	Value    string     `json:"value"`
	Document string     `json:"document,omitempty"`
	Date     civil.Date `json:"date"`
}

// Case is a case of support as its page and command show it: one page for who applied and for the officials.
type Case struct {
	*benefit.Case
	Scheme   *catalogue.Scheme
	Subject  Line
	Payee    Line
	Progress benefit.Progress
	Result   assess.Result // today
	Account  benefit.BankAccount
	Payments []benefit.Payment
	Appeal   civil.Date // last day to appeal; zero where nothing was refused
}

// supportState is one reading or writing of support by one actor.
type supportState struct {
	Office
	district.Support
	readers map[civil.Date]*facts.Reader // one for each day that is asked about
	day     civil.Date                   // on which it is asked; zero: today
}

// today is the day on which support is asked about: another one than today's where a past payment is counted again.
func (s supportState) today() civil.Date {
	if s.day.Zero() {
		return s.District.Today()
	}
	return s.day
}

// supported reads support.
func (o Office) supported(ctx context.Context, seq store.Seq, use func(supportState) error) error {
	return o.District.Supported(ctx, seq, func(s district.Support) error {
		return use(supportState{Office: o, Support: s, readers: map[civil.Date]*facts.Reader{}})
	})
}

// supporting writes support; what use leaves as the outcome is what the same request sent again answers.
func (o Office) supporting(ctx context.Context, clientID id.ID, kind string, request any, use func(supportState) error) (store.Receipt, error) {
	w := store.Writing{Actor: o.Actor, ClientID: clientID, Kind: kind, Request: request}
	return o.District.Supporting(ctx, w, func(s district.Support) error {
		return use(supportState{Office: o, Support: s, readers: map[civil.Date]*facts.Reader{}})
	})
}

func (s supportState) desk() benefit.Desk {
	return benefit.Desk{Keys: s.District.Keys, Today: s.today()}
}

func (s supportState) scheme(named string) (*catalogue.Scheme, error) {
	if one := s.Practice.Schemes[named]; one != nil {
		return one, nil
	}
	return nil, fault.New(fault.NotFound, "office.no-scheme", named)
}

// schemeOf is the text under which a matter is decided: the one in force when it was opened, and not what it says today.
func (s supportState) schemeOf(c *benefit.Case, m *benefit.Matter) (*catalogue.Scheme, error) {
	if one := s.Practice.Schemes[c.Scheme]; one != nil && one.Hash == m.Scheme {
		return one, nil
	}
	return s.District.SchemeByHash(s.Tx, m.Scheme)
}

// identity is the digest of the natural person behind an entry of the register, or the entry's own id where no citizen number is known.
func (s supportState) identity(n uint32) ([]byte, error) {
	for _, entry := range append([]uint32{n}, s.People.Entries(n)...) {
		number, err := person.NumberOf(s.Tx, s.District.Keys, s.People.ID(entry))
		if err != nil {
			return nil, err
		}
		if number != "" {
			return s.District.Keys.Digest(person.Number, number), nil
		}
	}
	who := s.People.ID(n)
	return who[:], nil
}

// read is what the register says of somebody on a day; of who is no more in it, nothing.
func (s supportState) read(n uint32, on civil.Date) assess.Facts {
	if s.readers[on] == nil {
		s.readers[on] = facts.NewReader(s.People, s.Tree, on)
	}
	f, _ := s.readers[on].Read(n)
	return f
}

// facts are what a scheme may know in a case on a day.
func (s supportState) facts(c *benefit.Case, on civil.Date) assess.Facts {
	f := s.read(s.People.N(c.Subject), on)
	for _, d := range c.Documents {
		f.Documents = append(f.Documents, assess.Document{Kind: d.Kind, Ref: d.Cell.String(), On: d.SeenOn})
	}
	f.Applied = c.AppliedOn
	return f
}

func (s supportState) finding(scheme *catalogue.Scheme, c *benefit.Case, on civil.Date) (Finding, assess.Result) {
	result := assess.Assess(scheme, s.facts(c, on), on)
	f := Finding{On: on, Seq: s.Seq, Scheme: scheme.Hash, Result: result.Verdict.String(), Criteria: []FindingCriterion{}}
	for _, one := range result.Criteria {
		kept := FindingCriterion{ID: one.ID, Result: one.Verdict.String(), Facts: []FindingFact{}, Missing: append(slices.Clone(one.Papers), one.Missing...)}
		for _, u := range one.Used {
			kept.Facts = append(kept.Facts, FindingFact{u.Fact, u.Value, u.Document, u.On})
		}
		f.Criteria = append(f.Criteria, kept)
	}
	return f, result
}

// meetsCase reports whether the actor may know of a case: by where its household registration was, or where the person is today.
func (s supportState) meetsCase(c *benefit.Case) bool {
	scope := s.scope()
	if scope.District {
		return true
	}
	today := s.District.Today()
	places := []id.ID{c.Place}
	for _, who := range []id.ID{c.Subject, c.Payee} {
		n := s.People.Canonical(s.People.N(who))
		places = append(places, s.People.Place(n, person.Resides, today), s.People.Place(n, person.Registered, today))
	}
	for _, at := range places {
		for _, p := range s.ChainOf(at, today) {
			if scope.InPlace(p.ID) {
				return true
			}
		}
	}
	return false
}

// open reads a case that the actor may know of; one out of reach does not exist for him.
func (s supportState) open(which id.ID) (*benefit.Case, error) {
	c, err := benefit.Load(s.Tx, which)
	if err == nil && !s.meetsCase(c) {
		err = fault.New(fault.NotFound, "benefit.no-case")
	}
	return c, err
}

// view is a case as it is shown.
func (s supportState) view(c *benefit.Case) (*Case, error) {
	today := s.District.Today()
	m := c.Last()
	scheme, err := s.schemeOf(c, m)
	if err != nil {
		return nil, err
	}
	v := &Case{Case: c, Scheme: scheme, Progress: c.Progress(m, today)}
	if v.Subject, err = s.line(c.Subject); err != nil {
		return nil, err
	}
	if v.Payee, err = s.line(c.Payee); err != nil {
		return nil, err
	}
	_, v.Result = s.finding(scheme, c, today)
	if v.Account, _, err = s.desk().Account(s.Tx, c.PayeeIdentity); err != nil {
		return nil, err
	}
	if v.Payments, err = benefit.PaymentsOf(s.Tx, c.ID); err != nil {
		return nil, err
	}
	if v.Progress.State == benefit.Declined {
		v.Appeal = m.Acts[len(m.Acts)-1].On.AddDays(scheme.Appeal.Days)
	}
	return v, nil
}

// line is what a case shows of a person: the name, where she is registered, and nothing of services.
func (s supportState) line(who id.ID) (Line, error) {
	n := s.People.Canonical(s.People.N(who))
	l := Line{ID: s.People.ID(n), N: n}
	card, _, err := person.CardOf(s.Tx, s.District.Keys, l.ID)
	if err != nil {
		return l, err
	}
	l.Name, l.Phone = card.Name, MaskPhone(card.Phone)
	l.Facts, _, _ = s.People.Facts(n)
	l.Place = s.People.Place(n, person.Registered, s.District.Today())
	return l, nil
}

// OpenCase opens a case. NotFound where the actor may not know of it.
func (o Office) OpenCase(ctx context.Context, which id.ID) (*Case, error) {
	if err := o.may(post.OpenCase); err != nil {
		return nil, err
	}
	var v *Case
	err := o.supported(ctx, 0, func(s supportState) error {
		c, err := s.open(which)
		if err == nil {
			v, err = s.view(c)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, o.opened(ctx, post.OpenCase, v.Subject.ID, which, "case")
}

// ApplySupport is an application that a worker enters for a resident.
type ApplySupport struct {
	Scheme  string
	Person  id.ID             // who applies and is paid
	Child   id.ID             // whom it is about, where the scheme is for children
	Papers  map[string]string // kind of evidence: what the paper says of itself
	Account string            // bank account; "" for none yet
	Holder  string            // whom the bank names; "" means the person herself
}

// Beside is a scheme that a person has or asked for and that does not go, or goes only with a look, beside another.
type Beside struct {
	Scheme string
	How    string
	Text   lang.Text
	Case   id.ID
}

// Applied is what an application gives back.
type Applied struct {
	Case   id.ID    `json:"case"`
	Beside []Beside `json:"-"`
}

// Apply enters an application. A missing paper is no refusal: it is not decided yet.
//
// Errors: NotFound for who is out of the actor's reach and for an unknown scheme; Conflict "benefit.case-exists", and
// "office.excluded" where another scheme excludes this one; Invalid for kinds of paper that there are not.
func (o Office) Apply(ctx context.Context, clientID id.ID, a ApplySupport) (Applied, error) {
	if err := o.may(post.ApplySupport); err != nil {
		return Applied{}, err
	}
	var done Applied
	receipt, err := o.supporting(ctx, clientID, "benefit-application", a, func(s supportState) (err error) {
		if done, err = s.enter(a, 0); err != nil {
			return err
		}
		return s.Tx.SetOutcome(done)
	})
	if err != nil {
		return Applied{}, err
	}
	if receipt.Again {
		return done, json.Unmarshal(receipt.Outcome, &done)
	}
	return done, nil
}

// enter enters the n-th application of a write.
func (s supportState) enter(a ApplySupport, n int) (done Applied, err error) {
	scheme, err := s.scheme(a.Scheme)
	if err != nil {
		return done, err
	}
	applying, err := s.applying(scheme, a)
	if err != nil {
		return done, err
	}
	applying.N = n
	if done.Beside, err = s.beside(applying); err != nil {
		return done, err
	}
	if i := slices.IndexFunc(done.Beside, func(b Beside) bool { return b.How == catalogue.BesideRefuse }); i >= 0 {
		return done, fault.New(fault.Conflict, "office.excluded", s.Practice.Schemes[done.Beside[i].Scheme].Title, done.Beside[i].Case)
	}
	if done.Case, err = s.desk().Enter(s.Tx, applying); err != nil {
		return done, err
	}
	return done, s.putAccount(applying.PayeeIdentity, applying.Payee, a.Account, a.Holder)
}

// applying checks an application against the register and the scheme.
func (s supportState) applying(scheme *catalogue.Scheme, a ApplySupport) (benefit.Applying, error) {
	today := s.District.Today()
	payee, err := s.reach(a.Person)
	if err != nil {
		return benefit.Applying{}, err
	}
	subject := payee
	if scheme.Subject == catalogue.SubjectChild {
		if subject, err = s.childOf(payee, a.Child); err != nil {
			return benefit.Applying{}, err
		}
	}
	var wrong []fault.Field
	for kind := range a.Papers {
		if !slices.ContainsFunc(s.Practice.Evidence, func(e catalogue.Evidence) bool { return e.ID == kind }) {
			wrong = append(wrong, fault.Field{Name: "evidence", Code: "unknown-code", Key: "office.no-evidence", Args: []any{kind}})
		}
	}
	if len(wrong) > 0 {
		return benefit.Applying{}, fault.New(fault.Invalid, "office.application-refused").With(wrong...)
	}
	b := benefit.Applying{Subject: s.People.ID(subject), Payee: s.People.ID(payee), Place: s.People.Place(subject, person.Registered, today), On: today, Papers: a.Papers}
	if b.SubjectIdentity, err = s.identity(subject); err != nil {
		return b, err
	}
	if b.PayeeIdentity, err = s.identity(payee); err != nil {
		return b, err
	}
	known := s.read(subject, today)
	for kind := range a.Papers {
		known.Documents = append(known.Documents, assess.Document{Kind: kind, On: today})
	}
	b.Track = district.TrackOf(scheme, known, today)
	b.Rules = district.RulesOf(scheme, b.Track)
	return b, nil
}

// reach finds somebody for whom the actor may apply.
func (s supportState) reach(who id.ID) (uint32, error) {
	n := s.People.N(who)
	if n != 0 {
		n = s.People.Canonical(n)
	}
	coded, _, known := s.People.Facts(n)
	if n == 0 || !known {
		return 0, fault.New(fault.NotFound, "person.not-found")
	}
	scope, today := s.scope(), s.District.Today()
	for _, role := range []person.Role{person.Registered, person.Resides} {
		for _, p := range s.ChainOf(s.People.Place(n, role, today), today) {
			if scope.District || scope.InPlace(p.ID) {
				if !coded.Death.Zero() && coded.Death <= today {
					return 0, fault.New(fault.Conflict, "office.dead", coded.Death)
				}
				return n, nil
			}
		}
	}
	return 0, fault.New(fault.NotFound, "person.not-found")
}

// childOf is the child that an application is about: of whom the applicant is parent or guardian.
func (s supportState) childOf(applicant uint32, child id.ID) (uint32, error) {
	n := s.People.N(child)
	found := false
	if n != 0 {
		n = s.People.Canonical(n)
		s.People.Ties(n, s.District.Today(), func(k person.Kin) {
			found = found || k.N == applicant && !k.IsA && (k.Kind == person.Parent || k.Kind == person.Guardian)
		})
	}
	if !found {
		return 0, fault.New(fault.Invalid, "office.application-refused").With(fault.Field{Name: "child", Code: "unknown-person", Key: "office.not-her-child"})
	}
	return n, nil
}

// beside lists what the person has or asked for that touches the scheme.
func (s supportState) beside(a benefit.Applying) ([]Beside, error) {
	var all []Beside
	for _, who := range []id.ID{a.Subject, a.Payee} {
		cases, err := benefit.OfPerson(s.Tx, who)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			clash := s.Practice.Clash(a.Rules.ID, c.Scheme)
			if clash == nil || c.Progress(c.Last(), a.On).State == benefit.Declined || slices.ContainsFunc(all, func(b Beside) bool { return b.Case == c.ID }) {
				continue
			}
			all = append(all, Beside{c.Scheme, clash.How, clash.Text, c.ID})
		}
	}
	return all, nil
}

// putAccount notes a payee's account, where one was given that is not hers already.
func (s supportState) putAccount(payee []byte, who id.ID, account, holder string) error {
	if account == "" {
		return nil
	}
	_, known, err := s.desk().Account(s.Tx, payee)
	if err != nil || known == account {
		return err
	}
	card, _, err := person.CardOf(s.Tx, s.District.Keys, who)
	if err != nil {
		return err
	}
	if holder == "" {
		holder = card.Name
	}
	_, err = s.desk().PutAccount(s.Tx, payee, account, holder, card.Name)
	return err
}
