package orm

import (
	"context"
	"errors"

	"github.com/dbtool/dbtool/engine"
)

// Begin begins the transaction now and as the options say: with an isolation
// level, or read only, to which the server holds it. Otherwise the first statement
// that needs a transaction begins it, as the server usually has them. Nothing may
// have been read or written before, since the last Commit, Rollback or Close; and
// retries are the caller's, who has to do all of it again in another session.
func (s *Session) Begin(ctx context.Context, o engine.TxOptions) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	switch {
	case s.db != nil:
		return errors.New("orm: Begin in the middle of a transaction: Commit, Rollback or Close first")
	case o.Retries != 0:
		return errors.New("orm: Begin cannot try again what will be done in the session; leave Retries out")
	}
	tx, err := s.e.Begin(context.WithoutCancel(ctx), o)
	if err != nil {
		return err
	}
	s.routing.wrote = s.routing.on
	s.push(tx)
	return nil
}
