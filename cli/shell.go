package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/internal/render"
)

// shell is dbtool query at a terminal.
type shell struct {
	*session
	a        *app
	reader   lineReader
	history  *history
	words    *wordList
	paint    painter
	quiet    bool
	terminal bool // the results go to one
	paging   bool

	format  render.Format
	timing  bool
	params  map[string]any
	to      *os.File // \o, nil for standard output
	pending string   // the beginning of a statement
	last    string   // the last statement
	mark    string   // DELIMITER, "" for the semicolon
	// included is how many files are being run, each for the one before.
	included int
}

// errQuit ends the shell.
var errQuit = errors.New("quit")

// shell reads and runs statements until its user has had enough.
func (a *app) shell(c *cli.Context, format render.Format) (err error) {
	params, err := paramValues(c.StringSlice("param"))
	if err != nil {
		return err
	}
	t, err := a.target(c)
	if err != nil {
		return err
	}
	// The command's own context ends at the first Ctrl-C, which here only stops a statement.
	ctx := context.WithoutCancel(c.Context)
	live := &session{ctx: ctx, dialects: a.Dialects, write: c.Bool("write"), timeout: c.Duration("timeout"), interrupts: make(chan os.Signal, 1)}
	live.say = func(text string) { fmt.Fprintln(a.stderr, text) }
	signal.Notify(live.interrupts, os.Interrupt)
	defer signal.Stop(live.interrupts)
	if err := live.open(t.URL); err != nil {
		return err
	}
	s := &shell{session: live, a: a, paint: painter{a.color(c, a.stdout)}, quiet: c.Bool("quiet"), terminal: isTerminal(a.stdout), paging: true, format: format, params: params}
	s.words = newWordList(live)
	s.history = openHistory(s.complain)
	s.reader = newReader(s)
	defer a.endOnSignal(s)()
	defer func() { err = errors.Join(err, s.close()) }()
	s.welcome()
	s.loop()
	return nil
}

// endOnSignal gives the terminal back as it was when the process is told to
// end, which it would not notice while it waits for a key.
func (a *app) endOnSignal(s *shell) (stop func()) {
	f, ok := a.stdin.(*os.File)
	if !ok {
		return func() {}
	}
	before, err := term.GetState(int(f.Fd()))
	if err != nil {
		return func() {}
	}
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		select {
		case <-told:
			_ = term.Restore(int(f.Fd()), before)
			_ = s.session.close() // the server rolls back what is open
			os.Exit(exitFailed)
		case <-done:
		}
	}()
	return func() { signal.Stop(told); close(done) }
}

func (s *shell) close() error {
	err := s.session.close()
	if s.to != nil {
		err = errors.Join(err, s.to.Close())
	}
	return err
}

func (s *shell) welcome() {
	if s.quiet {
		return
	}
	server := s.e.Server
	s.say(fmt.Sprintf("%s %s, %s", server.Product, server.Version, s.e.URL))
	if s.write {
		s.say(s.paint.red("WRITE MODE: statements change the database."))
	} else {
		s.say("Read-only; dbtool query --write lets statements change the database.")
	}
	s.say(`\? lists the commands, \q ends. A statement ends with a semicolon.`)
}

func (s *shell) loop() {
	for {
		text, err := s.reader.read(s.prompt())
		switch {
		case errors.Is(err, errInterrupted):
			s.pending = ""
			continue
		case errors.Is(err, io.EOF):
			s.farewell()
			return
		case err != nil:
			s.complain(err)
			return
		}
		if err := s.input(text); errors.Is(err, errQuit) {
			s.farewell()
			return
		} else if err != nil {
			s.complain(err)
		}
	}
}

func (s *shell) farewell() {
	if s.state != dialect.TxNone {
		s.say("the open transaction is rolled back")
	}
}

// complain shows an error and goes on.
func (s *shell) complain(err error) {
	if errors.Is(err, errStopped) {
		s.say("stopped")
		return
	}
	text := strings.TrimPrefix(err.Error(), "ERROR: ") // PostgreSQL's own
	fmt.Fprintf(s.a.stderr, "%s %s\n", s.paint.red("error:"), strings.ReplaceAll(text, "\n", "\n  "))
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(s.a.stderr, "%s %s\n", s.paint.yellow("hint:"), hint)
	}
}

// statement runs one statement and shows what it returns.
func (s *shell) statement(text string) error {
	s.last = text
	if name, ok := s.used(text); ok {
		return s.connectTo(name)
	}
	query, args, err := s.bound(text)
	if err != nil {
		return err
	}
	began := time.Now()
	err = s.run(query, args, s.results())
	if err != nil && s.state == dialect.TxFailed && hintOf(err) == "" {
		err = withHint(err, "ROLLBACK; ends the transaction, which takes nothing else now")
	}
	if s.timing && err == nil {
		s.say(fmt.Sprintf("time: %.3f ms", float64(time.Since(began).Microseconds())/1000))
	}
	if changesSchema(text, s.rules()) {
		s.words.forget()
	}
	return err
}

// used is the database that USE names. The server's own USE would leave the
// prompt, and whoever connects again, with the database of before.
func (s *shell) used(text string) (name string, ok bool) {
	c, err := lex.NewCursor(text, s.rules())
	if err != nil || !c.Accept("USE") {
		return "", false
	}
	name, ok = c.Name()
	return name, ok && c.Done()
}

// bound puts placeholders where :name stands. A statement none of whose names
// \set gave a value is left to the server.
func (s *shell) bound(text string) (string, []any, error) {
	tokens, err := lex.Tokens(text, s.rules())
	if err != nil {
		return "", nil, err
	}
	given, missing := map[string]any{}, ""
	for _, t := range tokens {
		name, named := strings.CutPrefix(t.Text, ":")
		if t.Kind != lex.Param || !named || name == "" {
			continue
		}
		if value, ok := s.params[name]; ok {
			given[name] = value
		} else {
			missing = name
		}
	}
	switch {
	case len(given) == 0:
		return text, nil, nil
	case missing != "":
		return "", nil, withHint(fmt.Errorf("the statement has :%s, which has no value", missing), `\set `+missing+` VALUE gives it one`)
	}
	return bind(s.e.Dialect, text, given)
}
