package mysql

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// The three ways in which InnoDB carries out an ALTER TABLE:
// https://dev.mysql.com/doc/refman/9.0/en/innodb-online-ddl-operations.html
var (
	instant = dialect.Impact{Lock: dialect.LockBriefly}
	rebuild = dialect.Impact{Lock: dialect.LockBriefly, Rewrites: true} // while rows are written
	copying = dialect.Impact{Lock: dialect.LockWrites, Rewrites: true}
)

// Impact is from the manuals' tables of online DDL and from what the servers
// took with ALGORITHM and LOCK on tables of their own.
func (d *Dialect) Impact(s *dialect.Server, c ddl.Change) dialect.Impact {
	i := ansi.Impact(c)
	i.Fails = dialect.RowsOf(d.Prechecks(s, c))
	switch c := c.(type) {
	case ddl.TableChanges:
		for _, part := range c.Changes {
			i = i.And(d.Impact(s, part))
		}
	case ddl.AddColumn:
		i = i.And(addColumnImpact(s, c.Column))
	case ddl.AlterColumn:
		i = i.And(alterColumnImpact(s, c))
	case ddl.AddConstraint:
		i = i.And(addConstraintImpact(c))
	case ddl.CreateIndex:
		i.Scans, i.Lock = true, dialect.LockBriefly
		m := strings.ToLower(c.Index.Method)
		if m == "fulltext" && !slices.ContainsFunc(c.From.Indexes, func(o *metadata.Index) bool { return strings.EqualFold(o.Method, m) }) {
			i.Rewrites = true // the first one adds a hidden column
		}
		if m == "fulltext" || m == "spatial" || slices.ContainsFunc(c.Index.Parts, func(p metadata.Part) bool { return p.Expr != nil }) {
			i.Lock = dialect.LockWrites
		}
	case ddl.AlterTable:
		i = i.And(alterTableImpact(c))
	case ddl.DropConstraint:
		i.Lock = dialect.LockBriefly
		if _, ok := c.Constraint.(*metadata.PrimaryKey); ok && c.To.PrimaryKey == nil {
			i = i.And(copying)
		}
	case ddl.DropColumn, ddl.DropIndex, ddl.DropTable, ddl.RenameColumn, ddl.RenameTable, ddl.AlterIndex, ddl.CreateTrigger, ddl.DropTrigger:
		i.Lock = dialect.LockBriefly
	}
	return i
}

func addColumnImpact(s *dialect.Server, c *metadata.Column) dialect.Impact {
	switch {
	case c.Computed != nil && c.Computed.Stored:
		return copying
	case c.Autoincrement == metadata.AutoincrementOn:
		return copying
	case c.ServerDefault != nil && computedPerRow(s, c.ServerDefault.Text):
		return copying
	}
	return instant
}

// computedPerRow: MySQL computes every expression for each row, MariaDB those
// that give another value each time.
func computedPerRow(s *dialect.Server, text string) bool {
	if isMaria(s) {
		return volatile.MatchString(text)
	}
	return strings.HasPrefix(text, "(")
}

var volatile = regexp.MustCompile(`(?i)\b(uuid\w*|sys_guid|nextval)\s*\(|\bnext value for\b`)

func alterColumnImpact(s *dialect.Server, c ddl.AlterColumn) dialect.Impact {
	h, n := c.Old, c.New
	i := instant
	if (h.Computed == nil) != (n.Computed == nil) || h.Computed != nil && (h.Computed.Stored != n.Computed.Stored || n.Computed.Stored && !h.Computed.Expr.Equal(n.Computed.Expr)) {
		i = i.And(copying)
	}
	if from := n.Type.ValuesRenamedFrom; len(from) > 0 { // a longer list, an UPDATE of those rows, and the list that stays
		i = i.And(copying)
	} else if h.Type.SQL != n.Type.SQL {
		i = i.And(typeImpact(s, h.Type.SQL, n.Type.SQL))
	}
	if charsetOf(s, c.From, h) != charsetOf(s, c.To, n) || !isMaria(s) && h.Collation != n.Collation && indexed(c.From, h.Name) || h.Autoincrement != n.Autoincrement {
		i = i.And(copying)
	}
	if h.Nullable != n.Nullable {
		i = i.And(rebuild)
	}
	return i
}

// charsetOf is a column's character set: its own, the table's or the
// database's. A collation's name begins with it.
func charsetOf(s *dialect.Server, t *metadata.Table, c *metadata.Column) string {
	if set := c.Options["mysql.charset"]; set != "" {
		return set
	}
	charset, _, _ := strings.Cut(cmp.Or(c.Collation, t.Options["mysql.collation"], s.Facts[factCollation]), "_")
	return charset
}

// indexed reports whether the order of a column's values is kept somewhere.
func indexed(t *metadata.Table, column string) bool {
	holds := func(parts []metadata.Part) bool { return slices.Contains(metadata.ColumnsOf(parts), column) }
	return t.PrimaryKey != nil && holds(t.PrimaryKey.Parts) || slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return holds(i.Parts) })
}

// typeImpact knows the few changes of type that leave the rows as they are: a
// longer varchar, and values added behind the others.
func typeImpact(s *dialect.Server, from, to string) dialect.Impact {
	if a, b, ok := bothLengths(from, to); ok && b >= a {
		// Up to 255 bytes, the length takes one byte in each row. In the
		// usual utf8mb4 a character may be four.
		if isMaria(s) || a*4 > 255 || b*4 <= 255 {
			return instant
		}
		return copying
	}
	if list, ok := strings.CutSuffix(from, ")"); ok && (strings.HasPrefix(from, "enum(") || strings.HasPrefix(from, "set(")) && strings.HasPrefix(to, list+",") {
		return instant
	}
	return copying
}

var varcharOf = regexp.MustCompile(`^varchar\((\d+)\)$`)

func bothLengths(from, to string) (a, b int, ok bool) {
	m, n := varcharOf.FindStringSubmatch(from), varcharOf.FindStringSubmatch(to)
	if m == nil || n == nil {
		return 0, 0, false
	}
	a, _ = strconv.Atoi(m[1]) // digits, by the pattern
	b, _ = strconv.Atoi(n[1])
	return a, b, true
}

func addConstraintImpact(c ddl.AddConstraint) dialect.Impact {
	switch x := c.Constraint.(type) {
	case *metadata.PrimaryKey:
		return rebuild
	case *metadata.Check:
		if x.NotEnforced {
			return instant
		}
	}
	return copying // foreign keys too, since the rows are checked
}

// alterTableImpact: comments and statistics are the catalog's; the rest is how
// the rows are kept.
func alterTableImpact(c ddl.AlterTable) dialect.Impact {
	i := instant
	differs := func(keys ...string) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return c.From.Options["mysql."+k] != c.To.Options["mysql."+k] })
	}
	if differs("row_format", "key_block_size", "compression") {
		i = i.And(rebuild)
	}
	if differs("charset", "collation", "engine", "encryption", "tablespace") || c.From.PartitionBy != c.To.PartitionBy {
		i = i.And(copying)
	}
	return i
}
