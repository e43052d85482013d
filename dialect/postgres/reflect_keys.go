package postgres

import (
	"database/sql"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// indexInfo is an index as its constraint, or the table, needs it.
type indexInfo struct {
	index   *metadata.Index
	partOf  bool     // of a partitioned table's index
	classes []string // of each part, also where it is the default one
}

func (r *reader) readIndexes() error {
	if err := r.readCollationNames(); err != nil {
		return err
	}
	classes, err := r.opClasses()
	if err != nil {
		return err
	}
	nulls := "i.indnullsnotdistinct::text"
	if r.s.Number < 150000 {
		nulls = "'false'"
	}
	err = r.each(`SELECT i.indexrelid::text, i.indrelid::text, c.relname, i.indisunique::text, i.indkey::text, i.indoption::text, i.indclass::text, i.indcollation::text, i.indnkeyatts::text,
CASE WHEN i.indexprs IS NOT NULL THEN (SELECT array_to_json(array_agg(pg_get_indexdef(i.indexrelid, k, false) ORDER BY k))::text FROM generate_series(1, i.indnkeyatts) k) END,
pg_get_expr(i.indpred, i.indrelid), am.amname, array_to_json(c.reloptions)::text, ts.spcname, i.indisvalid::text, d.description, i.indisclustered::text, i.indisreplident::text, `+nulls+`,
i.indisprimary::text, EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)::text, con.oid::text
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace) ORDER BY c.relname`, func(v []sql.NullString) error {
		x := r.relations[v[1].String]
		if x == nil {
			return nil
		}
		return r.index(x, v, classes)
	})
	if err != nil {
		return err
	}
	return r.partOptions()
}

// opClass is an operator class: its name where it is not the default one.
type opClass struct {
	name      string
	isDefault bool
}

func (r *reader) opClasses() (map[string]opClass, error) {
	m := map[string]opClass{}
	err := r.each(`SELECT o.oid::text, CASE WHEN pg_opclass_is_visible(o.oid) THEN quote_ident(o.opcname) ELSE quote_ident(n.nspname) || '.' || quote_ident(o.opcname) END, o.opcdefault::text
FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace`, func(v []sql.NullString) error {
		m[v[0].String] = opClass{v[1].String, v[2].String == "true"}
		return nil
	})
	return m, err
}

func (r *reader) index(x *relation, v []sql.NullString, classes map[string]opClass) error {
	i := &metadata.Index{Name: v[2].String, Unique: v[3].String == "true", Comment: v[15].String, Invalid: v[14].String == "false", NullsNotDistinct: v[18].String == "true"}
	if v[11].String != "btree" {
		i.Method = v[11].String
	}
	if v[10].Valid {
		i.Where = metadata.SQL(unparen(v[10].String))
	}
	info := &indexInfo{index: i, partOf: v[20].String == "true"}
	r.indexes[v[0].String] = info
	if err := r.indexParts(x, info, v, classes); err != nil {
		return err
	}
	switch {
	case v[21].Valid:
	case info.partOf && x.table != nil:
		a := attached(x.table)
		a.Indexes = append(a.Indexes, i)
	case x.view != nil:
		x.view.Indexes = append(x.view.Indexes, i)
	default:
		x.table.Indexes = append(x.table.Indexes, i)
	}
	return indexOptions(i, v)
}

func indexOptions(i *metadata.Index, v []sql.NullString) error {
	if v[13].Valid {
		set(&i.Options, "tablespace", v[13].String)
	}
	if v[16].String == "true" {
		set(&i.Options, "clustered", "true")
	}
	if v[17].String == "true" {
		set(&i.Options, "replica_identity", "true")
	}
	return settings(&i.Options, v[12], "")
}

// indexParts reads the arrays of pg_index, which run side by side.
func (r *reader) indexParts(x *relation, info *indexInfo, v []sql.NullString, classes map[string]opClass) error {
	exprs, err := list(v[9])
	if err != nil {
		return err
	}
	keyed, err := strconv.Atoi(v[8].String)
	if err != nil {
		return err
	}
	i := info.index
	keys, options, opc, coll := strings.Fields(v[4].String), strings.Fields(v[5].String), strings.Fields(v[6].String), strings.Fields(v[7].String)
	for n, key := range keys {
		if n >= keyed {
			i.Include = append(i.Include, x.columns[key])
			continue
		}
		p := metadata.Part{Column: x.columns[key]}
		if key == "0" {
			p.Column = ""
			p.Expr = metadata.SQL(unparen(exprs[n]))
		}
		partOrder(&p, options[n])
		c := classes[opc[n]]
		info.classes = append(info.classes, c.name)
		if !c.isDefault {
			p.OpClass = c.name
		}
		if coll[n] != "0" && coll[n] != x.collation[key] {
			name := r.collations[coll[n]]
			if key != "0" || name != "default" {
				p.Collation = name
			}
		}
		i.Parts = append(i.Parts, p)
	}
	return nil
}

// partOrder reads indoption: bit 0 is DESC, bit 1 NULLS FIRST.
func partOrder(p *metadata.Part, option string) {
	switch option {
	case "1":
		p.Desc, p.Nulls = true, metadata.NullsLast
	case "2":
		p.Nulls = metadata.NullsFirst
	case "3":
		p.Desc = true
	}
}

// readCollationNames looks up the names of the collations that indexes use.
func (r *reader) readCollationNames() error {
	return r.each(`SELECT k.oid::text, `+collationName("k")+` FROM pg_collation k WHERE k.oid IN (SELECT unnest(i.indcollation::oid[]) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace))`, func(v []sql.NullString) error {
		r.collations[v[0].String] = v[1].String
		return nil
	})
}

// partOptions adds the parameters that some operator classes take, and the
// statistics targets of expressions.
func (r *reader) partOptions() error {
	return r.each(`SELECT a.attrelid::text, a.attnum::text, array_to_json(a.attoptions)::text, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END
FROM pg_attribute a JOIN pg_index i ON i.indexrelid = a.attrelid WHERE a.attoptions IS NOT NULL OR a.attstattarget >= 0`, func(v []sql.NullString) error {
		info := r.indexes[v[0].String]
		words, err := list(v[2])
		if info == nil || err != nil {
			return err
		}
		n, err := strconv.Atoi(v[1].String)
		if err != nil {
			return err
		}
		if v[3].Valid {
			set(&info.index.Options, partStatistics+v[1].String, v[3].String)
		}
		if n--; n < 0 || n >= len(info.index.Parts) || len(words) == 0 {
			return nil
		}
		info.index.Parts[n].OpClass = info.classes[n] + "(" + strings.Join(words, ", ") + ")"
		return nil
	})
}

func (r *reader) readConstraints() error {
	sets, period, enforced := "array_to_json(c.confdelsetcols)::text", "'false'", "'true'"
	if r.s.Number < 150000 {
		sets = "NULL"
	}
	if r.s.Number >= 180000 {
		period, enforced = "c.conperiod::text", "c.conenforced::text"
	}
	return r.each(`SELECT c.conrelid::text, c.conname, c.contype::text, array_to_json(c.conkey)::text, c.confrelid::text, array_to_json(c.confkey)::text, c.confupdtype::text, c.confdeltype::text,
c.confmatchtype::text, c.condeferrable::text, c.condeferred::text, c.convalidated::text, c.connoinherit::text, c.conindid::text,
CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid) WHEN c.contype = 'x' THEN pg_get_constraintdef(c.oid) END, d.description, `+sets+`, `+period+`, `+enforced+`, (c.conparentid <> 0 OR c.contype = 'c' AND NOT c.conislocal)::text
FROM pg_constraint c LEFT JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = c.oid
-- A foreign key to a partitioned table has one for each partition underneath.
WHERE c.conrelid <> 0 AND c.contype IN ('p', 'u', 'f', 'c', 'x') AND NOT EXISTS (SELECT 1 FROM pg_constraint up WHERE up.oid = c.conparentid AND up.conrelid = c.conrelid)
ORDER BY c.conname`, func(v []sql.NullString) error {
		x := r.relations[v[0].String]
		if x == nil || x.table == nil {
			return nil
		}
		return r.oneConstraint(x, v)
	})
}

// attached is the place of what a table has from its parents.
func attached(t *metadata.Table) *metadata.Table {
	if t.Attached == nil {
		t.Attached = &metadata.Table{Schema: t.Schema, Name: t.Name}
	}
	return t.Attached
}

func deferrable(can, deferred string) metadata.Deferrable {
	switch {
	case can != "true":
		return metadata.NotDeferrable
	case deferred == "true":
		return metadata.InitiallyDeferred
	}
	return metadata.InitiallyImmediate
}

func (r *reader) oneConstraint(x *relation, v []sql.NullString) error {
	name, comment, t := v[1].String, v[15].String, x.table
	if v[19].String == "true" {
		t = attached(t)
	}
	def := deferrable(v[9].String, v[10].String)
	switch v[2].String {
	case "c":
		t.Checks = append(t.Checks, &metadata.Check{Name: name, Expr: metadata.SQL(unparen(v[14].String)), NotValid: v[11].String == "false" && v[18].String == "true",
			NoInherit: v[12].String == "true", NotEnforced: v[18].String == "false", Comment: comment})
		return nil
	case "f":
		return r.foreignKey(x, t, v, def)
	}
	info := r.indexes[v[13].String]
	if info == nil {
		return nil
	}
	i := info.index
	for k := range i.Parts {
		if v[2].String != "x" {
			i.Parts[k].OpClass = ""
		}
	}
	switch v[2].String {
	case "p":
		t.PrimaryKey = &metadata.PrimaryKey{Name: name, Parts: i.Parts, Include: i.Include, Deferrable: def, WithoutOverlaps: v[17].String == "true", Comment: comment, Options: i.Options}
	case "u":
		t.Uniques = append(t.Uniques, &metadata.Unique{Name: name, Parts: i.Parts, Include: i.Include, NullsNotDistinct: i.NullsNotDistinct, Deferrable: def,
			WithoutOverlaps: v[17].String == "true", Comment: comment, Options: i.Options})
	case "x":
		e, err := parseExclude(v[14].String)
		if err != nil {
			return err
		}
		e.Name, e.Deferrable, e.Comment, e.Options, e.Include = name, def, comment, i.Options, i.Include
		if e.Method == "btree" {
			e.Method = ""
		}
		t.Excludes = append(t.Excludes, e)
	}
	return nil
}

func (r *reader) foreignKey(x *relation, t *metadata.Table, v []sql.NullString, def metadata.Deferrable) error {
	fk := &metadata.ForeignKey{Name: v[1].String, Deferrable: def, NotValid: v[11].String == "false" && v[18].String == "true", NotEnforced: v[18].String == "false",
		Period: v[17].String == "true", Comment: v[15].String}
	ref := r.relations[v[4].String]
	if ref == nil {
		r.unmanaged("foreign key", metadata.Name{Schema: x.name.Schema, Name: fk.Name}, x.name, "it refers to a table outside of what was read", "")
		return nil
	}
	fk.Ref = ref.name
	actions := map[string]metadata.Action{"a": "", "r": metadata.Restrict, "c": metadata.Cascade, "n": metadata.SetNull, "d": metadata.SetDefault}
	fk.OnUpdate, fk.OnDelete = actions[v[6].String], actions[v[7].String]
	if v[8].String == "f" {
		fk.Match = "FULL"
	}
	from, err := list(v[3])
	if err != nil {
		return err
	}
	to, err := list(v[5])
	if err != nil {
		return err
	}
	some, err := list(v[16])
	if err != nil {
		return err
	}
	for k := range from {
		fk.Columns, fk.RefColumns = append(fk.Columns, x.columns[from[k]]), append(fk.RefColumns, ref.columns[to[k]])
	}
	for _, n := range some {
		fk.OnDeleteColumns = append(fk.OnDeleteColumns, x.columns[n])
	}
	t.ForeignKeys = append(t.ForeignKeys, fk)
	return nil
}

// parseExclude reads what pg_get_constraintdef prints of an exclusion constraint.
func parseExclude(def string) (*metadata.Exclude, error) {
	c, err := lex.NewCursor(def, lex.Postgres())
	if err != nil {
		return nil, err
	}
	e := &metadata.Exclude{}
	c.Accept("EXCLUDE")
	if c.Accept("USING") {
		e.Method, _ = c.Name()
	}
	group, ok := c.Group()
	if !ok {
		return nil, c.Errorf("an exclusion constraint without elements: %s", def)
	}
	for _, item := range group.Commas() {
		text := item.Until(func(t lex.Token) bool { return t.Is("WITH") })
		item.Accept("WITH")
		e.Elements = append(e.Elements, metadata.ExcludeElement{Part: metadata.Part{Expr: metadata.SQL(text)}, Operator: item.Rest()})
	}
	for !c.Done() {
		if c.Accept("WHERE") {
			if w, ok := c.Parens(); ok {
				e.Where = metadata.SQL(unparen(w))
			}
			continue
		}
		c.Next()
	}
	return e, nil
}
