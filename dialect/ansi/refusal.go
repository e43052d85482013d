package ansi

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// refusal is a mistake that the server, not the declaration, is the reason of.
type refusal struct{ metadata.ValidationError }

// Unwrap lets errors.Is find dialect.ErrUnsupported.
func (*refusal) Unwrap() error { return dialect.ErrUnsupported }

// As lets errors.As find the ValidationError.
func (r *refusal) As(target any) bool {
	if v, ok := target.(**metadata.ValidationError); ok {
		*v = &r.ValidationError
		return true
	}
	return false
}

// Refusal is the error of a declaration that is right and that the server
// cannot hold. It wraps [dialect.ErrUnsupported], and errors.As finds it as a
// [*metadata.ValidationError]. Column may be empty.
func Refusal(pos metadata.Position, table metadata.Name, column, format string, args ...any) error {
	return &refusal{metadata.ValidationError{Pos: pos, Table: table, Column: column, Msg: fmt.Sprintf(format, args...)}}
}
