-- Types the first file leaves out, arrays of them, and modifiers at their limits.
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION cube;
CREATE EXTENSION isn;
CREATE EXTENSION citext;
CREATE TYPE pair AS (x double precision, y double precision);
CREATE TYPE floats AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = many_floats);
CREATE TYPE words AS RANGE (subtype = text, collation = "C");
CREATE DOMAIN pairs AS pair[];
CREATE TABLE ranges (a int8range, b tsrange, c numrange DEFAULT '[1,2)', d floats, e many_floats, f words, g nummultirange, h tsmultirange, i tstzmultirange, j datemultirange DEFAULT '{[2020-01-01,2021-01-01)}', k int8multirange[], l floats[], m daterange[] DEFAULT '{}');
CREATE TABLE intervals (a interval year, b interval month, c interval day, d interval hour, e interval minute, f interval second, g interval second(0), h interval year to month, i interval day to hour, j interval day to minute, k interval day to second, l interval hour to minute, m interval hour to second(2), n interval minute to second(6), o interval(4), p interval hour DEFAULT '3 hours');
CREATE TABLE geometry (a point DEFAULT '(1,2)', b line, c lseg, d box, e path, f polygon, g circle DEFAULT '<(0,0),1>', h cube, i point[]);
CREATE TABLE numbers (a numeric(1000), b numeric(1000,1000), c numeric(5,-2), d numeric(3,5), e float(1), f float(24), g float(25), h float(53), i decimal, j dec(4), k int2[], l money DEFAULT 12.34, m money[], n real DEFAULT '-Infinity', o numeric DEFAULT 'NaN', p double precision[]);
CREATE TABLE texts (a char(10485760), b varchar(10485760), c bpchar, d name[], e citext[], f "char"[], g character varying[][], h text COLLATE "C", i varchar(9) COLLATE "POSIX", j text[] COLLATE "C", k bit varying[], l bit(64), m xml[], n json[], o jsonb[] DEFAULT ARRAY['{}'::jsonb]);
CREATE TABLE addresses (a inet DEFAULT '::1', b cidr DEFAULT '10.0.0.0/8', c macaddr DEFAULT '08:00:2b:01:02:03', d macaddr8, e inet[], f cidr[]);
CREATE TABLE machinery (a oid, b xid, c cid, d tid, e regclass DEFAULT 'pg_class'::regclass, f regtype, g regproc, h regprocedure, i regrole, j regnamespace, k pg_lsn, l txid_snapshot, m xid8, n pg_snapshot, o oidvector, p int2vector, q tsquery[], r regconfig DEFAULT 'english', s regdictionary, t jsonpath DEFAULT '$.a[*]', u refcursor, v regoper, w regoperator, x regcollation);
CREATE TABLE extended (a hstore DEFAULT 'a=>1', b ltree, c lquery, d ltree[], e isbn13, f issn, g hstore[], h ltxtquery);
CREATE TABLE structured (a pair, b pair[], c pairs, d ranges, e numbers[], f pairs[]);
