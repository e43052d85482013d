package postgres

import (
	"database/sql"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

func (r *reader) readColumns() error {
	return r.each(`SELECT a.attrelid::text, a.attnum::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, pg_get_expr(ad.adbin, ad.adrelid),
a.attidentity::text, a.attgenerated::text, CASE WHEN a.attcollation <> t.typcollation THEN `+collationName("co")+` END, a.atttypid::text, d.description,
CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, a.attcompression::text, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END,
(a.attinhcount > 0)::text, a.attislocal::text, a.attcollation::text, array_to_json(a.attoptions)::text,
CASE WHEN a.attidentity <> '' THEN (SELECT concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, (SELECT relname FROM pg_class WHERE oid = s.seqrelid)) FROM pg_depend sd JOIN pg_sequence s ON s.seqrelid = sd.objid
  WHERE sd.classid = 'pg_class'::regclass AND sd.refclassid = 'pg_class'::regclass AND sd.refobjid = a.attrelid AND sd.refobjsubid = a.attnum AND sd.deptype = 'i' LIMIT 1) END
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm') AND (c.relpersistence <> 't' OR c.relnamespace = pg_my_temp_schema()) JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace) ORDER BY a.attrelid, a.attnum`, func(v []sql.NullString) error {
		x := r.relations[v[0].String]
		if x == nil {
			return nil
		}
		x.columns[v[1].String], x.collation[v[1].String] = v[2].String, v[16].String
		if x.view != nil {
			if v[10].Valid {
				if x.view.ColumnComments == nil {
					x.view.ColumnComments = map[string]string{}
				}
				x.view.ColumnComments[v[2].String] = v[10].String
			}
			if v[5].Valid {
				set(&x.view.Options, viewDefault+v[2].String, v[5].String)
			}
			return nil
		}
		return r.column(x, v)
	})
}

func (r *reader) column(x *relation, v []sql.NullString) error {
	c := &metadata.Column{Name: v[2].String, Type: metadata.Exact(v[3].String), Nullable: v[4].String == "false", Collation: v[8].String, Comment: v[10].String}
	c.Type.Ref = r.types[v[9].String]
	if v[5].Valid {
		e := metadata.SQL(v[5].String)
		if g := v[7].String; g != "" {
			c.Computed = &metadata.Computed{Expr: metadata.SQL(unparen(e.Text)), Stored: g == "s"}
		} else {
			c.ServerDefault = e
		}
	}
	if i := v[6].String; i != "" {
		fields := strings.SplitN(v[18].String, " ", 8)
		o, err := sequenceOptions(fields)
		if err != nil {
			return err
		}
		if name := fields[len(fields)-1]; name != "" && name != madeName(x.name.Name, c.Name, "seq") {
			set(&c.Options, identitySequence, name)
		}
		c.Identity = &metadata.Identity{Always: i == "a", SequenceOptions: o}
	}
	if v[11].Valid {
		set(&c.Options, "storage", map[string]string{"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}[v[11].String])
	}
	if z := v[12].String; z != "" && z != "\x00" {
		set(&c.Options, "compression", map[string]string{"p": "pglz", "l": "lz4"}[z])
	}
	if v[13].Valid {
		set(&c.Options, "statistics", v[13].String)
	}
	if err := settings(&c.Options, v[17], ""); err != nil {
		return err
	}
	if v[14].String == "true" && v[15].String == "false" {
		set(&c.Options, inherited, "true")
	}
	x.table.Columns = append(x.table.Columns, c)
	return nil
}

// identitySequence is the option that names an identity column's sequence
// where the server would have made up another name.
const identitySequence = "identity_sequence"

// sequenceOptions reads type, start, increment, min, max, cache and cycle, and
// leaves out what is the default for the type and direction.
func sequenceOptions(f []string) (o metadata.SequenceOptions, err error) {
	if len(f) < 7 {
		return o, nil
	}
	n := make([]int64, 5)
	for i := range n {
		if n[i], err = strconv.ParseInt(f[i+1], 10, 64); err != nil {
			return o, err
		}
	}
	least, most := int64(1), limits[f[0]]
	if n[1] < 0 {
		least, most = -limits[f[0]]-1, -1
	}
	first := n[2]
	if n[1] < 0 {
		first = n[3]
	}
	put := func(p **int64, v, normal int64) {
		if v != normal {
			*p = &v
		}
	}
	put(&o.Start, n[0], first)
	put(&o.Increment, n[1], 1)
	put(&o.Min, n[2], least)
	put(&o.Max, n[3], most)
	put(&o.Cache, n[4], 1)
	o.Cycle = f[6] == "true" || f[6] == "t"
	return o, nil
}

var limits = map[string]int64{"smallint": 32767, "integer": 2147483647, "bigint": 9223372036854775807}

func (r *reader) readSequences() error {
	return r.each(`SELECT c.relnamespace::text, c.relname, format_type(s.seqtypid, NULL), s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle::text,
d.refobjid::text, d.refobjsubid::text, obj_description(c.oid, 'pg_class'), c.relpersistence::text
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
WHERE c.relpersistence <> 't' AND (d.deptype IS NULL OR d.deptype = 'a') AND`+notOfExtension("pg_class", "c.oid"), func(v []sql.NullString) error {
		n, ok := r.name(v[0].String, v[1].String)
		if !ok {
			return nil
		}
		q := &metadata.Sequence{Schema: n.Schema, Name: n.Name, Comment: v[11].String}
		fields := make([]string, 7)
		for i := range fields {
			fields[i] = v[i+2].String
		}
		o, err := sequenceOptions(fields)
		if err != nil {
			return err
		}
		q.SequenceOptions = o
		if v[2].String != "bigint" {
			q.Type = metadata.Exact(v[2].String)
		}
		if x := r.relations[v[9].String]; x != nil {
			q.Owner = metadata.ColumnRef{Table: x.name, Column: x.columns[v[10].String]}
		}
		if v[12].String == "u" {
			set(&q.Options, "unlogged", "true")
		}
		r.m.Sequences = append(r.m.Sequences, q)
		return nil
	})
}
