package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

func allFlag() cli.Flag {
	return &cli.BoolFlag{Name: "all", Usage: "all databases of the environment: its " + manyKeys}
}

func jobsFlag() cli.Flag {
	return &cli.IntFlag{Name: "jobs", Usage: "with --all: work on `N` databases at a time", Value: 4}
}

func fleetFlags() []cli.Flag {
	return []cli.Flag{allFlag(), jobsFlag(),
		&cli.StringFlag{Name: "canary", Usage: "with --all: the database `NAME`, or the first N, must succeed before the others are begun"},
		&cli.BoolFlag{Name: "keep-going", Usage: "with --all: begin the others although one has failed"},
	}
}

// orAll is one command for one database and for all.
func (a *app) orAll(one, all cli.ActionFunc) cli.ActionFunc {
	return func(c *cli.Context) error {
		if c.Bool("all") {
			return all(c)
		}
		if err := onlyWithAll(c); err != nil {
			return err
		}
		return one(c)
	}
}

// onlyWithAll refuses flags that mean nothing for one database.
func onlyWithAll(c *cli.Context) error {
	for _, name := range []string{"jobs", "canary", "keep-going"} {
		if c.IsSet(name) {
			return usage("--%s goes with --all", name)
		}
	}
	return nil
}

// outcomeJSON is one database of `migrate up --all --format json`.
type outcomeJSON struct {
	Name    string   `json:"name"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	State   string   `json:"state"`
	Applied []string `json:"applied"`
	Millis  int64    `json:"duration_ms"`
	Error   string   `json:"error,omitempty"`
	Hint    string   `json:"hint,omitempty"`
}

// upAll brings all databases of the environment up.
func (a *app) upAll(c *cli.Context) error {
	if c.Bool("dry-run") {
		return usage("--dry-run is for one database: name it by --url; status --all tells what is pending in each")
	}
	f, err := a.fleet(c)
	if err != nil {
		return err
	}
	if err := chooseCanary(f, c.String("canary")); err != nil {
		return err
	}
	if c.Int("jobs") < 1 {
		return usage("--jobs %d: it is one or more", c.Int("jobs"))
	}
	list := f.Up(c.Context, c.Args().First())
	if wantsJSON(c) {
		err = a.printJSON(map[string]any{"databases": outcomesJSON(list)})
	} else {
		err = a.outcomesText(c, list)
	}
	return errors.Join(err, allTogether(list, f.Canary))
}

// chooseCanary moves the database of that name to the front, or counts.
func chooseCanary(f *migrate.Fleet, canary string) error {
	if canary == "" {
		return nil
	}
	if i := slices.IndexFunc(f.Members, func(m migrate.Member) bool { return m.Name == canary }); i >= 0 {
		one := f.Members[i]
		f.Members = slices.Insert(slices.Delete(f.Members, i, i+1), 0, one)
		f.Canary = 1
		return nil
	}
	n, err := strconv.Atoi(canary)
	if err != nil || n < 1 || n > len(f.Members) {
		return usage("--canary %s: it is the name of a database, or how many of the %d", canary, len(f.Members))
	}
	f.Canary = n
	return nil
}

func outcomesJSON(list []migrate.Outcome) []outcomeJSON {
	docs := []outcomeJSON{}
	for _, o := range list {
		doc := outcomeJSON{Name: o.Name, From: o.From, To: o.To, State: stateWord(o), Applied: []string{}, Millis: o.Duration.Milliseconds()}
		for _, r := range o.Applied {
			doc.Applied = append(doc.Applied, r.ID)
		}
		if o.Err != nil {
			doc.Error, doc.Hint = o.Err.Error(), hintOf(o.Err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// stateWord tells a database that stopped midway from one that failed whole.
func stateWord(o migrate.Outcome) string {
	if codeOf(o.Err) == exitPartial {
		return "stopped midway"
	}
	return string(o.State)
}

func (a *app) outcomesText(c *cli.Context, list []migrate.Outcome) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "database\tfrom\tto\tstate\ttime")
	for _, o := range list {
		took := ""
		if o.State != migrate.MemberSkipped {
			took = o.Duration.Round(time.Millisecond).String()
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", o.Name, dash(o.From), dash(o.To), stateWord(o), dash(took))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, o := range list {
		if o.Err == nil {
			continue
		}
		fmt.Fprintf(a.stderr, "%s: %s\n", o.Name, strings.ReplaceAll(o.Err.Error(), "\n", "\n  "))
		if h := hintOf(o.Err); h != "" {
			fmt.Fprintf(a.stderr, "  %s\n", h)
		}
	}
	return nil
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// allTogether is the one error of many databases: 5 when one stopped midway.
func allTogether(list []migrate.Outcome, canary int) error {
	code, failed, skipped := exitFailed, []string{}, 0
	for _, o := range list {
		if o.State == migrate.MemberSkipped {
			skipped++
		}
		if o.Err == nil {
			continue
		}
		failed = append(failed, o.Name)
		if codeOf(o.Err) == exitPartial {
			code = exitPartial
		}
	}
	if len(failed)+skipped == 0 {
		return nil
	}
	text := fmt.Sprintf("%d of %d databases failed", len(failed), len(list))
	if len(failed) > 0 {
		text += " (" + strings.Join(failed[:min(5, len(failed))], ", ")
		if len(failed) > 5 {
			text += ", ..."
		}
		text += ")"
	}
	if skipped > 0 {
		text += fmt.Sprintf(", %d were not begun", skipped)
	}
	if skipped > 0 && canary > 0 && skipped >= len(list)-canary {
		text += ": a canary did not succeed"
	}
	return &exitError{code: code, err: errors.New(text), hint: "correct it and run migrate up --all again: it does what is left, and nothing twice"}
}
