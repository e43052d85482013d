package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// again is the last statement.
func (s *shell) again() (string, error) {
	if s.last == "" {
		return "", errors.New("there was no statement yet")
	}
	return s.last, nil
}

func (s *shell) explain(arg string) error {
	if arg == "" {
		last, err := s.again()
		if err != nil {
			return err
		}
		arg = last
	}
	query, args, err := s.bound(s.asks.Explained(arg))
	if err != nil {
		return err
	}
	return s.run(query, args, s.results())
}

// watch runs the last statement until Ctrl-C or an error.
func (s *shell) watch(arg string) error {
	last, err := s.again()
	if err != nil {
		return err
	}
	pause := 2.0
	if arg != "" {
		if pause, err = strconv.ParseFloat(arg, 64); err != nil || pause <= 0 || pause > 86400 {
			return fmt.Errorf("%q is no number of seconds", arg)
		}
	}
	paging := s.paging
	s.paging = false
	defer func() { s.paging = paging }()
	for {
		s.say(fmt.Sprintf("%s, every %g s", time.Now().Format(time.DateTime), pause))
		if err := s.statement(last); err != nil {
			return err
		}
		if err := s.wait(time.Duration(pause * float64(time.Second))); err != nil {
			return err
		}
	}
}

// wait ends early, with errStopped, at Ctrl-C.
func (s *shell) wait(d time.Duration) error {
	ctx, cancel := context.WithTimeout(s.ctx, d)
	defer cancel()
	select {
	case <-s.interrupts:
		return errStopped
	case <-ctx.Done():
		return nil
	}
}

// edit has the statement changed in $EDITOR, and goes on with it as if it had
// been typed.
func (s *shell) edit(string) error {
	text := s.pending
	if text == "" && s.last != "" {
		text = s.last + ";\n"
	}
	f, err := os.CreateTemp("", "dbtool-*.sql")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := runEditor(f.Name()); err != nil {
		return err
	}
	data, err := os.ReadFile(f.Name())
	if err != nil {
		return err
	}
	s.pending = ""
	edited := strings.TrimSpace(string(data))
	if edited == "" {
		return nil
	}
	s.say(edited)
	s.history.add(edited)
	return s.script(edited)
}

// runEditor lets a shell take $EDITOR apart, which may hold flags.
func runEditor(file string) error {
	editor := "vi"
	for _, name := range []string{"EDITOR", "VISUAL"} {
		if v := os.Getenv(name); v != "" {
			editor = v
		}
	}
	cmd := exec.Command("sh", "-c", editor+` "$1"`, "sh", file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return withHint(fmt.Errorf("%s: %w", editor, err), "$EDITOR names the editor")
	}
	return nil
}
