// Package lex: placeholder so that others compile; delete this file when rules.go lands.
package lex

// Rules say how one database's SQL is spelled.
type Rules struct {
	BackslashEscapes, DoubleQuotedString, Backtick, Bracket, DollarQuotes, EscapeStrings            bool
	HashComment, NestedComments, DashNeedsSpace, VersionComments, Delimiter, TriggerBodies         bool
	AtomicBodies, CompoundBodies, MetaCommands                                                     bool
}
