package post

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Add makes an account with its first seat and gives its password, which is kept nowhere and shown once. It works for commands at once
// and must be changed at the first sign-in on a page.
//
// Errors: Refused unless by may administer; Invalid with every wrong field; Conflict where the login was ever given, or where this
// client id made the account before (its password cannot be shown again: reset it).
func (a *Accounts) Add(ctx context.Context, by actor.Actor, n NewAccount) (password string, err error) {
	if err := mayAdminister(by); err != nil {
		return "", err
	}
	n.Name = strings.TrimSpace(n.Name)
	number, wrong := n.check()
	if len(wrong) > 0 {
		return "", invalid(wrong)
	}
	password = generate()
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	writing := store.Writing{Actor: by, ClientID: n.ClientID, Kind: "post-account", Request: a.request(n, number)}
	receipt, err := a.d.Write(ctx, writing, func(tx *store.Tx) error { return a.insert(tx, n, number, hash) })
	if err == nil && receipt.Again {
		err = fault.New(fault.Conflict, "post.added-before")
	}
	if err != nil {
		return "", err
	}
	return password, nil
}

// request is what the write's hash is made of: a plain hash of a name or a number could be found by trying all of them.
func (a *Accounts) request(n NewAccount, number civil.Number) any {
	digest := func(kind, value string) string { return hex.EncodeToString(a.keys.Digest(kind, value)) }
	return struct {
		Login, Name, Number string
		Seat                NewSeat
	}{n.Login, digest("name", n.Name), digest(numberKind, string(number)), n.NewSeat}
}

func (a *Accounts) insert(tx *store.Tx, n NewAccount, number civil.Number, hash hashed) error {
	if _, taken, err := accountOf(tx, n.Login); err != nil {
		return err
	} else if taken {
		return fault.New(fault.Conflict, "post.login-taken").With(field("login", "login-taken"))
	}
	row := accountRow{id: tx.ID("account", 0), rev: 1, login: n.Login, name: tx.ID("name", 0)}
	cells := a.keys.In(tx)
	if n.Name == "" {
		n.Name = n.Login
	}
	if err := cells.Put(row.name, n.Name, nil); err != nil {
		return err
	}
	if number != "" {
		row.identity = tx.ID("identity", 0)
		if err := cells.Put(row.identity, string(number), a.keys.Digest(numberKind, string(number))); err != nil {
			return err
		}
	}
	if err := insertAccount(tx, row); err != nil {
		return err
	}
	if err := insertSecret(tx, row.id, hash); err != nil {
		return err
	}
	return a.give(tx, row, n.NewSeat)
}

// give gives an account a seat, and its person a seat in the body that it is of.
func (a *Accounts) give(tx *store.Tx, row accountRow, n NewSeat) error {
	seat := a.seat(tx, n)
	if needs[n.Post].power {
		identity, err := a.identity(tx, row)
		if err != nil {
			return err
		}
		if a.bodies == nil || identity == nil {
			return invalid([]fault.Field{field("citizen_number", "number-for-power")})
		}
		if err := a.bodies.Sit(tx, identity, n.Post, n.Body, seat.From, row.id); err != nil {
			return err
		}
	}
	return insertSeat(tx, row.id, seat, false)
}

// leave ends a person's seat in a body once no living seat of hers is left in a power, under any login.
func (a *Accounts) leave(tx *store.Tx, row accountRow, on civil.Date) error {
	identity, err := a.identity(tx, row)
	if err != nil || identity == nil || a.bodies == nil {
		return err
	}
	rows, err := accounts(tx)
	if err != nil {
		return err
	}
	for _, other := range rows {
		theirs, err := a.identity(tx, other)
		if err != nil {
			return err
		}
		if other.ended || !bytes.Equal(theirs, identity) {
			continue
		}
		seats, err := seatsOf(tx, other.id)
		if err != nil {
			return err
		}
		for _, s := range seats {
			if needs[s.Post].power && (s.To.Zero() || s.To > on) {
				return nil
			}
		}
	}
	return a.bodies.Leave(tx, identity, on, row.id)
}

// identity is the digest of the natural person behind an account; nil where no citizen number was given.
func (a *Accounts) identity(tx *store.Tx, row accountRow) ([]byte, error) {
	_, number, err := open(tx, a.keys, row)
	if err != nil || number == "" {
		return nil, err
	}
	return a.keys.Digest(numberKind, string(number)), nil
}

// seat is the seat that a write makes.
func (a *Accounts) seat(tx *store.Tx, n NewSeat) Seat {
	if n.From.Zero() {
		n.From = a.today(tx.Now)
	}
	return Seat{ID: tx.ID("seat", 0), Post: n.Post, Place: n.Place, Department: n.Department, Site: n.Site, Body: n.Body, From: n.From, To: n.To, rev: 1}
}

// AddSeat gives an account a further seat.
//
// Errors: Refused, Invalid as for Add; NotFound where no such account lives.
func (a *Accounts) AddSeat(ctx context.Context, by actor.Actor, login string, n NewSeat, clientID id.ID) error {
	if err := mayAdminister(by); err != nil {
		return err
	}
	if err := invalid(n.check()); err != nil {
		return err
	}
	return a.change(ctx, by, "post-seat", login, n, clientID, func(tx *store.Tx, row accountRow) error {
		return a.give(tx, row, n)
	})
}

// EndSeat ends a seat on a day: from that day on it gives no right, in sessions that run already too. A seat that would end before it
// began is taken back.
//
// Errors: Refused; NotFound where the account has no such seat; Conflict where nobody would be left to administer.
func (a *Accounts) EndSeat(ctx context.Context, by actor.Actor, login string, seat id.ID, on civil.Date, clientID id.ID) error {
	request := struct {
		Seat id.ID
		On   civil.Date
	}{seat, on}
	return a.change(ctx, by, "post-seat-end", login, request, clientID, func(tx *store.Tx, row accountRow) error {
		seats, err := seatsOf(tx, row.id)
		if err != nil {
			return err
		}
		for _, s := range seats {
			if s.ID != seat {
				continue
			}
			if on.Zero() {
				on = a.today(tx.Now)
			}
			if err := keepAdministrator(tx, on, func(other adminSeat) bool { return other.ID == seat }); err != nil {
				return err
			}
			s.To, s.rev = on, s.rev+1
			if err := insertSeat(tx, row.id, s, on <= s.From); err != nil || !needs[s.Post].power {
				return err
			}
			return a.leave(tx, row, on)
		}
		return fault.New(fault.NotFound, "post.no-such-seat")
	})
}

// End ends an account: its sessions are over at once, in every process, and its login is not given again.
//
// Errors: Refused; NotFound where no such account lives; Conflict where nobody would be left to administer.
func (a *Accounts) End(ctx context.Context, by actor.Actor, login string, clientID id.ID) error {
	return a.change(ctx, by, "post-account-end", login, nil, clientID, func(tx *store.Tx, row accountRow) error {
		ours := func(other adminSeat) bool { return other.account == row.id }
		if err := keepAdministrator(tx, a.today(tx.Now), ours); err != nil {
			return err
		}
		row.rev, row.ended = row.rev+1, true
		if err := insertAccount(tx, row); err != nil {
			return err
		}
		if err := deleteSecret(tx, row.id); err != nil {
			return err
		}
		if err := deleteSessions(tx, row.id); err != nil {
			return err
		}
		return a.leave(tx, row, a.today(tx.Now))
	})
}

// ResetPassword gives an account a new password, shown once and to be changed, ends its sessions and lifts its lock.
//
// Errors: Refused; NotFound where no such account lives; Conflict where this client id did it before.
func (a *Accounts) ResetPassword(ctx context.Context, by actor.Actor, login string, clientID id.ID) (password string, err error) {
	if err := mayAdminister(by); err != nil {
		return "", err
	}
	password = generate()
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	done := false
	err = a.change(ctx, by, "post-password", login, nil, clientID, func(tx *store.Tx, row accountRow) error {
		done = true
		if err := dropAttempt(tx, a.guard(login, "").login); err != nil {
			return err
		}
		if err := updateSecret(tx, row.id, hash, true); err != nil {
			return err
		}
		return deleteSessions(tx, row.id)
	})
	if err == nil && !done {
		err = fault.New(fault.Conflict, "post.reset-before")
	}
	if err != nil {
		return "", err
	}
	return password, nil
}

// change is a write by an administrator to an account that lives.
func (a *Accounts) change(ctx context.Context, by actor.Actor, kind, login string, request any, clientID id.ID, fn func(*store.Tx, accountRow) error) error {
	if err := mayAdminister(by); err != nil {
		return err
	}
	whole := struct {
		Login string
		What  any
	}{login, request}
	_, err := a.d.Write(ctx, store.Writing{Actor: by, ClientID: clientID, Kind: kind, Request: whole}, func(tx *store.Tx) error {
		row, found, err := accountOf(tx, login)
		if err != nil {
			return err
		}
		if !found || row.ended {
			return fault.New(fault.NotFound, "post.no-such-account")
		}
		return fn(tx, row)
	})
	return err
}

// keepAdministrator refuses what would leave nobody who may administer on a day. leaves picks the seats that are about to go.
func keepAdministrator(tx *store.Tx, on civil.Date, leaves func(adminSeat) bool) error {
	seats, err := adminSeats(tx)
	if err != nil {
		return err
	}
	going, staying := 0, 0
	for _, s := range seats {
		switch {
		case leaves(s):
			going++
		case s.Holds(on):
			staying++
		}
	}
	if going > 0 && staying == 0 {
		return fault.New(fault.Conflict, "post.last-administrator")
	}
	return nil
}

// numberField is civil's refusal of a citizen number as the form's field.
func numberField(err error) fault.Field {
	f := fault.Field{Code: "bad-number", Key: "civil.bad-number"}
	if e := (*fault.Error)(nil); errors.As(err, &e) && len(e.Fields) > 0 {
		f = e.Fields[0]
	}
	f.Name = "citizen_number"
	return f
}

// numberKind is the kind of digest by which two logins, or a login and a client, are known to be one person.
const numberKind = "citizen-number"

// List gives all accounts, by login, for who may administer or read the audit.
func (a *Accounts) List(ctx context.Context, by actor.Actor) (all []Account, err error) {
	if !May(by, Administer) && !May(by, Audit) {
		return nil, fault.New(fault.Refused, "post.not-yours")
	}
	err = a.d.Read(ctx, func(tx *store.Tx) error {
		rows, err := accounts(tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			account, err := a.account(tx, row)
			if err != nil {
				return err
			}
			all = append(all, account)
		}
		return nil
	})
	return all, err
}

func (a *Accounts) account(tx *store.Tx, row accountRow) (Account, error) {
	name, number, err := open(tx, a.keys, row)
	if err != nil {
		return Account{}, err
	}
	tries, err := readAttempt(tx, a.guard(row.login, "").login)
	if err != nil {
		return Account{}, err
	}
	signing, err := a.signing(tx, row.id)
	if err != nil {
		return Account{}, err
	}
	seats, err := seatsOf(tx, row.id)
	return Account{ID: row.id, Login: row.login, Name: name, Number: number.Masked(), Ended: row.ended, MustChange: row.mustChange,
		Locked: tries.left(tx.Now) > 0, Seats: seats, Signing: signing}, err
}

// open opens an account's cells. An erased name shows as the login.
func open(tx *store.Tx, keys *seal.Keys, row accountRow) (name string, number civil.Number, err error) {
	name, erased, err := keys.Get(tx, row.name)
	if err != nil {
		return "", "", err
	}
	if erased {
		name = row.login
	}
	if row.identity.Zero() {
		return name, "", nil
	}
	plain, _, err := keys.Get(tx, row.identity)
	return name, civil.Number(plain), err
}
