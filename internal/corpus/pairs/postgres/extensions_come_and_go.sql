CREATE EXTENSION citext;
CREATE TABLE t (id integer PRIMARY KEY, a citext UNIQUE, b text, c text);
CREATE INDEX t_b ON t (b);
CREATE VIEW v AS SELECT a FROM t WHERE a = 'x';
-- becomes
CREATE SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE, b text, c text, h ext.hstore DEFAULT 'a=>1');
CREATE INDEX t_b ON t USING gin (b gin_trgm_ops);
CREATE INDEX t_h ON t USING gin (h);
CREATE VIEW v AS SELECT a FROM t WHERE a = 'x';
