package post

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

var (
	ctx      = context.Background()
	shanghai = time.FixedZone("Asia/Shanghai", 8*3600)
	monday   = time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)
)

// office is a district with its accounts, as one process has it, under a clock that the test sets.
type office struct {
	*Accounts
	t     testing.TB
	clock *atomic.Int64
	file  seal.File
}

// each runs a test on both databases.
func each(t *testing.T, run func(*testing.T, *office)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, dsn string) { run(t, newOffice(t, dsn)) })
}

func newOffice(t testing.TB, dsn string) *office {
	t.Helper()
	if err := store.Create(ctx, store.Config{DSN: dsn}); err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, clock: new(atomic.Int64), file: seal.NewFile()}
	o.clock.Store(monday.UnixMicro())
	o.Accounts = o.open(dsn)
	return o
}

// beside is the same district as another process has it.
func (o *office) beside() *office {
	other := *o
	other.Accounts = o.open(o.d.Config().DSN)
	return &other
}

func (o *office) open(dsn string) *Accounts {
	o.t.Helper()
	d, err := store.Open(ctx, store.Config{DSN: dsn})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { d.Close() })
	d.SetClock(func() time.Time { return time.UnixMicro(o.clock.Load()) })
	keys, err := seal.NewKeys(o.file)
	if err != nil {
		o.t.Fatal(err)
	}
	return New(d, keys, shanghai, nil)
}

// pass lets time go by.
func (o *office) pass(d time.Duration) { o.clock.Add(d.Microseconds()) }

// add makes an account and gives its password.
func (o *office) add(login string, seat NewSeat) string {
	o.t.Helper()
	password, err := o.Add(ctx, actor.System, NewAccount{Login: login, Name: "何秀芬", NewSeat: seat, ClientID: id.New()})
	if err != nil {
		o.t.Fatal(err)
	}
	return password
}

// enter signs in.
func (o *office) enter(login, password string) (string, Session) {
	o.t.Helper()
	token, s, err := o.SignIn(ctx, Credentials{Login: login, Password: password, Address: "10.0.0.1"})
	if err != nil {
		o.t.Fatal(err)
	}
	return token, s
}

func (o *office) wantError(err error, kind fault.Kind, key string) {
	o.t.Helper()
	var e *fault.Error
	if !asFault(err, &e) || e.Kind != kind || e.Key != key {
		o.t.Errorf("error %v, want %s", err, key)
	}
}

func (o *office) wantOut(token string) {
	o.t.Helper()
	s, err := o.Session(ctx, token)
	if s.Actor.Post != "" {
		o.t.Errorf("an actor came with the refusal: %+v", s.Actor)
	}
	o.wantError(err, fault.Refused, "post.no-session")
}

func (o *office) wantIn(token string) Session {
	o.t.Helper()
	s, err := o.Session(ctx, token)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

var managerSeat = NewSeat{Post: actor.Manager}

func day(s string) civil.Date { return civil.MustDate(s) }
