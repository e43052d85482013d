package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// watcher looks after the rows where the dialect has to; see [dialect.Watcher].
// It stands for one connection.
type watcher struct {
	d    dialect.Dialect
	last any // what was found before the last commit
}

// watch is to be run at the beginning of a transaction with these statements,
// nil for any, which are asked for only if somebody looks; check at its end, and committed once that is committed. None of
// them is nil.
func (w *watcher) watch(ctx context.Context, q dialect.Queryer, statements func() []string) (check func(context.Context) error, committed func(), err error) {
	d, ok := w.d.(dialect.Watcher)
	if !ok {
		return func(context.Context) error { return nil }, func() {}, nil
	}
	look, err := d.Watch(ctx, q, statements(), w.last)
	if err != nil {
		return nil, nil, err
	}
	var found any
	w.last = nil
	return func(ctx context.Context) error {
		var reasons []string
		if reasons, found, err = look(ctx); err != nil || len(reasons) == 0 {
			return err
		}
		if more := len(reasons) - 5; more > 0 {
			reasons = append(reasons[:5], fmt.Sprintf("and %d more", more))
		}
		return fmt.Errorf("%s", strings.Join(reasons, "; "))
	}, func() { w.last = found }, nil
}
