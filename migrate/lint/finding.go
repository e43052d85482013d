package lint

import (
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// Finding is one thing that Lint has to say of a revision.
type Finding struct {
	Rule     *Rule            `json:"-"`
	ID       string           `json:"rule"`
	Level    Level            `json:"level"`
	Revision string           `json:"revision"`
	Pos      migrate.Position `json:"-"`
	File     string           `json:"file"`
	Line     int              `json:"line"`
	Col      int              `json:"column"`
	Message  string           `json:"message"`
	Instead  string           `json:"instead,omitempty"`
	// Query finds rows on which the statement would fail, for the database
	// before the revision.
	Query string `json:"query,omitempty"`
	// Fixable: --fix writes the safe way.
	Fixable bool `json:"fixable,omitempty"`

	step *step // nil for one about the file
	edit edit  // the safe way, if it is Fixable
}

// Subject is what a finding is about, as far as facts are known of it. Column
// and Index are empty for a whole table.
type Subject struct {
	Table         metadata.Name
	Column, Index string
}
