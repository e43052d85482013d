-- Every object that the database's users made, as rows of (subject, fact).
-- It runs on PostgreSQL 14 and later, under an empty search_path.
-- What extensions brought along belongs to them and is left out.
WITH brought AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
spaces AS (
  SELECT n.*, quote_ident(nspname) AS path FROM pg_namespace n
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM brought WHERE classid = 'pg_namespace'::regclass AND objid = n.oid)),
relations AS (
  SELECT c.*, s.path || '.' || quote_ident(relname) AS path FROM pg_class c JOIN spaces s ON s.oid = relnamespace
  WHERE NOT EXISTS (SELECT FROM brought WHERE classid = 'pg_class'::regclass AND objid = c.oid)),
tables AS (SELECT *, 'table ' || path AS subject FROM relations WHERE relkind IN ('r', 'p', 'f')),
types AS (
  SELECT t.*, s.path || '.' || quote_ident(typname) AS path FROM pg_type t JOIN spaces s ON s.oid = typnamespace
  WHERE NOT EXISTS (SELECT FROM brought WHERE classid = 'pg_type'::regclass AND objid = t.oid)),
functions AS (
  SELECT p.*, s.path || '.' || quote_ident(proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS path
  FROM pg_proc p JOIN spaces s ON s.oid = pronamespace
  WHERE NOT EXISTS (SELECT FROM brought WHERE classid = 'pg_proc'::regclass AND objid = p.oid)),
-- A column of a table, view or composite type; of an index, only its statistics.
columns AS (
  SELECT a.*, r.relkind, r.path, quote_ident(attname) AS name, pg_get_expr(adbin, adrelid) AS expression,
    concat_ws(' ', format_type(atttypid, atttypmod),
      'COLLATE ' || (CASE WHEN attcollation <> typcollation THEN attcollation END)::regcollation::text) AS type
  FROM relations r JOIN pg_attribute a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
  JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum),
sequences AS (
  SELECT r.*, s.*, d.refobjid, d.refobjsubid, d.deptype, concat_ws(' ',
      seqtypid::regtype, 'start', seqstart, 'increment', seqincrement, 'min', seqmin, 'max', seqmax,
      'cache', seqcache, CASE WHEN seqcycle THEN 'cycle' END, CASE WHEN relpersistence <> 'p' THEN 'persistence ' || relpersistence::text END) AS options
  FROM relations r JOIN pg_sequence s ON seqrelid = r.oid
  LEFT JOIN pg_depend d ON classid = 'pg_class'::regclass AND objid = r.oid AND refclassid = 'pg_class'::regclass
    AND deptype IN ('a', 'i') AND refobjsubid > 0),
grants AS (
  SELECT CASE relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' ELSE 'table ' END || path AS subject,
    relacl AS acl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner) AS usual
    FROM relations WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  UNION ALL SELECT 'table ' || path || ' column ' || name, attacl, NULL FROM columns WHERE attacl IS NOT NULL
  UNION ALL SELECT 'function ' || path, proacl, acldefault('f', proowner) FROM functions
  UNION ALL SELECT 'type ' || path, typacl, acldefault('T', typowner) FROM types WHERE typacl IS NOT NULL
  UNION ALL SELECT 'schema ' || path, nspacl, coalesce((SELECT initprivs FROM pg_init_privs
      WHERE classoid = 'pg_namespace'::regclass AND objoid = spaces.oid), acldefault('n', nspowner)) FROM spaces),
grant_texts AS (
  SELECT subject, (SELECT string_agg(g, ', ' ORDER BY g) FROM aclexplode(coalesce(acl, usual)), concat(
      nullif(grantee, 0)::regrole, CASE grantee WHEN 0 THEN 'PUBLIC' END, '=', privilege_type, CASE WHEN is_grantable THEN '*' END) g) AS given,
    (SELECT string_agg(g, ', ' ORDER BY g) FROM aclexplode(usual), concat(
      nullif(grantee, 0)::regrole, CASE grantee WHEN 0 THEN 'PUBLIC' END, '=', privilege_type, CASE WHEN is_grantable THEN '*' END) g) AS usual
  FROM grants),
comments AS (
  SELECT classoid, objoid, objsubid, 'comment ' || quote_literal(description) AS text FROM pg_description)

SELECT 'schema ' || path, concat_ws(' ', (SELECT text FROM comments WHERE classoid = 'pg_namespace'::regclass AND objoid = s.oid))
  FROM spaces s
  -- "public" is there from the start, with a comment of its own.
  WHERE nspname <> 'public' OR obj_description(oid, 'pg_namespace') IS DISTINCT FROM 'standard public schema'

UNION ALL SELECT subject, concat_ws(' ',
    CASE relkind WHEN 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(t.oid) WHEN 'f' THEN 'FOREIGN' END,
    CASE relpersistence WHEN 'u' THEN 'UNLOGGED' WHEN 't' THEN 'TEMPORARY' END,
    'INHERITS ' || (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = t.oid),
    pg_get_expr(relpartbound, t.oid),
    'OF ' || nullif(reloftype, 0)::regtype::text,
    'WITH (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(reloptions) o) || ')',
    'USING ' || (SELECT amname FROM pg_am WHERE pg_am.oid = relam AND amname <> 'heap'),
    'TABLESPACE ' || (SELECT spcname FROM pg_tablespace s WHERE s.oid = reltablespace),
    CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced row security' END,
    'replica identity ' || nullif(relreplident, CASE relkind WHEN 'f' THEN 'n'::"char" ELSE 'd' END)::text,
    text)
  FROM tables t LEFT JOIN comments ON classoid = 'pg_class'::regclass AND objoid = t.oid AND objsubid = 0

UNION ALL SELECT subject || ' columns', coalesce(string_agg(name, ', ' ORDER BY attnum), '')
  FROM tables t LEFT JOIN columns c ON attrelid = t.oid GROUP BY subject

UNION ALL SELECT subject || ' column ' || name, concat_ws(' ', type,
    CASE WHEN attnotnull THEN 'NOT NULL' END,
    -- Since PostgreSQL 18 NOT NULL has a name, which counts no more than a column's place.
    (SELECT concat_ws(' ', CASE WHEN NOT convalidated THEN 'NOT VALID' END, CASE WHEN connoinherit THEN 'NO INHERIT' END, 'with ' || text)
      FROM pg_constraint n LEFT JOIN comments ON classoid = 'pg_constraint'::regclass AND objoid = n.oid
      WHERE conrelid = attrelid AND contype = 'n' AND conkey[1] = attnum AND (NOT convalidated OR connoinherit OR text IS NOT NULL)),
    CASE WHEN attgenerated = '' THEN 'DEFAULT ' || expression END,
    'GENERATED ALWAYS AS (' || CASE attgenerated WHEN 's' THEN expression || ') STORED' WHEN 'v' THEN expression || ') VIRTUAL' END,
    CASE attidentity WHEN 'a' THEN 'GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN 'GENERATED BY DEFAULT AS IDENTITY' END,
    (SELECT '(' || string_agg(concat_ws(' ', quote_ident(s.relname), s.options), '; ') || ')' FROM sequences s
      WHERE refobjid = attrelid AND refobjsubid = attnum AND deptype = 'i'),
    'STORAGE ' || CASE WHEN attstorage <> (SELECT typstorage FROM pg_type p WHERE p.oid = atttypid) THEN attstorage::text END,
    'COMPRESSION ' || nullif(attcompression::text, ''),
    'STATISTICS ' || nullif(attstattarget, -1),
    'WITH (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(attoptions) o) || ')',
    CASE WHEN attinhcount > 0 THEN 'inherited' || CASE WHEN attislocal THEN ' and local' ELSE '' END END, text)
  FROM tables t JOIN columns c ON attrelid = t.oid
  LEFT JOIN comments ON classoid = 'pg_class'::regclass AND objoid = t.oid AND objsubid = attnum

UNION ALL SELECT subject || ' constraint ' || quote_ident(conname), concat_ws(' ',
    pg_get_constraintdef(c.oid), CASE WHEN coninhcount > 0 OR conparentid <> 0 THEN 'inherited' END,
    CASE WHEN NOT conislocal THEN 'not local' END,
    'WITH (' || array_to_string(i.reloptions, ', ') || ')',
    CASE WHEN indisreplident THEN 'replica identity' END, CASE WHEN indisclustered THEN 'clustered' END,
    'TABLESPACE ' || (SELECT spcname FROM pg_tablespace s WHERE s.oid = i.reltablespace), text)
  FROM tables t JOIN pg_constraint c ON conrelid = t.oid
  LEFT JOIN pg_index x ON indexrelid = conindid AND contype IN ('p', 'u', 'x') LEFT JOIN pg_class i ON i.oid = indexrelid
  LEFT JOIN comments ON classoid = 'pg_constraint'::regclass AND objoid = c.oid
  WHERE contype IN ('p', 'u', 'f', 'c', 'x')
    -- A foreign key to a partitioned table has one for each partition underneath.
    AND NOT EXISTS (SELECT FROM pg_constraint up WHERE up.oid = c.conparentid AND up.conrelid = c.conrelid)

UNION ALL SELECT CASE t.relkind WHEN 'm' THEN 'materialized view ' ELSE 'table ' END || t.path || ' index ' || quote_ident(i.relname), concat_ws(' ',
    pg_get_indexdef(i.oid), CASE WHEN NOT indisvalid THEN 'invalid' END,
    CASE WHEN indisreplident THEN 'replica identity' END, CASE WHEN indisclustered THEN 'clustered' END,
    'TABLESPACE ' || (SELECT spcname FROM pg_tablespace s WHERE s.oid = i.reltablespace),
    'attached to ' || (SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = i.oid),
    'statistics ' || (SELECT string_agg(concat(attnum, '=', attstattarget), ', ' ORDER BY attnum) FROM columns WHERE attrelid = i.oid AND attstattarget >= 0),
    text)
  FROM pg_index x JOIN relations i ON i.oid = indexrelid JOIN relations t ON t.oid = indrelid
  LEFT JOIN comments ON classoid = 'pg_class'::regclass AND objoid = i.oid AND objsubid = 0
  WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.oid AND contype IN ('p', 'u', 'x'))

-- An identity's sequence is told with its column.
UNION ALL SELECT 'sequence ' || path, concat_ws(' ', options,
    'OWNED BY ' || refobjid::regclass::text || '.' || (SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = refobjid AND attnum = refobjsubid), text)
  FROM sequences s LEFT JOIN comments ON classoid = 'pg_class'::regclass AND objoid = s.oid
  WHERE deptype IS DISTINCT FROM 'i'

UNION ALL SELECT CASE relkind WHEN 'v' THEN 'view ' ELSE 'materialized view ' END || path, concat_ws(' ',
    'WITH (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(reloptions) o) || ')', 'AS' || pg_get_viewdef(r.oid),
    CASE WHEN relkind = 'm' AND NOT relispopulated THEN 'not populated' END,
    CASE WHEN relkind = 'm' THEN 'TABLESPACE ' || (SELECT spcname FROM pg_tablespace s WHERE s.oid = reltablespace) END, text)
  FROM relations r LEFT JOIN comments ON classoid = 'pg_class'::regclass AND objoid = r.oid AND objsubid = 0 WHERE relkind IN ('v', 'm')

-- A view's columns are part of what others see, and stay when CREATE OR REPLACE runs.
UNION ALL SELECT CASE relkind WHEN 'v' THEN 'view ' ELSE 'materialized view ' END || path || ' column ' || name, concat_ws(' ',
    attnum, type, 'DEFAULT ' || expression, text)
  FROM columns LEFT JOIN comments ON classoid = 'pg_class'::regclass AND objoid = attrelid AND objsubid = attnum WHERE relkind IN ('v', 'm')

UNION ALL SELECT 'type ' || path, 'ENUM (' || coalesce((SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
    FROM pg_enum WHERE enumtypid = types.oid), '') || ')' FROM types WHERE typtype = 'e'

UNION ALL SELECT 'type ' || t.path, '(' || coalesce((SELECT string_agg(concat_ws(' ', name, type, text), ', ' ORDER BY attnum)
    FROM columns LEFT JOIN comments ON classoid = 'pg_class'::regclass AND objoid = attrelid AND objsubid = attnum WHERE attrelid = typrelid), '') || ')'
  FROM types t JOIN pg_class r ON r.oid = typrelid AND r.relkind = 'c'

UNION ALL SELECT 'type ' || path, concat_ws(' ', 'RANGE of', rngsubtype::regtype, (SELECT opcname FROM pg_opclass WHERE oid = rngsubopc),
    nullif(rngcollation, 0)::regcollation, nullif(rngcanonical, 0)::regproc, nullif(rngsubdiff, 0)::regproc)
  FROM types JOIN pg_range ON rngtypid = types.oid

UNION ALL SELECT 'type ' || path, 'BASE or shell type' FROM types WHERE typtype IN ('b', 'p') AND typelem = 0

UNION ALL SELECT 'domain ' || path, concat_ws(' ', format_type(typbasetype, typtypmod),
    'COLLATE ' || (CASE WHEN typcollation <> (SELECT typcollation FROM pg_type b WHERE b.oid = d.typbasetype) THEN typcollation END)::regcollation::text,
    CASE WHEN typnotnull THEN 'NOT NULL' END, 'DEFAULT ' || typdefault) FROM types d WHERE typtype = 'd'

UNION ALL SELECT 'domain ' || path || ' constraint ' || quote_ident(conname), concat_ws(' ', pg_get_constraintdef(c.oid), text)
  FROM types t JOIN pg_constraint c ON contypid = t.oid AND contype = 'c'
  LEFT JOIN comments ON classoid = 'pg_constraint'::regclass AND objoid = c.oid

UNION ALL SELECT CASE typtype WHEN 'd' THEN 'domain ' ELSE 'type ' END || path || ' comment', text
  FROM types t JOIN comments ON classoid = 'pg_type'::regclass AND objoid = t.oid

UNION ALL SELECT 'function ' || path, concat_ws(' ', CASE WHEN prokind = 'a' THEN 'AGGREGATE ' || (SELECT
    concat_ws(' ', aggtransfn::regproc, aggtranstype::regtype, nullif(aggfinalfn, 0)::regproc, agginitval, nullif(aggcombinefn, 0)::regproc, aggkind)
    FROM pg_aggregate WHERE aggfnoid = f.oid) ELSE pg_get_functiondef(f.oid) END, text)
  FROM functions f LEFT JOIN comments ON classoid = 'pg_proc'::regclass AND objoid = f.oid

UNION ALL SELECT CASE WHEN relkind IN ('v', 'm') THEN 'view ' ELSE 'table ' END || path || ' trigger ' || quote_ident(tgname), concat_ws(' ',
    pg_get_triggerdef(t.oid), 'enabled ' || nullif(tgenabled, 'O')::text, text)
  FROM relations r JOIN pg_trigger t ON tgrelid = r.oid LEFT JOIN comments ON classoid = 'pg_trigger'::regclass AND objoid = t.oid
  WHERE NOT tgisinternal AND tgparentid = 0

UNION ALL SELECT 'table ' || path || ' rule ' || quote_ident(rulename), concat_ws(' ',
    pg_get_ruledef(w.oid), 'enabled ' || nullif(ev_enabled, 'O')::text, text)
  FROM relations r JOIN pg_rewrite w ON ev_class = r.oid LEFT JOIN comments ON classoid = 'pg_rewrite'::regclass AND objoid = w.oid
  WHERE rulename <> '_RETURN'

UNION ALL SELECT subject || ' policy ' || quote_ident(polname), concat_ws(' ',
    CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, 'FOR', polcmd,
    'TO ' || (SELECT string_agg(concat(nullif(role, 0)::regrole, CASE role WHEN 0 THEN 'PUBLIC' END), ', ' ORDER BY role::regrole::text) FROM unnest(polroles) role),
    'USING ' || pg_get_expr(polqual, polrelid), 'WITH CHECK ' || pg_get_expr(polwithcheck, polrelid), text)
  FROM tables t JOIN pg_policy p ON polrelid = t.oid LEFT JOIN comments ON classoid = 'pg_policy'::regclass AND objoid = p.oid

UNION ALL SELECT 'statistics ' || s.path || '.' || quote_ident(stxname), concat_ws(' ',
    pg_get_statisticsobjdef(x.oid), 'STATISTICS ' || nullif(stxstattarget, -1), text)
  FROM pg_statistic_ext x JOIN spaces s ON s.oid = stxnamespace LEFT JOIN comments ON classoid = 'pg_statistic_ext'::regclass AND objoid = x.oid

UNION ALL SELECT 'extension ' || quote_ident(extname), concat_ws(' ', extversion, 'in', extnamespace::regnamespace)
  FROM pg_extension WHERE extname <> 'plpgsql'

UNION ALL SELECT subject || ' privileges', given FROM grant_texts WHERE given IS DISTINCT FROM usual

UNION ALL SELECT concat_ws(' ', 'default privileges', defaclrole::regrole, nullif(defaclnamespace, 0)::regnamespace, defaclobjtype),
  (SELECT string_agg(item::text, ', ' ORDER BY item::text) FROM unnest(defaclacl) item) FROM pg_default_acl

UNION ALL SELECT identified.type || ' ' || identity, '' FROM (
    SELECT 'pg_operator'::regclass, oid FROM pg_operator UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast
    UNION ALL SELECT 'pg_collation'::regclass, oid FROM pg_collation UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_opclass
    UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
    UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config) AS others (class, id),
  pg_identify_object(class, id, 0) AS identified
  WHERE id >= 16384 AND NOT EXISTS (SELECT FROM brought WHERE classid = class AND objid = id)
