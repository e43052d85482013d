package mysql

import (
	"database/sql"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// readShown takes from SHOW CREATE TABLE what information_schema lacks, for
// the few tables that have it.
func (r *reader) readShown() error {
	if err := r.markShown(); err != nil {
		return err
	}
	names := make([]string, 0, len(r.show))
	for n, yes := range r.show {
		if yes && r.tables[n] != nil {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	for _, n := range names {
		err := r.each("SHOW CREATE TABLE "+r.d.Ident(n), func(v []sql.NullString) error {
			s := shown{reader: r, t: r.tables[n]}
			return s.read(v[1].String)
		})
		if err != nil {
			return err
		}
		if isMaria(r.s) {
			r.readDefaults(n)
		}
	}
	return nil
}

// readDefaults asks MariaDB for the bytes of defaults that it shows with
// question marks: with a row of the table, or without one where the column takes
// NULL. What cannot be asked keeps the question marks.
func (r *reader) readDefaults(table string) {
	for _, c := range r.unsure[table] {
		if c.ServerDefault == nil || literalOf(c.ServerDefault).Kind != metadata.ExprString {
			continue
		}
		asked := "SELECT " + r.bytesOfDefault(c) + " FROM "
		if !r.readDefault(c, asked+r.d.Ident(table)+" t LIMIT 1") &&
			!(c.Nullable && r.readDefault(c, asked+"(SELECT 1) one LEFT JOIN "+r.d.Ident(table)+" t ON FALSE")) {
			r.unmanaged("default", c.Name, table, "the server shows characters beyond the basic plane as question marks, and has no row of the table by which to ask for them", c.ServerDefault.Text)
		}
	}
}

func (r *reader) bytesOfDefault(c *metadata.Column) string {
	if textual(c.Type.SQL) {
		return "HEX(CONVERT(DEFAULT(t." + r.d.Ident(c.Name) + ") USING utf8mb4))"
	}
	return "HEX(DEFAULT(t." + r.d.Ident(c.Name) + "))"
}

// readDefault reports whether the query answered. A user who may not read the
// table gets no answer.
func (r *reader) readDefault(c *metadata.Column, query string) (answered bool) {
	_ = r.each(query, func(v []sql.NullString) error {
		b, err := hex.DecodeString(v[0].String)
		if answered = v[0].Valid && err == nil; !answered {
			return err
		}
		switch f := family(c.Type.SQL); {
		case f == "enum" || f == "set": // whose values are not shown either
		case utf8.Valid(b):
			c.ServerDefault = metadata.SQL(r.d.Literal(string(b)))
		default:
			c.ServerDefault = metadata.SQL("x'" + v[0].String + "'")
		}
		return nil
	})
	return answered
}

// markShown finds tables that are partitioned, and InnoDB tables whose files
// are set up by hand. The latter needs the privilege PROCESS; without it they
// are taken for usual ones.
func (r *reader) markShown() error {
	if isMaria(r.s) {
		return nil
	}
	// MySQL's CREATE_OPTIONS does not say that PARTITION BY KEY () is there.
	err := r.each("SELECT DISTINCT TABLE_NAME FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = ? AND PARTITION_NAME IS NOT NULL", func(v []sql.NullString) error {
		r.show[v[0].String] = true
		return nil
	}, r.s.Database)
	if err != nil || !has(r.s, tableExtensions) {
		return err
	}
	own, err := r.ownFiles()
	if err != nil {
		return err
	}
	if own != nil {
		err = r.each("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND ENGINE = 'InnoDB'", func(v []sql.NullString) error {
			if usual, ok := own[v[0].String]; !ok || !usual {
				r.show[v[0].String] = true
			}
			return nil
		}, r.s.Database)
		if err != nil {
			return err
		}
	}
	return r.each("SELECT TABLE_NAME FROM information_schema.TABLES_EXTENSIONS WHERE TABLE_SCHEMA = ? AND (ENGINE_ATTRIBUTE IS NOT NULL OR SECONDARY_ENGINE_ATTRIBUTE IS NOT NULL)", func(v []sql.NullString) error {
		r.show[v[0].String] = true
		return nil
	}, r.s.Database)
}

// ownFiles are the tables that have a file of their own, and whether it grows as
// usual; nil if the user may not know. INNODB_TABLES tells more, but waits for
// whatever anybody does with any table of the server.
func (r *reader) ownFiles() (map[string]bool, error) {
	own := map[string]bool{}
	like := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(r.s.Database) + "/%"
	err := r.each("SELECT NAME, AUTOEXTEND_SIZE = 0 FROM information_schema.INNODB_TABLESPACES WHERE NAME LIKE ?", func(v []sql.NullString) error {
		name := strings.TrimPrefix(v[0].String, r.s.Database+"/")
		name, _, _ = strings.Cut(name, "#") // of a partition
		if usual, ok := own[name]; !ok || usual {
			own[name] = v[1].String == "1"
		}
		return nil
	}, like)
	if err != nil && r.d.Explain(err).Class == dialect.Denied {
		return nil, nil
	}
	return own, err
}

// shown reads a table's SHOW CREATE into what is known of the table.
type shown struct {
	*reader
	t *metadata.Table
}

func (s shown) read(text string) error {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil {
		s.unmanaged("table", s.t.Name, s.t.Name, "some of its options are not understood", text)
		return nil
	}
	c.Accept("CREATE", "TABLE")
	c.Name()
	body, ok := c.Group()
	if !ok { // an engine that says something else
		s.unmanaged("table", s.t.Name, s.t.Name, "some of its options are not understood", text)
		return nil
	}
	for _, item := range body.Commas() {
		s.item(item)
	}
	s.tail(c)
	return nil
}

func (s shown) item(c *lex.Cursor) {
	if c.Peek(0).Kind == lex.Quoted {
		name, _ := c.Name()
		if col := s.t.Column(name); col != nil {
			s.column(c, col)
		}
		return
	}
	switch {
	case c.Accept("PERIOD", "FOR"):
		s.period(c)
	case c.Accept("PRIMARY", "KEY"):
		s.key(c, s.t.PrimaryKey, nil)
	case c.Accept("CONSTRAINT"):
	default:
		for !c.Done() && !c.Accept("KEY") {
			c.Next()
		}
		name, _ := c.Name()
		s.key(c, nil, s.reader.keys[s.t.Name+"\x00"+name])
	}
}

// column takes what information_schema could not spell, and what it does not tell.
func (s shown) column(c *lex.Cursor, col *metadata.Column) {
	for !c.Done() {
		switch {
		case c.Accept("DEFAULT"):
			s.bytes(col, c.Next())
		case c.Accept("REF_SYSTEM_ID"):
			c.Accept("=")
			s.option(&col.Options, "ref_system_id", c.Next().Text)
		case c.Accept("SECONDARY_ENGINE_ATTRIBUTE"), c.Accept("ENGINE_ATTRIBUTE"):
			s.unmanaged("engine attribute", col.Name, s.t.Name, "engine attributes of columns are not modelled", "")
		case c.Accept("COMMENT"):
			c.Next()
		default:
			if _, ok := c.Group(); !ok {
				c.Next()
			}
		}
	}
}

// bytes reads a default that MySQL prints as bytes, because it is not in the
// character set of the catalogs. What an ENUM may be is not printed so: its
// values stay question marks.
func (s shown) bytes(col *metadata.Column, t lex.Token) {
	if strings.HasSuffix(family(col.Type.SQL), "binary") && col.ServerDefault != nil && !isMaria(s.s) {
		s.binary(col, t)
		return
	}
	if t.Kind != lex.Number || !strings.HasPrefix(t.Text, "0x") || !textual(col.Type.SQL) {
		return
	}
	b, err := hex.DecodeString(t.Text[2:])
	if f := family(col.Type.SQL); err != nil || f == "enum" || f == "set" {
		s.unmanaged("values", col.Name, s.t.Name, "the server shows characters beyond the basic plane in an "+family(col.Type.SQL)+" as question marks", "")
		return
	}
	col.ServerDefault = metadata.SQL(s.d.Literal(string(b)))
}

// binary reads a default whose zeros the catalogs do not tell.
func (s shown) binary(col *metadata.Column, t lex.Token) {
	switch b, ok := hexBytes(metadata.SQL(t.Text)); {
	case ok:
		col.ServerDefault = binaryLiteral(col.Type.SQL, string(b))
	case t.Kind == lex.String:
		col.ServerDefault = binaryLiteral(col.Type.SQL, t.Value(lex.MySQL()))
	}
}

// period reads the columns that hold the time of a row. The check that comes
// with a period of the application is its own.
func (s shown) period(c *lex.Cursor) {
	if c.Accept("SYSTEM_TIME") {
		columns, _ := c.Parens()
		s.option(&s.t.Options, "period_for_system_time", columns)
		return
	}
	name, _ := c.Name()
	columns, _ := c.Parens()
	s.option(&s.t.Options, "period", s.d.Ident(name)+" ("+columns+")")
	s.t.Checks = slices.DeleteFunc(s.t.Checks, func(k *metadata.Check) bool {
		return k.Name == name && periodCheck.MatchString(k.Expr.Text)
	})
}

// key reads what stands behind the columns of a key.
func (s shown) key(c *lex.Cursor, pk *metadata.PrimaryKey, i *metadata.Index) {
	if pk == nil && i == nil {
		return
	}
	var options metadata.Options
	parts, _ := c.Group()
	for _, p := range parts.Commas() {
		if name, _ := p.Name(); p.Accept("WITHOUT", "OVERLAPS") {
			s.option(&options, "without_overlaps", name)
			s.withoutPeriod(pk, i)
		}
	}
	for !c.Done() {
		switch {
		case c.Accept("USING"):
			if method := strings.ToLower(c.Next().Text); s.t.Options["mysql.engine"] != "" || method != "btree" {
				s.using(&options, pk, i, method)
			}
		case c.Accept("KEY_BLOCK_SIZE"):
			c.Accept("=")
			s.option(&options, "key_block_size", c.Next().Text)
		case c.Accept("WITH", "PARSER"):
			name, _ := c.Name()
			s.option(&options, "parser", name)
		case c.Accept("DISTANCE"), c.Accept("M"), c.Accept("CLUSTERING"):
			s.pair(c, &options)
		case c.Peek(0).Kind == lex.Quoted && c.Peek(1).IsOp("="):
			c.Next()
			s.pair(c, &options)
		default:
			c.Next()
		}
	}
	if pk != nil {
		pk.Options = options
		return
	}
	i.Options = options
}

// pair reads "= value" of the option that was just taken.
func (s shown) pair(c *lex.Cursor, o *metadata.Options) {
	c.Reset(c.Mark() - 1)
	name, _ := c.Name()
	c.Accept("=")
	value, _ := c.Name()
	if value == "" {
		value = c.Next().Text
	}
	s.option(o, strings.ToLower(name), value)
}

func (s shown) using(o *metadata.Options, pk *metadata.PrimaryKey, i *metadata.Index, method string) {
	if pk != nil {
		s.option(o, "using", strings.ToUpper(method))
		return
	}
	i.Method = method
}

// withoutPeriod takes the two columns off a key that the server put behind
// those that were declared.
func (s shown) withoutPeriod(pk *metadata.PrimaryKey, i *metadata.Index) {
	cut := func(parts []metadata.Part) []metadata.Part { return parts[:max(len(parts)-2, 0)] }
	if pk != nil {
		pk.Parts = cut(pk.Parts)
		return
	}
	i.Parts = cut(i.Parts)
}

// tail reads the options of the table, which it knows better than
// information_schema.
func (s shown) tail(c *lex.Cursor) {
	for !c.Done() {
		switch {
		case c.Accept("PARTITION", "BY"):
			s.t.PartitionBy = partitionText(s.s, c.Rest())
			return
		case c.Accept("WITH", "SYSTEM", "VERSIONING"):
			s.option(&s.t.Options, "system_versioning", "true")
		case c.Accept("ENGINE"), c.Accept("AUTO_INCREMENT"), c.Accept("CHARSET"), c.Accept("COLLATE"), c.Accept("COMMENT"):
			c.Accept("=")
			c.Next()
		case c.Accept("DEFAULT"):
		case c.Accept("TABLESPACE"):
			if name, _ := c.Name(); name != ownFile {
				s.option(&s.t.Options, "tablespace", name)
			}
		case c.Accept("START", "TRANSACTION"):
		default:
			s.tableOption(c)
		}
	}
}

// ownFile is the tablespace of a table that has no other; that it was written is
// told by SHOW CREATE and by no catalog.
const ownFile = "innodb_file_per_table"

func (s shown) tableOption(c *lex.Cursor) {
	key := optionKey(c.Next().Text)
	if c.Peek(0).IsAny("DIRECTORY") { // of DATA and INDEX: a path of this machine
		c.Next()
		c.Accept("=")
		c.Next()
		s.unmanaged("directory", s.t.Name, s.t.Name, "where a table's file lies is not modelled", "")
		return
	}
	c.Accept("=")
	if list, ok := c.Parens(); ok { // of UNION
		s.option(&s.t.Options, key, list)
		return
	}
	v := c.Next()
	s.option(&s.t.Options, key, optionValue(key, v.Value(lex.MySQL())))
}
