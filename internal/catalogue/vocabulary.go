package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"youfu/internal/lang"
	"youfu/internal/rule"
)

// Fact is one thing that rules may know of a person, such as p.age. The list is closed: an overlay cannot add to it.
type Fact struct {
	ID    string // such as p.age
	Title lang.Text
	Type  rule.Type
	Codes []string // all values it can have; empty: any
	About string   // age, anatomy, register or family; services read the first two alone (R9)
}

// Consent is one thing that a person may agree to, decline or take back (R6). The list is closed: an overlay cannot add to it.
type Consent struct {
	ID      string // contact | display | follow-up
	Title   lang.Text
	Text    lang.Text // what she is told before she answers
	Unasked lang.Text // what holds where she was never asked
}

// TextHash names the text as she was told it: SHA-256 of its words in that language, in hex.
func (c *Consent) TextHash(l lang.Lang) string {
	sum := sha256.Sum256([]byte(c.Text.In(l)))
	return hex.EncodeToString(sum[:])
}

// Consent is what a purpose asks; nil where there is no such purpose.
func (c *Catalogue) Consent(purpose string) *Consent {
	for i := range c.Consents {
		if c.Consents[i].ID == purpose {
			return &c.Consents[i]
		}
	}
	return nil
}

// Evidence is a kind of paper that a scheme may ask for. The list is closed (R2): an overlay cannot add to it.
type Evidence struct {
	ID    string // such as id-card
	Title lang.Text
	About string // identity, registration, child, cohort, bereavement or health; notices hang on it (R8)
}

// Fact is the name by which rules know that the paper was seen: true once it was, missing before.
func (e Evidence) Fact() string { return "d." + underscored(e.ID) }

// Attribute is what may be recorded of a person beside her facts, from a paper. The list is closed (R2): an overlay cannot add to it.
type Attribute struct {
	ID    string // such as rural-status
	Title lang.Text
	Why   lang.Text // what it is recorded for
	Codes []Code
}

// Fact is the name by which rules know the attribute's code.
func (a *Attribute) Fact() string { return "a." + underscored(a.ID) }

func (a *Attribute) all() (codes []string) {
	for _, c := range a.Codes {
		codes = append(codes, c.Code)
	}
	return codes
}

// EvidenceKind is a kind of paper; nil where there is none of that id.
func (c *Catalogue) EvidenceKind(id string) *Evidence {
	for i := range c.Evidence {
		if c.Evidence[i].ID == id {
			return &c.Evidence[i]
		}
	}
	return nil
}

// Attribute is an attribute; nil where there is none of that id.
func (c *Catalogue) Attribute(id string) *Attribute {
	for i := range c.Attributes {
		if c.Attributes[i].ID == id {
			return &c.Attributes[i]
		}
	}
	return nil
}

func (c *Catalogue) evidenceIDs() (ids []string) {
	for _, e := range c.Evidence {
		ids = append(ids, e.ID)
	}
	return ids
}

// underscored is an id as a name in rules, where a hyphen would be a minus.
func underscored(id string) string { return strings.ReplaceAll(id, "-", "_") }

// Headings are the column headings by which files are read without a map: file kind → heading → column. Headings are compared
// without spaces and without regard to case.
type Headings map[string]map[string]string

// keysIn are the ids of a map, in order.
func keysIn[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
