package ansi

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Func writes a call and what belongs to it. Names are the server's business:
// a dialect that calls a function otherwise changes the name before.
func Func(w *dialect.Writer, f *ast.Func) {
	if f.Name == "current_timestamp" && len(f.Args) == 0 {
		w.W("CURRENT_TIMESTAMP")
		return
	}
	w.Function(f.Name).W("(")
	if f.Distinct {
		w.W("DISTINCT ")
	}
	if f.Star {
		w.W("*")
	}
	w.Nodes(f.Args)
	OrderBy(w, f.OrderBy)
	w.W(")")
	if len(f.Within) > 0 {
		w.W(" WITHIN GROUP (ORDER BY ")
		orders(w, f.Within)
		w.W(")")
	}
	if f.Filter != nil {
		w.W(" FILTER (WHERE ").Node(f.Filter).W(")")
	}
	if f.Over != nil {
		window(w, f.Over)
	}
}

// Unfiltered is an aggregate without FILTER that gives the same: its argument
// is NULL in rows that do not count.
func Unfiltered(f *ast.Func) *ast.Func {
	c := *f
	c.Filter = nil
	var x ast.Node = ast.Literal{Value: 1}
	if len(f.Args) > 0 {
		x = f.Args[0]
	}
	c.Star = false
	c.Args = append([]ast.Node{&ast.Case{Whens: []ast.When{{If: f.Filter, Then: x}}}}, f.Args[min(1, len(f.Args)):]...)
	return &c
}

func window(w *dialect.Writer, o *ast.Window) {
	w.W(" OVER (")
	space := ""
	if len(o.PartitionBy) > 0 {
		w.W("PARTITION BY ").Nodes(o.PartitionBy)
		space = " "
	}
	if len(o.OrderBy) > 0 {
		w.W(space).W("ORDER BY ")
		orders(w, o.OrderBy)
		space = " "
	}
	if o.Frame != nil {
		w.W(space)
		frame(w, o.Frame)
	}
	w.W(")")
}

var (
	units      = []string{"ROWS", "RANGE", "GROUPS"}
	exclusions = []string{"", "CURRENT ROW", "GROUP", "TIES"}
)

func frame(w *dialect.Writer, f *ast.Frame) {
	if !slices.Contains(units, f.Unit) || !slices.Contains(exclusions, f.Exclude) {
		w.Fail(fmt.Errorf("%w: no frame is of %q without %q", dialect.ErrStatement, f.Unit, f.Exclude))
	}
	w.Word(f.Unit).W(" BETWEEN ")
	bound(w, f.Start, true)
	w.W(" AND ")
	bound(w, f.End, false)
	if f.Exclude != "" {
		w.W(" EXCLUDE ").Word(f.Exclude)
	}
}

func bound(w *dialect.Writer, b ast.Bound, start bool) {
	switch {
	case b.Unbounded && (b.Offset < 0 || b.Offset == 0 && start):
		w.W("UNBOUNDED PRECEDING")
	case b.Unbounded:
		w.W("UNBOUNDED FOLLOWING")
	case b.Offset == 0:
		w.W("CURRENT ROW")
	case b.Offset < 0:
		w.W(strconv.Itoa(-b.Offset)).W(" PRECEDING")
	default:
		w.W(strconv.Itoa(b.Offset)).W(" FOLLOWING")
	}
}

// OrderBy writes ORDER BY, or nothing.
func OrderBy(w *dialect.Writer, by []ast.Order) {
	if len(by) > 0 {
		w.W(" ORDER BY ")
		orders(w, by)
	}
}

// orders writes what to sort by through the dialect, as [ast.Order] nodes.
func orders(w *dialect.Writer, by []ast.Order) {
	for i := range by {
		if i > 0 {
			w.W(", ")
		}
		w.Node(&by[i])
	}
}

// Order writes one member of ORDER BY.
func Order(w *dialect.Writer, o ast.Order) {
	w.Node(o.X)
	if o.Desc {
		w.W(" DESC")
	}
	if o.Nulls != metadata.NullsDefault {
		w.W(" NULLS ").W(string(o.Nulls))
	}
}

// PlainNulls writes an order for a server without NULLS FIRST: whether it is
// NULL is sorted by first. NULLs are the smallest there.
func PlainNulls(w *dialect.Writer, o ast.Order) {
	if (o.Nulls == metadata.NullsFirst) == o.Desc && o.Nulls != metadata.NullsDefault {
		w.W("(").Node(&ast.IsNull{X: o.X}).W(")")
		if o.Nulls == metadata.NullsFirst {
			w.W(" DESC")
		}
		w.W(", ")
	}
	o.Nulls = metadata.NullsDefault
	Order(w, o)
}
