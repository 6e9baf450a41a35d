package audit

import (
	"sync"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

func write(d *store.District, fn func(tx *store.Tx) error) error {
	_, err := d.Write(ctx, store.Writing{Actor: clinic, ClientID: id.New(), Kind: "test"}, fn)
	return err
}

func openFor(t *testing.T, d *store.District, owner id.ID) (all []Exception) {
	t.Helper()
	must(t, d.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = OpenFor(tx, owner)
		return err
	}))
	return all
}

func TestAnExceptionWaitsUntilSomebodyHasLookedAtIt(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		department := id.New()
		var first id.ID
		must(t, write(d, func(tx *store.Tx) (err error) {
			e := Exception{Kind: "invitation", Subject: "a", Cause: tx.Seq, Owner: department, Why: "visit-corrected", State: Kept, Rev: 9}
			if first, err = Raise(tx, e); err != nil {
				return err
			}
			e.Subject = "b"
			_, err = Raise(tx, e)
			return err
		}))
		must(t, write(d, func(tx *store.Tx) error {
			_, err := Raise(tx, Exception{Kind: "report", Subject: "2026", Cause: tx.Seq, Why: "visit-corrected"})
			return err
		}))
		if all := openFor(t, d, department); len(all) != 2 || all[0].State != Waiting || all[0].Rev != 1 || all[0].Cause != 1 || all[0].Owner != department {
			t.Fatalf("%+v", all)
		}
		if all := openFor(t, d, id.ID{}); len(all) != 1 || all[0].Kind != "report" {
			t.Errorf("the district's: %+v", all)
		}
		if all := openFor(t, d, id.New()); len(all) != 0 {
			t.Errorf("somebody else's: %+v", all)
		}
		settle := func(e id.ID, rev int, s State, why string) error {
			return write(d, func(tx *store.Tx) error { return Settle(tx, e, rev, s, why) })
		}
		must(t, settle(first, 1, Kept, "still-right"))
		want(t, settle(first, 1, Changed, "sent-again"), fault.Conflict, "audit.settled")
		want(t, settle(first, 2, Changed, "sent-again"), fault.Conflict, "audit.settled")
		want(t, settle(id.New(), 1, Kept, "still-right"), fault.NotFound, "audit.no-exception")
		if all := openFor(t, d, department); len(all) != 1 || all[0].Subject != "b" {
			t.Errorf("%+v", all)
		}
	})
}

func TestAnExceptionHoldsNoFreeText(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		for _, e := range []Exception{
			{Kind: "invitation", Subject: "a", Why: "何秀芬说不对"},
			{Kind: "invitation", Subject: "a", Why: ""},
			{Kind: "An invitation", Subject: "a", Why: "visit-corrected"},
			{Kind: "invitation", Why: "visit-corrected"},
		} {
			err := write(d, func(tx *store.Tx) error { _, err := Raise(tx, e); return err })
			want(t, err, fault.Usage, "audit.bad-exception")
		}
		for _, s := range []State{Waiting, "", "gone"} {
			want(t, write(d, func(tx *store.Tx) error { return Settle(tx, id.New(), 1, s, "still-right") }), fault.Usage, "audit.bad-exception")
		}
		want(t, write(d, func(tx *store.Tx) error { return Settle(tx, id.New(), 1, Kept, "Looks fine to me") }), fault.Usage, "audit.bad-exception")
	})
}

func TestAnExceptionIsRaisedAndSettledOnce(t *testing.T) {
	each(t, func(t *testing.T, d *store.District) {
		var e id.ID
		raise := func(tx *store.Tx) (err error) {
			e, err = Raise(tx, Exception{Kind: "list", Subject: "a", Why: "visit-corrected"})
			return err
		}
		err := write(d, func(tx *store.Tx) error {
			if err := raise(tx); err != nil {
				return err
			}
			return raise(tx)
		})
		want(t, err, fault.Conflict, "store.exists")
		must(t, write(d, raise))
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				errs[i] = write(d, func(tx *store.Tx) error { return Settle(tx, e, 1, Kept, "still-right") })
			})
		}
		wg.Wait()
		settled := 0
		for _, err := range errs {
			if err == nil {
				settled++
			} else {
				want(t, err, fault.Conflict, "audit.settled")
			}
		}
		if settled != 1 {
			t.Errorf("settled %d times", settled)
		}
	})
}
