package catalogue

import (
	"crypto/sha256"
	"encoding/hex"

	"go.yaml.in/yaml/v4"
)

// Origin says where a definition came from.
type Origin string

const (
	Shipped Origin = "shipped" // embedded in the program
	Overlay Origin = "overlay" // from the district's own folder; replaces a shipped definition of the same kind and id
)

// Kinds of definitions.
const (
	DefProgramme  = "programme"
	DefFigure     = "figure"
	DefCodes      = "codes"
	DefReport     = "report"
	DefFacts      = "facts"
	DefConsents   = "consents"
	DefScheme     = "scheme"
	DefEvidence   = "evidence"
	DefAttributes = "attributes"
	DefHeadings   = "headings"
	DefHolidays   = "holidays"
)

// Definition is the text of one definition, as it is stored for good.
type Definition struct {
	Kind   string
	ID     string
	Hash   string // SHA-256 of Text, in hex
	Text   string // canonical YAML: comments and layout of the file are gone, order and values stay
	Origin Origin
}

// define makes the definition of a node. The text is made anew from the node, so that a comment or a blank line does not make
// another definition of it.
func define(kind, id string, origin Origin, n *yaml.Node) (Definition, error) {
	text, err := yaml.Dump(canonical(n), yaml.WithV4Defaults(), yaml.WithLineWidth(-1))
	if err != nil {
		return Definition{}, err
	}
	sum := sha256.Sum256(text)
	return Definition{kind, id, hex.EncodeToString(sum[:]), string(text), origin}, nil
}

// canonical copies a node without comments, layout and quotes. A text that would read as a number or a boolean without quotes
// keeps its tag, and so gets quotes back.
func canonical(n *yaml.Node) *yaml.Node {
	c := &yaml.Node{Kind: n.Kind, Tag: n.Tag, Value: n.Value}
	for _, child := range n.Content {
		c.Content = append(c.Content, canonical(child))
	}
	return c
}
