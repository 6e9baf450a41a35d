package post

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func TestASessionEnds(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		t.Run("when idle", func(t *testing.T) {
			token, _ := o.enter("qin", password)
			o.pass(sessionIdle - time.Second)
			o.wantIn(token) // and is in use from now
			o.pass(sessionIdle - time.Second)
			o.wantIn(token)
			o.pass(sessionIdle)
			o.wantOut(token)
			o.wantOut(token)
		})
		t.Run("after twelve hours of work", func(t *testing.T) {
			token, s := o.enter("qin", password)
			began := o.d.Now()
			for o.d.Now().Sub(began) < sessionLife-time.Minute {
				o.pass(20 * time.Minute)
				if o.d.Now().Before(s.Expires) {
					o.wantIn(token)
				}
			}
			o.clock.Store(began.Add(sessionLife).UnixMicro())
			o.wantOut(token)
		})
		t.Run("on sign-out", func(t *testing.T) {
			token, _ := o.enter("qin", password)
			second, _ := o.enter("qin", password)
			if err := o.beside().SignOut(ctx, token); err != nil {
				t.Fatal(err)
			}
			o.wantOut(token)
			o.wantIn(second)
			if err := o.SignOut(ctx, token); err != nil {
				t.Errorf("signing out again: %v", err)
			}
			if err := o.SignOut(ctx, "no token"); err != nil {
				t.Errorf("signing out of nothing: %v", err)
			}
		})
	})
}

// That a session is in use is noted once a minute, not on every request.
func TestUseIsNotedOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		token, _ := o.enter("qin", o.add("qin", managerSeat))
		began := o.d.Now()
		seen := func() time.Duration {
			key, _, _ := readToken(token)
			var row sessionRow
			err := o.d.Read(ctx, func(tx *store.Tx) (err error) {
				row, err = sessionOf(tx, key)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return row.seen.Sub(began)
		}
		o.pass(59 * time.Second)
		o.wantIn(token)
		if got := seen(); got != 0 {
			t.Errorf("noted after %v", got)
		}
		o.pass(time.Second)
		o.wantIn(token)
		if got := seen(); got != time.Minute {
			t.Errorf("noted at %v", got)
		}
	})
}

func TestATokenCannotBeMade(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		if err := o.AddSeat(ctx, actor.System, "qin", NewSeat{Post: actor.Auditor, From: day("2026-01-01")}, id.New()); err != nil {
			t.Fatal(err)
		}
		undecided, s := o.enter("qin", password)
		if len(s.Seats) != 2 {
			t.Fatal(s.Seats)
		}
		token, s, err := o.Switch(ctx, undecided, s.Seats[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := base64.RawURLEncoding.DecodeString(token)
		otherSeat := append(append([]byte{}, raw[:32]...), s.Seats[1].ID[:]...)
		noSeat := append(append([]byte{}, raw[:32]...), make([]byte, 16)...)
		before, _ := base64.RawURLEncoding.DecodeString(undecided)
		key, _, _ := readToken(token)
		fresh, _ := newToken(s.Actor.Seat)
		for name, bad := range map[string]string{
			"none":                 "",
			"another seat in it":   base64.RawURLEncoding.EncodeToString(otherSeat),
			"no seat in it":        base64.RawURLEncoding.EncodeToString(noSeat),
			"a seat put in it":     base64.RawURLEncoding.EncodeToString(append(before[:32:32], s.Seats[0].ID[:]...)),
			"before the choice":    undecided,
			"one that nobody gave": fresh,
			"the stored hash":      base64.RawURLEncoding.EncodeToString(append(key, s.Actor.Seat[:]...)),
			"cut":                  token[:len(token)-4],
			"grown":                token + "AAAA",
			"padded":               token + "=",
			"a quote":              "' or '1'='1",
			"long":                 strings.Repeat("A", 1<<16),
		} {
			if _, err := o.Session(ctx, bad); err != NoSession {
				t.Errorf("%s: %v", name, err)
			}
		}
		o.wantIn(token)
	})
}

// A token that was known before the sign-in, or before the password changed, must not come to life or live on.
func TestSessionFixation(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		planted, _ := newToken(id.New())
		first := o.add("qin", managerSeat)
		o.wantOut(planted)
		token, s := o.enter("qin", first)
		o.wantOut(planted)
		if !s.MustChange {
			t.Fatal("the first password need not be changed")
		}
		elsewhere, _ := o.enter("qin", first)
		next, err := o.ChangePassword(ctx, token, first, "turnip lantern motorway")
		if err != nil {
			t.Fatal(err)
		}
		o.wantOut(token)
		o.wantOut(elsewhere)
		if s := o.wantIn(next); s.MustChange {
			t.Error("must change it still")
		}
		o.wantError(o.guess("qin", ""), fault.Refused, "post.sign-in-failed")
		_, _, err = o.SignIn(ctx, Credentials{Login: "qin", Password: first})
		o.wantError(err, fault.Refused, "post.sign-in-failed")
		if _, s := o.enter("qin", "turnip lantern motorway"); s.MustChange {
			t.Error("must change it again")
		}
	})
}

func TestChangePasswordRefuses(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first := o.add("qinlan", managerSeat)
		token, _ := o.enter("qinlan", first)
		for name, test := range map[string]struct{ old, new, field string }{
			"wrong old": {"not the password", "turnip lantern motorway", "old wrong"},
			"short":     {first, "k7mq-3fdt-9", "new too-short"},
			"own login": {first, "qinlan-2026!", "new guessable"},
			"own name":  {first, "何秀芬何秀芬何秀芬何秀芬", "new guessable"},
			"the same":  {first, first, "new same"},
		} {
			next, err := o.ChangePassword(ctx, token, test.old, test.new)
			o.wantError(err, fault.Invalid, "post.invalid")
			var e *fault.Error
			if asFault(err, &e) && (len(e.Fields) != 1 || e.Fields[0].Name+" "+e.Fields[0].Code != test.field) {
				t.Errorf("%s: %v", name, err)
			}
			if next != "" {
				t.Errorf("%s: a session all the same", name)
			}
		}
		if s := o.wantIn(token); !s.MustChange {
			t.Error("the password counts as changed")
		}
		o.enter("qinlan", first)
	})
}

func TestAResetPassword(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first := o.add("qin", managerSeat)
		token, _ := o.enter("qin", first)
		token, err := o.ChangePassword(ctx, token, first, "turnip lantern motorway")
		if err != nil {
			t.Fatal(err)
		}
		for range 6 {
			o.guess("qin", "")
		}
		second, err := o.ResetPassword(ctx, actor.System, "qin", id.New())
		if err != nil {
			t.Fatal(err)
		}
		o.beside().wantOut(token)
		if _, s := o.enter("qin", second); !s.MustChange { // the lock is lifted too
			t.Error("it need not be changed")
		}
		_, _, err = o.SignIn(ctx, Credentials{Login: "qin", Password: "turnip lantern motorway"})
		o.wantError(err, fault.Refused, "post.sign-in-failed")
	})
}

func TestTidyKeepsWhatStillCounts(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		o.enter("qin", password)
		for range 5 {
			o.guess("old", "10.0.0.9")
		}
		o.pass(forgetAfter + longestLock + time.Second)
		token, _ := o.enter("qin", password)
		for range 5 {
			o.guess("new", "10.0.0.8")
		}
		if err := o.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		o.wantIn(token)
		o.wantError(o.guess("new", ""), fault.Refused, "post.locked")
		count := func(query string) (n int) {
			err := o.d.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.One(query, nil, &n)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(`select count(*) from post_session`); n != 1 {
			t.Errorf("%d sessions stay", n)
		}
		if n := count(`select count(*) from post_attempt`); n != 2 { // of the login "new" and its address
			t.Errorf("%d counts stay", n)
		}
	})
}

func BenchmarkSession(b *testing.B) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": testdb.SQLite, "postgres": testdb.PG} {
		b.Run(name, func(b *testing.B) {
			o := newOffice(b, dsn(b))
			token, _ := o.enter("qin", o.add("qin", managerSeat))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := o.Session(ctx, token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSignIn(b *testing.B) {
	o := newOffice(b, testdb.SQLite(b))
	password := o.add("qin", managerSeat)
	for b.Loop() {
		o.enter("qin", password)
	}
}
