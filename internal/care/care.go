// Package care keeps the services: who was invited, who came, what was found, what follows. It knows no programme: what a visit asks,
// who may come and what becomes due are definitions of the catalogue, evaluated by the pure packages care/check and care/due.
//
// An event is never changed: a correction is its next revision, and both stay. Declining is an answer like any other and ends the
// asking (R4). Texts are sealed; dates, places and codes are plain, so that rules and figures work on them.
package care

import (
	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/place"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Answers that a worker records, and the kind of event that each is.
var answerKinds = map[string]string{
	"invited": due.KindInvite, "will-come": due.KindInvite, "wrong-number": due.KindAttempt, "moved": due.KindAttempt, "declined": due.KindDecline, "asked": due.KindAsk,
}

// Scopes of a refusal (R4): this invitation, this programme (the default), all contact.
var scopes = map[string]bool{due.ScopeInvitation: true, due.ScopeProgramme: true, due.ScopeContact: true}

// Desk is where events are recorded in one district. It is immutable; a new catalogue is a new Desk.
type Desk struct {
	Catalogue *catalogue.Catalogue
	Keys      *seal.Keys
}

// Event is one revision of an event, as pages show it.
type Event struct {
	ID         id.ID
	Rev        int
	Seq        store.Seq
	Void       bool
	Person     id.ID
	Programme  string
	Round      int
	Kind       string
	Visit      string
	Definition string // hash of the programme's text that it was recorded under
	On         civil.Date
	Site       id.ID
	Department id.ID
	Key        string // the due visit that it answers; "" where it was not due
	State      string
	Answers    string            // canonical JSON
	Texts      map[string]string // opened only by Open
	By         id.ID             // account
	Reason     string            // of a correction
}

// Visit is a visit to be recorded.
type Visit struct {
	Event     id.ID // made by the client; derived from the write where zero
	Person    id.ID
	Programme string
	Visit     string
	On        civil.Date
	Site      id.ID
	Given     map[string]string // answers as typed, by field id
}

// Recorded is what recording a visit gives back.
type Recorded struct {
	Event id.ID     `json:"event"`
	Rev   int       `json:"rev"`
	Seq   store.Seq `json:"seq"`
	Then  []string  `json:"then"` // keys of the visits that it made due
}

// Where is the tree and the day that a visit is checked against.
type Where struct {
	Tree  *place.Tree
	Today civil.Date
}

// sheetOf is a checked visit with what it was checked under.
type sheetOf struct {
	check.Sheet
	programme *catalogue.Programme
	visit     *catalogue.Visit
	site      place.Site
}

// answers is the due visit that a visit answers, as it is written down, and the round that it belongs to.
func answers(p *catalogue.Programme, facts due.Facts, v Visit) (key string, round int) {
	answered, was := due.Answered(p, facts, v.Visit, v.On)
	if was {
		key = answered.String()
	}
	return key, answered.Round
}
