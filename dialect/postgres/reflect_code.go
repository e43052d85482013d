package postgres

import (
	"database/sql"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

func (r *reader) readViews() error {
	err := r.each(`SELECT c.oid::text, pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`, func(v []sql.NullString) error {
		if x := r.relations[v[0].String]; x != nil {
			x.view.Definition = metadata.SQL(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v[1].String), ";")))
			r.m.Views = append(r.m.Views, x.view)
		}
		return nil
	})
	if err != nil || len(r.m.Views) == 0 {
		return err
	}
	return r.each(`SELECT DISTINCT w.ev_class::text, d.refclassid::regclass::text, d.refobjid::text, d.refobjsubid::text
FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.deptype = 'n'
WHERE d.refobjid <> w.ev_class AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass) ORDER BY 1, 2, 3, 4`, func(v []sql.NullString) error {
		x := r.relations[v[0].String]
		if x == nil || x.view == nil {
			return nil
		}
		if dep, ok := r.dependency(v[1].String, v[2].String, v[3].String); ok {
			x.view.DependsOn = append(x.view.DependsOn, dep)
		}
		return nil
	})
}

// dependency turns a row of pg_depend into what it refers to.
func (r *reader) dependency(class, oid, sub string) (metadata.Dependency, bool) {
	switch class {
	case "pg_class":
		if x := r.relations[oid]; x != nil {
			return metadata.Dependency{Kind: "table", Name: x.name, Column: x.columns[sub]}, true
		}
	case "pg_proc":
		if n, ok := r.routines[oid]; ok {
			return metadata.Dependency{Kind: "routine", Name: n}, true
		}
		if t, ok := r.makers[oid]; ok {
			return r.dependency("pg_type", t, "")
		}
	case "pg_type":
		if n, ok := r.types[oid]; ok {
			return metadata.Dependency{Kind: "type", Name: n}, true
		}
	}
	return metadata.Dependency{}, false
}

// readRoutineNames leaves out the functions that make values of a range type:
// they come and go with the type, and what uses them depends on it.
func (r *reader) readRoutineNames() error {
	return r.each(`SELECT p.oid::text, p.pronamespace::text, p.proname,
  (SELECT i.refobjid::text FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.refclassid = 'pg_type'::regclass AND i.deptype = 'i')
FROM pg_proc p WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND`+notOfExtension("pg_proc", "p.oid"), func(v []sql.NullString) error {
		if v[3].Valid {
			r.makers[v[0].String] = v[3].String
		} else if n, ok := r.name(v[1].String, v[2].String); ok {
			r.routines[v[0].String] = n
		}
		return nil
	})
}

// local takes the default schema off the name behind the first of the words,
// where the server prints it always: it is where the connection is.
func (r *reader) local(definition string, words ...string) string {
	qualified := r.d.soft(r.s.Schema) + "."
	at := len(definition)
	for _, w := range words {
		if i := strings.Index(definition, w); i >= 0 {
			at = min(at, i+len(w))
		}
	}
	if rest, ok := strings.CutPrefix(definition[at:], qualified); ok {
		return definition[:at] + rest
	}
	return definition
}

func (r *reader) readRoutines() error {
	if len(r.routines) == 0 {
		return nil
	}
	aggregates := map[string]*metadata.Routine{}
	err := r.each(`SELECT p.oid::text, p.prokind::text, CASE WHEN p.prokind IN ('f', 'p', 'w') THEN pg_get_functiondef(p.oid) END, CASE WHEN p.prokind = 'a' THEN pg_get_function_identity_arguments(p.oid) ELSE oidvectortypes(p.proargtypes) END, obj_description(p.oid, 'pg_proc')
FROM pg_proc p WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND`+notOfExtension("pg_proc", "p.oid"), func(v []sql.NullString) error {
		n, ok := r.routines[v[0].String]
		if !ok {
			return nil
		}
		f := &metadata.Routine{Schema: n.Schema, Name: n.Name, Kind: "function", Signature: v[3].String, Definition: r.local(strings.TrimSpace(v[2].String), "FUNCTION ", "PROCEDURE "), Comment: v[4].String}
		switch v[1].String {
		case "p":
			f.Kind = "procedure"
		case "a":
			f.Kind = "aggregate"
			aggregates[v[0].String] = f
		}
		r.code[v[0].String] = f
		r.m.Routines = append(r.m.Routines, f)
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.readAggregates(aggregates); err != nil {
		return err
	}
	return r.each(`SELECT d.objid::text, d.refclassid::regclass::text, d.refobjid::text, d.refobjsubid::text FROM pg_depend d
WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'n' AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass) ORDER BY 1, 2, 3`, func(v []sql.NullString) error {
		if f := r.code[v[0].String]; f != nil {
			if dep, ok := r.dependency(v[1].String, v[2].String, v[3].String); ok {
				f.DependsOn = append(f.DependsOn, dep)
			}
		}
		return nil
	})
}

func (r *reader) readTriggers() error {
	byOID := map[string]*metadata.Trigger{}
	if err := r.each(`SELECT t.tgrelid::text, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text, obj_description(t.oid, 'pg_trigger'), t.oid::text
FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgparentid = 0`, func(v []sql.NullString) error {
		x := r.relations[v[0].String]
		if x == nil {
			return nil
		}
		g := &metadata.Trigger{Table: x.name, Name: v[1].String, Definition: r.local(v[2].String, " ON "), Comment: v[4].String}
		enabled(&g.Options, v[3].String)
		byOID[v[5].String] = g
		r.m.Triggers = append(r.m.Triggers, g)
		return nil
	}); err != nil || len(byOID) == 0 {
		return err
	}
	return r.each(`SELECT DISTINCT d.objid::text, d.refclassid::regclass::text, d.refobjid::text, d.refobjsubid::text FROM pg_depend d
WHERE d.classid = 'pg_trigger'::regclass AND (d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 OR d.refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass)) ORDER BY 1, 2, 3, 4`, func(v []sql.NullString) error {
		if g := byOID[v[0].String]; g != nil {
			if dep, ok := r.dependency(v[1].String, v[2].String, v[3].String); ok {
				g.DependsOn = append(g.DependsOn, dep)
			}
		}
		return nil
	})
}
