package postgres

import (
	"reflect"
	"strconv"
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Write spells what PostgreSQL spells its own way; ansi does the rest.
func (d *Dialect) Write(w *dialect.Writer, n ast.Node) {
	switch n := n.(type) {
	case *ast.Arg:
		w.Arg(n)
		if n.Type == nil {
			w.W(castOf(n.Value))
		}
	case *ast.Binary:
		writeBinary(w, n)
	case *ast.Like:
		if !n.Fold {
			ansi.Write(w, n)
			return
		}
		ansi.Operand(w, n.X)
		if n.Not {
			w.W(" NOT")
		}
		ansi.Operand(w.W(" ILIKE "), n.Pattern)
	case *ast.Func:
		writeFunc(w, n)
	case *ast.Extract:
		writeExtract(w, n)
	case *ast.Cast:
		d.writeCast(w, n)
	case *ast.JSONGet:
		writeJSONGet(w, n)
	case *ast.Relation:
		if n.Values != nil {
			n = d.typedValues(n)
		}
		ansi.Write(w, n)
	case *ast.Sample:
		w.W(" TABLESAMPLE " + n.Method + " (" + strconv.FormatFloat(n.Percent, 'g', -1, 64) + ")")
		if n.Seed != nil {
			w.W(" REPEATABLE (" + strconv.FormatInt(*n.Seed, 10) + ")")
		}
	default:
		ansi.Write(w, n)
	}
}

// castOf gives a value its type where nothing beside it does: the server takes
// an argument of unknown type for text.
func castOf(v any) string {
	switch v.(type) {
	case string:
		return "::text"
	case int64, int:
		return "::bigint"
	case bool:
		return "::boolean"
	case time.Time:
		return "::timestamptz"
	case []byte:
		return "::bytea"
	}
	if v == nil {
		return ""
	}
	switch t := reflect.TypeOf(v); t.Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return "::bigint"
	case reflect.Uint, reflect.Uint64:
		return "::numeric"
	case reflect.Float32, reflect.Float64:
		return "::double precision"
	case reflect.String:
		return "::text"
	case reflect.Bool:
		return "::boolean"
	}
	return ""
}

// typedValues gives the arguments of the first row the types of the columns
// that they are for: the server takes them for text otherwise.
func (d *Dialect) typedValues(r *ast.Relation) *ast.Relation {
	c := *r
	c.Values = append([][]ast.Node{nil}, r.Values[1:]...)
	for _, n := range r.Values[0] {
		if a, ok := n.(*ast.Arg); ok && a.Type != nil {
			n = &ast.Cast{X: n, Type: *a.Type}
		}
		c.Values[0] = append(c.Values[0], n)
	}
	return &c
}

var operators = map[ast.Op]string{
	ast.OpBitXor: " # ", ast.OpMatch: " ~ ", ast.OpNotMatch: " !~ ",
	ast.OpContains: " @> ", ast.OpContainedBy: " <@ ", ast.OpOverlaps: " && ",
}

func writeBinary(w *dialect.Writer, n *ast.Binary) {
	if op, ok := operators[n.Op]; ok {
		ansi.Infix(w, n, op)
		return
	}
	ansi.Write(w, n)
}

func writeFunc(w *dialect.Writer, f *ast.Func) {
	if f.Name == "round" && len(f.Args) == 2 { // which there is for numeric only
		c := *f
		c.Args = []ast.Node{&ast.Cast{X: f.Args[0], Type: metadata.Type{Kind: metadata.KindNumeric}}, f.Args[1]}
		f = &c
	}
	ansi.Write(w, f)
}

// writeExtract gives whole numbers: EXTRACT is numeric, and has the fraction
// with the seconds.
func writeExtract(w *dialect.Writer, n *ast.Extract) {
	w.W("CAST(floor(")
	ansi.Write(w, n)
	w.W(") AS bigint)")
}

func (d *Dialect) writeCast(w *dialect.Writer, n *ast.Cast) {
	if n.Try {
		w.Unsupported("TRY_CAST", "")
	}
	t, err := d.exactType(n.Type.Resolve("postgres"))
	if err != nil {
		w.Fail(err)
	}
	w.W("CAST(").Node(n.X).W(" AS " + t.SQL + ")")
}

func writeJSONGet(w *dialect.Writer, n *ast.JSONGet) {
	path := make([]string, len(n.Path))
	for i, p := range n.Path {
		switch p := p.(type) {
		case int:
			path[i] = itoa(p)
		case string:
			path[i] = p
		}
	}
	ansi.Operand(w, n.X)
	if n.Text {
		w.W(" #>> ")
	} else {
		w.W(" #> ")
	}
	w.Arg(&ast.Arg{Value: path}).W("::text[]")
}

// Bind sends times in UTC, so that the wall clock of a time without zone is
// that of UTC.
func (*Dialect) Bind(v any, t *metadata.Type) any {
	at, ok := v.(time.Time)
	if !ok {
		return v
	}
	if t != nil && t.Kind == metadata.KindTime {
		return at.Format("15:04:05.999999")
	}
	return at.UTC()
}
