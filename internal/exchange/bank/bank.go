// Package bank writes payment orders as files that a bank takes and reads the files that it answers with. Bytes go in and structs come
// out: it keeps nothing, opens nothing and asks nobody. What a bank's files look like is a Profile, which is data.
//
// A payment is known to the bank by its id, 32 hexadecimal digits: the EndToEndId of ISO 20022, a column of its own elsewhere. What the
// bank says of it is one of five kinds, and accepted is not paid. The package decides nothing about money: whether an answer fits the
// payment is for those who hold the ledger.
package bank

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/money"
)

// Limit is the greatest size of an answer file in bytes.
const Limit = 200 << 20

// Agent is a bank or a branch. An order names the debtor's by its CNAPS number or its BIC; a creditor's may be known by name alone.
type Agent struct {
	CNAPS string // branch number in the national payment system, 12 digits
	BIC   string // ISO 9362, 8 or 11 characters
	Name  string
}

// Party is who pays.
type Party struct {
	Name    string
	Account string
	Agent   Agent
}

// Line is one payment.
type Line struct {
	Payment       id.ID // what the bank gives back with its answer
	Fen           money.Fen
	Name          string // of the account's holder: the person alone
	Account       string
	Agent         Agent
	CitizenNumber string // "" where the profile does not use it: see Profile.Uses
	Remittance    string // what the person reads beside the amount
	Year, Month   int    // the period it is for; month 0 for a whole year
	Project, Unit string // the scheme and the office, as the bank knows them
}

// Order is what one file asks the bank to pay.
type Order struct {
	MessageID   string    // at most 35 letters and digits, never used again: see MessageID
	Created     time.Time // when the order was made; written with its zone's offset
	ExecutionOn civil.Date
	Batch       int // which batch of the period it is, from 1
	Debtor      Party
	Lines       []Line
}

// MessageID names the n-th file, from 1 to 999, of what is ordered under an id: its 32 hexadecimal digits and three more. That is the 35
// characters that ISO 20022 has room for.
func MessageID(order id.ID, n int) string { return fmt.Sprintf("%s%03d", EndToEnd(order), n) }

// EndToEnd is how a payment is named in files: 32 hexadecimal digits.
func EndToEnd(payment id.ID) string { return hex.EncodeToString(payment[:]) }

// ParseEndToEnd is the payment that a bank's text names; the zero ID where it names none of ours. Some banks write capitals, or put the
// hyphens back.
func ParseEndToEnd(text string) id.ID {
	if len(text) == 36 {
		payment, err := id.Parse(strings.ToLower(text))
		if err != nil {
			return id.ID{}
		}
		return payment
	}
	var payment id.ID
	if len(text) != 2*len(payment) {
		return id.ID{}
	}
	if _, err := hex.Decode(payment[:], []byte(text)); err != nil {
		return id.ID{}
	}
	return payment
}

// Kind is what an answer says became of a payment.
type Kind uint8

const (
	Unknown  Kind = iota // the bank's code or entry says nothing that the profile knows: somebody must look
	Accepted             // the bank has the order and found nothing wrong; no money has moved
	Paid                 // the money has left the debtor's account for the person's
	Returned             // it came back
	Rejected             // it never left
)

var kindNames = []string{"unknown", "accepted", "paid", "returned", "rejected"}

// String is the kind as profiles write it.
func (k Kind) String() string { return kindNames[k] }

// MarshalText writes String, for JSON.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Scope is how much an answer speaks of.
type Scope uint8

const (
	OfPayment Scope = iota
	OfOrder         // every payment of the order that Message names which has no answer of its own
)

// Answer is one thing that a bank says. Answers come in the order of the file: what it says of an order comes before what it says of that
// order's payments.
type Answer struct {
	Row           int // 1-based: the row of a text file or a table; of an XML file the number of the status or booking in it
	Scope         Scope
	EndToEnd      string // as the bank gives it; "" where it gives none
	Payment       id.ID  // what EndToEnd names; zero where that is no id, and no proof that we ever made it where it is one
	Message       string // MessageID of the order; "" where the bank does not say
	Statement     string // of a booking: the id of the statement or notification it stands in
	Account       string // of a booking: the account that the statement is about
	Kind          Kind
	Fen           money.Fen  // 0 where the bank does not say: it is never an amount
	On            civil.Date // the day of the booking or of the status; zero where the bank does not say
	BankReference string
	Status        string    // the bank's code for the status; of a booking, CRDT or DBIT
	Code          string    // the bank's code for the reason; "" where it gives none
	Title         lang.Text // what Code, or else Status, means; empty where the profile does not know
	Doubt         string    // what it says of the person's account: AccountClosed, AccountMismatch, or "" for nothing
	Note          string    // the bank's own words, cut to NoteLength; they may name the person
}

// NoteLength is how many characters of the bank's own words are kept.
const NoteLength = 200
