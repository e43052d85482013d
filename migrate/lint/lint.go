// Package lint judges revisions: what is unsafe about them, and the safe way.
package lint

import (
	"context"
	"slices"
	"time"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// Options say what to judge, and by what. The zero value is every revision, by
// the rules that are on.
type Options struct {
	// Chosen are the revisions to judge; nil for all.
	Chosen func(*migrate.Revision) bool
	// Config switches rules on and off.
	Config Config
	// Facts are what is known of the database that the revisions are for; nil
	// for nothing.
	Facts *Facts
	// LockTimeout is the runner's that will apply them: below zero a statement
	// waits for its locks for as long as it takes.
	LockTimeout time.Duration
	// AlterWith is the program that the runner gives ALTER TABLE to, if it does.
	AlterWith string
	// Trunk are the IDs of the revisions that others have already, such as
	// those of the branch that this one is to be merged into.
	Trunk []string
	// Want is the schema that the revisions are to come to, in the normal form
	// of the dialect, told what they do come to; nil if nobody says.
	Want func(have *metadata.MetaData) (*metadata.MetaData, error)
}

// Run replays the revisions in the runner's database, which must be an empty
// one of its own, and judges each statement by the change of the schema that it
// makes, so that it does not matter how it is written; by what it asks for, and
// by what is known of the database. What a revision exempts itself from
// (nolint) is left out. Findings are in the order of the history.
//
// A statement that the server refuses ends the replay. Run returns what it has
// found until then along with the error.
func Run(ctx context.Context, r *migrate.Runner, o Options) ([]Finding, error) {
	if err := o.Config.Check(); err != nil {
		return nil, err
	}
	if o.Chosen == nil {
		o.Chosen = func(*migrate.Revision) bool { return true }
	}
	j := &judge{options: o, runner: r, reader: newReader(r.Engine.Dialect, r.Engine.Server)}
	for _, rule := range Rules() {
		if rule.suits(r.Engine.Server.Names) && o.Config.Wants(rule) {
			rule.Level = o.Config.LevelOf(rule)
			j.rules = append(j.rules, &rule)
		}
	}
	revisions := slices.DeleteFunc(slices.Clone(r.Graph.Revisions()), func(rev *migrate.Revision) bool { return rev.IsCode() || !o.Chosen(rev) })
	if len(revisions) > 0 {
		j.last = revisions[len(revisions)-1]
	}
	on := *r
	on.Beyond = func(s migrate.Statement) bool { return j.reader.beyond(s.SQL) }
	err := on.Replay(ctx, migrate.ReplayOptions{Chosen: o.Chosen, Ask: true, Back: true}, func(seen *migrate.Replayed) error {
		l, err := j.begin(seen)
		if err != nil {
			return err
		}
		if o.Want != nil && l.rev == j.last {
			if l.want, err = o.Want(seen.After); err != nil {
				return err
			}
		}
		j.found = append(j.found, l.run()...)
		return nil
	})
	return j.found, err
}

// judge is one run.
type judge struct {
	options Options
	runner  *migrate.Runner
	reader  *reader
	rules   []*Rule
	last    *migrate.Revision // of those that are judged
	found   []Finding
}
