package post

import (
	"time"

	"youfu/internal/fault"
	"youfu/internal/store"
)

// Lock-out. From the fifth wrong password in a row a login is locked for a minute, and each further one doubles it, up to a quarter of
// an hour: about a hundred guesses a day. A whole office shares one address, so that an address has more of them before it is locked.
// Logins that do not exist are locked alike: nobody learns which exist.
const (
	loginFailures   = 5
	addressFailures = 20
	firstLock       = time.Minute
	longestLock     = 15 * time.Minute
	forgetAfter     = time.Hour // without a further failure the count begins anew
)

// attempt is the failed sign-ins of one login or one address.
type attempt struct {
	failures    int
	lockedUntil time.Time
	last        time.Time // of the last failure
}

// failed is the attempt after one more failure.
func (a attempt) failed(now time.Time, most int) attempt {
	if now.Sub(a.last) > forgetAfter {
		a.failures = 0
	}
	a.failures, a.last = a.failures+1, now
	if over := a.failures - most; over >= 0 {
		a.lockedUntil = now.Add(min(firstLock<<min(over, 10), longestLock))
	}
	return a
}

// left is how long the lock still holds. A lock further off than any lock can be comes from a clock that was put back, and is none.
func (a attempt) left(now time.Time) time.Duration {
	left := a.lockedUntil.Sub(now)
	if left > longestLock {
		return 0
	}
	return max(left, 0)
}

// locked is the refusal while a lock holds; nil where none does. It tells the minutes, rounded up.
func locked(left time.Duration) error {
	if left <= 0 {
		return nil
	}
	return lockedFor("post.locked", left)
}

func lockedFor(key string, left time.Duration) error {
	return fault.New(fault.Refused, key, int((left+time.Minute-1)/time.Minute))
}

// guard is the attempts that count for one sign-in. Without an address, as in commands on the machine itself, the login counts alone.
type guard struct {
	login, address []byte // keyed digests
}

func (a *Accounts) guard(login, address string) guard {
	g := guard{login: a.keys.Digest("login", login)}
	if address != "" {
		g.address = a.keys.Digest("client-address", address)
	}
	return g
}

// look reads how long the sign-in is locked.
func (g guard) look(tx *store.Tx) (left time.Duration, err error) {
	for _, subject := range g.subjects() {
		a, err := readAttempt(tx, subject)
		if err != nil {
			return 0, err
		}
		left = max(left, a.left(tx.Now))
	}
	return left, nil
}

// settle holds the attempts so that of many sign-ins at once each is judged after the ones before, and records how this one ended. It
// gives how long the sign-in is locked: with the lock, even the right password counts for nothing, and a wrong one is not counted.
func (g guard) settle(tx *store.Tx, right bool) (left time.Duration, err error) {
	subjects := g.subjects()
	attempts := make([]attempt, len(subjects))
	for i, subject := range subjects { // the login first, always: two that wait for each other would wait for ever
		if attempts[i], err = holdAttempt(tx, subject); err != nil {
			return 0, err
		}
		left = max(left, attempts[i].left(tx.Now))
	}
	if left > 0 {
		return left, nil
	}
	for i, subject := range subjects {
		switch a := attempts[i]; {
		case !right && i == 0:
			err = saveAttempt(tx, subject, a.failed(tx.Now, loginFailures))
		case !right:
			err = saveAttempt(tx, subject, a.failed(tx.Now, addressFailures))
		case i == 0 || a.failures == 0: // an address keeps its count, or a guesser would clear it with a login of his own
			err = dropAttempt(tx, subject)
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, nil
}

func (g guard) subjects() [][]byte {
	if g.address == nil {
		return [][]byte{g.login}
	}
	return [][]byte{g.login, g.address}
}
