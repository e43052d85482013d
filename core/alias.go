package core

import "github.com/dbtool/dbtool/core/ast"

// The data that programs name. Package ast has the rest.
type (
	// Statement is a statement as a dialect sees it.
	Statement = ast.Statement
	// Assign is a column and what it is set to: Users.Name.Set("ann").
	Assign = ast.Assign
	// Window is what is behind OVER; see [Over].
	Window = ast.Window
)

func binary(op ast.Op, l, r ast.Node) *ast.Binary { return &ast.Binary{Op: op, L: l, R: r} }
