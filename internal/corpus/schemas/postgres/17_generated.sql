CREATE SCHEMA f;
CREATE FUNCTION f.double(x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN x * 2;
CREATE FUNCTION digits(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT regexp_replace(t, '\D', '', 'g') $$;
CREATE TYPE state AS ENUM ('on', 'off');
CREATE TABLE generated (
  "First Name" text, last_name text NOT NULL, qty integer DEFAULT 1, price numeric(10,2), born date, phone text, doc jsonb, tags text[], st state,
  full_name text GENERATED ALWAYS AS (btrim(COALESCE("First Name", '') || ' ' || last_name)) STORED,
  total numeric(12,2) GENERATED ALWAYS AS (qty * price) STORED NOT NULL,
  twice numeric GENERATED ALWAYS AS (f.double(price)) STORED,
  bare_phone varchar(20) GENERATED ALWAYS AS (digits(phone)) STORED UNIQUE,
  kind text GENERATED ALWAYS AS (doc ->> 'kind') STORED,
  n integer GENERATED ALWAYS AS ((doc #>> '{a,b}')::integer) STORED CHECK (n > 0),
  birthday integer GENERATED ALWAYS AS (EXTRACT(doy FROM born)::integer) STORED,
  words tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, COALESCE(last_name, ''))) STORED,
  size text GENERATED ALWAYS AS (CASE WHEN qty < 10 THEN 'small' WHEN qty < 100 THEN 'middle' ELSE 'large' END) STORED COLLATE "C",
  hash text GENERATED ALWAYS AS (md5(last_name)) STORED,
  first_tag text GENERATED ALWAYS AS (tags[1]) STORED,
  is_on boolean GENERATED ALWAYS AS (st = 'on' AND st IS NOT NULL) STORED,
  listed boolean GENERATED ALWAYS AS (last_name IN ('a', 'b') OR last_name LIKE 'c%' OR last_name ~* '^d') STORED,
  span int4range GENERATED ALWAYS AS (int4range(qty, qty + 10)) STORED
);
CREATE INDEX generated_total ON generated (total DESC) WHERE is_on;
CREATE INDEX generated_words ON generated USING gin (words);
COMMENT ON COLUMN generated.total IS 'qty × price';
CREATE VIEW generated_view AS SELECT full_name, total FROM generated;
CREATE TABLE refs (hash text GENERATED ALWAYS AS (md5(src)) STORED PRIMARY KEY, src text, up text REFERENCES refs);
CREATE TABLE parted (id integer, a integer, b integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE TABLE base (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE derived (c integer) INHERITS (base);
