package postgres

import (
	"database/sql"

	"github.com/dbtool/dbtool/metadata"
)

// Since PostgreSQL 18 NOT NULL is a constraint with a name. The name counts no
// more than a column's place and is only kept to carry a comment. These options
// of a column hold what else there is to it.
const (
	notNullKind    = "not_null" // "not valid" or "no inherit"
	notNullName    = "not_null_name"
	notNullComment = "not_null_comment"
)

func (r *reader) readNotNulls() error {
	if !namesNotNull(r.s) {
		return nil
	}
	return r.each(`SELECT c.conrelid::text, c.conkey[1]::text, c.convalidated::text, c.connoinherit::text, c.conname, d.description
FROM pg_constraint c LEFT JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = c.oid
WHERE c.contype = 'n' AND c.conislocal AND (NOT c.convalidated OR c.connoinherit OR d.description IS NOT NULL)`, func(v []sql.NullString) error {
		x := r.relations[v[0].String]
		if x == nil || x.table == nil {
			return nil
		}
		c := x.table.Column(x.columns[v[1].String])
		switch {
		case v[2].String == "false":
			set(&c.Options, notNullKind, "not valid")
		case v[3].String == "true":
			set(&c.Options, notNullKind, "no inherit")
		}
		if v[5].Valid {
			set(&c.Options, notNullName, v[4].String)
			set(&c.Options, notNullComment, v[5].String)
		}
		return nil
	})
}

// notNull is the clause of a column's definition; one that is NOT VALID comes
// after the table.
func (w *script) notNull(c *metadata.Column) string {
	switch {
	case c.Nullable, c.Options["postgres."+notNullKind] == "not valid":
		return ""
	case c.Options["postgres."+notNullKind] == "no inherit":
		return w.notNullHead(c) + " NOT NULL NO INHERIT"
	}
	return w.notNullHead(c) + " NOT NULL"
}

func (w *script) notNullHead(c *metadata.Column) string {
	if name := c.Options["postgres."+notNullName]; name != "" {
		return " CONSTRAINT " + w.d.Ident(name)
	}
	return ""
}

// lateNotNull adds what the column's definition does not hold.
func (w *script) lateNotNull(table string, c *metadata.Column) {
	if c.Options["postgres."+notNullKind] == "not valid" {
		w.add("ALTER TABLE ", table, " ADD", w.notNullHead(c), " NOT NULL ", w.d.Ident(c.Name), " NOT VALID")
	}
	if text := c.Options["postgres."+notNullComment]; text != "" {
		w.comment("CONSTRAINT "+w.d.Ident(c.Options["postgres."+notNullName])+" ON "+table, text)
	}
}

// sameNotNull reports whether two columns that are NOT NULL are so in the same way.
func sameNotNull(h, n *metadata.Column) bool {
	for _, key := range []string{notNullKind, notNullName, notNullComment} {
		if h.Options["postgres."+key] != n.Options["postgres."+key] {
			return false
		}
	}
	return true
}
