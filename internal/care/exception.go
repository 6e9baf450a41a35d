package care

import (
	"youfu/internal/audit"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Corrected is why an exception was raised: the visit that it rested on was corrected.
const Corrected = "visit-corrected"

// except raises an exception for whatever was issued because of a visit and rests on it no more: the visit that answered a follow-up, or
// an appointment, attempt or refusal that spoke of it, where the follow-up would not have been due then, had the visit been recorded as it
// is now. It stands on the list of whoever recorded that. Invitations to a round hang on no finding and are left alone; so is what was said
// about a result that was missing and now is there.
func (d Desk) except(tx *store.Tx, p *catalogue.Programme, before, after due.Facts, corrected id.ID) error {
	for _, e := range before.Events {
		key, err := due.ParseKey(before.PersonID, e.Key)
		if err != nil || key.Anchor != corrected || !followedUp(p, before, e, corrected) || followedUp(p, after, e, corrected) {
			continue
		}
		issued, err := d.Current(tx, e.ID)
		if err != nil {
			return err
		}
		if _, err := audit.Raise(tx, audit.Exception{Kind: e.Kind, Subject: e.ID.String(), Cause: tx.Seq, Owner: issued.By, Why: Corrected}); err != nil {
			return err
		}
	}
	return nil
}

// followedUp reports whether the follow-up that an event speaks of was due on its day, as far as anything but the event and what came
// after it tells.
func followedUp(p *catalogue.Programme, f due.Facts, e due.Event, corrected id.ID) bool {
	then := f
	then.Events = nil
	for _, other := range f.Events {
		if other.ID == corrected || other.On < e.On || other.On == e.On && other.Order < e.Order {
			then.Events = append(then.Events, other)
		}
	}
	for _, item := range due.Due(p, then, e.On) {
		if item.Key.String() == e.Key {
			return item.Reason == due.ReasonFollowUp
		}
	}
	return false
}
