package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// symptom is what doctor says of one thing.
type symptom struct {
	// State is "ok", "note" (works, but less well) or "bad".
	State  string `json:"state"`
	What   string `json:"what"`
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"`
}

// examination collects symptoms. The first bad one ends it, since what follows
// builds on it.
type examination struct {
	list []symptom
	err  error
}

func (x *examination) ok(what, format string, args ...any) {
	x.list = append(x.list, symptom{State: "ok", What: what, Detail: fmt.Sprintf(format, args...)})
}

func (x *examination) note(what string, err error, hint string) {
	x.list = append(x.list, symptom{State: "note", What: what, Detail: err.Error(), Hint: hint})
}

func (x *examination) bad(what string, err error) {
	x.list = append(x.list, symptom{State: "bad", What: what, Detail: err.Error(), Hint: hintOf(err)})
	x.err = err
}

// doctor looks at each thing a command needs, in the order in which they build
// on each other, and says what to do about the first that is not right.
func (a *app) doctor(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	x := &examination{}
	a.examine(c, x)
	if wantsJSON(c) {
		if err := a.printJSON(map[string]any{"checks": x.list}); err != nil {
			return err
		}
	} else {
		a.printSymptoms(x.list)
	}
	if x.err != nil {
		return &exitError{code: max(codeOf(x.err), exitFailed)} // it is told already
	}
	return nil
}

func (a *app) printSymptoms(list []symptom) {
	for _, s := range list {
		fmt.Fprintf(a.stdout, "%-5s %-12s %s\n", s.State, s.What, strings.ReplaceAll(s.Detail, "\n", "\n                   "))
		if s.Hint != "" {
			fmt.Fprintf(a.stdout, "      %-12s → %s\n", "", s.Hint)
		}
	}
}

func (a *app) examine(c *cli.Context, x *examination) {
	conf, err := a.config(c)
	if err != nil {
		x.bad("config", err)
		return
	}
	x.ok("config", "%s", conf.describe())
	t, err := a.target(c)
	if err != nil {
		x.bad("url", err)
		return
	}
	e, err := engine.OpenExisting(c.Context, a.Dialects, t.URL)
	if err != nil {
		x.bad("connection", err)
		return
	}
	defer func() {
		if err := e.Close(); err != nil && x.err == nil {
			x.bad("connection", err)
		}
	}()
	x.ok("connection", "%s", e.URL)
	x.ok("server", "%s %s, user %s", e.Server.Product, e.Server.Version, orNone(e.Server.User))
	a.examineScratch(c, x, e)
	a.examineHistory(c, x, e)
}

func (a *app) examineScratch(c *cli.Context, x *examination, e *engine.Engine) {
	s, err := a.scratch(c, e)
	if err != nil {
		x.note("scratch", err, "grant the right to create databases, or set scratch = \"URL\" in dbtool.toml")
		return
	}
	if err := s.Close(); err != nil {
		x.note("scratch", err, "look for a database that was left behind")
		return
	}
	x.ok("scratch", "a scratch database can be made")
	l, ok := e.Dialect.(dialect.Leftover)
	if !ok {
		return
	}
	left, err := l.Leftovers(c.Context, e.DB)
	if err != nil {
		x.note("scratch", fmt.Errorf("whether others were left behind is not known: %w", err), "")
	} else if len(left) > 0 {
		x.note("scratch", fmt.Errorf("of runs that were killed, %d are left, with nobody connected: %s", len(left), strings.Join(left, ", ")), "DROP DATABASE removes each of them, unless a run is at work just now")
	}
}

func (a *app) examineHistory(c *cli.Context, x *examination, e *engine.Engine) {
	g, dir, err := a.history(c)
	if err == nil {
		_, err = g.Head()
	}
	if err != nil {
		x.bad("migrations", err)
		return
	}
	x.ok("migrations", "%s, %d revision(s)", relative(dir), len(g.Revisions()))
	r := &migrate.Runner{Engine: e, Graph: g}
	if err := a.setPolicies(c, r); err != nil {
		x.bad("config", err)
		return
	}
	if r.ByLease() {
		x.ok("lock", "migrations take turns by a lease")
	} else {
		x.ok("lock", "migrations take turns by a lock of the session")
	}
	st, err := r.Status(c.Context)
	if err = errors.Join(err, disagreement(st)); err != nil {
		x.bad("ledger", err)
		return
	}
	if !st.AtHead() {
		x.bad("ledger", withHint(fmt.Errorf("%d applied, %d pending, %d unfinished", len(st.Applied), len(st.Pending), len(st.Unfinished)), "dbtool migrate up"))
		return
	}
	x.ok("ledger", "%d applied, nothing pending", len(st.Applied))
}

// disagreement is what ledger and files disagree on; nil without a status.
func disagreement(st *migrate.Status) error {
	if st == nil {
		return nil
	}
	return st.Disagreement
}
