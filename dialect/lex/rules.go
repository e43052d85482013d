// Package lex divides SQL into tokens, and scripts into statements, as each of
// the four servers does it. It knows how SQL is spelled, not what it means:
// quoting, comments, numbers, and where a statement ends.
//
// Nothing here keeps state between calls; a [Lexer] and a [Cursor] belong to
// one goroutine.
package lex

// Rules say how one database's SQL is spelled. The zero value is standard SQL:
// 'strings', "names", -- and /* */ comments, ? and :name parameters.
type Rules struct {
	// Strings and names.

	BackslashEscapes   bool // \' inside '...' does not end it (MySQL, MariaDB)
	DoubleQuotedString bool // "x" is a string, not a name (MySQL without ANSI_QUOTES)
	Backtick           bool // `x` is a name (MySQL, SQLite)
	Bracket            bool // [x] is a name, and X'' the only string with a prefix (SQLite)
	DollarQuotes       bool // $tag$...$tag$ is a string, $1 a parameter (PostgreSQL)
	EscapeStrings      bool // E'\n' and U&'\0041' (PostgreSQL)
	LooseNames         bool // a name may begin with a digit or $ (MySQL)
	OperatorRuns       bool // any run of operator characters is one operator, so ? and @ are no parameters (PostgreSQL)

	// Comments.

	HashComment     bool // # to the end of the line (MySQL)
	NestedComments  bool // /* /* */ */ (PostgreSQL)
	DashNeedsSpace  bool // --1 is twice a minus, -- 1 a comment (MySQL)
	VersionComments bool // what stands in /*! */ and /*M! */ is code (MySQL, MariaDB)

	// Statements, for Split.

	Delimiter      bool // the DELIMITER lines of the mysql client
	TriggerBodies  bool // CREATE TRIGGER ... BEGIN ...; END is one statement (SQLite)
	AtomicBodies   bool // so is a function with BEGIN ATOMIC ...; END, and CREATE RULE ... (...; ...) (PostgreSQL)
	CompoundBodies bool // so is a routine, trigger, event or package with BEGIN, IF, LOOP ... END (MySQL, MariaDB)
	MetaCommands   bool // \commands, and COPY FROM stdin, are errors that say what to do (scripts for psql)
}

// SQLite is the spelling of SQLite.
func SQLite() Rules {
	return Rules{Backtick: true, Bracket: true, TriggerBodies: true}
}

// MySQL is the spelling of MySQL and MariaDB under their default sql_mode.
func MySQL() Rules {
	return Rules{
		BackslashEscapes: true, DoubleQuotedString: true, Backtick: true, LooseNames: true,
		HashComment: true, DashNeedsSpace: true, VersionComments: true,
		Delimiter: true, CompoundBodies: true,
	}
}

// Postgres is the spelling of PostgreSQL with standard_conforming_strings on.
func Postgres() Rules {
	return Rules{
		DollarQuotes: true, EscapeStrings: true, OperatorRuns: true,
		NestedComments: true, AtomicBodies: true, MetaCommands: true,
	}
}
