package post

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// A session ends 12 hours after the sign-in, or when nothing was asked for half an hour (NIST SP 800-63B, AAL2). That it is in use is
// noted once a minute, so that it may end up to a minute early.
const (
	sessionLife = 12 * time.Hour
	sessionIdle = 30 * time.Minute
	noteEvery   = time.Minute
)

// Session is somebody who is signed in. Whatever she may do comes from the one seat that she acts from; her others give nothing meanwhile.
type Session struct {
	Actor      actor.Actor // without a post, and so without any right, until a seat is chosen
	Seats      []Seat      // those that the account could act from today, by their first day
	MustChange bool        // until the password is changed, pages other than that one stay shut
	Expires    time.Time   // at the latest
}

// Chosen reports whether the session acts from a seat. Who has one seat acts from that; who has several chooses one with Switch.
func (s Session) Chosen() bool { return !s.Actor.Seat.Zero() }

// NoSession is the error for a token that opens nothing, whatever the reason: unknown, signed out, expired, idle, its account ended, its
// seat expired or taken back. Test for it with errors.Is.
var NoSession = fault.New(fault.Refused, "post.no-session")

// Session tells who is signed in under a token. It is asked on every request, and answers from the tables alone: an account that was
// ended, in this process or another, is shut out at once (ASVS 5.0, 7.4.2).
func (a *Accounts) Session(ctx context.Context, token string) (s Session, err error) {
	key, seat, ok := readToken(token)
	if !ok {
		return Session{}, NoSession
	}
	var (
		row sessionRow
		now time.Time
	)
	err = a.d.Read(ctx, func(tx *store.Tx) (err error) {
		now = tx.Now
		row, s, err = a.resume(tx, key, seat)
		return err
	})
	if err == nil && now.Sub(row.seen) >= noteEvery {
		err = a.d.Housekeep(ctx, s.Actor, func(tx *store.Tx) error { return touchSession(tx, key) })
	}
	if err != nil {
		return Session{}, err
	}
	return s, nil
}

// resume is the session under a key, acting from a seat that still holds; the zero seat is that of a session in which none was chosen.
func (a *Accounts) resume(tx *store.Tx, key []byte, seat id.ID) (row sessionRow, s Session, err error) {
	if row, err = sessionOf(tx, key); err != nil {
		return row, s, err
	}
	if !row.live(tx.Now) {
		return row, s, NoSession
	}
	if s.Seats, err = a.seats(tx, row.account.id); err != nil {
		return row, s, err
	}
	at, ok := seatIn(s.Seats, seat)
	if !ok && !(seat.Zero() && len(s.Seats) > 0) {
		return row, s, NoSession
	}
	s.MustChange, s.Expires = row.account.mustChange, row.expires
	s.Actor, err = a.actor(tx, row.account, at)
	return row, s, err
}

func (r sessionRow) live(now time.Time) bool {
	return r.found && !r.account.ended && now.Before(r.expires) && now.Sub(r.seen) < sessionIdle
}

// seats are the seats that an account could act from today.
func (a *Accounts) seats(tx *store.Tx, account id.ID) ([]Seat, error) {
	all, err := seatsOf(tx, account)
	today := a.today(tx.Now)
	return slices.DeleteFunc(all, func(s Seat) bool { return !s.Holds(today) }), err
}

func seatIn(seats []Seat, wanted id.ID) (Seat, bool) {
	for _, s := range seats {
		if s.ID == wanted {
			return s, true
		}
	}
	return Seat{}, false
}

// SignOut ends a session. A token that opens nothing is no error.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	key, _, ok := readToken(token)
	if !ok {
		return nil
	}
	return a.d.Housekeep(ctx, actor.Actor{}, func(tx *store.Tx) error {
		_, err := deleteSession(tx, key)
		return err
	})
}

// Switch goes on from another seat of the same account, or from the first that is chosen. The old token ends; the session lasts no longer
// than it would have.
//
// Errors: NoSession; Refused "post.no-seat".
func (a *Accounts) Switch(ctx context.Context, token string, seat id.ID) (next string, s Session, err error) {
	key, from, ok := readToken(token)
	if !ok {
		return "", Session{}, NoSession
	}
	err = a.d.Housekeep(ctx, actor.Actor{}, func(tx *store.Tx) error {
		var row sessionRow
		if row, s, err = a.resume(tx, key, from); err != nil {
			return err
		}
		to, ok := seatIn(s.Seats, seat)
		if !ok {
			return errNoSeat
		}
		if _, _, err = holdSecret(tx, row.account.id); err != nil { // who resets the password meanwhile ends the new session too
			return err
		}
		n, err := deleteSession(tx, key)
		if err != nil || n == 0 {
			return errors.Join(err, NoSession)
		}
		if next, err = addSession(tx, row.account.id, seat, row.expires); err != nil {
			return err
		}
		s.Actor, err = a.actor(tx, row.account, to)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	return next, s, nil
}

// ChangePassword gives the account of a session a new password. Every session of the account ends; the token that it gives goes on.
//
// Errors: NoSession; Invalid with the fields "old" and "new"; Refused "post.locked" where the old one was mistyped too often.
func (a *Accounts) ChangePassword(ctx context.Context, token, old, new string) (next string, err error) {
	s, err := a.Session(ctx, token)
	if err != nil {
		return "", err
	}
	about, err := a.about(ctx, s.Actor)
	if err != nil {
		return "", err
	}
	if wrong := refusePassword(new, about...); wrong != nil {
		return "", invalid([]fault.Field{*wrong})
	}
	if new == old {
		return "", invalid([]fault.Field{{Name: "new", Code: "same", Key: "post.password-same"}})
	}
	hash, err := hashPassword(ctx, new)
	if err != nil {
		return "", err
	}
	c := Credentials{Login: s.Actor.Login, Password: old, Seat: s.Actor.Seat}
	err = a.prove(ctx, c, func(tx *store.Tx, row accountRow) error {
		if err := updateSecret(tx, row.id, hash, false); err != nil {
			return err
		}
		if err := deleteSessions(tx, row.id); err != nil {
			return err
		}
		next, err = startSession(tx, row.id, s.Actor.Seat)
		return err
	})
	if errors.Is(err, errSignIn) {
		err = invalid([]fault.Field{{Name: "old", Code: "wrong", Key: "post.password-wrong"}})
	}
	if err != nil {
		return "", err
	}
	return next, nil
}

// about is what is known of the account's owner and must not make up the password.
func (a *Accounts) about(ctx context.Context, who actor.Actor) (known []string, err error) {
	err = a.d.Read(ctx, func(tx *store.Tx) error {
		row, _, err := accountOf(tx, who.Login)
		if err != nil {
			return err
		}
		name, number, err := open(tx, a.keys, row)
		known = []string{who.Login, name, string(number)}
		return err
	})
	return known, err
}

// Tidy removes sessions that are over and failed sign-ins that nobody would go on from. It takes them one by one: a statement that locks
// several rows could wait for a sign-in that waits for it.
func (a *Accounts) Tidy(ctx context.Context) error {
	var sessions, attempts [][]byte
	err := a.d.Read(ctx, func(tx *store.Tx) (err error) {
		if sessions, err = endedSessions(tx); err != nil {
			return err
		}
		attempts, err = forgottenAttempts(tx)
		return err
	})
	drop := func(keys [][]byte, fn func(*store.Tx, []byte) error) {
		for _, key := range keys {
			if err == nil {
				err = a.d.Housekeep(ctx, actor.System, func(tx *store.Tx) error { return fn(tx, key) })
			}
		}
	}
	drop(sessions, func(tx *store.Tx, key []byte) error { _, err := deleteSession(tx, key); return err })
	drop(attempts, dropAttempt)
	return err
}

// A token is 32 random bytes and the 16 of the seat (zeros where none was chosen), in base64url. The tables keep its hash alone, over all of it, so that the seat cannot
// be exchanged in the client's hands.
func newToken(seat id.ID) (token string, key []byte) {
	raw := make([]byte, 32, 48)
	rand.Read(raw) // never fails (crypto/rand, Go 1.24)
	raw = append(raw, seat[:]...)
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(raw), sum[:]
}

func readToken(token string) (key []byte, seat id.ID, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 48 {
		return nil, id.ID{}, false
	}
	sum := sha256.Sum256(raw)
	return sum[:], id.ID(raw[32:]), true
}
