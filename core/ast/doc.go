// Package ast is what a statement is, as data: the tree that package core
// builds and that a dialect spells. Programs use package core; this one is for
// dialects and for tools that look into statements. A tree is not changed once
// it is built, so that statements may share parts of it.
package ast
