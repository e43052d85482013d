package core

import (
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core/ast"
)

// selection is the query as data, with what it reads from filled in.
func (q *query) selection() (*ast.Select, error) {
	made := new(struct { // in one piece of memory
		sel   ast.Select
		limit ast.Arg
	})
	s := &made.sel
	if err := q.mistakes(); err != nil {
		return s, err
	}
	s.Items = q.out.items
	if q.rest != nil {
		*s = q.rest.sel
	}
	s.Where, s.OrderBy = q.where, q.order
	if q.limit > 0 {
		made.limit = ast.Arg{Value: int64(q.limit - 1), Type: &integer}
		s.Limit = &made.limit
	}
	switch {
	case s.Set != nil:
		return s, checkCompound(s)
	case len(s.From) > 0:
		return s, nil
	}
	return s, q.implied(s)
}

// implied fills in what is read from where nothing is said: what the columns
// belong to.
func (q *query) implied(s *ast.Select) error {
	if s.From = q.out.from; len(s.Joins) > 0 || s.From == nil || len(s.Items) != len(q.out.items) {
		s.From = s.Derive()
	}
	if from := s.From; len(from) > 1 {
		s.From = nil
		return fmt.Errorf("core: the columns come from %s and %s, which nothing joins; use Join, or From with both for every row with every row", from[0].Name(), from[1].Name())
	}
	return nil
}

// checkCompound refuses what a compound has no place for.
func checkCompound(s *ast.Select) error {
	if s.More != nil {
		return fmt.Errorf("core: a %s has no DISTINCT, no ties, locks and hints of its own; say that of its parts, or select from it with As", s.Set.Op)
	}
	if len(s.From)+len(s.Joins)+len(s.Where)+len(s.GroupBy)+len(s.Having) > 0 {
		return fmt.Errorf("core: a %s is sorted and limited only; put conditions into its parts, or select from it with As", s.Set.Op)
	}
	return nil
}

// complete is the query as data, to be sent.
func (q *query) complete() (ast.Statement, error) {
	if dml, ok := q.returned(); ok {
		if len(q.rest.ctes) > 0 {
			dml = &ast.With{CTEs: q.rest.ctes, Of: dml}
		}
		return dml, q.plain()
	}
	s, err := q.selection()
	if err != nil {
		return nil, err
	}
	if q.rest != nil && len(q.rest.ctes) > 0 {
		return &ast.With{CTEs: q.rest.ctes, Of: s}, q.out.check(s)
	}
	return s, q.out.check(s)
}

// nested is the query inside of another one. Its mistakes travel as a node that
// refuses to be written.
func (q *query) nested() ast.Statement {
	if dml, ok := q.returned(); ok {
		if err := errors.Join(q.plain(), q.leading()); err != nil {
			return &ast.Broken{Err: err}
		}
		return dml
	}
	s, err := q.selection()
	if err = errors.Join(err, q.leading()); err != nil {
		return &ast.Broken{Err: err}
	}
	return s
}

// plain is the mistake of rows that are no query's own, text or what a statement
// returns, of which some are to be chosen.
func (q *query) plain() error {
	s := &q.rest.sel
	if q.limit == 0 && len(q.where)+len(q.order)+len(s.From)+len(s.Joins)+len(s.GroupBy)+len(s.Having) == 0 && s.Offset == nil && s.More == nil {
		return nil
	}
	return errors.New("core: text and what a statement returns have all their rows, in no other order; select from it with As or CTE")
}

// leading is the mistake of a query inside of another one that has With, which
// stands before whole statements only.
func (q *query) leading() error {
	if q == nil || q.rest == nil || len(q.rest.ctes) == 0 {
		return nil
	}
	return fmt.Errorf("core: With(%s) is for the query that is sent, not for one inside of it", q.rest.ctes[0].Name)
}

// returned is the statement whose rows these are, if they are no query's own
// and it has no mistakes.
func (q *query) returned() (ast.Statement, bool) {
	if q == nil || q.rest == nil || q.rest.dml == nil || q.rest.err != nil {
		return nil, false
	}
	return q.rest.dml, true
}
