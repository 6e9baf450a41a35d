// Package post says who may do what: the purposes that each post may pursue, how far a seat reaches, and the accounts, passwords and
// sessions by which a person takes a seat. A purpose that is not granted here is refused. It knows no client: rules over people and
// visits take plain facts that the caller gathers.
package post

import (
	"slices"

	"youfu/internal/actor"
)

// Purpose is what a page or command is for. Every route names one, and so does every audit row. The list is closed.
type Purpose string

const (
	SignIn        Purpose = "sign-in"        // the way in; the only purpose open to nobody in particular
	Home          Purpose = "home"           // the first page: whatever the post's other purposes put on it
	OwnAccount    Purpose = "own-account"    // one's own password, seat and sign-out
	Administer    Purpose = "administer"     // accounts, seats, backups, doctor
	Catalogue     Purpose = "catalogue"      // which definitions are in force
	Import        Purpose = "import"         // files of places, departments, sites, people and (blind) visits
	FindPerson    Purpose = "find-person"    // search by name, number or phone
	OpenPerson    Purpose = "open-person"    // who she is, where she lives, how to reach her
	CorrectPerson Purpose = "correct-person" // a new revision of that
	OpenHousehold Purpose = "open-household" // who lives together; nothing reproductive (R24)
	Duplicates    Purpose = "duplicates"     // two entries that may be one person
	Differences   Purpose = "differences"    // difference lists with other departments
	Invite        Purpose = "invite"         // who may be invited, and what she answered
	RecordVisit   Purpose = "record-visit"   // a visit, or its correction
	OpenVisit     Purpose = "open-visit"     // what a visit found
	FollowUp      Purpose = "follow-up"      // what a result made due (R7: the clinic alone)
	Consent       Purpose = "consent"        // what she agreed to, or no longer agrees to
	Exceptions    Purpose = "exceptions"     // what was issued on a fact that was corrected later
	Figures       Purpose = "figures"        // numbers
	FigureMembers Purpose = "figure-members" // the list behind a number
	Report        Purpose = "report"         // the work report
	Verify        Purpose = "verify"         // recomputing a report's figures
	Audit         Purpose = "audit"          // who read what
	Schemes       Purpose = "schemes"        // what support there is, and for how many
	Candidates    Purpose = "candidates"     // who is likely eligible and has not applied
	ApplySupport  Purpose = "apply-support"  // an application, for a resident
	OpenCase      Purpose = "open-case"      // a case with its explanation, acts and payments
	Decide        Purpose = "decide"         // an act of the power to confirm
	Notice        Purpose = "notice"         // public notices and objections
	Stop          Purpose = "stop"           // stopping a case, a list or a scheme
	PlanPayments  Purpose = "plan-payments"  // the confirmed list of a period
	Payments      Purpose = "payments"       // lists of payments with their states
	FundPayments  Purpose = "fund-payments"  // money for a confirmed list
	OrderPayments Purpose = "order-payments" // orders to the bank and its answers
	Powers        Purpose = "powers"         // who holds which power, and who could act alone
)

// Purposes are all purposes, in the order pages list them.
var Purposes = []Purpose{SignIn, Home, OwnAccount, Administer, Catalogue, Import, FindPerson, OpenPerson, CorrectPerson, OpenHousehold,
	Duplicates, Differences, Invite, RecordVisit, OpenVisit, FollowUp, Consent, Exceptions, Figures, FigureMembers, Report, Verify, Audit,
	Schemes, Candidates, ApplySupport, OpenCase, Decide, Notice, Stop, PlanPayments, Payments, FundPayments, OrderPayments, Powers}

// grants is the whole of it. An exception is a clinic's alone: that one stands at all can tell what a result was (R7). Consent is
// recorded by whoever may open her page, so that taking one back is nowhere harder than giving it; her clinic sees who wrote
// it down, which is what keeps a worker from noting an agreement that helps his own work.
var grants = map[actor.Post][]Purpose{
	actor.Administrator:  {Home, OwnAccount, Administer, Catalogue},
	actor.Registrar:      {Home, OwnAccount, Import, FindPerson, OpenPerson, CorrectPerson, OpenHousehold, Duplicates, Differences, Consent},
	actor.VillageWorker:  {Home, OwnAccount, FindPerson, OpenPerson, OpenHousehold, Invite, Consent, Schemes, Candidates, ApplySupport, OpenCase},
	actor.TownshipWorker: {Home, OwnAccount, FindPerson, OpenPerson, OpenHousehold, Invite, Consent, Schemes, Candidates, ApplySupport, OpenCase},
	actor.ClinicWorker: {Home, OwnAccount, FindPerson, OpenPerson, RecordVisit, OpenVisit, FollowUp, Consent, Exceptions,
		Figures, FigureMembers},
	actor.Manager:        {Home, OwnAccount, Figures, FigureMembers, Report, Verify, Schemes, Payments, Powers},
	actor.Auditor:        {Home, OwnAccount, Figures, Report, Audit, Schemes, Payments, Powers},
	actor.ConfirmOfficer: {Home, OwnAccount, Schemes, Candidates, FindPerson, OpenCase, Decide, PlanPayments, Payments, Powers},
	actor.FundOfficer:    {Home, OwnAccount, Schemes, Payments, FundPayments, Powers},
	actor.PayOfficer:     {Home, OwnAccount, Schemes, Payments, OrderPayments, Powers},
	actor.Supervisor:     {Home, OwnAccount, Schemes, OpenCase, Notice, Stop, Payments, Powers},
	actor.Program:        {Administer, Catalogue},
}

// May reports whether a's post may pursue p. How far it reaches is ScopeOf's to say.
func May(a actor.Actor, p Purpose) bool {
	return p == SignIn || slices.Contains(grants[a.Post], p)
}
