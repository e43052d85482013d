package core

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// KeyKind is what a constraint asks of a row.
type KeyKind string

// The kinds of [Key].
const (
	UniqueKey  KeyKind = "unique constraint"
	ForeignKey KeyKind = "foreign key"
	CheckKey   KeyKind = "check"
	NotNullKey KeyKind = "not null constraint"
)

// Key is a constraint that was declared, as something that errors.Is finds in
// the error of a statement that breaks it:
//
//	var emailKey = core.KeyOn(Users.Email)
//	if errors.Is(err, emailKey) { ... }
//
// Servers do not tell equally much. SQLite does not say which foreign key is
// broken; there, the only one of the table that the statement changes is taken
// for it, and of several none is.
type Key struct {
	kind  KeyKind
	table *metadata.Table
	name  string
	// columns are separated by NUL, so that keys can be compared.
	columns string
	// made is the kind that a naming convention knows it by: "uq".
	made string
}

func (k Key) Error() string {
	text := string(k.kind)
	if k.name != "" {
		text += " " + k.name
	}
	if k.columns != "" {
		text += " (" + strings.Join(k.list(), ", ") + ")"
	}
	if k.table != nil {
		text += " of " + k.table.Ident().String()
	}
	return text
}

func (k Key) list() []string {
	if k.columns == "" {
		return nil
	}
	return strings.Split(k.columns, "\x00")
}

// Broken is what a server tells about the constraint that a row breaks, as far
// as it does.
type Broken struct {
	Kind    KeyKind
	Table   string
	Name    string
	Columns []string
	// Changed is the table that the statement changes, or nil.
	Changed *metadata.Table
}

// KeyOn is the primary key, the unique constraint or the unique index over these
// columns, in any order. It panics if there is none, as a declaration that is
// wrong does elsewhere.
func KeyOn(columns ...Handle) Key {
	t, names := tableOf("KeyOn", columns)
	for _, c := range uniques(t) {
		if sameNames(c.columns, names) {
			return Key{UniqueKey, t, c.name, strings.Join(c.columns, "\x00"), c.made}
		}
	}
	panic(fmt.Sprintf("core.KeyOn: %s has no unique key over %s", t.Ident(), strings.Join(names, ", ")))
}

// ForeignKeyOn is the foreign key of these columns. It panics if there is none.
func ForeignKeyOn(columns ...Handle) Key {
	t, names := tableOf("ForeignKeyOn", columns)
	for _, fk := range t.ForeignKeys {
		if sameNames(fk.Columns, names) {
			return Key{ForeignKey, t, fk.Name, strings.Join(fk.Columns, "\x00"), "fk"}
		}
	}
	panic(fmt.Sprintf("core.ForeignKeyOn: %s has no foreign key over %s", t.Ident(), strings.Join(names, ", ")))
}

// CheckOf is the check of that name. It panics if there is none: checks without
// a name are not told apart by servers.
func CheckOf(t Source, name string) Key {
	table := t.relation().Table
	if table != nil && slices.ContainsFunc(table.Checks, func(c *metadata.Check) bool { return c.Name == name && name != "" }) {
		return Key{CheckKey, table, name, "", "ck"}
	}
	panic(fmt.Sprintf("core.CheckOf: %s has no check named %q", t.relation().Name(), name))
}

// NotNullOf is the rule that a column is never NULL.
func NotNullOf(column Handle) Key {
	t, names := tableOf("NotNullOf", []Handle{column})
	return Key{NotNullKey, t, "", names[0], ""}
}

// tableOf is the table that the columns belong to.
func tableOf(who string, columns []Handle) (*metadata.Table, []string) {
	var t *metadata.Table
	names := make([]string, len(columns))
	for i, c := range columns {
		ref, ok := c.inner().(*ast.ColumnRef)
		switch {
		case !ok || ref.Rel == nil || ref.Rel.Table == nil:
			panic("core." + who + ": a column of no table")
		case t != nil && t != ref.Rel.Table:
			panic(fmt.Sprintf("core.%s: columns of both %s and %s", who, t.Ident(), ref.Rel.Table.Ident()))
		}
		t, names[i] = ref.Rel.Table, c.Column().Name
	}
	if t == nil {
		panic("core." + who + ": no columns")
	}
	return t, names
}

type namedColumns struct {
	name    string
	columns []string
	made    string
}

// uniques are all that keeps rows of a table apart.
func uniques(t *metadata.Table) []namedColumns {
	var list []namedColumns
	if t.PrimaryKey != nil {
		list = append(list, namedColumns{t.PrimaryKey.Name, metadata.ColumnsOf(t.PrimaryKey.Parts), "pk"})
	}
	for _, u := range t.Uniques {
		list = append(list, namedColumns{u.Name, metadata.ColumnsOf(u.Parts), "uq"})
	}
	for _, i := range t.Indexes {
		if i.Unique {
			list = append(list, namedColumns{i.Name, metadata.ColumnsOf(i.Parts), "ix"})
		}
	}
	return list
}

func sameNames(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(name string) bool { return !slices.ContainsFunc(b, fold(name)) })
}

func fold(name string) func(string) bool {
	return func(other string) bool { return strings.EqualFold(name, other) }
}

// Broken reports whether the constraint is the one that the server means.
func (k Key) Broken(b Broken) bool {
	switch {
	case k.kind != b.Kind || b.Table != "" && !strings.EqualFold(b.Table, k.table.Name):
		return false
	case k.name != "" && strings.EqualFold(k.name, b.Name), b.Name != "" && k.byConvention(b.Name):
		return true
	case len(b.Columns) > 0 && k.columns != "":
		return sameNames(k.list(), b.Columns)
	case b.Name != "":
		return k.implied(b.Name)
	}
	// Nothing but the kind is known.
	return k.kind == ForeignKey && b.Changed == k.table && len(k.table.ForeignKeys) == 1
}

// implied reports whether a server that names keys by themselves (MySQL) would
// call this one so: PRIMARY, or the first column, with a number if that is taken.
func (k Key) implied(name string) bool {
	pk := k.table.PrimaryKey
	isPrimary := pk != nil && sameNames(metadata.ColumnsOf(pk.Parts), k.list())
	if isPrimary || strings.EqualFold(name, "PRIMARY") || k.name != "" {
		return isPrimary && strings.EqualFold(name, "PRIMARY")
	}
	if len(k.list()) == 0 || len(name) < len(k.list()[0]) || !strings.EqualFold(name[:len(k.list()[0])], k.list()[0]) {
		return false
	}
	rest := name[len(k.list()[0]):]
	return rest == "" || rest[0] == '_' && strings.Trim(rest[1:], "0123456789") == ""
}

// byConvention reports whether a naming convention has given the key this name,
// shortened to what the server takes.
func (k Key) byConvention(name string) bool {
	of := metadata.Named{Columns: k.list(), Constraint: k.name}
	for _, fk := range k.table.ForeignKeys {
		if k.kind == ForeignKey && sameNames(fk.Columns, of.Columns) {
			of.RefTable, of.RefColumns = fk.Ref.Name, fk.RefColumns
		}
	}
	for _, c := range k.table.Checks {
		if k.kind == CheckKey && c.Name == k.name && c.Column != "" {
			of.Columns = []string{c.Column}
		}
	}
	made := k.table.ConventionName(k.made, of)
	if made == "" && k.made == "ix" && k.name == "" { // an index needs a name everywhere
		made = "ix_" + k.table.Name + "_" + strings.Join(of.Columns, "_")
	}
	if made == "" {
		return false
	}
	// A name that is too long ends in its hash, which takes the place of eight
	// bytes and of the rest of a letter.
	for cut := 3; cut < 7 && len(made) > len(name); cut++ {
		if strings.EqualFold(metadata.Truncate(made, len(name)+cut), name) {
			return true
		}
	}
	return strings.EqualFold(made, name)
}
