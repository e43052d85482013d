package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/migrate/lint"
)

func (a *app) migrateCommand() *cli.Command {
	wait := &cli.DurationFlag{Name: "lock-wait", Usage: "how long to wait for another run to end, 0s for not at all", Value: time.Minute}
	transaction := &cli.StringFlag{Name: "transaction", Usage: "`WHICH` are one transaction, where the server can: each revision, all of the run, or none"}
	message := &cli.StringFlag{Name: "message", Aliases: []string{"m"}, Usage: "what the revision does, in a few `WORDS`"}
	return &cli.Command{
		Name: "migrate", Usage: "revisions: write them, apply them, check them",
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return &exitError{code: exitUsage, err: fmt.Errorf("there is no command migrate %s", c.Args().First()), hint: "dbtool migrate --help lists them"}
			}
			return a.showHelp(c.Command, []string{"migrate"})
		},
		Subcommands: []*cli.Command{
			{Name: "new", Usage: "an empty revision", Flags: []cli.Flag{message, &cli.StringFlag{Name: "parent", Usage: "the `REVISION` to build on; default: the head"}}, Action: a.migrateNew},
			{Name: "generate", Usage: "a revision from the difference between database and metadata", Description: "--env may be given several times: the revision gets sections for each one's database.", Flags: []cli.Flag{message,
				&cli.StringFlag{Name: "from", Usage: "compare with this `SOURCE` instead, as in migrations:migrations"},
				&cli.StringFlag{Name: "to", Usage: "the schema wanted, a `SOURCE`"},
				&cli.StringSliceFlag{Name: "rename", Usage: "`OLD=NEW`: users.name=users.full_name, users=people, or users.state:left=gone for a value of an enum"},
				onlineFlag(),
			}, Action: a.migrateGenerate},
			{Name: "up", Usage: "apply what is missing", ArgsUsage: "[TARGET]",
				Description: "TARGET is a revision or a unique beginning of one, +N for the next N, head, heads (of all branches), or LABEL@head. Without it all is applied.", Flags: append([]cli.Flag{wait, transaction, &cli.BoolFlag{Name: "dry-run", Usage: "print the statements, change nothing"}}, fleetFlags()...), Action: a.migrateUp},
			{Name: "down", Usage: "undo one revision, or back to TARGET", ArgsUsage: "[TARGET]",
				Description: "TARGET is the revision to stay at or a unique beginning of one, -N for the last N, or base, which undoes all. Without it one is undone.", Flags: []cli.Flag{wait, transaction, &cli.BoolFlag{Name: "dry-run", Usage: "print the statements, change nothing"}}, Action: a.migrateDown},
			{Name: "redo", Usage: "undo the last revision and apply it again", Flags: []cli.Flag{wait}, Action: a.migrateRedo},
			{Name: "status", Usage: "what is applied and what is not", Flags: []cli.Flag{allFlag(), jobsFlag(), &cli.BoolFlag{Name: "exit-code", Usage: "exit 2 when revisions are pending"}}, Action: a.orAll(a.migrateStatus, a.statusAll)},
			{Name: "history", Usage: "all revisions, newest first, as a drawing", ArgsUsage: "[FROM:TO]", Action: a.migrateHistory},
			{Name: "heads", Usage: "the revisions nothing builds on", Action: a.migrateHeads},
			{Name: "show", Usage: "one revision", ArgsUsage: "REVISION", Action: a.migrateShow},
			{Name: "merge", Usage: "join several heads by a revision",
				Description: "They are applied in both orders in scratch databases first. --env may be given several times, as with generate.",
				Flags:       []cli.Flag{message, &cli.BoolFlag{Name: "unproven", Usage: "write it even if the order of the heads matters, or cannot be tried"}}, Action: a.migrateMerge},
			{Name: "squash", Usage: "one revision in the place of all up to TARGET, the head if none is given", ArgsUsage: "[TARGET]",
				Description: "It holds the schema that they make. A database that has them all finds it applied. --env may be given several times, as with generate.",
				Flags:       []cli.Flag{message}, Action: a.migrateSquash},
			{Name: "stamp", Usage: "record a revision as applied without running it", ArgsUsage: "REVISION",
				Description: "All that it builds on is recorded too, and all else is taken out of the record. head, heads and base are revisions here.", Flags: []cli.Flag{wait}, Action: a.migrateStamp},
			a.baselineCommand(wait, message),
			a.importCommand(wait),
			{Name: "check", Usage: "exit 2 unless database, files and metadata agree", Flags: []cli.Flag{allFlag(), jobsFlag()}, Action: a.orAll(a.migrateCheck, a.checkAll)},
			{Name: "verify", Usage: "up, down and up again on a scratch database", Action: a.migrateVerify},
			{Name: "lint", Usage: "what is unsafe about the revisions, and the safe way",
				Description: "They are replayed in a scratch database and judged by what each statement changes. Exit 2 when there are errors.",
				Flags:       lintFlags(), Action: a.migrateLint},
			{Name: "sql", Usage: "the script that up would run", ArgsUsage: "[FROM:TO]",
				Description: "For the server's own client. It records the revisions, as up does; status shows them as done by script.", Action: a.migrateSQL},
			{Name: "repair", Usage: "show, and with --yes mend, a history that contradicts the files", Flags: []cli.Flag{wait,
				&cli.BoolFlag{Name: "happened", Usage: "the statement in flight when a run ended was carried out: go on behind it"},
				&cli.BoolFlag{Name: "undone", Usage: "it was not carried out: run it again"},
			}, Action: a.migrateRepair},
		},
	}
}

// migrations is the folder of revisions.
func (a *app) migrations(c *cli.Context) (string, error) {
	conf, err := a.config(c)
	if err != nil {
		return "", err
	}
	if conf.Migrations == "" {
		return conf.resolve("migrations"), nil
	}
	return conf.resolve(conf.Migrations), nil
}

// history loads the revisions of the project.
func (a *app) history(c *cli.Context) (*migrate.Graph, string, error) {
	dir, err := a.migrations(c)
	if err != nil {
		return nil, "", err
	}
	g, err := a.graph(relative(dir))
	return g, dir, err
}

// runner is ready to migrate the command's database.
func (a *app) runner(c *cli.Context) (*migrate.Runner, error) { return a.runnerWith(c, a.open) }

func (a *app) runnerWith(c *cli.Context, open func(*cli.Context) (*engine.Engine, error)) (*migrate.Runner, error) {
	g, _, err := a.history(c)
	if err != nil {
		return nil, err
	}
	r := &migrate.Runner{Graph: g, Tool: toolName(), LockWait: a.lockWait(c), LockTimeout: a.lockTimeout(c), Handover: a.handover(c), Log: a.progress(c).event}
	if err := a.setPolicies(c, r); err != nil {
		return nil, err
	}
	if r.Engine, err = open(c); err == nil {
		r.Beyond = lint.Beyond(r.Engine)
	}
	return r, err
}

func (a *app) migrateUp(c *cli.Context) error {
	return a.move(c, migrate.Up, "the database is up to date")
}

func (a *app) migrateDown(c *cli.Context) error {
	return a.move(c, migrate.Down, "there is nothing to undo")
}

func (a *app) move(c *cli.Context, dir migrate.Direction, nothing string) (err error) {
	if err := maxArgs(c, 1); err != nil {
		return err
	}
	if c.Bool("all") {
		return a.upAll(c)
	}
	if err := onlyWithAll(c); err != nil {
		return err
	}
	prepare := a.runner
	if c.Bool("dry-run") {
		prepare = a.reader
	}
	r, err := prepare(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	if c.Bool("dry-run") {
		a.noteGrouping(c, r)
		return a.dryRun(c, r, dir, nothing)
	}
	run := r.Up
	if dir == migrate.Down {
		run = r.Down
	}
	done, err := run(c.Context, c.Args().First())
	if wantsJSON(c) {
		doc := map[string]any{"database": r.Engine.URL.String(), "direction": dir, "revisions": listJSON(done)}
		return errors.Join(err, a.printJSON(doc))
	}
	if err != nil {
		return err
	}
	if len(done) == 0 {
		a.say(c, "%s", nothing)
		return nil
	}
	a.say(c, "%d revision(s) %s", len(done), map[migrate.Direction]string{migrate.Up: "applied", migrate.Down: "undone"}[dir])
	if dir == migrate.Up {
		a.sayNext(c)
	}
	return nil
}

// sayNext tells a newcomer what there is to try.
func (a *app) sayNext(c *cli.Context) {
	a.say(c, "next: dbtool inspect · dbtool diff · dbtool query \"select ...\"")
}

func (a *app) migrateRedo(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	r, err := a.runner(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	done, err := r.Down(c.Context, "-1")
	if err != nil || len(done) == 0 {
		return err
	}
	_, err = r.Up(c.Context, done[0].ID)
	return err
}

func (a *app) migrateStamp(c *cli.Context) (err error) {
	if c.NArg() != 1 {
		return usage("stamp takes one revision, or head, heads or base")
	}
	r, err := a.runner(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	if err := r.Stamp(c.Context, c.Args().First()); err != nil {
		return err
	}
	a.say(c, "stamped %s", c.Args().First())
	st, err := r.Status(c.Context)
	if err == nil && st.Disagreement != nil {
		a.say(c, "dbtool: warning: %s", strings.ReplaceAll(st.Disagreement.Error(), "\n", "\n  "))
	}
	return err
}

func (a *app) migrateSQL(c *cli.Context) (err error) {
	if err := maxArgs(c, 1); err != nil {
		return err
	}
	r, err := a.reader(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	way, err := scriptWay(c, r)
	if err != nil {
		return err
	}
	if len(way) == 0 {
		a.say(c, "there is nothing to run")
	}
	text, err := r.UpScript(c.Context, way)
	if err == nil {
		_, err = fmt.Fprint(a.stdout, text)
	}
	return err
}

// scriptWay is FROM:TO, what leads to TO from nothing, or what the database lacks.
func scriptWay(c *cli.Context, r *migrate.Runner) ([]*migrate.Revision, error) {
	switch arg := c.Args().First(); {
	case strings.HasPrefix(arg, ":") || arg == "":
		return r.Path(c.Context, migrate.Up, strings.TrimPrefix(arg, ":"))
	case !strings.Contains(arg, ":"):
		return r.Graph.UpPath(map[string]bool{}, arg)
	default:
		return r.Graph.Range(arg)
	}
}
