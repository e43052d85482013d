package dialect

import "strings"

// Lock is what others cannot do with a table while a change runs.
type Lock int

// The locks of an [Impact], weakest first. Every change of a table waits for
// statements that use it, and makes those that come later wait behind it; what
// Lock tells is how long: LockBriefly is a moment, the others as long as the
// change takes.
const (
	LockNone Lock = iota
	LockBriefly
	LockWrites
	LockAll
)

func (l Lock) String() string {
	return [...]string{"", "locks the table for a moment", "blocks writes", "blocks reads and writes"}[l]
}

// Impact is what a change asks of a table that is in use and full of rows. The
// zero value is a change that nobody notices.
type Impact struct {
	Lock Lock
	// Rewrites: the whole table is written anew, in time and space that grow
	// with it. Scans: every row is read while the lock is held.
	Rewrites, Scans bool
	// Fails says for which rows the server refuses the change: "rows where
	// email is null". Empty is none.
	Fails string
	// Loses says which values do not survive. Empty is none.
	Loses string
}

// String is the impact in one line; empty when there is none to speak of. What
// is lost is not in it, for that is to be told apart.
func (i Impact) String() string {
	var parts []string
	switch {
	case i.Rewrites:
		parts = append(parts, "rewrites the table")
	case i.Scans:
		parts = append(parts, "reads the whole table")
	}
	if i.Lock > LockBriefly {
		parts = append(parts, i.Lock.String())
	}
	if i.Fails != "" {
		parts = append(parts, "fails on "+i.Fails)
	}
	return strings.Join(parts, ", ")
}

// And is the impact of both changes made in one statement.
func (i Impact) And(o Impact) Impact {
	return Impact{Lock: max(i.Lock, o.Lock), Rewrites: i.Rewrites || o.Rewrites, Scans: i.Scans || o.Scans,
		Fails: join(i.Fails, o.Fails, "; "), Loses: join(i.Loses, o.Loses, ", ")}
}

func join(a, b, sep string) string {
	switch {
	case a == "":
		return b
	case b == "" || a == b:
		return a
	}
	return a + sep + b
}
