package postgres

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Impact is from https://www.postgresql.org/docs/current/sql-altertable.html
// and from what pg_class.relfilenode and pg_locks showed on 15 and 18.
func (d *Dialect) Impact(s *dialect.Server, c ddl.Change) dialect.Impact {
	i := ansi.Impact(c)
	i.Fails = dialect.RowsOf(d.Prechecks(s, c))
	switch c := c.(type) {
	case ddl.AddColumn:
		i.Lock = dialect.LockBriefly
		if fillsRows(c.Column) {
			i.Lock, i.Rewrites = dialect.LockAll, true
		}
	case ddl.AlterColumn:
		i = i.And(alterColumnImpact(c.Old, c.New))
	case ddl.AddConstraint:
		i = i.And(addConstraintImpact(c.Constraint))
	case ddl.AlterConstraint:
		i = i.And(validation(c.Old, c.New))
	case ddl.CreateIndex:
		i.Lock, i.Scans = dialect.LockWrites, true
	case ddl.AlterTable:
		i.Lock = dialect.LockBriefly
		if c.From.Options["postgres.unlogged"] != c.To.Options["postgres.unlogged"] || c.From.Options["postgres.tablespace"] != c.To.Options["postgres.tablespace"] {
			i.Lock, i.Rewrites = dialect.LockAll, true
		}
	case ddl.AlterEnum:
		if !onlyAdds(c.Renamed().Values, c.To.Values) && len(c.Columns) > 0 { // a new type, and the columns change to it
			i.Lock, i.Rewrites = dialect.LockAll, true
		}
	case ddl.DropColumn, ddl.DropConstraint, ddl.DropIndex, ddl.DropTable, ddl.RenameColumn, ddl.RenameTable, ddl.AlterIndex, ddl.CreateTrigger, ddl.DropTrigger:
		i.Lock = dialect.LockBriefly
	}
	return i
}

// fillsRows: a value that is the same for all rows stands in the catalog;
// others are written into each row.
func fillsRows(c *metadata.Column) bool {
	return c.Identity != nil || c.Autoincrement == metadata.AutoincrementOn || c.Computed != nil && c.Computed.Stored ||
		c.ServerDefault != nil && volatile.MatchString(c.ServerDefault.Text)
}

// volatile finds calls of the functions of pg_catalog that are used in defaults
// and give each row another value. A function of the user's own is taken for
// one that does.
var volatile = regexp.MustCompile(`(?i)\b(nextval|random|gen_random_uuid|uuid\w*|uuidv4|uuidv7|clock_timestamp|timeofday|txid_current)\s*\(`)

func alterColumnImpact(h, n *metadata.Column) dialect.Impact {
	i := dialect.Impact{Lock: dialect.LockBriefly}
	if h.Nullable && !n.Nullable {
		i.Lock, i.Scans = dialect.LockAll, true
	}
	if h.Type.SQL != n.Type.SQL {
		if !sameStorage(h.Type.SQL, n.Type.SQL) {
			i.Lock, i.Rewrites = dialect.LockAll, true
		}
		i.Loses = narrowing(h.Type.SQL, n.Type.SQL)
	} else if h.Collation != n.Collation {
		i.Lock = dialect.LockAll // the column's indexes are built anew
	}
	if h.Computed != nil && n.Computed != nil && !h.Computed.Expr.Equal(n.Computed.Expr) && n.Computed.Stored {
		i.Lock, i.Rewrites = dialect.LockAll, true
	}
	return i
}

var typeArgs = regexp.MustCompile(`^([a-z ]+?)(?:\((\d+)(?:,(\d+))?\))?( with(?:out)? time zone)?$`)

// sized is a type's name and its length or precision and scale; -1 is none.
type sized struct {
	name  string
	n, sc int
}

func sizeOf(t string) (sized, bool) {
	m := typeArgs.FindStringSubmatch(t)
	if m == nil {
		return sized{}, false
	}
	number := func(s string) int {
		if s == "" {
			return -1
		}
		n, _ := strconv.Atoi(s) // digits, by the pattern
		return n
	}
	return sized{m[1] + m[4], number(m[2]), number(m[3])}, true
}

// sameStorage: the rows need not be touched when the type changes so.
func sameStorage(from, to string) bool {
	a, okA := sizeOf(from)
	b, okB := sizeOf(to)
	if !okA || !okB {
		return false
	}
	grows := b.n < 0 || a.n >= 0 && b.n >= a.n
	switch {
	case a.name == "character varying" && b.name == "text", a.name == "text" && b.name == "character varying" && b.n < 0:
		return true
	case a.name != b.name:
		return false
	case a.name == "numeric":
		return b.n < 0 || a.n >= 0 && b.n >= a.n && a.sc == b.sc
	case a.name == "character" || a.name == "bit":
		return a.n == b.n
	}
	return grows
}

// narrowing says which values a smaller type of the same family cannot hold.
// The server refuses them where it does not round.
func narrowing(from, to string) string {
	a, okA := sizeOf(from)
	b, okB := sizeOf(to)
	if !okA || !okB || a.name != b.name || b.n < 0 {
		return ""
	}
	if strings.HasPrefix(a.name, "time") && (a.n < 0 || b.n < a.n) {
		return fmt.Sprintf("fractions of seconds beyond %d digits", b.n)
	}
	if a.name == "numeric" && max(b.sc, 0) < max(a.sc, 0) {
		return fmt.Sprintf("digits beyond %d behind the point", max(b.sc, 0))
	}
	return ""
}

func addConstraintImpact(c metadata.Constraint) dialect.Impact {
	switch c := c.(type) {
	case *metadata.ForeignKey:
		if c.NotValid || c.NotEnforced {
			return dialect.Impact{Lock: dialect.LockBriefly}
		}
		return dialect.Impact{Lock: dialect.LockWrites, Scans: true} // on both tables
	case *metadata.Check:
		if c.NotValid || c.NotEnforced {
			return dialect.Impact{Lock: dialect.LockBriefly}
		}
	}
	return dialect.Impact{Lock: dialect.LockAll, Scans: true}
}

// validation: VALIDATE CONSTRAINT reads the table and lets others work.
func validation(h, n metadata.Constraint) dialect.Impact {
	was, is := false, false
	switch h := h.(type) {
	case *metadata.ForeignKey:
		was, is = h.NotValid, n.(*metadata.ForeignKey).NotValid
	case *metadata.Check:
		was, is = h.NotValid, n.(*metadata.Check).NotValid
	}
	return dialect.Impact{Lock: dialect.LockBriefly, Scans: was && !is}
}
