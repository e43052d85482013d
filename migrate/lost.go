package migrate

import "fmt"

// EndError is a failure to record a revision, or to commit it, after all of its
// statements.
type EndError struct {
	Revision  string
	Direction Direction
	// Lost: the connection was, and with it the answer.
	Lost bool
	Err  error
}

func (e *EndError) Error() string {
	return fmt.Sprintf("revision %s: all statements ran; record and commit: %v", e.Revision, e.Err)
}

func (e *EndError) Unwrap() error { return e.Err }

// Hint says what to do next.
func (e *EndError) Hint() string {
	if e.Lost {
		return fmt.Sprintf("the connection was lost before the answer; run migrate %s again: whether it was committed or not, it goes on from there", e.Direction)
	}
	return fmt.Sprintf("it is not recorded; run migrate %s again", e.Direction)
}

// LostError is a connection that was lost while no statement of a revision ran.
type LostError struct{ Err error }

func (e *LostError) Error() string { return "the connection was lost: " + e.Err.Error() }

func (e *LostError) Unwrap() error { return e.Err }

// Hint says what to do next.
func (e *LostError) Hint() string {
	return "run the command again: what was done is recorded, and it goes on from there"
}
