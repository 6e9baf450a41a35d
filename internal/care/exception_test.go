package care_test

import (
	"fmt"
	"slices"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/audit"
	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// exceptions are those that wait on an account's list, as "kind event cause".
func (c *clinic) exceptions(owner id.ID) (all []string) {
	c.Helper()
	if err := c.Store.Read(c.ctx, func(tx *store.Tx) error {
		open, err := audit.OpenFor(tx, owner)
		for _, e := range open {
			all = append(all, fmt.Sprint(e.Kind, " ", e.Subject, " ", e.Why, " ", e.Cause == e.Seq))
		}
		return err
	}); err != nil {
		c.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// as lets another account act.
func (c *clinic) as(word string, do func()) {
	before := c.who
	c.who = actor.Actor{Account: named(word), Seat: named("seat"), Login: word, Post: actor.ClinicWorker, Identity: []byte(word)}
	do()
	c.who = before
}

func (c *clinic) respond(event, who, key, answer, on string) {
	c.Helper()
	if _, err := c.desk(func(tx *store.Tx, d care.Desk, _ care.Where) error {
		_, err := d.Respond(tx, care.Answer{Event: named(event), Person: named(who), Key: key, Answer: answer, On: civil.MustDate(on)})
		return err
	}); err != nil {
		c.Fatal(err)
	}
}

func TestACorrectionThatTakesAFollowUpAwayRaisesExceptions(t *testing.T) {
	each(t, func(c *clinic) {
		c.woman("ann", "1995-03-10")
		c.respond("round", "ann", programme+"/1/screening/-", "will-come", "2026-02-20")
		found := c.visit("screening", "ann", "screening", "2026-03-01", map[string]string{"findings": "bv;suspected-malignancy"})
		if len(found.Then) != 2 {
			c.Fatalf("%v", found.Then)
		}
		treatment := programme + "/1/treatment/" + named("screening").String()
		c.as("wang", func() { c.respond("call", "ann", treatment, "invited", "2026-03-02") })
		c.visit("treatment", "ann", "treatment", "2026-03-05", map[string]string{"result": "treated"})
		c.respond("later", "ann", programme+"/1/colposcopy/"+named("screening").String(), "declined", "2026-03-06")

		// What is still found leaves everything as it is.
		c.correct("screening", 1, "", map[string]string{"findings": "candida;suspected-malignancy", "note": "化验单"})
		if got := append(c.exceptions(named("wang")), c.exceptions(named("li"))...); len(got) != 0 {
			c.Fatalf("%v", got)
		}
		// What is no longer found: the call and the treatment rest on nothing, the colposcopy still does, and the invitation never hung on it.
		seq := c.correct("screening", 2, "", map[string]string{"findings": "suspected-malignancy"}).Seq
		for owner, want := range map[string]string{"wang": "invite " + named("call").String(), "li": "visit " + named("treatment").String()} {
			if got := c.exceptions(named(owner)); !slices.Equal(got, []string{want + " visit-corrected true"}) {
				c.Errorf("%s has %v, want %s at %d", owner, got, want, seq)
			}
		}
		// Found again, and taken away again: each correction speaks for itself, and only of what changed with it.
		c.correct("screening", 3, "", map[string]string{"findings": "bv;suspected-malignancy"})
		c.correct("screening", 4, "", map[string]string{"findings": "bv"})
		if got := c.exceptions(named("li")); len(got) != 2 || !slices.Contains(got, "decline "+named("later").String()+" visit-corrected true") {
			c.Errorf("%v", got)
		}
		if got := c.exceptions(named("wang")); len(got) != 1 {
			c.Errorf("%v", got)
		}
	})
}

// A correction can take a follow-up away by moving the visit to a day after it.
func TestACorrectionOfTheDayRaisesAnException(t *testing.T) {
	each(t, func(c *clinic) {
		c.woman("ann", "1995-03-10")
		c.visit("screening", "ann", "screening", "2026-03-01", map[string]string{"findings": "bv"})
		c.visit("treatment", "ann", "treatment", "2026-03-05", map[string]string{"result": "treated"})
		c.correct("screening", 1, "2026-03-04", map[string]string{"findings": "bv"})
		if got := c.exceptions(named("li")); len(got) != 0 {
			c.Errorf("%v", got)
		}
		c.correct("screening", 2, "2026-03-06", map[string]string{"findings": "bv"})
		if got := c.exceptions(named("li")); len(got) != 1 {
			c.Errorf("%v", got)
		}
	})
}

// The result that was waited for is no mistake: what was said about it stands.
func TestAResultThatCameRaisesNothing(t *testing.T) {
	each(t, func(c *clinic) {
		c.woman("ann", "1985-03-10")
		c.visit("screening", "ann", "screening", "2026-03-01", map[string]string{"findings": "none"})
		c.respond("call", "ann", programme+"/1/screening/"+named("screening").String(), "will-come", "2026-03-02")
		c.correct("screening", 1, "", map[string]string{"findings": "none", "hpv": "negative"})
		if got := c.exceptions(named("li")); len(got) != 0 {
			c.Errorf("%v", got)
		}
	})
}

// A visit of an entry that turned out to be somebody else is corrected among all that is known of her, and stays with its entry.
func TestCorrectingAVisitOfAMergedEntry(t *testing.T) {
	each(t, func(c *clinic) {
		c.woman("ann", "1995-03-10")
		c.woman("anne", "1995-03-10")
		c.visit("screening", "anne", "screening", "2026-03-01", map[string]string{"findings": "bv"})
		c.book(func(b *person.Book) error { return b.Merge(named("anne"), named("ann")) })
		c.visit("treatment", "ann", "treatment", "2026-03-05", map[string]string{"result": "treated"})
		if then := c.correct("screening", 1, "", map[string]string{"findings": "candida;suspected-malignancy"}).Then; len(then) != 1 {
			c.Errorf("made due: %v, want the colposcopy alone", then)
		}
		c.correct("screening", 2, "", map[string]string{"findings": "none"})
		if got := c.exceptions(named("li")); !slices.Equal(got, []string{"visit " + named("treatment").String() + " visit-corrected true"}) {
			c.Errorf("%v", got)
		}
		c.book(func(b *person.Book) error { return b.Unmerge(named("anne")) })
		if strays := c.strays(); strays != 0 {
			c.Errorf("%d events went from one person to another", strays)
		}
		history := c.history("anne")
		if len(history) != 1 || history[0].Rev != 3 || len(c.history("ann")) != 1 {
			c.Errorf("%+v", history)
		}
	})
}

func (c *clinic) history(who string) (all []care.Event) {
	c.Helper()
	if err := c.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
		all, err = (care.Desk{}).History(tx, named(who))
		return err
	}); err != nil {
		c.Fatal(err)
	}
	return all
}

func (c *clinic) strays() (n int) {
	c.Helper()
	if err := c.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
		n, err = care.Strays(tx)
		return err
	}); err != nil {
		c.Fatal(err)
	}
	return n
}
