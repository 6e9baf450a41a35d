// Package catalog is the practice that Youfu ships, as data: programmes, schemes, figures, code tables and reports, each with its cases
// beside it. Package catalogue loads it; a district's own folder is laid over it.
package catalog

import "embed"

// FS holds the shipped definitions.
//
//go:embed programmes schemes figures reports codes
var FS embed.FS
