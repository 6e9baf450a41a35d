// Package audit keeps who read what: one row for each list that was shown, with the set of people on it, and one for each record that
// was opened. The rows are durable before the page is sent; if they cannot be written, the page is not sent. It also keeps exceptions:
// what was issued on a fact that was corrected later, until somebody has looked at it.
package audit

import (
	"context"
	"encoding/json"
	"strings"

	"youfu/internal/actor"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Listing is a list that was shown: a search's results, a due list, the members of a figure.
type Listing struct {
	Actor   actor.Actor
	Route   string // the route's pattern, such as "GET /people"; never a path with an id, or the command's name
	Purpose string // of package post
	Filter  string // what narrowed it, as codes; what could be a name or a number in it is blotted out
	Seq     store.Seq
	People  []uint32 // the number n of each person on it, in any order
}

// Opening is a record that was opened.
type Opening struct {
	Actor   actor.Actor
	Route   string
	Purpose string
	Person  id.ID    // whom it is about; zero where about nobody
	Record  id.ID    // such as a visit; zero: the person's own page
	Fields  []string // names of what was shown beyond the record's usual ones, such as "phone"
}

// Query records a listing.
func Query(ctx context.Context, d *store.District, l Listing) error { return Both(ctx, d, l) }

// Open records an opened record.
func Open(ctx context.Context, d *store.District, o Opening) error {
	return d.Audit(ctx, o.Actor, func(tx *store.Tx) error { return o.Write(tx) })
}

// Both records a listing and the records that were opened with it, in one transaction.
func Both(ctx context.Context, d *store.District, l Listing, opened ...Opening) error {
	return d.Audit(ctx, l.Actor, func(tx *store.Tx) error {
		if err := l.Write(tx); err != nil {
			return err
		}
		for _, o := range opened {
			if err := o.Write(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// Write records the listing in a transaction of the caller's: a page that writes anyway needs no second one.
func (l Listing) Write(tx *store.Tx) error {
	if err := somebody(l.Actor); err != nil {
		return err
	}
	set, count := encode(l.People)
	return tx.Insert("audit_query", "id", "at", "account", "seat", "post", "route", "purpose", "filter", "seq", "people", "set_of_n").
		Row(id.New(), tx.Now.UnixMicro(), l.Actor.Account, l.Actor.Seat, string(l.Actor.Post), l.Route, l.Purpose, blot(l.Filter), l.Seq, count, set)
}

// Write records the opening in a transaction of the caller's.
func (o Opening) Write(tx *store.Tx) error {
	if err := somebody(o.Actor); err != nil {
		return err
	}
	if o.Fields == nil {
		o.Fields = []string{}
	}
	fields, err := json.Marshal(o.Fields)
	if err != nil {
		return err
	}
	return tx.Insert("audit_open", "id", "at", "account", "seat", "post", "route", "purpose", "person", "record", "fields").
		Row(id.New(), tx.Now.UnixMicro(), o.Actor.Account, o.Actor.Seat, string(o.Actor.Post), o.Route, o.Purpose, o.Person, o.Record, string(fields))
}

// somebody refuses a reading without an account: nobody could answer for it.
func somebody(a actor.Actor) error {
	if a.Account.Zero() {
		return fault.New(fault.Refused, "audit.nobody")
	}
	return nil
}

const longestFilter = 300

// blot makes a filter safe to keep unsealed. A person's name or number may have been typed into the wrong box, so that runs of anything
// but ASCII are blotted out, and runs of digits other than years, days (up to 4) and place codes (12).
func blot(filter string) string {
	var b strings.Builder
	for i := 0; i < len(filter) && b.Len() < longestFilter; {
		n := run(filter[i:])
		part := filter[i : i+n]
		i += n
		if c := part[0]; c < ' ' || c > '~' || digit(c) && n > 4 && n != 12 {
			part = "*"
		}
		b.WriteString(part)
	}
	return b.String()[:min(b.Len(), longestFilter)]
}

// run is how many bytes of s, which is not empty, are of one kind: digits, ASCII to be seen, or others.
func run(s string) int {
	kind := func(c byte) int {
		switch {
		case digit(c):
			return 1
		case c >= ' ' && c <= '~':
			return 2
		}
		return 3
	}
	n := 1
	for n < len(s) && kind(s[n]) == kind(s[0]) {
		n++
	}
	return n
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
