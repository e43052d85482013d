package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

func (n *normalizer) primaryKey(t *metadata.Table) {
	pk := t.PrimaryKey
	if pk == nil {
		return
	}
	if len(pk.Include) > 0 || pk.Deferrable != "" || pk.WithoutOverlaps {
		n.fail(pk.Pos, t.Ident(), "", "primary key: %s has no INCLUDE, no deferrable keys and no WITHOUT OVERLAPS", n.s.Product)
	}
	pk.Name, pk.Implicit, pk.Options = "", true, ansi.Own(pk.Options, "mysql") // the server calls each PRIMARY
	n.options(pk.Pos, t.Ident(), "", pk.Options, indexOptions)
	n.parts(t, pk.Pos, "primary key", "", pk.Parts, false)
	for _, p := range pk.Parts {
		if c := t.Column(p.Column); c != nil {
			c.Nullable = false // as the server makes it
		}
	}
}

// uniques turns unique constraints into unique indexes, named as the server
// does.
func (n *normalizer) uniques(t *metadata.Table) {
	for _, u := range t.Uniques {
		if u.NullsNotDistinct || len(u.Include) > 0 || u.Deferrable != "" || u.WithoutOverlaps {
			n.fail(u.Pos, t.Ident(), "", "unique %s: %s has no NULLS NOT DISTINCT, no INCLUDE, no WITHOUT OVERLAPS and no deferrable constraints", u.Name, n.s.Product)
		}
		i := &metadata.Index{Name: u.Name, Unique: true, Parts: u.Parts, Comment: u.Comment, Options: ansi.Own(u.Options, "mysql"), Implicit: u.Implicit, RenamedFrom: u.RenamedFrom, Pos: u.Pos}
		if i.Name == "" && len(u.Parts) > 0 {
			base := u.Parts[0].Column
			if base == "" {
				base = "functional_index"
			}
			i.Name, i.Implicit = free(t, base), true
		}
		t.Indexes = append(t.Indexes, i)
	}
	t.Uniques = nil
}

// free is the name that the server gives an index: that of its first column,
// with a number behind it when it is taken.
func free(t *metadata.Table, base string) string {
	taken := func(name string) bool {
		return strings.EqualFold(name, "PRIMARY") || slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return strings.EqualFold(i.Name, name) })
	}
	name := base
	for k := 2; taken(name); k++ {
		name = metadata.Truncate(base, 60) + fmt.Sprintf("_%d", k)
	}
	return name
}

func (n *normalizer) index(t *metadata.Table, i *metadata.Index) {
	refuse := func(format string, args ...any) {
		n.fail(i.Pos, t.Ident(), "", "index %s: %s", i.Name, fmt.Sprintf(format, args...))
	}
	n.name(i.Pos, t.Ident(), "index", i.Name)
	n.options(i.Pos, t.Ident(), "", i.Options, indexOptions)
	if i.Where != nil || len(i.Include) > 0 || i.NullsNotDistinct {
		refuse("%s has no partial indexes other than unique ones over columns, no INCLUDE and no NULLS NOT DISTINCT", n.s.Product)
	}
	if i.Invisible && !has(n.s, hiddenIndexes) {
		refuse("%s %s has no indexes that its optimizer passes over", n.s.Product, n.s.Version)
	}
	i.Method = strings.ToLower(i.Method)
	inMemory := hashed(t)
	switch i.Method {
	case "", "fulltext", "spatial", "vector":
	case "btree":
		if !inMemory {
			i.Method = ""
		}
	case "hash":
		if !inMemory && (!isMaria(n.s) || !i.Unique) { // a MEMORY table's is shown as it was said
			refuse("only MEMORY tables have hash indexes on %s", n.s.Product)
		}
	default:
		refuse("%s has no %s indexes; there are fulltext and spatial ones", n.s.Product, i.Method)
	}
	n.parts(t, i.Pos, "index "+i.Name, i.Method, i.Parts, i.Unique)
	if isMaria(n.s) && i.Unique && n.needsLength(t, i.Parts) {
		i.Method = "hash" // which MariaDB makes of unique keys over long columns
	}
}

func (n *normalizer) needsLength(t *metadata.Table, parts []metadata.Part) bool {
	return slices.ContainsFunc(parts, func(p metadata.Part) bool {
		c := t.Column(p.Column)
		return c != nil && p.Length == 0 && large(c.Type.SQL)
	})
}

func (n *normalizer) parts(t *metadata.Table, pos metadata.Position, what, method string, parts []metadata.Part, unique bool) {
	refuse := func(p metadata.Part, format string, args ...any) {
		n.fail(pos, t.Ident(), p.Column, "%s: %s", what, fmt.Sprintf(format, args...))
	}
	for k := range parts {
		p := &parts[k]
		if p.Collation != "" || p.OpClass != "" {
			refuse(*p, "%s has no collations and no operator classes of index parts", n.s.Product)
		}
		// NULL sorts below all values.
		if p.Nulls == metadata.NullsFirst && p.Desc || p.Nulls == metadata.NullsLast && !p.Desc {
			refuse(*p, "%s sorts NULL below all values", n.s.Product)
		}
		p.Nulls = ""
		if p.Expr != nil && !has(n.s, functionalIndexes) {
			refuse(*p, "%s has no indexes over expressions; make one over a generated column", n.s.Product)
		}
		if p.Desc && !has(n.s, descendingIndexes) {
			refuse(*p, "%s %s has no descending indexes", n.s.Product, n.s.Version)
		}
		c := t.Column(p.Column)
		switch {
		case c == nil || method == "fulltext" || method == "spatial" || method == "vector":
		case family(c.Type.SQL) == "json":
			refuse(*p, "a JSON column cannot be indexed; index an expression over it")
		case p.Length == 0 && large(c.Type.SQL) && !(unique && isMaria(n.s)):
			refuse(*p, "%s needs to know how much of a %s to index; set the part's Length", n.s.Product, c.Type.SQL)
		}
	}
}

func (n *normalizer) checks(t *metadata.Table) {
	taken := map[string]bool{}
	for _, c := range t.Checks {
		taken[c.Name] = true
	}
	k := 0
	for _, c := range t.Checks {
		n.check(t, c)
		for c.Name == "" {
			k++
			name := fmt.Sprintf("%s_chk_%d", t.Name, k)
			if isMaria(n.s) {
				name = fmt.Sprintf("CONSTRAINT_%d", k)
			}
			if !taken[name] {
				c.Name, c.Implicit = name, true
			}
		}
	}
}

func (n *normalizer) check(t *metadata.Table, c *metadata.Check) {
	c.Comment = "" // which no constraint has here
	n.name(c.Pos, t.Ident(), "check", c.Name)
	switch {
	case !has(n.s, checks):
		n.fail(c.Pos, t.Ident(), "", "check %s: %s %s does not look at checks", c.Name, n.s.Product, n.s.Version)
	case c.NotValid || c.NoInherit:
		n.fail(c.Pos, t.Ident(), "", "check %s: %s has no NOT VALID and no NO INHERIT", c.Name, n.s.Product)
	case c.NotEnforced && !has(n.s, notEnforced):
		n.fail(c.Pos, t.Ident(), "", "check %s: %s has no NOT ENFORCED", c.Name, n.s.Product)
	}
	if !isMaria(n.s) {
		c.Column = "" // to MySQL all checks are the table's
	}
	if c.Column != "" { // and to MariaDB a column's check has the column's name
		c.Name, c.Implicit = c.Column, true
	}
}

// foreignKeys names keys as InnoDB does, and adds the index that it makes for
// a key that has none; a longer index serves two keys.
func (n *normalizer) foreignKeys(t *metadata.Table) {
	taken := map[string]bool{}
	for _, fk := range t.ForeignKeys {
		taken[fk.Name] = true
	}
	k := 0
	for _, fk := range t.ForeignKeys {
		n.foreignKey(t, fk)
		for fk.Name == "" {
			k++
			if name := fmt.Sprintf("%s_ibfk_%d", t.Name, k); !taken[name] {
				fk.Name, fk.Implicit = name, true
			}
		}
	}
	longest := slices.Clone(t.ForeignKeys)
	slices.SortStableFunc(longest, func(a, b *metadata.ForeignKey) int { return len(b.Columns) - len(a.Columns) })
	for _, fk := range longest {
		if serving(t, fk.Columns) {
			continue
		}
		base := fk.Name
		if fk.Implicit {
			base = fk.Columns[0]
		}
		t.Indexes = append(t.Indexes, &metadata.Index{Name: free(t, base), Parts: metadata.Parts(fk.Columns...), Implicit: true})
	}
}

func (n *normalizer) foreignKey(t *metadata.Table, fk *metadata.ForeignKey) {
	n.name(fk.Pos, t.Ident(), "foreign key", fk.Name)
	fk.Comment = "" // which no constraint has here
	if fk.Deferrable != "" || fk.Match != "" || fk.NotValid || fk.NotEnforced || fk.Period || len(fk.OnDeleteColumns) > 0 {
		n.fail(fk.Pos, t.Ident(), "", "foreign key %s(%s): %s has no DEFERRABLE, MATCH, NOT VALID, NOT ENFORCED, PERIOD and no columns of ON DELETE", fk.Name, strings.Join(fk.Columns, ", "), n.s.Product)
	}
	if fk.OnDelete == metadata.SetDefault || fk.OnUpdate == metadata.SetDefault {
		n.fail(fk.Pos, t.Ident(), "", "foreign key %s(%s): InnoDB refuses SET DEFAULT", fk.Name, strings.Join(fk.Columns, ", "))
	}
	for _, a := range []*metadata.Action{&fk.OnDelete, &fk.OnUpdate} {
		if isMaria(n.s) && *a == metadata.Restrict {
			*a = "" // what a key without the clause does
		}
	}
	if fk.Ref.Schema == n.s.Database {
		fk.Ref.Schema = ""
	}
}

// serving reports whether the columns are the first ones of a key or index, as
// a foreign key needs it.
func serving(t *metadata.Table, columns []string) bool {
	if t.PrimaryKey != nil && begins(t.PrimaryKey.Parts, columns) {
		return true
	}
	return slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Method == "" && begins(i.Parts, columns) })
}

// begins reports whether an index over parts begins with all of the columns.
func begins(parts []metadata.Part, columns []string) bool {
	if len(parts) < len(columns) {
		return false
	}
	for i, c := range columns {
		if !strings.EqualFold(parts[i].Column, c) || parts[i].Length > 0 {
			return false
		}
	}
	return true
}

// numbered refuses what AUTO_INCREMENT cannot be: one of two, no number, or
// without a key of its own.
func (n *normalizer) numbered(t *metadata.Table) {
	count := 0
	for _, c := range t.Columns {
		if c.Autoincrement != metadata.AutoincrementOn {
			continue
		}
		if count++; count > 1 {
			n.fail(c.Pos, t.Ident(), c.Name, "%s numbers one column of a table automatically, and this is another", n.s.Product)
		}
		if !isNumber(c.Type.SQL) || family(c.Type.SQL) == "decimal" {
			n.fail(c.Pos, t.Ident(), c.Name, "a column of type %s cannot be numbered automatically", c.Type.SQL)
		}
		if !serving(t, []string{c.Name}) && t.Options["mysql.engine"] == "" {
			n.fail(c.Pos, t.Ident(), c.Name, "is numbered automatically and needs to be the first column of a key or index")
		}
	}
}
