package dialect

import "github.com/dbtool/dbtool/metadata"

// Resembler is a dialect that knows which generic type's values a Go program
// best has for an exact type of the server's own.
type Resembler interface {
	// Resembles is asked for an exact type that is not made of a domain, an enum
	// or another type. It is false for types that are a generic one's, which say
	// it themselves.
	Resembles(t metadata.Type) (metadata.Type, bool)
}
