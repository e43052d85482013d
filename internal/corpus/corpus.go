// Package corpus holds schemas in each server's own SQL, for tests: real ones,
// pairs that show one change, and ones made by chance.
package corpus

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed schemas pairs
var files embed.FS

// Schema is a whole schema as a script for the server's client.
type Schema struct{ Name, SQL string }

// Pair is two schemas; the second is the first after one change.
type Pair struct{ Name, A, B string }

// folders are where a server's files are: "postgres18" also has those of
// "postgres".
func folders(server string) []string {
	if server == "postgres18" {
		return []string{"postgres", "postgres18"}
	}
	return []string{server}
}

// Schemas are the schemas for a server, in the order of their names.
func Schemas(server string) []Schema {
	var list []Schema
	for _, dir := range folders(server) {
		names, _ := fs.Glob(files, path.Join("schemas", dir, "*.sql"))
		for _, n := range names {
			text, _ := files.ReadFile(n) // it was listed just now
			list = append(list, Schema{strings.TrimSuffix(path.Base(n), ".sql"), string(text)})
		}
	}
	return list
}

// Pairs are the pairs for a server, in the order of their names. A file holds
// both, divided by a line "-- becomes".
func Pairs(server string) []Pair {
	var list []Pair
	for _, dir := range folders(server) {
		names, _ := fs.Glob(files, path.Join("pairs", dir, "*.sql"))
		for _, n := range names {
			text, _ := files.ReadFile(n)
			a, b, _ := strings.Cut(string(text), "\n-- becomes\n")
			list = append(list, Pair{strings.TrimSuffix(path.Base(n), ".sql"), a, b})
		}
	}
	return list
}
