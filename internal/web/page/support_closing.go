package page

import (
	"youfu/internal/civil"
	"youfu/internal/money"
)

// ClosingShow is the closing statement of a scheme's period: what was confirmed, and where each fen of it is.
type ClosingShow struct {
	Frame
	Scheme   string
	Period   string
	Hash     string // of the sums, in groups of four
	Sums     SumsOf
	Balanced bool
	Alarms   int // payments of which the bank said something that did not fit
	Places   []ClosingRow
	Signs    []ClosingSign
	Act      *ClosingAct
	Table    string // href of the workbook
	Word     string // href of the Word file
}

func (*ClosingShow) template() string { return "support_closing" }

// Sum is some payments with their money.
type Sum struct {
	Lines int
	Fen   money.Fen
}

// SumsOf are the sums of a statement or an area. Difference is what of the confirmed stands nowhere: nothing, where all is well.
type SumsOf struct {
	Confirmed, Allocated, Ordered, Held, Paid, Returned, Pending, Difference Sum
}

// ClosingRow is one area.
type ClosingRow struct {
	Place string
	SumsOf
}

// ClosingSign is a body that signs; On is zero while it has not.
type ClosingSign struct {
	Power  string
	Body   string
	On     civil.Date
	Signer string
}

// ClosingAct is the form by which the reader's body signs.
type ClosingAct struct {
	Action   string
	ClientID string
	Hash     string
	Power    string
	Wrong    Wrong
	Signing
}
