package core

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Doc is an expression of JSON documents that a T is decoded from, as
// encoding/json does.
type Doc[T any] struct{ n ast.Node }

func (d Doc[T]) inner() ast.Node          { return d.n }
func (Doc[T]) typed(T)                    {}
func (Doc[T]) elem() reflect.Type         { return reflect.TypeFor[T]() }
func (Doc[T]) withNode(n ast.Node) Doc[T] { return Doc[T]{n} }
func (d Doc[T]) projection() *projection  { return single(d, d.elem()) }

func (Doc[T]) place(field any) (dest any, maybe bool) {
	switch f := field.(type) {
	case *T:
		return &docCell[T]{f}, false
	case **T:
		return &docPtrCell[T]{f}, true
	case *sql.Null[T]:
		return &docNullCell[T]{f}, true
	}
	return nil, false
}

// JSON is a column of documents that hold a T.
type JSON[T any] struct {
	Doc[T]
	column[T]
}

func (c *JSON[T]) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

func (JSON[T]) fits(t metadata.Type) bool {
	return t.Kind == metadata.KindJSON || t.Kind == metadata.KindExact || t.Kind == metadata.KindText
}

// Set assigns a document.
func (c JSON[T]) Set(v T) Assign {
	return Assign{Column: c.Column(), Value: &ast.JSONDoc{Value: v}}
}

// SetPtr assigns a document, or NULL, which is not the document null.
func (c JSON[T]) SetPtr(v *T) Assign {
	if v == nil {
		return c.SetNull()
	}
	return c.Set(*v)
}

// DocOf is a value as a document.
func DocOf[T any](v T) Doc[T] { return Doc[T]{&ast.JSONDoc{Value: v}} }

// DocAs is the same document, decoded into something else:
// DocAs[[]string](Users.Data.Key("tags")).
func DocAs[U, T any](d interface {
	Expr[T]
	withNode(ast.Node) Doc[T]
}) Doc[U] {
	return Doc[U]{d.inner()}
}

// IsNull is true where there is no document, or nothing at its path.
func (d Doc[T]) IsNull() Pred { return pred(&ast.IsNull{X: d.n}) }

// NotNull is the opposite of IsNull. The document null is not NULL.
func (d Doc[T]) NotNull() Pred { return pred(&ast.IsNull{X: d.n, Not: true}) }

// Key is the value of a key of an object; NULL where there is none.
func (d Doc[T]) Key(name string) Doc[any] { return Doc[any]{d.at(name)} }

// Index is an element of an array, from 0; NULL where there is none.
func (d Doc[T]) Index(i uint) Doc[any] { return Doc[any]{d.at(int(i))} }

func (d Doc[T]) at(step any) *ast.JSONGet {
	if g, ok := d.n.(*ast.JSONGet); ok && !g.Text {
		return &ast.JSONGet{X: g.X, Path: append(slices.Clip(g.Path), step)}
	}
	return &ast.JSONGet{X: d.n, Path: []any{step}}
}

// Text is a string, a number or a truth value as text, without quotes; NULL
// for null.
func (d Doc[T]) Text() String { return str(d.text()) }

// Int is a number, or the number that a string holds.
func (d Doc[T]) Int() Number[int64] {
	return number[int64](&ast.Cast{X: d.text(), Type: metadata.BigInt()})
}

// Float is a number, or the number that a string holds.
func (d Doc[T]) Float() Number[float64] {
	return number[float64](&ast.Cast{X: d.text(), Type: metadata.Double()})
}

// Bool is a truth value.
func (d Doc[T]) Bool() Pred { return pred(&ast.Cast{X: d.text(), Type: metadata.Boolean()}) }

func (d Doc[T]) text() *ast.JSONGet {
	g := &ast.JSONGet{X: d.n, Text: true}
	if of, ok := d.n.(*ast.JSONGet); ok && !of.Text {
		g.X, g.Path = of.X, of.Path
	}
	return g
}

// Len is the number of elements of an array.
func (d Doc[T]) Len() Number[int] {
	return number[int](&ast.Func{Name: "json_length", Args: []ast.Node{d.n}, Null: ast.NullMaybe})
}

// Has is true where there is something at a path of keys (string) and indexes
// (int), null included.
func (d Doc[T]) Has(path ...any) Pred {
	var n ast.Node = d.n
	for _, step := range path {
		n = Doc[any]{n}.at(step)
	}
	return pred(&ast.IsNull{X: n, Not: true})
}

// Contains is true where the document has all of part: the same scalar, an
// array with all elements of the array, an object with all keys of the object.
// SQLite has none.
func (d Doc[T]) Contains(part any) Pred {
	return compare(d.n, ast.OpContains, &ast.JSONDoc{Value: part})
}

// With is the document with another value at a path of keys (string) and
// indexes (int). Where there is nothing at the path but the last step, it is the
// document as it is; SQLite makes objects for keys that are missing. An index
// behind the end of an array adds to it; on SQLite, the next one alone does.
func (d Doc[T]) With(v any, path ...any) Doc[T] {
	if len(path) == 0 {
		return Doc[T]{errNoPath}
	}
	return Doc[T]{&ast.Func{Name: "json_set", Args: []ast.Node{d.n, &ast.JSONPath{Path: path}, &ast.JSONDoc{Value: v}}}}
}

// Without is the document without what is at a path.
func (d Doc[T]) Without(path ...any) Doc[T] {
	if len(path) == 0 {
		return Doc[T]{errNoPath}
	}
	return Doc[T]{&ast.Func{Name: "json_remove", Args: []ast.Node{d.n, &ast.JSONPath{Path: path}}}}
}

var errNoPath = &ast.Broken{Err: errors.New("core: With and Without need a path; a whole document is set with SetTo(DocOf(v))")}

// As labels the document where it is selected.
func (d Doc[T]) As(name string) Doc[T] { return Doc[T]{&ast.Label{X: d.n, Name: name}} }

// docCell decodes a document that is not NULL.
type docCell[T any] struct{ dst *T }

// Scan implements [sql.Scanner].
func (c *docCell[T]) Scan(src any) error {
	if src == nil {
		return errNull
	}
	return scanDoc(c.dst, src)
}

// Take implements [Taker].
func (c *docCell[T]) Take(d *Datum) error {
	if d.Kind == DatumNull {
		return errNull
	}
	return takeDoc(c.dst, d)
}

// docPtrCell decodes a document, or is nil.
type docPtrCell[T any] struct{ dst **T }

// Scan implements [sql.Scanner].
func (c *docPtrCell[T]) Scan(src any) error {
	if src == nil {
		*c.dst = nil
		return nil
	}
	*c.dst = new(T)
	return scanDoc(*c.dst, src)
}

// Take implements [Taker].
func (c *docPtrCell[T]) Take(d *Datum) error {
	if d.Kind == DatumNull {
		*c.dst = nil
		return nil
	}
	*c.dst = new(T)
	return takeDoc(*c.dst, d)
}

// docNullCell decodes a document or NULL.
type docNullCell[T any] struct{ dst *sql.Null[T] }

// Scan implements [sql.Scanner].
func (c *docNullCell[T]) Scan(src any) error {
	*c.dst = sql.Null[T]{Valid: src != nil}
	if src == nil {
		return nil
	}
	return scanDoc(&c.dst.V, src)
}

// Take implements [Taker].
func (c *docNullCell[T]) Take(d *Datum) error {
	*c.dst = sql.Null[T]{Valid: d.Kind != DatumNull}
	if d.Kind == DatumNull {
		return nil
	}
	return takeDoc(&c.dst.V, d)
}

// scanDoc decodes a driver's value. SQLite gives a number that is a document of
// its own as one.
func scanDoc[T any](dst *T, src any) error {
	var text []byte
	if err := scanInto(&text, src); err != nil {
		if text, err = json.Marshal(src); err != nil {
			return err
		}
	}
	return decodeDoc(dst, text)
}

// takeDoc decodes a document where it is.
func takeDoc[T any](dst *T, d *Datum) error {
	if text, ok := d.text(); ok {
		return decodeDoc(dst, text)
	}
	return scanDoc(dst, d.Value())
}

// decodeDoc decodes into a fresh value: what the row before left there is not
// merged with it.
func decodeDoc[T any](dst *T, text []byte) error {
	var fresh T
	*dst = fresh
	return json.NewDecoder(bytes.NewReader(text)).Decode(dst)
}
