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
	// Frame is the part of a window that a function looks at; see [FrameOf].
	Frame = ast.Frame
	// Bound is an end of a [Frame].
	Bound = ast.Bound
)

func binary(op ast.Op, l, r ast.Node) *ast.Binary { return &ast.Binary{Op: op, L: l, R: r} }
