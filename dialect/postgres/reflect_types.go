package postgres

import (
	"database/sql"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

func (r *reader) typeObject(kind string, n metadata.Name, comment string) *metadata.Object {
	o := &metadata.Object{Dialect: "postgres", Kind: kind, Schema: n.Schema, Name: n.Name, Comment: comment}
	r.m.Objects = append(r.m.Objects, o)
	return o
}

// readRowTypes reads the names of the types made by CREATE TYPE ... AS (...),
// and of the row types of tables and views.
func (r *reader) readRowTypes() error {
	return r.each(`SELECT t.oid::text, t.typarray::text, t.typnamespace::text, t.typname, obj_description(t.oid, 'pg_type'), c.oid::text, c.relkind::text
FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind IN ('c', 'r', 'p', 'v', 'm') AND c.relpersistence <> 't'
AND t.typnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND`+notOfExtension("pg_type", "t.oid"), func(v []sql.NullString) error {
		n, ok := r.name(v[2].String, v[3].String)
		if !ok {
			return nil
		}
		r.types[v[0].String], r.types[v[1].String] = n, n
		if v[6].String == "c" {
			r.composites[v[5].String] = r.typeObject("composite type", n, v[4].String)
		}
		return nil
	})
}

// readAttributes completes the composite types, once all types have names.
func (r *reader) readAttributes() error {
	if len(r.composites) == 0 {
		return nil
	}
	attributes := map[string][]string{}
	err := r.each(`SELECT a.attrelid::text, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
a.atttypid::text, a.attname, col_description(a.attrelid, a.attnum)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'c' JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum`, func(v []sql.NullString) error {
		o := r.composites[v[0].String]
		if o == nil {
			return nil
		}
		text := v[1].String + " " + v[2].String
		if v[3].Valid {
			text += " COLLATE " + v[3].String
		}
		attributes[v[0].String] = append(attributes[v[0].String], text)
		if n, ok := r.types[v[4].String]; ok {
			o.DependsOn = append(o.DependsOn, metadata.Dependency{Kind: "type", Name: n})
		}
		if v[6].Valid {
			set(&o.Options, attributeComment+v[5].String, v[6].String)
		}
		return nil
	})
	for oid, o := range r.composites {
		o.Definition = "CREATE TYPE " + r.quoted(o.Ident()) + " AS (" + strings.Join(attributes[oid], ", ") + ")"
	}
	return err
}

// attributeComment, with an attribute's name behind it, is the option that
// holds the comment on an attribute of a composite type.
const attributeComment = "comment on "

// readRanges reads types made by CREATE TYPE ... AS RANGE. One with a canonical
// function can only be made around a shell type and stays unmanaged.
func (r *reader) readRanges() error {
	return r.each(`SELECT t.oid::text, t.typarray::text, t.typnamespace::text, t.typname, obj_description(t.oid, 'pg_type'), nullif(g.rngcanonical, 0)::text, concat_ws(', ',
'subtype = ' || format_type(g.rngsubtype, NULL), 'subtype_opclass = ' || (SELECT CASE WHEN pg_opclass_is_visible(k.oid) THEN '' ELSE quote_ident(kn.nspname) || '.' END || quote_ident(k.opcname)
  FROM pg_opclass k JOIN pg_namespace kn ON kn.oid = k.opcnamespace WHERE k.oid = g.rngsubopc AND NOT k.opcdefault),
'collation = ' || (CASE WHEN g.rngcollation <> 0 AND g.rngcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = g.rngsubtype) THEN g.rngcollation END)::regcollation::text,
'subtype_diff = ' || nullif(g.rngsubdiff, 0)::regproc::text, 'multirange_type_name = ' || m.typname_quoted), g.rngsubdiff::text, g.rngsubtype::text
FROM pg_range g JOIN pg_type t ON t.oid = g.rngtypid JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(mt.typname) AS typname_quoted
  FROM pg_type mt JOIN pg_namespace n ON n.oid = mt.typnamespace WHERE mt.oid = g.rngmultitypid) m ON true
WHERE t.typnamespace <> 'pg_catalog'::regnamespace AND`+notOfExtension("pg_type", "t.oid"), func(v []sql.NullString) error {
		n, ok := r.name(v[2].String, v[3].String)
		switch {
		case !ok:
			return nil
		case v[5].Valid:
			r.unmanaged("range type", n, metadata.Name{}, "a range type with a canonical function needs a shell type first", "")
			return nil
		}
		r.types[v[0].String], r.types[v[1].String] = n, n
		o := r.typeObject("range type", n, v[4].String)
		o.Definition = "CREATE TYPE " + r.quoted(n) + " AS RANGE (" + v[6].String + ")"
		if f, ok := r.routines[v[7].String]; ok {
			o.DependsOn = append(o.DependsOn, metadata.Dependency{Kind: "routine", Name: f})
		}
		if t, ok := r.types[v[8].String]; ok {
			o.DependsOn = append(o.DependsOn, metadata.Dependency{Kind: "type", Name: t})
		}
		return nil
	})
}

// collationName is how columns name a collation: plain if the search_path finds
// it, else with its schema, both in quotes.
func collationName(alias string) string {
	return `CASE WHEN pg_collation_is_visible(` + alias + `.oid) THEN ` + alias + `.collname::text
ELSE (SELECT '"' || replace(cn.nspname, '"', '""') || '"."' || replace(` + alias + `.collname, '"', '""') || '"' FROM pg_namespace cn WHERE cn.oid = ` + alias + `.collnamespace) END`
}

func (r *reader) readCollations() error {
	locale, rules := "c.colliculocale", "NULL"
	if r.s.Number >= 160000 {
		rules = "c.collicurules"
	}
	if r.s.Number >= 170000 {
		locale = "c.colllocale"
	}
	return r.each(`SELECT c.collnamespace::text, c.collname, obj_description(c.oid, 'pg_collation'), c.collprovider::text, c.collisdeterministic::text, c.collcollate, c.collctype, `+locale+`, `+rules+`
FROM pg_collation c WHERE c.collnamespace <> 'pg_catalog'::regnamespace AND`+notOfExtension("pg_collation", "c.oid"), func(v []sql.NullString) error {
		n, ok := r.name(v[0].String, v[1].String)
		if !ok {
			return nil
		}
		o := r.typeObject("collation", n, v[2].String)
		o.Definition = "CREATE COLLATION " + r.quoted(n) + " (" + r.collationItems(v[3].String, v[4].String, v[5], v[6], v[7], v[8]) + ")"
		return nil
	})
}

func (r *reader) collationItems(provider, deterministic string, collate, ctype, locale, rules sql.NullString) string {
	items := []string{"provider = " + map[string]string{"i": "icu", "c": "libc", "b": "builtin"}[provider]}
	put := func(key string, v sql.NullString) {
		if v.Valid {
			items = append(items, key+" = "+r.d.Literal(v.String))
		}
	}
	put("locale", locale)
	if !locale.Valid {
		put("lc_collate", collate)
		put("lc_ctype", ctype)
	}
	put("rules", rules)
	if deterministic == "false" {
		items = append(items, "deterministic = false")
	}
	return strings.Join(items, ", ")
}
