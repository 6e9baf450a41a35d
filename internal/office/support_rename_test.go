package office_test

import (
	"testing"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/testdb"
)

// A login is a name: another one of the same person neither opens a second body to her nor a second step in a matter, nor her own case.
func TestRenamingAUserDoesNotBreakSeparation(t *testing.T) {
	b := newBureau(newTown(t, testdb.SQLite(t), nil))
	which := b.apply(b.elder("陈秀英", number(100)), papers)
	if _, err := b.decide("reviewer", which, "village-review"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.decide("notice 1", which, "village-review-notice"); err != nil {
		t.Fatal(err)
	}
	b.today = b.today.AddDays(20)
	reviewer := number(1) // the number that newBureau gave her
	_, err := b.signedUp("renamed-to-pay", reviewer, actor.PayOfficer, "agent-bank", "")
	b.refuses(err, "benefit.sits-already")
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("another body under another login: %v", err)
	}
	if b.desks["renamed"], err = b.signedUp("renamed", reviewer, actor.ConfirmOfficer, "health-commission", township); err != nil {
		t.Fatal(err)
	}
	if err := b.Accounts.End(b.ctx, actor.System, "official-1", id.New()); err != nil {
		t.Fatal(err)
	}
	_, err = b.decide("renamed", which, "township-check")
	b.refuses(err, "benefit.acted-before")
	if b.desks["renamed"], err = b.signedUp("renamed-again", reviewer, actor.ConfirmOfficer, "health-commission", village); err != nil {
		t.Fatal(err)
	}
	_, err = b.decide("renamed", b.apply(b.elder("何秀芬", reviewer), papers), "village-review")
	b.refuses(err, "benefit.own-case")
	if v, err := b.desks["confirmer"].OpenCase(b.ctx, which); err != nil || v.Progress.State != benefit.Waiting || len(v.Last().Acts) != 2 {
		t.Errorf("%+v, %v", v, err)
	}
}

// signedUp is the desk of a new login, as it is when she has signed in.
func (b *bureau) signedUp(login, number string, p actor.Post, body, at string) (office.Office, error) {
	b.Helper()
	password, err := b.Accounts.Add(b.ctx, actor.System, post.NewAccount{Login: login, CitizenNumber: number, ClientID: id.New(), NewSeat: post.NewSeat{Post: p, Body: body, Place: b.ids[at]}})
	if err != nil {
		return office.Office{}, err
	}
	who, err := b.Accounts.Authenticate(b.ctx, post.Credentials{Login: login, Password: password})
	return office.Office{District: b.District, Route: "test", Actor: who}, err
}
