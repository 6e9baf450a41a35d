package benefit

import (
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// BankAccount is where a payee's money goes.
type BankAccount struct {
	Rev   int
	State string // verified | mismatch | closed
	Own   bool   // in the payee's own name
	Cell  id.ID
}

// States of an account.
const (
	Verified = "verified"
	Mismatch = "mismatch" // the bank names another holder: somebody looks at it, and nothing is paid meanwhile
	Closed   = "closed"
)

// PutAccount notes a payee's account. holder is whom the bank names and name is the payee's in the register: where they differ, the account
// stands in the queue of mismatches and nothing is paid to it.
func (d Desk) PutAccount(tx *store.Tx, payee []byte, number, holder, name string) (BankAccount, error) {
	if number == "" {
		return BankAccount{}, fault.New(fault.Invalid, "benefit.no-account-number").With(fault.Field{Name: "account", Code: "missing", Key: "benefit.no-account-number"})
	}
	a := BankAccount{State: Verified, Own: holder == name && name != ""}
	if !a.Own {
		a.State = Mismatch
	}
	return a, d.putAccount(tx, payee, number, &a)
}

// doubtAccount notes what the bank says of a payee's account: that it is closed, or another's. Nothing is paid to it until somebody gives
// another one. What the bank says of an account that is not the payee's any more changes nothing.
func (d Desk) doubtAccount(tx *store.Tx, payee []byte, rev int, state string) error {
	last, number, err := d.Account(tx, payee)
	if err != nil || last.Rev != rev || last.State != Verified {
		return err
	}
	return d.putAccount(tx, payee, number, &BankAccount{State: state, Own: last.Own && state == Closed})
}

func (d Desk) putAccount(tx *store.Tx, payee []byte, number string, a *BankAccount) error {
	if _, err := tx.One(`select coalesce(max(rev), 0) + 1 from benefit_bank_account where payee_identity = $1`, []any{payee}, &a.Rev); err != nil {
		return err
	}
	a.Cell = id.Derive(id.FromHash(payee), "bank-account", a.Rev)
	digest := d.Keys.Digest("bank-account", number)
	if err := d.Keys.In(tx).Put(a.Cell, number, digest); err != nil {
		return err
	}
	return tx.Insert("benefit_bank_account", "payee_identity", "rev", "seq", "cell", "digest", "own_name", "state").Row(payee, a.Rev, tx.Seq, a.Cell, digest, a.Own, a.State)
}

// Account is a payee's newest account and its number; Rev is 0 where there is none.
func (d Desk) Account(tx *store.Tx, payee []byte) (a BankAccount, number string, err error) {
	found, err := tx.One(`select rev, state, own_name, cell from benefit_bank_account where payee_identity = $1 order by rev desc limit 1`, []any{payee}, &a.Rev, &a.State, &a.Own, &a.Cell)
	if err != nil || !found {
		return a, "", err
	}
	number, _, err = d.Keys.Get(tx, a.Cell)
	return a, number, err
}

// AccountNumber is the number of one revision of a payee's account.
func (d Desk) AccountNumber(tx *store.Tx, payee []byte, rev int) (string, error) {
	var cell id.ID
	if _, err := tx.One(`select cell from benefit_bank_account where payee_identity = $1 and rev = $2`, []any{payee, rev}, &cell); err != nil {
		return "", err
	}
	number, _, err := d.Keys.Get(tx, cell)
	return number, err
}

// Accounts are the newest accounts of all payees as known at a seq, by identity, without their numbers: what a plan asks for.
func Accounts(tx *store.Tx, seq store.Seq) (map[string]BankAccount, error) {
	all := map[string]BankAccount{}
	err := tx.Each(`select payee_identity, rev, state, own_name, cell from benefit_bank_account where seq <= $1 order by rev`, []any{seq}, func(scan func(...any) error) error {
		var payee []byte
		var a BankAccount
		err := scan(&payee, &a.Rev, &a.State, &a.Own, &a.Cell)
		all[string(payee)] = a
		return err
	})
	return all, err
}

// Shared are the payees who have an account with somebody else: doctor and the officers look at them.
func Shared(tx *store.Tx) (map[string]int, error) {
	all := map[string]int{}
	err := tx.Each(`select a.payee_identity, count(distinct b.payee_identity) from benefit_bank_account a join benefit_bank_account b on b.digest = a.digest
		where a.payee_identity <> b.payee_identity group by a.payee_identity`, nil, func(scan func(...any) error) error {
		var payee []byte
		var n int
		err := scan(&payee, &n)
		all[string(payee)] = n
		return err
	})
	return all, err
}
