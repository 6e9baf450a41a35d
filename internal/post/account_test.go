package post

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
)

func asFault(err error, e **fault.Error) bool { return errors.As(err, e) }

func TestAnAccountSeesItsOwnSeat(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		seat := NewSeat{Post: actor.ClinicWorker, Department: id.New(), Site: id.New(), Body: "health", From: day("2026-11-23"), To: day("2027-01-01")}
		password, err := o.Add(ctx, actor.System, NewAccount{Login: "qin.lan", Name: " 秦岚 ", CitizenNumber: "110105 19491231 002x", NewSeat: seat, ClientID: id.New()})
		if err != nil {
			t.Fatal(err)
		}
		token, s := o.enter(" Qin.Lan ", password)
		who := s.Actor
		if !s.MustChange || who.Login != "qin.lan" || who.Name != "秦岚" || who.Post != actor.ClinicWorker || who.Department != seat.Department ||
			who.Site != seat.Site || who.Body != "health" || !who.Place.Zero() || who.Account.Zero() || who.Seat.Zero() {
			t.Errorf("%+v", s)
		}
		if !bytes.Equal(who.Identity, o.keys.Digest("citizen-number", "11010519491231002X")) {
			t.Error("the identity is not that of the number")
		}
		again := o.wantIn(token)
		if fmt.Sprint(again) != fmt.Sprint(s) {
			t.Errorf("signed in as %+v, later %+v", s, again)
		}
		command, err := o.Authenticate(ctx, Credentials{Login: "qin.lan", Password: password})
		if err != nil || fmt.Sprint(command) != fmt.Sprint(who) {
			t.Errorf("the command acts as %+v: %v", command, err)
		}
	})
}

func TestTwoLoginsOfOnePersonAreKnownAsOne(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var identities [][]byte
		for login, number := range map[string]string{"qin-1": "11010519491231002X", "qin-2": "110105491231002", "other": "", "else": ""} {
			password, err := o.Add(ctx, actor.System, NewAccount{Login: login, CitizenNumber: number, NewSeat: managerSeat, ClientID: id.New()})
			if err != nil {
				t.Fatal(err)
			}
			_, s := o.enter(login, password)
			if s.Actor.Name != login {
				t.Errorf("without a name %s is called %q", login, s.Actor.Name)
			}
			if number != "" {
				identities = append(identities, s.Actor.Identity)
			} else if s.Actor.Identity != nil {
				t.Errorf("%s has an identity that nobody gave", login)
			}
		}
		if len(identities) != 2 || !bytes.Equal(identities[0], identities[1]) {
			t.Errorf("identities %x", identities)
		}
	})
}

func TestEveryWrongFieldAtOnce(t *testing.T) {
	place, department, site := id.New(), id.New(), id.New()
	for name, test := range map[string]struct {
		n    NewAccount
		want string
	}{
		"all at once": {NewAccount{Login: "Qin", Name: strings.Repeat("名", 61), CitizenNumber: "110105194912310021",
			NewSeat: NewSeat{Post: actor.ClinicWorker, Place: place, Body: "Fund!", From: day("2026-02-01"), To: day("2026-02-01")}},
			"login bad-login, name bad-text, citizen_number bad-number, place not-for-post, department missing, site missing, body bad-code, to not-after-from"},
		"no post":            {NewAccount{Login: "qin"}, "post unknown-post"},
		"the program's post": {NewAccount{Login: "qin", NewSeat: NewSeat{Post: actor.Program}}, "post unknown-post"},
		"the program's name": {NewAccount{Login: "youfu", NewSeat: managerSeat}, "login bad-login"},
		"village worker":     {NewAccount{Login: "qin", NewSeat: NewSeat{Post: actor.VillageWorker, Site: site}}, "place missing, site not-for-post"},
		"township worker":    {NewAccount{Login: "qin", NewSeat: NewSeat{Post: actor.TownshipWorker}}, "place missing"},
		"clinic worker":      {NewAccount{Login: "qin", NewSeat: NewSeat{Post: actor.ClinicWorker, Department: department}}, "site missing"},
		"administrator with a body": {NewAccount{Login: "qin", NewSeat: NewSeat{Post: actor.Administrator, Body: "fund"}},
			"body not-for-post"},
		"manager with a place": {NewAccount{Login: "qin", NewSeat: NewSeat{Post: actor.Manager, Place: place}}, "place not-for-post"},
		"line break in name":   {NewAccount{Login: "qin", Name: "a\nb", NewSeat: managerSeat}, "name bad-text"},
		"good":                 {NewAccount{Login: "q1", NewSeat: NewSeat{Post: actor.VillageWorker, Place: place, Body: "eligibility"}}, ""},
	} {
		_, wrong := test.n.check()
		var got []string
		for _, f := range wrong {
			got = append(got, f.Name+" "+f.Code)
			if !lang.Has(f.Key) {
				t.Errorf("%s: no text for %s", name, f.Key)
			}
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, ", "), test.want)
		}
	}
	for login, good := range map[string]bool{"ab": true, "a.b-c_9": true, "9a": true, strings.Repeat("a", 32): true,
		"": false, "a": false, strings.Repeat("a", 33): false, ".a": false, "a b": false, "秦岚": false, "ａｂ": false, "a\n": false, "ab\n": false, "a@b": false} {
		if got := loginForm.MatchString(login); got != good {
			t.Errorf("login %q: %v", login, got)
		}
	}
}

func TestOnlyAnAdministratorChangesAccounts(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.add("qin", managerSeat)
		for _, post := range append(slices.Clone(actor.Posts), "", "mayor") {
			if post == actor.Administrator {
				continue
			}
			by := seated(post)
			_, err := o.Add(ctx, by, NewAccount{Login: "new", NewSeat: managerSeat, ClientID: id.New()})
			o.wantError(err, fault.Refused, "post.not-yours")
			o.wantError(o.AddSeat(ctx, by, "qin", managerSeat, id.New()), fault.Refused, "post.not-yours")
			o.wantError(o.End(ctx, by, "qin", id.New()), fault.Refused, "post.not-yours")
			o.wantError(o.EndSeat(ctx, by, "qin", id.New(), 0, id.New()), fault.Refused, "post.not-yours")
			_, err = o.ResetPassword(ctx, by, "qin", id.New())
			o.wantError(err, fault.Refused, "post.not-yours")
			if _, err = o.List(ctx, by); (err == nil) != (post == actor.Auditor) {
				t.Errorf("%s lists the accounts: %v", name(post), err)
			}
		}
	})
}

// Two processes give the same login at the same moment: one does, all the others are told.
func TestALoginIsGivenOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		processes := []*office{o, o.beside()}
		var wg sync.WaitGroup
		passwords, errs := make([]string, 8), make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				passwords[i], errs[i] = processes[i%2].Add(ctx, actor.System, NewAccount{Login: "qin", NewSeat: managerSeat, ClientID: id.New()})
			})
		}
		wg.Wait()
		given := 0
		for i, err := range errs {
			if err == nil {
				given++
				o.enter("qin", passwords[i])
				continue
			}
			o.wantError(err, fault.Conflict, "post.login-taken")
			if passwords[i] != "" {
				t.Error("a refused account has a password")
			}
		}
		if given != 1 {
			t.Errorf("given %d times", given)
		}
		if all, _ := o.List(ctx, actor.System); len(all) != 1 {
			t.Errorf("%d accounts", len(all))
		}
		if err := o.End(ctx, actor.System, "qin", id.New()); err != nil {
			t.Fatal(err)
		}
		_, err := o.Add(ctx, actor.System, NewAccount{Login: "qin", NewSeat: managerSeat, ClientID: id.New()})
		o.wantError(err, fault.Conflict, "post.login-taken") // the audit would take one for the other
	})
}

func TestSentAgain(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		n := NewAccount{Login: "qin", CitizenNumber: "11010519491231002X", NewSeat: managerSeat, ClientID: id.New()}
		password, err := o.Add(ctx, actor.System, n)
		if err != nil {
			t.Fatal(err)
		}
		again, err := o.Add(ctx, actor.System, n)
		o.wantError(err, fault.Conflict, "post.added-before")
		if again != "" {
			t.Error("a password that does not work was shown")
		}
		o.enter("qin", password)
		n.CitizenNumber = ""
		_, err = o.Add(ctx, actor.System, n)
		o.wantError(err, fault.Conflict, "store.client-id-reused")

		reset := id.New()
		second, err := o.ResetPassword(ctx, actor.System, "qin", reset)
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.ResetPassword(ctx, actor.System, "qin", reset)
		o.wantError(err, fault.Conflict, "post.reset-before")
		o.enter("qin", second)
	})
}

func TestASeatGivesNoRightOutsideItsDates(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", NewSeat{Post: actor.Manager, From: day("2026-11-24"), To: day("2026-11-26")})
		refused := func(when string) {
			t.Helper()
			token, s, err := o.SignIn(ctx, Credentials{Login: "qin", Password: password})
			o.wantError(err, fault.Refused, "post.no-seat")
			if token != "" || s.Actor.Post != "" {
				t.Errorf("%s: a session all the same", when)
			}
			who, err := o.Authenticate(ctx, Credentials{Login: "qin", Password: password})
			o.wantError(err, fault.Refused, "post.no-seat")
			if who.Post != "" {
				t.Errorf("%s: an actor all the same", when)
			}
		}
		refused("before it begins")
		o.clock.Store(time.Date(2026, 11, 24, 0, 0, 0, 0, shanghai).UnixMicro()) // its first day here; still the 23rd in UTC
		o.enter("qin", password)
		o.clock.Store(time.Date(2026, 11, 25, 23, 59, 0, 0, shanghai).UnixMicro())
		token, _ := o.enter("qin", password)
		o.wantIn(token)
		o.pass(time.Minute)
		o.wantOut(token) // midnight came in a session that runs
		refused("on the day it ends")
	})
}

// severalSeats is an account "qin" with a seat that has expired, one from tomorrow, and two that hold.
func severalSeats(o *office) (password string) {
	o.t.Helper()
	password = o.add("qin", NewSeat{Post: actor.VillageWorker, Place: id.New(), From: day("2026-01-01"), To: day("2026-11-23")})
	for _, n := range []NewSeat{{Post: actor.Auditor, From: day("2026-06-01")}, {Post: actor.Manager}, {Post: actor.Registrar, From: day("2026-11-24")}} {
		if err := o.AddSeat(ctx, actor.System, "qin", n, id.New()); err != nil {
			o.t.Fatal(err)
		}
	}
	return password
}

func TestOneOfSeveralSeatsIsChosen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := severalSeats(o)
		undecided, s := o.enter("qin", password)
		if s.Chosen() || s.Actor.Post != "" || s.Actor.Login != "qin" {
			t.Fatalf("nobody chose, and yet %+v", s.Actor)
		}
		if len(s.Seats) != 2 || s.Seats[0].Post != actor.Auditor || s.Seats[1].Post != actor.Manager {
			t.Fatalf("seats %+v", s.Seats)
		}
		for _, p := range Purposes {
			if May(s.Actor, p) != (p == SignIn) {
				t.Errorf("without a seat: %s", p)
			}
		}
		if again := o.wantIn(undecided); again.Chosen() || len(again.Seats) != 2 {
			t.Errorf("%+v", again)
		}
		token, now, err := o.Switch(ctx, undecided, s.Seats[0].ID)
		if err != nil || now.Actor.Post != actor.Auditor || now.Expires != s.Expires {
			t.Fatalf("%+v, %v", now, err)
		}
		o.wantOut(undecided)
		next, _, err := o.Switch(ctx, token, s.Seats[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		o.wantOut(token)
		in := o.wantIn(next)
		if in.Actor.Post != actor.Manager || in.Actor.Seat != s.Seats[1].ID || in.Expires != s.Expires || len(in.Seats) != 2 {
			t.Errorf("%+v", in)
		}
		if May(in.Actor, Audit) || !May(in.Actor, Verify) {
			t.Error("the seat that was left gives rights still")
		}
	})
}

func TestASeatThatDoesNotHoldIsNotChosen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := severalSeats(o)
		o.add("other", managerSeat)
		all, err := o.List(ctx, actor.System)
		if err != nil || len(all) != 2 || len(all[1].Seats) != 4 {
			t.Fatalf("%+v, %v", all, err)
		}
		token, s := o.enter("qin", password)
		for name, seat := range map[string]id.ID{"expired": all[1].Seats[0].ID, "to come": all[1].Seats[3].ID, "somebody else's": all[0].Seats[0].ID, "none": {}} {
			_, _, err := o.Switch(ctx, token, seat)
			o.wantError(err, fault.Refused, "post.no-seat")
			if seat.Zero() {
				continue
			}
			if _, err = o.Authenticate(ctx, Credentials{Login: "qin", Password: password, Seat: seat}); err == nil {
				t.Errorf("%s: authenticated", name)
			}
			o.wantError(err, fault.Refused, "post.no-seat")
			_, _, err = o.SignIn(ctx, Credentials{Login: "qin", Password: password, Seat: seat})
			o.wantError(err, fault.Refused, "post.no-seat")
		}
		token, _, err = o.Switch(ctx, token, s.Seats[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.EndSeat(ctx, actor.System, "qin", s.Seats[1].ID, 0, id.New()); err != nil { // taken back on its first day
			t.Fatal(err)
		}
		o.wantOut(token) // and does not go on from the other seat
		o.wantError(o.EndSeat(ctx, actor.System, "qin", s.Seats[1].ID, 0, id.New()), fault.NotFound, "post.no-such-seat")
		o.wantError(o.EndSeat(ctx, actor.System, "qin", all[0].Seats[0].ID, 0, id.New()), fault.NotFound, "post.no-such-seat")
		if _, s = o.enter("qin", password); s.Actor.Post != actor.Auditor || len(s.Seats) != 1 {
			t.Errorf("the only seat is not taken at once: %+v", s)
		}
	})
}

// A session without a seat is over when there is nothing left to choose.
func TestNothingLeftToChoose(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", NewSeat{Post: actor.Manager, To: day("2026-11-24")})
		if err := o.AddSeat(ctx, actor.System, "qin", NewSeat{Post: actor.Auditor, To: day("2026-11-24")}, id.New()); err != nil {
			t.Fatal(err)
		}
		o.clock.Store(time.Date(2026, 11, 23, 23, 50, 0, 0, shanghai).UnixMicro())
		token, _ := o.enter("qin", password)
		o.wantIn(token)
		o.pass(10 * time.Minute)
		o.wantOut(token)
	})
}

func TestACommandSaysFromWhichSeat(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := severalSeats(o)
		who, err := o.Authenticate(ctx, Credentials{Login: "qin", Password: password})
		var several Several
		if !errors.As(err, &several) || len(several.Seats) != 2 || who.Login != "" {
			t.Fatalf("%+v, %v", who, err)
		}
		o.wantError(err, fault.Refused, "post.choose-seat")
		who, err = o.Authenticate(ctx, Credentials{Login: "qin", Password: password, Seat: several.Seats[1].ID})
		if err != nil || who.Post != actor.Manager {
			t.Errorf("%+v, %v", who, err)
		}
		_, err = o.Authenticate(ctx, Credentials{Login: "qin", Password: "not the password"})
		o.wantError(err, fault.Refused, "post.sign-in-failed") // and no list of seats
	})
}

// A first password is changed before a seat is chosen, and the choice is still to be made then.
func TestPasswordBeforeSeat(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first := severalSeats(o)
		token, s := o.enter("qin", first)
		if !s.MustChange {
			t.Fatal("the first password need not be changed")
		}
		next, err := o.ChangePassword(ctx, token, first, "turnip lantern motorway")
		if err != nil {
			t.Fatal(err)
		}
		if s := o.wantIn(next); s.Chosen() || s.MustChange || len(s.Seats) != 2 {
			t.Errorf("%+v", s)
		}
	})
}

func TestEndingASeatOnADay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", NewSeat{Post: actor.Manager, From: day("2026-01-01")})
		token, s := o.enter("qin", password)
		if err := o.EndSeat(ctx, actor.System, "qin", s.Actor.Seat, day("2026-11-24"), id.New()); err != nil {
			t.Fatal(err)
		}
		o.wantIn(token)
		for range 31 {
			o.pass(29 * time.Minute)
			if civil.On(o.d.Now(), shanghai) == day("2026-11-24") {
				break
			}
			if o.d.Now().Before(s.Expires) {
				o.wantIn(token)
			}
		}
		o.wantOut(token)
	})
}

func TestAnEndedAccountIsOutAtOnceEverywhere(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		token, _ := o.enter("qin", password)
		other := o.beside()
		other.wantIn(token)
		before := other.wantIn(token)
		if err := o.End(ctx, actor.System, "qin", id.New()); err != nil {
			t.Fatal(err)
		}
		other.wantOut(token)
		o.wantOut(token)
		_, _, err := other.Switch(ctx, token, before.Actor.Seat)
		o.wantError(err, fault.Refused, "post.no-session")
		_, err = other.ChangePassword(ctx, token, password, "turnip lantern motorway")
		o.wantError(err, fault.Refused, "post.no-session")
		_, _, err = other.SignIn(ctx, Credentials{Login: "qin", Password: password})
		o.wantError(err, fault.Refused, "post.sign-in-failed")
		_, err = other.Authenticate(ctx, Credentials{Login: "qin", Password: password})
		o.wantError(err, fault.Refused, "post.sign-in-failed")
		_, err = o.ResetPassword(ctx, actor.System, "qin", id.New())
		o.wantError(err, fault.NotFound, "post.no-such-account")
		o.wantError(o.AddSeat(ctx, actor.System, "qin", managerSeat, id.New()), fault.NotFound, "post.no-such-account")
		o.wantError(o.End(ctx, actor.System, "qin", id.New()), fault.NotFound, "post.no-such-account")
		o.wantError(o.End(ctx, actor.System, "nobody", id.New()), fault.NotFound, "post.no-such-account")
		if all, _ := o.List(ctx, actor.System); len(all) != 1 || !all[0].Ended {
			t.Errorf("%+v", all)
		}
	})
}

// A sign-in that has read the password's hash and waits to compute it must not come through when the account ends meanwhile.
func TestAnAccountThatEndsDuringItsSignIn(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		for range cap(hashers) {
			hashers <- struct{}{}
		}
		done := make(chan error)
		go func() {
			_, _, err := o.SignIn(ctx, Credentials{Login: "qin", Password: password})
			done <- err
		}()
		time.Sleep(50 * time.Millisecond) // it reaches the hash; were it slower, it would find the account ended already
		err := o.End(ctx, actor.System, "qin", id.New())
		for range cap(hashers) {
			<-hashers
		}
		if err != nil {
			t.Error(err)
		}
		o.wantError(<-done, fault.Refused, "post.sign-in-failed")
	})
}

func TestSomebodyMustBeLeftToAdminister(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin := NewSeat{Post: actor.Administrator}
		password := o.add("first", admin)
		o.add("future", NewSeat{Post: actor.Administrator, From: day("2027-01-01")})
		o.add("qin", managerSeat)
		_, s := o.enter("first", password)
		by := s.Actor
		o.wantError(o.End(ctx, by, "first", id.New()), fault.Conflict, "post.last-administrator")
		o.wantError(o.EndSeat(ctx, by, "first", by.Seat, 0, id.New()), fault.Conflict, "post.last-administrator")
		if err := o.End(ctx, by, "qin", id.New()); err != nil {
			t.Error(err)
		}
		if err := o.EndSeat(ctx, by, "first", by.Seat, day("2027-01-01"), id.New()); err != nil { // by then there is another
			t.Error(err)
		}
		o.add("second", admin)
		if err := o.End(ctx, by, "first", id.New()); err != nil {
			t.Error(err)
		}
	})
}
