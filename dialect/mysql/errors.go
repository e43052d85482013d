package mysql

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"

	driver "github.com/go-sql-driver/mysql"

	"github.com/dbtool/dbtool/dialect"
)

// Explain classifies by the server's error number.
func (*Dialect) Explain(err error) dialect.Problem {
	p := dialect.Problem{Offset: -1}
	var e *driver.MySQLError
	var op *net.OpError
	switch {
	case errors.As(err, &e):
		p.Code = fmt.Sprintf("%d (%s)", e.Number, e.SQLState[:])
		p.Message = fmt.Sprintf("Error %s: %s", p.Code, e.Message)
		p.Class, p.Hint = classes[e.Number], hints[e.Number]
		broken(&p, e.Number, e.Message)
		if m := near.FindStringSubmatch(e.Message); m != nil {
			p.Near = m[1]
			p.Line, _ = strconv.Atoi(m[2]) // digits, by the pattern
		}
	case errors.As(err, &op) && op.Op == "dial":
		p.Class, p.Message = dialect.Unreachable, op.Err.Error()
	case errors.As(err, &op), errors.Is(err, driver.ErrInvalidConn):
		p.Class, p.Message = dialect.Disconnected, "the connection to the server was lost"
	case errors.Is(err, context.Canceled):
		p.Class = dialect.Cancelled
	}
	return p
}

// The messages that name a constraint, a key or a column. Values stand before
// them, and are whatever somebody wrote.
var (
	duplicate = regexp.MustCompile(`(?s)^(.*?) '.*' (for key) '(?:(.+)\.)?([^.]+)'$`)
	reference = regexp.MustCompile("(?s)\\(`[^`]*`\\.`((?:[^`]|``)*)`, CONSTRAINT `((?:[^`]|``)*)` FOREIGN KEY \\(([^)]*)\\)")
	checked   = regexp.MustCompile("^Check constraint '(.+)' is violated\\.$|^CONSTRAINT `(?:([^`]+)\\.)?([^`]+)` failed for `[^`]*`\\.`([^`]*)`$")
	nulled    = regexp.MustCompile(`^(?:Column|Field) '(.+)' (?:cannot be null|doesn't have a default value)$`)
	truncated = regexp.MustCompile(`^Data truncated for column '(.+)' at row \d+$`)
	misfit    = regexp.MustCompile(`(?s)^(.*?):? ["'].*["']( for (?:column|function) .*|)$`)
	overflows = regexp.MustCompile(`(?s)^(.* value is out of range) in '.*'$`)
)

// broken finds the constraint in the message, and leaves values out of it.
func broken(p *dialect.Problem, number uint16, text string) {
	quiet := text
	switch p.Class {
	case dialect.UniqueFails:
		quiet = "a row with the same key is there" // in another language, the value may stand anywhere
		if m := duplicate.FindStringSubmatch(text); m != nil {
			p.Table, p.Constraint = m[3], m[4]
			quiet = m[1] + " " + m[2] + " '" + m[4] + "'"
		}
	case dialect.ForeignFails:
		if m := reference.FindStringSubmatch(text); m != nil {
			p.Table, p.Constraint = plainName(m[1]), plainName(m[2])
			for c := range strings.SplitSeq(m[3], ", ") {
				p.Columns = append(p.Columns, plainName(strings.Trim(c, "`")))
			}
		}
	case dialect.CheckFails:
		if m := checked.FindStringSubmatch(text); m != nil {
			p.Constraint, p.Table = m[1]+m[3], m[4]
		}
	case dialect.NullFails:
		if m := nulled.FindStringSubmatch(text); m != nil {
			p.Columns = []string{m[1]}
		}
	case dialect.DataFails:
		if m := truncated.FindStringSubmatch(text); m != nil {
			p.Columns = []string{m[1]}
		}
		if m := misfit.FindStringSubmatch(text); m != nil && p.Columns == nil {
			quiet = m[1] + m[2]
		}
		if m := overflows.FindStringSubmatch(text); m != nil {
			quiet = m[1]
		}
	}
	p.Quiet = fmt.Sprintf("Error %s: %s", p.Code, quiet)
}

func plainName(quoted string) string { return strings.ReplaceAll(quoted, "``", "`") }

// near is how the parser tells the place: the text from there on, at most 80
// characters, and the line of the statement.
var near = regexp.MustCompile(`(?s)near '(.*)' at line ([0-9]+)$`)

// hints are what to do about errors that say only what cannot be done.
var hints = map[uint16]string{
	1093: "a subquery cannot read the table that its statement changes: join it under an alias (From, Using), or give the subquery a limit",
	1153: "the server's max_allowed_packet can be raised",
}

var classes = map[uint16]dialect.Class{
	1044: dialect.Denied, 1045: dialect.BadLogin, 1046: dialect.NoDatabase, 1049: dialect.NoDatabase, 1142: dialect.Denied, 1143: dialect.Denied, 1227: dialect.Denied, 1698: dialect.BadLogin,
	1146: dialect.NotFound, 1051: dialect.NotFound, 1054: dialect.NotFound, 1091: dialect.NotFound, 1305: dialect.NotFound,
	1050: dialect.Exists, 1060: dialect.Exists, 1061: dialect.Exists, 1007: dialect.Exists, 1064: dialect.Syntax,
	1062: dialect.UniqueFails, 1586: dialect.UniqueFails, 1451: dialect.ForeignFails, 1452: dialect.ForeignFails, 1216: dialect.ForeignFails, 1217: dialect.ForeignFails,
	3819: dialect.CheckFails, 4025: dialect.CheckFails, 1048: dialect.NullFails, 1138: dialect.NullFails, 1364: dialect.NullFails,
	1264: dialect.DataFails, 1265: dialect.DataFails, 1366: dialect.DataFails, 1406: dialect.DataFails, 1292: dialect.DataFails,
	1365: dialect.DataFails, 1367: dialect.DataFails, 1411: dialect.DataFails, 1441: dialect.DataFails, 1525: dialect.DataFails, 1690: dialect.DataFails, 3140: dialect.DataFails,
	1205: dialect.LockTimeout, 1213: dialect.Deadlock, 1792: dialect.ReadOnlyErr, 1290: dialect.ReadOnlyErr, 1836: dialect.ReadOnlyErr,
	1317: dialect.Cancelled, 3024: dialect.Cancelled, 1969: dialect.Cancelled, 1021: dialect.DiskFull, 1114: dialect.DiskFull,
	1053: dialect.Disconnected, 1927: dialect.Disconnected, 1615: dialect.StalePlan, 1243: dialect.StalePlan,
}
