package dialect

// Clock is a dialect whose server can be asked for the time in a statement.
type Clock interface {
	// Now is an SQL expression: milliseconds since 1970 by the server's clock,
	// as a whole number.
	Now() string
}
