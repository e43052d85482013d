package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Status is where a database stands in the history.
type Status struct {
	// Applied are the ledger's rows in the order of application.
	Applied []Entry
	// Pending are the revisions that up would apply, in order.
	Pending []*Revision
	// Unfinished is what the journal holds of a revision that was broken off.
	Unfinished []JournalRow
	// Disagreement is nil unless files were edited or are gone.
	Disagreement error
	// Heads are the files' heads; more than one stops up.
	Heads []*Revision
}

// Status reads where the database stands. It changes nothing, not even when
// the ledger is missing, and takes no lock.
func (r *Runner) Status(ctx context.Context) (*Status, error) {
	st, err := r.standing(ctx)
	if err == nil && st.Disagreement == nil {
		st.Disagreement = r.late(st.applied(), st.Pending)
	}
	return st, err
}

// standing is Status, whatever the order.
func (r *Runner) standing(ctx context.Context) (*Status, error) {
	s := store{e: r.Engine, c: r.Engine.DB}
	st := &Status{Heads: r.Graph.Heads()}
	there, err := s.exists(ctx)
	if err != nil {
		return nil, err
	}
	if there {
		if st.Applied, err = s.entries(ctx); err != nil {
			return nil, err
		}
		if st.Unfinished, err = s.journal(ctx); err != nil {
			return nil, err
		}
	}
	taken, err := r.asTakenOver(st.Applied)
	if err != nil {
		st.Disagreement = err
	} else {
		st.Applied = taken
		st.Disagreement = r.agrees(st.Applied)
	}
	applied := st.applied()
	for _, rev := range r.Graph.Revisions() {
		if !applied[rev.ID] {
			st.Pending = append(st.Pending, rev)
		}
	}
	return st, nil
}

func (s *Status) applied() map[string]bool {
	set := map[string]bool{}
	for _, e := range s.Applied {
		set[e.Revision] = true
	}
	return set
}

// AtHead reports whether everything is applied and nothing is broken off.
func (s *Status) AtHead() bool { return len(s.Pending) == 0 && len(s.Unfinished) == 0 }

// Path lists what Up or Down would go through, without doing it.
func (r *Runner) Path(ctx context.Context, dir Direction, target string) ([]*Revision, error) {
	st, err := r.standing(ctx)
	if err != nil {
		return nil, err
	}
	if st.Disagreement != nil {
		return nil, st.Disagreement
	}
	find := r.upPath
	if dir == Down {
		find = r.Graph.DownPath
	}
	way, err := find(st.applied(), target)
	if err == nil {
		err = r.target().fit(way, dir)
	}
	return way, err
}

// Repair is what has to be decided to make a history whole again.
type Repair struct {
	// Problem is what is wrong, Action what Mend would do about it.
	Problem, Action string
	mend            func(ctx context.Context, s store) error
}

// Repairs lists what is wrong with the ledger and the journal. Nothing is changed.
func (r *Runner) Repairs(ctx context.Context) ([]Repair, error) {
	st, err := r.standing(ctx)
	if err != nil {
		return nil, err
	}
	var list []Repair
	for _, e := range st.Applied {
		rev := r.Graph.Get(e.Revision)
		if rev == nil {
			list = append(list, Repair{
				Problem: fmt.Sprintf("revision %s, applied %s, is in no file", e.named(), e.AppliedAt.Local().Format(time.DateTime)),
				Action:  "take it out of the ledger; what it made stays",
				mend:    func(ctx context.Context, s store) error { return s.remove(ctx, s.c, e.Revision) },
			})
			continue
		}
		sum, err := rev.Checksum(r.Engine.Server.Names, r.Engine.Dialect.Rules())
		if err != nil {
			return nil, err
		}
		if e.Checksum != "" && e.Checksum != sum {
			list = append(list, Repair{
				Problem: fmt.Sprintf("%s was edited after it was applied %s", rev.File, e.AppliedAt.Local().Format(time.DateTime)),
				Action:  "record the file as it is now; the database stays as it is",
				mend: func(ctx context.Context, s store) error {
					if err := s.remove(ctx, s.c, e.Revision); err != nil {
						return err
					}
					e.Checksum = sum
					return s.record(ctx, s.c, e)
				},
			})
		}
	}
	return append(list, r.unfinished(st.Unfinished)...), nil
}

func (r *Runner) unfinished(rows []JournalRow) []Repair {
	if len(rows) == 0 {
		return nil
	}
	last := rows[len(rows)-1]
	problem := fmt.Sprintf("revision %s (%s) was broken off at statement %d of %d (%s): %s", last.Revision, last.Direction, last.Step, last.Of, last.State, last.Statement)
	again := "running migrate " + string(last.Direction) + " again goes on from there"
	if last.State == stateRunning && last.Catalog == "" {
		again = "nothing tells whether that was carried out: --happened records it as done, --undone has it run again"
	}
	return []Repair{{
		Problem: problem + "\n" + again,
		Action:  "forget that it was begun; the statements carried out stay, and the next run begins with statement 1",
		mend: func(ctx context.Context, s store) error {
			return errors.Join(s.forget(ctx, s.c, last.Revision, 0), s.forgetBackfills(ctx, last.Revision))
		},
	}}
}

// Mend carries out repairs under the migration lock.
func (r *Runner) Mend(ctx context.Context, list []Repair) error {
	_, err := r.locked(ctx, func(ctx context.Context, s store, _ map[string]bool) ([]*Revision, error) {
		var errs []error
		for _, x := range list {
			errs = append(errs, x.mend(ctx, s))
		}
		return nil, errors.Join(errs...)
	}, keepGoing)
	return err
}
