package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// Options are what an application that builds its own dbtool puts in. The zero
// value is the dbtool that everybody has.
type Options struct {
	// MetaData is the schema wanted. Nil: dbtool.toml names it.
	MetaData *metadata.MetaData
	// Migrations holds the revision files, in its root or, like an embed.FS, in
	// one folder there. Nil: the folder that dbtool.toml names.
	Migrations fs.FS
	// Revisions are revisions written in Go.
	Revisions []*migrate.Revision
	// Dialects are the databases it can open. Nil is all.
	Dialects []dialect.Dialect
	// Stdin, Stdout and Stderr are the process's own where they are nil.
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Main runs one command and returns the exit code. args[0] is the program.
func Main(args []string, o Options) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, args, o)
}

// Run is Main with the caller's context; cancelling it stops the command.
func Run(ctx context.Context, args []string, o Options) (code int) {
	a := newApp(o)
	defer func() {
		if bug := recover(); bug != nil {
			code = report(a.stderr, withHint(fmt.Errorf("a mistake in dbtool itself: %v", bug),
				"please report it with the command you ran; DBTOOL_DEBUG=1 shows where it happened"))
			if os.Getenv("DBTOOL_DEBUG") != "" {
				fmt.Fprintf(a.stderr, "%s\n", debug.Stack())
			}
		}
	}()
	args, err := a.arrange(args)
	if err == nil {
		err = a.cli.RunContext(ctx, args)
	}
	return report(a.stderr, err)
}

// app is one run of dbtool.
type app struct {
	Options
	stdin          io.Reader
	stdout, stderr io.Writer
	cli            *cli.App
	conf           *config
}

func newApp(o Options) *app {
	a := &app{Options: o, stdin: o.Stdin, stdout: o.Stdout, stderr: o.Stderr}
	if a.stdin == nil {
		a.stdin = os.Stdin
	}
	if a.stdout == nil {
		a.stdout = os.Stdout
	}
	if a.stderr == nil {
		a.stderr = os.Stderr
	}
	if a.Dialects == nil {
		a.Dialects = all.Dialects()
	}
	a.cli = &cli.App{
		Name:                   "dbtool",
		HelpName:               "dbtool",
		Usage:                  "compare, create, migrate and query databases",
		Writer:                 a.stdout,
		ErrWriter:              a.stderr,
		Flags:                  globalFlags(),
		Commands:               a.commands(),
		HideVersion:            true,
		HideHelpCommand:        true,
		HideHelp:               true,
		UseShortOptionHandling: false,
		ExitErrHandler:         func(*cli.Context, error) {},
		OnUsageError:           usageError,
		CommandNotFound:        nil,
		Action:                 a.noCommand,
	}
	setUsageErrors(a.cli.Commands)
	refuseFormats("", a.cli.Commands)
	return a
}

func usageError(_ *cli.Context, err error, _ bool) error {
	return &exitError{code: exitUsage, err: err, hint: "dbtool --help lists commands and flags"}
}

func setUsageErrors(list []*cli.Command) {
	for _, c := range list {
		c.OnUsageError = usageError
		c.HideHelpCommand, c.HideHelp = true, true
		setUsageErrors(c.Subcommands)
	}
}

func globalFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "config", Usage: "read `FILE` instead of looking for dbtool.toml"},
		&cli.StringFlag{Name: "env", Usage: "use [env.`NAME`] of dbtool.toml", Value: "dev", EnvVars: []string{"DBTOOL_ENV"}},
		&cli.StringFlag{Name: "url", Usage: "the database's `URL`; beats dbtool.toml"},
		&cli.StringFlag{Name: "format", Usage: "output as `FORMAT`; each command lists its own"},
		&cli.BoolFlag{Name: "quiet", Usage: "no progress, only the product and errors"},
		&cli.BoolFlag{Name: "verbose", Usage: "show each statement"},
		&cli.BoolFlag{Name: "no-color", Usage: "no colours (also $NO_COLOR)"},
		&cli.BoolFlag{Name: "yes", Usage: "answer every question with yes"},
	}
}

func (a *app) noCommand(c *cli.Context) error {
	if name := c.Args().First(); name != "" {
		return &exitError{code: exitUsage, err: fmt.Errorf("there is no command %q", name), hint: "dbtool --help lists the commands"}
	}
	return a.showHelp(nil, nil)
}

// config reads dbtool.toml, once.
func (a *app) config(c *cli.Context) (*config, error) {
	if a.conf == nil {
		conf, err := loadConfig(c.String("config"))
		if err != nil {
			return nil, err
		}
		a.conf = conf
	}
	return a.conf, nil
}

// environment is the one the command works on, as dbtool.toml has it. Without
// a file it is empty.
func (a *app) environment(c *cli.Context) (conf *config, name string, t *target, err error) {
	if conf, err = a.config(c); err != nil {
		return nil, "", nil, err
	}
	name = c.String("env")
	if strings.Contains(name, ",") && !c.IsSet("url") && c.Command.Name != "generate" && c.Command.Name != "squash" {
		return nil, "", nil, usage("only migrate generate and squash take several environments; %s takes one", c.Command.Name)
	}
	name, _, _ = strings.Cut(name, ",")
	t, err = conf.env(name, c.IsSet("env") && !c.IsSet("url"))
	return conf, name, t, err
}

// planFor is what plans for the database of e are made for, under the policies
// of the environment.
func (a *app) planFor(c *cli.Context, e *engine.Engine) (migrate.Target, error) {
	_, _, t, err := a.environment(c)
	if err != nil {
		return migrate.Target{}, err
	}
	return t.planFor(e), nil
}

func (t *target) planFor(e *engine.Engine) migrate.Target {
	return migrate.Target{Dialect: e.Dialect, Server: e.Server, ColumnOrder: migrate.ColumnOrder(t.ColumnOrder)}
}

// target is the environment with the URL filled in.
func (a *app) target(c *cli.Context) (*target, error) {
	conf, name, t, err := a.environment(c)
	if err != nil {
		return nil, err
	}
	filled := *t
	if u := c.String("url"); u != "" {
		filled.URL = u
		return &filled, nil
	}
	if filled.URL == "" && (len(t.URLs) > 0 || t.URLsFrom != "") {
		return nil, &exitError{code: exitUsage, err: fmt.Errorf("[env.%s] in %s has many databases and no url", name, conf.describe()), hint: "--all takes all of them, where a command has it; --url takes one"}
	}
	if filled.URL == "" {
		return nil, &exitError{code: exitUsage, err: fmt.Errorf("no database: give --url, or set url under [env.%s] in %s", name, conf.describe()),
			hint: "dbtool init makes a project with a dbtool.toml"}
	}
	if filled.URL, err = expand(filled.URL); err != nil {
		return nil, usage("%s: [env.%s] url: %w", conf.path, name, err)
	}
	filled.URL = a.anchor(filled.URL)
	if filled.Scratch, err = expand(filled.Scratch); err != nil {
		return nil, usage("%s: [env.%s] scratch: %w", conf.path, name, err)
	}
	return &filled, nil
}

// anchor makes the relative path of an SQLite URL in dbtool.toml relative to
// that file, so that commands mean the same database from every folder.
func (a *app) anchor(url string) string {
	path, ok := strings.CutPrefix(url, "sqlite:")
	if !ok || path == "" || strings.HasPrefix(path, "/") || strings.HasPrefix(path, ":memory:") || strings.HasPrefix(path, "?") {
		return url
	}
	file, query, hasQuery := strings.Cut(path, "?")
	wd, err := os.Getwd()
	if err != nil || a.conf == nil || a.conf.dir == wd {
		return url
	}
	url = "sqlite:" + a.conf.resolve(file)
	if hasQuery {
		url += "?" + query
	}
	return url
}

// open connects to the command's database.
func (a *app) open(c *cli.Context) (*engine.Engine, error) {
	t, err := a.target(c)
	if err != nil {
		return nil, err
	}
	return engine.OpenWith(c.Context, a.Dialects, t.URL, engine.Options{Plain: true})
}

// openExisting connects to the command's database, and makes none.
func (a *app) openExisting(c *cli.Context) (*engine.Engine, error) {
	t, err := a.target(c)
	if err != nil {
		return nil, err
	}
	return engine.OpenExisting(c.Context, a.Dialects, t.URL)
}

// lockWait is how long to wait for another run; less than zero is not at all.
func (a *app) lockWait(c *cli.Context) time.Duration {
	d := time.Minute
	if c.IsSet("lock-wait") {
		d = c.Duration("lock-wait")
	} else if _, _, t, err := a.environment(c); err == nil && t.LockWait != "" {
		d, _ = time.ParseDuration(t.LockWait) // checked when it was read
	}
	if d == 0 {
		return -1
	}
	return d
}

// lockTimeout is how long a statement waits for locks; zero is the usual time.
func (a *app) lockTimeout(c *cli.Context) time.Duration {
	_, _, t, err := a.environment(c)
	if err != nil || t.LockTimeout == "" {
		return 0
	}
	d, _ := time.ParseDuration(t.LockTimeout) // checked when it was read
	if d == 0 {
		return -1 // as long as it takes
	}
	return d
}

// say prints progress, unless --quiet.
func (a *app) say(c *cli.Context, format string, args ...any) {
	if !c.Bool("quiet") {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// color reports whether the writer is a terminal that wants colours.
func (a *app) color(c *cli.Context, w io.Writer) bool {
	return !plain(c) && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

// plain reports whether nobody wants colours. Any word in NO_COLOR says so:
// https://no-color.org
func plain(c *cli.Context) bool { return c.Bool("no-color") || os.Getenv("NO_COLOR") != "" }

func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// confirm asks for a word typed in full. Where nobody can answer it fails.
func (a *app) confirm(c *cli.Context, question, word string) error {
	if c.Bool("yes") {
		return nil
	}
	if !isTerminal(a.stdin) {
		return &exitError{code: exitFailed, err: errors.New(question + " needs a yes, and there is no terminal to ask on; nothing was changed"), hint: "--yes gives it"}
	}
	fmt.Fprintf(a.stderr, "%s Type %q to go on: ", question, word)
	var answer string
	if _, err := fmt.Fscanln(a.stdin, &answer); err != nil || answer != word {
		return &exitError{code: exitFailed, err: errors.New("not confirmed; nothing was changed")}
	}
	return nil
}

// noArgs refuses arguments to a command that takes none.
func noArgs(c *cli.Context) error { return maxArgs(c, 0) }

func maxArgs(c *cli.Context, n int) error {
	if c.NArg() > n {
		return usage("%s: %q is one argument too many", c.Command.Name, c.Args().Get(n))
	}
	return nil
}
