CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy', 'Ünïcode');
CREATE DOMAIN email AS varchar(200) DEFAULT 'none@example.com' NOT NULL CONSTRAINT email_at CHECK (VALUE ~ '@') CHECK (length(VALUE) > 3);
COMMENT ON TYPE mood IS 'how it''s going';
COMMENT ON DOMAIN email IS 'an address';
CREATE TABLE all_types (
  a smallint, b integer, c bigint, d numeric, e numeric(10), f numeric(12,3), g real, h double precision, i money,
  j char, k char(7), l varchar, m varchar(20), n text, o bytea, p boolean, q date, r time, s time(3), t timetz, u timetz(2),
  v timestamp, w timestamp(0), x timestamptz, y timestamptz(6), z interval, aa interval day to second(3), ab interval year to month,
  ac uuid, ad json, ae jsonb, af xml, ag bit, ah bit(5), ai bit varying, aj varbit(9), ak inet, al cidr, am macaddr, an macaddr8,
  ao tsvector, ap tsquery, aq int4range, ar numrange, ast tstzrange, at daterange, au int4multirange, av point, aw box, ax path,
  ay integer[], az text[][], ba varchar(5)[], bb mood, bc mood[], bd email, be citext, bf hstore, bg "char", bh name, bi oid, bj regclass, bk jsonpath,
  bl timestamptz[] DEFAULT '{}'
);
CREATE TABLE defaults (
  id integer PRIMARY KEY,
  a text DEFAULT 'it''s', b text DEFAULT '', c varchar(5) DEFAULT 'x', d integer DEFAULT -1, e numeric(5,2) DEFAULT 1.50, f boolean DEFAULT true,
  g timestamptz DEFAULT now(), h timestamp DEFAULT current_timestamp, i date DEFAULT current_date, j uuid DEFAULT gen_random_uuid(),
  k jsonb DEFAULT '{"a": [1, 2]}', l text[] DEFAULT ARRAY['a', 'b'], m mood DEFAULT 'happy', n double precision DEFAULT 'NaN', o bytea DEFAULT '\xdead',
  p text DEFAULT E'tab\there\nand \\ there', q interval DEFAULT '1 day 02:00', r integer DEFAULT (1 + 2) * 3, s text DEFAULT upper('x' || 'y'), t bit(3) DEFAULT B'101'
);
