package migrate

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// Handover gives ALTER TABLE to another program, such as gh-ost, where the
// dialect is a [dialect.Alterer].
type Handover struct {
	// Command is the program and its arguments, parted by blanks; quotes keep
	// blanks together. No shell reads it. {alter}, {table}, {database}, {host},
	// {port}, {user} and {defaults} (a file that holds the password) are filled
	// in. Empty hands over only what a revision says itself.
	Command string
}

// handed is the command for a statement, as the revision or else the project
// says; "" when the server runs it.
func (r *Runner) handed(rev *Revision, statement string) (command, table, alter string, err error) {
	if r.Handover == nil {
		return "", "", "", nil
	}
	command = r.Handover.Command
	if rev.AlterWith != "" {
		command = rev.AlterWith
	}
	if command == "" || command == "none" {
		return "", "", "", nil
	}
	a, ok := r.Engine.Dialect.(dialect.Alterer)
	if !ok {
		return "", "", "", fmt.Errorf("alter_with: %s has no program that changes its tables; say \"none\"", r.Engine.Server.Product)
	}
	table, alter, ok = a.AlterOf(statement)
	if !ok {
		return "", "", "", nil
	}
	return command, table, alter, nil
}

// carry sends a statement, or has another program carry it out.
func (r *Runner) carry(ctx context.Context, s store, rev *Revision, row JournalRow) error {
	command, table, alter, err := r.handed(rev, row.Statement)
	if err != nil {
		return err
	}
	if command == "" {
		defer r.running(ctx, s, Event{Revision: rev, Dir: row.Direction, Step: row.Step, Of: row.Of, SQL: row.Statement})()
		return s.send(ctx, row.Statement)
	}
	conf, err := confFile(r.Engine.Dialect.(dialect.Alterer).ClientConf(r.Engine.URL))
	if err != nil {
		return err
	}
	defer os.Remove(conf)
	words, err := commandWords(command, r.fillers(table, alter, conf))
	if err != nil {
		return err
	}
	return r.program(ctx, rev, row, words)
}

// fillers are what stands for the names in braces.
func (r *Runner) fillers(table, alter, conf string) *strings.Replacer {
	u := r.Engine.URL
	host, port, err := net.SplitHostPort(u.Host)
	if err != nil {
		host, port = u.Host, "3306"
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return strings.NewReplacer("{alter}", alter, "{table}", table, "{database}", u.Database, "{host}", host, "{port}", port, "{user}", u.User, "{defaults}", conf)
}

// confFile writes a file that only its owner can read.
func confFile(text string) (name string, err error) {
	f, err := os.CreateTemp("", "dbtool-*.cnf")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name()) // the first error tells why
	}
	return f.Name(), err
}

// commandWords takes a command apart and then fills in, so that what is filled
// in stays in its word.
func commandWords(command string, fill *strings.Replacer) ([]string, error) {
	var words []string
	for rest := strings.TrimSpace(command); rest != ""; rest = strings.TrimSpace(rest) {
		word, after, err := shellWord(rest)
		if err != nil {
			return nil, err
		}
		words, rest = append(words, fill.Replace(word)), after
	}
	if len(words) == 0 {
		return nil, errors.New("alter_with names no program")
	}
	return words, nil
}

// shellWord takes one word, with what quotes in it keep together.
func shellWord(s string) (word, rest string, err error) {
	for s != "" && s[0] != ' ' && s[0] != '\t' {
		q := s[0]
		if q != '\'' && q != '"' {
			word, s = word+s[:1], s[1:]
			continue
		}
		inside, after, ok := strings.Cut(s[1:], string(q))
		if !ok {
			return "", "", fmt.Errorf("alter_with: a quote %c is not closed", q)
		}
		word, s = word+inside, after
	}
	return word, s, nil
}

// program runs another program to its end and shows what it says.
func (r *Runner) program(ctx context.Context, rev *Revision, row JournalRow, words []string) error {
	c := exec.CommandContext(ctx, words[0], words[1:]...)
	c.Env = append(os.Environ(), "MYSQL_PWD="+r.Engine.URL.Password)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) } // so that it can clean up
	c.WaitDelay = time.Minute
	out, in := io.Pipe()
	c.Stdout, c.Stderr = in, in
	last := make(chan string)
	go func() {
		line := ""
		for lines := bufio.NewScanner(out); lines.Scan(); {
			line = lines.Text()
			r.log(Event{Kind: Output, Revision: rev, Dir: row.Direction, Step: row.Step, Of: row.Of, SQL: row.Statement, Output: line})
		}
		_, _ = io.Copy(io.Discard, out) // a line too long to show
		last <- line
	}()
	err := c.Run()
	_ = in.Close() // which never fails
	said := <-last
	if err != nil {
		return fmt.Errorf("%s: %w: %s", words[0], err, said)
	}
	return nil
}
