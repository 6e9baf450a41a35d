package page

import "youfu/internal/civil"

// AccountList is who may sign in, with their seats. It names officials, never clients.
type AccountList struct {
	Frame
	Filters FilterForm
	Rows    []AccountRow
	Pager   Pager
	Add     string
	Action  string // POST target of "end" (name "end") and "new password" (name "reset")
}

func (*AccountList) template() string { return "account_list" }

// AccountRow is one seat of an account.
type AccountRow struct {
	Login    string
	Name     string
	Post     string // code
	Place    string
	From, To civil.Date
	Locked   bool
	MustSet  bool // has not yet replaced the first password
	Seat     string
	Account  string
	Further  string // href of the form for a further seat of this account
}

// Ended reports whether the seat has an end.
func (r AccountRow) Ended() bool { return !r.To.Zero() }

// AccountAdd is the form for a new account, or for a further seat of one.
type AccountAdd struct {
	Frame
	Action   string
	ClientID string
	Login    string // of the account that gets a further seat; "" for a new account
	Wrong    Wrong
	Fields   []Field
	Back     string
}

func (*AccountAdd) template() string { return "account_add" }

// AccountAdded shows the first password, once.
type AccountAdded struct {
	Frame
	Login    string
	Name     string
	Password string
	Reset    bool // a new password for an account that was there
	Back     string
}

func (*AccountAdded) template() string { return "account_added" }
