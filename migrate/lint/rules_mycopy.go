package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

const (
	copies  = "the table is copied, and nobody can write meanwhile"
	copying = "at a quiet time, by gh-ost or pt-online-schema-change, or by a new column that is filled in batches"
)

// myCopyRules are about what MySQL and MariaDB cannot do online.
func myCopyRules() []Rule {
	return append(myCopyTypeRules(), myCopyKeyRules()...)
}

// copyRule is about a change that MySQL and MariaDB make by a copy.
func copyRule(id, title, why, instead string, find func(*linter, *step, ddl.Change) string) Rule {
	return Rule{ID: id, Level: Warning, specific: id != "MY119", Dialects: []string{"mysql", "!tidb"}, Title: title, Why: why, Instead: instead, calms: emptyTable, change: find}
}

func myCopyTypeRules() []Rule {
	return []Rule{
		copyRule("MY110", "values of an enum or a set change other than at the end", copies, "add values at the end: that is instant", copiesEnum),
		copyRule("MY111", "an integer becomes another integer", copies, copying, changesType(func(a, b string) bool { return a != b && isInt(a) && isInt(b) })),
		{ID: "MY112", Level: Warning, specific: true, Dialects: []string{"mysql", "!mariadb", "!tidb"}, Title: "a varchar grows beyond 255 bytes", Why: "its length takes a second byte in every row: " + copies, Instead: "give it more than 63 characters (of utf8mb4) from the start", calms: emptyTable,
			change: func(l *linter, s *step, c ddl.Change) string {
				a, ok := c.(ddl.AlterColumn)
				if !ok || !varchar(a.Old) || !varchar(a.New) || length(a.New) <= length(a.Old) {
					return ""
				}
				longer := *a.Old // and nothing else
				longer.Type = a.New.Type
				if !l.impact(ddl.AlterColumn{In: a.In, Old: a.Old, New: &longer}).Rewrites {
					return ""
				}
				return describeType(a)
			}},
		copyRule("MY113", "a varchar becomes shorter, or a text", copies, copying, func(_ *linter, _ *step, c ddl.Change) string {
			a, ok := c.(ddl.AlterColumn)
			if ok && varchar(a.Old) && (varchar(a.New) && length(a.New) < length(a.Old) || strings.HasSuffix(a.New.Type.SQL, "text")) {
				return describeType(a)
			}
			return ""
		}),
		copyRule("MY114", "a character set or a collation changes", copies, copying, func(l *linter, _ *step, c ddl.Change) string {
			if what := charsetChange(l, c); what != "" {
				return "changes the character set of " + what
			}
			if a, ok := c.(ddl.AlterColumn); ok && a.Old.Collation != a.New.Collation && a.Old.Type.Equal(a.New.Type) {
				return sayf("changes the collation of %s.%s", a.Ident(), a.New.Name)
			}
			return ""
		}),
	}
}

func myCopyKeyRules() []Rule {
	return []Rule{
		copyRule("MY115", "a primary key is dropped and none takes its place", copies, "drop and add in one ALTER TABLE: that lets others write", func(_ *linter, _ *step, c ddl.Change) string {
			if d, ok := c.(ddl.DropConstraint); ok && d.To.PrimaryKey == nil {
				if _, ok := d.Constraint.(*metadata.PrimaryKey); ok {
					return "drops the primary key of " + d.Ident().String()
				}
			}
			return ""
		}),
		copyRule("MY116", "a stored column or a check is added", copies, "a virtual column; a check NOT ENFORCED where the server has it", func(_ *linter, _ *step, c ddl.Change) string {
			switch c := c.(type) {
			case ddl.AddColumn:
				if c.Column.Computed != nil && c.Column.Computed.Stored {
					return sayf("adds stored column %s.%s", c.Ident(), c.Column.Name)
				}
			case ddl.AddConstraint:
				if k, ok := c.Constraint.(*metadata.Check); ok && !k.NotEnforced {
					return sayf("adds %s to %s", ddl.DescribeConstraint(k), c.Ident())
				}
			}
			return ""
		}),
		copyRule("MY117", "something is added that nobody may write beside", "the table is read or copied under a lock against writers", "at a quiet time", addsUnderLock),
		copyRule("MY118", "a foreign key is added with its check", copies, "SET foreign_key_checks = 0 lets others write; then nobody has looked at the rows: look yourself", func(l *linter, s *step, c ddl.Change) string {
			unchecked := l.before(s, func(a act) bool {
				return a.is(set) && a.name == "foreign_key_checks" && (a.value == "0" || strings.EqualFold(a.value, "off"))
			})
			if a, ok := c.(ddl.AddConstraint); ok && !unchecked {
				if fk, ok := a.Constraint.(*metadata.ForeignKey); ok {
					return sayf("adds %s to %s", ddl.DescribeConstraint(fk), a.Ident())
				}
			}
			return ""
		}),
		copyRule("MY119", "a table is rebuilt", "others may read and write, but it takes time and space for all rows, and replicas come to it later", "at a quiet time, once for all such changes", rebuildsInPlace).also(rebuildsAsIs),
	}
}

// also has the rule look at acts as well.
func (r Rule) also(find func(*linter, *step, act) string) Rule {
	r.act = find
	return r
}

// rebuildsAsIs is for what writes a table anew without changing its schema.
func rebuildsAsIs(l *linter, s *step, a act) string {
	same := a.is(tableOption) && (a.name == "engine" || a.name == "force") && len(s.Changes) == 0
	if !l.used(a) || s.Err != nil || !same && !a.is(vacuum) {
		return ""
	}
	return sayf("rebuilds %s as it is", a.table)
}

func copiesEnum(l *linter, _ *step, c ddl.Change) string {
	a, ok := c.(ddl.AlterColumn)
	if !ok {
		return ""
	}
	from, to := strings.TrimSuffix(a.Old.Type.SQL, ")"), a.New.Type.SQL
	listed := func(s string) bool { return strings.HasPrefix(s, "enum(") || strings.HasPrefix(s, "set(") }
	if !listed(from) || !listed(to) || a.Old.Type.SQL == to || strings.HasPrefix(to, from+",") && strings.Count(to, ",") < 255 {
		return ""
	}
	return describeType(a)
}

func describeType(a ddl.AlterColumn) string {
	return sayf("makes %s.%s %s of %s", a.Ident(), a.New.Name, a.New.Type, a.Old.Type)
}

func changesType(f func(from, to string) bool) func(*linter, *step, ddl.Change) string {
	return func(_ *linter, _ *step, c ddl.Change) string {
		if a, ok := c.(ddl.AlterColumn); ok && f(a.Old.Type.SQL, a.New.Type.SQL) {
			return describeType(a)
		}
		return ""
	}
}

func isInt(sql string) bool {
	word, _, _ := strings.Cut(sql, "(")
	word, _, _ = strings.Cut(word, " ")
	return slices.Contains([]string{"tinyint", "smallint", "mediumint", "int", "bigint"}, word)
}

var varcharLength = regexp.MustCompile(`^varchar\((\d+)\)`)

func varchar(c *metadata.Column) bool { return varcharLength.MatchString(c.Type.SQL) }

func length(c *metadata.Column) int {
	n := 0
	for _, d := range varcharLength.FindStringSubmatch(c.Type.SQL)[1] {
		n = n*10 + int(d-'0')
	}
	return n
}

// charsetChange is the table or column whose character set a change is about.
func charsetChange(_ *linter, c ddl.Change) string {
	set := func(o metadata.Options, collation string) string {
		if s := o["mysql.charset"]; s != "" {
			return s
		}
		s, _, _ := strings.Cut(collation, "_")
		return s
	}
	switch c := c.(type) {
	case ddl.AlterColumn:
		if set(c.Old.Options, c.Old.Collation) != set(c.New.Options, c.New.Collation) {
			return c.Ident().String() + "." + c.New.Name
		}
	case ddl.AlterTable:
		if set(c.From.Options, c.From.Options["mysql.collation"]) != set(c.To.Options, c.To.Options["mysql.collation"]) {
			return "table " + c.Ident().String()
		}
	}
	return ""
}

func addsUnderLock(l *linter, _ *step, c ddl.Change) string {
	switch c := c.(type) {
	case ddl.AddColumn:
		if c.Column.Autoincrement == metadata.AutoincrementOn {
			return sayf("adds %s.%s, which numbers the rows", c.Ident(), c.Column.Name)
		}
	case ddl.CreateIndex:
		if l.impact(c).Lock >= dialect.LockWrites {
			return sayf("adds index %s to %s", c.Index.Name, c.Ident())
		}
	}
	return ""
}

func rebuildsInPlace(l *linter, s *step, c ddl.Change) string {
	in, ok := ddl.TableOf(c)
	if i := l.impact(c); ok && i.Rewrites && i.Lock < dialect.LockWrites {
		return sayf("%s rebuilds %s", c.Describe(), in.Ident())
	}
	if m, ok := c.(ddl.MoveColumn); ok && !slices.Contains(l.target.Server.Names, "mariadb") {
		return sayf("moves %s.%s, which rebuilds the table", m.Ident(), m.Column.Name)
	}
	return ""
}
