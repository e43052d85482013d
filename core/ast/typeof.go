package ast

import "github.com/dbtool/dbtool/metadata"

// TypeOf is the type of the column whose values an expression has, through
// queries and functions that give one of their arguments: of a value beside it,
// too. It is nil where it is not known, and where a value's Go type is enough:
// for numbers and texts.
func TypeOf(n Node) *metadata.Type {
	if t := typeOf(n, 8); t != nil && told[t.Kind] {
		return t
	}
	return nil
}

// told are the kinds whose values are sent otherwise than by their Go
// type alone: a time.Time may be a date, a string the label of an enum. Numbers and
// texts are what they are; so they do not have to fit into another's size.
var told = map[metadata.Kind]bool{
	metadata.KindDate: true, metadata.KindTime: true, metadata.KindDateTime: true, metadata.KindEnum: true, metadata.KindNumeric: true,
	metadata.KindUUID: true, metadata.KindInterval: true, metadata.KindExact: true, metadata.KindBinary: true,
}

// alike are functions whose result is one of their arguments.
var alike = map[string]bool{"coalesce": true, "nullif": true, "greatest": true, "least": true, "min": true, "max": true, "lag": true, "lead": true}

// typeOf goes through so many queries: a recursive one is made of itself.
func typeOf(n Node, depth int) *metadata.Type {
	switch n := n.(type) {
	case *ColumnRef:
		if n.Column != nil {
			return &n.Column.Type
		}
		return carried(n, depth)
	case *Arg:
		return n.Type
	case *Label:
		return typeOf(n.X, depth)
	case *Cast:
		return &n.Type
	case *Excluded:
		if n.Column != nil {
			return &n.Column.Type
		}
	case *Func:
		if alike[n.Name] {
			return firstType(n.Args, depth)
		}
	case *Case:
		return firstType(arms(n), depth)
	case *Scalar:
		if items, _ := Output(n.Query); len(items) == 1 {
			return typeOf(items[0], depth)
		}
	}
	return nil
}

// arms are the values that a CASE may have.
func arms(n *Case) []Node {
	list := make([]Node, 0, len(n.Whens)+1)
	for _, w := range n.Whens {
		list = append(list, w.Then)
	}
	return append(list, n.Else)
}

func firstType(list []Node, depth int) *metadata.Type {
	for _, n := range list {
		if t := typeOf(n, depth); t != nil {
			return t
		}
	}
	return nil
}

// carried is the type of a column of a query.
func carried(c *ColumnRef, depth int) *metadata.Type {
	if c.Rel == nil || depth == 0 {
		return nil
	}
	q := c.Rel.Query
	if c.Rel.CTE != nil {
		q = c.Rel.CTE.Query
	}
	items, _ := Output(q)
	for i, name := range OutputNames(items) {
		if name == c.Name {
			return typeOf(items[i], depth-1)
		}
	}
	return nil
}
