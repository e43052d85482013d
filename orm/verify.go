package orm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// MismatchError is what Verify has found: one line for each thing that is in
// the way of the program.
type MismatchError struct{ Lines []string }

func (e *MismatchError) Error() string {
	return "orm: the database is not what the program is made for:\n  " + strings.Join(e.Lines, "\n  ")
}

// Hint is the next step.
func (e *MismatchError) Hint() string { return "run the migrations: dbtool migrate up" }

// Verify compares the tables that types are mapped to with the database, for a
// program to stop at once instead of failing at the first query: tables and
// columns that are missing, types and NULLs that differ. What the database has
// besides is no mistake. See dbtool migrate check for a full comparison.
func Verify(ctx context.Context, e *engine.Engine, meta *metadata.MetaData) error {
	want, err := e.Dialect.Normalize(meta, e.Server)
	if err != nil {
		return err
	}
	var schemas []string
	for _, t := range want.Tables() {
		if !slices.Contains(schemas, t.Schema) {
			schemas = append(schemas, t.Schema)
		}
	}
	have, err := dbreflect.Load(ctx, e, dialect.Scope{Schemas: schemas})
	if err != nil {
		return err
	}
	var lines []string
	for _, t := range want.Tables() {
		h := have.Table(t.Ident())
		if h == nil {
			lines = append(lines, fmt.Sprintf("there is no table %s", t.Ident()))
			continue
		}
		lines = append(lines, columnMismatches(h, t)...)
	}
	if len(lines) > 0 {
		return &MismatchError{lines}
	}
	return nil
}

func columnMismatches(have, want *metadata.Table) []string {
	var lines []string
	for _, c := range want.Columns {
		h := have.Column(c.Name)
		switch {
		case h == nil:
			lines = append(lines, fmt.Sprintf("table %s has no column %s", want.Ident(), c.Name))
		case !h.Type.Equal(c.Type):
			lines = append(lines, fmt.Sprintf("%s.%s is %s, and the program expects %s", want.Ident(), c.Name, h.Type, c.Type))
		case h.Nullable && !c.Nullable && !soleKey(have, c.Name):
			lines = append(lines, fmt.Sprintf("%s.%s can be NULL, and the program does not expect that", want.Ident(), c.Name))
		case !h.Nullable && c.Nullable:
			lines = append(lines, fmt.Sprintf("%s.%s cannot be NULL, and the program may write that", want.Ident(), c.Name))
		}
	}
	for _, c := range demanded(have, want) {
		lines = append(lines, fmt.Sprintf("%s.%s has no default, and the program does not know it", want.Ident(), c.Name))
	}
	return lines
}

// soleKey reports whether the column is the primary key by itself. SQLite numbers
// such a column, and holds no NULL in it, whatever its declaration says.
func soleKey(t *metadata.Table, name string) bool {
	return t.PrimaryKey != nil && len(t.PrimaryKey.Parts) == 1 && t.PrimaryKey.Parts[0].Column == name
}

// demanded are columns that an INSERT has to fill and that are not known.
func demanded(have, known *metadata.Table) []*metadata.Column {
	var list []*metadata.Column
	for _, h := range have.Columns {
		if known.Column(h.Name) == nil && !h.Nullable && h.ServerDefault == nil && h.Computed == nil && h.Identity == nil && h.Autoincrement != metadata.AutoincrementOn {
			list = append(list, h)
		}
	}
	return list
}
