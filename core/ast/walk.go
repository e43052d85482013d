package ast

// Walk calls f for a node and, where f returns true, for what it is made of.
// It does not go into the queries inside of an expression.
func Walk(n Node, f func(Node) bool) {
	if n == nil || !f(n) {
		return
	}
	each := func(list []Node) {
		for _, c := range list {
			Walk(c, f)
		}
	}
	switch n := n.(type) {
	case *Binary:
		Walk(n.L, f)
		Walk(n.R, f)
	case *Neg:
		Walk(n.X, f)
	case *BitNot:
		Walk(n.X, f)
	case *Not:
		Walk(n.X, f)
	case *Logic:
		each(n.Terms)
	case *IsNull:
		Walk(n.X, f)
	case *In:
		Walk(n.X, f)
		each(n.List)
	case *Between:
		each([]Node{n.X, n.Low, n.High})
	case *Like:
		each([]Node{n.X, n.Pattern})
	case *Case:
		Walk(n.Operand, f)
		for _, w := range n.Whens {
			each([]Node{w.If, w.Then})
		}
		Walk(n.Else, f)
	case *Func:
		walkFunc(n, f)
	case *Cast:
		Walk(n.X, f)
	case *Extract:
		Walk(n.X, f)
	case *Quantified:
		Walk(n.Array, f)
	case *Tuple:
		each(n.Items)
	case *ArrayOf:
		each(n.Items)
	case *Collate:
		Walk(n.X, f)
	case *Label:
		Walk(n.X, f)
	case *JSONGet:
		Walk(n.X, f)
	case *Raw:
		each(n.Args)
	case *Subscript:
		each([]Node{n.X, n.Index})
	case *TimeAdd:
		each([]Node{n.X, n.N})
	case *Search:
		each(n.Columns)
		Walk(n.Query, f)
	case *JSONEach:
		Walk(n.Doc, f)
	case *JSONTable:
		Walk(n.Doc, f)
	case *Grouping:
		for _, set := range n.Sets {
			each(set)
		}
	}
}

func walkFunc(n *Func, f func(Node) bool) {
	for _, a := range n.Args {
		Walk(a, f)
	}
	walkOrder(n.OrderBy, f)
	walkOrder(n.Within, f)
	Walk(n.Filter, f)
	if n.Over != nil {
		for _, p := range n.Over.PartitionBy {
			Walk(p, f)
		}
		walkOrder(n.Over.OrderBy, f)
	}
}

func walkOrder(by []Order, f func(Node) bool) {
	for _, o := range by {
		Walk(o.X, f)
	}
}
