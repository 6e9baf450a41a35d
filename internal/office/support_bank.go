package office

import (
	"context"
	"encoding/json"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

// toOpen is a line whose payee and account are opened for the bank.
type toOpen struct {
	key   id.ID
	payee id.ID
	cell  id.ID // of the account's number
}

type openedLine struct {
	OrderLine
	n uint32
}

// openLines opens names, account numbers and, where they are asked for, citizen numbers, in few questions.
func (s supportState) openLines(some []toOpen, numbers bool) (map[id.ID]openedLine, error) {
	people, cells := make([]id.ID, len(some)), make([]id.ID, len(some))
	at := make([]uint32, len(some))
	for i, one := range some {
		at[i] = s.People.Canonical(s.People.N(one.payee))
		people[i], cells[i] = s.People.ID(at[i]), one.cell
	}
	cards, err := person.CardsOf(s.Tx, s.District.Keys, people)
	if err != nil {
		return nil, err
	}
	accounts, err := s.District.Keys.Some(s.Tx, cells)
	if err != nil {
		return nil, err
	}
	ids := map[id.ID]string{}
	if numbers {
		if ids, err = person.NumbersOf(s.Tx, s.District.Keys, people); err != nil {
			return nil, err
		}
	}
	all := make(map[id.ID]openedLine, len(some))
	for i, one := range some {
		all[one.key] = openedLine{OrderLine{Name: cards[people[i]].Name, Account: accounts[one.cell], Number: ids[people[i]]}, at[i]}
	}
	return all, nil
}

// PayingAccount is the account that support is paid from, as the bank's files name it.
type PayingAccount struct {
	Name    string `json:"name"`
	Account string `json:"account"`
	CNAPS   string `json:"cnaps,omitempty"` // of the branch that keeps it
	BIC     string `json:"bic,omitempty"`
	Branch  string `json:"branch,omitempty"`
}

// settingPaying is the setting of a district that keeps it.
const settingPaying = "paying-account"

func payingAccount(tx *store.Tx) (a PayingAccount, err error) {
	text, err := store.Setting(tx, settingPaying)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &a)
	}
	return a, err
}

// PayingAccount is the account that support is paid from; the zero one where none was noted.
func (o Office) PayingAccount(ctx context.Context) (a PayingAccount, err error) {
	if err := o.may(post.OrderPayments); err != nil {
		return a, err
	}
	return a, o.supported(ctx, 0, func(s supportState) (err error) {
		a, err = payingAccount(s.Tx)
		return err
	})
}

// PutPayingAccount notes the account that support is paid from. What it looks like is the caller's to have checked.
func (o Office) PutPayingAccount(ctx context.Context, clientID id.ID, a PayingAccount) error {
	if err := o.may(post.OrderPayments); err != nil {
		return err
	}
	_, err := o.supporting(ctx, clientID, "paying-account", a, func(s supportState) error {
		if _, err := s.seat(); err != nil {
			return err
		}
		before, err := payingAccount(s.Tx)
		if err != nil {
			return err
		}
		if before == a {
			return store.ErrNothing
		}
		text, err := json.Marshal(a)
		if err != nil {
			return err
		}
		return store.PutSetting(s.Tx, settingPaying, string(text))
	})
	return err
}

// SentUnder are the references of the lines of an order, by its message; none where there is no such order.
func (o Office) SentUnder(ctx context.Context, message string) (all []id.ID, err error) {
	if err := o.may(post.OrderPayments); err != nil {
		return nil, err
	}
	return all, o.supported(ctx, 0, func(s supportState) (err error) {
		all, err = benefit.SentUnder(s.Tx, message)
		return err
	})
}

// TakeAnswers takes in a bank's file: its hash, and what it says line by line.
func (o Office) TakeAnswers(ctx context.Context, profile string, file []byte, answers []benefit.Answer) (benefit.Taken, error) {
	if err := o.may(post.OrderPayments); err != nil {
		return benefit.Taken{}, err
	}
	var taken benefit.Taken
	receipt, err := o.supporting(ctx, id.FromHash(file), "benefit-answer-file", []any{profile, file}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		if taken, err = s.desk().Take(s.Tx, seat, profile, file, answers); err != nil {
			return err
		}
		return s.Tx.SetOutcome(taken)
	})
	if err == nil && receipt.Again {
		err = json.Unmarshal(receipt.Outcome, &taken)
		taken.Again = true
	}
	return taken, err
}
