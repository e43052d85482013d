package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Reflect reads pg_catalog, one query per kind of object. Texts come from the
// server's own pg_get_* functions with a search_path of the default schema
// alone, so that names there are not qualified and all others are. Owners and
// privileges are not part of a schema and not read.
func (d *Dialect) Reflect(ctx context.Context, q dialect.Queryer, s *dialect.Server, scope dialect.Scope) (m *metadata.MetaData, err error) {
	if db, ok := q.(*sql.DB); ok {
		c, err := db.Conn(ctx)
		if err != nil {
			return nil, err
		}
		defer c.Close()
		q = c
	}
	m = metadata.New()
	m.Dialect, m.Product, m.Version = "postgres", s.Product, s.Version
	r := newReader(ctx, q, s, scope, d, m)
	restore, err := r.searchPath()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, restore()) }()
	steps := []func() error{r.readSchemas, r.readExtensions, r.readRoutineNames, r.readEnums, r.readRowTypes, r.readDomains, r.readRanges, r.readAttributes, r.readCollations,
		r.readRelations, r.readColumns, r.readNotNulls, r.readInherits, r.readIndexes, r.readConstraints, r.readSequences, r.readViews, r.readRoutines, r.readRights, r.readTriggers, r.readObjects, r.readUnmanaged}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	m.Sort()
	return m, nil
}

type relation struct {
	oid, kind string
	name      metadata.Name
	table     *metadata.Table
	view      *metadata.View
	columns   map[string]string // attnum to name
	collation map[string]string // attnum to collation's oid
}

type reader struct {
	ctx        context.Context
	q          dialect.Queryer
	s          *dialect.Server
	scope      dialect.Scope
	d          *Dialect
	m          *metadata.MetaData
	schemas    map[string]string    // oid to the name used here; "" is the default
	relations  map[string]*relation // by oid
	types      map[string]metadata.Name
	constraint map[string]bool // oids of indexes that belong to constraints
	indexes    map[string]*indexInfo
	routines   map[string]metadata.Name
	makers     map[string]string // functions of a range type, to the type's oid
	collations map[string]string
	composites map[string]*metadata.Object // by oid of pg_class
	code       map[string]*metadata.Routine
}

func newReader(ctx context.Context, q dialect.Queryer, s *dialect.Server, scope dialect.Scope, d *Dialect, m *metadata.MetaData) *reader {
	return &reader{ctx: ctx, q: q, s: s, scope: scope, d: d, m: m, schemas: map[string]string{}, relations: map[string]*relation{},
		types: map[string]metadata.Name{}, constraint: map[string]bool{}, indexes: map[string]*indexInfo{}, routines: map[string]metadata.Name{}, makers: map[string]string{}, collations: map[string]string{}, composites: map[string]*metadata.Object{}, code: map[string]*metadata.Routine{}}
}

// searchPath sets it for the reading and returns what sets it back.
func (r *reader) searchPath() (func() error, error) {
	var old string
	err := r.each("SELECT current_setting('search_path')", func(v []sql.NullString) error { old = v[0].String; return nil })
	if err != nil {
		return nil, err
	}
	set := func(path string) error {
		return r.each("SELECT set_config('search_path', $1, false)", func([]sql.NullString) error { return nil }, path)
	}
	if err := set(cmp.Or(r.s.Facts[factPath], r.d.Ident(r.s.Schema))); err != nil {
		return nil, err
	}
	return func() error { return set(old) }, nil
}

func (r *reader) each(query string, f func(v []sql.NullString) error, args ...any) error {
	return dialect.ReadTexts(r.ctx, r.q, query, args, func(_ []string, v []sql.NullString) error { return f(v) })
}

// list reads a JSON array of strings; NULL is nil.
func list(v sql.NullString) ([]string, error) {
	if !v.Valid {
		return nil, nil
	}
	var raw []any
	if err := json.Unmarshal([]byte(v.String), &raw); err != nil {
		return nil, err
	}
	out := make([]string, len(raw))
	for i, x := range raw {
		switch x := x.(type) {
		case string:
			out[i] = x
		case float64:
			out[i] = itoa(int(x))
		}
	}
	return out, nil
}

// notOfExtension leaves out what an extension made. class is the catalog.
func notOfExtension(class, oid string) string {
	return " NOT EXISTS (SELECT 1 FROM pg_depend ext WHERE ext.classid = '" + class + "'::regclass AND ext.objid = " + oid + " AND ext.deptype = 'e')"
}

func (r *reader) readSchemas() error {
	return r.each(`SELECT n.oid::text, n.nspname, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n
WHERE (n.nspname NOT LIKE 'pg\_%' OR n.nspname = $1) AND n.nspname <> 'information_schema' AND`+notOfExtension("pg_namespace", "n.oid"), func(v []sql.NullString) error {
		name := v[1].String
		if name == r.s.Schema {
			name = ""
		}
		if r.scope.Schemas != nil && !slices.Contains(r.scope.Schemas, name) {
			return nil
		}
		r.schemas[v[0].String] = name
		if name != "" && !(name == "public" && !v[2].Valid) {
			comment := v[2].String
			if name == "public" && comment == "standard public schema" {
				return nil
			}
			r.m.Schemas = append(r.m.Schemas, &metadata.Schema{Name: name, Comment: comment})
		}
		return nil
	}, r.s.Schema)
}

// name is a full name, and whether its schema is read.
func (r *reader) name(schema, name string) (metadata.Name, bool) {
	s, ok := r.schemas[schema]
	return metadata.Name{Schema: s, Name: name}, ok
}

func (r *reader) readExtensions() error {
	return r.each(`SELECT e.extname, n.nspname, e.extversion, n.oid::text FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'`, func(v []sql.NullString) error {
		x := &metadata.Extension{Name: v[0].String, Version: v[2].String}
		if s, ok := r.schemas[v[3].String]; ok {
			x.Schema = s
		} else if v[1].String != "pg_catalog" {
			x.Schema = v[1].String
		}
		r.m.Extensions = append(r.m.Extensions, x)
		return nil
	})
}

func (r *reader) readEnums() error {
	byOID := map[string]*metadata.Enum{}
	err := r.each(`SELECT t.oid::text, t.typnamespace::text, t.typname, obj_description(t.oid, 'pg_type'), t.typarray::text FROM pg_type t
WHERE t.typtype = 'e' AND`+notOfExtension("pg_type", "t.oid"), func(v []sql.NullString) error {
		n, ok := r.name(v[1].String, v[2].String)
		if !ok {
			return nil
		}
		e := &metadata.Enum{Schema: n.Schema, Name: n.Name, Comment: v[3].String}
		byOID[v[0].String] = e
		r.types[v[0].String], r.types[v[4].String] = n, n
		r.m.Enums = append(r.m.Enums, e)
		return nil
	})
	if err != nil || len(byOID) == 0 {
		return err
	}
	return r.each(`SELECT enumtypid::text, enumlabel FROM pg_enum ORDER BY enumtypid, enumsortorder`, func(v []sql.NullString) error {
		if e := byOID[v[0].String]; e != nil {
			e.Values = append(e.Values, v[1].String)
		}
		return nil
	})
}

func (r *reader) readDomains() error {
	byOID := map[string]*metadata.Domain{}
	base := map[string]string{}
	err := r.each(`SELECT t.oid::text, t.typnamespace::text, t.typname, format_type(t.typbasetype, t.typtypmod), t.typnotnull::text, pg_get_expr(t.typdefaultbin, 0),
CASE WHEN t.typcollation <> b.typcollation THEN `+collationName("c")+` END, obj_description(t.oid, 'pg_type'), t.typarray::text, t.typbasetype::text
FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype LEFT JOIN pg_collation c ON c.oid = t.typcollation
WHERE t.typtype = 'd' AND t.typnamespace <> 'information_schema'::regnamespace AND`+notOfExtension("pg_type", "t.oid"), func(v []sql.NullString) error {
		n, ok := r.name(v[1].String, v[2].String)
		if !ok {
			return nil
		}
		o := &metadata.Domain{Schema: n.Schema, Name: n.Name, Type: metadata.Exact(v[3].String), NotNull: v[4].String == "true", Collation: v[6].String, Comment: v[7].String}
		if v[5].Valid {
			o.ServerDefault = metadata.SQL(v[5].String)
		}
		byOID[v[0].String], base[v[0].String] = o, v[9].String
		r.types[v[0].String], r.types[v[8].String] = n, n
		r.m.Domains = append(r.m.Domains, o)
		return nil
	})
	if err != nil || len(byOID) == 0 {
		return err
	}
	for oid, o := range byOID {
		o.Type.Ref = r.types[base[oid]]
	}
	return r.each(`SELECT contypid::text, conname, pg_get_expr(conbin, 0), convalidated::text, obj_description(oid, 'pg_constraint') FROM pg_constraint WHERE contypid <> 0 AND contype = 'c' ORDER BY conname`, func(v []sql.NullString) error {
		if o := byOID[v[0].String]; o != nil {
			o.Checks = append(o.Checks, &metadata.Check{Name: v[1].String, Expr: metadata.SQL(unparen(v[2].String)), NotValid: v[3].String == "false", Comment: v[4].String})
		}
		return nil
	})
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
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
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

func (r *reader) leaveOut(n metadata.Name) bool { return slices.Contains(r.scope.Exclude, n) }

func (r *reader) unmanaged(kind string, n, table metadata.Name, why, text string) {
	r.m.Unmanaged = append(r.m.Unmanaged, metadata.Unmanaged{Kind: kind, Name: n, Table: table, Why: why, Definition: text})
}

// set puts an option, making the map when it is the first.
func set(o *metadata.Options, key, value string) {
	if *o == nil {
		*o = metadata.Options{}
	}
	(*o)["postgres."+key] = value
}

// settings reads reloptions: ["fillfactor=70"].
func settings(o *metadata.Options, v sql.NullString, prefix string) error {
	words, err := list(v)
	for _, w := range words {
		k, value, _ := strings.Cut(w, "=")
		set(o, prefix+k, value)
	}
	return err
}

func (r *reader) readRelations() error {
	err := r.each(`SELECT c.oid::text, c.relkind::text, c.relnamespace::text, c.relname, c.relpersistence::text, array_to_json(c.reloptions)::text, am.amname, ts.spcname,
CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
c.relrowsecurity::text, c.relforcerowsecurity::text, c.relreplident::text, d.description, array_to_json(tc.reloptions)::text, c.relispopulated::text
FROM pg_class c LEFT JOIN pg_am am ON am.oid = c.relam AND am.amname <> current_setting('default_table_access_method') LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid AND tc.reloptions IS NOT NULL
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND (c.relpersistence <> 't' OR c.relnamespace = pg_my_temp_schema()) AND`+notOfExtension("pg_class", "c.oid"), func(v []sql.NullString) error {
		n, ok := r.name(v[2].String, v[3].String)
		if !ok || r.leaveOut(n) {
			return nil
		}
		x := &relation{oid: v[0].String, kind: v[1].String, name: n, columns: map[string]string{}, collation: map[string]string{}}
		r.relations[x.oid] = x
		if x.kind == "v" || x.kind == "m" {
			x.view = &metadata.View{Schema: n.Schema, Name: n.Name, Materialized: x.kind == "m", Comment: v[13].String}
			if v[15].String == "false" {
				set(&x.view.Options, "no_data", "true")
			}
			return r.viewOptions(x.view, v[5], v[7])
		}
		return r.tableRow(x, v)
	})
	return err
}

func (r *reader) viewOptions(w *metadata.View, options, space sql.NullString) error {
	if err := settings(&w.Options, options, ""); err != nil {
		return err
	}
	if c := w.Options["postgres.check_option"]; c != "" {
		w.CheckOption = strings.ToUpper(c)
		delete(w.Options, "postgres.check_option")
	}
	if space.Valid {
		set(&w.Options, "tablespace", space.String)
	}
	if len(w.Options) == 0 {
		w.Options = nil
	}
	return nil
}

func (r *reader) tableRow(x *relation, v []sql.NullString) error {
	t := &metadata.Table{Schema: x.name.Schema, Name: x.name.Name, Comment: v[13].String, PartitionBy: v[8].String}
	if v[4].String == "u" {
		set(&t.Options, "unlogged", "true")
	}
	if err := errors.Join(settings(&t.Options, v[5], ""), settings(&t.Options, v[14], "toast.")); err != nil {
		return err
	}
	for key, value := range map[string]sql.NullString{"access_method": v[6], "tablespace": v[7]} {
		if value.Valid {
			set(&t.Options, key, value.String)
		}
	}
	if v[10].String == "true" {
		set(&t.Options, "row_security", "true")
	}
	if v[11].String == "true" {
		set(&t.Options, "force_row_security", "true")
	}
	switch v[12].String {
	case "n":
		set(&t.Options, "replica_identity", "nothing")
	case "f":
		set(&t.Options, "replica_identity", "full")
	}
	if v[9].Valid {
		t.PartitionOf = &metadata.PartitionOf{Bound: v[9].String}
	}
	x.table = t
	r.m.Add(t)
	return nil
}
