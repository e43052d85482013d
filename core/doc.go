// Package core is the SQL expression language: statements as data, typed by the
// compiler. Nothing here holds SQL text or does I/O; a dialect spells a
// statement, and a [DB] (an Engine, Conn or Tx of package engine) runs it.
//
// A table is a struct of handles, bound to the same [metadata.Table] that
// create-all and migrations use:
//
//	var Users = core.NewTable[struct {
//		core.Table
//		ID   core.Num[int64]
//		Name core.Str
//	}](meta, "users",
//		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
//		metadata.Col("name", metadata.String(200)),
//	)
//
//	names, err := core.Select(Users.Name).Where(Users.ID.Gt(10)).OrderBy(Users.Name.Asc()).All(ctx, db)
//
// Methods take values and functions take expressions: Users.Age.Ge(18), and
// [Eq](Posts.UserID, Users.ID). Both sides have the same type, which is that of
// the value when it is not NULL; a result that may be NULL is read with [Ptr]
// or [Maybe], and a statement that forgets that is refused before it is sent.
//
// Statements are values: each method returns a changed copy, and one that is
// kept may be used by many goroutines and be the start of many others.
package core
