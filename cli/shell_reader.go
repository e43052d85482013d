package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/dbtool/dbtool/dialect"
)

// lineReader reads what is typed, up to an Enter that sends it.
type lineReader interface {
	// read returns io.EOF at the end and errInterrupted for Ctrl-C.
	read(p prompt) (string, error)
}

var errInterrupted = errors.New("interrupted")

// newReader is the editor where the terminal can have one.
func newReader(s *shell) lineReader {
	if s.a.stdin == os.Stdin && s.a.stdout == os.Stdout && isTerminal(os.Stdout) && isTerminal(os.Stderr) && os.Getenv("TERM") != "dumb" && os.Getenv("TERM") != "" {
		return newEditor(s)
	}
	return newPlainReader(s)
}

// prompt is what stands before the first line of a statement and before the others.
type prompt struct {
	first, more string
	width       int
}

// prompt says which database it is and how the transaction stands: app=>,
// app=*> in one, app=!> in one that failed.
func (s *shell) prompt() prompt {
	name, sign := s.e.Server.Database, map[dialect.TxState]string{dialect.TxOpen: "*", dialect.TxFailed: "!"}[s.state]
	if s.e.URL.Host == "" && !s.e.URL.Slashes || name == "main" {
		name = fileName(s.e.URL.Database)
	}
	first := name + "=" + sign + "> "
	more := strings.Repeat(" ", max(0, uniseg.StringWidth(first)-3)) + "-> "
	if s.pending != "" {
		first = more
	}
	if s.write {
		return prompt{s.paint.red(first), s.paint.red(more), len(more)}
	}
	return prompt{s.paint.bold(first), s.paint.bold(more), len(more)}
}

// fileName is an SQLite file as the prompt has it: without folder and ending.
func fileName(path string) string {
	base := filepath.Base(path)
	if path == "" || path == ":memory:" {
		return "memory"
	}
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// plainReader is for terminals that are no more than paper.
type plainReader struct {
	s     *shell
	ask   chan struct{}
	lines chan plainLine
	asked bool
}

type plainLine struct {
	text string
	err  error
}

func newPlainReader(s *shell) *plainReader {
	r := &plainReader{s: s, ask: make(chan struct{}), lines: make(chan plainLine)}
	go func() {
		in := bufio.NewReader(s.a.stdin)
		for range r.ask {
			text, err := in.ReadString('\n')
			if text != "" {
				err = nil
			}
			r.lines <- plainLine{strings.TrimRight(text, "\r\n"), err}
		}
	}()
	return r
}

// read asks for one line after the other. A line is read while nothing else is
// going on only, so that an editor or pager has the terminal for itself.
func (r *plainReader) read(p prompt) (string, error) {
	var all []string
	fmt.Fprint(r.s.a.stderr, p.first)
	for {
		if !r.asked {
			r.ask <- struct{}{}
			r.asked = true
		}
		select {
		case <-r.s.interrupts:
			fmt.Fprintln(r.s.a.stderr)
			return "", errInterrupted
		case line := <-r.lines:
			r.asked = false
			if errors.Is(line.err, io.EOF) {
				fmt.Fprintln(r.s.a.stderr)
			}
			if line.err != nil {
				return "", line.err
			}
			all = append(all, line.text)
		}
		text := strings.Join(all, "\n")
		if r.s.whole(text) {
			r.s.history.add(text)
			return text, nil
		}
		fmt.Fprint(r.s.a.stderr, p.more)
	}
}
