package postgres

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dbtool/dbtool/dialect"
)

// Explain classifies by SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
func (*Dialect) Explain(err error) dialect.Problem {
	p := dialect.Problem{Offset: -1}
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
		p.Class = classOf(e.Code)
		if e.Position > 0 {
			p.Offset = int(e.Position) - 1
		}
	case errors.As(err, &connect):
		p.Class, p.Message = dialect.Unreachable, reason(connect)
	case errors.As(err, &op), pgconn.SafeToRetry(err), strings.Contains(err.Error(), "conn closed"), strings.Contains(err.Error(), "unexpected EOF"):
		p.Class, p.Message = dialect.Disconnected, "the connection to the server was lost"
	case errors.Is(err, context.Canceled):
		p.Class = dialect.Cancelled
	}
	return p
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
}
