CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, c integer NOT NULL, d integer, e integer CONSTRAINT e_there NOT NULL, f integer NOT NULL);
ALTER TABLE t ADD CONSTRAINT a_there NOT NULL a NOT VALID;
ALTER TABLE t ADD NOT NULL d NO INHERIT;
COMMENT ON CONSTRAINT e_there ON t IS 'why';
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b integer, c integer NOT NULL NO INHERIT, d integer NOT NULL, e integer NOT NULL, f integer);
ALTER TABLE t ADD NOT NULL b NOT VALID;
