package postgres

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
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
		d.writeFunc(w, n)
	case *ast.Case:
		d.writeCase(w, n)
	case *ast.Extract:
		writeExtract(w, n)
	case *ast.Cast:
		d.writeCast(w, n)
	case *ast.JSONGet:
		writeJSONGet(w, n)
	default:
		d.writeMore(w, n)
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
	case [16]byte:
		return "::uuid"
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
	case reflect.Array:
		if t.Len() == 16 && t.Elem().Kind() == reflect.Uint8 {
			return "::uuid"
		}
	case reflect.Slice:
		if of := castOf(reflect.Zero(t.Elem()).Interface()); of != "" {
			return of + "[]"
		}
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
	ast.OpBefore: " << ", ast.OpAfter: " >> ", ast.OpAdjacent: " -|- ",
}

func writeBinary(w *dialect.Writer, n *ast.Binary) {
	if op, ok := operators[n.Op]; ok {
		ansi.Infix(w, n, op)
		return
	}
	ansi.Write(w, n)
}

// functions are the server's names of what is called otherwise elsewhere.
var functions = map[string]string{
	"json_length": "jsonb_array_length", "json_set": "jsonb_set", "json_agg": "jsonb_agg", "json_object_agg": "jsonb_object_agg",
}

func (d *Dialect) writeFunc(w *dialect.Writer, f *ast.Func) {
	if name, ok := functions[f.Name]; ok {
		c := *f
		c.Name = name
		f = &c
	}
	switch {
	case f.Name == "coalesce", f.Name == "greatest", f.Name == "least":
		f = d.typedArgs(f)
	case f.Name == "json_remove":
		ansi.Tight(w, f.Args[0])
		ansi.Tight(w.W(" #- "), f.Args[1])
		return
	case f.Name == "regexp_replace" && len(f.Args) == 3: // which replaces the first match only
		c := *f
		c.Args = append(slices.Clip(c.Args), &ast.Raw{SQL: "'g'"})
		f = &c
	}
	if f.Name == "round" && len(f.Args) == 2 { // which there is for numeric only
		c := *f
		c.Args = []ast.Node{numericOf(f.Args[0]), f.Args[1]}
		f = &c
	}
	if f.Name == "mod" && len(f.Args) == 2 { // the same
		c := *f
		c.Args = []ast.Node{numericOf(f.Args[0]), numericOf(f.Args[1])}
		f = &c
	}
	ansi.Write(w, f)
}

func numericOf(n ast.Node) ast.Node {
	return &ast.Cast{X: n, Type: metadata.Type{Kind: metadata.KindNumeric}}
}

// writeExtract gives whole numbers: EXTRACT is numeric, and has the fraction
// with the seconds.
func writeExtract(w *dialect.Writer, n *ast.Extract) {
	w.W("CAST(floor(")
	ansi.Write(w, n)
	w.W(") AS bigint)")
}

func (d *Dialect) writeCast(w *dialect.Writer, n *ast.Cast) {
	t, err := d.exactType(n.Type.Resolve("postgres"))
	if err != nil {
		w.Fail(err)
	}
	if n.Try {
		if w.Server.Number < 160000 {
			w.Unsupported("TRY_CAST before version 16", "cast in a CASE that looks at the text first")
		}
		// A CASE alone would not keep a constant from being converted beforehand.
		w.W("(SELECT CASE WHEN pg_input_is_valid(v, " + d.Literal(t.SQL) + ") THEN CAST(v AS ")
		ansi.TypeWord(w, t.SQL).W(") END FROM (SELECT CAST(").Node(n.X).W(" AS text) AS v OFFSET 0) AS given)")
		return
	}
	ansi.TypeWord(w.W("CAST(").Node(n.X).W(" AS "), t.SQL).W(")")
}

func writeJSONGet(w *dialect.Writer, n *ast.JSONGet) {
	ansi.Tight(w, n.X)
	if n.Text {
		w.W(" #>> ")
	} else {
		w.W(" #> ")
	}
	writePath(w, n.Path)
}

func writePath(w *dialect.Writer, path []any) {
	steps := make([]string, len(path))
	for i, p := range path {
		switch p := p.(type) {
		case int:
			steps[i] = itoa(p)
		case string:
			steps[i] = p
		default:
			w.Fail(fmt.Errorf("%w: a %T is no step of a path", dialect.ErrStatement, p))
		}
	}
	w.Arg(&ast.Arg{Value: steps}).W("::text[]")
}

// Bind sends instants in UTC, so that the wall clock of a time without zone is
// that of UTC, and dates and times of day as the value's own clock has them.
func (*Dialect) Bind(v any, t *metadata.Type) any {
	t = ansi.Resolved(t, "postgres")
	at, ok := v.(time.Time)
	if !ok {
		if u, ok := ansi.UUID(v); ok {
			return u
		}
		if isRagged(v) {
			return ast.Refused{Err: errors.New("PostgreSQL's arrays of arrays have parts of one length")}
		}
		return v
	}
	if t != nil && t.Kind == metadata.KindTime {
		return at.Format("15:04:05.999999")
	}
	if t != nil && (t.Kind == metadata.KindDate || t.SQL == "date") {
		return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	}
	return at.UTC()
}
