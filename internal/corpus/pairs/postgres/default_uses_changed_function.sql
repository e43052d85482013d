CREATE FUNCTION code() RETURNS varchar(9) LANGUAGE sql AS $$ SELECT 'x'::varchar $$;
CREATE FUNCTION numbered(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n $$;
CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT code(), b text DEFAULT 'y' || code(), c integer DEFAULT numbered(3));
CREATE DOMAIN d AS text DEFAULT code();
CREATE TABLE u (d d);
-- becomes
CREATE FUNCTION code() RETURNS text LANGUAGE sql AS $$ SELECT 'z'::text $$;
CREATE FUNCTION numbered(m integer) RETURNS integer LANGUAGE sql AS $$ SELECT m + 1 $$;
CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT code(), b text DEFAULT 'y' || code(), c integer DEFAULT numbered(3));
CREATE DOMAIN d AS text DEFAULT code();
CREATE TABLE u (d d);
