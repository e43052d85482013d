package lex

import "strings"

// Statement is one statement of a script.
type Statement struct {
	// SQL is the text, without its terminator and the space around it.
	SQL string
	Pos Pos
}

// Split divides a script into statements. Comments between statements are left
// out; those inside stay. Errors are [*Error]s: a text that ends inside of
// something, or a client's own command.
func Split(src string, r Rules) ([]Statement, error) {
	s := splitter{src: src, rules: r, lexer: New(src, r), delimiter: ";"}
	return s.run()
}

type splitter struct {
	src       string
	rules     Rules
	lexer     *Lexer
	delimiter string
	list      []Statement

	begun bool
	start Pos
	end   int // offset behind the last token that is no space or comment
	words int // tokens since the statement began
	depth int // of bodies
	body  bool
	prev  Token
	head  []string // the first words, in upper case
}

func (s *splitter) run() ([]Statement, error) {
	for {
		if s.atLineCommand() {
			if err := s.lineCommand(); err != nil {
				return nil, err
			}
			continue
		}
		if s.delimiter != ";" && strings.HasPrefix(s.src[s.lexer.pos.Offset:], s.delimiter) {
			s.lexer.advance(len(s.delimiter))
			s.flush()
			continue
		}
		t, err := s.lexer.Next()
		if err != nil {
			return nil, err
		}
		switch {
		case t.Kind == EOF:
			s.flush()
			return s.list, nil
		case t.Kind == Space, t.Kind == Comment && !s.isVersion(t):
		case t.Text == ";" && t.Kind == Op && s.delimiter == ";" && s.depth == 0:
			s.flush()
		default:
			s.take(t)
		}
	}
}

// isVersion reports whether a comment is one of the marks around code.
func (s *splitter) isVersion(t Token) bool {
	return s.rules.VersionComments && (strings.HasPrefix(t.Text, "/*!") || strings.HasPrefix(t.Text, "/*M!") || t.Text == "*/")
}

func (s *splitter) take(t Token) {
	if !s.begun {
		s.begun, s.start, s.head = true, t.Pos, s.head[:0]
	}
	s.end = t.Pos.Offset + len(t.Text)
	if t.Kind == Word {
		if len(s.head) < 12 {
			s.head = append(s.head, strings.ToUpper(t.Text))
		}
		s.nest(strings.ToUpper(t.Text))
	}
	if t.Kind != Comment {
		s.prev = t
	}
}

func (s *splitter) flush() {
	if s.begun {
		s.list = append(s.list, Statement{s.src[s.start.Offset:s.end], s.start})
	}
	s.begun, s.depth, s.body, s.prev = false, 0, false, Token{}
}

// nest keeps count of BEGIN ... END inside the bodies of triggers and routines.
func (s *splitter) nest(word string) {
	if !s.hasBody() {
		return
	}
	afterEnd := s.prev.Is("END")
	switch word {
	case "ATOMIC":
		if s.rules.AtomicBodies && s.prev.Is("BEGIN") {
			s.depth++
			s.body = true
		}
	case "BEGIN":
		if s.rules.AtomicBodies {
			return
		}
		s.depth++
		s.body = true
	case "CASE":
		if s.body && !afterEnd {
			s.depth++
		}
	case "IF", "LOOP", "WHILE", "REPEAT", "FOR":
		if s.body && s.rules.CompoundBodies && s.opens(word) {
			s.depth++
		}
	case "END":
		if s.depth > 0 {
			s.depth--
		}
	}
}

// opens tells the statement IF ... END IF from the function IF(), and loops
// from the words that only look like them.
func (s *splitter) opens(word string) bool {
	p := s.prev
	atStart := p.Text == ";" || p.Text == ":" || p.Is("BEGIN") || p.Is("THEN") || p.Is("ELSE") || p.Is("DO") || p.Is("LOOP") || p.Is("REPEAT")
	if word == "FOR" { // only MariaDB's loop; cursors and handlers say FOR too
		return atStart
	}
	return atStart
}

// hasBody reports whether the statement that has begun is one whose body may
// hold semicolons.
func (s *splitter) hasBody() bool {
	h := s.head
	if len(h) == 0 {
		return false
	}
	if s.rules.CompoundBodies && h[0] == "BEGIN" && len(h) > 1 && h[1] == "NOT" {
		return true
	}
	if h[0] != "CREATE" && !(s.rules.CompoundBodies && h[0] == "ALTER") {
		return false
	}
	has := func(words ...string) bool {
		for _, w := range h {
			for _, x := range words {
				if w == x {
					return true
				}
			}
		}
		return false
	}
	switch {
	case s.rules.TriggerBodies:
		return has("TRIGGER")
	case s.rules.CompoundBodies:
		return has("PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE")
	case s.rules.AtomicBodies:
		return has("PROCEDURE", "FUNCTION")
	}
	return false
}

// atLineCommand reports whether a client's own command begins here.
func (s *splitter) atLineCommand() bool {
	pos := s.lexer.pos
	if pos.Col != 1 {
		return false
	}
	rest := s.src[pos.Offset:]
	if s.rules.MetaCommands && strings.HasPrefix(rest, `\`) {
		return true
	}
	return s.rules.Delimiter && !s.begun && len(rest) > 10 && strings.EqualFold(rest[:9], "delimiter") && (rest[9] == ' ' || rest[9] == '\t')
}

func (s *splitter) lineCommand() error {
	pos := s.lexer.pos
	line, _, _ := strings.Cut(s.src[pos.Offset:], "\n")
	if strings.HasPrefix(line, `\`) {
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		return &Error{pos, word + " is a command of psql, not of the server; take the line out"}
	}
	mark := strings.TrimSpace(line[9:])
	if mark == "" {
		return &Error{pos, "DELIMITER needs a mark"}
	}
	s.delimiter = mark
	s.lexer.advance(len(line))
	return nil
}

func (l *Lexer) advance(n int) { l.pos = l.pos.past(l.src[l.pos.Offset : l.pos.Offset+n]) }
