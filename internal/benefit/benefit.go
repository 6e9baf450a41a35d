// Package benefit pays support in cash under four separated powers: confirm says who is eligible, fund gives the money, pay pays it out,
// supervise publishes, hears objections and can stop. Each power is held by a body, each body holds one, and a person sits in one body,
// whatever logins she has. What a power must not do the tables refuse by themselves (store, 0010_benefit.sql); this package says so first,
// in words, and adds what keys cannot say: kinship, stopped clocks, frozen cases, seats that have ended.
//
// A case is one person's in one scheme. Its matters are an application, or one year's review, each with its appeals; nobody acts twice in
// one matter. The program knows no scheme: steps, clocks and bodies are the definition's.
//
// R2: nothing here sees a service record. The package imports none of the packages that hold them, and its handle on the database has no
// right to their tables.
package benefit

import (
	"crypto/sha256"
	"encoding/json"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/notary"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Power is one of the four. A body holds exactly one.
type Power string

const (
	Confirm   Power = "confirm"   // 资格确认
	Fund      Power = "fund"      // 资金管理
	Pay       Power = "pay"       // 资金发放
	Supervise Power = "supervise" // 社会监督
)

// Powers are the four, in the order in which money moves.
var Powers = []Power{Confirm, Fund, Pay, Supervise}

// Tables are the prefixes of all that this package's handle may touch (R2).
var Tables = []string{"benefit_", "ledger_", "notary_", "person", "place_", "post_", "seal_", "audit_", "catalogue_", "store_"}

// Seat is where a person sits now.
type Seat struct {
	Identity []byte // of the natural person
	N        int    // her n-th taking or leaving of a seat
	Body     string
	Power    Power
	Account  id.ID
}

// Desk is where acts are done in one district.
type Desk struct {
	Keys  *seal.Keys
	Today civil.Date
}

// commit writes the commitment of an act: the digest of what it says, canonical JSON. The verifiable log takes the rows in the order of
// their seq and numbers them when a checkpoint is made.
func commit(tx *store.Tx, kind string, act any) ([]byte, error) {
	digest, err := digestOf(kind, act)
	if err != nil {
		return nil, err
	}
	return digest, notary.Commit(tx, kind, digest)
}

func digestOf(kind string, act any) ([]byte, error) {
	raw, err := json.Marshal(act)
	sum := sha256.Sum256(append([]byte(kind+"\x00"), raw...))
	return sum[:], err
}

// sign commits to an act and has it signed.
func sign(tx *store.Tx, kind string, act any, s Signer) (digest, signature []byte, err error) {
	if digest, err = commit(tx, kind, act); err != nil {
		return nil, nil, err
	}
	if signature, err = s.Sign(digest); err != nil {
		return nil, nil, err
	}
	if len(signature) == 0 {
		return nil, nil, fault.New(fault.Refused, "benefit.unsigned")
	}
	return digest, signature, nil
}
