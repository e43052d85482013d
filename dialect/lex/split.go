package lex

import (
	"fmt"
	"strings"
)

// Statement is one statement of a script.
type Statement struct {
	// SQL is the text as written, from its first token to its last: without
	// the terminator, and the space and comments around it.
	SQL string
	Pos Pos
}

// Split divides a script into statements at the semicolons that end one, or at
// the mark that a DELIMITER line names. Comments between statements are left
// out, those inside stay. The last statement needs no terminator.
//
// Errors are [*Error]s: a string, comment or body without an end, or a command
// meant for the database's own client.
func Split(src string, r Rules) ([]Statement, error) {
	s := splitter{src: src, rules: r, lexer: New(src, r), body: newBody(r)}
	for {
		t, err := s.lexer.Next()
		if err != nil {
			return nil, err
		}
		if t.Kind == EOF {
			return s.finish()
		}
		if t.Kind == Space || t.Kind == Comment {
			continue
		}
		if err := s.take(t); err != nil {
			return nil, err
		}
	}
}

type splitter struct {
	src   string
	rules Rules
	lexer *Lexer
	list  []Statement
	body  body

	begun bool
	first Pos // where the statement begins
	end   int // the offset behind its last token
}

func (s *splitter) take(t Token) error {
	if !s.begun && s.rules.Delimiter && t.Is("DELIMITER") {
		return s.delimiter(t)
	}
	if s.rules.MetaCommands && t.IsOp(`\`) {
		return s.metaCommand(t)
	}
	if s.lexer.delimiter != "" {
		if t.IsOp(s.lexer.delimiter) {
			s.flush()
			return nil
		}
	} else if inside, err := s.body.see(t); err != nil {
		return err
	} else if t.IsOp(";") && !inside && len(s.lexer.versions) == 0 {
		s.flush()
		return nil
	}
	if !s.begun {
		s.begun, s.first = true, t.Pos
	}
	s.end = t.end()
	return nil
}

// flush ends the statement that has begun, if one has.
func (s *splitter) flush() {
	if s.begun {
		s.list = append(s.list, Statement{s.src[s.first.Offset:s.end], s.first})
	}
	s.begun = false
	s.body.reset()
}

func (s *splitter) finish() ([]Statement, error) {
	if s.begun && s.lexer.delimiter == "" {
		if missing := s.body.missing(); missing != "" {
			return nil, &Error{s.first, "this statement does not end: " + missing}
		}
	}
	s.flush()
	return s.list, nil
}

// delimiter reads the line that sets the mark between statements.
func (s *splitter) delimiter(t Token) error {
	line, _, _ := strings.Cut(s.src[t.end():], "\n")
	words := strings.Fields(line)
	if len(words) == 0 || strings.Contains(words[0], `\`) {
		return &Error{t.Pos, "DELIMITER names the mark that ends statements, as in DELIMITER //"}
	}
	s.lexer.delimiter = strings.Trim(words[0], "'\"`")
	if s.lexer.delimiter == ";" {
		s.lexer.delimiter = ""
	}
	s.lexer.skip(len(line))
	return nil
}

// skip moves on by n bytes without looking at them.
func (l *Lexer) skip(n int) {
	l.pos = l.pos.past(l.src[l.pos.Offset : l.pos.Offset+n])
}

// metaCommand tells what to do about a command of psql.
func (s *splitter) metaCommand(t Token) error {
	line, _, _ := strings.Cut(s.src[t.Pos.Offset:], "\n")
	name := `\`
	if words := strings.Fields(line[1:]); len(words) > 0 {
		name += words[0]
	}
	hint := "take it out"
	switch name {
	case `\restrict`, `\unrestrict`:
		hint = `pg_dump writes \restrict and \unrestrict for psql: take both lines out`
	case `\connect`, `\c`:
		hint = "take it out, and name the database in the URL"
	case `\i`, `\ir`, `\include`, `\include_relative`:
		hint = "put the file's statements here"
	case `\.`:
		hint = "rows for COPY FROM stdin cannot be read here: dump them with pg_dump --inserts"
	}
	return &Error{t.Pos, fmt.Sprintf("%s is a command of psql, not of the server; %s", name, hint)}
}

// Ended reports whether a script ends where a statement of it does, so that
// whoever types it is done; a text that [Split] refuses, and more of it would
// not mend, is one too. delimiter is the mark that a DELIMITER line has put in
// the semicolon's place at the end, "" if none has.
func Ended(src string, r Rules) (ended bool, delimiter string) {
	s := splitter{src: src, rules: r, lexer: New(src, r), body: newBody(r)}
	for {
		t, err := s.lexer.Next()
		if err != nil {
			return false, s.lexer.delimiter
		}
		if t.Kind == EOF {
			return !s.begun, s.lexer.delimiter
		}
		if t.Kind == Space || t.Kind == Comment {
			continue
		}
		if s.take(t) != nil {
			return true, s.lexer.delimiter
		}
	}
}
