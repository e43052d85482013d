package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Reflect reads information_schema, one query per kind of object. SHOW CREATE
// is asked only for what that lacks: partitions, parsers of full-text indexes,
// system versioning and the texts of routines.
func (d *Dialect) Reflect(ctx context.Context, q dialect.Queryer, s *dialect.Server, scope dialect.Scope) (*metadata.MetaData, error) {
	if s.Database == "" {
		return nil, fmt.Errorf("the URL names no database")
	}
	m := metadata.New()
	m.Dialect, m.Product, m.Version = "mysql", s.Product, s.Version
	r := &reader{ctx: ctx, q: q, s: s, m: m, d: d, scope: scope, tables: map[string]*metadata.Table{}, show: map[string]bool{}}
	for _, step := range []func() error{r.readTables, r.readColumns, r.readIndexes, r.readForeignKeys, r.readChecks, r.readShown, r.readViews, r.readTriggers, r.readRoutines, r.readEvents} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	m.Sort()
	return m, nil
}

type reader struct {
	ctx    context.Context
	q      dialect.Queryer
	s      *dialect.Server
	m      *metadata.MetaData
	d      *Dialect
	scope  dialect.Scope
	tables map[string]*metadata.Table
	show   map[string]bool // tables whose SHOW CREATE is needed
}

// each runs a query and hands out its rows; NULL is the empty string with
// Valid false.
func (r *reader) each(query string, f func(v []sql.NullString) error, args ...any) error {
	rows, err := r.q.QueryContext(r.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	v, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range v {
		into[i] = &v[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *reader) leaveOut(name string) bool {
	return slices.ContainsFunc(r.scope.Exclude, func(n metadata.Name) bool { return strings.EqualFold(n.Name, name) })
}

func (r *reader) unmanaged(kind, name, table, why, text string) {
	u := metadata.Unmanaged{Kind: kind, Name: metadata.Name{Name: name}, Why: why, Definition: text}
	if table != "" {
		u.Table.Name = table
	}
	r.m.Unmanaged = append(r.m.Unmanaged, u)
}

func (r *reader) readTables() error {
	var sequences []*metadata.Sequence
	err := r.each(`SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?`, func(v []sql.NullString) error {
		name := v[0].String
		if r.leaveOut(name) {
			return nil
		}
		switch v[1].String {
		case "BASE TABLE", "SYSTEM VERSIONED":
		case "VIEW", "SYSTEM VIEW":
			return nil
		case "SEQUENCE":
			q := &metadata.Sequence{Name: name, Comment: v[5].String}
			if e := v[2].String; e != "" && e != r.s.Facts["engine"] {
				q.Options = metadata.Options{"mysql.engine": e}
			}
			sequences = append(sequences, q)
			return nil
		default:
			r.unmanaged(strings.ToLower(v[1].String), name, "", "this kind of table is not modelled", "")
			return nil
		}
		t := &metadata.Table{Name: name, Comment: v[5].String, Options: tableOptions(v[4].String)}
		if v[1].String == "SYSTEM VERSIONED" {
			r.show[name] = true
		}
		if e := v[2].String; e != "" && e != r.s.Facts["engine"] {
			t.Options["mysql.engine"] = e
		}
		t.Options["mysql.collation"] = v[3].String
		if t.Options["mysql.partitioned"] != "" {
			delete(t.Options, "mysql.partitioned")
			r.show[name] = true
		}
		r.tables[name] = r.m.Add(t)
		return nil
	}, r.s.Database)
	for _, q := range sequences {
		if err == nil {
			err = r.readSequence(q)
		}
	}
	return err
}

// tableOptions reads CREATE_OPTIONS: "row_format=COMPRESSED key_block_size=8 partitioned".
func tableOptions(s string) metadata.Options {
	o := metadata.Options{}
	for _, word := range strings.Fields(s) {
		k, v, _ := strings.Cut(word, "=")
		k = strings.ToLower(strings.Trim(k, "`"))
		if v == "" {
			v = "true"
		}
		if k == "row_format" {
			v = strings.ToUpper(v)
		}
		o["mysql."+k] = strings.Trim(v, `'"`)
	}
	return o
}

func (r *reader) readSequence(s *metadata.Sequence) error {
	return r.each("SELECT minimum_value, maximum_value, start_value, increment, cache_size, cycle_option FROM "+r.d.Ident(s.Name), func(v []sql.NullString) error {
		n := make([]int64, 5)
		for i := range n {
			if _, err := fmt.Sscan(v[i].String, &n[i]); err != nil {
				return err
			}
		}
		least, most := int64(1), int64(9223372036854775806)
		if n[3] < 0 {
			least, most = -9223372036854775807, -1
		}
		first := n[0]
		if n[3] < 0 {
			first = n[1]
		}
		set := func(p **int64, v, normal int64) {
			if v != normal {
				*p = &v
			}
		}
		set(&s.Min, n[0], least)
		set(&s.Max, n[1], most)
		set(&s.Start, n[2], first)
		set(&s.Increment, n[3], 1)
		set(&s.Cache, n[4], 1000)
		s.Cycle = v[5].String == "1"
		r.m.Sequences = append(r.m.Sequences, s)
		return nil
	})
}

func (r *reader) readColumns() error {
	srs := "SRS_ID"
	if isMaria(r.s) {
		srs = "NULL"
	}
	return r.each(`SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE, COLLATION_NAME, EXTRA, GENERATION_EXPRESSION, COLUMN_COMMENT, DATA_TYPE, `+srs+`
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`, func(v []sql.NullString) error {
		t := r.tables[v[0].String]
		if t == nil {
			return nil
		}
		c := &metadata.Column{Name: v[1].String, Nullable: v[3].String == "YES", Type: metadata.Exact(v[4].String), Comment: v[8].String}
		if v[5].Valid && v[5].String != t.Options["mysql.collation"] {
			c.Collation = v[5].String
		}
		if v[10].Valid {
			c.Options = metadata.Options{"mysql.srid": v[10].String}
		}
		r.extra(c, v[2], v[6].String, v[7].String, v[9].String)
		t.Columns = append(t.Columns, c)
		return nil
	}, r.s.Database)
}

// extra reads the column EXTRA, and with it what the default means.
func (r *reader) extra(c *metadata.Column, def sql.NullString, extra, generated, kind string) {
	option := func(k string) {
		if c.Options == nil {
			c.Options = metadata.Options{}
		}
		c.Options["mysql."+k] = "true"
	}
	upper := strings.ToUpper(extra)
	if strings.Contains(upper, "AUTO_INCREMENT") {
		c.Autoincrement = metadata.AutoincrementOn
	}
	if strings.Contains(upper, "INVISIBLE") {
		option("invisible")
	}
	if strings.Contains(upper, "WITHOUT SYSTEM VERSIONING") {
		option("without_system_versioning")
	}
	if i := strings.Index(upper, "ON UPDATE "); i >= 0 {
		word, _, _ := strings.Cut(extra[i+len("on update "):], " ")
		word, _, _ = strings.Cut(word, ",")
		c.OnUpdate = metadata.SQL(word)
	}
	if generated != "" {
		c.Computed = &metadata.Computed{Expr: metadata.SQL(r.local(r.text(generated))), Stored: strings.Contains(upper, "STORED") || strings.Contains(upper, "PERSISTENT")}
		return
	}
	if !def.Valid || isMaria(r.s) && def.String == "NULL" {
		return
	}
	c.ServerDefault = metadata.SQL(r.local(def.String))
	if isMaria(r.s) {
		return
	}
	switch {
	case strings.Contains(upper, "DEFAULT_GENERATED") && strings.HasPrefix(strings.ToUpper(def.String), "CURRENT_TIMESTAMP"):
	case strings.Contains(upper, "DEFAULT_GENERATED"):
		c.ServerDefault = metadata.SQL("(" + r.text(def.String) + ")")
	case kind == "bit", strings.HasPrefix(def.String, "0x") && strings.Contains(kind, "binary"):
	default:
		c.ServerDefault = metadata.SQL(r.d.Literal(def.String))
	}
}

// text undoes what MySQL's information_schema does to expressions: it escapes
// quotes, _utf8mb4\'a\', and encodes what is not ASCII twice.
func (r *reader) text(s string) string {
	if isMaria(r.s) {
		return s
	}
	s = decodedOnce(s)
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case '0':
			b.WriteByte(0)
		case 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// decodedOnce reads the characters of a text as bytes of MySQL's latin1, which is
// Windows-1252 with its five gaps filled, and those as UTF-8. A text that does
// not come out as UTF-8 was not encoded twice.
func decodedOnce(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch i := strings.IndexRune(cp1252, r); {
		case i >= 0:
			b = append(b, byte(0x80+utf8.RuneCountInString(cp1252[:i])))
		case r < 0x100:
			b = append(b, byte(r))
		default:
			return s
		}
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}

// cp1252 are the characters of the bytes 0x80 to 0x9f.
const cp1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

func (r *reader) readIndexes() error {
	extra := "IS_VISIBLE = 'NO', EXPRESSION"
	if isMaria(r.s) {
		extra = "IGNORED = 'YES', NULL"
		if r.s.Number < 100600 {
			extra = "0, NULL"
		}
	}
	last := map[string]*metadata.Index{}
	return r.each(`SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, INDEX_COMMENT, `+extra+`
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`, func(v []sql.NullString) error {
		t := r.tables[v[0].String]
		if t == nil {
			return nil
		}
		p := metadata.Part{Column: v[3].String, Desc: v[4].String == "D"}
		if v[5].Valid {
			if _, err := fmt.Sscan(v[5].String, &p.Length); err != nil {
				return err
			}
		}
		if v[9].Valid {
			p.Expr = metadata.SQL(r.text(v[9].String))
		}
		if v[1].String == "PRIMARY" {
			if t.PrimaryKey == nil {
				t.PrimaryKey = &metadata.PrimaryKey{Comment: v[7].String}
				if hashed(t) != (v[6].String == "HASH") {
					t.PrimaryKey.Options = metadata.Options{"mysql.using": v[6].String}
				}
			}
			t.PrimaryKey.Parts = append(t.PrimaryKey.Parts, p)
			return nil
		}
		key := v[0].String + "\x00" + v[1].String
		i := last[key]
		if i == nil {
			i = &metadata.Index{Name: v[1].String, Unique: v[2].String == "0", Comment: v[7].String, Invisible: v[8].String == "1"}
			switch v[6].String {
			case "FULLTEXT":
				i.Method = "fulltext"
				r.show[t.Name] = true // the parser is only there
			case "SPATIAL", "RTREE":
				i.Method = "spatial"
			case "HASH":
				if !hashed(t) {
					i.Method = "hash"
				}
			case "BTREE":
				if hashed(t) {
					i.Method = "btree"
				}
			}
			last[key] = i
			t.Indexes = append(t.Indexes, i)
		}
		if i.Method == "fulltext" || i.Method == "spatial" {
			p.Length, p.Desc = 0, false
		}
		i.Parts = append(i.Parts, p)
		return nil
	}, r.s.Database)
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

// action reads a rule. A key without one is NO ACTION to MySQL and RESTRICT to
// MariaDB; InnoDB does the same for both.
func (r *reader) action(s string) metadata.Action {
	if isMaria(r.s) && s == "RESTRICT" || !isMaria(r.s) && s == "NO ACTION" {
		return metadata.NoAction
	}
	return metadata.Action(s)
}

func (r *reader) readChecks() error {
	if isMaria(r.s) {
		return r.each(`SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?`, func(v []sql.NullString) error {
			if t := r.tables[v[0].String]; t != nil {
				c := &metadata.Check{Name: v[1].String, Expr: metadata.SQL(v[2].String)}
				if v[3].String == "Column" {
					c.Column = c.Name
				}
				t.Checks = append(t.Checks, c)
			}
			return nil
		}, r.s.Database)
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
			t.Checks = append(t.Checks, &metadata.Check{Name: v[1].String, Expr: metadata.SQL(unparen(r.text(clauses[v[1].String]))), NotEnforced: v[2].String == "NO"})
		}
		return nil
	}, r.s.Database)
}

// unparen takes one pair of parentheses off that encloses everything.
func unparen(s string) string {
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return s
	}
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == '\\' && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '`' || c == '"':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 && i < len(s)-1 {
				return s
			}
		}
	}
	return s[1 : len(s)-1]
}
