package audit

import (
	"bytes"
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"youfu/internal/actor"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Look is one reading: a list that was shown, or a record that was opened.
type Look struct {
	ID      id.ID
	At      time.Time
	Account id.ID
	Seat    id.ID
	Post    actor.Post
	Route   string
	Purpose string
	Listed  bool      // a list; else a record
	Filter  string    // of a list
	Seq     store.Seq // of a list: what it was shown as of
	People  int       // how many were on the list
	Person  id.ID     // of a record
	Record  id.ID     // of a record
	Fields  []string  // of a record
}

// Subject is a person to ask about. Somebody whose entries were merged is several.
type Subject struct {
	ID id.ID
	N  uint32 // the person's number in sets
}

// Filter narrows the auditor's list. Zero values narrow nothing.
type Filter struct {
	Account id.ID
	Purpose string
	From    time.Time // the first instant
	To      time.Time // the first instant after it
}

// Page says where to go on. The zero Page begins with the newest.
type Page struct {
	Before Look // the last look of the page before
	Size   int  // looks on a page; 50 where zero, 1,000 at most
}

const (
	pageSize = 50
	mostSize = 1000
)

// lately is how many of the newest lists a page searches: some days of a district.
const lately = 2_000

// Who tells who ever looked at a person, in records and on lists, the newest first, at most limit looks (50 where zero, 1,000 at most).
// The question is itself recorded as an opening by the asker, before the answer is given; it is not in the answer.
//
// Lists are searched by reading their sets, newest first, until limit are found: about 5 s a million lists. Pages use Lately.
func Who(ctx context.Context, d *store.District, asks Opening, limit int, person ...Subject) ([]Look, error) {
	return who(ctx, d, asks, limit, math.MaxInt64, person)
}

// Lately is Who for a page that anybody opens many times a day: of lists it searches only the newest few thousand. Opened records are
// all found.
func Lately(ctx context.Context, d *store.District, asks Opening, limit int, person ...Subject) ([]Look, error) {
	return who(ctx, d, asks, limit, lately, person)
}

func who(ctx context.Context, d *store.District, asks Opening, limit, within int, person []Subject) (looks []Look, err error) {
	err = d.Read(ctx, func(tx *store.Tx) error {
		looks, err = lookedAt(tx, size(limit), within, person)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = d.Audit(ctx, asks.Actor, func(tx *store.Tx) error {
		for _, p := range person {
			asks.Person = p.ID
			if err := asks.Write(tx); err != nil {
				return err
			}
		}
		return somebody(asks.Actor)
	})
	if err != nil {
		return nil, err
	}
	return looks, nil
}

func lookedAt(tx *store.Tx, limit, within int, person []Subject) (looks []Look, err error) {
	var wanted []uint32
	for _, p := range person {
		wanted = append(wanted, p.N)
		opened, err := openingsOf(tx, p.ID, limit)
		if err != nil {
			return nil, err
		}
		looks = append(looks, opened...)
	}
	slices.Sort(wanted)
	listed, err := listingsOf(tx, wanted, limit, within)
	if err != nil {
		return nil, err
	}
	return newest(append(looks, listed...), limit), nil
}

// List gives the auditor a page of all looks, the newest first. Reading it is itself recorded, as a listing by reads, before it is
// given; that one is not on the page.
func List(ctx context.Context, d *store.District, reads Listing, f Filter, p Page) (looks []Look, err error) {
	p.Size = size(p.Size)
	err = d.Read(ctx, func(tx *store.Tx) error {
		opened, err := openings(tx, f, p)
		if err != nil {
			return err
		}
		listed, err := listings(tx, f, p)
		looks = newest(append(opened, listed...), p.Size)
		return err
	})
	if err == nil {
		err = Query(ctx, d, reads)
	}
	if err != nil {
		return nil, err
	}
	return looks, nil
}

// size is how many looks to give where n are asked for.
func size(n int) int {
	if n <= 0 {
		return pageSize
	}
	return min(n, mostSize)
}

// newest puts the newest first and cuts the rest off.
func newest(looks []Look, limit int) []Look {
	slices.SortFunc(looks, func(a, b Look) int {
		return cmp.Or(b.At.Compare(a.At), bytes.Compare(b.ID[:], a.ID[:]))
	})
	return looks[:min(len(looks), limit)]
}
