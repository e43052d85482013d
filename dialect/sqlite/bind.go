package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Bind writes times as SQLite's own functions do and without zeros at the end
// of the fraction, so that text sorts as time does: instants in UTC, dates and
// times of day as the value's own clock has them. What SQLite would make
// something else of is refused.
func (*Dialect) Bind(v any, t *metadata.Type) any {
	t = ansi.Resolved(t, "sqlite")
	switch x := v.(type) {
	case time.Time:
		return timeText(x, t)
	case float64:
		if math.IsNaN(x) {
			return ast.Refused{Err: errors.New("SQLite has no NaN, it keeps NULL")}
		}
		return v // and not x, which would be put into an any once more
	}
	if u, ok := ansi.UUID(v); ok {
		return u
	}
	if t != nil && t.Kind == metadata.KindNumeric {
		return decimal(v, t)
	}
	return v
}

func timeText(at time.Time, t *metadata.Type) any {
	layout, clock := timeLayout(t)
	if !clock {
		at = at.UTC()
	}
	if y := at.Year(); y < 0 || y > 9999 {
		return ast.Refused{Err: fmt.Errorf("SQLite's dates have years from 0 to 9999, not %d", y)}
	}
	return at.Format(layout)
}

// timeLayout is how times of a type are written, and whether they are no
// instants but what a clock or a calendar shows.
func timeLayout(t *metadata.Type) (layout string, clock bool) {
	if t != nil {
		switch {
		case t.Kind == metadata.KindDate, t.SQL == "DATE":
			return "2006-01-02", true
		case t.Kind == metadata.KindTime, t.SQL == "TIME":
			return "15:04:05.999999999", true
		}
	}
	return "2006-01-02 15:04:05.999999999", false
}

// decimal refuses a number of more digits than SQLite keeps, which has floats
// only: https://www.sqlite.org/datatype3.html#type_affinity
func decimal(v any, t *metadata.Type) any {
	if valuer, ok := v.(driver.Valuer); ok {
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			return nil
		}
		plain, err := valuer.Value()
		if err != nil {
			return ast.Refused{Err: err}
		}
		v = plain
	}
	text, ok := v.(string)
	if !ok {
		return v
	}
	if exact, ok := rational(text); ok && (exact == nil || !kept(exact, t)) {
		return ast.Refused{Err: errors.New("SQLite keeps 15 digits of a number; keep longer ones as text: On(\"sqlite\", metadata.Text())")}
	}
	return text
}

// rational is the number that a text is; nil if it is one of very many digits,
// which nobody should write out.
func rational(text string) (*big.Rat, bool) {
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if e, err := strconv.Atoi(text[i+1:]); err != nil || e < -400 || e > 400 {
			return nil, err == nil || errors.Is(err, strconv.ErrRange)
		}
	}
	return new(big.Rat).SetString(text)
}

// kept reports whether a number is the same after it was kept as an integer or
// a float, as far as its column has digits behind the point.
func kept(exact *big.Rat, t *metadata.Type) bool {
	if exact.IsInt() && exact.Num().IsInt64() {
		return true
	}
	f, _ := exact.Float64()
	if math.IsInf(f, 0) {
		return false
	}
	back, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', 15, 64))
	if !ok {
		return false
	}
	if t.Scale == nil {
		return back.Cmp(exact) == 0
	}
	return back.FloatString(*t.Scale) == exact.FloatString(*t.Scale)
}
