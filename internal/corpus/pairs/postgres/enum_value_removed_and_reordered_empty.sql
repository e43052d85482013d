CREATE TYPE k AS ENUM ('a','b','c'); CREATE TABLE t (id integer PRIMARY KEY, k k DEFAULT 'a', l k[]); CREATE INDEX t_k ON t (k) WHERE k = 'a'; CREATE VIEW v AS SELECT k FROM t;
-- becomes
CREATE TYPE k AS ENUM ('b','a'); CREATE TABLE t (id integer PRIMARY KEY, k k DEFAULT 'a', l k[]); CREATE INDEX t_k ON t (k) WHERE k = 'a'; CREATE VIEW v AS SELECT k FROM t;
