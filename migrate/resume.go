package migrate

import (
	"context"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/dialect/lex"
)

// findBegun notes which revisions the journal holds. One of which no more than
// the first statement was announced, or begun, and did not happen is not among
// them: it is as if it had never been spoken of.
func (r *Runner) findBegun(ctx context.Context, s *store) error {
	rows, err := s.journal(ctx)
	s.begun = map[string]bool{}
	if err != nil {
		return err
	}
	for _, row := range rows {
		only := slices.IndexFunc(rows, func(o JournalRow) bool { return o.Revision == row.Revision && o.Step != row.Step }) < 0
		if only && !row.Done() && row.Step == 1 && row.Catalog != "" && row.Catalog != inBatches {
			happened, err := r.happened(ctx, *s, row)
			if err != nil {
				return err
			}
			if !happened {
				continue
			}
		}
		s.begun[row.Revision] = true
	}
	return nil
}

// resume finds the index of the first statement that is still to run.
func (r *Runner) resume(ctx context.Context, s store, rev *Revision, dir Direction, list []Statement) (int, error) {
	if len(s.begun) == 0 {
		return 0, nil // the journal was empty when this run began
	}
	rows, err := s.journal(ctx)
	if err != nil {
		return 0, err
	}
	next := 0
	for i, row := range rows {
		if row.Revision != rev.ID {
			return 0, fmt.Errorf("%w: revision %s was begun (%s) and not finished; finish it first, or run dbtool migrate repair", ErrHistory, row.Revision, row.Direction)
		}
		if row.Direction != dir {
			return 0, fmt.Errorf("%w: revision %s was begun the other way (%s); finish that first, or run dbtool migrate repair", ErrHistory, row.Revision, row.Direction)
		}
		if row.Step > len(list) || row.Checksum != checksum(list[row.Step-1:row.Step], r.Engine.Dialect.Rules()) {
			return 0, fmt.Errorf("%w: statement %d of %s was carried out and has changed in the file since; bring it back, or run dbtool migrate repair", ErrHistory, row.Step, rev.File)
		}
		happened := row.Done() || i < len(rows)-1 // else the next would not have been begun
		if !happened {
			if happened, err = r.happened(ctx, s, row); err != nil {
				return 0, err
			}
		}
		if happened {
			next = row.Step
		}
	}
	if next > 0 {
		r.log(Event{Kind: Resumed, Revision: rev, Dir: dir, Step: next, Of: len(list)})
	}
	return next, nil
}

// happened decides about a statement that was in flight when the run ended.
func (r *Runner) happened(ctx context.Context, s store, row JournalRow) (bool, error) {
	switch row.Catalog {
	case inBatches:
		return false, s.forget(ctx, s.c, row.Revision, row.Step)
	case "":
		return false, &UndecidedError{row}
	}
	swept, err := s.sweep(ctx, row.Statement)
	if err != nil {
		return false, err
	}
	now, err := s.fingerprint(ctx, row.Statement)
	if err != nil {
		return false, err
	}
	if swept || now == row.Catalog {
		return false, s.forget(ctx, s.c, row.Revision, row.Step)
	}
	return true, s.done(ctx, s.c, row)
}

// session repeats what set up the session before a run was broken off.
func (r *Runner) session(ctx context.Context, s store, done []Statement) error {
	for _, st := range done {
		c, err := lex.NewCursor(st.SQL, r.Engine.Dialect.Rules())
		if err != nil || st.Assert || !c.Peek(0).IsAny("SET", "USE") {
			continue
		}
		if err := s.send(ctx, st.SQL); err != nil {
			return fmt.Errorf("set up the session again: %s: %w", st.SQL, err)
		}
	}
	return nil
}
