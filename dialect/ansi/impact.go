package ansi

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Impact is the part of every dialect's forecast that comes from the meaning of
// the change: which rows make it fail, and what is lost. Locks and rewriting
// are the dialect's to add.
func Impact(c ddl.Change) dialect.Impact {
	switch c := c.(type) {
	case ddl.DropTable:
		return dialect.Impact{Loses: "the rows of " + c.Table.Ident().String()}
	case ddl.DropSchema:
		return dialect.Impact{Loses: "the schema " + c.Schema.Name}
	case ddl.DropSequence:
		return dialect.Impact{Loses: "the count of " + c.Sequence.Ident().String()}
	case ddl.DropColumn:
		if c.Column.Computed != nil { // what is computed can be computed again
			return dialect.Impact{}
		}
		return dialect.Impact{Loses: fmt.Sprintf("the values of %s.%s", c.From.Ident(), c.Column.Name)}
	case ddl.AddColumn:
		if needsValue(c.Column) {
			return dialect.Impact{Fails: "a table that has rows, since there is no default"}
		}
	case ddl.AlterColumn:
		return alteredColumn(c)
	case ddl.AddConstraint:
		return dialect.Impact{Fails: addedConstraint(c.Constraint)}
	case ddl.CreateIndex:
		if c.Index.Unique {
			return dialect.Impact{Fails: "rows that agree in " + partsText(c.Index.Parts)}
		}
	case ddl.AlterEnum:
		if gone := missing(c.Renamed().Values, c.To.Values); gone != "" {
			return dialect.Impact{Fails: "rows that hold " + gone}
		}
	}
	return dialect.Impact{}
}

// needsValue: rows that are there already have no value for the column.
func needsValue(c *metadata.Column) bool {
	return !c.Nullable && c.ServerDefault == nil && c.Computed == nil && c.Identity == nil && c.Autoincrement != metadata.AutoincrementOn
}

func alteredColumn(c ddl.AlterColumn) dialect.Impact {
	var i dialect.Impact
	if c.Old.Nullable && needsValue(c.New) {
		i.Fails = fmt.Sprintf("rows where %s is null", c.New.Name)
	}
	return i
}

func addedConstraint(c metadata.Constraint) string {
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		return "rows that agree in " + partsText(c.Parts) + " or hold null there"
	case *metadata.Unique:
		return "rows that agree in " + partsText(c.Parts)
	case *metadata.Check:
		if !c.NotValid && !c.NotEnforced {
			return "rows that do not meet " + c.Expr.String()
		}
	case *metadata.ForeignKey:
		if !c.NotValid && !c.NotEnforced {
			return fmt.Sprintf("rows whose %s is not in %s", strings.Join(c.Columns, ", "), c.Ref)
		}
	case *metadata.Exclude:
		return "rows that exclude each other"
	}
	return ""
}

func partsText(parts []metadata.Part) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.Column
		if p.Expr != nil {
			names[i] = p.Expr.String()
		}
	}
	return strings.Join(names, ", ")
}

// missing lists the values of have that want has not.
func missing(have, want []string) string {
	in := map[string]bool{}
	for _, v := range want {
		in[v] = true
	}
	var gone []string
	for _, v := range have {
		if !in[v] {
			gone = append(gone, v)
		}
	}
	return strings.Join(gone, ", ")
}
