package migrate

import (
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
)

// fit looks through revisions before the first of them is begun: each must have a
// section for the server that can be read and holds nothing that the record of
// it could not keep up with.
func (t Target) fit(way []*Revision, dir Direction) error {
	var errs []error
	for _, rev := range way {
		if rev.IsCode() {
			continue
		}
		list, err := t.statements(rev, dir)
		errs = append(append(errs, err), t.refused(rev, list)...)
	}
	if err := errors.Join(errs...); err != nil {
		return &fitError{err}
	}
	return nil
}

// refused are the statements that the dialect does not let a revision have.
func (t Target) refused(rev *Revision, list []Statement) (errs []error) {
	refuser, ok := t.Dialect.(dialect.Refuser)
	if !ok {
		return nil
	}
	for i, st := range list {
		if why := refuser.Refuse(st.SQL); why != "" && !st.Assert {
			errs = append(errs, fmt.Errorf("%s: revision %s, statement %d of %d: %s", at(rev.File, st, -1), rev.ID, i+1, len(list), why))
		}
	}
	return errs
}

// fitError is about revisions of which none was begun.
type fitError struct{ error }

func (e *fitError) Unwrap() error { return e.error }

// Hint says that it was seen in time.
func (*fitError) Hint() string {
	return "nothing was changed; correct the file and run the command again"
}
