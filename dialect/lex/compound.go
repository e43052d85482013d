package lex

// compoundBody is the body of a routine, trigger, event or package of MySQL and
// MariaDB, and MariaDB's compound statement outside of one, written without
// DELIMITER lines. BEGIN, END and most other words are not reserved there, so
// that they count only where a statement of the body begins.
type compoundBody struct {
	stage  stage
	object string // PROCEDURE (a FUNCTION too), TRIGGER, EVENT or PACKAGE
	prev   Token
	parens int // in the heading

	declares bool // the declarations before a routine's BEGIN (Oracle mode)
	simple   bool // the heading has come to a body that is one plain statement
	returns  bool // that one is RETURN, which may be Oracle's type of the result

	inner inner
}

func (b *compoundBody) reset() { *b = compoundBody{} }

func (b *compoundBody) missing() string {
	if b.inner.depth > 0 || b.declares {
		return "BEGIN, IF, CASE or a loop has no END"
	}
	return ""
}

func (b *compoundBody) see(t Token) (bool, error) {
	if t.Kind == Version {
		return false, nil
	}
	switch b.stage {
	case starting:
		b.begin(t)
	case heading:
		b.head(t)
	case within:
		b.inner.see(t, b.prev)
		if b.inner.closed {
			b.stage = closed
		}
	}
	b.prev = t
	return b.inner.depth > 0 || b.declares, nil
}

// begin looks at the statement's first words for the kind of object.
func (b *compoundBody) begin(t Token) {
	switch {
	case b.prev.Kind == EOF:
		if t.IsAny("IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR") {
			b.enter(t)
		} else if !t.IsAny("CREATE", "ALTER", "BEGIN") {
			b.stage = plain
		}
	case b.prev.Is("BEGIN"):
		b.stage = plain
		if t.Is("NOT") { // BEGIN NOT ATOMIC; BEGIN alone begins a transaction
			b.stage = within
			b.inner.depth, b.inner.first = 1, "BEGIN"
		}
	case t.IsAny("PROCEDURE", "FUNCTION"):
		b.stage, b.object = heading, "PROCEDURE"
	case t.IsAny("TRIGGER", "EVENT"):
		b.stage, b.object = heading, oneOf(t, "TRIGGER", "EVENT")
	case t.Is("PACKAGE"):
		b.stage, b.object = within, "PACKAGE"
		b.inner = inner{depth: 1, first: "PACKAGE", pack: true}
	case t.Kind == Word && !b.prev.IsOp("=") && !t.IsAny("OR", "REPLACE", "DEFINER", "AGGREGATE"), t.IsOp(";"):
		b.stage = plain
	}
}

// head looks for the place where the body begins.
func (b *compoundBody) head(t Token) {
	switch {
	case t.IsOp("("):
		b.parens++
	case t.IsOp(")"):
		b.parens--
	case t.Kind == String && b.prev.Is("AS"): // a body in another language
		b.declares, b.simple = false, true
	case b.parens > 0 || t.Kind != Word || b.prev.IsOp("."):
	case b.object == "PROCEDURE":
		b.routineHead(t)
	case b.object == "TRIGGER" && b.prev.Is("EACH") && t.Is("ROW"), b.object == "EVENT" && t.Is("DO"):
		b.stage, b.inner.start = within, true
	}
}

// routineHead is head for procedures and functions, whose body has no word
// before it.
func (b *compoundBody) routineHead(t Token) {
	switch {
	case b.prev.IsAny("PROCEDURE", "FUNCTION"): // the name, or IF NOT EXISTS
	case b.declares && t.Is("BEGIN"):
		b.declares = false
		b.enter(t)
	case b.declares:
		if b.prev.Is("IS") && t.IsAny("NULL", "NOT", "TRUE", "FALSE", "UNKNOWN") {
			b.declares = false
		}
	case t.IsAny("AS", "IS"):
		b.declares = !b.simple || b.returns
	case b.simple:
	case t.IsAny("BEGIN", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"):
		b.enter(t)
	case t.IsAny("RETURN", "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "CALL", "WITH", "CREATE", "ALTER", "DROP", "DO"),
		t.Is("SET") && !b.prev.IsAny("RETURNS", "CHARACTER"):
		b.simple, b.returns = true, t.Is("RETURN")
	}
}

// enter begins the body with t as its first word.
func (b *compoundBody) enter(t Token) {
	b.stage = within
	b.inner.start = true
	b.inner.see(t, b.prev)
}

// inner counts what is open between BEGIN and END.
type inner struct {
	depth  int  // of BEGIN, IF, LOOP and so on
	closed bool // the END of the outermost is behind us
	pack   bool // depth 1 is a package, which holds routines

	start   bool   // a statement begins here
	fresh   bool   // the token before began one: a colon makes it a label
	first   string // the statement's first word, if it is one that matters
	cases   int    // CASE expressions that are open
	routine bool   // in a package: the next BEGIN is a routine's
}

func (n *inner) see(t, prev Token) {
	fresh := n.start
	switch {
	case t.IsOp(";"):
		n.next()
	case t.IsOp(":") && n.fresh, t.IsOp(">>") && n.first == "<<":
		n.next() // behind a label
	case n.start:
		n.start = false
		n.opening(t)
	case n.first == "ORDER": // the trigger that FOLLOWS or PRECEDES names
		n.next()
	case t.Kind == Word && !prev.IsOp("."):
		n.middle(t)
	}
	n.fresh = fresh
}

// next says that a statement begins behind this token.
func (n *inner) next() { n.start, n.first, n.cases = true, "", 0 }

// open begins a block whose first statement comes next.
func (n *inner) open() {
	n.depth++
	n.routine = false
	n.next()
}

func (n *inner) close() {
	n.depth--
	n.first, n.cases = "END", 0
	n.closed = n.depth == 0
}

// opening takes the first token of a statement.
func (n *inner) opening(t Token) {
	n.first = oneOf(t, "IF", "CASE", "WHILE", "FOR", "ELSEIF", "ELSIF", "WHEN", "UNTIL", "DECLARE", "EXCEPTION")
	switch {
	case n.first == "IF" || n.first == "CASE" || n.first == "WHILE" || n.first == "FOR":
		n.depth++
	case n.first != "":
	case t.Is("BEGIN") && n.pack && n.depth == 1 && !n.routine, t.Is("ELSE"):
		n.next() // that BEGIN is the package's own
	case t.IsAny("BEGIN", "LOOP", "REPEAT"):
		n.open()
	case t.Is("END"):
		n.close()
	case t.IsAny("PROCEDURE", "FUNCTION") && n.pack:
		n.first = "ROUTINE"
	case t.IsAny("FOLLOWS", "PRECEDES"):
		n.first = "ORDER"
	case t.IsOp("<<"):
		n.first = "<<"
	}
}

// middle takes a word within a statement.
func (n *inner) middle(t Token) {
	switch word := oneOf(t, "CASE", "END", "THEN", "DO", "LOOP", "HANDLER", "BEGIN", "AS", "IS", "PROCEDURE", "FUNCTION"); {
	case word == "" || n.first == "END":
	case word == "CASE":
		n.cases++
	case word == "END" && n.cases > 0:
		n.cases--
	case n.cases > 0:
	case word == "END" && n.first == "UNTIL":
		n.close()
	case word == "THEN" && (n.first == "IF" || n.first == "ELSEIF" || n.first == "ELSIF" || n.first == "WHEN" || n.first == "CASE" || n.first == "EXCEPTION"),
		(word == "DO" || word == "LOOP") && (n.first == "WHILE" || n.first == "FOR"):
		n.next()
	case word == "HANDLER" && n.first == "DECLARE":
		n.first = "HANDLER"
	case word == "BEGIN" && (n.first == "HANDLER" || n.first == "ROUTINE"):
		n.open()
	case (word == "AS" || word == "IS") && n.first == "ROUTINE":
		n.routine = true
		n.next()
	case (word == "PROCEDURE" || word == "FUNCTION") && n.first == "PACKAGE":
		n.first = "ROUTINE"
	}
}

// oneOf is the word that the token is, "" if it is none of them.
func oneOf(t Token, words ...string) string {
	if t.Kind == Word {
		for _, w := range words {
			if equalFold(t.Text, w) {
				return w
			}
		}
	}
	return ""
}
