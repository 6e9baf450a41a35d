package audit

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"time"

	"youfu/internal/id"
	"youfu/internal/store"
)

const (
	openColumns  = `select id, at, account, seat, post, route, purpose, person, record, fields from audit_open`
	queryColumns = `select id, at, account, seat, post, route, purpose, filter, seq, people from audit_query`

	// narrowed is what a page and a filter ask, with the arguments of narrow.
	narrowed = ` where at < $1 and at >= $2 and (at, id) < ($3, $4) and ($5 = 0 or account = $6) and ($7 = '' or purpose = $8)
		order by at desc, id desc limit $9`
)

// narrow gives narrowed its arguments. Each is given once for each place where it stands, since one driver binds by appearance.
func narrow(f Filter, p Page) []any {
	to, from, at, last := int64(math.MaxInt64), int64(0), int64(math.MaxInt64), p.Before.ID
	if !f.To.IsZero() {
		to = f.To.UnixMicro()
	}
	if !f.From.IsZero() {
		from = f.From.UnixMicro()
	}
	if !p.Before.At.IsZero() {
		at = p.Before.At.UnixMicro()
	}
	anybody := 1
	if f.Account.Zero() {
		anybody = 0
	}
	return []any{to, from, at, last[:], anybody, f.Account, f.Purpose, f.Purpose, p.Size}
}

func openings(tx *store.Tx, f Filter, p Page) ([]Look, error) {
	return scanOpenings(tx, openColumns+narrowed, narrow(f, p))
}

func openingsOf(tx *store.Tx, person id.ID, limit int) ([]Look, error) {
	return scanOpenings(tx, openColumns+` where person = $1 order by at desc, id desc limit $2`, []any{person, limit})
}

func scanOpenings(tx *store.Tx, query string, args []any) (looks []Look, err error) {
	err = tx.Each(query, args, func(scan func(...any) error) error {
		var (
			l      Look
			at     int64
			fields []byte
		)
		err := scan(&l.ID, &at, &l.Account, &l.Seat, (*string)(&l.Post), &l.Route, &l.Purpose, &l.Person, &l.Record, &fields)
		if err != nil {
			return err
		}
		l.At = time.UnixMicro(at).UTC()
		looks = append(looks, l)
		return json.Unmarshal(fields, &looks[len(looks)-1].Fields)
	})
	return looks, err
}

func listings(tx *store.Tx, f Filter, p Page) (looks []Look, err error) {
	err = tx.Each(queryColumns+narrowed, narrow(f, p), func(scan func(...any) error) error {
		l, err := scanListing(scan)
		looks = append(looks, l)
		return err
	})
	return looks, err
}

var errEnough = errors.New("audit: enough")

// listingsOf finds the newest lists that hold any of the wanted people, who are in ascending order, among the newest within lists. It
// goes by the ids, which begin with the time: by the index on at each row would be looked up on its own.
func listingsOf(tx *store.Tx, wanted []uint32, limit, within int) (looks []Look, err error) {
	var found []id.ID
	err = tx.Each(`select id, set_of_n from audit_query where people > 0 order by id desc limit $1`, []any{within}, func(scan func(...any) error) error {
		if len(found) >= limit {
			return errEnough
		}
		var query, set sql.RawBytes // read where they lie: most rows are not kept
		if err := scan(&query, &set); err != nil {
			return err
		}
		there, err := holds(set, wanted)
		if there {
			found = append(found, id.ID(query))
		}
		return err
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	for _, query := range found {
		err := tx.Each(queryColumns+` where id = $1`, []any{query}, func(scan func(...any) error) error {
			l, err := scanListing(scan)
			looks = append(looks, l)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return looks, nil
}

func scanListing(scan func(...any) error) (Look, error) {
	l := Look{Listed: true}
	var at int64
	err := scan(&l.ID, &at, &l.Account, &l.Seat, (*string)(&l.Post), &l.Route, &l.Purpose, &l.Filter, &l.Seq, &l.People)
	l.At = time.UnixMicro(at).UTC()
	return l, err
}
