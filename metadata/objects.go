package metadata

import "strings"

// Schema is a namespace that has to exist.
type Schema struct {
	Name    string  `json:"name"`
	Comment string  `json:"comment,omitempty"`
	Options Options `json:"options,omitempty"`
}

// Extension is a server extension the schema needs (PostgreSQL).
type Extension struct {
	Name   string `json:"name"`
	Schema string `json:"schema,omitempty"`
	// Version takes no part in comparisons.
	Version string `json:"version,omitempty"`
}

// Enum is a named type of fixed values, in order.
type Enum struct {
	Schema  string   `json:"schema,omitempty"`
	Name    string   `json:"name"`
	Values  []string `json:"values"`
	Comment string   `json:"comment,omitempty"`
	// RenamedFrom is the name under which the database may still know it.
	RenamedFrom string `json:"renamed_from,omitempty"`
	// ValuesRenamedFrom maps values to the names under which the database may
	// still know them.
	ValuesRenamedFrom map[string]string `json:"values_renamed_from,omitempty"`
	Pos               Position          `json:"-"`
}

// Domain is a named type with constraints of its own.
type Domain struct {
	Schema        string   `json:"schema,omitempty"`
	Name          string   `json:"name"`
	Type          Type     `json:"type"`
	NotNull       bool     `json:"not_null,omitempty"`
	ServerDefault *Expr    `json:"server_default,omitempty"`
	Collation     string   `json:"collation,omitempty"`
	Checks        []*Check `json:"checks,omitempty"`
	Comment       string   `json:"comment,omitempty"`
}

// Sequence is a number generator.
type Sequence struct {
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	// Type is the integer type of its numbers; the zero value is BigInt.
	Type Type `json:"type,omitzero"`
	SequenceOptions
	// Owner is the column it is dropped with; the zero value is none.
	Owner   ColumnRef `json:"owner,omitzero"`
	Comment string    `json:"comment,omitempty"`
	Options Options   `json:"options,omitempty"`
}

// ColumnRef names a column of a table.
type ColumnRef struct {
	Table  Name   `json:"table"`
	Column string `json:"column"`
}

// View is a named query.
type View struct {
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	// Columns names the output columns where the definition does not.
	Columns []string `json:"columns,omitempty"`
	// Definition is the SELECT, without CREATE VIEW and without a semicolon.
	Definition   *Expr `json:"definition"`
	Materialized bool  `json:"materialized,omitempty"`
	// CheckOption is "", "LOCAL" or "CASCADED".
	CheckOption string   `json:"check_option,omitempty"`
	Comment     string   `json:"comment,omitempty"`
	Options     Options  `json:"options,omitempty"`
	Indexes     []*Index `json:"indexes,omitempty"`
	// DependsOn is what the definition reads, as far as the server tells.
	DependsOn []Dependency `json:"depends_on,omitempty"`
	// ColumnComments are comments on output columns, by column.
	ColumnComments map[string]string `json:"column_comments,omitempty"`
	// Rights are the statements that give back owner and privileges when the
	// view is dropped and made again. They are the database's and no part of
	// the schema: not compared, not in snapshots.
	Rights []string `json:"-"`
	Pos    Position `json:"-"`
}

// Dependency is a table, view, routine, type or trigger, or one column of a table.
type Dependency struct {
	// Kind is "table" (also for views), "routine", "type", or "trigger": then
	// Name is the table's and Column the trigger's.
	Kind   string `json:"kind"`
	Name   Name   `json:"name"`
	Column string `json:"column,omitempty"`
}

// Trigger is code that runs when rows change.
type Trigger struct {
	Table Name   `json:"table"`
	Name  string `json:"name"`
	// Definition is the whole CREATE TRIGGER statement, without a final semicolon.
	Definition string `json:"definition"`
	Comment    string `json:"comment,omitempty"`
	// Options per dialect: "postgres.enabled".
	Options   Options      `json:"options,omitempty"`
	DependsOn []Dependency `json:"depends_on,omitempty"`
}

// Routine is code that the database keeps: a function, procedure or aggregate,
// and on MySQL and MariaDB an event or one half of a package.
type Routine struct {
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	// Kind is the server's word: "function", "procedure", "aggregate", "event",
	// "package" or "package body".
	Kind string `json:"kind"`
	// Signature tells overloads apart: the argument types, "integer, text".
	Signature string `json:"signature,omitempty"`
	// Definition is the whole CREATE statement, without a final semicolon.
	Definition string `json:"definition"`
	Comment    string `json:"comment,omitempty"`
	// Options per dialect: "mysql.sql_mode".
	Options   Options      `json:"options,omitempty"`
	DependsOn []Dependency `json:"depends_on,omitempty"`
	// Rights are as a [View]'s.
	Rights []string `json:"-"`
}

// RunsByItself reports whether nobody calls it: an event. It must not stand
// where its work is not wanted, such as in a scratch database.
func (r *Routine) RunsByItself() bool { return r.Kind == "event" }

// Object is a thing that one dialect alone has, carried as the statement that
// makes it: a policy, a rule, a composite type, an event trigger.
type Object struct {
	// Dialect is the only one that has it; on others it is passed over.
	Dialect string `json:"dialect"`
	// Kind is the server's word in lower case: "policy", "composite type".
	Kind   string `json:"kind"`
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	// Table is the table or view it belongs to and goes with, if to any.
	Table Name `json:"table,omitzero"`
	// Definition is the whole CREATE statement, without a final semicolon.
	Definition string `json:"definition"`
	Comment    string `json:"comment,omitempty"`
	// Options per dialect: "postgres.enabled".
	Options   Options      `json:"options,omitempty"`
	DependsOn []Dependency `json:"depends_on,omitempty"`
}

// Ident is the object's full name. Objects of a table may share it with those
// of another.
func (o *Object) Ident() Name { return Name{o.Schema, o.Name} }

// IsType reports whether columns are declared with it: a type or a collation.
func (o *Object) IsType() bool {
	return strings.HasSuffix(o.Kind, "type") || o.Kind == "collation"
}

// Unmanaged is an object the model cannot express. It is reported, carried in
// snapshots and left alone.
type Unmanaged struct {
	// Kind is the server's word: "policy", "rule", "virtual table".
	Kind string `json:"kind"`
	Name Name   `json:"name"`
	// Table is the table it belongs to, if it belongs to one.
	Table Name `json:"table,omitzero"`
	// Why says what the model lacks.
	Why string `json:"why"`
	// Definition is its text where the server gives one.
	Definition string       `json:"definition,omitempty"`
	DependsOn  []Dependency `json:"depends_on,omitempty"`
}

// Ident is the enum's full name.
func (e *Enum) Ident() Name { return Name{e.Schema, e.Name} }

// Ident is the domain's full name.
func (d *Domain) Ident() Name { return Name{d.Schema, d.Name} }

// Ident is the sequence's full name.
func (s *Sequence) Ident() Name { return Name{s.Schema, s.Name} }

// Ident is the view's full name.
func (v *View) Ident() Name { return Name{v.Schema, v.Name} }

// Ident is the routine's full name without its signature.
func (r *Routine) Ident() Name { return Name{r.Schema, r.Name} }
