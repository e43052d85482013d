package postgres

import (
	"database/sql"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// aggregateItems are the options of CREATE AGGREGATE, each as an expression
// over pg_aggregate a that is NULL where the option is left out:
// https://www.postgresql.org/docs/current/sql-createaggregate.html
var aggregateItems = []string{
	`'SFUNC = ' || a.aggtransfn::regproc::text`,
	`'STYPE = ' || format_type(a.aggtranstype, NULL)`,
	`'SSPACE = ' || nullif(a.aggtransspace, 0)::text`,
	`'FINALFUNC = ' || nullif(a.aggfinalfn, 0)::regproc::text`,
	`CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END`,
	`'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN CASE WHEN a.aggkind = 'n' THEN 'READ_WRITE' END WHEN 'r' THEN CASE WHEN a.aggkind <> 'n' THEN 'READ_ONLY' END END`,
	`'COMBINEFUNC = ' || nullif(a.aggcombinefn, 0)::regproc::text`,
	`'SERIALFUNC = ' || nullif(a.aggserialfn, 0)::regproc::text`,
	`'DESERIALFUNC = ' || nullif(a.aggdeserialfn, 0)::regproc::text`,
	`'INITCOND = ' || quote_literal(a.agginitval)`,
	`'MSFUNC = ' || nullif(a.aggmtransfn, 0)::regproc::text`,
	`'MINVFUNC = ' || nullif(a.aggminvtransfn, 0)::regproc::text`,
	`'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), NULL)`,
	`'MSSPACE = ' || nullif(a.aggmtransspace, 0)::text`,
	`'MFINALFUNC = ' || nullif(a.aggmfinalfn, 0)::regproc::text`,
	`CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END`,
	`'MFINALFUNC_MODIFY = ' || CASE WHEN a.aggmfinalfn <> 0 THEN CASE a.aggmfinalmodify WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' END END`,
	`'MINITCOND = ' || quote_literal(a.aggminitval)`,
	`'SORTOP = ' || (SELECT 'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')' FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid = a.aggsortop)`,
	`'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END`,
	`CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END`,
}

// readAggregates writes their definitions, which the server does not print.
func (r *reader) readAggregates(byOID map[string]*metadata.Routine) error {
	if len(byOID) == 0 {
		return nil
	}
	return r.each(`SELECT p.oid::text, pg_get_function_arguments(p.oid), concat_ws(', ', `+strings.Join(aggregateItems, ", ")+`)
FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`, func(v []sql.NullString) error {
		if f := byOID[v[0].String]; f != nil {
			f.Definition = "CREATE AGGREGATE " + r.quoted(f.Ident()) + "(" + orStar(v[1].String) + ") (" + v[2].String + ")"
		}
		return nil
	})
}

// orStar is how an aggregate without arguments is called.
func orStar(arguments string) string {
	if arguments == "" {
		return "*"
	}
	return arguments
}
