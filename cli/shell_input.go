package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// input takes what was typed: commands, statements, or the beginning of one.
func (s *shell) input(text string) error {
	text, s.pending = s.pending+text, ""
	switch word := bareWord(text); word {
	case "exit", "quit":
		return errQuit
	case "help":
		return s.help("")
	}
	for {
		sql, command, rest := cutCommand(text, s.rules())
		err := s.script(sql)
		if err == nil && command != "" {
			err = s.command(command)
		}
		switch {
		case errors.Is(err, errQuit) || err == nil && rest == "":
			return err
		case err != nil && rest != "":
			s.complain(err)
			return errors.New("what stands behind it was not run")
		case err != nil:
			return err
		}
		text, s.pending = s.pending+rest, ""
	}
}

// bareWord is a text of one word, which may be a command without a backslash.
func bareWord(text string) string {
	return strings.ToLower(strings.TrimRight(strings.TrimSpace(text), "; "))
}

// script runs the statements of a text, up to the first that fails.
func (s *shell) script(text string) error {
	whole := s.marked(text)
	ended, mark := lex.Ended(whole, s.rules())
	if !ended {
		s.pending = strings.TrimRight(text, "\n") + "\n"
		return nil
	}
	s.pending = ""
	list, err := lex.Split(whole, s.rules())
	if err != nil {
		return err
	}
	s.mark = mark
	for i, one := range list {
		if err := s.statement(one.SQL); err != nil {
			if left := len(list) - i - 1; left > 0 {
				s.complain(err)
				return fmt.Errorf("%d of %d statements were not run", left, len(list))
			}
			return err
		}
	}
	return nil
}

// marked is the text behind the DELIMITER line that holds for it.
func (s *shell) marked(text string) string {
	if s.mark == "" {
		return text
	}
	return "DELIMITER " + s.mark + "\n" + text
}

// whole reports whether Enter sends the text.
func (s *shell) whole(text string) bool {
	text = s.pending + text
	switch bareWord(text) {
	case "exit", "quit", "help", "":
		return true
	}
	begun := ""
	for {
		sql, command, rest := cutCommand(text, s.rules())
		begun += sql
		if command == "" {
			ended, _ := lex.Ended(s.marked(begun), s.rules())
			return ended
		}
		if strings.TrimSpace(rest) == "" {
			return true
		}
		text = rest
	}
}

// cutCommand divides a text at its first command: a line that begins with a
// backslash outside of strings and comments.
func cutCommand(text string, rules lex.Rules) (sql, command, rest string) {
	at := 0
	for line := range strings.Lines(text) {
		if word := strings.TrimSpace(line); strings.HasPrefix(word, `\`) {
			if _, err := lex.Tokens(text[:at], rules); err == nil {
				return text[:at], word, text[at+len(line):]
			}
		}
		at += len(line)
	}
	return text, "", ""
}
