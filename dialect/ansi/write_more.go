package ansi

import (
	"encoding/hex"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// UUID is the text of a value that is 16 bytes; false for any other value.
func UUID(v any) (string, bool) {
	switch v.(type) {
	case nil, int64, int, string, bool, float64, []byte:
		return "", false
	}
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.Array || r.Len() != 16 || r.Type().Elem().Kind() != reflect.Uint8 {
		return "", false
	}
	var u [16]byte
	reflect.Copy(reflect.ValueOf(&u).Elem(), r)
	h := hex.EncodeToString(u[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], true
}

// ValuesAsSelects writes a list of values as queries put together, for servers
// on which VALUES cannot name its columns.
func ValuesAsSelects(w *dialect.Writer, r *ast.Relation) {
	w.W("(")
	for i, row := range r.Values {
		if i > 0 {
			w.W(" UNION ALL ")
		}
		w.W("SELECT ")
		for k, n := range row {
			if k > 0 {
				w.W(", ")
			}
			w.Node(n)
			if i == 0 && k < len(r.Columns) {
				w.W(" AS ").Ident(r.Columns[k])
			}
		}
	}
	w.W(") AS ").Ident(r.Alias)
}

// HasDefaults reports whether a row of an insert has the default somewhere.
func HasDefaults(s *ast.Insert) bool {
	return slices.ContainsFunc(s.Rows, func(row []ast.Node) bool {
		return slices.ContainsFunc(row, func(n ast.Node) bool { _, ok := n.(*ast.Default); return ok })
	})
}

// OmitDefaults takes the columns out of an insert that are the default in all
// its rows.
func OmitDefaults(s *ast.Insert) {
	for k := len(s.Columns) - 1; k >= 0; k-- {
		if !allDefault(s.Rows, k) {
			continue
		}
		rows := make([][]ast.Node, len(s.Rows))
		for i, row := range s.Rows {
			rows[i] = append(append([]ast.Node{}, row[:k]...), row[k+1:]...)
		}
		s.Rows = rows
		s.Columns = append(s.Columns[:k:k], s.Columns[k+1:]...)
	}
}

func allDefault(rows [][]ast.Node, k int) bool {
	for _, row := range rows {
		if _, ok := row[k].(*ast.Default); !ok {
			return false
		}
	}
	return len(rows) > 0
}
