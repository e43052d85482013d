package postgres

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// Explain classifies by SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
func (*Dialect) Explain(err error) dialect.Problem {
	p := dialect.Problem{Offset: -1}
	var refused ast.Refused
	if errors.As(err, &refused) {
		p.Class, p.Message = dialect.DataFails, refused.Error()
		return p
	}
	var e *pgconn.PgError
	var connect *pgconn.ConnectError
	var op *net.OpError
	switch {
	case err == nil:
	case errors.As(err, &e):
		p.Code, p.Hint = e.Code, e.Hint
		p.Message = e.Severity + ": " + e.Message
		if e.Detail != "" {
			p.Message += " (" + e.Detail + ")"
		}
		p.Message += " (SQLSTATE " + e.Code + ")"
		p.Constraint, p.Table = e.ConstraintName, e.TableName
		p.Columns = keyColumns(e)
		p.Quiet = quiet(e)
		p.Class = classOf(e.Code)
		if e.Code == "0A000" && e.Routine == "RevalidateCachedQuery" { // the text is in the server's language
			p.Class = dialect.StalePlan
		}
		if e.Position > 0 {
			p.Offset = int(e.Position) - 1
		}
	case strings.HasPrefix(err.Error(), "failed to encode "):
		// The driver could not, and shows the value.
		p.Class, p.Message = dialect.DataFails, err.Error()
		p.Quiet, _, _ = strings.Cut(p.Message, ": ")
	case strings.HasPrefix(err.Error(), "extended protocol limited to"):
		p.Message, p.Hint = err.Error(), dialect.TooManyArgs
	case errors.As(err, &connect):
		p.Class, p.Message = dialect.Unreachable, reason(connect)
	case errors.As(err, &op), pgconn.SafeToRetry(err), strings.Contains(err.Error(), "conn closed"), strings.Contains(err.Error(), "unexpected EOF"):
		p.Class, p.Message = dialect.Disconnected, "the connection to the server was lost"
	case errors.Is(err, context.Canceled):
		p.Class = dialect.Cancelled
	}
	return p
}

// keyColumns are the columns of a violated key, which stand in the detail in
// every language: Key (a, b)=(1, 2) already exists. A NULL has its column.
func keyColumns(e *pgconn.PgError) []string {
	if e.ColumnName != "" {
		return []string{e.ColumnName}
	}
	head, _, ok := strings.Cut(e.Detail, ")=(")
	_, list, open := strings.Cut(head, "(")
	if !ok || !open || e.ConstraintName == "" {
		return nil
	}
	if e.Code == "23503" && strings.HasSuffix(strings.TrimRight(e.Detail, ".»”“"), `"`+e.TableName+`"`) {
		// These are the columns referred to, which somebody wants to delete. The
		// name that the server gives a foreign key by itself has its own.
		own := strings.TrimSuffix(strings.TrimPrefix(e.ConstraintName, e.TableName+"_"), "_fkey")
		return []string{own}
	}
	columns := strings.Split(list, ", ")
	for i, c := range columns {
		columns[i] = strings.ReplaceAll(strings.Trim(c, `"`), `""`, `"`)
	}
	return columns
}

// quiet is the error without its detail, which holds the row, and without what
// stands in quotes where that is a value that could not be read.
func quiet(e *pgconn.PgError) string {
	text := e.Message
	if strings.HasPrefix(e.Code, "22") {
		if i := strings.IndexAny(text, "\"„“”»«'"); i >= 0 { // in whatever language
			text = strings.TrimRight(text[:i], ": ")
		}
	}
	return e.Severity + ": " + text + " (SQLSTATE " + e.Code + ")"
}

// reason is the innermost cause: the error itself repeats user and database.
func reason(err error) string {
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return "no such host " + dns.Name
	case errors.As(err, &op):
		return op.Err.Error()
	}
	msg := err.Error()
	if i := strings.LastIndex(msg, ": "); i >= 0 {
		msg = msg[i+2:]
	}
	return msg
}

func classOf(code string) dialect.Class {
	if c, ok := classes[code]; ok {
		return c
	}
	switch {
	case strings.HasPrefix(code, "22"):
		return dialect.DataFails
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P0"):
		return dialect.Disconnected
	case strings.HasPrefix(code, "28"):
		return dialect.BadLogin
	}
	return dialect.Unknown
}

var classes = map[string]dialect.Class{
	"3D000": dialect.NoDatabase, "42501": dialect.Denied, "42P01": dialect.NotFound, "42703": dialect.NotFound, "42704": dialect.NotFound,
	"42883": dialect.NotFound, "3F000": dialect.NotFound, "42P07": dialect.Exists, "42710": dialect.Exists, "42701": dialect.Exists,
	"42P06": dialect.Exists, "42P04": dialect.Exists, "42601": dialect.Syntax, "23505": dialect.UniqueFails, "23P01": dialect.UniqueFails,
	"23503": dialect.ForeignFails, "23514": dialect.CheckFails, "23502": dialect.NullFails, "55P03": dialect.LockTimeout,
	"40P01": dialect.Deadlock, "40001": dialect.Serialize, "25006": dialect.ReadOnlyErr, "57014": dialect.Cancelled, "53100": dialect.DiskFull,
	"26000": dialect.StalePlan, // behind a pooler: the statement is on another connection
}
