// Package pages holds the documents of the lint rules, one file each.
package pages

import "embed"

// Files has ID.md for each rule.
//
//go:embed *.md
var Files embed.FS
