package cli

import (
	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// reader is the runner of a command that changes nothing. A database that
// opening would make is not made, and looks as it will when it is.
func (a *app) reader(c *cli.Context) (*migrate.Runner, error) {
	return a.runnerWith(c, a.openToRead)
}

// openToRead connects to the command's database, or to an empty one in its place
// that goes when it is closed, if there is none and opening would make it.
func (a *app) openToRead(c *cli.Context) (*engine.Engine, error) {
	t, err := a.target(c)
	if err != nil {
		return nil, err
	}
	d, u, err := engine.Find(a.Dialects, t.URL)
	if err != nil {
		return nil, err
	}
	if m, ok := d.(dialect.Maker); !ok || !m.Missing(u) {
		return a.open(c)
	}
	empty, err := engine.OpenScratch(c.Context, d, u)
	if err != nil {
		return nil, err
	}
	a.say(c, "dbtool: note: there is no database %s yet; dbtool migrate up makes it", u)
	return engine.New(c.Context, empty.DB, d, u)
}
