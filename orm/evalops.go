package orm

import (
	"bytes"
	"cmp"
	"database/sql/driver"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dbtool/dbtool/core/ast"
)

// plainValue is a value in one of the few types that are computed with.
func plainValue(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int64, float64, string, []byte, time.Time:
		return v, nil
	case driver.Valuer:
		sent, err := v.Value()
		if err != nil {
			return nil, err
		}
		return plainValue(sent)
	}
	r := reflect.ValueOf(v)
	switch {
	case r.CanInt():
		return r.Int(), nil
	case r.CanUint() && r.Uint() <= 1<<63-1:
		return int64(r.Uint()), nil
	case r.CanFloat():
		return r.Float(), nil
	case r.Kind() == reflect.String:
		return r.String(), nil
	case r.Kind() == reflect.Bool:
		return r.Bool(), nil
	case r.Kind() == reflect.Pointer && r.IsNil():
		return nil, nil
	case r.Kind() == reflect.Pointer:
		return plainValue(r.Elem().Interface())
	}
	return nil, fmt.Errorf("orm.Eval: nothing can be computed of a %T", v)
}

// binary is an operator between two values. NULL comes to those only that know
// it.
func binary(op ast.Op, a, b any) (any, error) {
	switch op {
	case ast.OpSame, ast.OpDiffer:
		if a == nil || b == nil {
			return (a == nil && b == nil) == (op == ast.OpSame), nil
		}
		n, err := order(a, b)
		return (n == 0) == (op == ast.OpSame), err
	case ast.OpEq, ast.OpNe, ast.OpLt, ast.OpLe, ast.OpGt, ast.OpGe:
		n, err := order(a, b)
		return compared(op, n), err
	case ast.OpConcat:
		x, ok := a.(string)
		y, ok2 := b.(string)
		if !ok || !ok2 {
			return nil, fmt.Errorf("orm.Eval: a %T and a %T cannot be put together", a, b)
		}
		return x + y, nil
	}
	x, ok := a.(int64)
	y, ok2 := b.(int64)
	if ok && ok2 && op != ast.OpDiv {
		return integers(op, x, y)
	}
	return floats(op, a, b)
}

func compared(op ast.Op, n int) bool {
	switch op {
	case ast.OpEq:
		return n == 0
	case ast.OpNe:
		return n != 0
	case ast.OpLt:
		return n < 0
	case ast.OpLe:
		return n <= 0
	case ast.OpGt:
		return n > 0
	}
	return n >= 0
}

// order compares two values of one kind.
func order(a, b any) (int, error) {
	switch x := a.(type) {
	case int64:
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y), nil
		}
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), nil
		}
	case []byte:
		if y, ok := b.([]byte); ok {
			return bytes.Compare(x, y), nil
		}
	case bool:
		if y, ok := b.(bool); ok {
			return cmp.Compare(number(x), number(y)), nil
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y), nil
		}
	}
	x, ok := float(a)
	y, ok2 := float(b)
	if !ok || !ok2 {
		return 0, fmt.Errorf("orm.Eval: a %T and a %T cannot be compared", a, b)
	}
	return cmp.Compare(x, y), nil
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

var errByZero = fmt.Errorf("orm.Eval: division by zero")

// integers computes with whole numbers. What is too large is an error, as it is
// of a bigint.
func integers(op ast.Op, a, b int64) (any, error) {
	x, y, r := big.NewInt(a), big.NewInt(b), new(big.Int)
	switch op {
	case ast.OpAdd:
		r.Add(x, y)
	case ast.OpSub:
		r.Sub(x, y)
	case ast.OpMul:
		r.Mul(x, y)
	case ast.OpIntDiv, ast.OpMod:
		if b == 0 {
			return nil, errByZero
		}
		if op == ast.OpIntDiv {
			r.Quo(x, y)
		} else {
			r.Rem(x, y)
		}
	default:
		return nil, fmt.Errorf("orm.Eval: the operator %s is computed by databases only", op)
	}
	if !r.IsInt64() {
		return nil, fmt.Errorf("orm.Eval: %d %s %d is too large", a, op, b)
	}
	return r.Int64(), nil
}

func floats(op ast.Op, a, b any) (any, error) {
	x, ok := float(a)
	y, ok2 := float(b)
	if !ok || !ok2 {
		return nil, fmt.Errorf("orm.Eval: %s is not computed of a %T and a %T", op, a, b)
	}
	switch op {
	case ast.OpAdd:
		return x + y, nil
	case ast.OpSub:
		return x - y, nil
	case ast.OpMul:
		return x * y, nil
	case ast.OpDiv:
		if y == 0 {
			return nil, errByZero
		}
		return x / y, nil
	}
	return nil, fmt.Errorf("orm.Eval: the operator %s is computed by databases only", op)
}

// functions are those that give the same in Go as on all servers, but that SQLite
// knows of the letters of ASCII only that they are large or small. Their arguments
// are not NULL, but for coalesce.
var functions = map[string]func(args []any) (any, error){
	"coalesce": func(args []any) (any, error) {
		for _, a := range args {
			if a != nil {
				return a, nil
			}
		}
		return nil, nil
	},
	"lower": func(args []any) (any, error) { return lettered(args, func(s string) any { return strings.ToLower(s) }) },
	"upper": func(args []any) (any, error) { return lettered(args, func(s string) any { return strings.ToUpper(s) }) },
	"char_length": func(args []any) (any, error) {
		return lettered(args, func(s string) any { return int64(utf8.RuneCountInString(s)) })
	},
	"abs": func(args []any) (any, error) {
		n, err := order(args[0], int64(0))
		if err != nil || n >= 0 {
			return args[0], err
		}
		return binary(ast.OpSub, int64(0), args[0])
	},
}

func lettered(args []any, f func(string) any) (any, error) {
	s, ok := args[0].(string)
	if !ok {
		return nil, fmt.Errorf("orm.Eval: a %T has no letters", args[0])
	}
	return f(s), nil
}
