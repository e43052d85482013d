package lex

// body follows one statement and knows which of its semicolons do not end it.
// A body is used again for the next statement after reset.
type body interface {
	// see takes the next token of code. Given a semicolon it reports whether
	// the statement goes on behind it.
	see(t Token) (inside bool, err error)
	// missing says what the statement lacks to be whole, "" for nothing.
	missing() string
	reset()
}

func newBody(r Rules) body {
	switch {
	case r.CompoundBodies:
		return &compoundBody{}
	case r.AtomicBodies:
		return &atomicBody{copies: r.MetaCommands}
	case r.TriggerBodies:
		return &triggerBody{}
	}
	return noBody{}
}

type noBody struct{}

func (noBody) see(Token) (bool, error) { return false, nil }
func (noBody) missing() string         { return "" }
func (noBody) reset()                  {}

// stage is how far a statement has told whether it has a body.
type stage uint8

const (
	starting stage = iota // its first words are not all seen
	plain                 // it has no body
	heading               // it has one, which has not begun
	within
	closed
)

// triggerBody is SQLite's CREATE TRIGGER. Its END is the one between two
// semicolons, as sqlite3_complete has it; counting BEGIN, CASE and END would
// not do, since all but CASE may be names of columns.
// https://www.sqlite.org/c3ref/complete.html
type triggerBody struct {
	stage     stage
	semicolon bool // the token before is a semicolon
	end       bool // the token before is an END behind a semicolon
}

func (b *triggerBody) reset() { *b = triggerBody{} }

func (b *triggerBody) see(t Token) (bool, error) {
	switch b.stage {
	case starting:
		switch {
		case t.Is("TRIGGER"):
			b.stage = heading
		case !t.IsAny("EXPLAIN", "QUERY", "PLAN", "CREATE", "TEMP", "TEMPORARY"):
			b.stage = plain
		}
	case heading:
		if t.Is("BEGIN") {
			b.stage = within
		}
	case within:
		if b.end && t.IsOp(";") {
			return false, nil
		}
		b.end = b.semicolon && t.Is("END")
		b.semicolon = t.IsOp(";")
		return true, nil
	}
	return false, nil
}

func (b *triggerBody) missing() string {
	if b.stage == within && !b.end {
		return "the trigger's body needs a semicolon and END behind its last statement"
	}
	return ""
}

// atomicBody is PostgreSQL's routine with BEGIN ATOMIC, and the parentheses of
// CREATE RULE. CASE and END are reserved there, so that they are counted.
type atomicBody struct {
	copies bool // COPY FROM stdin is an error
	stage  stage
	object string // what CREATE makes: FUNCTION, PROCEDURE or RULE; or COPY
	depth  int    // of BEGIN and CASE, or of parentheses
	prev   Token
	copy   Pos
}

func (b *atomicBody) reset() { *b = atomicBody{copies: b.copies} }

func (b *atomicBody) see(t Token) (bool, error) {
	prev := b.prev
	b.prev = t
	switch {
	case b.stage == starting:
		b.start(t, prev)
	case b.stage == plain:
	case b.object == "COPY":
		return false, b.copying(t, prev)
	case b.object == "RULE":
		b.parens(t)
	case prev.IsOp(".") || prev.Is("AS"): // there END and CASE are names
	default:
		b.nest(t, prev)
	}
	return b.depth > 0, nil
}

func (b *atomicBody) start(t, prev Token) {
	switch {
	case prev.Kind == EOF && b.copies && t.Is("COPY"):
		b.stage, b.object, b.copy = heading, "COPY", t.Pos
	case t.IsAny("FUNCTION", "PROCEDURE"):
		b.stage, b.object = heading, "FUNCTION"
	case t.Is("RULE"):
		b.stage, b.object = heading, "RULE"
	case !t.IsAny("CREATE", "OR", "REPLACE"):
		b.stage = plain
	}
}

func (b *atomicBody) parens(t Token) {
	switch {
	case t.IsOp("("):
		b.depth++
	case t.IsOp(")") && b.depth > 0:
		b.depth--
	}
}

func (b *atomicBody) nest(t, prev Token) {
	switch {
	case b.depth == 0:
		if b.stage == heading && prev.Is("BEGIN") && t.Is("ATOMIC") {
			b.stage = within
			b.depth = 1
		}
	case t.Is("CASE"):
		b.depth++
	case t.Is("END"):
		b.depth--
	}
}

// copying stops before the rows that follow COPY FROM stdin, which are no SQL.
func (b *atomicBody) copying(t, prev Token) error {
	if prev.Is("FROM") && t.Is("STDIN") {
		b.stage = within
	}
	if b.stage == within && t.IsOp(";") {
		return &Error{b.copy, "only psql reads the rows that follow COPY FROM stdin; dump them with pg_dump --inserts"}
	}
	return nil
}

func (b *atomicBody) missing() string {
	switch {
	case b.depth == 0:
		return ""
	case b.object == "RULE":
		return "a closing parenthesis is missing"
	}
	return "BEGIN ATOMIC or CASE has no END"
}
