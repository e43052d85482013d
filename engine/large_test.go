package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
)

// Rows that together are more than the server takes at a time go in parts, and
// a value that is more by itself is told to be; the connection is another one
// then. So are more values than a statement can have.
func TestLargeStatements(t *testing.T) {
	measured(t, func(t *testing.T, ctx context.Context, e *engine.Engine) {
		rows := some("large", 12)
		note := strings.Repeat("0123456789abcdef", 1<<17) // 2 MB
		for i := range rows {
			rows[i].Note = &note
		}
		if err := core.InsertAllKeys(ctx, e, readings, rows, readings.ID, setID, fields...); err != nil {
			t.Fatal(err)
		}
		sizes, err := core.Select(core.Pair(readings.ID, readings.Note.Length().Or(0))).Where(readings.Note.Eq(note)).OrderBy(readings.ID.Asc()).All(ctx, e)
		if err != nil || len(sizes) != len(rows) || sizes[11] != (core.Tuple2[int64, int]{A: rows[11].ID, B: len(note)}) {
			t.Error(sizes, err)
		}
		if most := e.Server.Caps.MaxBytes; most > 0 && most <= 16<<20 {
			_, err := core.Update(readings).Set(readings.Note.Set(strings.Repeat("x", int(most)*5/4))).AllRows().Exec(ctx, e)
			own := errors.Is(err, engine.ErrDisconnected) && strings.Contains(err.Error(), "bytes of values, and the server takes")
			if err == nil || !own && !strings.Contains(err.Error(), "max_allowed_packet") { // which the server does not always get to say
				t.Error(err)
			}
		}
		_, err = core.Select(readings.ID).Where(readings.ID.In(make([]int64, 70_000)...)).All(ctx, e)
		var s *engine.StatementError
		switch {
		case e.Dialect.Name() == "mysql":
			if err != nil { // they are sent as text
				t.Error(err)
			}
		case !errors.As(err, &s) || len(err.Error()) > 5000 || !strings.Contains(s.Hint(), "InsertAll"):
			t.Error(err)
		}
	})
}
