package audit

import (
	"regexp"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Exception says that something was issued on a fact that was corrected later: an invitation, a list, a payment. Nothing is taken back by
// itself: its owner looks at it and keeps or changes what was issued.
type Exception struct {
	ID      id.ID
	Kind    string    // what was issued, such as "invitation"
	Subject string    // which one: a key or id, never a name
	Cause   store.Seq // the write that corrected the fact
	Owner   id.ID     // whose list it stands on: a place, a department or an account; zero: the district's
	State   State
	Why     string // a code, such as "visit-corrected"; free text would name people, and this is not sealed
	Rev     int
	Seq     store.Seq // of this revision
}

// State is what became of an exception.
type State string

const (
	Waiting State = "open"    // nobody has looked at it yet
	Kept    State = "kept"    // looked at; what was issued stands
	Changed State = "changed" // what was issued was changed
)

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Raise opens an exception in the write that made the correction. Its id derives from the write, the kind and the subject, so that one
// write raises one for a subject: a second one fails as a Conflict. ID, Rev, Seq and State are set here.
func Raise(tx *store.Tx, e Exception) (id.ID, error) {
	if !codeForm.MatchString(e.Kind) || !codeForm.MatchString(e.Why) || e.Subject == "" {
		return id.ID{}, fault.New(fault.Usage, "audit.bad-exception", e.Kind, e.Why)
	}
	e.ID, e.Rev, e.State = tx.ID("exception/"+e.Kind+"/"+e.Subject, 0), 1, Waiting
	return e.ID, insertException(tx, e)
}

// Settle says what became of an exception, as revision rev showed it.
//
// Errors: NotFound; Conflict "audit.settled" where somebody was first; Usage where state is Waiting or why is no code.
func Settle(tx *store.Tx, exception id.ID, rev int, state State, why string) error {
	if state != Kept && state != Changed || !codeForm.MatchString(why) {
		return fault.New(fault.Usage, "audit.bad-exception", string(state), why)
	}
	e, found, err := latestException(tx, exception)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "audit.no-exception")
	case e.Rev != rev || e.State != Waiting:
		return fault.New(fault.Conflict, "audit.settled")
	}
	e.Rev, e.State, e.Why = rev+1, state, why
	return insertException(tx, e)
}
