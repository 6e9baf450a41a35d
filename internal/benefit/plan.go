package benefit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/money"
)

// Line is one payment: a person, scheme, layer and period, and why. It is payable once.
type Line struct {
	ID            id.ID
	Case          id.ID
	Matter, Round int
	N             int        // the final act that it rests on
	Until         civil.Date // the last day of that act's notice
	Identity      []byte     // of the person whom the benefit is about
	PayeeIdentity []byte
	Layer         string
	Period        string
	Fund          string
	Fen           money.Fen
	AccountRev    int // of the payee's verified account in her own name
	Place         id.ID
	Reason        string // the months and the amount, as the family's page says them
}

// PaymentID is the id of a payment: the same person, scheme, layer and period give the same one.
func PaymentID(c *Case, layer, period string) id.ID {
	return id.Derive(c.ID, "payment/"+layer+"/"+period, 0)
}

// EndToEnd is what the bank repeats of a payment: its id, and for later attempts one derived from it, since banks refuse a reference that
// came before.
func EndToEnd(payment id.ID, attempt int) id.ID {
	if attempt == 1 {
		return payment
	}
	return id.Derive(payment, "attempt", attempt)
}

// ListHash is the digest of a list of payments, whatever their order: what confirmation freezes, funding allocates and the order sends.
func ListHash(lines []Line) []byte {
	sorted := slices.Clone(lines)
	slices.SortFunc(sorted, func(a, b Line) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	h := sha256.New()
	var raw [8]byte
	for _, l := range sorted {
		for _, part := range [][]byte{l.ID[:], l.Case[:], l.Identity, l.PayeeIdentity, []byte(l.Layer), []byte(l.Period), []byte(l.Fund)} {
			binary.BigEndian.PutUint64(raw[:], uint64(len(part)))
			h.Write(raw[:])
			h.Write(part)
		}
		binary.BigEndian.PutUint64(raw[:], uint64(l.Fen))
		h.Write(raw[:])
	}
	return h.Sum(nil)
}

// Sum is the money of a list. The error tells of a sum beyond 64 bits.
func Sum(lines []Line) (total money.Fen, err error) {
	for _, l := range lines {
		if total, err = total.Add(l.Fen); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// Refusal is a case that was looked at for a plan and is not on its list.
type Refusal struct {
	Case id.ID  `json:"case"`
	Code string `json:"code"`
}

// Codes of refusals beside those of the rules.
const (
	NoAccount    = "no-account"    // no verified account in the payee's own name
	AlreadyThere = "already-there" // paid or planned before for the layer and period
	IsFrozen     = "frozen"
	NotGranted   = "not-granted" // refused, or not decided yet
	NothingDue   = "nothing-due" // entitled, but not in this period
	Ended        = "ended"       // died, moved away, or a criterion was lost
)
