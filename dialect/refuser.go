package dialect

// Refuser is a dialect that knows statements which no revision may hold: they
// would end the transaction that a revision and its record share, or take from
// the session what the record needs.
type Refuser interface {
	// Refuse is why a revision may not hold the statement, in words that follow
	// its place; "" if it may.
	Refuse(sql string) string
}
