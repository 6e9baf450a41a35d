package catalog

import "embed"

// Banks holds the shipped profiles of bank files, in the folder banks.
//
//go:embed banks
var Banks embed.FS
