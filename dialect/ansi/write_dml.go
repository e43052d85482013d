package ansi

import (
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// TableName writes a table's full name.
func TableName(w *dialect.Writer, n metadata.Name) {
	if n.Schema != "" {
		w.Ident(n.Schema).W(".")
	}
	w.Ident(n.Name)
}

// Insert writes INSERT.
func Insert(w *dialect.Writer, s *ast.Insert) {
	w.W("INSERT INTO ")
	TableName(w, s.Table.Ident())
	InsertRows(w, s, " DEFAULT VALUES")
	if s.OnConflict != nil {
		w.Node(s.OnConflict)
	}
	Returning(w, s.Returning)
}

// InsertRows writes the columns and where their values come from. Nothing is
// how an insert of defaults alone is said.
func InsertRows(w *dialect.Writer, s *ast.Insert, nothing string) {
	if len(s.Columns) == 0 && s.Query == nil && len(s.Rows) <= 1 {
		w.W(nothing)
		return
	}
	if len(s.Columns) > 0 {
		w.W(" (")
		for i, c := range s.Columns {
			if i > 0 {
				w.W(", ")
			}
			w.Ident(c.Name)
		}
		w.W(")")
	}
	if s.Query != nil {
		w.W(" ").Node(s.Query)
		return
	}
	values(w.W(" "), s.Rows)
}

// OnConflict writes ON CONFLICT, as PostgreSQL and SQLite have it.
func OnConflict(w *dialect.Writer, c *ast.OnConflict) {
	w.W(" ON CONFLICT")
	if len(c.Target) > 0 {
		w.W(" (")
		for i, t := range c.Target {
			if i > 0 {
				w.W(", ")
			}
			w.Ident(t.Name)
		}
		w.W(")")
		bare := w.Bare
		w.Bare = true
		All(w, " WHERE ", c.TargetWhere)
		w.Bare = bare
	}
	if len(c.Set) == 0 {
		w.W(" DO NOTHING")
		return
	}
	w.W(" DO UPDATE SET ")
	Assigns(w, c.Set)
	All(w, " WHERE ", c.Where)
}

// Assigns writes assignments with commas between them.
func Assigns(w *dialect.Writer, set []ast.Assign) {
	for i := range set {
		if i > 0 {
			w.W(", ")
		}
		w.Ident(set[i].Column.Name).W(" = ").Node(set[i].Node())
	}
}

// Returning writes RETURNING, or nothing.
func Returning(w *dialect.Writer, list []ast.Node) {
	if len(list) > 0 {
		w.W(" RETURNING ")
		items(w, list)
	}
}

// Update writes UPDATE ... FROM.
func Update(w *dialect.Writer, s *ast.Update) {
	if len(s.OrderBy) > 0 || s.Limit != nil {
		w.Unsupported("UPDATE with ORDER BY or LIMIT", "choose the rows by their key: WHERE key IN (SELECT ...)")
	}
	w.W("UPDATE ").Node(s.Rel).W(" SET ")
	Assigns(w, s.Set)
	from(w, " FROM ", s.From)
	joins(w, s.Joins)
	All(w, " WHERE ", s.Where)
	Returning(w, s.Returning)
}

// Delete writes DELETE ... USING.
func Delete(w *dialect.Writer, s *ast.Delete) {
	if len(s.OrderBy) > 0 || s.Limit != nil {
		w.Unsupported("DELETE with ORDER BY or LIMIT", "choose the rows by their key: WHERE key IN (SELECT ...)")
	}
	w.W("DELETE FROM ").Node(s.Rel)
	from(w, " USING ", s.Using)
	joins(w, s.Joins)
	All(w, " WHERE ", s.Where)
	Returning(w, s.Returning)
}

// Truncate writes TRUNCATE, as the standard has it.
func Truncate(w *dialect.Writer, s *ast.Truncate) {
	for i, t := range s.Tables {
		w.W([]string{"TRUNCATE ", ", "}[min(i, 1)])
		TableName(w, t.Ident())
	}
	if s.Restart {
		w.W(" RESTART IDENTITY")
	}
	if s.Cascade {
		w.W(" CASCADE")
	}
}

// Changes reports whether a statement changes rows.
func Changes(s ast.Statement) bool {
	switch s.(type) {
	case *ast.Insert, *ast.Update, *ast.Delete:
		return true
	}
	return false
}
