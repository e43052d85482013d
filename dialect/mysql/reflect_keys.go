package mysql

import (
	"database/sql"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

func (r *reader) readIndexes() error {
	hidden, expression := "0", "NULL"
	switch {
	case isMaria(r.s) && has(r.s, hiddenIndexes):
		hidden = "IGNORED = 'YES'"
	case has(r.s, hiddenIndexes):
		hidden = "IS_VISIBLE = 'NO'"
	}
	if has(r.s, functionalIndexes) {
		expression = "EXPRESSION"
	}
	return r.each(`SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, INDEX_COMMENT, `+hidden+`, `+expression+`
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`, func(v []sql.NullString) error {
		t := r.tables[v[0].String]
		if t == nil {
			return nil
		}
		p, err := r.part(v)
		if err != nil {
			return err
		}
		if v[1].String == "PRIMARY" {
			if t.PrimaryKey == nil {
				t.PrimaryKey = &metadata.PrimaryKey{Comment: v[7].String}
			}
			t.PrimaryKey.Parts = append(t.PrimaryKey.Parts, p)
			return nil
		}
		i := r.index(t, v)
		if i.Method == "fulltext" || i.Method == "spatial" {
			p.Length, p.Desc = 0, false
		}
		i.Parts = append(i.Parts, p)
		return nil
	}, r.s.Database)
}

func (r *reader) part(v []sql.NullString) (p metadata.Part, err error) {
	p = metadata.Part{Column: v[3].String, Desc: v[4].String == "D"}
	if v[5].Valid {
		if p.Length, err = strconv.Atoi(v[5].String); err != nil {
			return p, fmt.Errorf("index %s of %s: %w", v[1].String, v[0].String, err)
		}
	}
	if v[9].Valid {
		p.Expr = metadata.SQL(r.local(r.text(v[9].String)))
	}
	return p, nil
}

func (r *reader) index(t *metadata.Table, v []sql.NullString) *metadata.Index {
	key := v[0].String + "\x00" + v[1].String
	if i := r.keys[key]; i != nil {
		return i
	}
	i := &metadata.Index{Name: v[1].String, Unique: v[2].String == "0", Comment: v[7].String, Invisible: v[8].String == "1"}
	switch v[6].String {
	case "FULLTEXT":
		i.Method = "fulltext"
		r.show[t.Name] = true // the parser is only there
	case "SPATIAL", "RTREE":
		i.Method = "spatial"
	case "VECTOR":
		i.Method = "vector"
		r.show[t.Name] = true // as are distance and size
	case "HASH": // a long unique key's on MariaDB
		if !hashed(t) {
			i.Method = "hash"
		}
	case "BTREE":
		if hashed(t) {
			i.Method = "btree"
		}
	}
	r.keys[key] = i
	t.Indexes = append(t.Indexes, i)
	return i
}

// hashed reports whether the table's engine makes hash indexes unless told otherwise.
func hashed(t *metadata.Table) bool { return strings.EqualFold(t.Options["mysql.engine"], "MEMORY") }

func (r *reader) readForeignKeys() error {
	keys := map[string]*metadata.ForeignKey{}
	err := r.each(`SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE, REFERENCED_TABLE_NAME, UNIQUE_CONSTRAINT_SCHEMA
FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?`, func(v []sql.NullString) error {
		t := r.tables[v[0].String]
		if t == nil {
			return nil
		}
		fk := &metadata.ForeignKey{Name: v[1].String, Ref: metadata.Name{Name: v[4].String}, OnUpdate: r.action(v[2].String), OnDelete: r.action(v[3].String)}
		if v[5].String != r.s.Database {
			fk.Ref.Schema = v[5].String
		}
		fk.Implicit = numberedAfter(fk.Name, t.Name+"_ibfk_")
		keys[v[0].String+"\x00"+v[1].String] = fk
		t.ForeignKeys = append(t.ForeignKeys, fk)
		return nil
	}, r.s.Database)
	if err != nil || len(keys) == 0 {
		return err
	}
	return r.each(`SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`, func(v []sql.NullString) error {
		if fk := keys[v[0].String+"\x00"+v[1].String]; fk != nil {
			fk.Columns, fk.RefColumns = append(fk.Columns, v[2].String), append(fk.RefColumns, v[3].String)
		}
		return nil
	}, r.s.Database)
}

// numberedAfter reports whether a name is the prefix and a number, as those are
// that the server makes up. RENAME TABLE renames them too, so they are matched
// by what they do.
func numberedAfter(name, prefix string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	_, err := strconv.Atoi(rest)
	return ok && err == nil
}

// action reads a rule. A key without one is NO ACTION to MySQL and RESTRICT to
// MariaDB; InnoDB does the same for both.
func (r *reader) action(s string) metadata.Action {
	if isMaria(r.s) && s == "RESTRICT" || !isMaria(r.s) && s == "NO ACTION" {
		return metadata.NoAction
	}
	return metadata.Action(s)
}

func (r *reader) readChecks() error {
	switch {
	case !has(r.s, checks):
		return nil
	case isMaria(r.s):
		return r.readMariaChecks()
	}
	// Two queries: joining the two views takes time with the square of the checks.
	clauses := map[string]string{}
	err := r.each("SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?", func(v []sql.NullString) error {
		clauses[v[0].String] = v[1].String
		return nil
	}, r.s.Database)
	if err != nil || len(clauses) == 0 {
		return err
	}
	return r.each("SELECT TABLE_NAME, CONSTRAINT_NAME, ENFORCED FROM information_schema.TABLE_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ? AND CONSTRAINT_TYPE = 'CHECK'", func(v []sql.NullString) error {
		if t := r.tables[v[0].String]; t != nil {
			t.Checks = append(t.Checks, &metadata.Check{Name: v[1].String, Expr: metadata.SQL(unparen(r.text(clauses[v[1].String]))),
				NotEnforced: v[2].String == "NO", Implicit: numberedAfter(v[1].String, t.Name+"_chk_")})
		}
		return nil
	}, r.s.Database)
}

// periodCheck is the check that MariaDB adds for a period of the application.
var periodCheck = regexp.MustCompile("^`(?:[^`]|``)+` < `(?:[^`]|``)+`$")

func (r *reader) readMariaChecks() error {
	level := "''"
	if has(r.s, checkLevels) {
		level = "LEVEL"
	}
	return r.each(`SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, `+level+` FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?`, func(v []sql.NullString) error {
		t := r.tables[v[0].String]
		if t == nil {
			return nil
		}
		c := &metadata.Check{Name: v[1].String, Expr: metadata.SQL(r.local(v[2].String)), Implicit: numberedAfter(v[1].String, "CONSTRAINT_")}
		if v[3].String == "Column" || v[3].String == "" && t.Column(c.Name) != nil {
			c.Column = c.Name
		} else if periodCheck.MatchString(v[2].String) {
			r.show[t.Name] = true // it may be a period's
		}
		t.Checks = append(t.Checks, c)
		return nil
	}, r.s.Database)
}
