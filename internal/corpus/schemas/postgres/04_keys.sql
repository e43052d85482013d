CREATE EXTENSION btree_gist;
CREATE TABLE parent (a integer, b integer, c text, PRIMARY KEY (b, a), CONSTRAINT parent_c UNIQUE (c), CONSTRAINT late UNIQUE (a, c) DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE child (x integer, y integer, z text, n integer NOT NULL, self integer UNIQUE REFERENCES child (self),
  CONSTRAINT full_match FOREIGN KEY (x, y) REFERENCES parent (b, a) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (y),
  FOREIGN KEY (z) REFERENCES parent (c) ON DELETE RESTRICT ON UPDATE SET DEFAULT);
CREATE TABLE hen (id integer PRIMARY KEY, egg integer);
CREATE TABLE egg (id integer PRIMARY KEY, hen integer REFERENCES hen);
ALTER TABLE hen ADD CONSTRAINT hen_egg FOREIGN KEY (egg) REFERENCES egg NOT VALID;
CREATE TABLE booking (id integer PRIMARY KEY, room integer NOT NULL, during tstzrange NOT NULL, gone boolean NOT NULL DEFAULT false,
  CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT gone) DEFERRABLE,
  EXCLUDE (lower(room::text) WITH =));
CREATE TABLE marks (id integer PRIMARY KEY, a integer NOT NULL, b integer) WITH (fillfactor = 80, autovacuum_enabled = false);
CREATE UNIQUE INDEX marks_a ON marks (a);
ALTER TABLE marks REPLICA IDENTITY USING INDEX marks_a;
CREATE INDEX marks_b ON marks (b);
ALTER TABLE marks CLUSTER ON marks_b;
ALTER TABLE marks ALTER a SET STATISTICS 500, ALTER b SET (n_distinct = 5);
CREATE UNLOGGED TABLE cache (k text PRIMARY KEY, v bytea);
ALTER TABLE cache ALTER v SET STORAGE EXTERNAL;
ALTER TABLE cache ALTER v SET COMPRESSION pglz;
CREATE TABLE base (id integer NOT NULL, CONSTRAINT own CHECK (id > 0) NO INHERIT, CONSTRAINT both_of CHECK (id < 100));
CREATE TABLE derived (extra text) INHERITS (base);
