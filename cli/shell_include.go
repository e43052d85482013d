package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// mostIncluded is how deep files may include others: one that includes itself
// comes to an end.
const mostIncluded = 16

// step is a statement or a command of a file.
type step struct {
	sql, command string
	pos          lex.Pos
}

// include runs a file's statements and commands, up to the first that fails. All
// of it is read before anything runs.
func (s *shell) include(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if s.included == mostIncluded {
		return fmt.Errorf("%s: files include each other %d times over", name, mostIncluded)
	}
	steps, err := stepsOf(string(data), s.rules())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.included++
	defer func() { s.included-- }()
	for i, one := range steps {
		switch err := s.step(one); {
		case errors.Is(err, errQuit):
			return nil
		case errors.Is(err, errStopped):
			s.say(fmt.Sprintf("%s:%s: %d of %d statements were not run", name, one.pos, len(steps)-i, len(steps)))
			return err
		case err != nil && one.command != "":
			return withHint(fmt.Errorf("%s:%s: %s: %w", name, one.pos, one.command, err), hintOf(err))
		case err != nil:
			return withHint(fmt.Errorf("%s:%s: statement %d of %d: %w", name, one.pos, i+1, len(steps), err), hintOf(err))
		}
	}
	return nil
}

func (s *shell) step(one step) error {
	if one.command != "" {
		return s.command(one.command)
	}
	return s.statement(one.sql)
}

// stepsOf divides a file at its commands, and what is between them into
// statements. A mark that DELIMITER names holds beyond a command.
func stepsOf(text string, rules lex.Rules) (steps []step, err error) {
	mark, before := "", 0 // the lines that are done
	for text != "" {
		sql, command, rest := cutCommand(text, rules)
		whole, lines := sql, before
		if mark != "" {
			whole, lines = "DELIMITER "+mark+"\n"+sql, before-1
		}
		ended, next := lex.Ended(whole, rules)
		list, err := lex.Split(whole, rules)
		if err != nil {
			return nil, moved(err, lines)
		}
		for _, one := range list {
			one.Pos.Line += lines
			steps = append(steps, step{sql: one.SQL, pos: one.Pos})
		}
		before += strings.Count(sql, "\n")
		if command != "" {
			before++
			if !ended {
				return nil, fmt.Errorf("%d:1: %s stands in the middle of a statement", before, command)
			}
			steps = append(steps, step{command: command, pos: lex.Pos{Line: before, Col: 1}})
		}
		text, mark = rest, next
	}
	return steps, nil
}

// moved is an error of a part of a file, with its place in the whole.
func moved(err error, lines int) error {
	var at *lex.Error
	if errors.As(err, &at) {
		at.Pos.Line += lines
	}
	return err
}
