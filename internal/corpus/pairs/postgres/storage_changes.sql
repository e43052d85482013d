CREATE UNLOGGED TABLE a (id integer PRIMARY KEY, v text, w text);
CREATE TABLE b (id integer PRIMARY KEY, v text, n integer) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
CREATE INDEX b_n ON b (n);
CREATE INDEX b_v ON b (v) WITH (fillfactor = 60);
ALTER TABLE b CLUSTER ON b_n, REPLICA IDENTITY FULL, ALTER v SET STORAGE EXTERNAL, ALTER v SET COMPRESSION pglz, ALTER n SET STATISTICS 10;
CREATE TABLE c (id integer NOT NULL, v text);
CREATE UNIQUE INDEX c_id ON c (id);
-- becomes
CREATE TABLE a (id integer PRIMARY KEY, v text, w text);
ALTER TABLE a ALTER w SET STORAGE MAIN;
CREATE UNLOGGED TABLE b (id integer PRIMARY KEY, v text, n integer) WITH (autovacuum_vacuum_threshold = 9, fillfactor = 80, toast.autovacuum_vacuum_threshold = 8);
CREATE INDEX b_n ON b (n) WITH (fillfactor = 90);
CREATE INDEX b_v ON b (v);
ALTER TABLE b CLUSTER ON b_v, ALTER n SET STATISTICS 20, ALTER n SET (n_distinct = -0.1);
CREATE TABLE c (id integer NOT NULL, v text);
CREATE UNIQUE INDEX c_id ON c (id);
ALTER TABLE c REPLICA IDENTITY USING INDEX c_id;
