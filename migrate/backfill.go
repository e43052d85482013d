package migrate

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect/lex"
)

// Backfill is how an UPDATE or DELETE goes through its table: by the primary
// key, a few rows at a time, each few in a transaction of their own.
type Backfill struct {
	// Table is the table, where the statement does not begin with it; "" is
	// the one it names.
	Table string
	// Batch is how many rows are gone through at a time.
	Batch int
	// Pause is how long to wait after each batch.
	Pause time.Duration
	// PauseWhile is a query; as long as its first value is true, no batch is
	// begun. "" is none.
	PauseWhile string
}

const usualBatch = 1000

// parseBackfill reads what stands behind "-- dbtool:backfill".
func parseBackfill(arg string) (*Backfill, error) {
	b := &Backfill{Batch: usualBatch}
	for arg = strings.TrimSpace(arg); arg != ""; arg = strings.TrimSpace(arg) {
		name, rest, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, fmt.Errorf(`"backfill" takes table=, batch=, pause= and pause-while=, not %q`, arg)
		}
		value, rest, err := argument(rest)
		if err == nil {
			err = b.set(strings.TrimSpace(name), value)
		}
		if err != nil {
			return nil, err
		}
		arg = rest
	}
	return b, nil
}

// argument takes a word, or a text in double quotes.
func argument(s string) (value, rest string, err error) {
	if inside, ok := strings.CutPrefix(s, `"`); ok {
		if value, rest, ok = strings.Cut(inside, `"`); !ok {
			return "", "", fmt.Errorf("%s has no closing quote", s)
		}
		return value, rest, nil
	}
	value, rest, _ = strings.Cut(s, " ")
	return value, rest, nil
}

func (b *Backfill) set(name, value string) (err error) {
	switch name {
	case "table":
		b.Table = value
	case "batch":
		if b.Batch, err = strconv.Atoi(value); err != nil || b.Batch < 1 {
			return fmt.Errorf("batch=%s: write a number of rows", value)
		}
	case "pause":
		if b.Pause, err = time.ParseDuration(value); err != nil || b.Pause < 0 {
			return fmt.Errorf(`pause=%s: write a duration such as 50ms`, value)
		}
	case "pause-while":
		b.PauseWhile = value
	default:
		return fmt.Errorf(`"backfill" takes table=, batch=, pause= and pause-while=, not %q`, name)
	}
	return nil
}

// String is the directive's text.
func (b *Backfill) String() string {
	var parts []string
	if b.Table != "" {
		parts = append(parts, "table="+b.Table)
	}
	parts = append(parts, fmt.Sprintf("batch=%d", b.Batch))
	if b.Pause > 0 {
		parts = append(parts, "pause="+b.Pause.String())
	}
	if b.PauseWhile != "" {
		parts = append(parts, `pause-while="`+b.PauseWhile+`"`)
	}
	return strings.Join(parts, " ")
}

// markBackfill gives the first of some statements a backfill, and finds its
// mistakes before anything runs.
func markBackfill(list []Statement, b *Backfill, rules lex.Rules) error {
	if len(list) == 0 {
		return errNoBackfill
	}
	list[0].Backfill = b
	return b.check(list[0].SQL, rules)
}

func (b *Backfill) check(sql string, rules lex.Rules) error {
	t, err := walkText(sql, rules)
	if err == nil && b.Table != "" && !strings.EqualFold(b.Table, t.table) && !strings.EqualFold(b.Table, t.schema+"."+t.table) {
		err = fmt.Errorf("the backfill is of %s, its statement changes %s", b.Table, t.table)
	}
	return err
}

var errNoBackfill = errors.New(`"backfill" is followed by one UPDATE or DELETE`)
