package reflect

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"path"
	goreflect "reflect"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// ORMOptions are for [WriteORM].
type ORMOptions struct {
	// Package is the package's name; empty means "models".
	Package string
	// Generic is as in [GoOptions].
	Generic func(metadata.Type) (metadata.Type, bool)
	// Resembles is the dialect's word on which Go type suits an exact type. Nil
	// leaves such columns to what the driver gives.
	Resembles func(metadata.Type) (metadata.Type, bool)
	// Normalize is the normal form of a portable schema on the server that the
	// schema was read from. What the server gives by itself is left out then;
	// without it, all names are written.
	Normalize func(*metadata.MetaData) (*metadata.MetaData, error)
	// ReturnsNumbers is set where the server tells a number that a key's default
	// has made, as that of a sequence. Elsewhere the program sets such keys.
	ReturnsNumbers bool
}

// WriteORM writes the source of a package that declares the schema as structs
// for package orm, with their relations and handles. Tables that no struct can
// stand for, and those between two tables of a many-to-many relation, are
// declared as tables. There is no difference between what it declares and the
// schema. Unmanaged objects stand in a comment.
func WriteORM(w io.Writer, m *metadata.MetaData, o ORMOptions) error {
	if o.Package == "" {
		o.Package = "models"
	}
	g := newORMWriter(m, o)
	var body bytes.Buffer
	for _, t := range g.tables {
		if t.why != "" {
			g.plain(t)
		}
	}
	for _, t := range g.tables {
		if t.why == "" {
			g.mapped(t)
		}
	}
	g.objects(m)
	needed, err := imports(g.b.String())
	if err != nil {
		return err
	}
	fmt.Fprintf(&body, "// Package %s declares the schema that dbtool inspect read, as structs for package orm.\npackage %s\n\n", o.Package, o.Package)
	body.WriteString(needed)
	writeUnmanaged(&body, m)
	body.WriteString("// MetaData holds the whole schema.\nvar MetaData = metadata.New()\n\n")
	body.Write(g.b.Bytes())
	text, err := format.Source(body.Bytes())
	if err != nil {
		return fmt.Errorf("reflect: the Go source made does not parse: %w", err)
	}
	_, err = w.Write(text)
	return err
}

// imports are those of the packages that a file's declarations use.
func imports(declarations string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+declarations, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("reflect: the Go source made does not parse: %w", err)
	}
	used := map[string]bool{"metadata": true}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	var std, ours string
	for _, p := range []string{"encoding/json", "time"} {
		if used[path.Base(p)] {
			std += "\t" + strconv.Quote(p) + "\n"
		}
	}
	if std != "" {
		std += "\n"
	}
	for _, p := range []string{"core", "metadata", "orm"} {
		if used[p] {
			ours += "\t\"github.com/dbtool/dbtool/" + p + "\"\n"
		}
	}
	return "import (\n" + std + ours + ")\n\n", nil
}

// ormWriter writes structs. What it writes of tables and other objects is the
// same as without structs.
type ormWriter struct {
	goWriter
	o      ORMOptions
	meta   *metadata.MetaData
	tables []*ormTable
	byName map[metadata.Name]*ormTable
}

func newORMWriter(m *metadata.MetaData, o ORMOptions) *ormWriter {
	g := &ormWriter{
		goWriter: goWriter{generic: o.Generic, dialect: m.Dialect, taken: map[string]bool{"MetaData": true}},
		o:        o, meta: m, byName: map[metadata.Name]*ormTable{},
	}
	bare := g.normalized(m)
	tables, _ := metadata.SortTables(m.Tables()) // keys of a cycle are declared with their tables like all others
	for _, t := range tables {
		table := &ormTable{t: g.spare(t, bare), used: map[string]bool{"Table": true, "Select": true, "Declare": true}}
		g.tables = append(g.tables, table)
		g.byName[t.Ident()] = table
	}
	for _, t := range g.tables {
		t.why = g.unmappable(t.t)
	}
	for _, t := range g.tables {
		if t.why == "" && g.isLink(t) {
			t.link, t.why = true, "a many-to-many relation goes through it"
		}
	}
	for _, t := range g.tables {
		g.name(t)
	}
	for _, t := range g.tables {
		if t.why == "" {
			g.fieldsOf(t)
		}
	}
	g.relate()
	return g
}

// plain writes a table without a struct.
func (g *ormWriter) plain(t *ormTable) {
	fmt.Fprintf(&g.b, "// %s is the table %s. It has no struct: %s.\n", t.handle, oneLine(t.t.Ident().String()), t.why)
	fmt.Fprintf(&g.b, "var %s = MetaData.Add(%s)\n\n", t.handle, g.literal(goreflect.ValueOf(g.declarable(t.t))))
}

// mapped writes a struct, its declaration and its handles.
func (g *ormWriter) mapped(t *ormTable) {
	comment := ""
	if t.t.Comment != "" {
		comment = " " + strings.TrimSuffix(oneLine(t.t.Comment), ".") + "."
	}
	fmt.Fprintf(&g.b, "// %s is a row of the table %s.%s\ntype %s struct {\n", t.typ, oneLine(t.t.Ident().String()), comment, t.typ)
	for _, f := range t.fields {
		fmt.Fprintf(&g.b, "\t%s %s\n", f.name, f.typ)
	}
	if len(t.relations) > 0 {
		g.b.WriteString("\n")
	}
	for _, r := range t.relations {
		fmt.Fprintf(&g.b, "\t%s %s\n", r.name, r.fieldType())
	}
	g.b.WriteString("}\n\n")
	g.declare(t)
	fmt.Fprintf(&g.b, "// %s are the handles of the table %s.\nvar %s = orm.Bind[struct {\n\torm.Table[%s]\n", t.handle, oneLine(t.t.Ident().String()), t.handle, t.typ)
	for _, f := range t.fields {
		fmt.Fprintf(&g.b, "\t%s core.%s\n", f.name, f.handle)
	}
	for _, r := range t.relations {
		fmt.Fprintf(&g.b, "\t%s %s\n", r.name, r.handleType(t))
	}
	g.b.WriteString("}](MetaData)\n\n")
}
