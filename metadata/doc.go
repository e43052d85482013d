// Package metadata describes database schemas as data: [MetaData] holds tables,
// columns, constraints, indexes, views, sequences and named types, and nothing
// here talks to a database or writes SQL.
//
// The same values serve three ends: Go programs declare them ([NewTable]),
// reflection fills them from a live database, and a snapshot file carries them
// ([MetaData.MarshalJSON]). A MetaData whose Dialect is empty is portable: its
// types are generic and its literals are values. One with a Dialect is in that
// dialect's normal form: exact types, expressions as the server prints them,
// and nothing left to a default. Only normal forms can be compared.
//
// Declaring is not safe for concurrent use; reading is.
package metadata
