package metadata

import (
	"fmt"
	"maps"
	"strconv"
)

// ExprKind tells a literal value from SQL text.
type ExprKind string

// The kinds of [Expr]. Text is the zero value.
const (
	ExprText   ExprKind = ""
	ExprString ExprKind = "string"
	ExprNumber ExprKind = "number"
	ExprBool   ExprKind = "bool"
	ExprNull   ExprKind = "null"
	ExprNow    ExprKind = "now"
)

// Expr is an expression of a schema: a default, a check, a generated column.
// It is either SQL text, passed on as it stands, or a value that each dialect
// spells its own way. Use [SQL], [Literal] and [Now] to make one.
type Expr struct {
	Kind ExprKind `json:"kind,omitempty"`
	// Text is SQL text, or the value: the string itself, the number's digits,
	// "true" or "false".
	Text string `json:"text"`
	// Variants replace it, as SQL text, on the dialects named by the keys.
	Variants map[string]string `json:"variants,omitempty"`
}

// SQL is an expression as SQL text. It is not checked or escaped: never build
// it from input.
func SQL(text string) *Expr { return &Expr{Text: text} }

// Now is the current date and time in the spelling of each dialect.
func Now() *Expr { return &Expr{Kind: ExprNow} }

// Literal is a value: nil, a string, a bool, or any integer or float. Another
// type is a mistake in the program and panics.
func Literal(v any) *Expr {
	switch v := v.(type) {
	case nil:
		return &Expr{Kind: ExprNull}
	case string:
		return &Expr{Kind: ExprString, Text: v}
	case bool:
		return &Expr{Kind: ExprBool, Text: strconv.FormatBool(v)}
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return &Expr{Kind: ExprNumber, Text: fmt.Sprint(v)}
	}
	panic(fmt.Sprintf("metadata.Literal: a %T is no literal; use metadata.SQL for expressions", v))
}

// For gives the expression another text on one dialect ("mariadb" beats
// "mysql" on MariaDB) and returns a changed copy.
func (e *Expr) For(dialect, text string) *Expr {
	c := *e
	c.Variants = maps.Clone(e.Variants)
	if c.Variants == nil {
		c.Variants = map[string]string{}
	}
	c.Variants[dialect] = text
	return &c
}

// On is the expression for a dialect that goes by the given names, most
// specific first. It has no variants left.
func (e *Expr) On(names ...string) *Expr {
	if e == nil {
		return nil
	}
	for _, n := range names {
		if text, ok := e.Variants[n]; ok {
			return SQL(text)
		}
	}
	return &Expr{Kind: e.Kind, Text: e.Text}
}

// Equal reports whether two expressions are the same, nil included.
func (e *Expr) Equal(o *Expr) bool {
	if e == nil || o == nil {
		return e == o
	}
	return e.Kind == o.Kind && e.Text == o.Text && maps.Equal(e.Variants, o.Variants)
}

// String is the text, or the value as a reader would write it.
func (e *Expr) String() string {
	switch {
	case e == nil:
		return ""
	case e.Kind == ExprNull:
		return "NULL"
	case e.Kind == ExprNow:
		return "CURRENT_TIMESTAMP"
	case e.Kind == ExprString:
		return strconv.Quote(e.Text)
	}
	return e.Text
}
