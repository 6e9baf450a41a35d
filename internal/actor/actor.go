// Package actor says who acts: a natural person, signed in under an account, sitting in one seat. It holds no rules: package post
// says what a post may do, and every write, read and audit row names its actor.
package actor

import "youfu/internal/id"

// Post is the kind of work a seat is for. The list is closed: see cli.md, "Posts".
type Post string

const (
	Administrator  Post = "administrator"
	Registrar      Post = "registrar"
	VillageWorker  Post = "village-worker"
	TownshipWorker Post = "township-worker"
	ClinicWorker   Post = "clinic-worker"
	Manager        Post = "manager"
	Auditor        Post = "auditor"
	ConfirmOfficer Post = "confirm-officer" // who is eligible, in a village, a township or the district
	FundOfficer    Post = "fund-officer"    // the money of confirmed lists
	PayOfficer     Post = "pay-officer"     // orders to the bank and its answers
	Supervisor     Post = "supervisor"      // notices, objections, and stopping what is wrong
	Program        Post = "program"         // Youfu itself: migrations, loading the catalogue; nobody can sign in as it
)

// Posts are the posts an account can have, in the order pages list them.
var Posts = []Post{Administrator, Registrar, VillageWorker, TownshipWorker, ClinicWorker, Manager, Auditor, ConfirmOfficer, FundOfficer, PayOfficer, Supervisor}

// Valid reports whether p is one of Posts.
func (p Post) Valid() bool {
	for _, q := range Posts {
		if p == q {
			return true
		}
	}
	return false
}

// Actor is who acts now. The zero Actor has no post and may do nothing.
type Actor struct {
	Account    id.ID
	Seat       id.ID
	Login      string
	Name       string // the official's own name, shown in pages and on paper
	Post       Post
	Place      id.ID  // for village and township workers
	Department id.ID  // for clinic workers
	Site       id.ID  // for clinic workers
	Body       string // for the four powers
	Identity   []byte // digest of the natural person, the same however many logins; nil where unknown
}

// System is the program itself.
var System = Actor{Login: "youfu", Post: Program}
