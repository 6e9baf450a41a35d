package web

import (
	"context"
	"sync"

	"youfu/internal/actor"
	"youfu/internal/district"
	"youfu/internal/id"
)

// officials are the names of those who act, by account: a revision says who made it. Accounts are never removed and keep their names, so
// that what was read once stays true.
type officials struct {
	mu    sync.Mutex
	names map[id.ID]string
}

// name is an account's; "" for none and for one that is not known.
func (o *officials) name(ctx context.Context, d *district.District, account id.ID) (string, error) {
	if account.Zero() {
		return "", nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if name, ok := o.names[account]; ok {
		return name, nil
	}
	all, err := d.Accounts.List(ctx, actor.System)
	if err != nil {
		return "", err
	}
	o.names = make(map[id.ID]string, len(all))
	for _, a := range all {
		o.names[a.ID] = a.Name
	}
	if _, ok := o.names[account]; !ok {
		o.names[account] = "" // the program itself
	}
	return o.names[account], nil
}

// official is the name of who acted, for a page.
func (q *request) official(account id.ID) (string, error) {
	return q.officials.name(q.r.Context(), q.District, account)
}
