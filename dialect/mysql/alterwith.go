package mysql

import (
	"cmp"
	"net"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// AlterOf leaves out ALGORITHM=COPY and LOCK, which are the server's own way. What
// renames the table or is about its partitions is left to the server.
func (d *Dialect) AlterOf(statement string) (table, alter string, ok bool) {
	c, err := lex.NewCursor(statement, d.Rules())
	if err != nil || !c.Accept("ALTER", "TABLE") {
		return "", "", false
	}
	table, _ = c.Name()
	if c.Peek(0).IsOp(".") || c.Peek(0).IsAny("RENAME", "REMOVE", "PARTITION", "DROP") && c.Peek(1).IsAny("TO", "AS", "PARTITIONING", "BY", "PARTITION") {
		return "", "", false
	}
	var parts []string
	for _, part := range c.Commas() {
		switch {
		case part.Accept("ALGORITHM"):
			part.Accept("=")
			if !part.Peek(0).Is("COPY") {
				return "", "", false
			}
		case part.Peek(0).Is("LOCK") && part.Peek(1).IsOp("="):
		default:
			parts = append(parts, strings.TrimSpace(part.Rest()))
		}
	}
	return table, strings.Join(parts, ", "), table != "" && len(parts) > 0
}

// ClientConf is a file for --defaults-extra-file and its like.
func (d *Dialect) ClientConf(u *dialect.URL) string {
	host, port, err := net.SplitHostPort(cmp.Or(u.Host, "127.0.0.1"))
	if err != nil {
		host, port = strings.Trim(cmp.Or(u.Host, "127.0.0.1"), "[]"), "3306"
	}
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(u.Password) + `"`
	place := "host=" + host + "\nport=" + port
	if socket := u.Params.Get("socket"); socket != "" {
		place = "socket=" + socket
	}
	return "[client]\n" + place + "\nuser=" + u.User + "\npassword=" + quoted + "\n"
}
