package lint

// edit is the safe way to write a statement.
type edit struct {
	// insert are texts to put in front of an offset of the statement.
	insert map[int]string
	// replace is what to write instead of the whole statement, remove nothing.
	replace []string
	remove  bool
	// before and after are statements to stand around it.
	before, after []string
	// alone: the statements of the revision must be no transaction.
	alone bool
}

// fixer writes the safe way for what a rule has found in a statement; ok is
// false if that takes a person.
type fixer func(l *linter, s *step) (e edit, ok bool)
