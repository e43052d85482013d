package postgres

import (
	"database/sql"

	"github.com/dbtool/dbtool/metadata"
)

// readUnmanaged lists what the model has no words for.
func (r *reader) readUnmanaged() error {
	made := func(catalog, alias string) string {
		return alias + ".oid >= 16384 AND" + notOfExtension(catalog, alias+".oid")
	}
	return r.each(`SELECT 'foreign table', c.relnamespace::text, c.relname, 'foreign tables are not modelled' FROM pg_class c WHERE c.relkind = 'f' AND `+made("pg_class", "c")+`
UNION ALL SELECT 'typed table', c.relnamespace::text, c.relname, 'that the table is tied to a type is not modelled; its columns are' FROM pg_class c WHERE c.reloftype <> 0 AND `+made("pg_class", "c")+`
UNION ALL SELECT 'base type', t.typnamespace::text, t.typname, 'base types are not modelled' FROM pg_type t
  WHERE t.typtype IN ('b', 'p') AND t.typcategory <> 'A' AND NOT EXISTS (SELECT 1 FROM pg_type m WHERE m.typarray = t.oid) AND `+made("pg_type", "t")+`
UNION ALL SELECT 'operator', o.oprnamespace::text, o.oprname, 'operators are not modelled' FROM pg_operator o WHERE `+made("pg_operator", "o")+`
UNION ALL SELECT 'operator class', o.opcnamespace::text, o.opcname, 'operator classes are not modelled' FROM pg_opclass o WHERE `+made("pg_opclass", "o")+`
UNION ALL SELECT 'text search configuration', o.cfgnamespace::text, o.cfgname, 'text search is not modelled' FROM pg_ts_config o WHERE `+made("pg_ts_config", "o")+`
UNION ALL SELECT 'text search dictionary', o.dictnamespace::text, o.dictname, 'text search is not modelled' FROM pg_ts_dict o WHERE `+made("pg_ts_dict", "o")+`
UNION ALL SELECT 'conversion', o.connamespace::text, o.conname, 'conversions are not modelled' FROM pg_conversion o WHERE `+made("pg_conversion", "o")+`
UNION ALL SELECT 'cast', NULL, btrim((pg_identify_object('pg_cast'::regclass, o.oid, 0)).identity, '()'), 'casts are not modelled' FROM pg_cast o WHERE `+made("pg_cast", "o")+` AND NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = o.oid AND i.deptype = 'i')
UNION ALL SELECT 'foreign server', NULL, o.srvname, 'foreign servers are not modelled' FROM pg_foreign_server o WHERE `+made("pg_foreign_server", "o")+`
UNION ALL SELECT 'foreign-data wrapper', NULL, o.fdwname, 'foreign-data wrappers are not modelled' FROM pg_foreign_data_wrapper o WHERE `+made("pg_foreign_data_wrapper", "o")+`
UNION ALL SELECT 'publication', NULL, o.pubname, 'publications are not modelled' FROM pg_publication o WHERE `+made("pg_publication", "o")+`
UNION ALL SELECT 'default privileges', o.defaclnamespace::text, pg_get_userbyid(o.defaclrole), 'privileges are not modelled' FROM pg_default_acl o
ORDER BY 1, 2, 3`, func(v []sql.NullString) error {
		n := metadata.Name{Name: v[2].String}
		if v[1].Valid && v[1].String != "0" {
			var ok bool
			if n, ok = r.name(v[1].String, n.Name); !ok {
				return nil
			}
		}
		r.unmanaged(v[0].String, n, metadata.Name{}, v[3].String, "")
		return nil
	})
}
