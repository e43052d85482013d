package ansi

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// JSON sends a value as JSON text.
func JSON(w *dialect.Writer, v any) *dialect.Writer {
	text, err := json.Marshal(v)
	if err != nil {
		w.Fail(fmt.Errorf("%w: %w", dialect.ErrStatement, err))
	}
	return w.Arg(&ast.Arg{Value: string(text)})
}

// JSONPath is a path of keys and indexes as SQLite and MySQL write it. A key
// is quoted as a string of JSON.
func JSONPath(path []any) (string, error) {
	var b strings.Builder
	b.WriteByte('$')
	for _, p := range path {
		switch p := p.(type) {
		case int:
			b.WriteString("[" + strconv.Itoa(p) + "]")
		case string:
			key, err := json.Marshal(p)
			if err != nil {
				return "", err
			}
			b.WriteString("." + string(key))
		default:
			return "", fmt.Errorf("%w: a %T is no step of a path", dialect.ErrStatement, p)
		}
	}
	return b.String(), nil
}

// Path sends a path of keys and indexes as an argument.
func Path(w *dialect.Writer, path []any) *dialect.Writer {
	text, err := JSONPath(path)
	if err != nil {
		w.Fail(err)
	}
	return w.Arg(&ast.Arg{Value: text})
}

// JSONTable writes JSON_TABLE over the elements of an array, with the types of
// columns as the server spells them.
func JSONTable(w *dialect.Writer, t *ast.JSONTable, spell func(ast.JSONColumn) string) {
	w.W("JSON_TABLE(").Node(t.Doc).W(", '$[*]' COLUMNS (")
	for i, c := range t.Columns {
		if i > 0 {
			w.W(", ")
		}
		path, err := JSONPath(c.Path)
		if err != nil {
			w.Fail(err)
		}
		if strings.ContainsAny(path, "'\\") { // the path is part of the text: it cannot be an argument
			w.Fail(fmt.Errorf("%w: a path of a JSON table cannot hold quotes or backslashes: %s", dialect.ErrStatement, path))
		}
		TypeWord(w.Ident(c.Name).W(" "), spell(c))
		w.W(" PATH '" + path + "'")
	}
	w.W("))")
}

// TypeWord writes the name of a type, which is not quoted. It may have numbers
// and words in parentheses behind it, brackets, and quoted parts.
func TypeWord(w *dialect.Writer, name string) *dialect.Writer {
	if !typeName(name) {
		w.Fail(fmt.Errorf("%w: %q is no name of a type", dialect.ErrStatement, name))
	}
	return w.W(name)
}

func typeName(name string) bool {
	depth := 0
	for i := range len(name) {
		switch c := name[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			return false
		case c >= 0x80, c == '_', c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', strings.IndexByte(" .,[]\"`'", c) >= 0:
		default:
			return false
		}
		if depth < 0 || depth > 1 {
			return false
		}
	}
	quotes := strings.Count(name, `"`)%2 + strings.Count(name, "`")%2 + strings.Count(name, "'")%2
	return depth == 0 && quotes == 0 && name != ""
}
