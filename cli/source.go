package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// sourceKind is what a SOURCE turned out to be.
type sourceKind int

const (
	sourceURL sourceKind = iota
	sourceGo
	sourceSnapshot
	sourceScript
	sourceMigrations
)

// kindOf tells the forms of SOURCE apart.
func (a *app) kindOf(s string) sourceKind {
	switch {
	case strings.HasPrefix(s, "migrations:"):
		return sourceMigrations
	case a.isURL(s):
		return sourceURL
	case strings.HasSuffix(s, ".json"):
		return sourceSnapshot
	case strings.HasSuffix(s, ".sql"):
		return sourceScript
	}
	return sourceGo
}

func (a *app) isURL(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	if !ok {
		return false
	}
	for _, d := range a.Dialects {
		if slices.Contains(d.Schemes(), strings.ToLower(scheme)) {
			return true
		}
	}
	return strings.Contains(s, "://")
}

// load reads a SOURCE. The engine is the database that scripts and migrations
// are run beside, and may be nil for the other kinds. The schema is in normal
// form for every kind but a Go package and a portable snapshot.
func (a *app) load(c *cli.Context, name string, beside *engine.Engine, scope dialect.Scope) (*metadata.MetaData, error) {
	switch a.kindOf(name) {
	case sourceURL:
		return a.live(c, name, scope)
	case sourceSnapshot:
		return readSnapshot(name)
	case sourceScript:
		return a.script(c, name, beside)
	case sourceMigrations:
		return a.replay(c, strings.TrimPrefix(name, "migrations:"), beside)
	}
	return a.goSource(c, name)
}

// live reads a database and lets go of it, and of what it holds in memory.
func (a *app) live(c *cli.Context, url string, scope dialect.Scope) (m *metadata.MetaData, err error) {
	e, err := engine.OpenExisting(c.Context, a.Dialects, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	return dbreflect.Load(c.Context, e, scope)
}

func readSnapshot(name string) (*metadata.MetaData, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("%s: %w", name, err)
	}
	m := metadata.New()
	if err := m.UnmarshalJSON(data); err != nil { // json.Unmarshal would not tell the place
		return nil, withHint(fmt.Errorf("%s: %w", name, err), "make it again with: dbtool inspect --format json")
	}
	return m, nil
}

// errNoServer is the error of a SOURCE that needs a database to be read.
func errNoServer(name string) error {
	return usage("%s has to be run on a server to be understood, and none is named: give --url", name)
}

// script runs an SQL file in a scratch database and reads the result.
func (a *app) script(c *cli.Context, name string, beside *engine.Engine) (*metadata.MetaData, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("%s: %w", name, err)
	}
	if beside == nil {
		return nil, errNoServer(name)
	}
	statements, err := lex.Split(string(text), beside.Dialect.Rules())
	var place *lex.Error
	if errors.As(err, &place) {
		return nil, fmt.Errorf("%s:%d:%d: %s", name, place.Pos.Line, place.Pos.Col, place.Msg)
	}
	return a.inScratch(c, beside, func(ctx context.Context, e *engine.Engine) error {
		conn, err := e.DB.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		for _, s := range statements {
			if _, err := conn.ExecContext(ctx, s.SQL); err != nil {
				p := e.Dialect.Explain(err)
				if p.Message == "" {
					p.Message = err.Error()
				}
				return fmt.Errorf("%s:%d:%d: %s", name, s.Pos.Line, s.Pos.Col, p.Message)
			}
		}
		return nil
	})
}

// replay applies revisions in a scratch database and reads the result.
func (a *app) replay(c *cli.Context, name string, beside *engine.Engine) (*metadata.MetaData, error) {
	if beside == nil {
		return nil, errNoServer("migrations:" + name)
	}
	dir, target, _ := strings.Cut(name, "@")
	if target == "" {
		target = "head"
	}
	g, err := a.graph(dir)
	if err != nil {
		return nil, err
	}
	return a.inScratch(c, beside, func(ctx context.Context, e *engine.Engine) error {
		_, err := scratchRunner(e, g).Up(ctx, target)
		return err
	})
}

// inScratch makes a scratch database, lets f fill it, and reads it.
func (a *app) inScratch(c *cli.Context, beside *engine.Engine, f func(context.Context, *engine.Engine) error) (m *metadata.MetaData, err error) {
	e, err := a.scratch(c, beside)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if err := f(c.Context, &e.Engine); err != nil {
		return nil, err
	}
	return dbreflect.Load(c.Context, &e.Engine, dialect.Scope{Exclude: migrate.OwnTables()})
}

// scratch opens the scratch database that dbtool.toml names, or one beside the
// engine's own.
func (a *app) scratch(c *cli.Context, beside *engine.Engine) (*engine.Scratch, error) {
	if t, err := a.target(c); err == nil && t.Scratch != "" {
		d, u, err := engine.Find(a.Dialects, t.Scratch)
		if err != nil {
			return nil, err
		}
		return engine.OpenScratch(c.Context, d, u)
	}
	return beside.Scratch(c.Context)
}

// graph loads the revisions of a folder, or the application's own.
func (a *app) graph(dir string) (*migrate.Graph, error) {
	if a.Migrations != nil {
		return migrate.Load(embedded(a.Migrations), "migrations", a.Revisions...)
	}
	if _, err := os.Stat(dir); err != nil {
		if len(a.Revisions) > 0 {
			return migrate.NewGraph(a.Revisions)
		}
		return nil, &exitError{code: exitUsage, err: fmt.Errorf("there is no migrations folder %s", dir), hint: "dbtool init makes a project; migrations = \"...\" in dbtool.toml names the folder"}
	}
	return migrate.Load(os.DirFS(dir), filepath.ToSlash(dir), a.Revisions...)
}

// embedded is where the files are: an embed.FS has the folder that the directive
// names in its root.
func embedded(files fs.FS) fs.FS {
	if found, err := fs.Glob(files, "*.sql"); err != nil || len(found) > 0 {
		return files
	}
	if folders, err := fs.Glob(files, "*/*.sql"); err == nil && len(folders) > 0 {
		if sub, err := fs.Sub(files, path.Dir(folders[0])); err == nil {
			return sub
		}
	}
	return files
}

// wanted is the SOURCE of the schema wanted: the flag, or dbtool.toml's
// metadata, or the application's own ("" then).
func (a *app) wanted(c *cli.Context, flag string) (string, error) {
	if s := c.String(flag); s != "" {
		return s, nil
	}
	if a.MetaData != nil {
		return "", nil
	}
	conf, err := a.config(c)
	if err != nil {
		return "", err
	}
	if conf.Metadata == "" {
		return "", &exitError{code: exitUsage, err: fmt.Errorf("no schema: give --%s, or set metadata in %s", flag, conf.describe()), hint: "metadata = \"./models\" names a Go package that exports a *metadata.MetaData"}
	}
	s := conf.Metadata
	if k := a.kindOf(s); k == sourceSnapshot || k == sourceScript || k == sourceGo && strings.HasPrefix(s, ".") {
		path, variable, hash := strings.Cut(s, "#")
		s = conf.resolve(path)
		if k == sourceGo && !strings.HasPrefix(s, ".") && !filepath.IsAbs(s) {
			s = "./" + s
		}
		if hash {
			s += "#" + variable
		}
	}
	return s, nil
}

// want loads the schema wanted and brings it into the normal form of the
// engine's server. have, which may be nil, is what the database holds: texts
// that agree with it need no settling.
func (a *app) want(c *cli.Context, name string, e *engine.Engine, have *metadata.MetaData) (*metadata.MetaData, error) {
	m := a.MetaData
	if name != "" || m == nil {
		var err error
		if m, err = a.load(c, name, e, dialect.Scope{Exclude: migrate.OwnTables()}); err != nil {
			return nil, err
		}
	}
	return a.normal(c, m, e, have)
}

// normal brings a schema into the normal form of the engine's server.
func (a *app) normal(c *cli.Context, m *metadata.MetaData, e *engine.Engine, have *metadata.MetaData) (*metadata.MetaData, error) {
	portable := m.Dialect == ""
	m, err := e.Dialect.Normalize(m, e.Server)
	if err != nil || !portable || have == nil {
		return m, err
	}
	m, unsettled, err := migrate.Settle(c.Context, e, have, m)
	if unsettled != nil {
		a.say(c, "dbtool: note: %v", unsettled)
	}
	return m, err
}
