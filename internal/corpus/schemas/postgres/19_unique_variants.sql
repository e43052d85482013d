CREATE TABLE uniques (
  a integer UNIQUE, b integer CONSTRAINT b_once UNIQUE, c text, d text, e text, f integer NOT NULL, g integer, h uuid,
  UNIQUE (c, d), UNIQUE (d, c), CONSTRAINT with_more UNIQUE (e) INCLUDE (f, g), CONSTRAINT nulls_too UNIQUE NULLS NOT DISTINCT (g, c), CONSTRAINT postponed UNIQUE (f, g) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT may_postpone UNIQUE (g) DEFERRABLE,
  CONSTRAINT stored UNIQUE (h) WITH (fillfactor = 40)
);
CREATE UNIQUE INDEX uniques_lower ON uniques (lower(c));
CREATE UNIQUE INDEX uniques_part ON uniques (d) WHERE a IS NULL;
CREATE UNIQUE INDEX uniques_nulls ON uniques (a, h) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX uniques_desc ON uniques (f DESC, g NULLS FIRST);
CREATE UNIQUE INDEX uniques_c ON uniques (c COLLATE "C", d text_pattern_ops);
COMMENT ON CONSTRAINT with_more ON uniques IS 'covers f and g';
COMMENT ON INDEX nulls_too IS 'on the index, not the constraint';
CREATE TABLE promoted (id integer NOT NULL, code text NOT NULL, slot tsrange);
CREATE UNIQUE INDEX promoted_pk ON promoted (id) INCLUDE (code);
CREATE UNIQUE INDEX promoted_code ON promoted (code);
ALTER TABLE promoted ADD CONSTRAINT promoted_pk PRIMARY KEY USING INDEX promoted_pk;
ALTER TABLE promoted ADD CONSTRAINT promoted_code UNIQUE USING INDEX promoted_code;
ALTER TABLE promoted REPLICA IDENTITY USING INDEX promoted_code;
ALTER TABLE promoted CLUSTER ON promoted_pk;
CREATE TABLE referring (c text, d text, f integer REFERENCES promoted, code text REFERENCES promoted (code), FOREIGN KEY (d, c) REFERENCES uniques (d, c));
CREATE TABLE deferrable_key (id integer PRIMARY KEY DEFERRABLE INITIALLY IMMEDIATE, v integer);
