package post

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
)

func TestLocksDouble(t *testing.T) {
	now := monday
	var a attempt
	for i, want := range []time.Duration{0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15} {
		a = a.failed(now, loginFailures)
		if got := a.left(now); got != want*time.Minute {
			t.Errorf("after %d failures locked for %v, want %v min", i+1, got, int(want))
		}
		now = now.Add(a.left(now))
		if a.left(now) != 0 {
			t.Errorf("the lock after %d failures does not end", i+1)
		}
	}
	a = a.failed(now.Add(forgetAfter+time.Second), loginFailures)
	if a.failures != 1 || a.left(now.Add(forgetAfter+time.Second)) != 0 {
		t.Errorf("an old count goes on: %+v", a)
	}
}

func TestLocksKeepTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, a, guesses := monday, attempt{}, 0
		for end := now.Add(24 * time.Hour); now.Before(end); now = now.Add(time.Duration(rapid.IntRange(1, 1200).Draw(t, "seconds")) * time.Second) {
			if left := a.left(now); left < 0 || left > longestLock {
				t.Fatalf("locked for %v", left)
			} else if left == 0 {
				a, guesses = a.failed(now, loginFailures), guesses+1
			}
		}
		if guesses > 24*4+5+4 { // a lock of a quarter of an hour each, and the first ones
			t.Fatalf("%d guesses in a day", guesses)
		}
	})
}

func TestAClockThatWasPutBackLocksNobodyOut(t *testing.T) {
	a := attempt{}
	for range 20 {
		a = a.failed(monday, loginFailures)
	}
	if left := a.left(monday.AddDate(0, 0, -7)); left != 0 {
		t.Errorf("locked for %v", left)
	}
	if locked(time.Second).(*fault.Error).Args[0] != 1 || locked(61 * time.Second).(*fault.Error).Args[0] != 2 {
		t.Error("the minutes to wait are not rounded up")
	}
}

// guess tries a wrong password and gives the refusal.
func (o *office) guess(login, address string) error {
	o.t.Helper()
	token, s, err := o.SignIn(ctx, Credentials{Login: login, Password: "not the password", Address: address})
	if token != "" || s.Actor.Post != "" {
		o.t.Fatal("a wrong password opened a session")
	}
	return err
}

func TestALockedLoginStaysShutToTheRightPassword(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		token, _ := o.enter("qin", password)
		other := o.beside()
		for i := range 5 {
			o.wantError(other.guess("qin", fmt.Sprintf("10.0.0.%d", i)), fault.Refused, "post.sign-in-failed")
		}
		_, _, err := o.SignIn(ctx, Credentials{Login: "qin", Password: password, Address: "10.0.1.1"})
		o.wantError(err, fault.Refused, "post.locked")
		_, err = o.Authenticate(ctx, Credentials{Login: "QIN", Password: password})
		o.wantError(err, fault.Refused, "post.locked")
		_, err = o.ChangePassword(ctx, token, password, "turnip lantern motorway")
		o.wantError(err, fault.Refused, "post.locked")
		o.wantIn(token) // who is inside already stays: others' guesses must not throw anybody out
		if all, _ := o.List(ctx, actor.System); !all[0].Locked {
			t.Error("the list does not show the lock")
		}
		o.pass(time.Minute)
		o.enter("qin", password)
		for range 4 { // the count began anew
			o.wantError(o.guess("qin", ""), fault.Refused, "post.sign-in-failed")
		}
		o.enter("qin", password)
	})
}

func TestALoginThatDoesNotExistAnswersAlike(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.add("qin", managerSeat)
		o.add("gone", managerSeat)
		if err := o.End(ctx, actor.System, "gone", id.New()); err != nil {
			t.Fatal(err)
		}
		for range 7 {
			want := fmt.Sprint(o.guess("qin", ""))
			for _, login := range []string{"nobody", "gone", "", "'; --", "秦岚"} {
				if got := fmt.Sprint(o.guess(login, "")); got != want {
					t.Errorf("%q: %s; of one that exists: %s", login, got, want)
				}
			}
		}
		if got := fmt.Sprint(o.guess("nobody", "")); got != "post.locked 1" {
			t.Error(got)
		}
	})
}

func TestAnAddressIsLockedOverItsLogins(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		try := func(address string) error {
			_, _, err := o.SignIn(ctx, Credentials{Login: "qin", Password: password, Address: address})
			return err
		}
		for i := range addressFailures {
			if i == addressFailures/2 { // an own login does not wash the count away
				if err := try("10.0.0.1"); err != nil {
					t.Fatal(err)
				}
			}
			o.wantError(o.guess(fmt.Sprintf("official-%d", i), "10.0.0.1"), fault.Refused, "post.sign-in-failed")
		}
		o.wantError(try("10.0.0.1"), fault.Refused, "post.locked")
		if err := try("10.0.0.2"); err != nil {
			t.Errorf("another address: %v", err)
		}
		o.pass(time.Minute)
		if err := try("10.0.0.1"); err != nil {
			t.Errorf("after the lock: %v", err)
		}
	})
}

// Guessing at once from two processes gives no more guesses than one after the other.
func TestParallelGuessesAreCounted(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		processes := []*office{o, o.beside()}
		var mu sync.Mutex
		count := map[string]int{}
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				err := processes[i%2].guess("qin", fmt.Sprintf("10.0.0.%d", i))
				mu.Lock()
				count[fmt.Sprint(err)]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if count["post.sign-in-failed"] != 5 || count["post.locked 1"] != 11 {
			t.Errorf("%v", count)
		}
		_, _, err := o.SignIn(ctx, Credentials{Login: "qin", Password: password})
		o.wantError(err, fault.Refused, "post.locked")
	})
}

func TestManyRightSignInsAtOnceAreAllLetIn(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		password := o.add("qin", managerSeat)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				if _, _, err := o.SignIn(ctx, Credentials{Login: "qin", Password: password, Address: "10.0.0.1"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}
