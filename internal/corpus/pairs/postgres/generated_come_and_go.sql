CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, plain integer, was integer GENERATED ALWAYS AS (a + b) STORED, changes integer GENERATED ALWAYS AS (a * 2) STORED, typed integer GENERATED ALWAYS AS (a * 3) STORED, used integer GENERATED ALWAYS AS (b * 4) STORED);
CREATE INDEX t_changes ON t (changes);
CREATE VIEW sees AS SELECT changes, typed FROM t;
ALTER TABLE t ADD CONSTRAINT small CHECK (changes < 1000), ADD CONSTRAINT once UNIQUE (used);
COMMENT ON COLUMN t.changes IS 'twice a';
CREATE TABLE refs (u integer REFERENCES t (used));
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b bigint, plain bigint GENERATED ALWAYS AS (a - b) STORED, was integer, changes bigint GENERATED ALWAYS AS (a * 5) STORED, typed numeric GENERATED ALWAYS AS (a * 3) STORED, used bigint GENERATED ALWAYS AS (b * 4) STORED);
CREATE INDEX t_changes ON t (changes);
CREATE VIEW sees AS SELECT changes, typed FROM t;
ALTER TABLE t ADD CONSTRAINT small CHECK (changes < 1000), ADD CONSTRAINT once UNIQUE (used);
COMMENT ON COLUMN t.changes IS 'twice a';
CREATE TABLE refs (u bigint REFERENCES t (used));
