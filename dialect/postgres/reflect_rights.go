package postgres

import (
	"database/sql"

	"github.com/dbtool/dbtool/metadata"
)

// readRights reads owners and privileges of views and routines, which are lost
// when those have to be made again. What everybody gets by default is taken
// away where it was revoked.
func (r *reader) readRights() error {
	views := map[string]*metadata.View{}
	for oid, x := range r.relations {
		if x.view != nil {
			views[oid] = x.view
		}
	}
	if err := r.rights(len(views) > 0, `SELECT c.oid::text, c.relowner, 'TABLE ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname), NULL, c.relacl, acldefault('r', c.relowner),
  CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND (c.relacl IS NOT NULL OR c.relowner <> current_user::regrole)
UNION ALL SELECT c.oid::text, c.relowner, 'TABLE ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname), quote_ident(a.attname), a.attacl, NULL, NULL
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL WHERE c.relkind IN ('v', 'm')`,
		func(oid, statement string) {
			if v := views[oid]; v != nil {
				v.Rights = append(v.Rights, statement)
			}
		}); err != nil {
		return err
	}
	return r.rights(len(r.code) > 0, `SELECT p.oid::text, p.proowner, 'ROUTINE ' || p.oid::regprocedure::text, NULL, p.proacl, acldefault('f', p.proowner), 'ROUTINE ' || p.oid::regprocedure::text
FROM pg_proc p WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND (p.proacl IS NOT NULL OR p.proowner <> current_user::regrole)`,
		func(oid, statement string) {
			if f := r.code[oid]; f != nil {
				f.Rights = append(f.Rights, statement)
			}
		})
}

// rights makes statements of what a query says of objects: oid, owner, name
// for GRANT, column, privileges, those by default, name for ALTER.
func (r *reader) rights(wanted bool, query string, take func(oid, statement string)) error {
	if !wanted {
		return nil
	}
	return r.each(`WITH o (oid, owner, name, col, acl, usual, altered) AS (`+query+`),
given AS (SELECT o.oid, o.name, o.col, o.owner, x.grantee, x.privilege_type AS p, x.is_grantable AS g FROM o, aclexplode(o.acl) x),
usual AS (SELECT o.oid, x.grantee, x.privilege_type AS p, x.is_grantable AS g FROM o, aclexplode(o.usual) x WHERE o.acl IS NOT NULL)
SELECT oid, 1, 'ALTER ' || altered || ' OWNER TO ' || quote_ident(pg_get_userbyid(owner)) FROM o WHERE altered IS NOT NULL AND owner <> current_user::regrole
UNION ALL SELECT u.oid, 2, 'REVOKE ' || u.p || ' ON ' || o.name || ' FROM ' || CASE u.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(u.grantee)) END
  FROM usual u JOIN o ON o.oid = u.oid AND o.col IS NULL WHERE NOT EXISTS (SELECT 1 FROM given v WHERE v.oid = u.oid AND v.col IS NULL AND v.grantee = u.grantee AND v.p = u.p)
UNION ALL SELECT v.oid, 3, 'GRANT ' || v.p || coalesce(' (' || v.col || ')', '') || ' ON ' || v.name || ' TO ' || CASE v.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(v.grantee)) END || CASE WHEN v.g THEN ' WITH GRANT OPTION' ELSE '' END
  FROM given v WHERE NOT EXISTS (SELECT 1 FROM usual u WHERE v.col IS NULL AND u.oid = v.oid AND u.grantee = v.grantee AND u.p = v.p AND u.g = v.g)
ORDER BY 1, 2, 3`, func(v []sql.NullString) error {
		take(v[0].String, v[2].String)
		return nil
	})
}
