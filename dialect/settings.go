package dialect

import (
	"context"

	"github.com/dbtool/dbtool/metadata"
)

// SessionKeeper is a dialect whose sessions can be set so that later statements
// mean something else: the database in use, where names are looked for, whether
// keys are checked.
type SessionKeeper interface {
	// Sets names the settings that a statement changes for the rest of the
	// session; nil for most.
	Sets(sql string) []string
	// Keep reads settings and returns statements that set them so again.
	Keep(ctx context.Context, q Queryer, s *Server, settings []string) ([]string, error)
	// Place is the name of a table that is there with its namespace, by which it
	// is the same whatever becomes of the settings.
	Place(ctx context.Context, q Queryer, s *Server, table string) (metadata.Name, error)
}
