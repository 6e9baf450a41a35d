package post

import (
	"context"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Credentials are what somebody gives to sign in.
type Credentials struct {
	Login    string
	Password string
	Address  string // of the client, counted for the lock-out; empty for commands on the machine itself
	Seat     id.ID  // zero: the only one that holds today
}

// SignIn opens a session and gives its token, 32 random bytes that are made here and nowhere else: a token that the client brought along
// is worth nothing. Where several seats hold today and none was asked for, the session gives no right until Switch chooses one.
//
// Errors, all Refused: "post.sign-in-failed" for an unknown login, an ended account and a wrong password alike; "post.locked" with the
// minutes to wait, whether or not the login exists and the password is right; "post.no-seat" where the password is right but no seat,
// or not the one asked for, holds today.
func (a *Accounts) SignIn(ctx context.Context, c Credentials) (token string, s Session, err error) {
	err = a.prove(ctx, c, func(tx *store.Tx, row accountRow) error {
		if s, err = a.begin(tx, row, c.Seat); err != nil {
			return err
		}
		token, err = startSession(tx, row.id, s.Actor.Seat)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	return token, s, nil
}

// Several is the refusal of a command that does not say from which of several seats it acts. As a fault it is Refused
// "post.choose-seat".
type Several struct{ Seats []Seat }

func (e Several) Error() string { return errChooseSeat.Error() }

// Unwrap gives the refusal as a fault.
func (e Several) Unwrap() error { return errChooseSeat }

var (
	errNoSeat     = fault.New(fault.Refused, "post.no-seat")
	errChooseSeat = fault.New(fault.Refused, "post.choose-seat")
)

// Authenticate tells a command who acts, by the same rules as SignIn. It opens no session.
//
// Errors: those of SignIn; Several where the account has several seats today and none was asked for.
func (a *Accounts) Authenticate(ctx context.Context, c Credentials) (actor.Actor, error) {
	var s Session
	err := a.prove(ctx, c, func(tx *store.Tx, row accountRow) (err error) {
		s, err = a.begin(tx, row, c.Seat)
		return err
	})
	if err == nil && !s.Chosen() {
		err = Several{s.Seats}
	}
	if err != nil {
		return actor.Actor{}, err
	}
	return s.Actor, nil
}

// begin is a session from the seat that was asked for, else from the only one, else from none yet.
func (a *Accounts) begin(tx *store.Tx, row accountRow, wanted id.ID) (s Session, err error) {
	if s.Seats, err = a.seats(tx, row.id); err != nil {
		return s, err
	}
	if wanted.Zero() && len(s.Seats) == 1 {
		wanted = s.Seats[0].ID
	}
	at, ok := seatIn(s.Seats, wanted)
	if !ok && (!wanted.Zero() || len(s.Seats) == 0) {
		return s, errNoSeat
	}
	s.MustChange, s.Expires = row.mustChange, tx.Now.Add(sessionLife)
	s.Actor, err = a.actor(tx, row, at)
	return s, err
}

// prove checks a login's password under the lock-out and, where it is right, runs then in the transaction that says so.
func (a *Accounts) prove(ctx context.Context, c Credentials, then func(*store.Tx, accountRow) error) error {
	login := strings.ToLower(strings.TrimSpace(c.Login)) // phones begin with a capital
	g := a.guard(login, c.Address)
	row, hash, err := a.secret(ctx, login, g)
	if err != nil {
		return err
	}
	checked := decoy()
	if hash != "" {
		if checked, err = parseHash(hash); err != nil {
			return fault.New(fault.Machine, "fault.machine").Because(err)
		}
	}
	right, err := checked.matches(ctx, c.Password)
	if err != nil {
		return err
	}
	var refusal error // what is refused is recorded too, so that the transaction must not fail of it
	err = a.d.Housekeep(ctx, actor.Actor{}, func(tx *store.Tx) error {
		left, err := g.settle(tx, right)
		if err != nil {
			return err
		}
		if refusal = locked(left); refusal != nil {
			return nil
		}
		if !right {
			refusal = errSignIn
			return nil
		}
		now, found, err := accountOf(tx, login)
		if err != nil {
			return err
		}
		held, mustChange, err := holdSecret(tx, row.id)
		if err != nil {
			return err
		}
		if !found || now.ended || held != hash { // ended or given another password while the hash was computed
			refusal = errSignIn
			return nil
		}
		now.mustChange = mustChange
		return then(tx, now)
	})
	if err != nil {
		return err
	}
	return refusal
}

var errSignIn = fault.New(fault.Refused, "post.sign-in-failed")

// secret reads the account and its password hash; no hash where the login opens nothing. It refuses at once while a lock holds.
func (a *Accounts) secret(ctx context.Context, login string, g guard) (row accountRow, hash string, err error) {
	err = a.d.Read(ctx, func(tx *store.Tx) error {
		left, err := g.look(tx)
		if err != nil {
			return err
		}
		if err := locked(left); err != nil {
			return err
		}
		var found bool
		if row, found, err = accountOf(tx, login); err != nil || !found || row.ended {
			return err
		}
		hash, err = secretOf(tx, row.id)
		return err
	})
	return row, hash, err
}

// actor is who acts from an account's seat; from the zero Seat, somebody without a post.
func (a *Accounts) actor(tx *store.Tx, row accountRow, s Seat) (actor.Actor, error) {
	name, number, err := open(tx, a.keys, row)
	if err != nil {
		return actor.Actor{}, err
	}
	who := actor.Actor{Account: row.id, Seat: s.ID, Login: row.login, Name: name, Post: s.Post,
		Place: s.Place, Department: s.Department, Site: s.Site, Body: s.Body}
	if number != "" {
		who.Identity = a.keys.Digest(numberKind, string(number))
	}
	return who, nil
}
