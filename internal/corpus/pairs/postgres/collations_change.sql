CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (id integer PRIMARY KEY, a text, b text COLLATE "C", c varchar(9) COLLATE "POSIX" UNIQUE, d text COLLATE loose);
CREATE INDEX t_b ON t (b, lower(b));
CREATE VIEW v AS SELECT a, b FROM t;
CREATE DOMAIN code AS text COLLATE "C";
-- becomes
CREATE COLLATION looser (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE TABLE t (id integer PRIMARY KEY, a text COLLATE "C", b text, c varchar(9) COLLATE "C" UNIQUE, d text COLLATE looser);
CREATE INDEX t_b ON t (b, lower(b));
CREATE VIEW v AS SELECT a, b FROM t;
CREATE DOMAIN code AS text COLLATE "POSIX";
