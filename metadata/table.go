package metadata

import (
	"cmp"
	"slices"
)

// Table is a table and everything that belongs to it.
type Table struct {
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	// Columns are in the order of the table.
	Columns     []*Column     `json:"columns"`
	PrimaryKey  *PrimaryKey   `json:"primary_key,omitempty"`
	ForeignKeys []*ForeignKey `json:"foreign_keys,omitempty"`
	Uniques     []*Unique     `json:"uniques,omitempty"`
	Checks      []*Check      `json:"checks,omitempty"`
	Excludes    []*Exclude    `json:"excludes,omitempty"`
	Indexes     []*Index      `json:"indexes,omitempty"`
	Comment     string        `json:"comment,omitempty"`
	// Options are the table's settings per dialect: "mysql.engine",
	// "sqlite.strict", "postgres.unlogged".
	Options Options `json:"options,omitempty"`
	// PartitionBy is how a partitioned table divides its rows, as SQL text:
	// "RANGE (created)". On MySQL and MariaDB it holds the partitions too.
	PartitionBy string `json:"partition_by,omitempty"`
	// PartitionOf makes the table one partition of another.
	PartitionOf *PartitionOf `json:"partition_of,omitempty"`
	// Inherits lists the tables it inherits from (PostgreSQL).
	Inherits []Name `json:"inherits,omitempty"`
	// Attached holds the constraints and indexes that it has from its parents.
	// They are the parents' and no part of this table until it leaves them:
	// not compared, not in snapshots.
	Attached *Table `json:"-"`
	// RenamedFrom is the name under which the database may still know it.
	RenamedFrom string `json:"renamed_from,omitempty"`
	// Source is the CREATE statement as the database keeps it, where it keeps
	// one (SQLite). It takes no part in comparisons.
	Source string   `json:"source,omitempty"`
	Pos    Position `json:"-"`

	duplicates []Position
	// of is the MetaData that it is in, for the names of its conventions.
	of *MetaData
}

// PartitionOf is a partition's parent and the rows it takes.
type PartitionOf struct {
	Parent Name `json:"parent"`
	// Bound is SQL text: "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')".
	Bound string `json:"bound"`
}

// Ident is the table's full name.
func (t *Table) Ident() Name { return Name{t.Schema, t.Name} }

// Column finds a column by name; nil if there is none.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Constraints are the primary key, uniques, foreign keys, checks and
// exclusions, in this order.
func (t *Table) Constraints() []Constraint {
	var all []Constraint
	if t.PrimaryKey != nil {
		all = append(all, t.PrimaryKey)
	}
	for _, c := range t.Uniques {
		all = append(all, c)
	}
	for _, c := range t.ForeignKeys {
		all = append(all, c)
	}
	for _, c := range t.Checks {
		all = append(all, c)
	}
	for _, c := range t.Excludes {
		all = append(all, c)
	}
	return all
}

func (t *Table) sort() {
	slices.SortStableFunc(t.Uniques, func(a, b *Unique) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), compareParts(a.Parts, b.Parts))
	})
	slices.SortStableFunc(t.ForeignKeys, func(a, b *ForeignKey) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), slices.Compare(a.Columns, b.Columns))
	})
	slices.SortStableFunc(t.Checks, func(a, b *Check) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Expr.String(), b.Expr.String()))
	})
	slices.SortStableFunc(t.Excludes, func(a, b *Exclude) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(t.Indexes, func(a, b *Index) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), compareParts(a.Parts, b.Parts))
	})
}

func compareParts(a, b []Part) int {
	return slices.CompareFunc(a, b, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.Expr.String(), b.Expr.String()))
	})
}

// Autoincrement says whether the database numbers a column by itself.
type Autoincrement string

// AutoincrementByRule is the zero value: on for the only column of a primary
// key when it is an integer, points nowhere and has no default. Normal forms
// say On or are empty for off.
const (
	AutoincrementByRule Autoincrement = ""
	AutoincrementOn     Autoincrement = "on"
	AutoincrementOff    Autoincrement = "off"
)

// Column is one column of a table. The zero value of each field is the usual
// case; a column is NOT NULL unless Nullable says otherwise.
type Column struct {
	Name     string `json:"name"`
	Type     Type   `json:"type"`
	Nullable bool   `json:"nullable,omitempty"`
	// ServerDefault is what the database fills in. Nil is none.
	ServerDefault *Expr `json:"server_default,omitempty"`
	// OnUpdate is what the database sets on every update (MySQL, MariaDB).
	OnUpdate *Expr `json:"on_update,omitempty"`
	// Computed makes it a generated column.
	Computed *Computed `json:"computed,omitempty"`
	// Identity makes it an identity column of the SQL standard.
	Identity      *Identity     `json:"identity,omitempty"`
	Autoincrement Autoincrement `json:"autoincrement,omitempty"`
	// Collation is empty for the table's or the database's own.
	Collation string `json:"collation,omitempty"`
	Comment   string `json:"comment,omitempty"`
	// Options per dialect: "mysql.invisible", "postgres.storage".
	Options Options `json:"options,omitempty"`
	// RenamedFrom is the name under which the database may still know it.
	RenamedFrom string   `json:"renamed_from,omitempty"`
	Pos         Position `json:"-"`
}

// Computed is a generated column's expression.
type Computed struct {
	Expr *Expr `json:"expr"`
	// Stored keeps the value in the table; otherwise it is computed on reading.
	Stored bool `json:"stored,omitempty"`
}

// Identity is GENERATED ... AS IDENTITY. Its sequence's options have the
// server's defaults where they are nil.
type Identity struct {
	// Always refuses values given by an INSERT.
	Always bool `json:"always,omitempty"`
	SequenceOptions
}

// SequenceOptions are what a sequence and an identity column have in common.
// Nil is the server's default; normal forms hold nil where the value is the
// default.
type SequenceOptions struct {
	Start     *int64 `json:"start,omitempty"`
	Increment *int64 `json:"increment,omitempty"`
	Min       *int64 `json:"min,omitempty"`
	Max       *int64 `json:"max,omitempty"`
	Cache     *int64 `json:"cache,omitempty"`
	Cycle     bool   `json:"cycle,omitempty"`
}

// Equal reports whether all options are the same.
func (o SequenceOptions) Equal(p SequenceOptions) bool {
	eq := func(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }
	return eq(o.Start, p.Start) && eq(o.Increment, p.Increment) && eq(o.Min, p.Min) &&
		eq(o.Max, p.Max) && eq(o.Cache, p.Cache) && o.Cycle == p.Cycle
}

// Ptr is a pointer to a value, for options that are nil by default.
func Ptr[T any](v T) *T { return &v }
