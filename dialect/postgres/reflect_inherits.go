package postgres

import (
	"database/sql"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// inherited is the option of a column that only comes from a parent. Its value
// is "true", or what the column has of its own: "default", "not null".
const inherited = "inherited"

func isInherited(c *metadata.Column) bool { return c.Options["postgres."+inherited] != "" }

// ownOf reports whether an inherited column has a default or a NOT NULL that
// its parents have not.
func ownOf(c *metadata.Column, what string) bool {
	return strings.Contains(c.Options["postgres."+inherited], what)
}

func (r *reader) readInherits() error {
	if err := r.each(`SELECT inhrelid::text, inhparent::text FROM pg_inherits ORDER BY inhrelid, inhseqno`, func(v []sql.NullString) error {
		child, parent := r.relations[v[0].String], r.relations[v[1].String]
		if child == nil || parent == nil || child.table == nil {
			return nil
		}
		if child.table.PartitionOf != nil {
			child.table.PartitionOf.Parent = parent.name
			return nil
		}
		child.table.Inherits = append(child.table.Inherits, parent.name)
		return nil
	}); err != nil {
		return err
	}
	r.markOwn()
	return nil
}

// parentsOf are the tables that a table takes columns from.
func parentsOf(t *metadata.Table) []metadata.Name {
	if t.PartitionOf != nil {
		return []metadata.Name{t.PartitionOf.Parent}
	}
	return t.Inherits
}

// markOwn finds what inherited columns have of their own.
func (r *reader) markOwn() {
	for _, t := range r.m.Tables() {
		for _, c := range t.Columns {
			if isInherited(c) {
				r.markColumn(t, c)
			}
		}
	}
}

func (r *reader) markColumn(t *metadata.Table, c *metadata.Column) {
	var own []string
	sameDefault, notNull, found := false, false, false
	for _, name := range parentsOf(t) {
		parent := r.m.Table(name)
		if parent == nil {
			continue
		}
		if p := parent.Column(c.Name); p != nil {
			found = true
			sameDefault = sameDefault || p.ServerDefault.Equal(c.ServerDefault)
			notNull = notNull || !p.Nullable
		}
	}
	if !found {
		return
	}
	if !sameDefault {
		own = append(own, "default")
	}
	if !notNull && !c.Nullable {
		own = append(own, "not null")
	}
	if len(own) > 0 {
		set(&c.Options, inherited, strings.Join(own, ", "))
	}
}
