package cli

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/migrate/lint"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// scratchRunner runs revisions in a scratch database.
func scratchRunner(e *engine.Engine, g *migrate.Graph) *migrate.Runner {
	return &migrate.Runner{Engine: e, Graph: g, Tool: toolName(), Beyond: lint.Beyond(e)}
}

// inScratchRunner replays the whole history of r in a scratch database and
// reads what it makes.
func (a *app) inScratchRunner(c *cli.Context, r *migrate.Runner) (m *metadata.MetaData, err error) {
	e, err := a.scratch(c, r.Engine)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	replay := scratchRunner(&e.Engine, r.Graph)
	if _, err := replay.Up(c.Context, "head"); err != nil {
		return nil, err
	}
	return dbreflect.Load(c.Context, &e.Engine, dialect.Scope{Exclude: migrate.OwnTables()})
}

func (a *app) migrateVerify(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	r, err := a.reader(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	e, err := a.scratch(c, r.Engine)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	v := scratchRunner(&e.Engine, r.Graph)
	left, err := v.LeftOut(r.Graph.Revisions())
	if err != nil {
		return err
	}
	for _, p := range left {
		a.say(c, "%s: not run, since it reaches beyond the database", p)
	}
	if err := v.Verify(c.Context); err != nil {
		return err
	}
	a.say(c, "%d revision(s): up, down and up again leave the same schema", len(r.Graph.Revisions()))
	return nil
}
