package audit

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

func insertException(tx *store.Tx, e Exception) error {
	return tx.Insert("audit_exception", "id", "rev", "seq", "subject_kind", "subject", "cause_seq", "owner", "state", "note").
		Row(e.ID, e.Rev, tx.Seq, e.Kind, e.Subject, e.Cause, e.Owner, string(e.State), e.Why)
}

const exceptionColumns = `select e.id, e.rev, e.seq, e.subject_kind, e.subject, e.cause_seq, e.owner, e.state, e.note from audit_exception e `

func scanException(scan func(...any) error) (e Exception, err error) {
	err = scan(&e.ID, &e.Rev, &e.Seq, &e.Kind, &e.Subject, &e.Cause, &e.Owner, (*string)(&e.State), &e.Why)
	return e, err
}

func latestException(tx *store.Tx, exception id.ID) (e Exception, found bool, err error) {
	err = tx.Each(exceptionColumns+`where e.id = $1 order by e.rev desc limit 1`, []any{exception}, func(scan func(...any) error) (err error) {
		e, err = scanException(scan)
		found = err == nil
		return err
	})
	return e, found, err
}

// OpenFor gives the exceptions on an owner's list that nobody has looked at, the oldest first.
func OpenFor(tx *store.Tx, owner id.ID) (all []Exception, err error) {
	err = tx.Each(exceptionColumns+`where e.state = 'open' and e.owner is not distinct from $1
		and not exists (select 1 from audit_exception l where l.id = e.id and l.rev > e.rev) order by e.seq, e.id`, []any{owner},
		func(scan func(...any) error) error {
			e, err := scanException(scan)
			all = append(all, e)
			return err
		})
	return all, err
}
