package ast

import "database/sql/driver"

// Refused is in the place of a value that cannot be sent as it is. Sending it
// fails with Err.
type Refused struct{ Err error }

// Value implements [driver.Valuer].
func (r Refused) Value() (driver.Value, error) { return nil, r }

func (r Refused) Error() string { return r.Err.Error() }

// Unwrap is the reason.
func (r Refused) Unwrap() error { return r.Err }
