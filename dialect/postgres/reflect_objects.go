package postgres

import (
	"database/sql"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// objectSource reads one kind of object. Its rows are oid, schema's oid, name,
// oid of the table it belongs to, and comment; define adds the rest.
type objectSource struct {
	kind, query string
	define      func(o *metadata.Object, v []sql.NullString) error
}

// readObjects reads what goes by its own statement: policies, rules,
// statistics and event triggers. What they depend on is read at once for all.
func (r *reader) readObjects() error {
	byOID := map[string]*metadata.Object{}
	for _, source := range []objectSource{r.policies(), r.rules(), r.statistics(), r.eventTriggers()} {
		if err := r.each(source.query, func(v []sql.NullString) error {
			o, ok := r.object(source.kind, v)
			if !ok {
				return nil
			}
			byOID[v[0].String] = o
			r.m.Objects = append(r.m.Objects, o)
			return source.define(o, v)
		}); err != nil {
			return err
		}
	}
	return r.objectDependencies(byOID)
}

// object is what all kinds have in common; ok is false outside of the scope.
func (r *reader) object(kind string, v []sql.NullString) (o *metadata.Object, ok bool) {
	o = &metadata.Object{Dialect: "postgres", Kind: kind, Name: v[2].String, Comment: v[4].String}
	if v[3].Valid {
		x := r.relations[v[3].String]
		if x == nil {
			return nil, false
		}
		o.Table, o.Schema = x.name, x.name.Schema
	}
	if v[1].Valid {
		n, known := r.name(v[1].String, o.Name)
		if !known {
			return nil, false
		}
		o.Schema = n.Schema
	}
	return o, true
}

func (r *reader) objectDependencies(byOID map[string]*metadata.Object) error {
	if len(byOID) == 0 {
		return nil
	}
	return r.each(`SELECT DISTINCT d.objid::text, d.refclassid::regclass::text, d.refobjid::text, d.refobjsubid::text FROM pg_depend d
WHERE d.classid IN ('pg_policy'::regclass, 'pg_rewrite'::regclass, 'pg_statistic_ext'::regclass, 'pg_event_trigger'::regclass) AND d.deptype IN ('n', 'a')
AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass) ORDER BY 1, 2, 3, 4`, func(v []sql.NullString) error {
		if o := byOID[v[0].String]; o != nil {
			if dep, ok := r.dependency(v[1].String, v[2].String, v[3].String); ok && (dep.Name != o.Table || dep.Column != "") {
				o.DependsOn = append(o.DependsOn, dep)
			}
		}
		return nil
	})
}

// policies writes them out, since the server has no function that does.
func (r *reader) policies() objectSource {
	commands := map[string]string{"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
	return objectSource{"policy", `SELECT p.oid::text, NULL, p.polname, p.polrelid::text, obj_description(p.oid, 'pg_policy'), p.polpermissive::text, p.polcmd::text,
(SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ' ORDER BY pg_get_userbyid(role)) FROM unnest(p.polroles) role),
pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid) FROM pg_policy p`, func(o *metadata.Object, v []sql.NullString) error {
		text := "CREATE POLICY " + r.d.Ident(o.Name) + " ON " + r.quoted(o.Table)
		if v[5].String == "false" {
			text += " AS RESTRICTIVE"
		}
		if c := commands[v[6].String]; c != "" {
			text += " FOR " + c
		}
		text += " TO " + v[7].String
		if v[8].Valid {
			text += " USING (" + unparen(v[8].String) + ")"
		}
		if v[9].Valid {
			text += " WITH CHECK (" + unparen(v[9].String) + ")"
		}
		o.Definition = text
		return nil
	}}
}

func (r *reader) quoted(n metadata.Name) string { return (&script{d: r.d}).n(n) }

func (r *reader) rules() objectSource {
	return objectSource{"rule", `SELECT w.oid::text, NULL, w.rulename, w.ev_class::text, obj_description(w.oid, 'pg_rewrite'), pg_get_ruledef(w.oid), w.ev_enabled::text
FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class WHERE w.rulename <> '_RETURN' AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
AND` + notOfExtension("pg_rewrite", "w.oid"), func(o *metadata.Object, v []sql.NullString) error {
		o.Definition = r.local(strings.TrimSuffix(v[5].String, ";"), " TO ")
		enabled(&o.Options, v[6].String)
		return nil
	}}
}

// enabled notes when a rule or trigger does not fire as usual.
func enabled(o *metadata.Options, code string) {
	if word := map[string]string{"D": "disabled", "R": "replica", "A": "always"}[code]; word != "" {
		set(o, "enabled", word)
	}
}

func (r *reader) statistics() objectSource {
	return objectSource{"statistics", `SELECT s.oid::text, s.stxnamespace::text, s.stxname, s.stxrelid::text, obj_description(s.oid, 'pg_statistic_ext'), pg_get_statisticsobjdef(s.oid),
CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::text END FROM pg_statistic_ext s WHERE` + notOfExtension("pg_statistic_ext", "s.oid"), func(o *metadata.Object, v []sql.NullString) error {
		o.Definition = r.local(v[5].String, "STATISTICS ")
		if v[6].Valid {
			set(&o.Options, "statistics", v[6].String)
		}
		return nil
	}}
}

func (r *reader) eventTriggers() objectSource {
	return objectSource{"event trigger", `SELECT e.oid::text, NULL, e.evtname, NULL, obj_description(e.oid, 'pg_event_trigger'), e.evtevent,
(SELECT string_agg(quote_literal(tag), ', ' ORDER BY tag) FROM unnest(e.evttags) tag), e.evtfoid::regproc::text, e.evtenabled::text
FROM pg_event_trigger e WHERE` + notOfExtension("pg_event_trigger", "e.oid"), func(o *metadata.Object, v []sql.NullString) error {
		o.Definition = "CREATE EVENT TRIGGER " + r.d.Ident(o.Name) + " ON " + v[5].String
		if v[6].Valid {
			o.Definition += " WHEN TAG IN (" + v[6].String + ")"
		}
		o.Definition += " EXECUTE FUNCTION " + v[7].String + "()"
		enabled(&o.Options, v[8].String)
		return nil
	}}
}
