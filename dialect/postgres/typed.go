package postgres

import (
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// writeCase tells the types of values that may be all that is there to tell the
// type of the whole.
func (d *Dialect) writeCase(w *dialect.Writer, n *ast.Case) {
	c := *n
	c.Whens = slices.Clone(n.Whens)
	for i := range c.Whens {
		c.Whens[i].Then = d.withType(c.Whens[i].Then)
	}
	c.Else = d.withType(c.Else)
	ansi.Write(w, &c)
}

// typedArgs do that for a function that returns one of its arguments.
func (d *Dialect) typedArgs(f *ast.Func) *ast.Func {
	c := *f
	c.Args = make([]ast.Node, len(f.Args))
	for i, a := range f.Args {
		c.Args[i] = d.withType(a)
	}
	return &c
}

// withType is an argument with its type, without a length: a cast to a shorter
// text would cut it.
func (d *Dialect) withType(n ast.Node) ast.Node {
	a, ok := n.(*ast.Arg)
	if !ok || a.Type == nil {
		return n
	}
	t, err := d.exactType(a.Type.Resolve("postgres"))
	if err != nil {
		return n
	}
	switch sql := withoutLength(t.SQL); sql {
	case "character":
		return &ast.Cast{X: a, Type: metadata.Exact("bpchar")}
	case "bit":
		return &ast.Cast{X: a, Type: metadata.Exact("bit varying")}
	default:
		return &ast.Cast{X: a, Type: metadata.Exact(sql)}
	}
}

// isRagged reports whether the parts of a slice of slices differ in length, of
// which the driver would send as much as the first one has.
func isRagged(v any) bool {
	switch v.(type) {
	case nil, int64, int, string, bool, float64, []byte:
		return false
	}
	return ragged(reflect.ValueOf(v))
}

func ragged(v reflect.Value) bool {
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Slice || v.Type().Elem().Elem().Kind() == reflect.Uint8 {
		return false
	}
	for i := range v.Len() {
		if v.Index(i).Len() != v.Index(0).Len() || ragged(v.Index(i)) {
			return true
		}
	}
	return false
}
