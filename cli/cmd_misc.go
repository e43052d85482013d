package cli

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// commands are all commands, in the order of the help.
func (a *app) commands() []*cli.Command {
	list := []*cli.Command{a.initCommand()}
	list = append(list, a.schemaCommands()...)
	return append(list, a.inspectCommand(), a.migrateCommand(), a.queryCommand(),
		&cli.Command{Name: "doctor", Usage: "what is right, and what to do about what is not", Action: a.doctor},
		&cli.Command{Name: "version", Usage: "the version of dbtool", Action: a.version},
		a.completionCommand())
}

// toolVersion is the module's version, or the commit it was built from.
func toolVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if info.Main.Path == modulePath && info.Main.Version != "" {
		return info.Main.Version
	}
	for _, d := range info.Deps {
		if d.Path == modulePath {
			return d.Version
		}
	}
	return "(devel)"
}

const modulePath = "github.com/dbtool/dbtool"

func toolName() string { return "dbtool " + toolVersion() }

func (a *app) version(c *cli.Context) error {
	fmt.Fprintf(a.stdout, "dbtool %s %s %s/%s\n", toolVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// doctor looks at each thing a command needs, in the order in which they build
// on each other, and says what to do about the first that is not right.
func (a *app) doctor(c *cli.Context) (err error) {
	ok := func(what, detail string, args ...any) {
		fmt.Fprintf(a.stdout, "ok    %-12s %s\n", what, fmt.Sprintf(detail, args...))
	}
	bad := func(what string, err error) error {
		fmt.Fprintf(a.stdout, "bad   %-12s %s\n", what, strings.ReplaceAll(err.Error(), "\n", "\n                   "))
		if h := hintOf(err); h != "" {
			fmt.Fprintf(a.stdout, "      %-12s → %s\n", "", h)
		}
		return &exitError{code: max(codeOf(err), exitFailed)}
	}
	conf, err := a.config(c)
	if err != nil {
		return bad("config", err)
	}
	ok("config", "%s", conf.describe())
	t, err := a.target(c)
	if err != nil {
		return bad("url", err)
	}
	e, err := engine.Open(c.Context, a.Dialects, t.URL)
	if err != nil {
		return bad("connection", err)
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	ok("connection", "%s", e.URL)
	ok("server", "%s %s, user %s", e.Server.Product, e.Server.Version, orNone(e.Server.User))
	if s, err := e.Scratch(c.Context); err != nil {
		fmt.Fprintf(a.stdout, "note  %-12s %v\n", "scratch", err)
		fmt.Fprintf(a.stdout, "      %-12s → grant the right to create databases, or set scratch = \"URL\" in dbtool.toml\n", "")
	} else if err := s.Close(); err != nil {
		return bad("scratch", err)
	} else {
		ok("scratch", "a scratch database can be made")
	}
	g, dir, err := a.history(c)
	if err != nil {
		return bad("migrations", err)
	}
	if _, err := g.Head(); err != nil {
		return bad("migrations", err)
	}
	ok("migrations", "%s, %d revision(s)", relative(dir), len(g.Revisions()))
	r := migrate.Runner{Engine: e, Graph: g}
	st, err := r.Status(c.Context)
	if err != nil {
		return bad("ledger", err)
	}
	if st.Disagreement != nil {
		return bad("ledger", st.Disagreement)
	}
	if !st.AtHead() {
		return bad("ledger", withHint(fmt.Errorf("%d applied, %d pending, %d unfinished", len(st.Applied), len(st.Pending), len(st.Unfinished)), "dbtool migrate up"))
	}
	ok("ledger", "%d applied, nothing pending", len(st.Applied))
	return nil
}
