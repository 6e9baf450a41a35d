// Package ledger is double entry in fen. A transfer credits the account that money leaves and debits the one that it reaches; balances are
// sums, so that all of them together are zero at all times. Nothing is changed or deleted: a transfer is undone by one the other way.
package ledger

import (
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/store"
)

// Kind is what an account is for.
type Kind string

const (
	Treasury  Kind = "treasury"  // where a fund's money comes from; its balance is below zero by what it gave
	Scheme    Kind = "scheme"    // given to a scheme, not ordered yet, or come back
	Transit   Kind = "transit"   // ordered, and not answered by the bank
	Paid      Kind = "paid"      // on people's accounts
	Recovered Kind = "recovered" // paid wrongly and given back
	Waived    Kind = "waived"    // paid wrongly and, out of hardship, left
)

// Transfer is one movement of money.
type Transfer struct {
	ID       id.ID // the client's: the same one twice is refused as a conflict
	From, To string
	Fen      money.Fen
	Act      string // what it was for, such as "fund"
	Subject  id.ID  // the plan or payment
	Reverses id.ID  // the transfer that it undoes; zero: none
}

// Open makes an account where there is none.
func Open(tx *store.Tx, code string, kind Kind) error {
	_, err := tx.Exec(`insert into ledger_account (code, seq, kind) values ($1, $2, $3) on conflict do nothing`, code, tx.Seq, string(kind))
	return err
}

// Move writes a transfer. Invalid where no money moves.
func Move(tx *store.Tx, t Transfer) error {
	if t.Fen <= 0 || t.From == t.To {
		return fault.New(fault.Invalid, "ledger.nothing-moves", t.Fen.String())
	}
	var reverses any
	if !t.Reverses.Zero() {
		reverses = t.Reverses
	}
	return tx.Insert("ledger_transfer", "seq", "id", "debit", "credit", "fen", "act", "subject", "reverses").
		Row(tx.Seq, t.ID, t.To, t.From, int64(t.Fen), t.Act, t.Subject, reverses)
}

// Balance is what an account holds.
func Balance(tx *store.Tx, code string) (money.Fen, error) {
	var in, out int64
	if _, err := tx.One(`select coalesce(sum(fen), 0) from ledger_transfer where debit = $1`, []any{code}, &in); err != nil {
		return 0, err
	}
	_, err := tx.One(`select coalesce(sum(fen), 0) from ledger_transfer where credit = $1`, []any{code}, &out)
	return money.Fen(in - out), err
}

// Balances are what all accounts hold, by code.
func Balances(tx *store.Tx) (map[string]money.Fen, error) {
	all := map[string]money.Fen{}
	for side, query := range map[int64]string{
		1:  `select debit, sum(fen) from ledger_transfer group by debit`,
		-1: `select credit, sum(fen) from ledger_transfer group by credit`,
	} {
		if err := tx.Each(query, nil, func(scan func(...any) error) error {
			var code string
			var fen int64
			err := scan(&code, &fen)
			all[code] += money.Fen(side * fen)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Strays counts reversals that do not undo exactly what they name: none, unless somebody was at the database.
func Strays(tx *store.Tx) (int, error) {
	var n int
	_, err := tx.One(`select count(*) from ledger_transfer r left join ledger_transfer t on t.id = r.reverses
		where r.reverses is not null and (t.id is null or t.debit <> r.credit or t.credit <> r.debit or t.fen <> r.fen or t.seq >= r.seq)`, nil, &n)
	return n, err
}
