package exchange_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// office is a district that files are read into.
type office struct {
	testing.TB
	*district.District
	dsn string
}

func newOffice(t testing.TB, dsn string) *office {
	t.Helper()
	d, _, err := district.Init(context.Background(), district.Options{DSN: dsn, KeyFile: filepath.Join(t.TempDir(), "youfu.key")}, district.Fresh{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return &office{t, d, dsn}
}

func each(t *testing.T, run func(o *office)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, dsn string) { run(newOffice(t, dsn)) })
}

// job is a file of some kind; visits are of the screening.
func job(kind exchange.Kind, file string) exchange.Job {
	return exchange.Job{Kind: kind, Programme: "womens-screening", Visit: "screening", Name: "file.csv", File: strings.NewReader(file), Size: int64(len(file)), Actor: registrar}
}

var registrar = actor.Actor{Login: "registrar", Post: actor.Registrar, Account: id.FromHash([]byte("registrar"))}

func accepting(j exchange.Job) exchange.Job {
	j.Accept = map[string]bool{exchange.AcceptDuplicates: true}
	return j
}

func (o *office) apply(j exchange.Job) exchange.Result {
	o.Helper()
	r, err := exchange.Apply(context.Background(), o.District, j)
	if err != nil {
		o.Fatal(err)
	}
	if r.Rows != r.Accepted+r.Unchanged+r.Held+r.RefusedN {
		o.Fatalf("%d rows are not %s", r.Rows, counts(r))
	}
	return r
}

// check checks the file and sees that nothing was written.
func (o *office) check(j exchange.Job) exchange.Result {
	o.Helper()
	before := o.seq()
	r, err := exchange.Check(context.Background(), o.District, j)
	if err != nil {
		o.Fatal(err)
	}
	if after := o.seq(); after != before {
		o.Errorf("the check used the numbers %d to %d", before+1, after)
	}
	return r
}

func (o *office) seq() store.Seq {
	o.Helper()
	seq, err := o.Store.Seq(context.Background())
	if err != nil {
		o.Fatal(err)
	}
	return seq
}

// counts are a result in short: accepted, unchanged, held and refused rows.
func counts(r exchange.Result) string {
	return fmt.Sprintf("%da %du %dh %dr", r.Accepted, r.Unchanged, r.Held, r.RefusedN)
}

func (o *office) want(r exchange.Result, want string) {
	o.Helper()
	if got := counts(r); got != want {
		o.Errorf("%s, want %s; refused %s; held %v", got, want, refusals(r), r.Duplicates)
	}
}

// refusals are the refused cells in short: "2 birth future-date".
func refusals(r exchange.Result) string {
	var all []string
	for _, f := range r.Refused {
		all = append(all, fmt.Sprintf("%d %s %s", f.Row, f.Column, f.Code))
	}
	return strings.Join(all, "; ")
}

const (
	places = `code,name,level,parent,from,to
990101000000,云溪区,district,,,
990101001000,柳湾镇,township,990101000000,,
990101001001,上村,village,990101001000,,
990101001002,下村,village,990101001000,,
990101002000,石桥镇,township,990101000000,,
990101002001,东村,village,990101002000,,
`
	departments = "code,name_zh,name_en\nhealth,卫生局,Health\nfamily-planning,计生局,Family planning\n"
	sites       = "code,name,department,place\nH1,镇卫生院,health,990101001000\nF1,计生服务站,family-planning,990101002000\n"
)

// settled is an office with places, departments and sites.
func settled(o *office) *office {
	o.Helper()
	o.want(o.apply(job(exchange.Places, places)), "6a 0u 0h 0r")
	o.want(o.apply(job(exchange.Departments, departments)), "2a 0u 0h 0r")
	o.want(o.apply(job(exchange.Sites, sites)), "2a 0u 0h 0r")
	return o
}

func eachSettled(t *testing.T, run func(o *office)) {
	t.Helper()
	each(t, func(o *office) { run(settled(o)) })
}

// number is a citizen number of somebody born on a day, with a sequence; odd sequences are men's.
func number(born string, sequence int) string {
	digits := "990101" + strings.ReplaceAll(born, "-", "") + fmt.Sprintf("%03d", sequence)
	for _, check := range "0123456789X" {
		if _, err := civil.ParseNumber(digits + string(check)); err == nil {
			return digits + string(check)
		}
	}
	panic("no number for " + born)
}

// find opens the one person with a ref.
func (o *office) find(ref string) person.Person {
	o.Helper()
	var p person.Person
	err := o.Store.Read(context.Background(), func(tx *store.Tx) error {
		holders, err := person.Holders(tx, o.Keys, person.Identifier{System: person.Ref, Value: ref})
		if err != nil || len(holders) != 1 {
			return fmt.Errorf("%d people have ref %s: %w", len(holders), ref, err)
		}
		p, err = person.Open(tx, o.Keys, holders[0])
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return p
}

// stays are somebody's stays of a role in short, newest first: "place from to".
func (o *office) stays(p person.Person, role person.Role) []string {
	o.Helper()
	tree, err := o.Tree(context.Background())
	if err != nil {
		o.Fatal(err)
	}
	var all []string
	for _, s := range p.Stays {
		if s.Role == role {
			at, _ := tree.Place(s.Place)
			all = append(all, strings.Join([]string{at.Name, s.From.String(), s.To.String(), s.Nature, s.Address}, " "))
		}
	}
	return all
}

// explained sees that every refusal, note and doubt has words in each language.
func (o *office) explained(r exchange.Result) {
	o.Helper()
	for _, f := range append(slices.Clone(r.Refused), r.Notes...) {
		for _, l := range lang.All {
			if text := lang.T(l, f.Key, f.Args...); strings.ContainsAny(text, "[{") {
				o.Errorf("%s: %s", f.Code, text)
			}
			if text := lang.T(l, f.Remedy()); strings.HasPrefix(text, "[") {
				o.Errorf("no remedy: %s", text)
			}
		}
	}
	for _, d := range r.Duplicates {
		if !lang.Has("exchange.why-" + d.Why) {
			o.Errorf("no words for %s", d.Why)
		}
	}
}

func reader(raw []byte) (*bytes.Reader, int64) { return bytes.NewReader(raw), int64(len(raw)) }

func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }
