CREATE TABLE parents (id int, a int, b int, CONSTRAINT parents_key PRIMARY KEY (id), CONSTRAINT ua UNIQUE (a), CONSTRAINT ub UNIQUE (b));
CREATE TABLE deferred_key (id int, CONSTRAINT deferred_key_pkey PRIMARY KEY (id));
CREATE TABLE covering_key (id int, a int, CONSTRAINT covering_key_pkey PRIMARY KEY (id));
CREATE TABLE loose_key (id int, CONSTRAINT loose_key_pkey PRIMARY KEY (id));
CREATE TABLE by_columns (a int, b int, CONSTRAINT fk_columns FOREIGN KEY (a) REFERENCES parents (a));
CREATE TABLE by_target (a int, CONSTRAINT fk_target FOREIGN KEY (a) REFERENCES parents (a));
CREATE TABLE checked (a int, CONSTRAINT inherited CHECK (a > 0), CONSTRAINT said CHECK (a < 100));
CREATE TABLE rooms (a tsrange, b int4range, c int4range, d tsrange, e tsrange, note int,
  CONSTRAINT by_method EXCLUDE USING gist (a WITH &&), CONSTRAINT by_elements EXCLUDE USING gist (b WITH &&),
  CONSTRAINT by_include EXCLUDE USING gist (c WITH &&), CONSTRAINT by_words EXCLUDE USING gist (d WITH &&), CONSTRAINT by_fill EXCLUDE USING gist (e WITH &&));
CREATE TABLE spots (p int, CONSTRAINT by_kind EXCLUDE USING hash (p WITH =));
CREATE TABLE old_parent (a int);
CREATE TABLE child (a int, b int) INHERITS (old_parent);
CREATE TABLE measures (day date) PARTITION BY RANGE (day);
CREATE TABLE measures_one PARTITION OF measures FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE VIEW kind AS SELECT 1 AS x;
CREATE VIEW options AS SELECT a FROM checked WHERE a > 0;
CREATE VIEW words AS SELECT a FROM checked;
CREATE SEQUENCE numbers;
CREATE TYPE mood AS ENUM ('good');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER said BEFORE INSERT ON checked FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER off BEFORE INSERT ON checked FOR EACH ROW EXECUTE FUNCTION f();
-- becomes
CREATE TABLE parents (id int, a int, b int, CONSTRAINT parents_key PRIMARY KEY (id), CONSTRAINT ua UNIQUE (a), CONSTRAINT ub UNIQUE (b));
COMMENT ON CONSTRAINT parents_key ON parents IS 'who it is';
COMMENT ON CONSTRAINT ua ON parents IS 'another way to say it';
CREATE TABLE deferred_key (id int, CONSTRAINT deferred_key_pkey PRIMARY KEY (id) DEFERRABLE);
CREATE TABLE covering_key (id int, a int, CONSTRAINT covering_key_pkey PRIMARY KEY (id) INCLUDE (a));
CREATE TABLE loose_key (id int, CONSTRAINT loose_key_pkey PRIMARY KEY (id) WITH (fillfactor = 70));
CREATE TABLE by_columns (a int, b int, CONSTRAINT fk_columns FOREIGN KEY (b) REFERENCES parents (a));
CREATE TABLE by_target (a int, CONSTRAINT fk_target FOREIGN KEY (a) REFERENCES parents (b));
CREATE TABLE checked (a int, CONSTRAINT inherited CHECK (a > 0) NO INHERIT, CONSTRAINT said CHECK (a < 100));
COMMENT ON CONSTRAINT said ON checked IS 'small';
CREATE TABLE rooms (a tsrange, b int4range, c int4range, d tsrange, e tsrange, note int,
  CONSTRAINT by_method EXCLUDE USING spgist (a WITH &&), CONSTRAINT by_elements EXCLUDE USING gist (b WITH -|-),
  CONSTRAINT by_include EXCLUDE USING gist (c WITH &&) INCLUDE (note), CONSTRAINT by_words EXCLUDE USING gist (d WITH &&), CONSTRAINT by_fill EXCLUDE USING gist (e WITH &&) WITH (fillfactor = 60));
COMMENT ON CONSTRAINT by_words ON rooms IS 'one at a time';
CREATE TABLE spots (p int, CONSTRAINT by_kind EXCLUDE USING btree (p WITH =));
CREATE TABLE old_parent (a int);
CREATE TABLE child (a int, b int);
CREATE TABLE measures (day date) PARTITION BY RANGE (day);
CREATE TABLE measures_one PARTITION OF measures FOR VALUES FROM ('2026-01-01') TO ('2026-03-01');
CREATE MATERIALIZED VIEW kind AS SELECT 1 AS x;
CREATE VIEW options AS SELECT a FROM checked WHERE a > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW words AS SELECT a FROM checked;
COMMENT ON VIEW words IS 'said';
COMMENT ON COLUMN words.a IS 'the number';
CREATE SEQUENCE numbers;
COMMENT ON SEQUENCE numbers IS 'counted';
CREATE TYPE mood AS ENUM ('good');
COMMENT ON TYPE mood IS 'how it is';
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER said BEFORE INSERT ON checked FOR EACH ROW EXECUTE FUNCTION f();
COMMENT ON TRIGGER said ON checked IS 'it does nothing';
CREATE TRIGGER off BEFORE INSERT ON checked FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE checked DISABLE TRIGGER off;
