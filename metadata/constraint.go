package metadata

// Constraint is a [PrimaryKey], [Unique], [ForeignKey], [Check] or [Exclude].
type Constraint interface {
	// ConstraintName is "" when the constraint has no name of its own.
	ConstraintName() string
	constraint()
}

// Deferrable says when a constraint is checked.
type Deferrable string

// The zero value checks after each statement and cannot be put off.
const (
	NotDeferrable      Deferrable = ""
	InitiallyImmediate Deferrable = "initially immediate"
	InitiallyDeferred  Deferrable = "initially deferred"
)

// Action is what happens to rows that refer to a row that goes or changes its key.
type Action string

// The actions of foreign keys. NoAction is the zero value.
const (
	NoAction   Action = ""
	Restrict   Action = "RESTRICT"
	Cascade    Action = "CASCADE"
	SetNull    Action = "SET NULL"
	SetDefault Action = "SET DEFAULT"
)

// NullsOrder is where nulls sort in an index part.
type NullsOrder string

// NullsDefault is the server's: last when ascending on PostgreSQL, first elsewhere.
const (
	NullsDefault NullsOrder = ""
	NullsFirst   NullsOrder = "FIRST"
	NullsLast    NullsOrder = "LAST"
)

// Part is one member of a key or an index: a column or an expression.
type Part struct {
	Column string `json:"column,omitempty"`
	// Expr is set, and Column empty, when the part is an expression.
	Expr  *Expr      `json:"expr,omitempty"`
	Desc  bool       `json:"desc,omitempty"`
	Nulls NullsOrder `json:"nulls,omitempty"`
	// Length is how many characters (bytes for binary types) of the column
	// are indexed, on MySQL and MariaDB. Zero is all.
	Length int `json:"length,omitempty"`
	// Collation is empty for the column's own.
	Collation string `json:"collation,omitempty"`
	// OpClass is a PostgreSQL operator class with its parameters; empty for
	// the type's default one.
	OpClass string `json:"op_class,omitempty"`
}

// Parts are plain columns as members of a key.
func Parts(columns ...string) []Part {
	parts := make([]Part, len(columns))
	for i, c := range columns {
		parts[i].Column = c
	}
	return parts
}

// ColumnsOf are the names of the columns among parts; expressions are left out.
func ColumnsOf(parts []Part) []string {
	var names []string
	for _, p := range parts {
		if p.Column != "" {
			names = append(names, p.Column)
		}
	}
	return names
}

// PrimaryKey is a table's primary key.
type PrimaryKey struct {
	Name       string     `json:"name,omitempty"`
	Parts      []Part     `json:"parts"`
	Include    []string   `json:"include,omitempty"`
	Deferrable Deferrable `json:"deferrable,omitempty"`
	// WithoutOverlaps makes the last column, a range, disjoint (PostgreSQL 18).
	WithoutOverlaps bool     `json:"without_overlaps,omitempty"`
	Comment         string   `json:"comment,omitempty"`
	Options         Options  `json:"options,omitempty"`
	RenamedFrom     string   `json:"renamed_from,omitempty"`
	Implicit        bool     `json:"-"` // the name was made up here or by the server's rule
	Pos             Position `json:"-"`
}

// PK is a primary key over plain columns.
func PK(columns ...string) *PrimaryKey { return &PrimaryKey{Parts: Parts(columns...)} }

// Unique is a unique constraint. On MySQL and MariaDB, where it is the same
// thing as a unique index, normal forms hold an [Index] instead.
type Unique struct {
	Name             string     `json:"name,omitempty"`
	Parts            []Part     `json:"parts"`
	Include          []string   `json:"include,omitempty"`
	NullsNotDistinct bool       `json:"nulls_not_distinct,omitempty"`
	Deferrable       Deferrable `json:"deferrable,omitempty"`
	WithoutOverlaps  bool       `json:"without_overlaps,omitempty"`
	Comment          string     `json:"comment,omitempty"`
	Options          Options    `json:"options,omitempty"`
	RenamedFrom      string     `json:"renamed_from,omitempty"`
	Implicit         bool       `json:"-"`
	Pos              Position   `json:"-"`
}

// ForeignKey says that Columns refer to RefColumns of another table.
type ForeignKey struct {
	Name    string   `json:"name,omitempty"`
	Columns []string `json:"columns"`
	// Ref is the table referred to. Its schema is empty for the default one.
	Ref Name `json:"ref"`
	// RefColumns may be empty for the referred table's primary key.
	RefColumns []string `json:"ref_columns,omitempty"`
	OnDelete   Action   `json:"on_delete,omitempty"`
	OnUpdate   Action   `json:"on_update,omitempty"`
	// OnDeleteColumns limits SET NULL and SET DEFAULT to these (PostgreSQL 15).
	OnDeleteColumns []string `json:"on_delete_columns,omitempty"`
	// Match is "" for SIMPLE, or "FULL", "PARTIAL".
	Match      string     `json:"match,omitempty"`
	Deferrable Deferrable `json:"deferrable,omitempty"`
	// NotValid leaves rows that were there before unchecked.
	NotValid    bool `json:"not_valid,omitempty"`
	NotEnforced bool `json:"not_enforced,omitempty"`
	// Period makes the last columns ranges that must be covered (PostgreSQL 18).
	Period      bool     `json:"period,omitempty"`
	Comment     string   `json:"comment,omitempty"`
	RenamedFrom string   `json:"renamed_from,omitempty"`
	Implicit    bool     `json:"-"`
	Pos         Position `json:"-"`
}

// Check is a condition that every row meets.
type Check struct {
	Name        string `json:"name,omitempty"`
	Expr        *Expr  `json:"expr"`
	NotValid    bool   `json:"not_valid,omitempty"`
	NoInherit   bool   `json:"no_inherit,omitempty"`
	NotEnforced bool   `json:"not_enforced,omitempty"`
	Comment     string `json:"comment,omitempty"`
	// Column is set where the server ties the check to one column (MariaDB).
	Column      string   `json:"column,omitempty"`
	Options     Options  `json:"options,omitempty"`
	RenamedFrom string   `json:"renamed_from,omitempty"`
	Implicit    bool     `json:"-"`
	Pos         Position `json:"-"`
}

// Exclude is an exclusion constraint (PostgreSQL).
type Exclude struct {
	Name        string           `json:"name,omitempty"`
	Method      string           `json:"method,omitempty"`
	Elements    []ExcludeElement `json:"elements"`
	Include     []string         `json:"include,omitempty"`
	Where       *Expr            `json:"where,omitempty"`
	Deferrable  Deferrable       `json:"deferrable,omitempty"`
	Comment     string           `json:"comment,omitempty"`
	Options     Options          `json:"options,omitempty"`
	RenamedFrom string           `json:"renamed_from,omitempty"`
	Implicit    bool             `json:"-"`
	Pos         Position         `json:"-"`
}

// ExcludeElement is an index part and the operator that must not hold for two rows.
type ExcludeElement struct {
	Part
	// Operator may be qualified: "OPERATOR(pg_catalog.&&)" or just "&&".
	Operator string `json:"operator"`
}

// Index is an index of a table or of a materialized view.
type Index struct {
	Name   string `json:"name,omitempty"`
	Unique bool   `json:"unique,omitempty"`
	Parts  []Part `json:"parts"`
	// Method is how it is kept: "hash", "gin", "fulltext", "spatial". Empty
	// is the server's usual tree.
	Method           string   `json:"method,omitempty"`
	Include          []string `json:"include,omitempty"`
	Where            *Expr    `json:"where,omitempty"`
	NullsNotDistinct bool     `json:"nulls_not_distinct,omitempty"`
	// Invisible keeps the optimizer from using it (MySQL; IGNORED on MariaDB).
	Invisible bool   `json:"invisible,omitempty"`
	Comment   string `json:"comment,omitempty"`
	// Options per dialect: "postgres.fillfactor", "mysql.parser".
	Options Options `json:"options,omitempty"`
	// Source is the CREATE statement as the database keeps it, where it keeps
	// one (SQLite). It takes no part in comparisons.
	Source string `json:"source,omitempty"`
	// Invalid marks one that a failed concurrent build left behind (PostgreSQL).
	Invalid     bool     `json:"invalid,omitempty"`
	RenamedFrom string   `json:"renamed_from,omitempty"`
	Implicit    bool     `json:"-"`
	Pos         Position `json:"-"`
}

// ConstraintName is the key's name.
func (c *PrimaryKey) ConstraintName() string { return c.Name }

// ConstraintName is the constraint's name.
func (c *Unique) ConstraintName() string { return c.Name }

// ConstraintName is the foreign key's name.
func (c *ForeignKey) ConstraintName() string { return c.Name }

// ConstraintName is the check's name.
func (c *Check) ConstraintName() string { return c.Name }

// ConstraintName is the constraint's name.
func (c *Exclude) ConstraintName() string { return c.Name }

func (*PrimaryKey) constraint() {}
func (*Unique) constraint()     {}
func (*ForeignKey) constraint() {}
func (*Check) constraint()      {}
func (*Exclude) constraint()    {}
