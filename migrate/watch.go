package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// watch begins to look after the rows where the dialect has to; see
// [dialect.Watcher]. check is never nil.
func watch(ctx context.Context, d dialect.Dialect, q dialect.Queryer) (check func(context.Context) error, err error) {
	w, ok := d.(dialect.Watcher)
	if !ok {
		return func(context.Context) error { return nil }, nil
	}
	reasons, err := w.Watch(ctx, q)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		list, err := reasons(ctx)
		if err != nil || len(list) == 0 {
			return err
		}
		if more := len(list) - 5; more > 0 {
			list = append(list[:5], fmt.Sprintf("and %d more", more))
		}
		return fmt.Errorf("%s", strings.Join(list, "; "))
	}, nil
}
