package migrate_test

import (
	"testing"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

func tableOf(name string, columns ...string) *metadata.Table {
	t := &metadata.Table{Name: name}
	for i := 0; i < len(columns); i += 2 {
		t.Columns = append(t.Columns, &metadata.Column{Name: columns[i], Type: metadata.Exact(columns[i+1])})
	}
	return t
}

// replaced are the changes that drop the columns of one table that the other
// lacks, and add those that it lacks.
func replaced(from, to *metadata.Table) []ddl.Change {
	in := ddl.In{From: from, To: to}
	var list []ddl.Change
	for _, c := range from.Columns {
		if to.Column(c.Name) == nil {
			list = append(list, ddl.DropColumn{In: in, Column: c})
		}
	}
	for _, c := range to.Columns {
		if from.Column(c.Name) == nil {
			list = append(list, ddl.AddColumn{In: in, Column: c})
		}
	}
	return list
}

type enumValues []string

func valuesOf(v ...string) enumValues { return v }

func (v enumValues) becomes(w ...string) ddl.Change {
	return ddl.AlterEnum{From: &metadata.Enum{Name: "status", Values: v}, To: &metadata.Enum{Name: "status", Values: w}}
}

func TestLikelyRenames(t *testing.T) {
	people := tableOf("people", "id", "int", "name", "text", "age", "int")
	for name, c := range map[string]struct {
		changes []ddl.Change
		want    string
	}{
		"a longer name in its place":  {replaced(tableOf("t", "id", "int", "name", "text"), tableOf("t", "id", "int", "full_name", "text")), "t.name=t.full_name"},
		"another type":                {replaced(tableOf("t", "name", "text"), tableOf("t", "full_name", "int")), ""},
		"only the type is the same":   {replaced(tableOf("t", "legacy", "int", "a", "text"), tableOf("t", "a", "text", "weight", "int")), ""},
		"each name once":              {replaced(tableOf("t", "note", "text"), tableOf("t", "notes", "text", "note_text", "text")), "t.note=t.notes"},
		"a table with its columns":    {[]ddl.Change{ddl.DropTable{Table: people}, ddl.CreateTable{Table: tableOf("persons", "id", "int", "name", "text", "age", "int", "x", "int")}}, "people=persons"},
		"a table with other columns":  {[]ddl.Change{ddl.DropTable{Table: people}, ddl.CreateTable{Table: tableOf("persons", "a", "int", "b", "text")}}, ""},
		"a value in its place":        {[]ddl.Change{valuesOf("new", "shipped", "back").becomes("new", "sent", "back")}, "status:shipped=sent"},
		"a value among others":        {[]ddl.Change{valuesOf("a", "b", "c").becomes("a", "x", "y", "c")}, "status:b=x"},
		"values of other places":      {[]ddl.Change{valuesOf("a", "b", "c").becomes("x", "a", "c")}, ""},
		"a value only added":          {[]ddl.Change{valuesOf("a").becomes("a", "b")}, ""},
		"a value that says so":        {[]ddl.Change{valuesOf("it's", "b").becomes("its", "b")}, "status:'it''s'=its"},
		"inside changes made at once": {[]ddl.Change{ddl.TableChanges{Changes: replaced(tableOf("t", "colour", "text"), tableOf("t", "color", "text"))}}, "t.colour=t.color"},
	} {
		got := ""
		for _, r := range migrate.LikelyRenames(migrate.Target{}, c.changes) {
			got += r.Rename
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
