package migrate

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/dialect"
)

// State is what a failure left in the database.
type State string

// The states of a [StepError].
const (
	// RolledBack: the revision was undone whole.
	RolledBack State = "rolled back"
	// Partial: the statements before the failing one are there, and recorded.
	Partial State = "partial"
	// UnknownState: the connection died before the answer.
	UnknownState State = "unknown"
)

// Position is a place in a revision file; lines and columns count from 1.
type Position struct {
	File      string
	Line, Col int
}

func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// StepError is the failure of one statement of a revision. It unwraps to the
// driver's error.
type StepError struct {
	Revision  string
	Direction Direction
	Pos       Position // where the statement, or the word the server points at, begins
	SQL       string   // the text sent to the server
	Step, Of  int      // which statement of how many, from 1
	State     State
	Class     dialect.Class // what kind of error it is
	Message   string        // the server's words
	// Blockers are who kept the statement waiting, when that made it fail.
	Blockers []dialect.Blocker
	// Rows are those that a backfill had changed, for good, before it failed.
	Rows int64
	// Scratch: it happened in a scratch database, which is gone.
	Scratch bool
	Err     error
}

func (e *StepError) Error() string {
	text := fmt.Sprintf("%s: revision %s, statement %d of %d: %s", e.Pos, e.Revision, e.Step, e.Of, e.Message)
	for _, b := range e.Blockers {
		text += "\nit waited for " + b.String()
	}
	return text
}

func (e *StepError) Unwrap() error { return e.Err }

// Hint says what the database holds now and what to do next.
func (e *StepError) Hint() string {
	if e.Scratch {
		return "it was tried in a scratch database, and no other was touched; " + e.remedy() + "run the command again"
	}
	again := e.remedy() + "run migrate " + string(e.Direction) + " again"
	switch {
	case e.State == UnknownState:
		return fmt.Sprintf("the connection was lost before the answer; %s: it finds out whether statement %d happened, and goes on", again, e.Step)
	case e.State == RolledBack:
		return "the revision was rolled back whole; " + again
	case e.Rows > 0:
		return fmt.Sprintf("the backfill has changed %d rows and recorded how far it is; %s: it goes on from there", e.Rows, again)
	case e.Step == 1:
		return "nothing of this revision has happened; " + again
	}
	done := "statement 1 is"
	if e.Step > 2 {
		done = fmt.Sprintf("statements 1 to %d are", e.Step-1)
	}
	return done + " done and recorded; " + again + ": it goes on from there"
}

// remedy is what has to be done before the statement can succeed.
func (e *StepError) remedy() string {
	switch e.Class {
	case dialect.Disconnected, dialect.Unreachable, dialect.Cancelled, dialect.LockTimeout, dialect.Deadlock, dialect.Serialize:
		return ""
	case dialect.DiskFull:
		return "make room and "
	case dialect.Denied:
		return "see to the right and "
	}
	file := "the file"
	if e.State == Partial && e.Step > 1 && !e.Scratch {
		file = fmt.Sprintf("statement %d", e.Step)
	}
	switch e.Class {
	case dialect.UniqueFails, dialect.ForeignFails, dialect.CheckFails, dialect.NullFails, dialect.DataFails:
		return "correct the rows or " + file + " and "
	}
	return "correct " + file + " and "
}

// at moves a statement's place by a byte offset into its text.
func at(file string, s Statement, offset int) Position {
	p := Position{File: file, Line: s.Line, Col: s.Col}
	if offset < 0 || offset > len(s.SQL) {
		return p
	}
	before := s.SQL[:offset]
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		p.Line += strings.Count(before, "\n")
		p.Col = utf8.RuneCountInString(before[i+1:]) + 1
		return p
	}
	p.Col += utf8.RuneCountInString(before)
	return p
}
