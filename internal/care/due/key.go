package due

import (
	"strconv"
	"strings"

	"youfu/internal/fault"
	"youfu/internal/id"
)

// Key names a due visit: what invitations, attempts, refusals and the visit itself refer to. It holds nothing that a result decides
// except Anchor, which for an Opening item is the visit she was last seen at, whatever it found.
type Key struct {
	Person    id.ID
	Programme string
	Round     int
	Visit     string
	Anchor    id.ID // the visit that opened it, or that lacks a result; zero for the first of all
}

// noAnchor stands for the zero Anchor, so that a key can be the end of an address.
const noAnchor = "-"

// String is "programme/round/visit/anchor", without the person: beside her it is unique. Only an Opening item's key may leave the
// clinic, since Visit tells what a follow-up is for.
func (k Key) String() string {
	anchor := noAnchor
	if !k.Anchor.Zero() {
		anchor = k.Anchor.String()
	}
	return k.Programme + "/" + strconv.Itoa(k.Round) + "/" + k.Visit + "/" + anchor
}

// ParseKey reads what String writes, for the person given. The error is a fault of kind Invalid.
func ParseKey(person id.ID, s string) (Key, error) {
	k, ok := cutKey(s)
	if !ok || k.String() != s {
		return Key{}, fault.New(fault.Invalid, "check.bad-key").With(fault.Field{Name: "key", Code: "bad-text", Key: "check.bad-key"})
	}
	k.Person = person
	return k, nil
}

// cutKey reads a key without its person. It takes some forms that String never writes.
func cutKey(s string) (k Key, ok bool) {
	var round, anchor string
	var err error
	k.Programme, s, _ = strings.Cut(s, "/")
	round, s, _ = strings.Cut(s, "/")
	k.Visit, anchor, _ = strings.Cut(s, "/")
	if k.Round, err = strconv.Atoi(round); err != nil || k.Round < 1 || k.Programme == "" || k.Visit == "" {
		return Key{}, false
	}
	if anchor != noAnchor {
		if k.Anchor, err = id.Parse(anchor); err != nil {
			return Key{}, false
		}
	}
	return k, true
}
