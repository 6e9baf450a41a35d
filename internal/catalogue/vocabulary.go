package catalogue

import (
	"crypto/sha256"
	"encoding/hex"

	"youfu/internal/lang"
	"youfu/internal/rule"
)

// Fact is one thing that rules may know of a person, such as p.age. The list is closed: an overlay cannot add to it.
type Fact struct {
	ID    string // such as p.age
	Title lang.Text
	Type  rule.Type
	Codes []string // all values it can have; empty: any
	About string   // age, anatomy or register; services read the first two alone (R9)
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

// Headings are the column headings by which files are read without a map: file kind → heading → column. Headings are compared
// without spaces and without regard to case.
type Headings map[string]map[string]string
