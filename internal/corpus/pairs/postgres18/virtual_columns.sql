CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, to_stored integer GENERATED ALWAYS AS (a + 1) VIRTUAL, to_virtual integer GENERATED ALWAYS AS (a + 2) STORED, changes integer GENERATED ALWAYS AS (a + 3) VIRTUAL, to_plain integer GENERATED ALWAYS AS (a + 4) VIRTUAL, to_generated integer, retyped integer GENERATED ALWAYS AS (b * 2) VIRTUAL);
CREATE VIEW v AS SELECT to_stored, changes FROM t;
ALTER TABLE t ADD CONSTRAINT changes_ok CHECK (changes <> 4711);
CREATE POLICY p ON t USING (changes > 0);
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b integer, to_stored bigint GENERATED ALWAYS AS (a + 1) STORED, to_virtual bigint GENERATED ALWAYS AS (a + 2) VIRTUAL, changes bigint GENERATED ALWAYS AS (a * 3) VIRTUAL, to_plain integer, to_generated bigint GENERATED ALWAYS AS (a + 5) VIRTUAL, retyped bigint GENERATED ALWAYS AS (b * 2) VIRTUAL);
CREATE VIEW v AS SELECT to_stored, changes FROM t;
ALTER TABLE t ADD CONSTRAINT changes_ok CHECK (changes <> 4711);
CREATE POLICY p ON t USING (changes > 0);
