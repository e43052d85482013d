package core

import "github.com/dbtool/dbtool/core/ast"

// Blob is an expression of bytes.
type Blob struct{ Value[[]byte] }

func (Blob) withNode(n ast.Node) Blob { return Blob{Value[[]byte]{n}} }

// Length is the number of bytes.
func (b Blob) Length() Number[int] {
	return number[int](&ast.Func{Name: "octet_length", Args: []ast.Node{b.n}})
}

// As labels the bytes where they are selected.
func (b Blob) As(name string) Blob { return Blob{Value[[]byte]{&ast.Label{X: b.n, Name: name}}} }

// Bytes is a column of bytes.
type Bytes struct {
	Blob
	column[[]byte]
}

func (c *Bytes) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }
