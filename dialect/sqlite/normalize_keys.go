package sqlite

import "github.com/dbtool/dbtool/metadata"

// keys leaves out the comments of constraints and refuses what SQLite has not.
func (n *normalizer) keys(t *metadata.Table) {
	refuse := func(pos metadata.Position, format string, args ...any) { n.fail(pos, t.Ident(), "", format, args...) }
	for _, x := range t.Excludes {
		refuse(x.Pos, "SQLite has no exclusion constraints")
	}
	if k := t.PrimaryKey; k != nil {
		k.Comment = ""
		if len(k.Include) > 0 || k.Deferrable != "" || k.WithoutOverlaps {
			refuse(k.Pos, "primary key: SQLite has no INCLUDE, no WITHOUT OVERLAPS and no deferrable keys")
		}
	}
	for _, u := range t.Uniques {
		u.Comment = ""
		if u.NullsNotDistinct || len(u.Include) > 0 || u.Deferrable != "" || u.WithoutOverlaps {
			refuse(u.Pos, "unique %s: SQLite has no NULLS NOT DISTINCT, no INCLUDE, no WITHOUT OVERLAPS and no deferrable unique constraints", u.Name)
		}
	}
	for _, f := range t.ForeignKeys {
		f.Comment = ""
		if len(f.OnDeleteColumns) > 0 || f.NotValid || f.NotEnforced || f.Period {
			refuse(f.Pos, "foreign key %s: SQLite sets all columns at once, has no PERIOD, and each of its foreign keys is enforced and holds for old rows too", f.Name)
		}
	}
	for _, c := range t.Checks {
		c.Comment = ""
		if c.NotValid || c.NotEnforced || c.NoInherit {
			refuse(c.Pos, "check %s: every check of SQLite is enforced and holds for old rows too; there is no inheritance", c.Name)
		}
	}
}

func (n *normalizer) index(t *metadata.Table, i *metadata.Index) {
	i.Comment = ""
	if i.Method != "" || len(i.Include) > 0 || i.NullsNotDistinct || i.Invisible {
		n.fail(i.Pos, t.Ident(), "", "index %s: SQLite has one kind of index, without INCLUDE, NULLS NOT DISTINCT and visibility", i.Name)
	}
	for k := range i.Parts {
		p := &i.Parts[k]
		if p.Length > 0 || p.OpClass != "" {
			n.fail(i.Pos, t.Ident(), p.Column, "index %s: SQLite indexes whole values, without operator classes; substr(...) is an expression that it can index", i.Name)
		}
		// https://www.sqlite.org/lang_createindex.html has no NULLS FIRST or LAST.
		if p.Nulls == metadata.NullsFirst && p.Desc || p.Nulls == metadata.NullsLast && !p.Desc {
			n.fail(i.Pos, t.Ident(), p.Column, "index %s: SQLite sorts NULL below all values", i.Name)
		}
		p.Nulls = ""
	}
}

// identity is the rowid: a key of one integer column, without options.
func (n *normalizer) identity(t *metadata.Table, c *metadata.Column) {
	if c.Identity == nil {
		return
	}
	key := t.PrimaryKey
	if c.Identity.Always || !c.Identity.SequenceOptions.Equal(metadata.SequenceOptions{}) ||
		key == nil || len(key.Parts) != 1 || key.Parts[0].Column != c.Name {
		n.fail(c.Pos, t.Ident(), c.Name, "SQLite numbers a primary key of one column, without ALWAYS and without options")
	}
}
