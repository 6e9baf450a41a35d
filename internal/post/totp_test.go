package post

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// TestCodesOfTheStandard are the vectors of RFC 6238, Appendix B (SHA-1), with the last six of their eight digits.
func TestCodesOfTheStandard(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := codeAt(secret, stepAt(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	text := base32.StdEncoding.EncodeToString(secret)
	for _, c := range []struct {
		code string
		at   int64
		ok   bool
	}{{"287082", 59, true}, {"287 082", 59, true}, {"287082", 29, true}, {"287082", 89, true}, {"287082", 90, false}, {"28708", 59, false}, {"", 59, false}, {"２８７０８２", 59, false}} {
		if got := stepOf(text, c.code, time.Unix(c.at, 0)) > 0; got != c.ok {
			t.Errorf("%q at %d: %v", c.code, c.at, got)
		}
	}
}

func TestKeyURI(t *testing.T) {
	if got, want := KeyURI("优服 清和区", "qin", "ABCD"), "otpauth://totp/%E4%BC%98%E6%9C%8D%20%E6%B8%85%E5%92%8C%E5%8C%BA:qin?issuer=%E4%BC%98%E6%9C%8D%20%E6%B8%85%E5%92%8C%E5%8C%BA&secret=ABCD"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// codeFor is the code that a phone shows now, or some steps from now.
func (o *office) codeFor(secret string, steps int64) string {
	raw, err := base32Text.DecodeString(secret)
	if err != nil {
		o.t.Fatal(err)
	}
	return codeAt(raw, stepAt(o.d.Now())+steps)
}

// enrolled is an account that holds one-time codes, with its secret. Its first code is used up.
func (o *office) enrolled(login string) (actor.Actor, string) {
	o.t.Helper()
	_, s := o.enter(login, o.add(login, managerSeat))
	offer, err := o.OfferTOTP(ctx, s.Actor, id.New())
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.ConfirmTOTP(ctx, s.Actor, offer.ID, o.codeFor(offer.Secret, 0), "", id.New()); err != nil {
		o.t.Fatal(err)
	}
	return s.Actor, offer.Secret
}

func TestCodesBeginWithTheFirstOne(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		_, s := o.enter("qin", o.add("qin", managerSeat))
		_, other := o.enter("other", o.add("other", managerSeat))
		signs := func(want bool) {
			t.Helper()
			if got, err := o.Signing(ctx, s.Actor.Account); err != nil || got.TOTP != want {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		once := id.New()
		old, err := o.OfferTOTP(ctx, s.Actor, once)
		if err != nil || strings.Contains(old.Secret, "=") || len(old.Secret) != 32 {
			t.Fatalf("%+v, %v", old, err)
		}
		_, err = o.OfferTOTP(ctx, s.Actor, once)
		o.wantError(err, fault.Conflict, "post.offered-before")
		offer, err := o.OfferTOTP(ctx, s.Actor, id.New())
		if err != nil {
			t.Fatal(err)
		}
		signs(false)
		o.wantError(o.ConfirmTOTP(ctx, s.Actor, old.ID, o.codeFor(old.Secret, 0), "", id.New()), fault.NotFound, "post.no-totp")
		o.wantError(o.ConfirmTOTP(ctx, other.Actor, offer.ID, o.codeFor(offer.Secret, 0), "", id.New()), fault.NotFound, "post.no-totp")
		o.wantError(o.ConfirmTOTP(ctx, s.Actor, offer.ID, o.codeFor(offer.Secret, 2), "", id.New()), fault.Refused, "post.code-wrong")
		_, err = o.TakeCode(ctx, s.Actor, o.codeFor(offer.Secret, 0), id.New(), "")
		o.wantError(err, fault.NotFound, "post.no-totp")
		if err := o.ConfirmTOTP(ctx, s.Actor, offer.ID, o.codeFor(offer.Secret, 0), "", id.New()); err != nil {
			t.Fatal(err)
		}
		signs(true)
		_, err = o.OfferTOTP(ctx, s.Actor, id.New())
		o.wantError(err, fault.Conflict, "post.totp-held")
		_, err = o.TakeCode(ctx, s.Actor, o.codeFor(offer.Secret, 0), id.New(), "")
		o.wantError(err, fault.Refused, "post.code-used")
	})
}

// TestACodeIsTakenOnce gives each code once, to one piece of work, whatever the order and the process.
func TestACodeIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		who, secret := o.enrolled("qin")
		o.pass(5 * time.Minute)
		now, next, early, work := o.codeFor(secret, 0), o.codeFor(secret, 1), o.codeFor(secret, -1), id.New()
		use, err := o.TakeCode(ctx, who, now, work, "10.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.beside().TakeCode(ctx, who, now, work, "10.0.0.1"); err != nil || again != use {
			t.Errorf("the same form sent twice: %+v, %v", again, err)
		}
		_, err = o.beside().TakeCode(ctx, who, now, id.New(), "10.0.0.1")
		o.wantError(err, fault.Refused, "post.code-used")
		_, err = o.TakeCode(ctx, who, early, id.New(), "10.0.0.1")
		o.wantError(err, fault.Refused, "post.code-used")
		if _, err = o.TakeCode(ctx, who, next, id.New(), "10.0.0.1"); err != nil {
			t.Errorf("a phone that is half a minute early: %v", err)
		}
		if _, err := o.d.Write(ctx, store.Writing{Actor: who, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
			_, err := tx.Exec(`insert into post_code (totp, step, work, at) values ($1, $2, $3, 0)`, use.TOTP, use.Step, id.New())
			return err
		}); err == nil {
			t.Error("the tables take a code twice")
		}
		errs := make(chan error)
		o.pass(5 * time.Minute)
		now = o.codeFor(secret, 0)
		for range 4 {
			go func() { _, err := o.TakeCode(ctx, who, now, id.New(), ""); errs <- err }()
		}
		taken := 0
		for range 4 {
			if err := <-errs; err == nil {
				taken++
			} else {
				o.wantError(err, fault.Refused, "post.code-used")
			}
		}
		if taken != 1 {
			t.Errorf("of four at once %d came through", taken)
		}
	})
}

// TestCodesAreNotGuessed locks an account's codes after five wrong ones, and its password not.
func TestCodesAreNotGuessed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		who, secret := o.enrolled("qin")
		o.pass(5 * time.Minute)
		for range loginFailures {
			_, err := o.TakeCode(ctx, who, "000000", id.New(), "")
			o.wantError(err, fault.Refused, "post.code-wrong")
		}
		_, err := o.TakeCode(ctx, who, o.codeFor(secret, 0), id.New(), "")
		o.wantError(err, fault.Refused, "post.code-locked")
		all, err := o.List(ctx, actor.System)
		if err != nil || all[0].Locked {
			t.Errorf("the sign-in is locked too: %+v, %v", all, err)
		}
		o.pass(firstLock)
		if _, err := o.TakeCode(ctx, who, o.codeFor(secret, 0), id.New(), ""); err != nil {
			t.Error(err)
		}
	})
}

func TestCodesAreTakenBack(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		who, secret := o.enrolled("qin")
		_, other := o.enter("other", o.add("other", managerSeat))
		o.wantError(o.EndTOTP(ctx, other.Actor, "qin", id.New()), fault.Refused, "post.not-yours")
		if err := o.EndTOTP(ctx, who, "qin", id.New()); err != nil {
			t.Fatal(err)
		}
		o.pass(time.Minute)
		_, err := o.TakeCode(ctx, who, o.codeFor(secret, 0), id.New(), "")
		o.wantError(err, fault.NotFound, "post.no-totp")
		o.wantError(o.EndTOTP(ctx, actor.System, "qin", id.New()), fault.NotFound, "post.no-totp")
		offer, err := o.OfferTOTP(ctx, who, id.New())
		if err != nil {
			t.Fatal(err)
		}
		if err := o.ConfirmTOTP(ctx, who, offer.ID, o.codeFor(offer.Secret, 0), "", id.New()); err != nil {
			t.Fatal(err)
		}
		if err := o.EndTOTP(ctx, actor.System, "qin", id.New()); err != nil {
			t.Errorf("the administrator cannot: %v", err)
		}
	})
}
